"""Bringing a database to the present schema, in one transaction."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine

from songngu.corpora.errors import StoreError, StoreTooNewError
from songngu.corpora.store.connection import WRITE, place
from songngu.corpora.store.schema import Base

if TYPE_CHECKING:
    from alembic.config import Config

# The newest migration. Known here so that Alembic is imported only where there is something
# to migrate; a test compares it with the migrations.
HEAD = "0003"
VERSION_TABLE = "songngu_version"
# Any constant will do, as long as every version of the workbench takes the same one.
_ADVISORY_LOCK = 0x736F6E676E6775


def alembic_config() -> Config:
    """Return Alembic's configuration, made here: no ``alembic.ini`` is needed."""
    from alembic.config import Config

    config = Config()
    folder = str(files("songngu.corpora.store") / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config


def current(connection: sa.Connection) -> str | None:
    """Return the number of the last migration applied to a database; None for a new one."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    version = sa.table(VERSION_TABLE, sa.column("version_num", sa.String))
    return connection.scalar(sa.select(version.c.version_num))


def migrate(engine: Engine, url: URL) -> None:
    """Apply the migrations that a database lacks; all of them or, on failure, none.

    Two processes may do this at the same moment: the second waits, and finds nothing to do.

    Raises:
        StoreTooNewError: Where a newer version of the workbench made the database.
        StoreError: Where the database holds another program's tables.
    """
    with engine.connect() as connection:
        if current(connection) == HEAD:
            return
    with engine.execution_options(**{WRITE: True}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        found = current(connection)
        if found == HEAD:
            return
        _refuse_foreign(connection, found, place(url))
        from alembic import command

        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _refuse_foreign(connection: sa.Connection, found: str | None, where: str) -> None:
    # Migrations are numbered with four digits, so that text compares as the numbers do.
    if found is not None and found > HEAD:
        raise StoreTooNewError(
            f"{where}: found a database of schema version {found}, expected at most {HEAD}; "
            "it was written by a newer songngu: upgrade with: pip install --upgrade songngu"
        )
    if found is not None:
        return
    tables = set(sa.inspect(connection).get_table_names()) - {VERSION_TABLE}
    if connection.dialect.name == "postgresql":
        # A server's database may well be shared; only a clash of names is in the way.
        tables &= set(Base.metadata.tables)
    if tables:
        names = ", ".join(sorted(tables)[:5])
        raise StoreError(
            f"{where}: found another program's database (tables {names}), expected one of "
            "songngu or an empty one; give another name"
        )
