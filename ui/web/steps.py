"""What editors do to blocks, segments and links, as handlers; each is a step that undo takes back.

A step's ``article`` is the one on whose screen it is done; ``document`` is that or its English
version. Answers hold the ``step`` and what undo and redo would do next.
"""

from __future__ import annotations

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

_DRAFTS_STAY = (OperationKind.LINK, OperationKind.ALIGN, OperationKind.TEXT, OperationKind.STATUS)


def undo(site: Site, request: Request) -> Answer:
    """Take back the last step that the person took in an article."""
    article = id_in(request, "article")
    step = actions.undo(site.store, article, editor=may_undo(site.store, article).name)
    return _answer(site, article, step)


def redo(site: Site, request: Request) -> Answer:
    """Take again the step that was taken back last."""
    article = id_in(request, "article")
    step = actions.redo(site.store, article, editor=may_redo(site.store, article).name)
    return _answer(site, article, step)


def undo_state(site: Site, request: Request) -> Answer:
    """Return what undo and redo would do next."""
    return _next(site, id_in(request, "article"))


def split(site: Site, request: Request) -> Answer:
    """Split a segment: ``segment``, ``offset``, ``text`` as it was seen.

    With ``text_offset``, the saved translation is split there, if it reads as ``saved`` says.
    """
    article, segment = id_in(request, "article"), id_in(request, "segment")
    text_offset = request.get("text_offset")
    if text_offset is not None:
        _check_saved(site, segment, _text(request, "saved"))
    step = actions.split_segment(
        site.store,
        segment,
        _number(request, "offset"),
        editor=current_user().name,
        text_offset=None if text_offset is None else _number(request, "text_offset"),
        article=article,
        expected=_text(request, "text"),
    )
    return _answer(site, article, step)


def merge(site: Site, request: Request) -> Answer:
    """Merge neighbouring ``segments``."""
    article = id_in(request, "article")
    step = actions.merge_segments(
        site.store, _ids(request, "segments"), editor=current_user().name, article=article
    )
    return _answer(site, article, step)


def correct_segment(site: Site, request: Request) -> Answer:
    """Correct a ``segment`` that read ``before`` to ``text``."""
    article = id_in(request, "article")
    step = actions.correct_segment(
        site.store,
        id_in(request, "segment"),
        str(request.get("text") or ""),
        editor=current_user().name,
        article=article,
        expected=_text(request, "before"),
    )
    return _answer(site, article, step)


def label(site: Site, request: Request) -> Answer:
    """Say of a ``block`` what ``kind`` it is, whether it is ``kept``, or both."""
    article, document_id = id_in(request, "article"), id_in(request, "document")
    block, kind, kept = _number(request, "block"), request.get("kind"), request.get("kept")
    if kind is not None and kind not in list(BlockKind):
        raise InputError(f"found {kind!r} as the kind, expected one of {', '.join(BlockKind)}")
    kind = BlockKind(kind) if kind is not None else None
    kept = None if kept is None else kept is True
    step = actions.set_block(
        site.store,
        document_id,
        block,
        kind=kind,
        kept=kept,
        editor=may_label(site.store, document_id, block, kind, kept).name,
        article=article,
    )
    return _answer(site, article, step)


def correct_block(site: Site, request: Request) -> Answer:
    """Correct a ``block`` that read ``before`` to ``text``."""
    article = id_in(request, "article")
    step = actions.correct_block(
        site.store,
        id_in(request, "document"),
        _number(request, "block"),
        str(request.get("text") or ""),
        editor=current_user().name,
        article=article,
        expected=_text(request, "before"),
    )
    return _answer(site, article, step)


def cut(site: Site, request: Request) -> Answer:
    """Cut a ``block`` that reads ``before`` at an ``offset``."""
    article = id_in(request, "article")
    step = actions.cut_block(
        site.store,
        id_in(request, "document"),
        _number(request, "block"),
        _number(request, "offset"),
        editor=current_user().name,
        article=article,
        expected=_text(request, "before"),
    )
    return _answer(site, article, step)


def join(site: Site, request: Request) -> Answer:
    """Join a ``block`` with the next kept one."""
    article = id_in(request, "article")
    step = actions.join_blocks(
        site.store,
        id_in(request, "document"),
        _number(request, "block"),
        editor=current_user().name,
        article=article,
    )
    return _answer(site, article, step)


def link(site: Site, request: Request) -> Answer:
    """Link ``source`` segments with ``target`` segments; one side may be empty."""
    article = id_in(request, "article")
    step = actions.link_segments(
        site.store,
        article,
        id_in(request, "english"),
        _ids(request, "source"),
        _ids(request, "target"),
        editor=current_user().name,
    )
    return _answer(site, article, step)


def unlink(site: Site, request: Request) -> Answer:
    """Say that each of the ``segments`` has no counterpart."""
    article = id_in(request, "article")
    step = actions.unlink_segments(
        site.store,
        article,
        id_in(request, "english"),
        _ids(request, "segments"),
        editor=current_user().name,
    )
    return _answer(site, article, step)


def release(site: Site, request: Request) -> Answer:
    """Let the aligner decide again on the links of the ``segments``."""
    article = id_in(request, "article")
    step = actions.release_links(
        site.store,
        article,
        id_in(request, "english"),
        _ids(request, "segments"),
        editor=current_user().name,
    )
    return _answer(site, article, step)


def realign(site: Site, request: Request) -> Answer:
    """Align an article anew around the links made by hand."""
    article = id_in(request, "article")
    step = actions.realign_article(site.store, article, editor=current_user().name)
    return _answer(site, article, step)


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
    state = actions.undo_state(site.store, article, editor=current_user().name)
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
    standing = actions.segment_history(site.store, segment)
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
