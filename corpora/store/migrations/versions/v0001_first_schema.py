"""The first schema: documents, their drafts, alignments and revisions, memory, runs, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the triggers that keep revisions append-only."""
    _documents()
    _editing()
    _bitexts()
    _memory()
    _journal()
    _triggers()


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_documents_content_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "blocks",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_blocks_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("document_id", "position", name=op.f("pk_blocks")),
    )
    op.create_table(
        "segments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "block"],
            ["blocks.document_id", "blocks.position"],
            name=op.f("fk_segments_document_id_blocks"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_segments_document_id_block", "segments", ["document_id", "block"])
    op.create_index("ix_segments_document_id_position", "segments", ["document_id", "position"])


def _editing() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_drafts_segment_id_segments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drafts_segment_id_id", "drafts", ["segment_id", "id"])
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["revisions.id"], name=op.f("fk_revisions_previous_id_revisions")
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_revisions_segment_id_segments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_revisions_previous_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_revisions_segment_id_id", "revisions", ["segment_id", "id"])
    op.create_index(
        "uq_revisions_first",
        "revisions",
        ["segment_id"],
        unique=True,
        sqlite_where=sa.text("previous_id IS NULL"),
        postgresql_where=sa.text("previous_id IS NULL"),
    )


def _bitexts() -> None:
    op.create_table(
        "alignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["documents.id"], name=op.f("fk_alignments_source_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["documents.id"], name=op.f("fk_alignments_target_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignments")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alignments_source_id"), "alignments", ["source_id"])
    op.create_index(op.f("ix_alignments_target_id"), "alignments", ["target_id"])
    op.create_table(
        "beads",
        sa.Column("alignment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alignment_id"], ["alignments.id"], name=op.f("fk_beads_alignment_id_alignments")
        ),
        sa.PrimaryKeyConstraint("alignment_id", "position", name=op.f("pk_beads")),
    )
    op.create_table(
        "bead_members",
        sa.Column("alignment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("segment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bead", sa.Integer(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alignment_id", "bead"],
            ["beads.alignment_id", "beads.position"],
            name=op.f("fk_bead_members_alignment_id_beads"),
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_bead_members_segment_id_segments")
        ),
        sa.PrimaryKeyConstraint("alignment_id", "segment_id", name=op.f("pk_bead_members")),
    )
    op.create_index(op.f("ix_bead_members_segment_id"), "bead_members", ["segment_id"])


def _memory() -> None:
    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("source_language", sa.Text(), nullable=False),
        sa.Column("target_language", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
        sa.UniqueConstraint("key", name=op.f("uq_terms_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "memory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("source_language", sa.Text(), nullable=False),
        sa.Column("target_language", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory")),
        sa.UniqueConstraint("key", name=op.f("uq_memory_key")),
        sqlite_autoincrement=True,
    )


def _journal() -> None:
    op.create_table(
        "evaluation_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_evaluation_runs_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_runs")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_evaluation_runs_document_id"), "evaluation_runs", ["document_id"])
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sqlite_autoincrement=True,
    )


def _triggers() -> None:
    statements = _POSTGRES if op.get_bind().dialect.name == "postgresql" else _SQLITE
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


# A page emptied out of the bin takes its history with it; nothing else does.
_SQLITE = (
    """
    CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions
    BEGIN
        SELECT RAISE(ABORT, 'revisions are append-only: save a new one instead');
    END
    """,
    """
    CREATE TRIGGER revisions_no_delete BEFORE DELETE ON revisions
    WHEN (
        SELECT deleted_at FROM documents JOIN segments ON segments.document_id = documents.id
        WHERE segments.id = OLD.segment_id
    ) IS NULL
    BEGIN
        SELECT RAISE(ABORT, 'revisions are append-only: only the bin is ever emptied');
    END
    """,
    # INSERT OR REPLACE removes the old row without firing the trigger above.
    """
    CREATE TRIGGER revisions_no_replace BEFORE INSERT ON revisions
    WHEN EXISTS (
        SELECT 1 FROM revisions WHERE id = NEW.id OR previous_id = NEW.previous_id
        OR (NEW.previous_id IS NULL AND previous_id IS NULL AND segment_id = NEW.segment_id)
    )
    BEGIN
        SELECT RAISE(ABORT, 'revisions are append-only: this one would replace another');
    END
    """,
)

_POSTGRES = (
    """
    CREATE FUNCTION songngu_revisions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (
                SELECT 1 FROM documents JOIN segments ON segments.document_id = documents.id
                WHERE segments.id = OLD.segment_id AND documents.deleted_at IS NOT NULL
            ) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION 'revisions are append-only: only the bin is ever emptied';
        END IF;
        RAISE EXCEPTION 'revisions are append-only: save a new one instead';
    END
    $$
    """,
    """
    CREATE TRIGGER revisions_append_only BEFORE UPDATE OR DELETE ON revisions
    FOR EACH ROW EXECUTE FUNCTION songngu_revisions_append_only()
    """,
    """
    CREATE TRIGGER revisions_no_truncate BEFORE TRUNCATE ON revisions
    FOR EACH STATEMENT EXECUTE FUNCTION songngu_revisions_append_only()
    """,
)
