"""Run by Alembic itself, on the connection and in the transaction that ``migrate`` opened."""

from __future__ import annotations

from alembic import context

from songngu.corpora.store.migrate import VERSION_TABLE
from songngu.corpora.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
