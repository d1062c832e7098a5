"""Drafts, revisions and the segments seen with the latest of both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import EditConflictError, NotFoundError
from songngu.corpora.store import memory
from songngu.corpora.store.columns import now
from songngu.corpora.store.documents import require
from songngu.corpora.store.records import SegmentRecord
from songngu.corpora.store.schema import DocumentRow, DraftRow, RevisionRow, SegmentRow
from songngu.corpora.types import (
    Check,
    CheckName,
    Draft,
    Revision,
    Segment,
    Status,
    TranslationUnit,
)

_ORDER = list(Status)


def segments(session: Session, document_id: int) -> list[SegmentRecord]:
    """Return the segments of kept blocks in order, each with its latest draft and revision."""
    require(session, document_id)
    query = (
        sa.select(
            *(SegmentRow.id, SegmentRow.position, SegmentRow.text, SegmentRow.block),
            *(SegmentRow.start, SegmentRow.end),
            *(DraftRow.text, DraftRow.score, DraftRow.checks, DraftRow.signature),
            *(RevisionRow.id, RevisionRow.text, RevisionRow.status, RevisionRow.editor),
            *(RevisionRow.time, RevisionRow.previous_id),
        )
        .outerjoin(DraftRow, DraftRow.id == _latest_draft())
        .outerjoin(RevisionRow, RevisionRow.id == _latest_revision())
        .where(SegmentRow.document_id == document_id, SegmentRow.active)
        .order_by(SegmentRow.position)
    )
    return [_record(tuple(row)) for row in session.execute(query)]


def _latest_draft() -> sa.ScalarSelect[int]:
    query = sa.select(sa.func.max(DraftRow.id)).where(DraftRow.segment_id == SegmentRow.id)
    return query.correlate(SegmentRow).scalar_subquery()


def _latest_revision() -> sa.ScalarSelect[int]:
    query = sa.select(sa.func.max(RevisionRow.id)).where(RevisionRow.segment_id == SegmentRow.id)
    return query.correlate(SegmentRow).scalar_subquery()


def _record(row: tuple[Any, ...]) -> SegmentRecord:
    id_, *place = row[:6]
    text, score, checks, signature = row[6:10]
    draft = None
    if text is not None:
        found = tuple(Check(CheckName(check["name"]), check["message"]) for check in checks)
        draft = Draft(text, score, found, signature)
    revision = None
    if row[10] is not None:
        revision_id, saved, status, editor, time, previous = row[10:]
        revision = Revision(revision_id, id_, saved, Status(status), editor, time, previous)
    return SegmentRecord(id_, Segment(*place), draft, revision)


def add_drafts(session: Session, document_id: int, drafts: Sequence[Draft | None]) -> None:
    """Store one draft per segment, in order; where None is given nothing is added."""
    require(session, document_id)
    ids = session.scalars(
        sa.select(SegmentRow.id)
        .where(SegmentRow.document_id == document_id, SegmentRow.active)
        .order_by(SegmentRow.position)
    ).all()
    if len(ids) != len(drafts):
        raise ValueError(
            f"expected {len(ids)} drafts, one per segment of document {document_id}, "
            f"found {len(drafts)}"
        )
    rows = []
    for segment_id, draft in zip(ids, drafts, strict=True):
        if draft is None:
            continue
        if not math.isfinite(draft.score):
            raise ValueError(f"expected a draft's score within 0–1, found {draft.score}")
        checks = [{"name": check.name.value, "message": check.message} for check in draft.checks]
        rows.append(
            {
                "segment_id": segment_id,
                "text": draft.text,
                "score": draft.score,
                "checks": checks,
                "signature": draft.signature,
            }
        )
    if rows:
        session.execute(sa.insert(DraftRow), rows)


def revisions(session: Session, segment_id: int) -> list[Revision]:
    """Return all revisions of a segment, oldest first."""
    _require_segment(session, segment_id, lock=False)
    rows = session.scalars(
        sa.select(RevisionRow).where(RevisionRow.segment_id == segment_id).order_by(RevisionRow.id)
    )
    return [_revision(row) for row in rows]


def _revision(row: RevisionRow) -> Revision:
    return Revision(
        row.id, row.segment_id, row.text, Status(row.status), row.editor, row.time, row.previous_id
    )


def _require_segment(session: Session, segment_id: int, *, lock: bool) -> None:
    query = sa.select(SegmentRow.id).where(SegmentRow.id == segment_id)
    if lock:
        # Writers to one segment queue up here where the database lets many write at once.
        query = query.with_for_update(key_share=True)
    if session.scalar(query) is None:
        raise NotFoundError(
            f"found no segment {segment_id}; its document was removed for good, reload the list"
        )


def save_revision(
    session: Session,
    segment_id: int,
    text: str,
    *,
    status: Status,
    editor: str,
    previous: int | None,
) -> Revision:
    """Add a revision after the latest, unless that would pass over somebody else's."""
    if not editor.strip():
        raise ValueError("expected the editor's name, found an empty one")
    status = Status(status)
    _require_segment(session, segment_id, lock=True)
    history = list(
        session.scalars(
            sa.select(RevisionRow)
            .where(RevisionRow.segment_id == segment_id)
            .order_by(RevisionRow.id)
        )
    )
    latest = history[-1] if history else None
    if previous is not None and previous not in {row.id for row in history}:
        raise NotFoundError(
            f"found no revision {previous} of segment {segment_id}; reload the segment"
        )
    if latest is not None:
        if (latest.text, latest.status) == (text, status.value):
            return _revision(latest)
        unseen = [row for row in history if previous is None or row.id > previous]
        if any(row.editor != editor for row in unseen):
            raise _conflict(_revision(latest), text)
    time = now() if latest is None else max(now(), latest.time)
    row = RevisionRow(
        segment_id=segment_id,
        text=text,
        status=status.value,
        editor=editor,
        time=time,
        previous_id=latest.id if latest else None,
    )
    session.add(row)
    session.flush()
    memory.follow_revision(session, segment_id)
    return _revision(row)


def _conflict(current: Revision, attempted: str) -> EditConflictError:
    return EditConflictError(
        f"{current.editor} saved this segment at {current.time:%Y-%m-%d %H:%M:%S} UTC, after "
        "the text being saved was read; nothing was overwritten, compare the two and save again",
        current=current,
        attempted=attempted,
    )


def post_edits(
    session: Session, document_id: int | None, *, minimum: Status, target_language: str
) -> list[TranslationUnit]:
    """Return source texts with their latest post-edit, by document and position."""
    statuses = [status.value for status in _ORDER[_ORDER.index(Status(minimum)) :]]
    query = (
        sa.select(
            SegmentRow.text.label("source"),
            RevisionRow.text.label("target"),
            DocumentRow.language,
            DocumentRow.title,
            DocumentRow.url,
        )
        .join(DocumentRow, DocumentRow.id == SegmentRow.document_id)
        .join(RevisionRow, RevisionRow.id == _latest_revision())
        .where(SegmentRow.active, DocumentRow.deleted_at.is_(None))
        .where(RevisionRow.status.in_(statuses))
        .order_by(SegmentRow.document_id, SegmentRow.position)
    )
    if document_id is not None:
        require(session, document_id)
        query = query.where(SegmentRow.document_id == document_id)
    return [
        TranslationUnit(source, target, language, target_language, None, url or title or "")
        for source, target, language, title, url in session.execute(query)
    ]
