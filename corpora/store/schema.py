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
    """One article; ``deleted_at`` is set while it lies in the bin."""

    __tablename__ = "documents"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    language: Mapped[str]
    title: Mapped[str | None]
    published: Mapped[dt.date | None]
    byline: Mapped[str | None]
    url: Mapped[str | None]
    raw: Mapped[str]
    search_key: Mapped[str]
    added_at: Mapped[dt.datetime] = mapped_column(default=now)
    deleted_at: Mapped[dt.datetime | None]
    assignee: Mapped[str | None]


class BlockRow(Base):
    """A block of a page, set aside or kept."""

    __tablename__ = "blocks"

    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    text: Mapped[str]
    kept: Mapped[bool]
    start: Mapped[int]
    end: Mapped[int]


class SegmentRow(Base):
    """A segment; inactive while its block is set aside, so that its history can come back."""

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


class DraftRow(Base):
    """A machine translation; the one with the highest id is the latest."""

    __tablename__ = "drafts"
    __table_args__ = (sa.Index("ix_drafts_segment_id_id", "segment_id", "id"), NO_REUSE)

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(sa.ForeignKey("segments.id"))
    text: Mapped[str]
    score: Mapped[float]
    checks: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON)
    signature: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


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
    """An alignment of two documents; the one with the highest id is the latest."""

    __tablename__ = "alignments"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    verdict: Mapped[str]
    confidence: Mapped[float]
    signature: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(default=now)


class BeadRow(Base):
    """A bead, in its alignment's order."""

    __tablename__ = "beads"

    alignment_id: Mapped[int] = mapped_column(sa.ForeignKey("alignments.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    score: Mapped[float]
    confidence: Mapped[float]


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
    """A piece of long work."""

    __tablename__ = "jobs"
    __table_args__ = (NO_REUSE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    state: Mapped[str]
    message: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    updated_at: Mapped[dt.datetime] = mapped_column(default=now)


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
