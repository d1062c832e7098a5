"""Terms and the translation memory with its fuzzy look-up."""

from __future__ import annotations

import hashlib
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from songngu.corpora.store.columns import now
from songngu.corpora.store.schema import Base, TermRow, UnitRow
from songngu.corpora.store.similarity import TextIndex, comparable, index_texts, similar
from songngu.corpora.types import MemoryMatch, Term, TranslationUnit

# Both databases limit the parameters of one statement (SQLite to 32,766).
_BATCH = 1000
# Any constant but the one of the migrations.
_WRITERS_LOCK = 0x6D656D6F7279
_T = TypeVar("_T")


def _key(*parts: str) -> str:
    joined = "\x1f".join(unicodedata.normalize("NFC", part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def _batches(rows: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _insert(session: Session, row: type[Base]) -> Any:
    """Return an insert of the backend's own kind, which knows what to do on a conflict."""
    dialect = session.get_bind().dialect.name
    table: Any = row.__table__
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)


def _execute_many(session: Session, statement: Any, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    if session.get_bind().dialect.name == "postgresql":
        # One at a time: two writers with the same rows in other orders would block each other.
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITERS_LOCK)))
    session.connection().execute(statement, rows)


def _is_in(column: Any, language: str) -> sa.ColumnElement[bool]:
    """Return whether a column's language is this one or a region's variety of it."""
    matches: sa.ColumnElement[bool] = (column == language) | column.startswith(
        f"{language}-", autoescape=True
    )
    return matches


def _count(session: Session, table: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def add_terms(session: Session, terms: Iterable[Term]) -> int:
    """Store terms; one stored already takes the new note. Returns how many are new."""
    rows = {}
    for term in terms:
        key = _key(term.source_language, term.target_language, term.source, term.target)
        rows[key] = {
            "key": key,
            "source": term.source,
            "target": term.target,
            "source_language": term.source_language,
            "target_language": term.target_language,
            "note": term.note,
        }
    before = _count(session, TermRow)
    statement = _insert(session, TermRow)
    _execute_many(
        session,
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"note": statement.excluded.note}
        ),
        list(rows.values()),
    )
    return _count(session, TermRow) - before


def terms(session: Session, source_language: str, target_language: str) -> list[Term]:
    """Return the terms of a language pair in the order they were added."""
    query = (
        sa.select(TermRow)
        .where(_is_in(TermRow.source_language, source_language))
        .where(_is_in(TermRow.target_language, target_language))
        .order_by(TermRow.id)
    )
    return [
        Term(row.source, row.target, row.source_language, row.target_language, row.note)
        for row in session.scalars(query)
    ]


def add_units(session: Session, units: Iterable[TranslationUnit]) -> int:
    """Store units; returns how many are new.

    One stored already keeps its origin and takes the better confidence, a person's (None) being
    the best.
    """
    rows: dict[str, dict[str, Any]] = {}
    for unit in units:
        key = _key(unit.source_language, unit.target_language, unit.source, unit.target)
        same = rows.get(key)
        if same is not None:
            same["confidence"] = _better(same["confidence"], unit.confidence)
            continue
        rows[key] = _unit_values(key, unit)
    before = _count(session, UnitRow)
    statement = _insert(session, UnitRow)
    _execute_many(
        session,
        statement.on_conflict_do_update(
            index_elements=["key"],
            set_={"confidence": _better_sql(statement.excluded.confidence)},
        ),
        list(rows.values()),
    )
    return _count(session, UnitRow) - before


def _unit_values(key: str, unit: TranslationUnit) -> dict[str, Any]:
    if unit.confidence is not None and not 0 <= unit.confidence <= 1:
        raise ValueError(f"expected a confidence within 0–1 or None, found {unit.confidence}")
    return {
        "key": key,
        "source": unit.source,
        "target": unit.target,
        "source_language": unit.source_language,
        "target_language": unit.target_language,
        "confidence": unit.confidence,
        "origin": unit.origin,
        "added_at": now(),
    }


def _better(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else max(one, other)


def _better_sql(new: sa.ColumnElement[float]) -> sa.ColumnElement[float | None]:
    old = UnitRow.confidence
    return sa.case((old.is_(None) | new.is_(None), sa.null()), (old > new, old), else_=new)


def units(
    session: Session, source_language: str | None, target_language: str | None
) -> list[TranslationUnit]:
    """Return the memory's units in the order they were added."""
    query = sa.select(*_UNIT_COLUMNS).order_by(UnitRow.id)
    if source_language is not None:
        query = query.where(_is_in(UnitRow.source_language, source_language))
    if target_language is not None:
        query = query.where(_is_in(UnitRow.target_language, target_language))
    return [_unit(row) for row in session.execute(query)]


def _unit(row: Any) -> TranslationUnit:
    return TranslationUnit(
        row.source,
        row.target,
        row.source_language,
        row.target_language,
        row.confidence,
        row.origin,
    )


_UNIT_COLUMNS = (
    UnitRow.source,
    UnitRow.target,
    UnitRow.source_language,
    UnitRow.target_language,
    UnitRow.confidence,
    UnitRow.origin,
)


class MemoryIndex:
    """Fuzzy look-up in the memory.

    The source texts are held in main memory and read again when the memory has grown.
    """

    def __init__(self) -> None:
        self._indexes: dict[tuple[str, str], tuple[int, TextIndex]] = {}
        self._lock = threading.Lock()

    def look_up(
        self,
        session: Session,
        text: str,
        *,
        threshold: float,
        limit: int,
        source_language: str,
        target_language: str,
    ) -> list[MemoryMatch]:
        """Return the most similar units, best first.

        Among equals those made by people come first, then the surer, then the older.
        """
        if not 0 < threshold <= 1:
            raise ValueError(f"expected a threshold above 0 and at most 1, found {threshold}")
        if limit < 1:
            raise ValueError(f"expected a limit of at least 1, found {limit}")
        index = self._index(session, source_language, target_language)
        similarity = similar(index, comparable(text), threshold)
        best = sorted(similarity.items(), key=lambda item: (-item[1], item[0]))
        cut = best[:limit]
        if len(best) > limit:  # all that tie with the last one, so that the order is settled below
            cut += [item for item in best[limit:] if item[1] == cut[-1][1]]
        return _ranked(session, dict(cut))[:limit]

    def _index(self, session: Session, source_language: str, target_language: str) -> TextIndex:
        # Units are never removed and their writers take turns, so that the newest id tells all.
        newest = session.scalar(sa.select(sa.func.max(UnitRow.id))) or 0
        with self._lock:
            version, index = self._indexes.get((source_language, target_language), (-1, None))
            if index is None or version != newest:
                rows = session.execute(
                    sa.select(UnitRow.id, UnitRow.source)
                    .where(_is_in(UnitRow.source_language, source_language))
                    .where(_is_in(UnitRow.target_language, target_language))
                )
                index = index_texts((id_, comparable(source)) for id_, source in rows)
                self._indexes[source_language, target_language] = (newest, index)
            return index


def _ranked(session: Session, similarity: dict[int, float]) -> list[MemoryMatch]:
    found = []
    for batch in _batches(list(similarity)):
        query = sa.select(UnitRow.id, *_UNIT_COLUMNS).where(UnitRow.id.in_(batch))
        for row in session.execute(query):
            found.append((row.id, MemoryMatch(_unit(row), similarity[row.id])))

    def rank(item: tuple[int, MemoryMatch]) -> tuple[float, float, int]:
        confidence = item[1].unit.confidence
        return (-item[1].similarity, -2.0 if confidence is None else -confidence, item[0])

    return [match for _id, match in sorted(found, key=rank)]
