"""Alignments between stored documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.store import beads, order
from songngu.corpora.store.documents import require
from songngu.corpora.store.recording import Recorder
from songngu.corpora.store.records import OperationKind, StoredAlignment
from songngu.corpora.store.schema import (
    AlignmentRow,
    BeadMemberRow,
    BeadRow,
    DocumentRow,
    SegmentRow,
)
from songngu.corpora.types import Alignment, Bead, Verdict

_SIDES = beads.SIDES


def add(
    session: Session,
    source_id: int,
    target_id: int,
    alignment: Alignment,
    segments: tuple[Sequence[int], Sequence[int]] | None,
    editor: str | None,
) -> int:
    """Store an alignment of two documents; returns its id. Links made by hand stay."""
    if source_id == target_id:
        raise ValueError(f"expected two documents, found {source_id} as source and as target")
    order.touch(session, source_id, target_id)
    ids = {}
    for side, document_id in zip(_SIDES, (source_id, target_id), strict=True):
        require(session, document_id)
        index = _SIDES.index(side)
        ids[side] = list(segments[index]) if segments else segment_ids(session, document_id)
        used = [index for bead in alignment.beads for index in _side(bead, side)]
        _check_cover(side, used, len(ids[side]))
    former = beads.latest_id(session, source_id, target_id)
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
    if former is not None:
        _keep_hand_links(session, former, row.id)
    if editor is not None:
        recorder = Recorder(session)
        recorder.made_alignment(source_id, target_id, row.id)
        recorder.save(source_id, OperationKind.ALIGN, editor, [])
    return row.id


def _keep_hand_links(session: Session, former: int, alignment_id: int) -> None:
    """Take over links made by hand that an alignment has not: made meanwhile, or of segments aside.

    A link is let go where all that it has on one side is aside.
    """
    there = {bead.members for bead in beads.fixed(session, alignment_id)}
    missing = [bead for bead in beads.fixed(session, former) if bead.members not in there]
    if not missing:
        return
    ids = [id_ for bead in missing for id_ in bead.members]
    query = sa.select(SegmentRow.id).where(SegmentRow.id.in_(ids), SegmentRow.active)
    active = set(session.scalars(query))
    kept = [bead for bead in missing if _holds(bead, active)]
    if kept:
        beads.impose(session, alignment_id, kept)


def _holds(bead: beads.BeadImage, active: set[int]) -> bool:
    sides = [bool(active & set(side)) for side in (bead.source, bead.target) if side]
    return all(sides) or not any(sides)


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


def segment_ids(session: Session, document_id: int) -> list[int]:
    """Return the ids of a document's segments, in order."""
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
                "place": position,
                "score": bead.score,
                "confidence": bead.confidence,
                "fixed": bead.fixed,
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


def latest_target(session: Session, source_id: int) -> int | None:
    """Return the document that a source was aligned with last."""
    row = session.scalars(_latest(source_id)).first()
    return row.target_id if row is not None else None


def _latest(source_id: int) -> sa.Select[AlignmentRow]:
    return (
        sa.select(AlignmentRow)
        .join(DocumentRow, DocumentRow.id == AlignmentRow.target_id)
        .where(AlignmentRow.source_id == source_id, DocumentRow.deleted_at.is_(None))
        .where(AlignmentRow.undone.is_(False))
        .order_by(AlignmentRow.id.desc())
        .limit(1)
    )


def latest(session: Session, source_id: int, target_id: int | None) -> StoredAlignment | None:
    """Return the newest alignment of a source, with one target or any that is not in the bin."""
    require(session, source_id)
    query = _latest(source_id)
    if target_id is not None:
        query = query.where(AlignmentRow.target_id == target_id)
    row = session.scalars(query).first()
    if row is None:
        return None
    places = [
        {id_: index for index, id_ in enumerate(segment_ids(session, document_id))}
        for document_id in (row.source_id, row.target_id)
    ]
    found, stale = _beads(session, row.id, places[0], places[1])
    for side, place in enumerate(places):
        found, added = _with_newcomers(found, side, len(place))
        stale = stale or added
    alignment = Alignment(found, Verdict(row.verdict), row.confidence, row.signature)
    return StoredAlignment(row.id, row.source_id, row.target_id, alignment, row.created_at, stale)


def _beads(
    session: Session, alignment_id: int, source: dict[int, int], target: dict[int, int]
) -> tuple[tuple[Bead, ...], bool]:
    """Return the stored beads in present positions, and whether any member has gone."""
    members: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    gone: set[tuple[int, str]] = set()
    rows = session.execute(
        sa.select(BeadMemberRow.bead, BeadMemberRow.segment_id, BeadMemberRow.side).where(
            BeadMemberRow.alignment_id == alignment_id
        )
    )
    for bead, segment_id, side in rows:
        place = (source if side == "source" else target).get(segment_id)
        if place is None:
            gone.add((bead, side))
        else:
            members[bead][_SIDES.index(side)].append(place)
    # What has lost a whole side is not what the person had linked.
    halved = {
        bead for bead, side in gone if bead in members and not members[bead][_SIDES.index(side)]
    }
    stored = session.execute(
        sa.select(BeadRow.position, BeadRow.score, BeadRow.confidence, BeadRow.fixed)
        .where(BeadRow.alignment_id == alignment_id)
        .order_by(BeadRow.place, BeadRow.position)
    )
    found = tuple(
        Bead(
            tuple(sorted(members[at][0])),
            tuple(sorted(members[at][1])),
            score,
            confidence,
            fixed and at not in halved,
        )
        for at, score, confidence, fixed in stored
        if at in members
    )
    return found, bool(gone)


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
