"""Links that people make between two aligned documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import ChangedError, NotFoundError
from songngu.corpora.store import beads, order
from songngu.corpora.store.documents import require
from songngu.corpora.store.recording import Recorder
from songngu.corpora.store.records import OperationKind
from songngu.corpora.store.schema import OperationRow, SegmentRow


def link(
    session: Session,
    source_id: int,
    target_id: int,
    groups: Sequence[tuple[Sequence[int], Sequence[int]]],
    *,
    editor: str,
    fixed: bool,
) -> OperationRow:
    """Make one bead of each group; what their segments were linked with is left to itself."""
    wanted = [
        beads.BeadImage(tuple(sorted(source)), tuple(sorted(target)), 0.0, 1.0, fixed)
        for source, target in groups
        if source or target
    ]
    ids = [id_ for bead in wanted for id_ in bead.members]
    if not ids or len(set(ids)) != len(ids):
        raise ValueError(f"expected segments to link, none of them twice, found {list(groups)}")
    alignment_id = _aligned(session, source_id, target_id)
    _check(session, source_id, [id_ for bead in wanted for id_ in bead.source])
    _check(session, target_id, [id_ for bead in wanted for id_ in bead.target])
    rest = (bead.without(ids) for bead in beads.touching(session, alignment_id, ids))
    recorder = Recorder(session)
    recorder.links(source_id, target_id, [*wanted, *(bead for bead in rest if bead is not None)])
    return recorder.save(source_id, OperationKind.LINK, editor, ids)


def release(
    session: Session, source_id: int, target_id: int, segment_ids: Sequence[int], *, editor: str
) -> OperationRow:
    """Take the hand's mark off the beads of these segments."""
    alignment_id = _aligned(session, source_id, target_id)
    found = beads.touching(session, alignment_id, list(segment_ids))
    if not found:
        raise NotFoundError(
            f"found no links of the segments {list(segment_ids)}; reload the article"
        )
    recorder = Recorder(session)
    recorder.links(source_id, target_id, [replace(bead, fixed=False) for bead in found])
    return recorder.save(source_id, OperationKind.LINK, editor, list(segment_ids))


def _aligned(session: Session, source_id: int, target_id: int) -> int:
    require(session, source_id)
    require(session, target_id)
    order.touch(session, source_id, target_id)
    alignment_id = beads.latest_id(session, source_id, target_id)
    if alignment_id is None:
        raise NotFoundError(
            f"articles {source_id} and {target_id} are not aligned, expected an alignment whose "
            "links can be changed; align them first"
        )
    return alignment_id


def _check(session: Session, document_id: int, ids: Sequence[int]) -> None:
    columns = (SegmentRow.id, SegmentRow.document_id, SegmentRow.active)
    known = {
        id_: (document, active)
        for id_, document, active in session.execute(
            sa.select(*columns).where(SegmentRow.id.in_(ids))
        )
    }
    for id_ in ids:
        document, active = known.get(id_, (None, False))
        if document != document_id:
            raise NotFoundError(f"found no segment {id_} in article {document_id}; reload it")
        if not active:
            raise ChangedError(
                f"segment {id_} is no longer in the article: it was merged or set aside "
                "meanwhile; reload the article"
            )
