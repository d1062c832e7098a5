"""Stores to test on: SQLite files and a PostgreSQL server of our own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from songngu.corpora.store import Store, open_store

BACKENDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture
def grows_linearly() -> Callable[[Callable[[int], object]], bool]:
    """Tells whether the calls that some work takes grow no faster than the given size."""

    def calls(work: Callable[[int], object], size: int) -> int:
        number = 0

        def count(_frame: object, event: str, _argument: object) -> None:
            nonlocal number
            number += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            work(size)
        finally:
            sys.setprofile(before)
        return number

    def tell(work: Callable[[int], object]) -> bool:
        work(1000)  # what is done once only
        return calls(work, 8000) <= 10 * calls(work, 1000)

    return tell


def _server_programs() -> Path | None:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _missing(reason: str) -> None:
    if os.environ.get("SONGNGU_REQUIRE_POSTGRES") == "1":
        pytest.fail(f"SONGNGU_REQUIRE_POSTGRES=1, but {reason}")
    pytest.skip(reason)


def _server_user() -> str | None:
    """Return the user to run the server as; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    return None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A server of this session alone, on a Unix socket; yields its URL."""
    programs = _server_programs()
    if programs is None:
        _missing("no PostgreSQL server programs found (Debian: apt-get install postgresql)")
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="songngu-pg-", dir="/tmp"))
    user = _server_user()
    if user is not None:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        # Not captured through pipes: the server would inherit them and keep them open.
        with (folder.parent / f"{folder.name}.log").open("ab") as log:
            done = subprocess.run(
                command, user=user, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {Path(log.name).read_text()[-2000:]}")

    data = str(folder / "data")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=60"
    try:
        initdb = (str(programs / "initdb"), "-D", data, "-U", "songngu", "-A", "trust")
        run(*initdb, "-E", "UTF8", "--locale=C", "--no-sync")
        run(str(programs / "pg_ctl"), "-D", data, "-o", options, "-l", f"{data}/log", "-w", "start")
        try:
            yield f"postgresql://songngu@/postgres?host={folder}"
        finally:
            run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        Path(f"{folder}.log").unlink(missing_ok=True)


@contextmanager
def _database(server: str, template: str = "template0") -> Iterator[str]:
    """A database of its own on the server; yields its URL."""
    name = f"t{uuid.uuid4().hex}"
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
            yield server.replace("/postgres?", f"/{name}?")
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database on the server."""
    with _database(postgres_server) as url:
        yield url


@pytest.fixture(params=BACKENDS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each backend in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "songngu.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema in it, to be copied: making it anew takes much longer."""
    path = tmp_path_factory.mktemp("template") / "songngu.db"
    open_store(path).close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database with the schema in it, to be copied."""
    with _database(postgres_server) as url:
        open_store(url).close()
        yield str(sa.make_url(url).database)


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store on each backend in turn."""
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        with open_store(shutil.copy(template, tmp_path / "songngu.db")) as opened:
            yield opened
        return
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    with _database(server, template) as url, open_store(url) as opened:
        yield opened


@contextmanager
def _as_nobody() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    nobody = pwd.getpwnam("nobody")
    os.setegid(nobody.pw_gid)
    os.seteuid(nobody.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def unprivileged() -> Callable[[], AbstractContextManager[None]]:
    """Inside the block, permissions count, although the tests may run as root."""
    return _as_nobody


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach too, unlike ``tmp_path``."""
    folder = Path(tempfile.mkdtemp(prefix="songngu-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
