"""Terms and the translation memory with its fuzzy look-up."""

from __future__ import annotations

import hashlib
import math
import threading
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from rapidfuzz import process
from rapidfuzz.distance import Indel
from songngu.corpora.store.columns import now
from songngu.corpora.store.schema import Base, TermRow, UnitRow
from songngu.corpora.types import MemoryMatch, Term, TranslationUnit
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

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
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(row.__table__)


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


@dataclass(slots=True)
class _Index:
    """The source texts of one language pair, by length, as the database stood at ``version``."""

    version: tuple[int, int]
    lengths: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)


class MemoryIndex:
    """Fuzzy look-up in the memory.

    The source texts are held in main memory, read again when the database has grown. Similarity
    is that of the longest common subsequence of characters, 2·LCS ÷ (length + length) (Indel
    similarity); texts whose lengths alone rule out the threshold are never compared.
    """

    def __init__(self) -> None:
        self._indexes: dict[tuple[str, str], _Index] = {}
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
        wanted = comparable(text)
        similarity = _similar(index, wanted, threshold)
        best = sorted(similarity.items(), key=lambda item: (-item[1], item[0]))
        cut = best[:limit]
        if len(best) > limit:  # all that tie with the last one, so that the order is settled below
            cut += [item for item in best[limit:] if item[1] == cut[-1][1]]
        return _ranked(session, dict(cut))[:limit]

    def _index(self, session: Session, source_language: str, target_language: str) -> _Index:
        pair = _is_in(UnitRow.source_language, source_language) & _is_in(
            UnitRow.target_language, target_language
        )
        counted = sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(UnitRow.id), 0))
        n_units, newest = session.execute(counted.where(pair)).one()
        with self._lock:
            index = self._indexes.get((source_language, target_language))
            if index is None or index.version != (n_units, newest):
                index = _read_index(session, pair, (n_units, newest))
                self._indexes[source_language, target_language] = index
            return index


def comparable(text: str) -> str:
    """Return what of a text counts when it is compared: NFC, white space evened out."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _read_index(session: Session, pair: sa.ColumnElement[bool], version: tuple[int, int]) -> _Index:
    rows = session.execute(sa.select(UnitRow.id, UnitRow.source).where(pair))
    entries = sorted((len(text), id_, text) for id_, text in ((i, comparable(s)) for i, s in rows))
    return _Index(
        version,
        [entry[0] for entry in entries],
        [entry[2] for entry in entries],
        [entry[1] for entry in entries],
    )


def _similar(index: _Index, wanted: str, threshold: float) -> dict[int, float]:
    """Return the similarity of every unit at or above the threshold."""
    if not wanted:
        return {}
    threshold -= 1e-9  # what is exactly at the threshold must not be lost to rounding
    # 2·LCS/(a+b) ≥ t with LCS ≤ min(a, b) bounds the other length by a·t/(2−t) and a·(2−t)/t.
    length, bound = len(wanted), threshold / (2 - threshold)
    first = bisect_left(index.lengths, math.floor(length * bound))
    last = bisect_right(index.lengths, math.ceil(length / bound))
    found = process.extract(
        wanted,
        index.texts[first:last],
        scorer=Indel.normalized_similarity,
        processor=None,
        # rapidfuzz loses what lies within some 1e-5 above its cut-off.
        score_cutoff=max(0.0, threshold - 1e-4),
        limit=None,
    )
    return {index.ids[first + at]: score for _text, score, at in found if score >= threshold}


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
