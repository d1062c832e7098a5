"""Links: an article beside its English version, and which sentences belong together."""

from __future__ import annotations

from songngu.corpora.errors import ChangedError
from songngu.ui.web import steps
from songngu.ui.web.answers import id_in, primary, progress_answer
from songngu.ui.web.pairs import difference, pair_mark
from songngu.ui.web.screens.deskside import why
from songngu.ui.web.site import Answer, Request, Screen, Site


def links(site: Site, request: Request) -> Answer:
    """Return both sides, and the beads as the store's ids of their segments.

    ``source``, ``target`` and ``beads`` are differences from the ``version`` that the browser has;
    where ``since`` is None that version is not known any more, and they begin with empty lists.
    See :class:`~songngu.ui.web.pairs.PairView` for what is in them.
    """
    article = id_in(request, "article")
    view = site.pairs.of(site.store, article)
    had = site.pairs.known(article, request.get("version"))
    return {
        "mark": view.mark,
        "version": view.version,
        "since": had.version if had is not None else None,
        "title": view.title,
        "language": primary(view.language),
        "english": view.english,
        "english_title": view.english_title,
        "verdict": view.verdict.value if view.verdict is not None else None,
        "stale": view.stale,
        "source": difference(had.source if had else (), view.source),
        "target": difference(had.target if had else (), view.target),
        "beads": difference(had.beads if had else (), view.beads),
        "job": progress_answer(site.worker.progress(article)),
        **steps.undo_state(site, request),
    }


def pulse(site: Site, request: Request) -> Answer:
    """Return a ``mark``: another one than came with the links means that they have changed."""
    article = id_in(request, "article")
    job = progress_answer(site.worker.progress(article))
    return {"mark": pair_mark(site.store, article), "job": job}


def segment(site: Site, request: Request) -> Answer:
    """Return the text of a ``segment`` of a ``document`` and its ``saved`` translation, if any.

    Raises:
        ChangedError: It was merged or set aside.
        NotFoundError: No such document.
    """
    wanted = id_in(request, "segment")
    found = site.store.window(id_in(request, "document"), [wanted])
    if not found:
        raise ChangedError(f"segment {wanted} is no longer in the article; reload it")
    return {"text": found[0].segment.text, "saved": found[0].post_edit}


SCREEN = Screen(
    "links",
    functions={
        "links": links,
        "pulse": pulse,
        "segment": segment,
        "why": why,
        **steps.UNDO,
        **steps.SEGMENTS,
        **steps.LINKS,
    },
    scripts=("cutter.js", "strip.js", "steps.js", "reasons.js", "ribbons.js", "links.js"),
    of_article=True,
)
