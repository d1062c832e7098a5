"""The editor's desk: users, operations that can be undone, links made by hand, comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from songngu.corpora.store.folding import fold

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the desk; each function is one part of it."""
    _users()
    _operations()
    _hand_links()
    _comments()
    _shelves()
    _derived()


def _users() -> None:
    """Users, their sessions and tokens."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("key", name=op.f("uq_users_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tokens_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tokens_user_id", "tokens", ["user_id"])


def _operations() -> None:
    """What editors did, step by step, and what lets blocks and segments change."""
    _number("documents", "structure")
    for table, order in (("blocks", "position"), ("segments", "position")):
        _number(table, "place")
        op.execute(f"UPDATE {table} SET place = {order}")
    op.add_column("blocks", _flag("active", on=True))
    op.add_column("segments", _flag("aside"))
    # Until now a segment was inactive for one reason only.
    op.execute(
        "UPDATE segments SET aside = TRUE WHERE active = FALSE AND (document_id, block) IN "
        "(SELECT document_id, position FROM blocks WHERE kept = FALSE)"
    )
    op.add_column("drafts", sa.Column("source", sa.Text(), nullable=True))
    op.create_table(
        "origins",
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_origins_segment_id_segments")
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["segments.id"], name=op.f("fk_origins_origin_id_segments")
        ),
        sa.PrimaryKeyConstraint("segment_id", "origin_id", name=op.f("pk_origins")),
    )
    op.create_index(op.f("ix_origins_origin_id"), "origins", ["origin_id"])
    op.create_table(
        "operations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stay", sa.Text(), nullable=True),
        sa.Column("segments", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["documents.id"], name=op.f("fk_operations_article_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_operations_article_id_editor_id", "operations", ["article_id", "editor", "id"]
    )


def _number(table: str, name: str) -> None:
    op.add_column(table, sa.Column(name, sa.Integer(), server_default="0", nullable=False))


def _flag(name: str, *, on: bool = False) -> sa.Column[bool]:
    default = sa.true() if on else sa.false()
    return sa.Column(name, sa.Boolean(), server_default=default, nullable=False)


def _hand_links() -> None:
    """Links that a person made, which the aligner keeps; alignments that were taken back."""
    _number("beads", "place")
    op.execute("UPDATE beads SET place = position")
    op.add_column("beads", _flag("fixed"))
    op.add_column("alignments", _flag("undone"))


def _comments() -> None:
    """Remarks on segments."""
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_comments_segment_id_segments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_comments_segment_id_id", "comments", ["segment_id", "id"])


def _shelves() -> None:
    """What finding needs: who has an article, terms and memory by their words, files of jobs."""
    op.add_column("documents", sa.Column("assignee", sa.Text(), nullable=True))
    op.add_column("terms", _empty_text("search_key"))
    op.add_column("terms", _empty_text("editor"))
    op.add_column("terms", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("memory", _empty_text("search_key"))
    op.add_column("memory", sa.Column("segment_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_memory_segment_id"), "memory", ["segment_id"])
    op.add_column(
        "evaluation_runs", sa.Column("details", sa.JSON(), server_default="{}", nullable=False)
    )
    op.add_column("jobs", sa.Column("document_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_jobs_document_id_id"), "jobs", ["document_id", "id"])
    _fill_documents_of_jobs()
    op.create_table(
        "job_files",
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_files_job_id_jobs")),
        sa.PrimaryKeyConstraint("job_id", "role", name=op.f("pk_job_files")),
    )
    for table in ("terms", "memory"):
        _fill_search_keys(table)


def _derived() -> None:
    """What is worked out from documents, so that matching need not read every text again."""
    op.create_table(
        "derived",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_derived_document_id_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "name", name=op.f("pk_derived")),
    )


def _empty_text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _fill_documents_of_jobs() -> None:
    columns = (("id", sa.Integer()), ("settings", sa.JSON()), ("document_id", sa.Integer()))
    table = sa.table("jobs", *(sa.column(name, kind) for name, kind in columns))
    for id_, settings in op.get_bind().execute(sa.select(table.c.id, table.c.settings)).all():
        document = settings.get("document")
        if isinstance(document, int):
            change = sa.update(table).where(table.c.id == id_).values(document_id=document)
            op.get_bind().execute(change)


_TEXTS = ("source", "target", "search_key")


def _fill_search_keys(name: str) -> None:
    table = sa.table(
        name, sa.column("id", sa.Integer()), *(sa.column(each, sa.Text()) for each in _TEXTS)
    )
    rows = op.get_bind().execute(sa.select(table.c.id, table.c.source, table.c.target)).all()
    keys = [{"row": row.id, "key": fold(f"{row.source}\n{row.target}")} for row in rows]
    statement = sa.update(table).where(table.c.id == sa.bindparam("row"))
    if keys:
        op.get_bind().execute(statement.values(search_key=sa.bindparam("key")), keys)
