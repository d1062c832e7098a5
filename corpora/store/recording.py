"""Changes to rows, kept with what stood before, so that a step can be taken back and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.store import beads, memory
from songngu.corpora.store.columns import now
from songngu.corpora.store.records import OperationKind
from songngu.corpora.store.schema import (
    AlignmentRow,
    BlockRow,
    DocumentRow,
    DraftRow,
    OperationRow,
    OriginRow,
    RevisionRow,
    SegmentRow,
)
from songngu.corpora.types import Status

_SEGMENT = ("text", "block", "active", "aside", "start", "end")
_BLOCK = ("kind", "text", "kept", "active", "start", "end")


@dataclass(slots=True)
class Change:
    """What one thing was before a step and is after it, as JSON values.

    Attributes:
        what: ``segment``, ``block``, ``title``, ``text`` (the revision of a segment), ``origin``,
            ``links`` or ``alignment``.
        key: Which one.
    """

    what: str
    key: list[int]
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """Return it as the journal keeps it."""
        return {"what": self.what, "key": self.key, "before": self.before, "after": self.after}


class Recorder:
    """Makes the changes of one step and remembers them."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.changes: list[Change] = []

    def _note(self, what: str, key: list[int], before: Any, after: Any) -> None:
        for change in self.changes:
            if (change.what, change.key) == (what, key):
                change.after = after
                return
        self.changes.append(Change(what, key, before, after))

    def _change(self, what: str, key: list[int], after: Any) -> None:
        before = standing(self.session, what, key)
        if before != after:
            put(self.session, what, key, after)
            self._note(what, key, before, after)

    def segment(self, row: SegmentRow, **values: Any) -> None:
        """Change a segment's text, block, span or whether it is there."""
        self._change("segment", [row.id], _image(row, _SEGMENT) | values)

    def new_segment(self, **values: Any) -> SegmentRow:
        """Return a segment that is there from now on."""
        row = SegmentRow(active=True, aside=False, **values)
        self.session.add(row)
        self.session.flush()
        after = _image(row, _SEGMENT)
        self._note("segment", [row.id], after | {"active": False}, after)
        return row

    def block(self, row: BlockRow, **values: Any) -> None:
        """Change a block's kind, text, span or whether it is there or kept."""
        self._change("block", [row.document_id, row.position], _image(row, _BLOCK) | values)

    def new_block(self, **values: Any) -> BlockRow:
        """Return a block that is there from now on."""
        row = BlockRow(active=True, **values)
        self.session.add(row)
        self.session.flush()
        after = _image(row, _BLOCK)
        self._note("block", [row.document_id, row.position], after | {"active": False}, after)
        return row

    def title(self, document_id: int, title: str | None) -> None:
        """Change a document's title."""
        self._change("title", [document_id], title)

    def origin(self, segment_id: int, origin_id: int) -> None:
        """Note that a segment has the history of another too."""
        self._change("origin", [segment_id, origin_id], True)

    def text(self, segment_id: int, text: str, status: Status, editor: str) -> None:
        """Save a translation; "" means that nothing is saved any more."""
        before = latest_revision(self.session, segment_id)
        status = status if text else Status.DRAFT
        if before is not None and (before.text, before.status) == (text, status.value):
            return
        row = append_revision(self.session, segment_id, text, status, editor, before)
        self._note("text", [segment_id], before.id if before else None, row.id)

    def links(
        self,
        source_id: int,
        target_id: int,
        after: Sequence[beads.BeadImage],
        *,
        leaving: Sequence[int] = (),
    ) -> None:
        """Link segments of a pair anew.

        Args:
            source_id: The source.
            target_id: The target.
            after: Beads that hold all segments whose links change…
            leaving: …but for those that are in no bead from now on.
        """
        ids = [id_ for bead in after for id_ in bead.members] + list(leaving)
        alignment_id = beads.latest_id(self.session, source_id, target_id)
        if alignment_id is None or not ids:
            return
        before = beads.touching(self.session, alignment_id, ids)
        beads.impose(self.session, alignment_id, after, leaving)
        images = [[bead.as_json() for bead in each] for each in (before, after)]
        self.changes.append(Change("links", [source_id, target_id], *images))

    def made_alignment(self, source_id: int, target_id: int, alignment_id: int) -> None:
        """Note that an alignment was made."""
        self._note("alignment", [source_id, target_id, alignment_id], False, True)

    def save(
        self, article_id: int, kind: OperationKind, editor: str, segments: Sequence[int]
    ) -> OperationRow:
        """Return the step as the journal keeps it; steps taken back before it are dropped."""
        drop_undone(self.session, article_id, editor)
        self._guard(kind)
        row = OperationRow(
            article_id=article_id,
            kind=kind.value,
            editor=editor,
            state="done",
            stay=None,
            segments=list(segments),
            changes=[change.as_json() for change in self.changes],
        )
        self.session.add(row)
        self.session.flush()
        return row

    def _guard(self, kind: OperationKind) -> None:
        """Note what was saved for segments that come, go or change their extent.

        What somebody saves there later belongs to the new extent; the step then stays.
        """
        saved = {change.key[0] for change in self.changes if change.what == "text"}
        for change in [each for each in self.changes if each.what == "segment"]:
            before, after = change.before, change.after
            gone = before["active"] != after["active"] and before["aside"] == after["aside"]
            other = before["text"] != after["text"] and kind is not OperationKind.CORRECT
            if (gone or other) and change.key[0] not in saved:
                latest = latest_revision(self.session, change.key[0])
                stands = latest.id if latest else None
                self.changes.append(Change("text", change.key, stands, stands))


def drop_undone(session: Session, article_id: int, editor: str) -> None:
    """Let go of the steps that were taken back: a new one has taken their place."""
    mine = (OperationRow.article_id == article_id) & (OperationRow.editor == editor)
    session.execute(
        sa.update(OperationRow).where(mine, OperationRow.state == "undone").values(state="dropped"),
        execution_options={"synchronize_session": False},
    )


def _image(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def latest_revision(session: Session, segment_id: int) -> RevisionRow | None:
    """Return the latest revision of a segment."""
    mine = sa.select(RevisionRow).where(RevisionRow.segment_id == segment_id)
    return session.scalars(mine.order_by(RevisionRow.id.desc()).limit(1)).first()


def append_revision(
    session: Session,
    segment_id: int,
    text: str,
    status: Status,
    editor: str,
    latest: RevisionRow | None,
) -> RevisionRow:
    """Return a revision added after the latest; the memory follows it."""
    row = RevisionRow(
        segment_id=segment_id,
        text=text,
        status=status.value,
        editor=editor,
        time=now() if latest is None else max(now(), latest.time),
        previous_id=latest.id if latest else None,
    )
    session.add(row)
    session.flush()
    memory.follow_revision(session, segment_id)
    return row


# ---- what stands, and putting something else in its place ----------------------------------------


def standing(session: Session, what: str, key: list[int]) -> Any:
    """Return how a thing stands now, as a change would keep it; not for ``text`` and ``links``."""
    if what == "segment":
        return _image(session.get_one(SegmentRow, key[0]), _SEGMENT)
    if what == "block":
        return _image(session.get_one(BlockRow, tuple(key)), _BLOCK)
    if what == "title":
        return session.get_one(DocumentRow, key[0]).title
    if what == "origin":
        return session.get(OriginRow, tuple(key)) is not None
    if what == "alignment":
        source_id, target_id, alignment_id = key
        latest = beads.latest_id(session, source_id, target_id)
        if latest is not None and latest > alignment_id:
            return None  # one made later stands in its place
        return not session.get_one(AlignmentRow, alignment_id).undone
    raise ValueError(f"found a change of {what!r}, expected one that the journal knows")


def differs(session: Session, what: str, key: list[int], image: Any) -> bool:
    """Whether something else stands than a step left there."""
    if what == "text":
        latest = latest_revision(session, key[0])
        return _said(latest) != _said(session.get(RevisionRow, image) if image else None)
    if what == "links":
        wanted = [beads.BeadImage.from_json(each) for each in image]
        alignment_id = beads.latest_id(session, *key)
        return alignment_id is None or beads.fixed_differ(session, alignment_id, wanted)
    return bool(standing(session, what, key) != image)


def _said(row: RevisionRow | None) -> tuple[str, str]:
    return (row.text, row.status) if row is not None else ("", Status.DRAFT.value)


def put(session: Session, what: str, key: list[int], image: Any, editor: str = "") -> None:
    """Make a thing stand as an image says."""
    if what == "segment":
        _put_segment(session, session.get_one(SegmentRow, key[0]), image)
    elif what == "block":
        row = session.get_one(BlockRow, tuple(key))
        for name, value in image.items():
            setattr(row, name, value)
    elif what == "title":
        session.get_one(DocumentRow, key[0]).title = image
    elif what == "origin":
        _put_origin(session, key, image)
    elif what == "text":
        then = session.get_one(RevisionRow, image) if image else None
        text, status = _said(then)
        latest = latest_revision(session, key[0])
        append_revision(session, key[0], text, Status(status), editor, latest)
    elif what == "alignment":
        session.get_one(AlignmentRow, key[2]).undone = not image
    session.flush()


def _put_segment(session: Session, row: SegmentRow, image: dict[str, Any]) -> None:
    if image["text"] != row.text:
        # Drafts of the old text stay with the old text, and come back with it.
        drafts = sa.update(DraftRow).where(DraftRow.segment_id == row.id)
        session.execute(drafts.where(DraftRow.source.is_(None)).values(source=row.text))
    for name, value in image.items():
        setattr(row, name, value)


def _put_origin(session: Session, key: list[int], there: bool) -> None:
    row = session.get(OriginRow, tuple(key))
    if there and row is None:
        session.add(OriginRow(segment_id=key[0], origin_id=key[1]))
    elif not there and row is not None:
        session.delete(row)
