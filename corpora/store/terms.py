"""Terms: approved translations of words and names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import NotFoundError, StoreError
from songngu.corpora.store.columns import now
from songngu.corpora.store.records import TermRecord
from songngu.corpora.store.schema import TermRow
from songngu.corpora.store.upsert import (
    batches,
    count,
    execute_many,
    holds_words,
    insert,
    is_in,
    search_key,
    text_key,
)
from songngu.corpora.types import Term


def add(session: Session, terms: Iterable[Term], editor: str) -> int:
    """Store terms; one stored already takes the new note. Returns how many are new."""
    rows = {values["key"]: values for values in (_values(term, editor) for term in terms)}
    before = count(session, TermRow)
    statement = insert(session, TermRow)
    new = statement.excluded
    taken = {name: new[name] for name in ("note", "search_key", "editor", "changed_at")}
    statement = statement.on_conflict_do_update(
        index_elements=["key"], set_=taken, where=TermRow.note != new.note
    )
    execute_many(session, statement, list(rows.values()))
    return count(session, TermRow) - before


def _values(term: Term, editor: str) -> dict[str, Any]:
    return {
        "key": text_key(term.source_language, term.target_language, term.source, term.target),
        "source": term.source,
        "target": term.target,
        "source_language": term.source_language,
        "target_language": term.target_language,
        "note": term.note,
        "search_key": search_key(term.source, term.target, term.note),
        "editor": editor,
        "changed_at": now(),
    }


def of_pair(session: Session, source_language: str, target_language: str) -> list[Term]:
    """Return the terms of a language pair in the order they were added."""
    query = (
        sa.select(TermRow)
        .where(is_in(TermRow.source_language, source_language))
        .where(is_in(TermRow.target_language, target_language))
        .order_by(TermRow.id)
    )
    return [_term(row) for row in session.scalars(query)]


def _term(row: TermRow) -> Term:
    return Term(row.source, row.target, row.source_language, row.target_language, row.note)


def _record(row: TermRow) -> TermRecord:
    return TermRecord(row.id, _term(row), row.editor, row.changed_at)


def find(
    session: Session, search: str | None, *, offset: int, limit: int
) -> tuple[list[TermRecord], int]:
    """Return the terms that hold what is looked for, and how many there are in all."""
    query = sa.select(TermRow).where(*holds_words(TermRow.search_key, search))
    order = (sa.func.length(TermRow.source),) if search and search.strip() else ()
    page = query.order_by(*order, TermRow.search_key, TermRow.id).offset(offset).limit(limit)
    return [_record(row) for row in session.scalars(page)], count(session, query.subquery())


def save(session: Session, term: Term, term_id: int | None, editor: str) -> TermRecord:
    """Store a term, new or in the place of another; returns it as it stands.

    A new one that is stored already takes the new note.
    """
    values = _values(term, editor)
    same = session.scalar(sa.select(TermRow).where(TermRow.key == values["key"]))
    if term_id is None:
        row = same if same is not None else TermRow()
    else:
        found = session.get(TermRow, term_id)
        if found is None:
            raise NotFoundError(f"found no term {term_id}; somebody may have deleted it: reload")
        if same is not None and same.id != term_id:
            raise StoreError(
                f"the term {term.source!r} = {term.target!r} is stored already (term {same.id}); "
                "delete one of the two"
            )
        row = found
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return _record(row)


def delete(session: Session, ids: Sequence[int]) -> list[Term]:
    """Remove terms; returns those that were there."""
    found = []
    for batch in batches(ids):
        rows = list(session.scalars(sa.select(TermRow).where(TermRow.id.in_(batch))))
        found += [_term(row) for row in rows]
        session.execute(sa.delete(TermRow).where(TermRow.id.in_(batch)))
    return found
