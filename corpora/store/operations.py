"""The steps that editors took: noted, taken back, taken again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, object_session

from songngu.corpora.errors import NotFoundError, UndoConflictError
from songngu.corpora.store import beads, order
from songngu.corpora.store.documents import require
from songngu.corpora.store.recording import Change, differs, drop_undone, put
from songngu.corpora.store.records import Operation, OperationKind, UndoState
from songngu.corpora.store.schema import (
    OperationRow,
    OriginRow,
    RevisionRow,
    SegmentRow,
)
from songngu.corpora.types import Status

# Saves that name no stay are one step as long as they follow each other this closely.
_PAUSE = dt.timedelta(seconds=30)
_OWN_CHANGES = (OperationKind.LINK.value, OperationKind.ALIGN.value)


def as_operation(row: OperationRow) -> Operation:
    """Return a step as it is handed out."""
    return Operation(
        row.id,
        row.article_id,
        OperationKind(row.kind),
        row.editor,
        row.time,
        tuple(row.segments),
        row.state == "undone",
        _statuses(row),
    )


def _statuses(row: OperationRow) -> tuple[tuple[Status, Status], ...]:
    """Return the statuses of the translations that a step saved, before and after it."""
    saved = [c for c in row.changes if c["what"] == "text" and c["before"] != c["after"]]
    session = object_session(row)
    if not saved or session is None:
        return ()
    ids = [change[side] for change in saved for side in ("before", "after")]
    query = sa.select(RevisionRow.id, RevisionRow.status).where(RevisionRow.id.in_(ids))
    known = {id_: Status(status) for id_, status in session.execute(query)}
    stood = [[known.get(c[side], Status.DRAFT) for side in ("before", "after")] for c in saved]
    return tuple((before, after) for before, after in stood)


def note_save(
    session: Session,
    revision: RevisionRow,
    before: RevisionRow | None,
    stay: str | None,
) -> None:
    """Note that a translation was saved; saves of one stay on a segment are one step."""
    document_id = session.scalar(
        sa.select(SegmentRow.document_id).where(SegmentRow.id == revision.segment_id)
    )
    if document_id is None:
        raise NotFoundError(f"found no segment {revision.segment_id}; reload the article")
    last = _next_undo(session, document_id, revision.editor)
    drop_undone(session, document_id, revision.editor)
    kind = OperationKind.TEXT
    if before is not None and before.text == revision.text:
        kind = OperationKind.STATUS
    if last is not None and before is not None and _goes_on(last, revision, before, stay):
        (known,) = last.changes
        last.changes = [known | {"after": revision.id}]
        last.time = revision.time
        return
    change = Change("text", [revision.segment_id], before.id if before else None, revision.id)
    session.add(
        OperationRow(
            article_id=document_id,
            kind=kind.value,
            editor=revision.editor,
            state="done",
            stay=stay,
            segments=[revision.segment_id],
            changes=[change.as_json()],
        )
    )


def _goes_on(
    last: OperationRow, revision: RevisionRow, before: RevisionRow, stay: str | None
) -> bool:
    """Whether a save belongs to the step before it."""
    if last.kind != OperationKind.TEXT or last.segments != [revision.segment_id]:
        return False
    if last.changes[0]["after"] != before.id or before.status != revision.status:
        return False
    if stay is not None or last.stay is not None:
        return stay == last.stay
    return revision.time - last.time <= _PAUSE


def _next_undo(session: Session, article_id: int, editor: str) -> OperationRow | None:
    query = _mine(article_id, editor).where(OperationRow.state == "done")
    return session.scalars(query.order_by(OperationRow.id.desc()).limit(1)).first()


def _next_redo(session: Session, article_id: int, editor: str) -> OperationRow | None:
    query = _mine(article_id, editor).where(OperationRow.state == "undone")
    return session.scalars(query.order_by(OperationRow.id).limit(1)).first()


def _mine(article_id: int, editor: str) -> sa.Select[OperationRow]:
    return sa.select(OperationRow).where(
        OperationRow.article_id == article_id, OperationRow.editor == editor
    )


def state(session: Session, article_id: int, editor: str) -> UndoState:
    """Return what undo and redo would do next."""
    require(session, article_id)
    steps = [find(session, article_id, editor) for find in (_next_undo, _next_redo)]
    undo, redo = [as_operation(row) if row is not None else None for row in steps]
    return UndoState(undo, redo)


def undo(session: Session, article_id: int, editor: str) -> OperationRow | None:
    """Take back an editor's last step in an article; None where there is none.

    Raises:
        UndoConflictError: Somebody has changed the same since. The caller drops the step.
    """
    return _move(session, article_id, editor, _next_undo, from_="after", to="before")


def redo(session: Session, article_id: int, editor: str) -> OperationRow | None:
    """Take again the step that was taken back last; None where there is none.

    Raises:
        UndoConflictError: Somebody has changed the same since. The caller drops the step.
    """
    return _move(session, article_id, editor, _next_redo, from_="before", to="after")


def _move(
    session: Session,
    article_id: int,
    editor: str,
    find: Callable[[Session, int, str], OperationRow | None],
    *,
    from_: str,
    to: str,
) -> OperationRow | None:
    require(session, article_id)
    row = find(session, article_id, editor)
    if row is None:
        return None
    changes = list(row.changes) if to == "after" else list(reversed(row.changes))
    order.touch(session, *_documents(session, row))
    _lock(session, changes)
    strict = [c for c in changes if c["what"] != "links" or row.kind in _OWN_CHANGES]
    if any(differs(session, c["what"], c["key"], c[from_]) for c in strict):
        raise _conflict(row, undoing=to == "before")
    texts = [c for c in changes if c["what"] == "text" and c["before"] != c["after"]]
    links = [change for change in changes if change["what"] == "links"]
    rest = [change for change in changes if change["what"] not in ("text", "links")]
    for change in (*rest, *texts):
        put(session, change["what"], change["key"], change[to], editor)
    _follow(session, rest)
    for change in links:
        # Links that others made since outweigh those that merely came along with a step.
        if change in strict or not differs(session, "links", change["key"], change[from_]):
            _put_links(session, change["key"], change[to], change[from_])
    row.state = "undone" if to == "before" else "done"
    session.flush()
    return row


def _put_links(
    session: Session, key: list[int], image: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    alignment_id = beads.latest_id(session, *key)
    if alignment_id is None:
        return
    wanted, former = ([beads.BeadImage.from_json(each) for each in i] for i in (image, other))
    leaving = {id_ for bead in former for id_ in bead.members}
    leaving -= {id_ for bead in wanted for id_ in bead.members}
    beads.impose(session, alignment_id, wanted, sorted(leaving))


def _lock(session: Session, changes: list[dict[str, Any]]) -> None:
    ids = sorted({c["key"][0] for c in changes if c["what"] in ("segment", "text")})
    if ids:
        query = sa.select(SegmentRow.id).where(SegmentRow.id.in_(ids)).order_by(SegmentRow.id)
        session.execute(query.with_for_update(key_share=True))


def _conflict(row: OperationRow, *, undoing: bool) -> UndoConflictError:
    return UndoConflictError(
        f"the step '{row.kind}' of {row.time:%Y-%m-%d %H:%M:%S} UTC cannot be "
        f"{'taken back' if undoing else 'taken again'}: somebody has changed the same since; "
        "nothing was overwritten, look at the segment and change it by hand",
        segments=tuple(row.segments),
    )


def _documents(session: Session, row: OperationRow) -> set[int]:
    found = {row.article_id}
    segments = set(row.segments)
    for change in row.changes:
        if change["what"] in ("block", "title"):
            found.add(change["key"][0])
        elif change["what"] in ("links", "alignment"):
            found |= set(change["key"][:2])
    query = sa.select(SegmentRow.document_id).where(SegmentRow.id.in_(segments)).distinct()
    return found | set(session.scalars(query))


def _follow(session: Session, changes: list[dict[str, Any]]) -> None:
    """Bring up to date what depends on segments and blocks."""
    blocks = {change["key"][0] for change in changes if change["what"] in ("block", "title")}
    ids = {change["key"][0] for change in changes if change["what"] == "segment"}
    query = sa.select(SegmentRow.document_id).where(SegmentRow.id.in_(ids)).distinct()
    for document_id in sorted(blocks | set(session.scalars(query))):
        order.renumber(session, document_id)
    for document_id in sorted(blocks):
        order.refresh_search(session, document_id)


def drop(session: Session, article_id: int, editor: str, *, undone: bool) -> None:
    """Take the step that could not be taken back (or again) out of the list."""
    row = (_next_redo if undone else _next_undo)(session, article_id, editor)
    if row is not None:
        row.state = "dropped"


def history(session: Session, segment_id: int) -> list[RevisionRow]:
    """Return the revisions of a segment and of those it comes from, oldest first."""
    found, fresh = {segment_id}, {segment_id}
    while fresh:
        query = sa.select(OriginRow.origin_id).where(OriginRow.segment_id.in_(fresh))
        fresh = set(session.scalars(query)) - found
        found |= fresh
    rows = sa.select(RevisionRow).where(RevisionRow.segment_id.in_(found))
    return list(session.scalars(rows.order_by(RevisionRow.id)))
