"""The tables, as SQLAlchemy models. The migrations make them; a test compares the two."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from songngu.corpora.store.columns import PlainText, UtcTime, now

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# Ids of deleted rows are never given out again: an id in a bookmark must not name another page.
NO_REUSE = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """Parent of all tables."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012
        str: PlainText(),
        dt.datetime: UtcTime(),
        float: sa.Double(),
    }


class DocumentRow(Base):
    """One article; ``deleted_at`` is set while it lies in the bin.

    ``structure`` counts the changes of its blocks, segments, drafts and links.
    """

    __tablename__ = "documents"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    language: Mapped[str]
    title: Mapped[str | None]
    published: Mapped[dt.date | None]
    byline: Mapped[str | None]
    url: Mapped[str | None]
    # As long as the article, and asked for by few: they come when they are looked at.
    raw: Mapped[str] = mapped_column(deferred=True)
    search_key: Mapped[str] = mapped_column(deferred=True)
    added_at: Mapped[dt.datetime] = mapped_column(default=now)
    deleted_at: Mapped[dt.datetime | None]
    structure: Mapped[int] = mapped_column(default=0)
    assignee: Mapped[str | None]


class BlockRow(Base):
    """A block of a page, set aside or kept.

    ``position`` is the number by which segments name their block; it never changes. ``place``
    says where the block stands: blocks that were cut off others come between them. A block joined
    to another is inactive.
    """

    __tablename__ = "blocks"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    text: Mapped[str]
    kept: Mapped[bool]
    start: Mapped[int]
    end: Mapped[int]
    place: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class SegmentRow(Base):
    """A segment; inactive ones keep their history and can come back.

    ``position`` counts the active segments of the document, ``place`` orders all of a block.
    ``aside`` is set while a segment is inactive only because its block is set aside.
    """

    __tablename__ = "segments"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["document_id", "block"], ["blocks.document_id", "blocks.position"]
        ),
        sa.Index("ix_segments_document_id_position", "document_id", "position"),
        sa.Index("ix_segments_document_id_block", "document_id", "block"),
        NO_REUSE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int]
    block: Mapped[int]
    position: Mapped[int]
    text: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    place: Mapped[int]
    aside: Mapped[bool] = mapped_column(default=False)


class OriginRow(Base):
    """Where a segment's text comes from beside itself: split off another, or merged with it."""

    __tablename__ = "origins"

    segment_id: Mapped[int] = mapped_column(sa.ForeignKey("segments.id"), primary_key=True)
    origin_id: Mapped[int] = mapped_column(
        sa.ForeignKey("segments.id"), primary_key=True, index=True
    )


class DraftRow(Base):
    """A machine translation; the one with the highest id is the latest.

    ``source`` is the text that was drafted where the segment's has changed since; None means that
    the draft belongs to the segment's text as it stands.
    """

    __tablename__ = "drafts"
    __table_args__ = (sa.Index("ix_drafts_segment_id_id", "segment_id", "id"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(sa.ForeignKey("segments.id"))
    text: Mapped[str]
    score: Mapped[float]
    checks: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    signature: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    source: Mapped[str | None]


class RevisionRow(Base):
    """A saved state of a translation; triggers refuse to change or remove it.

    A revision has at most one successor and a segment at most one first revision, so that the
    history of a segment is one line whatever two editors do at the same moment.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        sa.UniqueConstraint("previous_id"),
        sa.Index("ix_revisions_segment_id_id", "segment_id", "id"),
        sa.Index(
            "uq_revisions_first",
            "segment_id",
            unique=True,
            sqlite_where=sa.text("previous_id IS NULL"),
            postgresql_where=sa.text("previous_id IS NULL"),
        ),
        NO_REUSE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(sa.ForeignKey("segments.id"))
    text: Mapped[str]
    status: Mapped[str]
    editor: Mapped[str]
    time: Mapped[dt.datetime]
    previous_id: Mapped[int | None] = mapped_column(sa.ForeignKey("revisions.id"))


class AlignmentRow(Base):
    """An alignment of two documents; the latest is the one with the highest id, if not undone."""

    __tablename__ = "alignments"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    verdict: Mapped[str]
    confidence: Mapped[float]
    signature: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    undone: Mapped[bool] = mapped_column(default=False)


class BeadRow(Base):
    """A bead; ``position`` is its number, ``place`` its order. Fixed ones were made by hand."""

    __tablename__ = "beads"

    alignment_id: Mapped[int] = mapped_column(sa.ForeignKey("alignments.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    score: Mapped[float]
    confidence: Mapped[float]
    place: Mapped[int]
    fixed: Mapped[bool] = mapped_column(default=False)


class BeadMemberRow(Base):
    """A segment of a bead. By id, not by position: positions move when blocks come and go."""

    __tablename__ = "bead_members"
    __table_args__ = (
        sa.ForeignKeyConstraint(["alignment_id", "bead"], ["beads.alignment_id", "beads.position"]),
    )

    alignment_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    segment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("segments.id"), primary_key=True, autoincrement=False, index=True
    )
    bead: Mapped[int]
    side: Mapped[str]


class TermRow(Base):
    """An approved translation of a term."""

    __tablename__ = "terms"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    source: Mapped[str]
    target: Mapped[str]
    source_language: Mapped[str]
    target_language: Mapped[str]
    note: Mapped[str]
    search_key: Mapped[str] = mapped_column(server_default="")
    editor: Mapped[str] = mapped_column(server_default="")
    changed_at: Mapped[dt.datetime | None]


class UnitRow(Base):
    """A translation unit of the memory; ``key`` hashes texts and languages.

    ``segment_id`` is the segment whose approval put it here; None for units from elsewhere.
    """

    __tablename__ = "memory"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    source: Mapped[str]
    target: Mapped[str]
    source_language: Mapped[str]
    target_language: Mapped[str]
    confidence: Mapped[float | None]
    origin: Mapped[str]
    added_at: Mapped[dt.datetime] = mapped_column(default=now)
    search_key: Mapped[str] = mapped_column(server_default="")
    segment_id: Mapped[int | None] = mapped_column(index=True)


class RunRow(Base):
    """An evaluation run; it outlives its document."""

    __tablename__ = "evaluation_runs"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    scores: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    warnings: Mapped[list[str]] = mapped_column(sa.JSON)
    created_at: Mapped[dt.datetime]
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON, server_default="{}")


class JobRow(Base):
    """A piece of long work; ``document_id`` is that of its settings, no longer there perhaps."""

    __tablename__ = "jobs"
    __table_args__ = (sa.Index("ix_jobs_document_id_id", "document_id", "id"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    state: Mapped[str]
    message: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    updated_at: Mapped[dt.datetime] = mapped_column(default=now)
    document_id: Mapped[int | None]


class UserRow(Base):
    """A person who may sign in; ``key`` is the name without its case."""

    __tablename__ = "users"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    disabled_at: Mapped[dt.datetime | None]


class TokenRow(Base):
    """What stands for a user: a browser's session or a script's key. Only its SHA-256 is kept."""

    __tablename__ = "tokens"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    kind: Mapped[str]
    label: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime | None]


class JobFileRow(Base):
    """What a job reads or has made: ``role`` is ``input`` or ``result``."""

    __tablename__ = "job_files"

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("jobs.id"), primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class DerivedRow(Base):
    """What was worked out from a document's text, by a method's name; it goes with the document."""

    __tablename__ = "derived"

    document_id: Mapped[int] = mapped_column(
        sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    version: Mapped[str]
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)


class OperationRow(Base):
    """A step that an editor took, with what is needed to take it back and to take it again.

    ``state`` is ``done``, ``undone``, or ``dropped`` once a new step has taken the place of undone
    ones. ``stay`` names the stay on a segment whose saves are one step.
    """

    __tablename__ = "operations"
    __table_args__ = (
        sa.Index("ix_operations_article_id_editor_id", "article_id", "editor", "id"),
        NO_REUSE,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"))
    kind: Mapped[str]
    editor: Mapped[str]
    time: Mapped[dt.datetime] = mapped_column(default=now)
    state: Mapped[str]
    stay: Mapped[str | None]
    segments: Mapped[list[int]] = mapped_column(sa.JSON)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)


class CommentRow(Base):
    """A remark on a segment; ``resolved_at`` is set once it is dealt with."""

    __tablename__ = "comments"
    __table_args__ = (sa.Index("ix_comments_segment_id_id", "segment_id", "id"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(sa.ForeignKey("segments.id"))
    editor: Mapped[str]
    text: Mapped[str]
    time: Mapped[dt.datetime] = mapped_column(default=now)
    resolved_by: Mapped[str | None]
    resolved_at: Mapped[dt.datetime | None]


class SettingRow(Base):
    """What a newsroom has chosen for everybody: a JSON object under a name."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    editor: Mapped[str]
    changed_at: Mapped[dt.datetime]
