"""Alignments between stored documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.store.documents import require
from songngu.corpora.store.records import StoredAlignment
from songngu.corpora.store.schema import (
    AlignmentRow,
    BeadMemberRow,
    BeadRow,
    DocumentRow,
    SegmentRow,
)
from songngu.corpora.types import Alignment, Bead, Verdict

_SIDES = ("source", "target")


def add(session: Session, source_id: int, target_id: int, alignment: Alignment) -> int:
    """Store an alignment of two documents; returns its id."""
    if source_id == target_id:
        raise ValueError(f"expected two documents, found {source_id} as source and as target")
    ids = {}
    for side, document_id in zip(_SIDES, (source_id, target_id), strict=True):
        require(session, document_id)
        ids[side] = _segment_ids(session, document_id)
        used = [index for bead in alignment.beads for index in _side(bead, side)]
        _check_cover(side, used, len(ids[side]))
    row = AlignmentRow(
        source_id=source_id,
        target_id=target_id,
        verdict=alignment.verdict.value,
        confidence=alignment.confidence,
        signature=alignment.signature,
    )
    session.add(row)
    session.flush()
    _insert_beads(session, row.id, alignment.beads, ids)
    return row.id


def _side(bead: Bead, side: str) -> tuple[int, ...]:
    return bead.source if side == "source" else bead.target


def _check_cover(side: str, used: Sequence[int], n_segments: int) -> None:
    if sorted(used) != list(range(n_segments)):
        twice = sorted(index for index, count in Counter(used).items() if count > 1)[:5]
        missing = sorted(set(range(n_segments)) - set(used))[:5]
        outside = sorted(index for index in used if not 0 <= index < n_segments)[:5]
        raise ValueError(
            f"expected every {side} segment (0–{n_segments - 1}) in exactly one bead, found "
            f"{missing} in none, {twice} in several and {outside} outside the document"
        )


def _segment_ids(session: Session, document_id: int) -> list[int]:
    query = (
        sa.select(SegmentRow.id)
        .where(SegmentRow.document_id == document_id, SegmentRow.active)
        .order_by(SegmentRow.position)
    )
    return list(session.scalars(query))


def _insert_beads(
    session: Session, alignment_id: int, beads: Iterable[Bead], ids: dict[str, list[int]]
) -> None:
    rows, members = [], []
    for position, bead in enumerate(beads):
        rows.append(
            {
                "alignment_id": alignment_id,
                "position": position,
                "score": bead.score,
                "confidence": bead.confidence,
            }
        )
        members += [
            {
                "alignment_id": alignment_id,
                "bead": position,
                "segment_id": ids[side][index],
                "side": side,
            }
            for side in _SIDES
            for index in _side(bead, side)
        ]
    if rows:
        session.execute(sa.insert(BeadRow), rows)
    if members:
        session.execute(sa.insert(BeadMemberRow), members)


def latest(session: Session, source_id: int, target_id: int | None) -> StoredAlignment | None:
    """Return the newest alignment of a source, with one target or any that is not in the bin."""
    require(session, source_id)
    query = (
        sa.select(AlignmentRow)
        .join(DocumentRow, DocumentRow.id == AlignmentRow.target_id)
        .where(AlignmentRow.source_id == source_id, DocumentRow.deleted_at.is_(None))
        .order_by(AlignmentRow.id.desc())
        .limit(1)
    )
    if target_id is not None:
        query = query.where(AlignmentRow.target_id == target_id)
    row = session.scalars(query).first()
    if row is None:
        return None
    places = [
        {id_: index for index, id_ in enumerate(_segment_ids(session, document_id))}
        for document_id in (row.source_id, row.target_id)
    ]
    beads, stale = _beads(session, row.id, places[0], places[1])
    for side, place in enumerate(places):
        beads, added = _with_newcomers(beads, side, len(place))
        stale = stale or added
    alignment = Alignment(beads, Verdict(row.verdict), row.confidence, row.signature)
    return StoredAlignment(row.id, row.source_id, row.target_id, alignment, row.created_at, stale)


def _beads(
    session: Session, alignment_id: int, source: dict[int, int], target: dict[int, int]
) -> tuple[tuple[Bead, ...], bool]:
    """Return the stored beads in present positions, and whether any member has gone."""
    members: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    gone = False
    rows = session.execute(
        sa.select(BeadMemberRow.bead, BeadMemberRow.segment_id, BeadMemberRow.side).where(
            BeadMemberRow.alignment_id == alignment_id
        )
    )
    for bead, segment_id, side in rows:
        place = (source if side == "source" else target).get(segment_id)
        if place is None:
            gone = True
        else:
            members[bead][_SIDES.index(side)].append(place)
    stored = session.execute(
        sa.select(BeadRow.position, BeadRow.score, BeadRow.confidence)
        .where(BeadRow.alignment_id == alignment_id)
        .order_by(BeadRow.position)
    )
    beads = tuple(
        Bead(tuple(sorted(members[at][0])), tuple(sorted(members[at][1])), score, confidence)
        for at, score, confidence in stored
        if at in members
    )
    return beads, gone


def _with_newcomers(
    beads: tuple[Bead, ...], side: int, n_segments: int
) -> tuple[tuple[Bead, ...], bool]:
    """Return the beads with a null bead for every segment that none of them holds."""
    name = _SIDES[side]
    held = {index for bead in beads for index in _side(bead, name)}
    missing = [index for index in range(n_segments) if index not in held]
    if not missing:
        return beads, False
    merged: list[Bead] = []
    for bead in beads:
        own = _side(bead, name)
        while own and missing and missing[0] < own[0]:
            merged.append(_null_bead(side, missing.pop(0)))
        merged.append(bead)
    return (*merged, *(_null_bead(side, index) for index in missing)), True


def _null_bead(side: int, index: int) -> Bead:
    return Bead((index,), (), 0.0, 0.0) if side == 0 else Bead((), (index,), 0.0, 0.0)
