"""Clean: the blocks of a page, what they are, and what of them is text of the article."""

from __future__ import annotations

from songngu.corpora.segments import UNSPLIT
from songngu.corpora.types import BlockKind
from songngu.ui import actions
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


def repairs(site: Site, request: Request) -> Answer:
    """Return the sentence boundaries that the other language shows to be wrong, the surest first.

    ``changes`` are what to hand to ``split`` or ``merge`` as it is; none where the article has no
    English version.
    """
    from songngu.align import RepairKind

    article = id_in(request, "article")
    if site.store.aligned_with(article) is None:
        return {"repairs": []}
    return {
        "repairs": [
            {
                "name": "merge" if each.repair.kind is RepairKind.JOIN else "split",
                "side": "english" if each.repair.side == "target" else "source",
                "changes": {"segments": list(each.segment_ids)}
                if each.repair.kind is RepairKind.JOIN
                else {
                    "segment": each.segment_ids[0],
                    "offset": each.repair.offset,
                    "text": each.before[0],
                },
                "segments": list(each.segment_ids),
                "before": list(each.before),
                "after": list(each.after),
            }
            for each in actions.propose_repairs(site.store, article)
        ]
    }


def _mark(site: Site, document_id: int) -> int:
    return site.store.structure(document_id)


SCREEN = Screen(
    "clean",
    functions={
        "blocks": blocks,
        "pulse": pulse,
        "repairs": repairs,
        **steps.UNDO,
        **steps.SEGMENTS,
        **steps.BLOCKS,
    },
    scripts=("cutter.js", "strip.js", "steps.js", "repairs.js", "clean.js"),
    of_article=True,
)
