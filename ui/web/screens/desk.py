"""The desk: one article, segment by segment."""

from __future__ import annotations

import json
import re
import zlib

from songngu.corpora.errors import NotFoundError
from songngu.corpora.segments import UNSPLIT
from songngu.corpora.types import Block, BlockKind, Check
from songngu.ui import actions
from songngu.ui.actions import ArticleRow
from songngu.ui.web.answers import (
    id_in,
    primary,
    progress_answer,
    revision_answer,
    vietnamese,
)
from songngu.ui.web.intake import RefusedError, read
from songngu.ui.web.site import Answer, Request, Screen, Site


def article(site: Site, request: Request) -> Answer:
    """Return an article as the desk shows it: rows, English segments, verdict, what is aside."""
    # Taken before the article is read: what changes in between is noticed at the next pulse.
    mark = _mark(site, id_in(request, "id"))
    view = actions.article_view(site.store, id_in(request, "id"))
    return {
        "mark": mark,
        "id": view.id,
        "language": primary(view.language),
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
        "job": progress_answer(site.worker.progress(view.id)),
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


def pulse(site: Site, request: Request) -> Answer:
    """Return in short what may have changed in an article since the page last read it.

    A ``mark`` other than the one that came with the article means: read it again.
    """
    document_id = id_in(request, "id")
    mark = _mark(site, document_id)
    records = site.store.segments(document_id)
    return {
        "mark": mark,
        "revisions": {str(record.id): record.revision.id for record in records if record.revision},
        "job": progress_answer(site.worker.progress(document_id)),
    }


def _mark(site: Site, document_id: int) -> str:
    """What an article looks like apart from its revisions, as one comparable value."""
    progress = site.worker.progress(document_id)
    records = site.store.segments(document_id)
    stored = site.store.alignment(document_id)
    return json.dumps(
        [
            progress.state if progress else None,
            [record.id for record in records],
            zlib.crc32("\0".join(r.draft.text if r.draft else "" for r in records).encode()),
            [stored.id, stored.stale] if stored else None,
        ]
    )


def pair(site: Site, request: Request) -> Answer:
    """Give a stored article an English version, the first or another one; align them anew.

    Args:
        site: Where the article is; its worker drafts and aligns.
        request: ``id`` of the article, and ``target`` as :func:`~songngu.ui.web.intake.read` takes
            it.

    Raises:
        RefusedError: A page that cannot be taken; its ``code`` says why.
    """
    document = vietnamese(site.store, id_in(request, "id"))
    target = read("target", request.get("target"))
    if target is None:
        raise RefusedError("target", "empty")
    if target.document.raw == document.raw:
        raise RefusedError("target", "same-page")
    english = site.store.add_document(target.document, target.segments)
    return {"job": progress_answer(site.worker.start(id_in(request, "id"), english.id))}


def draft(site: Site, request: Request) -> Answer:
    """Start or continue the drafting of an article in the background."""
    document_id = id_in(request, "id")
    vietnamese(site.store, document_id)
    return {"job": progress_answer(site.worker.start(document_id))}


def keep(site: Site, request: Request) -> Answer:
    """Take a piece of the page that was set aside into the article, or set it aside again.

    What comes in is drafted in the background; an alignment is brought up to date.

    Args:
        site: Where the article is; its worker drafts and aligns.
        request: ``id`` of the article, ``block`` (its index) and ``kept``.

    Raises:
        RefusedError: The article is being drafted: its segments must stay as they are until then.
    """
    document_id = id_in(request, "id")
    known = site.worker.progress(document_id)
    if known is not None and known.active:
        raise RefusedError("source", "busy")
    try:
        actions.keep_block(site.store, document_id, int(request["block"]), request["kept"] is True)
    except ValueError as error:
        raise NotFoundError(str(error)) from error
    stored = site.store.alignment(document_id)
    undrafted = any(record.draft is None for record in site.store.segments(document_id))
    is_source = primary(site.store.document(document_id).language) == "vi"
    if is_source and (undrafted or (stored is not None and stored.stale)):
        known = site.worker.start(document_id)
    return {"job": progress_answer(known)}


def save(site: Site, request: Request) -> Answer:
    """Store what an editor made of a segment and return the revision that now stands.

    Args:
        site: Where the article is; its worker drafts and aligns.
        request: ``segment``, ``text``, ``editor``, and ``previous``: the revision that was on the
            editor's screen, None where there was none.

    Raises:
        EditConflictError: Somebody else saved in between; nothing was overwritten.
    """
    previous = request.get("previous")
    revision = actions.save_post_edit(
        site.store,
        id_in(request, "segment"),
        str(request["text"]),
        editor=str(request.get("editor") or "").strip()[:80] or "editor",
        previous=None if previous is None else int(previous),
    )
    return {"revision": revision_answer(revision)}


SCREEN = Screen(
    "desk",
    functions={
        "article": article,
        "pulse": pulse,
        "draft": draft,
        "pair": pair,
        "keep": keep,
        "save": save,
    },
    scripts=("intake.js", "row.js", "desk.js"),
    of_article=True,
)
