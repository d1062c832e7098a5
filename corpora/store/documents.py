"""Documents, their blocks and segments."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from songngu.corpora.errors import NotFoundError
from songngu.corpora.store.columns import now
from songngu.corpora.store.folding import fold
from songngu.corpora.store.records import Added, DocumentSummary
from songngu.corpora.store.schema import (
    AlignmentRow,
    BeadMemberRow,
    BeadRow,
    BlockRow,
    CommentRow,
    DocumentRow,
    DraftRow,
    OperationRow,
    OriginRow,
    RevisionRow,
    RunRow,
    SegmentRow,
    UnitRow,
)
from songngu.corpora.types import Block, BlockKind, Document, Segment, Status, Verdict


def content_hash(document: Document) -> str:
    """Return what two readings of the same page have in common: SHA-256, 64 hex digits.

    It covers the language and the text of all blocks, kept or set aside, in NFC and with white
    space evened out; neither the URL nor the file name nor the labels of the blocks.
    """
    texts = [block.text for block in document.blocks] or [document.raw]
    evened = [" ".join(unicodedata.normalize("NFC", text).split()) for text in texts]
    joined = "\n".join([document.language, *(text for text in evened if text)])
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def add(session: Session, document: Document, segments: Sequence[Segment]) -> Added:
    """Store a document, or find that it is stored already (and take it out of the bin)."""
    _check_segments(document, segments)
    hashed = content_hash(document)
    insert = postgresql.insert if _dialect(session) == "postgresql" else sqlite.insert
    statement = (
        insert(DocumentRow)
        .values(
            content_hash=hashed,
            language=document.language,
            title=document.title,
            published=document.published,
            byline=document.byline,
            url=document.url,
            raw=document.raw,
            search_key=search_key(document),
        )
        .on_conflict_do_nothing(index_elements=["content_hash"])
        .returning(DocumentRow.id)
    )
    new = session.execute(statement).scalar_one_or_none()
    if new is None:
        same = DocumentRow.content_hash == hashed
        session.execute(sa.update(DocumentRow).where(same).values(deleted_at=None))
        return Added(session.execute(sa.select(DocumentRow.id).where(same)).scalar_one(), False)
    blocks = [
        {
            "document_id": new,
            "position": position,
            "kind": block.kind.value,
            "text": block.text,
            "kept": block.kept,
            "start": block.start,
            "end": block.end,
            "place": position,
        }
        for position, block in enumerate(document.blocks)
    ]
    if blocks:
        session.execute(sa.insert(BlockRow), blocks)
    insert_segments(session, new, segments)
    return Added(new, True)


def _check_segments(document: Document, segments: Sequence[Segment]) -> None:
    for expected, segment in enumerate(segments):
        if segment.position != expected:
            raise ValueError(f"expected segment position {expected}, found {segment.position}")
        if not 0 <= segment.block < len(document.blocks):
            raise ValueError(
                f"segment {expected} is of block {segment.block}, but the document has "
                f"{len(document.blocks)} blocks"
            )


def insert_segments(session: Session, document_id: int, segments: Iterable[Segment]) -> None:
    """Store segments, whose blocks are given by number."""
    rows = [
        {
            "document_id": document_id,
            "block": segment.block,
            "position": segment.position,
            "text": segment.text,
            "start": segment.start,
            "end": segment.end,
            "place": segment.position,
        }
        for segment in segments
    ]
    if rows:
        session.execute(sa.insert(SegmentRow), rows)


def search_key(document: Document) -> str:
    """Return what searching a document looks at."""
    parts = [document.title, document.url, document.byline]
    parts += [block.text for block in document.blocks if block.kept]
    return fold("\n".join(part for part in parts if part))


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def require(session: Session, document_id: int) -> DocumentRow:
    """Return the row of a document that is not in the bin.

    Raises:
        NotFoundError: Where there is none.
    """
    row = session.get(DocumentRow, document_id)
    if row is None:
        raise NotFoundError(
            f"found no document {document_id}; the list of documents shows which there are"
        )
    if row.deleted_at is not None:
        raise NotFoundError(f"document {document_id} is in the bin; restore it first")
    return row


def load(session: Session, document_id: int) -> Document:
    """Return a document with all its blocks."""
    row = require(session, document_id)
    blocks = session.execute(
        sa.select(BlockRow.kind, BlockRow.text, BlockRow.kept, BlockRow.start, BlockRow.end)
        .where(BlockRow.document_id == document_id, BlockRow.active)
        .order_by(BlockRow.place)
    )
    return Document(
        language=row.language,
        title=row.title,
        published=row.published,
        byline=row.byline,
        url=row.url,
        raw=row.raw,
        blocks=tuple(
            Block(BlockKind(kind), text, kept, start, end)
            for kind, text, kept, start, end in blocks
        ),
    )


def listing(
    session: Session, *, language: str | None, search: str | None, binned: bool
) -> list[DocumentSummary]:
    """Return the documents in or out of the bin, newest first; three queries."""
    query = sa.select(
        DocumentRow.id,
        DocumentRow.language,
        DocumentRow.title,
        DocumentRow.url,
        DocumentRow.published,
        DocumentRow.added_at,
        DocumentRow.deleted_at,
    ).order_by(DocumentRow.id.desc())
    deleted = DocumentRow.deleted_at
    query = query.where(deleted.is_not(None) if binned else deleted.is_(None))
    if language is not None:
        query = query.where(DocumentRow.language == language)
    for word in fold(search or "").split():
        query = query.where(DocumentRow.search_key.contains(word, autoescape=True))
    counts = _counts(session)
    latest = _latest_targets(session)
    return [
        DocumentSummary(
            row.id,
            row.language,
            row.title,
            row.url,
            row.published,
            row.added_at,
            *counts.get(row.id, (0, 0, 0, 0)),
            target_id=latest.get(row.id, (None, None))[0],
            verdict=latest.get(row.id, (None, None))[1],
            deleted_at=row.deleted_at,
        )
        for row in session.execute(query)
    ]


def _counts(session: Session) -> dict[int, tuple[int, int, int, int]]:
    newest = (
        sa.select(RevisionRow.segment_id, sa.func.max(RevisionRow.id).label("id"))
        .group_by(RevisionRow.segment_id)
        .subquery()
    )
    drafted = sa.exists().where(DraftRow.segment_id == SegmentRow.id)
    edited = [Status.EDITED.value, Status.REVIEWED.value, Status.APPROVED.value]

    def total(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    query = (
        sa.select(
            SegmentRow.document_id,
            sa.func.count(),
            total(drafted),
            total(RevisionRow.status.in_(edited)),
            total(RevisionRow.status == Status.APPROVED.value),
        )
        .outerjoin(newest, newest.c.segment_id == SegmentRow.id)
        .outerjoin(RevisionRow, RevisionRow.id == newest.c.id)
        .where(SegmentRow.active)
        .group_by(SegmentRow.document_id)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in session.execute(query)}


def _latest_targets(session: Session) -> dict[int, tuple[int, Verdict]]:
    newest = (
        sa.select(sa.func.max(AlignmentRow.id))
        .join(DocumentRow, DocumentRow.id == AlignmentRow.target_id)
        .where(DocumentRow.deleted_at.is_(None), AlignmentRow.undone.is_(False))
        .group_by(AlignmentRow.source_id)
    )
    query = sa.select(AlignmentRow.source_id, AlignmentRow.target_id, AlignmentRow.verdict)
    rows = session.execute(query.where(AlignmentRow.id.in_(newest)))
    return {source: (target, Verdict(verdict)) for source, target, verdict in rows}


def delete(session: Session, document_id: int) -> None:
    """Put a document in the bin."""
    require(session, document_id)
    _set_deleted(session, document_id, binned=True)


def restore(session: Session, document_id: int) -> None:
    """Take a document out of the bin.

    Raises:
        NotFoundError: Where the store does not hold it, not even in the bin.
    """
    if session.get(DocumentRow, document_id) is None:
        raise NotFoundError(f"found no document {document_id}, not in the bin either")
    _set_deleted(session, document_id, binned=False)


def _set_deleted(session: Session, document_id: int, *, binned: bool) -> None:
    statement = sa.update(DocumentRow).where(DocumentRow.id == document_id)
    session.execute(statement.values(deleted_at=now() if binned else None))


def empty_bin(session: Session) -> int:
    """Remove what lies in the bin for good, revisions included; returns how many documents."""
    binned = sa.select(DocumentRow.id).where(DocumentRow.deleted_at.is_not(None))
    ids = list(session.scalars(binned.with_for_update()))
    for start in range(0, len(ids), 500):
        _purge(session, ids[start : start + 500])
    return len(ids)


def _purge(session: Session, ids: Sequence[int]) -> None:
    segments = sa.select(SegmentRow.id).where(SegmentRow.document_id.in_(ids))
    alignments = sa.select(AlignmentRow.id).where(
        AlignmentRow.source_id.in_(ids) | AlignmentRow.target_id.in_(ids)
    )
    steps: list[sa.Executable] = [
        sa.delete(BeadMemberRow).where(BeadMemberRow.alignment_id.in_(alignments)),
        sa.delete(BeadRow).where(BeadRow.alignment_id.in_(alignments)),
        sa.delete(AlignmentRow).where(
            AlignmentRow.source_id.in_(ids) | AlignmentRow.target_id.in_(ids)
        ),
        sa.update(UnitRow).where(UnitRow.segment_id.in_(segments)).values(segment_id=None),
        sa.delete(RevisionRow).where(RevisionRow.segment_id.in_(segments)),
        sa.delete(DraftRow).where(DraftRow.segment_id.in_(segments)),
        sa.delete(CommentRow).where(CommentRow.segment_id.in_(segments)),
        sa.delete(OriginRow).where(
            OriginRow.segment_id.in_(segments) | OriginRow.origin_id.in_(segments)
        ),
        sa.delete(OperationRow).where(OperationRow.article_id.in_(ids)),
        sa.delete(SegmentRow).where(SegmentRow.document_id.in_(ids)),
        sa.delete(BlockRow).where(BlockRow.document_id.in_(ids)),
        sa.update(RunRow).where(RunRow.document_id.in_(ids)).values(document_id=None),
        sa.delete(DocumentRow).where(DocumentRow.id.in_(ids)),
    ]
    for step in steps:
        session.execute(step, execution_options={"synchronize_session": False})
