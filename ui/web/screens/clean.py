"""Clean: the blocks of a page, what they are, and what of them is text of the article."""

from __future__ import annotations

from songngu.corpora.segments import UNSPLIT
from songngu.corpora.types import BlockKind
from songngu.ui.web import steps
from songngu.ui.web.answers import id_in, primary, progress_answer
from songngu.ui.web.site import Answer, Request, Screen, Site


def blocks(site: Site, request: Request) -> Answer:
    """Return the blocks of an article, or of its English version where ``side`` is ``english``.

    Each with its segments as ``[id, text, whether it is approved]``; what is set aside has none.
    """
    article = id_in(request, "article")
    english = site.store.aligned_with(article)
    wants_english = request.get("side") == "english" and english is not None
    document_id = english if wants_english and english is not None else article
    mark = _mark(site, document_id)
    document = site.store.document(document_id)
    parts: list[list[list[object]]] = [[] for _ in document.blocks]
    for passage in site.store.passages(document_id):
        parts[passage.block].append([passage.id, passage.text, passage.approved])
    return {
        "mark": mark,
        "document": document_id,
        "side": "english" if wants_english else "source",
        "has_english": english is not None,
        "title": site.store.document(article).title,
        "article_language": primary(site.store.document(article).language),
        "language": primary(document.language),
        "kinds": [kind.value for kind in BlockKind],
        "blocks": [
            {
                "kind": block.kind.value,
                "text": block.text,
                "kept": block.kept,
                "translated": block.kind not in UNSPLIT,
                "segments": segments,
            }
            for block, segments in zip(document.blocks, parts, strict=True)
        ],
        "job": progress_answer(site.worker.progress(article)),
        **steps.undo_state(site, request),
    }


def pulse(site: Site, request: Request) -> Answer:
    """Return a ``mark``: another one than came with the blocks means that they have changed."""
    job = progress_answer(site.worker.progress(id_in(request, "article")))
    return {"mark": _mark(site, id_in(request, "document")), "job": job}


def _mark(site: Site, document_id: int) -> int:
    return site.store.structure(document_id)


SCREEN = Screen(
    "clean",
    functions={
        "blocks": blocks,
        "pulse": pulse,
        **steps.UNDO,
        **steps.SEGMENTS,
        **steps.BLOCKS,
    },
    scripts=("cutter.js", "steps.js", "clean.js"),
    of_article=True,
)
