"""The beads of a stored alignment, changed in place by the ids of their segments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.store.schema import AlignmentRow, BeadMemberRow, BeadRow, SegmentRow

SIDES = ("source", "target")


@dataclass(frozen=True, slots=True)
class BeadImage:
    """A bead by the ids of its segments, ascending on each side.

    Attributes:
        fixed: Whether a person made it.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float = 0.0
    confidence: float = 0.0
    fixed: bool = False

    @property
    def members(self) -> tuple[int, ...]:
        """The ids of both sides."""
        return self.source + self.target

    def as_json(self) -> dict[str, Any]:
        """Return it as the journal keeps it."""
        return {
            "source": list(self.source),
            "target": list(self.target),
            "score": self.score,
            "confidence": self.confidence,
            "fixed": self.fixed,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> BeadImage:
        """Return what :meth:`as_json` made."""
        sides = {side: tuple(data[side]) for side in SIDES}
        return cls(**(data | sides))

    def without(self, ids: Iterable[int]) -> BeadImage | None:
        """Return what is left when segments are taken out; None where nothing is.

        A link that loses a whole side is none any more, and not what the person had fixed.
        """
        gone = set(ids)
        source = tuple(id_ for id_ in self.source if id_ not in gone)
        target = tuple(id_ for id_ in self.target if id_ not in gone)
        if not source and not target:
            return None
        if bool(source) == bool(self.source) and bool(target) == bool(self.target):
            return BeadImage(source, target, self.score, self.confidence, self.fixed)
        return BeadImage(source, target)


def latest_id(session: Session, source_id: int, target_id: int) -> int | None:
    """Return the id of the alignment of a pair that stands."""
    return session.scalar(
        sa.select(sa.func.max(AlignmentRow.id)).where(
            AlignmentRow.source_id == source_id,
            AlignmentRow.target_id == target_id,
            AlignmentRow.undone.is_(False),
        )
    )


def pairs_of(session: Session, document_id: int) -> list[tuple[int, int]]:
    """Return the pairs that a document is aligned in, as (source, target), ascending."""
    rows = session.execute(
        sa.select(AlignmentRow.source_id, AlignmentRow.target_id)
        .where(
            (AlignmentRow.source_id == document_id) | (AlignmentRow.target_id == document_id),
            AlignmentRow.undone.is_(False),
        )
        .distinct()
        .order_by(AlignmentRow.source_id, AlignmentRow.target_id)
    )
    return [(source_id, target_id) for source_id, target_id in rows]


def touching(session: Session, alignment_id: int, ids: Sequence[int]) -> list[BeadImage]:
    """Return the beads that hold any of these segments, in order."""
    numbers = _numbers(session, alignment_id, ids)
    return _load(session, alignment_id, BeadRow.position.in_(numbers)) if numbers else []


def fixed(session: Session, alignment_id: int) -> list[BeadImage]:
    """Return the beads that a person made, in order."""
    return _load(session, alignment_id, BeadRow.fixed.is_(True))


def _numbers(session: Session, alignment_id: int, ids: Sequence[int]) -> list[int]:
    query = sa.select(BeadMemberRow.bead).where(
        BeadMemberRow.alignment_id == alignment_id, BeadMemberRow.segment_id.in_(ids)
    )
    return list(session.scalars(query.distinct()))


def _load(session: Session, alignment_id: int, which: sa.ColumnElement[bool]) -> list[BeadImage]:
    rows = session.execute(
        sa.select(
            *(BeadRow.position, BeadRow.score, BeadRow.confidence, BeadRow.fixed),
            *(BeadMemberRow.segment_id, BeadMemberRow.side),
        )
        .join(
            BeadMemberRow,
            (BeadMemberRow.alignment_id == BeadRow.alignment_id)
            & (BeadMemberRow.bead == BeadRow.position),
        )
        .where(BeadRow.alignment_id == alignment_id, which)
        .order_by(BeadRow.place, BeadRow.position, BeadMemberRow.segment_id)
    )
    found: dict[int, tuple[tuple[float, float, bool], dict[str, list[int]]]] = {}
    for number, score, confidence, is_fixed, segment_id, side in rows:
        values = (score, confidence, is_fixed)
        _, members = found.setdefault(number, (values, {side: [] for side in SIDES}))
        members[side].append(segment_id)
    return [
        BeadImage(tuple(members["source"]), tuple(members["target"]), *values)
        for values, members in found.values()
    ]


def fixed_differ(session: Session, alignment_id: int, wanted: Sequence[BeadImage]) -> bool:
    """Whether a person has linked the segments of these beads otherwise than they say.

    Beads that nobody fixed do not count: the aligner may have made other ones since.
    """
    ids = [id_ for bead in wanted for id_ in bead.members]
    there = {bead.members for bead in touching(session, alignment_id, ids) if bead.fixed}
    return there != {bead.members for bead in wanted if bead.fixed}


def impose(
    session: Session, alignment_id: int, wanted: Sequence[BeadImage], leaving: Sequence[int] = ()
) -> None:
    """Put beads into an alignment; their segments leave the beads in which they were.

    So do the ``leaving`` ones, which come into no other.
    """
    ids = [id_ for bead in wanted for id_ in bead.members] + list(leaving)
    numbers = _numbers(session, alignment_id, ids)
    mine = BeadMemberRow.alignment_id == alignment_id
    session.execute(sa.delete(BeadMemberRow).where(mine, BeadMemberRow.segment_id.in_(ids)))
    _weaken(session, alignment_id, numbers)
    for bead in wanted:
        _insert(session, alignment_id, bead)


def _weaken(session: Session, alignment_id: int, numbers: Sequence[int]) -> None:
    """Remove beads that have no members left; what has lost a side is no link any more."""
    if not numbers:
        return
    left: dict[int, set[str]] = {number: set() for number in numbers}
    rows = session.execute(
        sa.select(BeadMemberRow.bead, BeadMemberRow.side).where(
            BeadMemberRow.alignment_id == alignment_id, BeadMemberRow.bead.in_(numbers)
        )
    )
    for number, side in rows:
        left[number].add(side)
    here = BeadRow.alignment_id == alignment_id
    empty = [number for number, sides in left.items() if not sides]
    half = [number for number, sides in left.items() if len(sides) == 1]
    session.execute(sa.delete(BeadRow).where(here, BeadRow.position.in_(empty)))
    session.execute(
        sa.update(BeadRow)
        .where(here, BeadRow.position.in_(half))
        .values(confidence=0.0, fixed=False)
    )


def _insert(session: Session, alignment_id: int, bead: BeadImage) -> None:
    here = BeadRow.alignment_id == alignment_id
    place = _place(session, alignment_id, bead)
    session.execute(
        sa.update(BeadRow).where(here, BeadRow.place >= place).values(place=BeadRow.place + 1),
        execution_options={"synchronize_session": False},
    )
    number = session.scalar(sa.select(sa.func.max(BeadRow.position)).where(here))
    number = 0 if number is None else number + 1
    values = {"score": bead.score, "confidence": bead.confidence, "fixed": bead.fixed}
    session.execute(
        sa.insert(BeadRow),
        [{"alignment_id": alignment_id, "position": number, "place": place, **values}],
    )
    members = [
        {"alignment_id": alignment_id, "bead": number, "segment_id": id_, "side": side}
        for side, ids in zip(SIDES, (bead.source, bead.target), strict=True)
        for id_ in ids
    ]
    session.execute(sa.insert(BeadMemberRow), members)


def _place(session: Session, alignment_id: int, bead: BeadImage) -> int:
    """Return where a bead belongs: after the bead of the segment that precedes its first one."""
    side, ids = ("source", bead.source) if bead.source else ("target", bead.target)
    first = session.execute(
        sa.select(SegmentRow.document_id, SegmentRow.position)
        .where(SegmentRow.id.in_(ids))
        .order_by(SegmentRow.position)
        .limit(1)
    ).one()
    before = session.scalar(
        sa.select(BeadRow.place)
        .join(
            BeadMemberRow,
            (BeadMemberRow.alignment_id == BeadRow.alignment_id)
            & (BeadMemberRow.bead == BeadRow.position),
        )
        .join(SegmentRow, SegmentRow.id == BeadMemberRow.segment_id)
        .where(BeadRow.alignment_id == alignment_id, BeadMemberRow.side == side)
        .where(
            SegmentRow.document_id == first.document_id,
            SegmentRow.active,
            SegmentRow.position < first.position,
        )
        .order_by(SegmentRow.position.desc())
        .limit(1)
    )
    return 0 if before is None else before + 1
