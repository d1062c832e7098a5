"""The stored articles, and the form that takes a new one."""

from __future__ import annotations

from songngu.ui.web.answers import primary, progress_answer
from songngu.ui.web.intake import RefusedError, read
from songngu.ui.web.site import Answer, Request, Screen, Site


def articles(site: Site, request: Request) -> Answer:
    """Return the stored articles, newest first, each with its progress.

    English pages are listed only where no article is aligned with them.
    """
    search = str(request.get("search") or "").strip() or None
    found = site.store.documents(search=search)
    targets = {summary.target_id for summary in site.store.documents()}
    jobs = site.worker.overview()
    return {
        "articles": [
            {
                "id": summary.id,
                "language": primary(summary.language),
                "title": summary.title,
                "url": summary.url,
                "published": summary.published.isoformat() if summary.published else None,
                "n_segments": summary.n_segments,
                "n_drafted": summary.n_drafted,
                "n_edited": summary.n_edited,
                "verdict": summary.verdict.value if summary.verdict else None,
                "job": progress_answer(jobs.get(summary.id)),
            }
            for summary in found
            if summary.id not in targets
        ]
    }


def add(site: Site, request: Request) -> Answer:
    """Store a Vietnamese page and, where given, its English version; start drafting.

    Both are read before either is stored: a refused page leaves nothing behind.

    Args:
        site: Where the article is; its worker drafts and aligns.
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
    added = site.store.add_document(source.document, source.segments)
    english = site.store.add_document(target.document, target.segments) if target else None
    target_id = english.id if english else None
    undrafted = any(record.draft is None for record in site.store.segments(added.id))
    if undrafted or target_id is not None:
        site.worker.start(added.id, target_id)
    return {"id": added.id, "created": added.created, "target_id": target_id}


SCREEN = Screen(
    "articles",
    functions={"articles": articles, "add": add},
    scripts=("intake.js", "articles.js"),
)
