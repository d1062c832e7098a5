"""Beside the text on the desk: what helps with one segment, and what changes its bounds."""

from __future__ import annotations

import itertools

from songngu.corpora.store import Comment, Operation
from songngu.corpora.types import Revision
from songngu.ui import actions
from songngu.ui.actions.explaining import link_reasons
from songngu.ui.web.answers import id_in, revision_answer
from songngu.ui.web.roles import may_redo, may_undo
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Answer, Handler, Request, Site


def helps(site: Site, request: Request) -> Answer:
    """Return what memory and termbase know about a segment, its history and its remarks.

    The spans of terms are counted as browsers count, in UTF-16 units.

    Args:
        site: Where all this is.
        request: ``segment`` and its text, ``source``.

    Raises:
        NotFoundError: No such segment.
    """
    segment = id_in(request, "segment")
    source = str(request.get("source") or "")
    hints = actions.hints(site.store, source)
    offsets = _browser_offsets(source)
    return {
        "matches": [
            {
                "source": match.unit.source,
                "target": match.unit.target,
                "origin": match.unit.origin,
                "similarity": match.similarity,
            }
            for match in hints.matches
        ],
        "terms": [
            {"source": term.source, "target": term.target, "note": term.note}
            for term in hints.terms
        ],
        "spans": [[offsets[at.start], offsets[at.end], at.term] for at in hints.spans],
        "history": _history(site.store.history(segment)),
        "comments": [_comment(comment) for comment in actions.comments(site.store, segment)],
    }


def _history(revisions: list[Revision]) -> list[Answer]:
    """The newest first; of an editor's saves in one sitting the last stands for all."""
    shown: list[Answer] = []
    for revision in reversed(revisions):
        answer = {**revision_answer(revision), "segment": revision.segment}
        if not shown or not _same_sitting(shown[-1], answer):
            shown.append(answer)
    return shown


def _same_sitting(later: Answer, earlier: Answer) -> bool:
    import datetime as dt

    gap = dt.datetime.fromisoformat(later["time"]) - dt.datetime.fromisoformat(earlier["time"])
    same = all(later[key] == earlier[key] for key in ("editor", "status", "segment"))
    return same and gap < dt.timedelta(seconds=3)


def _comment(comment: Comment) -> Answer:
    return {
        "id": comment.id,
        "editor": comment.editor,
        "text": comment.text,
        "time": comment.time.isoformat(),
        "resolved_by": comment.resolved_by,
    }


def words(site: Site, request: Request) -> Answer:
    """Return which words of a translation (``text``) stand for which of its ``source``.

    Spans are counted as browsers count, in UTF-16 units.
    """
    source, text = (str(request.get(side) or "") for side in ("source", "text"))
    ours, theirs = _browser_offsets(source), _browser_offsets(text)
    return {
        "links": [
            {
                "source": [ours[at] for at in link.source],
                "target": [theirs[at] for at in link.target],
                "probability": link.probability,
            }
            for link in actions.word_links(source, text)
        ]
    }


def _browser_offsets(text: str) -> list[int]:
    """Where each character of a text begins, and where the last ends, in UTF-16 units."""
    return [0, *itertools.accumulate(1 + (char > "\uffff") for char in text)]


def why(site: Site, request: Request) -> Answer:
    """Return what speaks for and against the link of a ``segment`` in the article ``id``.

    Raises:
        NotFoundError: No such segment, or the article has no English version.
    """
    document_id, segment = id_in(request, "id"), id_in(request, "segment")
    found = site.store.window(document_id, [segment])
    positions = [record.segment.position for record in found]
    links = link_reasons(site.store, document_id, segments=positions)
    return {
        "reasons": [
            {
                "signal": reason.signal.value,
                "weight": reason.weight,
                "evidence": list(reason.evidence),
            }
            for _, reasons in links
            for reason in reasons
        ]
    }


def remark(site: Site, request: Request) -> Answer:
    """Leave a remark (``text``) on a ``segment``."""
    text, user = str(request.get("text") or "")[:4000], current_user()
    comment = actions.add_comment(site.store, id_in(request, "segment"), text, editor=user.name)
    return {"comment": _comment(comment)}


def settle(site: Site, request: Request) -> Answer:
    """Mark a remark (``id``) as settled, or as open again (``resolved`` false)."""
    resolved = request.get("resolved") is not False
    comment = actions.resolve_comment(
        site.store, id_in(request, "id"), editor=current_user().name, resolved=resolved
    )
    return {"comment": _comment(comment)}


# ---- steps that can be taken back --------------------------------------------------------------


def undo(site: Site, request: Request) -> Answer:
    """Take back this editor's last step in an article; ``step`` is None where there is none."""
    article = id_in(request, "id")
    found = site.store.undo(article, editor=may_undo(site.store, article).name)
    return {"step": _step(found)}


def redo(site: Site, request: Request) -> Answer:
    """Take this editor's last undone step again."""
    article = id_in(request, "id")
    found = site.store.redo(article, editor=may_redo(site.store, article).name)
    return {"step": _step(found)}


def split(site: Site, request: Request) -> Answer:
    """Split a segment.

    Args:
        site: Where it is.
        request: ``id`` of the article, ``segment``, ``offset`` in the source text and, where one
            was chosen, ``text_offset`` in the translation; ``source``, as the editor saw it.

    Raises:
        ChangedError: The source text is another one now.
        ProtectedError: It is approved.
    """
    chosen, expected = request.get("text_offset"), request.get("source")
    step = site.store.split_segment(
        id_in(request, "segment"),
        int(request["offset"]),
        editor=current_user().name,
        text_offset=chosen if isinstance(chosen, int) else None,
        article=id_in(request, "id"),
        expected=expected if isinstance(expected, str) else None,
    )
    return {"step": _step(step)}


def merge(site: Site, request: Request) -> Answer:
    """Merge neighbouring ``segments`` of the article ``id``."""
    segments = [id_in({"segment": each}, "segment") for each in request["segments"]]
    step = site.store.merge_segments(
        segments, editor=current_user().name, article=id_in(request, "id")
    )
    return {"step": _step(step)}


def _step(step: Operation | None) -> Answer | None:
    if step is None:
        return None
    return {"kind": step.kind.value, "segments": list(step.segments)}


SIDE: dict[str, Handler] = {
    "helps": helps,
    "words": words,
    "why": why,
    "remark": remark,
    "settle": settle,
    "undo": undo,
    "redo": redo,
    "split": split,
    "merge": merge,
}
