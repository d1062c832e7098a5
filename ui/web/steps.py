"""What editors do to blocks, segments and links, as handlers; each is a step that undo takes back.

A step's ``article`` is the one on whose screen it is done; ``document`` is that or its English
version. Answers hold the ``step`` and what undo and redo would do next.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from songngu.corpora.errors import ChangedError, InputError, WorkbenchError
from songngu.corpora.store.records import OperationKind
from songngu.corpora.types import BlockKind
from songngu.ui import actions
from songngu.ui.web.answers import id_in, primary, progress_answer
from songngu.ui.web.roles import may_label, may_redo, may_undo
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Answer, Handler, Request, Site

if TYPE_CHECKING:
    from songngu.corpora.store import Operation

Change = Callable[[Site, Request, int], "Operation | None"]
_DRAFTS_STAY = (OperationKind.LINK, OperationKind.ALIGN, OperationKind.TEXT, OperationKind.STATUS)


def _step(change: Change) -> Handler:
    """Return a change of an article as a handler that answers with the step it was."""

    @functools.wraps(change)
    def handler(site: Site, request: Request) -> Answer:
        article = id_in(request, "article")
        return _answer(site, article, change(site, request, article))

    return handler


@_step
def undo(site: Site, request: Request, article: int) -> Operation | None:
    """Take back the last step that the person took in an article."""
    return site.store.undo(article, editor=may_undo(site.store, article).name)


@_step
def redo(site: Site, request: Request, article: int) -> Operation | None:
    """Take again the step that was taken back last."""
    return site.store.redo(article, editor=may_redo(site.store, article).name)


def undo_state(site: Site, request: Request) -> Answer:
    """Return what undo and redo would do next."""
    return _next(site, id_in(request, "article"))


@_step
def split(site: Site, request: Request, article: int) -> Operation:
    """Split a segment: ``segment``, ``offset``, ``text`` as it was seen.

    With ``text_offset``, the saved translation is split there, if it reads as ``saved`` says.
    """
    segment, text_offset = id_in(request, "segment"), request.get("text_offset")
    if text_offset is not None:
        _check_saved(site, segment, _text(request, "saved"))
    return site.store.split_segment(
        segment,
        _number(request, "offset"),
        editor=current_user().name,
        text_offset=None if text_offset is None else _number(request, "text_offset"),
        article=article,
        expected=_text(request, "text"),
    )


@_step
def merge(site: Site, request: Request, article: int) -> Operation:
    """Merge neighbouring ``segments``."""
    segments = _ids(request, "segments")
    return site.store.merge_segments(segments, editor=current_user().name, article=article)


@_step
def correct_segment(site: Site, request: Request, article: int) -> Operation:
    """Correct a ``segment`` that read ``before`` to ``text``."""
    return site.store.correct_segment(
        id_in(request, "segment"),
        str(request.get("text") or ""),
        editor=current_user().name,
        article=article,
        expected=_text(request, "before"),
    )


@_step
def label(site: Site, request: Request, article: int) -> Operation:
    """Say of a ``block`` what ``kind`` it is, whether it is ``kept``, or both."""
    document_id, block = id_in(request, "document"), _number(request, "block")
    kind, kept = request.get("kind"), request.get("kept")
    if kind is not None and kind not in list(BlockKind):
        raise InputError(f"found {kind!r} as the kind, expected one of {', '.join(BlockKind)}")
    kind = BlockKind(kind) if kind is not None else None
    kept = None if kept is None else kept is True
    editor = may_label(site.store, document_id, block, kind, kept).name
    return site.store.label_block(
        document_id, block, kind=kind, kept=kept, editor=editor, article=article
    )


@_step
def correct_block(site: Site, request: Request, article: int) -> Operation:
    """Correct a ``block`` that read ``before`` to ``text``."""
    return site.store.correct_block(
        id_in(request, "document"),
        _number(request, "block"),
        str(request.get("text") or ""),
        editor=current_user().name,
        article=article,
        expected=_text(request, "before"),
    )


@_step
def cut(site: Site, request: Request, article: int) -> Operation:
    """Cut a ``block`` that reads ``before`` at an ``offset``."""
    return site.store.cut_block(
        id_in(request, "document"),
        _number(request, "block"),
        _number(request, "offset"),
        editor=current_user().name,
        article=article,
        expected=_text(request, "before"),
    )


@_step
def join(site: Site, request: Request, article: int) -> Operation:
    """Join a ``block`` with the next kept one."""
    document_id, block = id_in(request, "document"), _number(request, "block")
    return site.store.join_blocks(document_id, block, editor=current_user().name, article=article)


@_step
def link(site: Site, request: Request, article: int) -> Operation:
    """Link ``source`` segments with ``target`` segments; one side may be empty."""
    group = _ids(request, "source"), _ids(request, "target")
    english = id_in(request, "english")
    return site.store.link(article, english, [group], editor=current_user().name)


@_step
def unlink(site: Site, request: Request, article: int) -> Operation:
    """Say that each of the ``segments`` has no counterpart."""
    english, segments = id_in(request, "english"), _ids(request, "segments")
    return actions.unlink_segments(
        site.store, article, english, segments, editor=current_user().name
    )


@_step
def release(site: Site, request: Request, article: int) -> Operation:
    """Let the aligner decide again on the links of the ``segments``."""
    english, segments = id_in(request, "english"), _ids(request, "segments")
    return site.store.release(article, english, segments, editor=current_user().name)


@_step
def realign(site: Site, request: Request, article: int) -> Operation | None:
    """Align an article anew around the links made by hand."""
    return actions.realign_article(site.store, article, editor=current_user().name)


#: By the names that screens call them by.
UNDO: dict[str, Handler] = {"undo": undo, "redo": redo, "undo_state": undo_state}
SEGMENTS: dict[str, Handler] = {"split": split, "merge": merge, "correct": correct_segment}
BLOCKS: dict[str, Handler] = {
    "label": label,
    "correct_block": correct_block,
    "cut": cut,
    "join": join,
}
LINKS: dict[str, Handler] = {
    "link": link,
    "unlink": unlink,
    "release": release,
    "realign": realign,
}


def _answer(site: Site, article: int, step: Operation | None) -> Answer:
    return {
        "step": None
        if step is None
        else {"kind": step.kind.value, "segments": list(step.segments), "undone": step.undone},
        "job": progress_answer(site.worker.progress(article))
        if step is None or step.kind in _DRAFTS_STAY
        else _bring_up_to_date(site, article),
        **_next(site, article),
    }


def _next(site: Site, article: int) -> Answer:
    state = site.store.undo_state(article, editor=current_user().name)
    return {
        "undo": state.undo.kind.value if state.undo else None,
        "redo": state.redo.kind.value if state.redo else None,
    }


def _bring_up_to_date(site: Site, article: int) -> Answer | None:
    """Draft in the background what has no draft now, in an article that has some."""
    known = site.worker.progress(article)
    if known is None or not known.active:
        missing, total = site.store.undrafted(article)
        if 0 < missing < total and primary(site.store.headline(article)[1]) == "vi":
            try:
                known = site.worker.start(article)
            except WorkbenchError:  # the server is closing; the step itself is stored
                return None
    return progress_answer(known)


def _check_saved(site: Site, segment: int, seen: str | None) -> None:
    standing = site.store.history(segment)
    own = [revision.text for revision in standing if revision.segment == segment]
    if seen is not None and own and own[-1] != seen:
        raise ChangedError(
            f"the translation of segment {segment} has been changed meanwhile; reload the article"
        )


def _ids(request: Request, name: str) -> list[int]:
    values = request.get(name)
    if not isinstance(values, list) or len(values) > 10_000:
        raise InputError(
            f"found {values!r} as {name}, expected a list of segments; reload the page"
        )
    return [id_in({name: value}, name) for value in values]


def _number(request: Request, name: str) -> int:
    value = request.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise InputError(f"found {value!r} as {name}, expected a number; reload the page")
    return value


def _text(request: Request, name: str) -> str | None:
    value = request.get(name)
    return None if value is None else str(value)
