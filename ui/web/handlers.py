"""What the page asks the server for: plain functions, a JSON object in and a JSON object out.

Each takes the store (and the drafting worker where it needs it) and the request, and answers
``{"ok": true, …}``; :func:`guarded` turns whatever goes wrong into ``{"ok": false, "code", …}``
with a message for the person in front of the page. Text of articles goes out as it is: the page
never parses it as HTML.
"""

from __future__ import annotations

import json
import logging
import re
import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from songngu.corpora.errors import (
    EditConflictError,
    InputError,
    NotFoundError,
    StoreError,
    WorkbenchError,
)
from songngu.corpora.segments import UNSPLIT
from songngu.corpora.types import Block, BlockKind, Check, Document, Revision
from songngu.ui import actions
from songngu.ui.web.intake import RefusedError, read

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.ui.actions import ArticleRow
    from songngu.ui.web.jobs import Progress, Worker

_log = logging.getLogger(__name__)

Request = Mapping[str, Any]
Answer = dict[str, Any]


def guarded(handler: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """Return the handler with every failure turned into an answer."""

    def answer(request: Request) -> Answer:
        try:
            return {"ok": True, **handler(request)}
        except RefusedError as error:
            about = {"field": error.side, "code": error.code, **error.details}
            return {"ok": False, **about, "message": str(error)}
        except EditConflictError as error:
            conflict = _revision(error.current)
            return {"ok": False, "code": "conflict", "conflict": conflict, "message": str(error)}
        except NotFoundError as error:
            return {"ok": False, "code": "not-found", "message": str(error)}
        except InputError as error:
            return {"ok": False, "code": "unreadable", "message": str(error)}
        except StoreError as error:
            return {"ok": False, "code": "store", "message": str(error)}
        except WorkbenchError as error:
            return {"ok": False, "code": "failed", "message": str(error)}
        except Exception as error:
            _log.exception("a request of the page failed")
            return {"ok": False, "code": "unexpected", "message": type(error).__name__}

    return answer


# ---- articles --------------------------------------------------------------------------------


def articles(store: Store, worker: Worker, request: Request) -> Answer:
    """Return the stored articles, newest first, each with its progress.

    English pages are listed only where no article is aligned with them.
    """
    search = str(request.get("search") or "").strip() or None
    found = store.documents(search=search)
    targets = {summary.target_id for summary in store.documents()}
    jobs = worker.overview()
    return {
        "articles": [
            {
                "id": summary.id,
                "language": _primary(summary.language),
                "title": summary.title,
                "url": summary.url,
                "published": summary.published.isoformat() if summary.published else None,
                "n_segments": summary.n_segments,
                "n_drafted": summary.n_drafted,
                "n_edited": summary.n_edited,
                "verdict": summary.verdict.value if summary.verdict else None,
                "job": _progress(jobs.get(summary.id)),
            }
            for summary in found
            if summary.id not in targets
        ]
    }


def add(store: Store, worker: Worker, request: Request) -> Answer:
    """Store a Vietnamese page and, where given, its English version; start drafting.

    Both are read before either is stored: a refused page leaves nothing behind.

    Args:
        store: Where the pages go.
        worker: Drafts the article in the background.
        request: ``source`` and ``target``, each as :func:`~songngu.ui.web.intake.read` takes it.

    Raises:
        RefusedError: A page that cannot be taken; its ``code`` says why.
    """
    source = read("source", request.get("source"))
    if source is None:
        raise RefusedError("source", "empty")
    target = read("target", request.get("target"))
    if target is not None and target.document.raw == source.document.raw:
        raise RefusedError("target", "same-page")
    added = store.add_document(source.document, source.segments)
    english = store.add_document(target.document, target.segments) if target else None
    target_id = english.id if english else None
    undrafted = any(record.draft is None for record in store.segments(added.id))
    if undrafted or target_id is not None:
        worker.start(added.id, target_id)
    return {"id": added.id, "created": added.created, "target_id": target_id}


def pair(store: Store, worker: Worker, request: Request) -> Answer:
    """Give a stored article an English version, the first or another one; align them anew.

    Args:
        store: Where the English page goes; one that it replaces stays there as well.
        worker: Aligns in the background, and drafts what has no draft yet.
        request: ``id`` of the article, and ``target`` as :func:`~songngu.ui.web.intake.read` takes
            it.

    Raises:
        RefusedError: A page that cannot be taken; its ``code`` says why.
    """
    document = _vietnamese(store, _id(request, "id"))
    target = read("target", request.get("target"))
    if target is None:
        raise RefusedError("target", "empty")
    if target.document.raw == document.raw:
        raise RefusedError("target", "same-page")
    english = store.add_document(target.document, target.segments)
    return {"job": _progress(worker.start(_id(request, "id"), english.id))}


# ---- one article -----------------------------------------------------------------------------


def article(store: Store, worker: Worker, request: Request) -> Answer:
    """Return an article as the desk shows it: rows, English segments, verdict, what is aside."""
    # Taken before the article is read: what changes in between is noticed at the next pulse.
    mark = _mark(store, worker, _id(request, "id"))
    view = actions.article_view(store, _id(request, "id"))
    return {
        "mark": mark,
        "id": view.id,
        "language": _primary(view.language),
        "title": view.title,
        "url": view.url,
        "published": view.published.isoformat() if view.published else None,
        "byline": view.byline,
        "rows": [_row(row) for row in view.rows],
        "target_title": view.target_title,
        "english": [
            {
                "text": segment.text,
                "bead": segment.bead,
                "linked": segment.linked,
                "confidence": segment.confidence,
            }
            for segment in view.english
        ],
        "verdict": view.verdict.value if view.verdict else None,
        "verdict_confidence": view.verdict_confidence,
        "set_aside": _aside(view.blocks),
        "job": _progress(worker.progress(view.id)),
    }


def _row(row: ArticleRow) -> Answer:
    return {
        "segment_id": row.segment_id,
        "position": row.position,
        "kind": row.kind.value,
        "source": row.source,
        "draft": row.draft.text if row.draft else None,
        "post_edit": row.post_edit,
        "status": row.status.value,
        "revision_id": row.revision_id,
        "editor": row.editor,
        "checks": [_check(check) for check in row.checks],
        "bead": row.bead,
    }


_FOUND = re.compile(r": (.+?)\.?$|\b(\d+%)")


def _check(check: Check) -> Answer:
    """A check for the page, which words the reason in the reader's language.

    ``found`` is what the check's own English message names: the missing number, the words left.
    """
    found = _FOUND.search(check.message)
    named = (found[1] or found[2]) if found else ""
    return {"name": check.name.value, "message": check.message, "found": named}


def _aside(blocks: tuple[Block, ...]) -> list[Answer]:
    """The pieces set aside, and those that somebody took into the article: both can go back."""
    return [
        {
            "index": index,
            "kind": block.kind.value,
            "text": block.text,
            "kept": block.kept,
            "movable": block.kind not in UNSPLIT,  # dates and by-lines give no segments
        }
        for index, block in enumerate(blocks)
        if not block.kept or block.kind is BlockKind.FURNITURE
    ]


def pulse(store: Store, worker: Worker, request: Request) -> Answer:
    """Return in short what may have changed in an article since the page last read it.

    A ``mark`` other than the one that came with the article means: read it again.
    """
    document_id = _id(request, "id")
    mark = _mark(store, worker, document_id)
    records = store.segments(document_id)
    return {
        "mark": mark,
        "revisions": {str(record.id): record.revision.id for record in records if record.revision},
        "job": _progress(worker.progress(document_id)),
    }


def _mark(store: Store, worker: Worker, document_id: int) -> str:
    """What an article looks like apart from its revisions, as one comparable value."""
    progress = worker.progress(document_id)
    records = store.segments(document_id)
    stored = store.alignment(document_id)
    return json.dumps(
        [
            progress.state if progress else None,
            [record.id for record in records],
            zlib.crc32("\0".join(r.draft.text if r.draft else "" for r in records).encode()),
            [stored.id, stored.stale] if stored else None,
        ]
    )


def draft(store: Store, worker: Worker, request: Request) -> Answer:
    """Start or continue the drafting of an article in the background."""
    document_id = _id(request, "id")
    _vietnamese(store, document_id)
    return {"job": _progress(worker.start(document_id))}


def keep(store: Store, worker: Worker, request: Request) -> Answer:
    """Take a piece of the page that was set aside into the article, or set it aside again.

    What comes in is drafted in the background; an alignment is brought up to date.

    Args:
        store: Where the article is; what was made of the piece's segments before comes back.
        worker: Drafts and aligns.
        request: ``id`` of the article, ``block`` (its index) and ``kept``.

    Raises:
        RefusedError: The article is being drafted: its segments must stay as they are until then.
    """
    document_id = _id(request, "id")
    known = worker.progress(document_id)
    if known is not None and known.active:
        raise RefusedError("source", "busy")
    try:
        actions.keep_block(store, document_id, int(request["block"]), request["kept"] is True)
    except ValueError as error:
        raise NotFoundError(str(error)) from error
    stored = store.alignment(document_id)
    undrafted = any(record.draft is None for record in store.segments(document_id))
    is_source = _primary(store.document(document_id).language) == "vi"
    if is_source and (undrafted or (stored is not None and stored.stale)):
        known = worker.start(document_id)
    return {"job": _progress(known)}


def save(store: Store, request: Request) -> Answer:
    """Store what an editor made of a segment and return the revision that now stands.

    Args:
        store: Where the revision goes.
        request: ``segment``, ``text``, ``editor``, and ``previous``: the revision that was on the
            editor's screen, None where there was none.

    Raises:
        EditConflictError: Somebody else saved in between; nothing was overwritten.
    """
    previous = request.get("previous")
    revision = actions.save_post_edit(
        store,
        _id(request, "segment"),
        str(request["text"]),
        editor=str(request.get("editor") or "").strip()[:80] or "editor",
        previous=None if previous is None else int(previous),
    )
    return {"revision": _revision(revision)}


# ---- small things ----------------------------------------------------------------------------


def _id(request: Request, name: str) -> int:
    value = request.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise NotFoundError(f"found {value!r} as the {name}, expected a number from the list")
    return value


def _primary(language: str) -> str:
    return language.split("-")[0]


def _vietnamese(store: Store, document_id: int) -> Document:
    document = store.document(document_id)
    if _primary(document.language) != "vi":
        raise RefusedError("source", "source-is-english")
    return document


def _revision(revision: Revision) -> Answer:
    return {
        "id": revision.id,
        "text": revision.text,
        "status": revision.status.value,
        "editor": revision.editor,
        "time": revision.time.isoformat(),
    }


def _progress(progress: Progress | None) -> Answer | None:
    if progress is None:
        return None
    return {
        "state": progress.state,
        "active": progress.active,
        "done": progress.done,
        "total": progress.total,
        "message": progress.message,
    }
