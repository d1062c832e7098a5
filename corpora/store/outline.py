"""Long articles in outline, and what was saved in them since some moment."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.store.documents import require
from songngu.corpora.store.editing import latest_draft_id, latest_revision_id, read_checks
from songngu.corpora.store.records import SegmentOutline
from songngu.corpora.store.schema import CommentRow, DraftRow, RevisionRow, SegmentRow
from songngu.corpora.types import Status, is_flagged


def outline(session: Session, document_id: int) -> list[SegmentOutline]:
    """Return the segments of kept blocks in order, without their texts."""
    require(session, document_id)
    translation = sa.func.coalesce(sa.func.nullif(RevisionRow.text, ""), DraftRow.text, "")
    query = (
        sa.select(
            *(SegmentRow.id, sa.func.length(SegmentRow.text), sa.func.length(translation)),
            *(RevisionRow.id, RevisionRow.status, DraftRow.signature, DraftRow.checks),
        )
        .outerjoin(DraftRow, DraftRow.id == latest_draft_id())
        .outerjoin(RevisionRow, RevisionRow.id == latest_revision_id())
        .where(SegmentRow.document_id == document_id, SegmentRow.active)
        .order_by(SegmentRow.position)
    )
    remarks = _open_comments(session, document_id)
    found = []
    for id_, n_source, n_target, revision, status, drafted_by, checks in session.execute(query):
        saved = Status(status) if revision is not None else Status.DRAFT
        found.append(
            SegmentOutline(
                id=id_,
                n_chars=(n_source, n_target),
                status=saved,
                drafted_by=drafted_by,
                flagged=is_flagged(read_checks(checks or ())),
                revision_id=revision or 0,
                n_comments=remarks.get(id_, 0),
            )
        )
    return found


def _open_comments(session: Session, document_id: int) -> dict[int, int]:
    query = (
        sa.select(CommentRow.segment_id, sa.func.count())
        .join(SegmentRow, SegmentRow.id == CommentRow.segment_id)
        .where(SegmentRow.document_id == document_id, CommentRow.resolved_at.is_(None))
        .group_by(CommentRow.segment_id)
    )
    return {line[0]: line[1] for line in session.execute(query)}


def latest_saved(session: Session) -> int:
    """Return the id of the last revision of any document; 0 where there is none."""
    return session.scalar(sa.select(sa.func.max(RevisionRow.id))) or 0


def saved_since(session: Session, document_id: int, revision_id: int) -> list[int]:
    """Return the ids of a document's segments with revisions after the one given, ascending."""
    query = (
        sa.select(RevisionRow.segment_id)
        .join(SegmentRow, SegmentRow.id == RevisionRow.segment_id)
        .where(RevisionRow.id > revision_id, SegmentRow.document_id == document_id)
        .distinct()
        .order_by(RevisionRow.segment_id)
    )
    return list(session.scalars(query))
