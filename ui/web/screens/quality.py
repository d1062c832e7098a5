"""How good an article's drafts are, against the existing English or what editors made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from songngu.corpora.errors import NotFoundError
from songngu.corpora.types import Status
from songngu.ui import actions
from songngu.ui.web.answers import id_in, primary, progress_answer
from songngu.ui.web.progress import UNFINISHED
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Answer, Request, Screen, Site
from songngu.ui.web.work import SCORE

if TYPE_CHECKING:
    from songngu.corpora.store import EvaluationRun
    from songngu.corpora.types import Score


def quality(site: Site, request: Request) -> Answer:
    """Return the evaluations of an article, newest first, and what of it can be scored."""
    document_id = id_in(request, "id")
    document = site.store.document(document_id)
    able = actions.scorable(site.store, document_id)
    latest = site.store.latest_jobs(SCORE, document_id).get(document_id)
    records = site.store.segments(document_id)
    return {
        "title": document.title,
        "language": primary(document.language),
        "n_segments": len(records),
        "n_drafted": able.n_drafted,
        "n_linked": able.n_linked,
        "n_edited": able.n_edited,
        "n_approved": able.n_approved,
        "runs": [_run(run) for run in site.store.runs(document_id)],
        "segments": {
            str(record.id): {"position": record.segment.position, "text": record.segment.text}
            for record in records
        },
        "job": progress_answer(site.worker.job(latest.id).progress) if latest else None,
    }


def _run(run: EvaluationRun) -> Answer:
    return {
        "id": run.id,
        "created_at": run.created_at.isoformat(),
        "scores": [_score(score) for score in run.scores],
        "warnings": list(run.warnings),
        "details": dict(run.details),
    }


def _score(score: Score) -> Answer:
    return {
        "metric": score.metric,
        "value": score.value,
        "interval": list(score.interval) if score.interval else None,
        "signature": score.signature,
        "coverage": score.coverage,
    }


def score(site: Site, request: Request) -> Answer:
    """Score an article's drafts in the background.

    Args:
        site: Where the article is.
        request: ``id``; ``against``: ``english`` or ``post-edits``; ``minimum``: how far the
            post-edits must have come, ``approved`` where it is missing.
    """
    document_id = id_in(request, "id")
    site.store.document(document_id)
    against = str(request.get("against"))
    minimum = str(request.get("minimum") or Status.APPROVED.value)
    if against not in actions.AGAINST or minimum not in set(Status):
        raise NotFoundError(f"found {against!r} and {minimum!r}, expected what the page offers")
    known = site.store.latest_jobs(SCORE, document_id).get(document_id)
    if known is None or known.state not in UNFINISHED:
        settings = {
            "document": document_id,
            "against": against,
            "minimum": minimum,
            "editor": current_user().name,
        }
        return {"job": site.worker.submit(SCORE, settings, total=1)}
    return {"job": known.id}


SCREEN = Screen(
    "quality",
    functions={"quality": quality, "score": score},
    scripts=("moments.js", "chart.js", "quality.js"),
    of_article=True,
)
