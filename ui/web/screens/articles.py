"""The stored articles: found, sorted, added, given to somebody, paired, put in the bin."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from songngu.corpora.errors import NotFoundError
from songngu.corpora.store import ArticleQuery, Role, Sort, Stage
from songngu.corpora.types import Verdict
from songngu.ui.actions.matching import propose_versions
from songngu.ui.web.answers import id_in, primary, progress_answer, vietnamese
from songngu.ui.web.intake import RefusedError, read, read_either
from songngu.ui.web.roles import may_remove
from songngu.ui.web.session import current_user, require
from songngu.ui.web.site import Answer, Request, Screen, Site
from songngu.ui.web.work import DRAFT

if TYPE_CHECKING:
    from songngu.corpora.store import ArticleOverview
    from songngu.ui.web.progress import Progress

PAGE = 50
"""Articles in one answer."""
_Choice = TypeVar("_Choice", bound=StrEnum)


def articles(site: Site, request: Request) -> Answer:
    """Return a page of the stored articles, each with how far the work has come.

    English pages are listed only where no article is aligned with them.

    Args:
        site: Where they are.
        request: ``search``, ``language``, ``stage``, ``version`` (a verdict, ``none`` or
            ``any``), ``who`` (``me``, ``nobody``), ``sort``, ``ascending``, ``binned``, ``page``
            (from 0); all may be missing.
    """
    version = str(request.get("version") or "")
    who = {"me": current_user().name, "nobody": ""}.get(str(request.get("who") or ""))
    page = request.get("page")
    at = page if isinstance(page, int) and 0 <= page < 10**6 else 0
    found = site.store.find_articles(
        ArticleQuery(
            search=str(request.get("search") or "").strip() or None,
            language=str(request.get("language") or "") or None,
            verdict=_choice(Verdict, version),
            paired={"none": False, "any": True}.get(version),
            stage=_choice(Stage, request.get("stage")),
            assignee=who,
            binned=request.get("binned") is True,
            sort=_choice(Sort, request.get("sort")) or Sort.ADDED,
            ascending=request.get("ascending") is True,
            offset=at * PAGE,
            limit=PAGE,
        )
    )
    jobs, others = site.worker.overview(), site.presence.others(current_user().name)
    return {
        "articles": [_row(row, jobs.get(row.id), others.get(row.id, [])) for row in found.rows],
        "n_found": found.n_found,
        "page": at,
        "page_size": PAGE,
        "n_binned": site.store.find_articles(ArticleQuery(binned=True, limit=0)).n_found,
        "n_stored": site.store.find_articles(ArticleQuery(lone=False, limit=0)).n_found,
    }


def _choice(kind: type[_Choice], value: object) -> _Choice | None:
    return next((each for each in kind if each.value == value), None)


def _row(row: ArticleOverview, job: Progress | None, others: list[str]) -> Answer:
    return {
        "id": row.id,
        "language": primary(row.language),
        "title": row.title,
        "url": row.url,
        "published": _iso(row.published),
        "added_at": _iso(row.added_at),
        "n_segments": row.n_segments,
        "n_drafted": row.n_drafted,
        "n_edited": row.n_edited,
        "n_reviewed": row.n_reviewed,
        "n_approved": row.n_approved,
        "stage": row.stage.value,
        "target_id": row.target_id,
        "target_title": row.target_title,
        "verdict": row.verdict.value if row.verdict else None,
        "assignee": row.assignee,
        "mine": row.assignee == current_user().name,
        "others": others,
        "editor": row.editor,
        "changed_at": _iso(row.changed_at),
        "deleted_at": _iso(row.deleted_at),
        "job": progress_answer(job),
    }


def _iso(value: dt.date | None) -> str | None:
    return value.isoformat() if value is not None else None


# ---- adding ----------------------------------------------------------------------------------


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
    _start(site, added.id, target_id)
    return {"id": added.id, "created": added.created, "target_id": target_id}


def _start(site: Site, document_id: int, target_id: int | None = None) -> None:
    undrafted = any(record.draft is None for record in site.store.segments(document_id))
    if undrafted or target_id is not None:
        site.worker.start(document_id, target_id, editor=current_user().name)


def add_file(site: Site, request: Request) -> Answer:
    """Store one page of several, in whichever language it is; draft a Vietnamese one.

    Args:
        site: Where it goes.
        request: ``page`` as :func:`~songngu.ui.web.intake.read_either` takes it.

    Raises:
        RefusedError: It cannot be taken; ``code`` says why.
    """
    page = read_either(request.get("page"))
    added = site.store.add_document(page.document, page.segments)
    language = primary(page.document.language)
    if language == "vi":
        _start(site, added.id)
    title = page.document.title
    return {"id": added.id, "created": added.created, "language": language, "title": title}


# ---- one article -----------------------------------------------------------------------------


def propose(site: Site, request: Request) -> Answer:
    """Return the stored English pages that may be the version of an article, likeliest first."""
    document_id = id_in(request, "id")
    vietnamese(site.store, document_id)
    return {
        "proposals": [
            {
                "id": found.document_id,
                "title": found.title,
                "confidence": found.confidence,
                "verdict": found.verdict.value,
                "sure": found.sure,
            }
            for found in propose_versions(site.store, document_id)
        ]
    }


def pair_with(site: Site, request: Request) -> Answer:
    """Make a stored English page the version of an article and align the two in the background.

    Args:
        site: Where both are.
        request: ``id`` of the article, ``target`` of the English page.

    Raises:
        RefusedError: The article is not Vietnamese, or the other page not English.
    """
    document_id, target_id = id_in(request, "id"), id_in(request, "target")
    vietnamese(site.store, document_id)
    if primary(site.store.document(target_id).language) != "en":
        raise RefusedError("target", "target-is-vietnamese")
    job = site.worker.start(document_id, target_id, editor=current_user().name)
    return {"job": progress_answer(job)}


def assign(site: Site, request: Request) -> Answer:
    """Give an article to whoever asks, or to nobody. Request: ``id``, ``mine``."""
    name = current_user().name if request.get("mine") is True else None
    site.store.set_assignee(id_in(request, "id"), name)
    return {"assignee": name}


def delete(site: Site, request: Request) -> Answer:
    """Put an article in the bin, with its English version where no other article has it.

    A drafting of it that is going on is cancelled. What is approved takes a reviewer.
    """
    document_id = id_in(request, "id")
    pairs = site.store.pairs()
    target_id = pairs.pop(document_id, None)
    gone = [document_id]
    if target_id is not None and target_id not in pairs.values():
        gone.append(target_id)
    may_remove(site.store, gone)
    for each in gone:
        job = site.store.latest_jobs(DRAFT, each).get(each)
        if job is not None:
            site.worker.cancel(job.id)
        site.store.delete_document(each)
    return {"ids": gone}


def restore(site: Site, request: Request) -> Answer:
    """Take articles out of the bin. Request: ``ids``."""
    for document_id in _ids(request):
        site.store.restore_document(document_id)
    return {}


def empty_bin(site: Site, request: Request) -> Answer:
    """Remove what is in the bin for good; whoever looks after the users may do that."""
    require(Role.ADMIN)
    return {"n_removed": site.store.empty_bin()}


def _ids(request: Request) -> list[int]:
    given = request.get("ids")
    if not isinstance(given, list):
        raise NotFoundError(f"found {given!r} as the ids, expected a list of numbers")
    return [id_in({"id": each}, "id") for each in given]


SCREEN = Screen(
    "articles",
    functions={
        "articles": articles,
        "add": add,
        "add_file": add_file,
        "propose": propose,
        "pair_with": pair_with,
        "assign": assign,
        "delete": delete,
        "restore": restore,
        "empty_bin": empty_bin,
    },
    scripts=("files.js", "intake.js", "moments.js", "articlerow.js", "articles.js"),
)
