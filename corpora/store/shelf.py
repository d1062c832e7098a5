"""The articles as a newsroom looks for them: searched, filtered, sorted, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.store.documents import require
from songngu.corpora.store.folding import fold
from songngu.corpora.store.schema import (
    AlignmentRow,
    DocumentRow,
    DraftRow,
    RevisionRow,
    SegmentRow,
)
from songngu.corpora.store.upsert import batches, holds_words
from songngu.corpora.types import Status, Verdict


class Stage(StrEnum):
    """How far the work on an article has come, from its segments."""

    NEW = "new"
    DRAFTED = "drafted"
    IN_PROGRESS = "in-progress"
    EDITED = "edited"
    APPROVED = "approved"


class Sort(StrEnum):
    """In which order articles are listed."""

    ADDED = "added"
    CHANGED = "changed"
    PUBLISHED = "published"
    TITLE = "title"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Which articles are wanted; what is None does not matter.

    Attributes:
        search: Words of title, address, by-line or kept text, all of which have to be there;
            case and diacritics do not count.
        language: Primary language: ``vi`` or ``en``.
        verdict: Of the latest alignment with a page that is not in the bin.
        paired: Whether there is such an alignment.
        stage: How far the work has come.
        assignee: Who has the article; "" for those that nobody has.
        binned: Those in the bin instead of those outside.
        lone: Leave out the English pages that an article is aligned with.
        sort: The order; what sorts alike comes newest first.
        ascending: From the small to the great, the old to the new, A to Z.
        offset: How many to pass over.
        limit: At most so many.
    """

    search: str | None = None
    language: str | None = None
    verdict: Verdict | None = None
    paired: bool | None = None
    stage: Stage | None = None
    assignee: str | None = None
    binned: bool = False
    lone: bool = True
    sort: Sort = Sort.ADDED
    ascending: bool = False
    offset: int = 0
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ArticleOverview:
    """A line of the list of articles.

    Attributes:
        n_segments: Segments of kept blocks.
        n_drafted: Those with a draft.
        n_edited: Those whose latest revision is edited, reviewed or approved.
        n_reviewed: Those whose latest revision is reviewed or approved.
        n_approved: Those whose latest revision is approved.
        target_id: The English version; None where there is none.
        assignee: Who has the article; None for nobody.
        editor: Who saved last in it; None where nobody did.
        changed_at: When that was.
    """

    id: int
    language: str
    title: str | None
    url: str | None
    published: dt.date | None
    added_at: dt.datetime
    n_segments: int
    n_drafted: int
    n_edited: int
    n_reviewed: int
    n_approved: int
    target_id: int | None
    target_title: str | None
    verdict: Verdict | None
    assignee: str | None
    editor: str | None
    changed_at: dt.datetime | None
    deleted_at: dt.datetime | None

    @property
    def stage(self) -> Stage:
        """How far the work has come."""
        counts = (self.n_segments, self.n_drafted, self.n_edited, self.n_approved)
        return _stage(counts)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A page of the list.

    Attributes:
        n_found: How many articles there are on all pages.
    """

    rows: tuple[ArticleOverview, ...]
    n_found: int


def _stage(counts: Sequence[int]) -> Stage:
    n_segments, n_drafted, n_edited, n_approved = counts
    if n_segments and n_approved == n_segments:
        return Stage.APPROVED
    if n_segments and n_edited == n_segments:
        return Stage.EDITED
    if n_edited:
        return Stage.IN_PROGRESS
    return Stage.DRAFTED if n_segments and n_drafted == n_segments else Stage.NEW


def find(session: Session, query: ArticleQuery) -> ArticlePage:
    """Return a page of the articles that fit a query."""
    pairs = latest_pairs(session)
    ids = _in_order(session, _fitting(session, query, pairs), query)
    shown = ids[query.offset : query.offset + query.limit]
    return ArticlePage(tuple(_overviews(session, shown, pairs)), len(ids))


def set_assignee(session: Session, document_id: int, name: str | None) -> None:
    """Note who has an article; None for nobody."""
    require(session, document_id).assignee = name


def latest_pairs(session: Session) -> dict[int, tuple[int, Verdict]]:
    """Return the English version of each source, and what it is to it."""
    target = DocumentRow.id == AlignmentRow.target_id
    newest = (
        sa.select(sa.func.max(AlignmentRow.id))
        .join(DocumentRow, target)
        .where(DocumentRow.deleted_at.is_(None), AlignmentRow.undone.is_(False))
        .group_by(AlignmentRow.source_id)
    )
    columns = (AlignmentRow.source_id, AlignmentRow.target_id, AlignmentRow.verdict)
    rows = session.execute(sa.select(*columns).where(AlignmentRow.id.in_(newest)))
    return {row.source_id: (row.target_id, Verdict(row.verdict)) for row in rows}


def _fitting(
    session: Session, query: ArticleQuery, pairs: dict[int, tuple[int, Verdict]]
) -> list[int]:
    """Return the ids of the articles that fit, newest first, their progress not looked at."""
    deleted = DocumentRow.deleted_at
    statement = (
        sa.select(DocumentRow.id)
        .where(deleted.is_not(None) if query.binned else deleted.is_(None))
        .where(*holds_words(DocumentRow.search_key, query.search))
        .order_by(DocumentRow.id.desc())
    )
    if query.language is not None:
        language = DocumentRow.language
        statement = statement.where(
            (language == query.language) | language.startswith(f"{query.language}-")
        )
    if query.assignee is not None:
        mine = DocumentRow.assignee
        statement = statement.where(mine == query.assignee if query.assignee else mine.is_(None))
    hidden = {target for target, _verdict in pairs.values()} if query.lone else set()
    return [
        id_
        for id_ in session.scalars(statement)
        if (query.binned or id_ not in hidden)
        and (query.paired is None or (id_ in pairs) == query.paired)
        and (query.verdict is None or (id_ in pairs and pairs[id_][1] is query.verdict))
    ]


def _in_order(session: Session, ids: list[int], query: ArticleQuery) -> list[int]:
    """Return the ids in the order wanted, without those whose progress does not fit."""
    if query.stage is not None or query.sort is Sort.PROGRESS:
        counts = _counts(session, ids)
        if query.stage is not None:
            ids = [id_ for id_ in ids if _stage(_short(counts[id_])) is query.stage]
        if query.sort is Sort.PROGRESS:
            return _sorted(ids, {id_: _share(counts[id_]) for id_ in ids}, query.ascending)
    if query.sort is Sort.ADDED:
        return ids[::-1] if query.ascending else ids
    if query.sort is Sort.CHANGED:
        last = _last_revisions(session, ids)
        return _sorted(ids, {id_: last[id_][0] for id_ in ids if id_ in last}, query.ascending)
    column = DocumentRow.title if query.sort is Sort.TITLE else DocumentRow.published
    values: dict[int, Any] = {}
    for batch in batches(ids):
        rows = session.execute(sa.select(DocumentRow.id, column).where(DocumentRow.id.in_(batch)))
        values |= {id_: _comparable(value) for id_, value in rows if value is not None}
    return _sorted(ids, values, query.ascending)


def _comparable(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def _sorted(ids: list[int], values: dict[int, Any], ascending: bool) -> list[int]:
    """Return the ids by their values; those without one come last, whichever way it goes."""
    known = [id_ for id_ in ids if id_ in values]
    known.sort(key=lambda id_: values[id_], reverse=not ascending)
    return known + [id_ for id_ in ids if id_ not in values]


def _short(counts: Sequence[int]) -> tuple[int, int, int, int]:
    n_segments, n_drafted, n_edited, _n_reviewed, n_approved = counts
    return n_segments, n_drafted, n_edited, n_approved


def _share(counts: Sequence[int]) -> tuple[float, float, float, float]:
    n_segments, n_drafted, n_edited, n_reviewed, n_approved = counts
    total = max(1, n_segments)
    return n_approved / total, n_reviewed / total, n_edited / total, n_drafted / total


def _counts(session: Session, ids: Collection[int]) -> dict[int, tuple[int, int, int, int, int]]:
    """Return segments, drafted, edited, reviewed and approved ones of each document."""
    found = dict.fromkeys(ids, (0, 0, 0, 0, 0))
    drafted = sa.exists().where(DraftRow.segment_id == SegmentRow.id)
    latest = sa.select(sa.func.max(RevisionRow.id)).where(RevisionRow.segment_id == SegmentRow.id)
    reached = [status.value for status in (Status.EDITED, Status.REVIEWED, Status.APPROVED)]

    def total(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    for batch in batches(list(ids)):
        query = (
            sa.select(
                *(SegmentRow.document_id, sa.func.count(), total(drafted)),
                *(total(RevisionRow.status.in_(reached[at:])) for at in range(3)),
            )
            .outerjoin(
                RevisionRow, RevisionRow.id == latest.correlate(SegmentRow).scalar_subquery()
            )
            .where(SegmentRow.active, SegmentRow.document_id.in_(batch))
            .group_by(SegmentRow.document_id)
        )
        found |= {
            row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in session.execute(query)
        }
    return found


def _last_revisions(session: Session, ids: Sequence[int]) -> dict[int, tuple[dt.datetime, str]]:
    """Return when and by whom something was saved last, of the documents where it was."""
    found = {}
    for batch in batches(ids):
        newest = (
            sa.select(sa.func.max(RevisionRow.id))
            .join(SegmentRow, SegmentRow.id == RevisionRow.segment_id)
            .where(SegmentRow.document_id.in_(batch))
            .group_by(SegmentRow.document_id)
        )
        rows = session.execute(
            sa.select(SegmentRow.document_id, RevisionRow.time, RevisionRow.editor)
            .join(SegmentRow, SegmentRow.id == RevisionRow.segment_id)
            .where(RevisionRow.id.in_(newest))
        )
        found.update({row.document_id: (row.time, row.editor) for row in rows})
    return found


def _overviews(
    session: Session, ids: list[int], pairs: dict[int, tuple[int, Verdict]]
) -> list[ArticleOverview]:
    counts = _counts(session, ids)
    last = _last_revisions(session, ids)
    rows = _described(session, {*ids, *(pairs[id_][0] for id_ in ids if id_ in pairs)})
    return [_overview(rows, id_, counts[id_], pairs.get(id_), last.get(id_)) for id_ in ids]


def _described(session: Session, ids: Collection[int]) -> dict[int, Any]:
    columns = (
        *(DocumentRow.id, DocumentRow.language, DocumentRow.title, DocumentRow.url),
        *(DocumentRow.published, DocumentRow.added_at, DocumentRow.assignee),
        DocumentRow.deleted_at,
    )
    rows: dict[int, Any] = {}
    for batch in batches(sorted(ids)):
        found = session.execute(sa.select(*columns).where(DocumentRow.id.in_(batch)))
        rows |= {row.id: row for row in found}
    return rows


def _overview(
    rows: dict[int, Any],
    document_id: int,
    counts: tuple[int, int, int, int, int],
    pair: tuple[int, Verdict] | None,
    last: tuple[dt.datetime, str] | None,
) -> ArticleOverview:
    row = rows[document_id]
    target_id, verdict = pair if pair is not None else (None, None)
    changed_at, editor = last if last is not None else (None, None)
    return ArticleOverview(
        row.id,
        row.language,
        row.title,
        row.url,
        row.published,
        row.added_at,
        *counts,
        target_id=target_id,
        target_title=rows[target_id].title if target_id is not None else None,
        verdict=verdict,
        assignee=row.assignee,
        editor=editor,
        changed_at=changed_at,
        deleted_at=row.deleted_at,
    )
