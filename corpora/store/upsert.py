"""Adding many rows that may be there already: what terms and memory have in common."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from songngu.corpora.store.folding import fold
from songngu.corpora.store.schema import Base

# Both databases limit the parameters of one statement (SQLite to 32,766).
_BATCH = 1000
# Any constant but the one of the migrations.
_WRITERS_LOCK = 0x6D656D6F7279
_T = TypeVar("_T")


def text_key(*parts: str) -> str:
    """Return what tells rows apart: a hash of their texts and languages, NFC and NFD alike."""
    joined = "\x1f".join(unicodedata.normalize("NFC", part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def search_key(*texts: str) -> str:
    """Return the texts as searching sees them."""
    return fold("\n".join(texts))


def holds_words(column: Any, search: str | None) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a column of search keys holds what a person looks for.

    Each word has to be there; words between straight double quotes have to be there as they stand.
    """
    wanted = []
    for index, part in enumerate(fold(search or "").split('"')):
        wanted += [" ".join(part.split())] if index % 2 else part.split()
    return [column.contains(each, autoescape=True) for each in wanted if each]


def batches(rows: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Yield the rows in runs that one statement can take."""
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def insert(session: Session, row: type[Base]) -> Any:
    """Return an insert of the backend's own kind, which knows what to do on a conflict."""
    dialect = session.get_bind().dialect.name
    table: Any = row.__table__
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)


def take_turns(session: Session) -> None:
    """Wait until no other transaction is writing terms or memory."""
    if session.get_bind().dialect.name == "postgresql":
        # One at a time: two writers with the same rows in other orders would block each other.
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITERS_LOCK)))


def execute_many(session: Session, statement: Any, rows: list[dict[str, Any]]) -> None:
    """Run a statement for each row, taking turns with other writers."""
    if rows:
        take_turns(session)
        session.connection().execute(statement, rows)


def is_in(column: Any, language: str) -> sa.ColumnElement[bool]:
    """Return whether a column's language is this one or a region's variety of it."""
    matches: sa.ColumnElement[bool] = (column == language) | column.startswith(
        f"{language}-", autoescape=True
    )
    return matches


def count(session: Session, table: Any) -> int:
    """Return how many rows a table or query has."""
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
