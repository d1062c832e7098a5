"""Connecting to SQLite and PostgreSQL, and saying in plain words why it failed."""

from __future__ import annotations

import functools
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Engine, make_url

from songngu.corpora.errors import StoreError, WorkbenchError

WRITE = "songngu_write"
_dumps = functools.partial(json.dumps, ensure_ascii=False, allow_nan=False)


def parse_url(url_or_path: str | Path) -> URL:
    """Return the database URL; a path means an SQLite file.

    Raises:
        StoreError: For a URL that is malformed or of another kind of database.
    """
    text = str(url_or_path)
    if "://" not in text:
        if text == ":memory:":
            return URL.create("sqlite")
        return URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
    try:
        url = make_url(text)
    except exc.ArgumentError as error:
        raise StoreError(
            "cannot read the database URL; expected sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/DATABASE"
        ) from error
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreError(
            f"found a database URL of kind {url.drivername!r}, expected a file path, "
            "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"
        )
    return url


def place(url: URL) -> str:
    """Return how to name the database in a message: its path, or its URL without the password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def make_engine(url: URL, timeout_s: float) -> Engine:
    """Return an engine for ``url``; nothing is connected yet.

    Args:
        url: As :func:`parse_url` returns it.
        timeout_s: How long to wait for another writer, seconds.

    Raises:
        StoreError: Where the driver is not installed or the file cannot be there.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, timeout_s)
    try:
        engine = sa.create_engine(url, pool_pre_ping=True, json_serializer=_dumps)
    except ImportError as error:
        raise StoreError(
            f"{place(url)} is a PostgreSQL database, but its driver is not installed; run: "
            "pip install 'songngu[postgres]'"
        ) from error
    event.listen(engine, "connect", functools.partial(_set_lock_timeout, timeout_s))
    return engine


def _set_lock_timeout(timeout_s: float, connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        setting = f"{max(1, round(timeout_s * 1000))}ms"
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", (setting,))
    connection.commit()


def _sqlite_engine(url: URL, timeout_s: float) -> Engine:
    memory = url.database in (None, "", ":memory:")
    if not memory:
        _make_folder(Path(str(url.database)))
    pool: dict[str, Any] = {"poolclass": sa.QueuePool}
    if memory:
        # The database lives and dies with its connection: one, which threads take in turns.
        pool |= {"pool_size": 1, "max_overflow": 0}
    engine = sa.create_engine(
        url, json_serializer=_dumps, connect_args={"check_same_thread": False}, **pool
    )
    event.listen(engine, "connect", functools.partial(_prepare_sqlite, timeout_s))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(path: Path) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder, expected a database file; give a file name in it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot make the folder {path.parent} for the database: {error.strerror}; "
            "choose a folder you may write to"
        ) from error


def _prepare_sqlite(timeout_s: float, connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own transaction handling commits before DDL and begins too late to lock.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {round(timeout_s * 1000)}")
    _enter_wal(connection, time.monotonic() + timeout_s)
    # FULL syncs the log at every commit. NORMAL would survive a killed process as well, but
    # not a power cut, and a save by an editor is rare enough to pay some milliseconds for it.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _enter_wal(connection: sqlite3.Connection, deadline: float) -> None:
    """Switch to the write-ahead log; SQLite does not honour its busy timeout here."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() >= deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def explained(url: URL, timeout_s: float) -> Iterator[None]:
    """Turn what the database raises inside into a :class:`StoreError` that says what to do.

    Raises:
        StoreError: Instead of any database error.
    """
    try:
        yield
    except exc.DBAPIError as error:
        raise StoreError(_explanation(error.orig, url, timeout_s)) from error
    except exc.StatementError as error:
        if isinstance(error.orig, WorkbenchError | ValueError):
            raise error.orig from None
        raise
    except exc.TimeoutError as error:
        raise StoreError(f"{place(url)}: no free connection; try again in a moment") from error
    except sqlite3.Error as error:
        raise StoreError(_explanation(error, url, timeout_s)) from error


def _explanation(error: BaseException | None, url: URL, timeout_s: float) -> str:
    where = place(url)
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        known = _SQLITE.get(code)
    else:
        state = getattr(error, "sqlstate", None) or _state_of_refusal(str(error))
        known = _POSTGRES.get(state or "", None if state else _POSTGRES_NO_CONNECTION)
    detail = str(error).strip().splitlines()
    said = detail[0] if detail else type(error).__name__
    if known is None:
        return f"{where}: the database refused: {said}"
    return f"{where}: {known.format(timeout_s=timeout_s)} ({said})"


def _state_of_refusal(message: str) -> str | None:
    """Return the state of a refused connection, with which the driver brings the text only."""
    if "does not exist" in message and "database" in message:
        return "3D000"
    return "28P01" if "password authentication failed" in message else None


_BUSY = (
    "another program has been writing to the database for more than {timeout_s:g} s; "
    "nothing was saved, try again when it has finished"
)
_FULL = "the disk is full; nothing was saved and nothing stored was harmed, free some space"
_READ_ONLY = "the database cannot be written to; check the permissions of the file and its folder"

_SQLITE = {
    sqlite3.SQLITE_NOTADB: "the file is not a database; give another name, or move the file away",
    sqlite3.SQLITE_CANTOPEN: (
        "the database file cannot be opened or made; check that you may write to its folder"
    ),
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: "the disk reported an error; check it, and that it is not full",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged; restore it from a backup",
}

_POSTGRES_NO_CONNECTION = (
    "cannot connect to the PostgreSQL server; check that it runs, and the host, port and name"
)
_POSTGRES = {
    "3D000": "the server has no such database; make it with: createdb NAME",
    "28P01": "the server refused the password; check the user and the password in the URL",
    "28000": "the server refused this user; check the user in the URL and the server's pg_hba.conf",
    "42501": "the user may not do this; grant it the right to create and use tables",
    "25006": _READ_ONLY,
    "53100": _FULL,
    "53300": "the server has no free connection; close other programs or raise max_connections",
    "55P03": _BUSY,
}
