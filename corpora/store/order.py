"""The order of blocks and segments, and what must follow when it changes."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.store import documents
from songngu.corpora.store.records import Passage
from songngu.corpora.store.schema import BlockRow, DocumentRow, RevisionRow, SegmentRow
from songngu.corpora.types import BlockKind, Status

_UNSYNCHRONISED = {"synchronize_session": False}
_FEW = 1000


def touch(session: Session, *document_ids: int) -> None:
    """Count a change of documents; others who want to change them wait from here on."""
    for document_id in sorted(set(document_ids)):
        statement = sa.update(DocumentRow).where(DocumentRow.id == document_id)
        session.execute(
            statement.values(structure=DocumentRow.structure + 1),
            execution_options=_UNSYNCHRONISED,
        )


def block_numbers(session: Session, document_id: int) -> list[int]:
    """Return the numbers of a document's blocks in page order: a block's index → its number."""
    query = sa.select(BlockRow.position).where(BlockRow.document_id == document_id, BlockRow.active)
    return list(session.scalars(query.order_by(BlockRow.place)))


def block_indices(session: Session, document_id: int, numbers: Collection[int]) -> dict[int, int]:
    """Return the indices in page order of the blocks with some numbers."""
    index = (sa.func.row_number().over(order_by=BlockRow.place) - 1).label("index")
    ranked = (
        sa.select(BlockRow.position, index)
        .where(BlockRow.document_id == document_id, BlockRow.active)
        .subquery()
    )
    query = sa.select(ranked.c.position, ranked.c.index)
    if len(numbers) <= _FEW:  # databases take so many values in one question
        query = query.where(ranked.c.position.in_(numbers))
    return {row[0]: row[1] for row in session.execute(query)}


def renumber(session: Session, document_id: int) -> None:
    """Give the active segments of a document the positions 0, 1, 2… in page order."""
    in_order = (BlockRow.place, SegmentRow.place, SegmentRow.id)
    ranked = (
        sa.select(
            SegmentRow.id, (sa.func.row_number().over(order_by=in_order) - 1).label("position")
        )
        .join(
            BlockRow,
            (BlockRow.document_id == SegmentRow.document_id)
            & (BlockRow.position == SegmentRow.block),
        )
        .where(SegmentRow.document_id == document_id, SegmentRow.active)
        .subquery()
    )
    session.flush()
    session.execute(
        sa.update(SegmentRow)
        .where(SegmentRow.id == ranked.c.id, SegmentRow.position != ranked.c.position)
        .values(position=ranked.c.position),
        execution_options=_UNSYNCHRONISED,
    )
    session.expire_all()


def make_room(session: Session, row: BlockRow | SegmentRow) -> int:
    """Return the place right after a block, or a segment of its block; others move on."""
    table = type(row)
    same = table.document_id == row.document_id
    if isinstance(row, SegmentRow):
        same &= SegmentRow.block == row.block
    place: int = row.place
    session.flush()
    session.execute(
        sa.update(table).where(same, table.place > place).values(place=table.place + 1),
        execution_options=_UNSYNCHRONISED,
    )
    session.expire_all()
    return place + 1


def passages(session: Session, document_id: int) -> list[Passage]:
    """Return the active segments in order, with what is saved for them and no drafts."""
    documents.require(session, document_id)
    newest = (
        sa.select(sa.func.max(RevisionRow.id))
        .join(SegmentRow, SegmentRow.id == RevisionRow.segment_id)
        .where(SegmentRow.document_id == document_id)
        .group_by(RevisionRow.segment_id)
    )
    saved = {
        row.segment_id: row
        for row in session.execute(
            sa.select(RevisionRow.segment_id, RevisionRow.text, RevisionRow.status).where(
                RevisionRow.id.in_(newest)
            )
        )
    }
    blocks = session.execute(
        sa.select(BlockRow.position, BlockRow.kind)
        .where(BlockRow.document_id == document_id, BlockRow.active)
        .order_by(BlockRow.place)
    )
    places = {number: (index, BlockKind(kind)) for index, (number, kind) in enumerate(blocks)}
    rows = session.execute(
        sa.select(SegmentRow.id, SegmentRow.text, SegmentRow.block)
        .where(SegmentRow.document_id == document_id, SegmentRow.active)
        .order_by(SegmentRow.position)
    )
    found = []
    for id_, text, number in rows:
        revision = saved.get(id_)
        standing = revision.text if revision is not None and revision.text else None
        approved = revision is not None and revision.status == Status.APPROVED.value
        found.append(Passage(id_, text, *places[number], standing, approved))
    return found


def refresh_search(session: Session, document_id: int) -> None:
    """Make searching see a document's blocks as they are."""
    session.flush()
    key = documents.search_key(documents.load(session, document_id))
    session.execute(
        sa.update(DocumentRow).where(DocumentRow.id == document_id).values(search_key=key),
        execution_options=_UNSYNCHRONISED,
    )
