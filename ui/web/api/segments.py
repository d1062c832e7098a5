"""Segments: read, saved, confirmed, split, merged, remarked on; steps taken back."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from songngu.corpora.store import Comment, UndoState
from songngu.corpora.store import Operation as Step
from songngu.corpora.types import Check, Revision, Status
from songngu.translate.word_alignment import WordLink
from songngu.ui import actions
from songngu.ui.actions import reviewing
from songngu.ui.actions.reviewing import Hints
from songngu.ui.web.api.operations import Id, Operation
from songngu.ui.web.roles import may_redo, may_set_status, may_undo
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Site

Offset = Annotated[int, Field(ge=0, lt=2**31)]


class Save(BaseModel):
    """What an editor made of a segment."""

    text: Annotated[str, Field(max_length=100_000)] = Field(description="The translation.")
    previous: Id | None = Field(
        None,
        description="The revision it was made from; null where there was none.",
    )
    status: Status = Field(Status.EDITED, description="How far it has come.")
    stay: str | None = Field(
        None, max_length=100, description="Saves with the same word here are one step of undo."
    )


class StatusChange(BaseModel):
    """How far a segment has come."""

    status: Status
    previous: Id | None = Field(None, description="The revision it is about, as it was read.")


class Texts(BaseModel):
    """A source text and its translation."""

    source: Annotated[str, Field(max_length=100_000)]
    text: Annotated[str, Field(max_length=100_000)]


class SourceText(BaseModel):
    """A source text."""

    source: Annotated[str, Field(max_length=100_000)]


class Split(BaseModel):
    """Where to split a segment."""

    offset: Offset = Field(description="Where the second part begins in the source text.")
    text_offset: Offset | None = Field(None, description="And in the saved translation.")
    article_id: Id | None = Field(None, description="In whose steps it stands; its own article.")
    expected: str | None = Field(None, description="The source text as it was read.")


class Merge(BaseModel):
    """Neighbouring segments."""

    segments: list[Id]
    article_id: Id | None = Field(None, description="In whose steps it stands; their own article.")


class Correction(BaseModel):
    """A source text put right."""

    text: Annotated[str, Field(max_length=100_000)]
    article_id: Id | None = Field(None, description="In whose steps it stands; its own article.")
    expected: str | None = Field(None, description="The text as it was read.")


class Remark(BaseModel):
    """A remark."""

    text: Annotated[str, Field(min_length=1, max_length=10_000)]


class Resolved(BaseModel):
    """Whether a remark is settled."""

    resolved: bool = True


def save_segment(site: Site, segment_id: Id, save: Save) -> Revision:
    """Save a translation; answers with the revision that stands now.

    Where somebody else saved since ``previous``, nothing is overwritten: the answer is the error
    ``conflict`` with both texts. ``reviewed`` and ``approved`` need the role of a reviewer, and so
    does changing what is approved.
    """
    return actions.save_post_edit(
        site.store,
        segment_id,
        save.text,
        editor=may_set_status(site.store, segment_id, save.status).name,
        previous=save.previous,
        status=save.status,
        stay=save.stay,
    )


def set_segment_status(site: Site, segment_id: Id, change: StatusChange) -> Revision:
    """Confirm, review, approve or reopen what is saved; answers with the revision that stands."""
    return reviewing.set_status(
        site.store,
        segment_id,
        change.status,
        editor=may_set_status(site.store, segment_id, change.status).name,
        previous=change.previous,
    )


def segment_history(site: Site, segment_id: Id) -> list[Revision]:
    """Return all that was ever saved for a segment and for those it was made of, oldest first."""
    return site.store.history(segment_id)


def split_segment(site: Site, segment_id: Id, split: Split) -> Step:
    """Split a segment in two, its translation and links with it."""
    return site.store.split_segment(
        segment_id,
        split.offset,
        editor=current_user().name,
        text_offset=split.text_offset,
        article=split.article_id,
        expected=split.expected,
    )


def merge_segments(site: Site, merge: Merge) -> Step:
    """Merge neighbouring segments of one block, their translations and links with them."""
    editor = current_user().name
    return site.store.merge_segments(merge.segments, editor=editor, article=merge.article_id)


def correct_segment(site: Site, segment_id: Id, correction: Correction) -> Step:
    """Correct a segment's source text; it is to be drafted again, its translation stays."""
    return site.store.correct_segment(
        segment_id,
        correction.text,
        editor=current_user().name,
        article=correction.article_id,
        expected=correction.expected,
    )


def undo(site: Site, article_id: Id) -> Step | None:
    """Take back the last step that whoever asks made in an article; null where there is none."""
    return site.store.undo(article_id, editor=may_undo(site.store, article_id).name)


def redo(site: Site, article_id: Id) -> Step | None:
    """Take again the step that was taken back last; null where there is none."""
    return site.store.redo(article_id, editor=may_redo(site.store, article_id).name)


def undo_state(site: Site, article_id: Id) -> UndoState:
    """Return what undo and redo would do next for whoever asks."""
    return site.store.undo_state(article_id, editor=current_user().name)


def list_comments(site: Site, segment_id: Id) -> list[Comment]:
    """Return the remarks on a segment, oldest first."""
    return reviewing.comments(site.store, segment_id)


def add_comment(site: Site, segment_id: Id, remark: Remark) -> Comment:
    """Leave a remark on a segment."""
    return reviewing.add_comment(site.store, segment_id, remark.text, editor=current_user().name)


def resolve_comment(site: Site, comment_id: Id, settled: Resolved) -> Comment:
    """Settle a remark, or open it again."""
    editor = current_user().name
    return reviewing.resolve_comment(
        site.store, comment_id, editor=editor, resolved=settled.resolved
    )


def check_translation(site: Site, texts: Texts) -> list[Check]:
    """Check a translation: numbers, dates, names by value, terms, repetition, punctuation."""
    return list(reviewing.check_text(site.store, texts.source, texts.text))


def get_hints(site: Site, texts: SourceText) -> Hints:
    """Return what the memory and the termbase know about a source text."""
    return reviewing.hints(site.store, texts.source)


def link_words(site: Site, texts: Texts) -> list[WordLink]:
    """Return which words of a translation stand for which of its source."""
    return list(reviewing.word_links(texts.source, texts.text))


OPERATIONS = (
    Operation("PUT", "/segments/{segment_id}/translation", save_segment),
    Operation("PUT", "/segments/{segment_id}/status", set_segment_status),
    Operation("GET", "/segments/{segment_id}/history", segment_history),
    Operation("POST", "/segments/{segment_id}/split", split_segment),
    Operation("POST", "/segments/merge", merge_segments),
    Operation("PUT", "/segments/{segment_id}/source", correct_segment),
    Operation("GET", "/segments/{segment_id}/comments", list_comments),
    Operation("POST", "/segments/{segment_id}/comments", add_comment, 201),
    Operation("PUT", "/comments/{comment_id}", resolve_comment),
    Operation("POST", "/segments/check", check_translation),
    Operation("POST", "/segments/hints", get_hints),
    Operation("POST", "/segments/words", link_words),
    Operation("POST", "/articles/{article_id}/undo", undo),
    Operation("POST", "/articles/{article_id}/redo", redo),
    Operation("GET", "/articles/{article_id}/undo", undo_state),
)
