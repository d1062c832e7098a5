"""Links: an article beside its English version, and which sentences belong together."""

from __future__ import annotations

from typing import Any

from songngu.corpora.store import Passage
from songngu.ui.web import steps
from songngu.ui.web.answers import id_in, primary, progress_answer
from songngu.ui.web.site import Answer, Request, Screen, Site


def links(site: Site, request: Request) -> Answer:
    """Return both sides, and the beads as the store's ids of their segments.

    Each side is a list of ``[id, text, kind, saved translation or null]``, each bead
    ``[source ids, target ids, confidence, whether a person made it]``.
    """
    article = id_in(request, "article")
    mark = _mark(site, article)
    document = site.store.document(article)
    stored = site.store.alignment(article)
    source = site.store.passages(article)
    target = site.store.passages(stored.target_id) if stored else []
    beads = stored.alignment.beads if stored else ()
    english = site.store.document(stored.target_id) if stored else None
    return {
        "mark": mark,
        "title": document.title,
        "language": primary(document.language),
        "english": stored.target_id if stored else None,
        "english_title": english.title if english else None,
        "verdict": stored.alignment.verdict.value if stored else None,
        "stale": stored.stale if stored else False,
        "source": [_passage(each) for each in source],
        "target": [_passage(each) for each in target],
        "beads": [
            [
                [source[i].id for i in bead.source],
                [target[j].id for j in bead.target],
                round(bead.confidence, 4),
                bead.fixed,
            ]
            for bead in beads
        ],
        "job": progress_answer(site.worker.progress(article)),
        **steps.undo_state(site, request),
    }


def _passage(passage: Passage) -> list[Any]:
    return [passage.id, passage.text, passage.kind.value, passage.saved]


def pulse(site: Site, request: Request) -> Answer:
    """Return a ``mark``: another one than came with the links means that they have changed."""
    article = id_in(request, "article")
    job = progress_answer(site.worker.progress(article))
    return {"mark": _mark(site, article), "job": job}


def _mark(site: Site, article: int) -> int:
    # Each change of the English page's segments or of a link counts in the article as well, but
    # not those made on the English page's own screens.
    stored = site.store.aligned_with(article)
    english = site.store.structure(stored) if stored is not None else 0
    return site.store.structure(article) * 1_000_003 + english


SCREEN = Screen(
    "links",
    functions={
        "links": links,
        "pulse": pulse,
        **steps.UNDO,
        **steps.SEGMENTS,
        **steps.LINKS,
    },
    scripts=("cutter.js", "steps.js", "ribbons.js", "links.js"),
    of_article=True,
)
