"""Remarks that editors leave on segments for each other."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import NotFoundError, StoreError
from songngu.corpora.store import order
from songngu.corpora.store.columns import now
from songngu.corpora.store.editing import require_segment
from songngu.corpora.store.records import Comment
from songngu.corpora.store.schema import CommentRow, SegmentRow


def add(session: Session, segment_id: int, text: str, editor: str) -> Comment:
    """Store a remark on a segment."""
    text = text.strip()
    if not text:
        raise StoreError("the remark is empty; write something and send it again")
    require_segment(session, segment_id, lock=True)
    row = CommentRow(segment_id=segment_id, editor=editor, text=text)
    session.add(row)
    session.flush()
    _touch(session, segment_id)
    return _comment(row)


def resolve(session: Session, comment_id: int, editor: str, resolved: bool) -> Comment:
    """Mark a remark as settled, or as open again."""
    row = session.get(CommentRow, comment_id)
    if row is None:
        raise NotFoundError(f"found no remark {comment_id}; reload the segment")
    row.resolved_by = editor if resolved else None
    row.resolved_at = now() if resolved else None
    _touch(session, row.segment_id)
    return _comment(row)


def of_segments(session: Session, segment_ids: Collection[int]) -> list[Comment]:
    """Return the remarks on segments, oldest first."""
    query = sa.select(CommentRow).where(CommentRow.segment_id.in_(segment_ids))
    return [_comment(row) for row in session.scalars(query.order_by(CommentRow.id))]


def _comment(row: CommentRow) -> Comment:
    return Comment(row.id, row.segment_id, row.editor, row.text, row.time, row.resolved_by)


def _touch(session: Session, segment_id: int) -> None:
    """Count the change, so that whoever has the article open takes notice."""
    query = sa.select(SegmentRow.document_id).where(SegmentRow.id == segment_id)
    order.touch(session, *session.scalars(query))
