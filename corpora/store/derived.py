"""What is worked out from documents and kept so that it need not be worked out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.store.schema import DerivedRow, DocumentRow, SegmentRow
from songngu.corpora.store.upsert import batches, insert, is_in


def text_versions(session: Session, language: str) -> dict[int, str]:
    """Return, for each document of a language, a string that changes with its segments.

    Ids and lengths stand for the texts, so that not every text need be read: a correction that
    keeps a segment's id and length to the character goes unnoticed.
    """
    query = (
        sa.select(
            SegmentRow.document_id,
            sa.func.count(),
            sa.func.sum(SegmentRow.id),
            sa.func.sum(sa.func.length(SegmentRow.text)),
        )
        .join(DocumentRow, DocumentRow.id == SegmentRow.document_id)
        .where(SegmentRow.active, DocumentRow.deleted_at.is_(None))
        .where(is_in(DocumentRow.language, language))
        .group_by(SegmentRow.document_id)
        .order_by(SegmentRow.document_id)
    )
    return {row[0]: f"{row[1]}:{row[2]}:{row[3]}" for row in session.execute(query)}


def texts(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the segments' texts of documents, in order; unknown documents are left out."""
    found: dict[int, list[str]] = {}
    for batch in batches(ids):
        query = (
            sa.select(SegmentRow.document_id, SegmentRow.text)
            .join(DocumentRow, DocumentRow.id == SegmentRow.document_id)
            .where(SegmentRow.document_id.in_(batch), SegmentRow.active)
            .where(DocumentRow.deleted_at.is_(None))
            .order_by(SegmentRow.document_id, SegmentRow.position)
        )
        for document_id, text in session.execute(query):
            found.setdefault(document_id, []).append(text)
    return found


def titles(session: Session, ids: Sequence[int]) -> dict[int, str | None]:
    """Return the titles of documents; unknown documents are left out."""
    found: dict[int, str | None] = {}
    for batch in batches(ids):
        query = sa.select(DocumentRow.id, DocumentRow.title).where(DocumentRow.id.in_(batch))
        rows = session.execute(query.where(DocumentRow.deleted_at.is_(None)))
        found |= {row.id: row.title for row in rows}
    return found


def load(session: Session, name: str) -> dict[int, tuple[str, bytes]]:
    """Return what was kept under a name: version and data by document."""
    query = sa.select(DerivedRow.document_id, DerivedRow.version, DerivedRow.data)
    rows = session.execute(query.where(DerivedRow.name == name))
    return {document_id: (version, data) for document_id, version, data in rows}


def keep(session: Session, name: str, found: Mapping[int, tuple[str, bytes]]) -> None:
    """Keep version and data by document under a name, in place of what was there.

    Documents that have been removed for good in the meantime are passed over.
    """
    statement = insert(session, DerivedRow)
    statement = statement.on_conflict_do_update(
        index_elements=["document_id", "name"],
        set_={"version": statement.excluded.version, "data": statement.excluded.data},
    )
    for batch in batches(list(found)):
        present = sa.select(DocumentRow.id).where(DocumentRow.id.in_(batch))
        rows = [
            {"document_id": k, "name": name, "version": found[k][0], "data": found[k][1]}
            for k in session.scalars(present.order_by(DocumentRow.id))
        ]
        if rows:
            session.execute(statement, rows)
