"""Translation memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import NotFoundError, StoreError
from songngu.corpora.store.columns import now
from songngu.corpora.store.records import UnitRecord
from songngu.corpora.store.schema import DocumentRow, RevisionRow, SegmentRow, UnitRow
from songngu.corpora.store.similarity import TextIndex, comparable, index_texts, similar
from songngu.corpora.store.upsert import (
    batches,
    count,
    execute_many,
    holds_words,
    insert,
    is_in,
    search_key,
    take_turns,
    text_key,
)
from songngu.corpora.types import MemoryMatch, Status, TranslationUnit


def add_units(session: Session, units: Iterable[TranslationUnit]) -> int:
    """Store units; returns how many are new.

    One stored already keeps its origin and takes the better confidence, a person's (None) being
    the best. One without text on either side is passed over: as an example for an engine it would
    teach it to write nothing.
    """
    rows: dict[str, dict[str, Any]] = {}
    for unit in units:
        if not (unit.source.strip() and unit.target.strip()):
            continue
        key = text_key(unit.source_language, unit.target_language, unit.source, unit.target)
        same = rows.get(key)
        if same is not None:
            same["confidence"] = _better(same["confidence"], unit.confidence)
            continue
        rows[key] = _unit_values(key, unit)
    before = count(session, UnitRow)
    statement = insert(session, UnitRow)
    execute_many(
        session,
        statement.on_conflict_do_update(
            index_elements=["key"],
            set_={"confidence": _better_sql(statement.excluded.confidence)},
        ),
        list(rows.values()),
    )
    return count(session, UnitRow) - before


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
        "search_key": search_key(unit.source, unit.target),
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
        query = query.where(is_in(UnitRow.source_language, source_language))
    if target_language is not None:
        query = query.where(is_in(UnitRow.target_language, target_language))
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


def _record(row: Any) -> UnitRecord:
    return UnitRecord(row.id, _unit(row), row.added_at, row.document_id, row.segment_id)


def find(
    session: Session, search: str | None, *, offset: int, limit: int
) -> tuple[list[UnitRecord], int]:
    """Return the units that hold what is looked for, newest first, and how many there are."""
    conditions = holds_words(UnitRow.search_key, search)
    n_found = count(session, sa.select(UnitRow.id).where(*conditions).subquery())
    query = (
        sa.select(
            *(UnitRow.id, *_UNIT_COLUMNS, UnitRow.added_at),
            *(UnitRow.segment_id, SegmentRow.document_id),
        )
        .outerjoin(SegmentRow, SegmentRow.id == UnitRow.segment_id)
        .where(*conditions)
        .order_by(UnitRow.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_record(row) for row in session.execute(query)], n_found


def change(session: Session, unit_id: int, unit: TranslationUnit) -> None:
    """Put a unit in the place of another; it gets a new id, so that look-ups notice it."""
    old = session.get(UnitRow, unit_id)
    if old is None:
        raise NotFoundError(f"found no unit {unit_id}; somebody may have deleted it: reload")
    key = text_key(unit.source_language, unit.target_language, unit.source, unit.target)
    same = session.scalar(sa.select(UnitRow.id).where(UnitRow.key == key, UnitRow.id != unit_id))
    if same is not None:
        raise StoreError(f"the memory holds this pair already (unit {same}); delete one of the two")
    take_turns(session)
    session.delete(old)
    session.flush()
    session.add(UnitRow(**_unit_values(key, unit)))


def delete(session: Session, ids: Sequence[int]) -> list[TranslationUnit]:
    """Remove units; returns those that were there."""
    found = []
    for batch in batches(ids):
        there = UnitRow.id.in_(batch)
        found += [_unit(row) for row in session.execute(sa.select(*_UNIT_COLUMNS).where(there))]
        session.execute(sa.delete(UnitRow).where(there))
    return found


def follow_revision(session: Session, segment_id: int) -> None:
    """Make the memory say what the latest revision of a segment says, in the same transaction.

    An approved translation goes into the memory and replaces what an earlier approval of the
    segment put there; one that is no longer approved takes it out. Units from elsewhere stay.
    """
    latest = sa.select(sa.func.max(RevisionRow.id)).where(RevisionRow.segment_id == segment_id)
    row = session.execute(
        sa.select(
            SegmentRow.text.label("source"),
            RevisionRow.text.label("target"),
            *(RevisionRow.status, DocumentRow.language, DocumentRow.url, DocumentRow.title),
        )
        .join(DocumentRow, DocumentRow.id == SegmentRow.document_id)
        .outerjoin(RevisionRow, RevisionRow.id == latest.scalar_subquery())
        .where(SegmentRow.id == segment_id)
    ).one()
    approved = row.status == Status.APPROVED.value and bool(row.target.strip())
    known = session.scalars(sa.select(UnitRow).where(UnitRow.segment_id == segment_id)).all()
    if not approved and not known:
        return
    key = ""
    if approved:
        origin = row.url or row.title or ""
        unit = TranslationUnit(row.source, row.target, row.language, "en", None, origin)
        key = text_key(unit.source_language, unit.target_language, unit.source, unit.target)
        same = sa.update(UnitRow).where(UnitRow.key == key)
        if add_units(session, [unit]):
            session.execute(same.values(segment_id=segment_id))
        else:
            # What is approved once more is the newest word on this text.
            session.execute(same.values(added_at=now()))
    for old in known:
        if old.key != key:
            _withdraw(session, old)


def _withdraw(session: Session, unit: UnitRow) -> None:
    """Take a unit out of the memory, unless another segment was approved with the same texts."""
    latest = sa.select(sa.func.max(RevisionRow.id)).group_by(RevisionRow.segment_id)
    other = session.scalar(
        sa.select(SegmentRow.id)
        .join(RevisionRow, RevisionRow.segment_id == SegmentRow.id)
        .join(DocumentRow, DocumentRow.id == SegmentRow.document_id)
        .where(SegmentRow.text == unit.source, SegmentRow.id != unit.segment_id)
        .where(RevisionRow.text == unit.target, RevisionRow.status == Status.APPROVED.value)
        .where(RevisionRow.id.in_(latest), DocumentRow.language == unit.source_language)
        .limit(1)
    )
    if other is None:
        session.delete(unit)
    else:
        unit.segment_id = other
    session.flush()


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

        Among equals those made by people come first, then the surer, then the newer: of several
        approved translations of a text the one approved last.
        """
        if not 0 < threshold <= 1:
            raise ValueError(f"expected a threshold above 0 and at most 1, found {threshold}")
        if limit < 1:
            raise ValueError(f"expected a limit of at least 1, found {limit}")
        for anew in (False, True):
            index = self._index(session, source_language, target_language, anew=anew)
            similarity = similar(index, comparable(text), threshold)
            best = sorted(similarity.items(), key=lambda item: (-item[1], item[0]))
            cut = best[:limit]
            if len(best) > limit:  # all that tie with the last one: the order is settled below
                cut += [item for item in best[limit:] if item[1] == cut[-1][1]]
            ranked = _ranked(session, dict(cut))
            if len(ranked) == len(cut):
                break
        return ranked[:limit]

    def _index(
        self, session: Session, source_language: str, target_language: str, *, anew: bool
    ) -> TextIndex:
        # Writers take turns, so that the newest id tells of all that came. What was removed is
        # noticed where it is missed, and the texts are then read anew.
        newest = session.scalar(sa.select(sa.func.max(UnitRow.id))) or 0
        with self._lock:
            version, index = self._indexes.get((source_language, target_language), (-1, None))
            if anew or index is None or version != newest:
                rows = session.execute(
                    sa.select(UnitRow.id, UnitRow.source)
                    .where(is_in(UnitRow.source_language, source_language))
                    .where(is_in(UnitRow.target_language, target_language))
                )
                index = index_texts((id_, comparable(source)) for id_, source in rows)
                self._indexes[source_language, target_language] = (newest, index)
            return index


def _ranked(session: Session, similarity: dict[int, float]) -> list[MemoryMatch]:
    found = []
    for batch in batches(list(similarity)):
        columns = (UnitRow.id, UnitRow.added_at, *_UNIT_COLUMNS)
        for row in session.execute(sa.select(*columns).where(UnitRow.id.in_(batch))):
            match = MemoryMatch(_unit(row), similarity[row.id])
            sureness = 2.0 if row.confidence is None else row.confidence
            found.append(((match.similarity, sureness, row.added_at, row.id), match))
    return [match for _rank, match in sorted(found, key=lambda item: item[0], reverse=True)]
