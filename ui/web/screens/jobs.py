"""Long work: how it stands, cancelled, continued, and the files it has made."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from songngu.corpora.errors import NotFoundError
from songngu.ui.web.answers import id_in, progress_answer
from songngu.ui.web.site import Answer, Request, Screen, Site

if TYPE_CHECKING:
    from songngu.ui.web.progress import JobView

_SHOWN = ("what", "format", "name", "against", "minimum", "editor", "outcome", "target")


def jobs(site: Site, request: Request) -> Answer:
    """Return the jobs, newest first, each with the title of its article."""
    found = site.worker.jobs()
    titles = site.store.titles([view.document_id for view in found if view.document_id is not None])
    return {"jobs": [_job(view, titles) for view in found]}


def job(site: Site, request: Request) -> Answer:
    """Return one job. Request: ``id``."""
    view = site.worker.job(id_in(request, "id"))
    titles = site.store.titles([view.document_id] if view.document_id is not None else [])
    return {"job": _job(view, titles)}


def _job(view: JobView, titles: dict[int, str | None]) -> Answer:
    return {
        "id": view.id,
        "kind": view.kind,
        "document_id": view.document_id if view.document_id in titles else None,
        "title": titles.get(view.document_id) if view.document_id is not None else None,
        "settings": {name: view.settings[name] for name in _SHOWN if name in view.settings},
        "progress": progress_answer(view.progress),
        "can_resume": view.can_resume,
        "created_at": view.created_at.isoformat(),
        "updated_at": view.updated_at.isoformat(),
        "result": view.result,
    }


def cancel(site: Site, request: Request) -> Answer:
    """Stop a job as soon as its present step is done. Request: ``id``."""
    return {"progress": progress_answer(site.worker.cancel(id_in(request, "id")).progress)}


def resume(site: Site, request: Request) -> Answer:
    """Let a job go on that was interrupted, cancelled or has failed. Request: ``id``."""
    return {"progress": progress_answer(site.worker.resume(id_in(request, "id")).progress)}


def forget(site: Site, request: Request) -> Answer:
    """Take the jobs that have ended off the list; what they did stays done."""
    return {"n_removed": site.worker.forget()}


def result(site: Site, request: Request) -> Answer:
    """Return the file that a job has made. Request: ``id``."""
    file = site.store.job_file(id_in(request, "id"), "result")
    if file is None:
        raise NotFoundError("this job has made no file, or it was taken off the list; do it again")
    return {"name": file.name, "base64": base64.b64encode(file.content).decode()}


SCREEN = Screen(
    "jobs",
    functions={
        "jobs": jobs,
        "job": job,
        "cancel": cancel,
        "resume": resume,
        "forget": forget,
        "result": result,
    },
    scripts=("files.js", "moments.js", "jobs.js"),
)
