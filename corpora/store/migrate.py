"""Bringing a database to the present schema, in one transaction."""

from __future__ import annotations

from importlib.resources import files

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from songngu.corpora.errors import StoreError, StoreTooNewError
from songngu.corpora.store.connection import WRITE, place
from songngu.corpora.store.schema import Base
from sqlalchemy.engine import URL, Engine

VERSION_TABLE = "songngu_version"
# Any constant will do, as long as every version of the workbench takes the same one.
_ADVISORY_LOCK = 0x736F6E676E6775


def alembic_config() -> Config:
    """Return Alembic's configuration, made here: no ``alembic.ini`` is needed."""
    config = Config()
    folder = str(files("songngu.corpora.store") / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config


def head() -> str:
    """Return the number of the newest migration."""
    revision = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert revision is not None
    return revision


def current(connection: sa.Connection) -> str | None:
    """Return the number of the last migration applied to a database; None for a new one."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def migrate(engine: Engine, url: URL) -> None:
    """Apply the migrations that a database lacks; all of them or, on failure, none.

    Two processes may do this at the same moment: the second waits, and finds nothing to do.

    Raises:
        StoreTooNewError: Where a newer version of the workbench made the database.
        StoreError: Where the database holds another program's tables.
    """
    newest = head()
    with engine.connect() as connection:
        if current(connection) == newest:
            return
    with engine.execution_options(**{WRITE: True}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        found = current(connection)
        if found == newest:
            return
        _refuse_foreign(connection, found, newest, place(url))
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _refuse_foreign(connection: sa.Connection, found: str | None, newest: str, where: str) -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    known = {script.revision for script in scripts.walk_revisions()}
    if found is not None and found not in known:
        raise StoreTooNewError(
            f"{where}: found a database of schema version {found}, expected at most {newest}; "
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
