"""Drafts, revisions and the segments seen with the latest of both."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import (
    ChangedError,
    EditConflictError,
    NotFoundError,
    ProtectedError,
)
from songngu.corpora.store import operations, order
from songngu.corpora.store.documents import require
from songngu.corpora.store.recording import append_revision, latest_revision
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


def segments(
    session: Session, document_id: int, only: Collection[int] | None = None
) -> list[SegmentRecord]:
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
        .outerjoin(DraftRow, DraftRow.id == latest_draft_id())
        .outerjoin(RevisionRow, RevisionRow.id == latest_revision_id())
        .where(SegmentRow.document_id == document_id, SegmentRow.active)
        .order_by(SegmentRow.position)
    )
    if only is not None:
        query = query.where(SegmentRow.id.in_(only))
    rows = [tuple(row) for row in session.execute(query)]
    index = order.block_indices(session, document_id, {row[3] for row in rows})
    return [_record(row, index) for row in rows]


def undrafted(session: Session, document_id: int) -> tuple[int, int]:
    """Return how many segments have no draft of their present text, and how many there are."""
    query = (
        sa.select(sa.func.count(), sa.func.count(latest_draft_id()))
        .select_from(SegmentRow)
        .where(SegmentRow.document_id == document_id, SegmentRow.active)
    )
    total, drafted = session.execute(query).one()
    return total - drafted, total


def latest_draft_id() -> sa.ScalarSelect[int]:
    """Return the id of the latest draft of a segment's present text, as part of a query."""
    of_text = DraftRow.source.is_(None) | (DraftRow.source == SegmentRow.text)
    query = sa.select(sa.func.max(DraftRow.id)).where(DraftRow.segment_id == SegmentRow.id, of_text)
    return query.correlate(SegmentRow).scalar_subquery()


def latest_revision_id() -> sa.ScalarSelect[int]:
    """Return the id of a segment's latest revision, as part of a query."""
    query = sa.select(sa.func.max(RevisionRow.id)).where(RevisionRow.segment_id == SegmentRow.id)
    return query.correlate(SegmentRow).scalar_subquery()


def _record(row: tuple[Any, ...], index: dict[int, int]) -> SegmentRecord:
    id_, position, source, block, start, end = row[:6]
    text, score, checks, signature = row[6:10]
    draft = None
    if text is not None:
        draft = Draft(text, score, read_checks(checks), signature)
    revision = None
    if row[10] is not None:
        revision_id, saved, status, editor, time, previous = row[10:]
        revision = Revision(revision_id, id_, saved, Status(status), editor, time, previous)
    segment = Segment(position, source, index[block], start, end)
    return SegmentRecord(id_, segment, draft, revision)


def read_checks(stored: Iterable[dict[str, Any]]) -> tuple[Check, ...]:
    """Return the checks of a draft as they are stored."""
    return tuple(
        # What was found is not there in drafts stored by version 0.1.
        Check(CheckName(check["name"]), check["message"], tuple(check.get("found", ())))
        for check in stored
    )


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
    made = [(id_, draft) for id_, draft in zip(ids, drafts, strict=True) if draft is not None]
    _insert_drafts(session, document_id, made)


def save_drafts(
    session: Session, document_id: int, made: Sequence[tuple[int, str, Draft]]
) -> list[int]:
    """Store drafts of segments that read as they did when drafted; returns the ids of those."""
    require(session, document_id)
    order.touch(session, document_id)
    query = (
        sa.select(SegmentRow.id, SegmentRow.text)
        .where(SegmentRow.document_id == document_id, SegmentRow.active)
        .where(SegmentRow.id.in_([segment_id for segment_id, _, _ in made]))
    )
    texts = {row.id: row.text for row in session.execute(query)}
    fitting = [(id_, draft) for id_, text, draft in made if texts.get(id_) == text]
    _insert_drafts(session, document_id, fitting)
    return [id_ for id_, _ in fitting]


def _insert_drafts(session: Session, document_id: int, made: Sequence[tuple[int, Draft]]) -> None:
    rows = []
    for segment_id, draft in made:
        if not math.isfinite(draft.score):
            raise ValueError(f"expected a draft's score within 0–1, found {draft.score}")
        checks = [
            {"name": check.name.value, "message": check.message, "found": list(check.found)}
            for check in draft.checks
        ]
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
        order.touch(session, document_id)
        session.execute(sa.insert(DraftRow), rows)


def revisions(session: Session, segment_id: int) -> list[Revision]:
    """Return all revisions of a segment, oldest first."""
    require_segment(session, segment_id, lock=False)
    rows = session.scalars(
        sa.select(RevisionRow).where(RevisionRow.segment_id == segment_id).order_by(RevisionRow.id)
    )
    return [as_revision(row) for row in rows]


def as_revision(row: RevisionRow) -> Revision:
    """Return a revision as it is handed out."""
    return Revision(
        row.id, row.segment_id, row.text, Status(row.status), row.editor, row.time, row.previous_id
    )


def require_segment(session: Session, segment_id: int, *, lock: bool) -> None:
    """Do nothing where the store holds a segment, locked for this transaction if asked.

    Raises:
        NotFoundError: It does not.
    """
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
    stay: str | None = None,
) -> Revision:
    """Add a revision after the latest, unless that would pass over somebody else's."""
    if not editor.strip():
        raise ValueError("expected the editor's name, found an empty one")
    status = Status(status)
    require_segment(session, segment_id, lock=True)
    _require_not_merged(session, segment_id)
    latest = latest_revision(session, segment_id)
    if previous is not None and (latest is None or latest.id != previous):
        _require_revision(session, segment_id, previous)
    if latest is not None:
        if (latest.text, latest.status) == (text, status.value):
            return as_revision(latest)
        if latest.id != previous and _unseen(session, segment_id, previous, editor):
            raise _conflict(as_revision(latest), text)
        _require_open(latest, text)
    row = append_revision(session, segment_id, text, status, editor, latest)
    operations.note_save(session, row, latest, stay)
    return as_revision(row)


def _require_revision(session: Session, segment_id: int, revision_id: int) -> None:
    mine = (RevisionRow.segment_id == segment_id) & (RevisionRow.id == revision_id)
    if not session.scalar(sa.select(sa.exists().where(mine))):
        raise NotFoundError(
            f"found no revision {revision_id} of segment {segment_id}; reload the segment"
        )


def _unseen(session: Session, segment_id: int, previous: int | None, editor: str) -> bool:
    """Whether somebody else saved a segment after the revision that an editor saw."""
    later = (RevisionRow.segment_id == segment_id) & (RevisionRow.id > (previous or 0))
    query = sa.select(sa.exists().where(later, RevisionRow.editor != editor))
    return bool(session.scalar(query))


def _require_not_merged(session: Session, segment_id: int) -> None:
    gone = sa.and_(SegmentRow.active.is_(False), SegmentRow.aside.is_(False))
    if session.scalar(sa.select(SegmentRow.id).where(SegmentRow.id == segment_id, gone)):
        raise ChangedError(
            f"segment {segment_id} is no longer in the article: it was merged with another or "
            "taken out meanwhile; nothing was saved, keep the text and reload the article"
        )


def _require_open(latest: RevisionRow, text: str) -> None:
    if latest.status == Status.APPROVED.value and latest.text != text:
        raise ProtectedError(
            f"segment {latest.segment_id} was approved by {latest.editor}, and its text is "
            "protected; reopen it first, then change it",
            segment=latest.segment_id,
        )


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
        .join(RevisionRow, RevisionRow.id == latest_revision_id())
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
