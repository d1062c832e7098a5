"""Long work and its outcome: jobs, scores, exports; and who is asking."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import BaseModel, Field

from songngu.corpora.errors import InputError, NotFoundError
from songngu.corpora.store import EvaluationRun, JobFile
from songngu.corpora.types import Status
from songngu.ui import actions
from songngu.ui.actions import Scorable, Which
from songngu.ui.web.api.language import as_file
from songngu.ui.web.api.operations import Id, Operation
from songngu.ui.web.intake import MAX_BYTES
from songngu.ui.web.progress import JobView, Progress
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Site
from songngu.ui.web.work import EXPORT, IMPORT

UnitFormat = Literal["tsv", "jsonl", "tmx"]


class ImportIn(BaseModel):
    """A file to read."""

    what: Literal["terms", "memory"] = Field(description="Where it goes.")
    name: str = Field(description="The file's name; its ending says the format.")
    base64: str = Field(description="The file's content.")


class ExportIn(BaseModel):
    """What to write to a file."""

    what: Literal["terms", "memory", "post-edits", "drafts", "aligned"]
    format: Literal["tsv", "csv", "jsonl", "tmx"]
    article_id: Id | None = Field(None, description="Of one article only.")


class ScoreIn(BaseModel):
    """What to score drafts against."""

    against: Literal["english", "post-edits"] = "english"
    minimum: Status = Field(Status.APPROVED, description="How far post-edits must have come.")


@dataclasses.dataclass(frozen=True)
class JobOut:
    """A job."""

    id: int
    kind: str
    article_id: int | None
    settings: dict[str, Any]
    progress: Progress
    can_resume: bool
    created_at: dt.datetime
    updated_at: dt.datetime
    result: str | None


@dataclasses.dataclass(frozen=True)
class Self:
    """Who is asking, and what they may do."""

    name: str
    role: str


def who_am_i(site: Site) -> Self:
    """Return who is asking: the token's user, or the name that was given."""
    user = current_user()
    return Self(user.name, user.role.value)


def _job(view: JobView) -> JobOut:
    hidden = ("host", "pid")
    settings = {key: value for key, value in view.settings.items() if key not in hidden}
    return JobOut(
        view.id,
        view.kind,
        view.document_id,
        settings,
        view.progress,
        view.can_resume,
        view.created_at,
        view.updated_at,
        view.result,
    )


def list_jobs(site: Site, limit: Annotated[int, Field(ge=1, le=1000)] = 100) -> list[JobOut]:
    """Return the jobs, newest first: drafting, aligning, scoring, importing, exporting."""
    return [_job(view) for view in site.worker.jobs(limit)]


def get_job(site: Site, job_id: Id) -> JobOut:
    """Return how a job stands."""
    return _job(site.worker.job(job_id))


def cancel_job(site: Site, job_id: Id) -> JobOut:
    """Stop a job after its present step; what it has stored stays."""
    return _job(site.worker.cancel(job_id))


def resume_job(site: Site, job_id: Id) -> JobOut:
    """Let a job go on that was interrupted, cancelled or has failed."""
    return _job(site.worker.resume(job_id))


def forget_jobs(site: Site) -> int:
    """Take the jobs that have ended off the list, with their files; answers how many went."""
    return site.worker.forget()


def get_job_file(site: Site, job_id: Id) -> Response:
    """Return the file that a job has made."""
    view = site.worker.job(job_id)
    file = site.store.job_file(job_id, "result")
    if file is None:
        raise NotFoundError(
            f"job {job_id} ({view.kind}, {view.progress.state}) has made no file; wait until it is "
            "done, or export anew"
        )
    return as_file(file.content, file.name)


def start_import(site: Site, file: ImportIn) -> JobOut:
    """Read a file into the termbase or the memory, in the background."""
    try:
        content = base64.b64decode(file.base64, validate=True)
    except binascii.Error as error:
        raise InputError(f"found content that is not base64: {error}") from error
    if len(content) > MAX_BYTES:
        raise InputError(f"found {len(content)} bytes, expected at most {MAX_BYTES}; give parts")
    settings = {"what": file.what, "editor": current_user().name}
    return _submitted(site, IMPORT, settings, JobFile(file.name, content))


def start_export(site: Site, wanted: ExportIn) -> JobOut:
    """Write terms, memory or translations to a file, in the background."""
    if wanted.format == "csv" and wanted.what != "terms":
        raise InputError("found the format csv, expected tsv, jsonl or tmx: csv is for terms only")
    if wanted.article_id is not None:
        site.store.document(wanted.article_id)
    settings: dict[str, Any] = {"what": wanted.what, "format": wanted.format}
    settings |= {"document": wanted.article_id, "editor": current_user().name}
    return _submitted(site, EXPORT, settings)


def _submitted(
    site: Site, kind: str, settings: dict[str, Any], file: JobFile | None = None
) -> JobOut:
    return _job(site.worker.job(site.worker.submit(kind, settings, file=file)))


def export_article(
    site: Site,
    article_id: Id,
    format: UnitFormat,  # noqa: A002
    which: Which = "post-edits",
) -> Response:
    """Return an article's translation units as a file: what editors saved, drafts, or English."""
    from songngu.corpora.formats import FORMATS

    units = actions.export_units(site.store, article_id, which=which)
    content = FORMATS[format].serialise(units)
    return as_file(content, f"songngu-{article_id}-{which}.{format}")


def get_scorable(site: Site, article_id: Id) -> Scorable:
    """Return how many segments of an article can be scored, and against what."""
    return actions.scorable(site.store, article_id)


def score_article(site: Site, article_id: Id, score: ScoreIn) -> EvaluationRun:
    """Score an article's drafts against its English version or what editors made of them."""
    if score.against == "english":
        actions.evaluate_article(site.store, article_id)
    else:
        actions.evaluate_post_edits(site.store, article_id, minimum=score.minimum)
    return site.store.runs(article_id)[0]


def list_scores(site: Site, article_id: Id) -> list[EvaluationRun]:
    """Return an article's scores so far, newest first, each with its signature and warnings."""
    return site.store.runs(article_id)


OPERATIONS = (
    Operation("GET", "/me", who_am_i),
    Operation("GET", "/jobs", list_jobs),
    Operation("POST", "/jobs/import", start_import, 202),
    Operation("POST", "/jobs/export", start_export, 202),
    Operation("DELETE", "/jobs", forget_jobs),
    Operation("GET", "/jobs/{job_id}", get_job),
    Operation("POST", "/jobs/{job_id}/cancel", cancel_job),
    Operation("POST", "/jobs/{job_id}/resume", resume_job),
    Operation("GET", "/jobs/{job_id}/file", get_job_file, tool=False),
    Operation("GET", "/articles/{article_id}/units.{format}", export_article, tool=False),
    Operation("GET", "/articles/{article_id}/scores", list_scores),
    Operation("POST", "/articles/{article_id}/scores", score_article, 201),
    Operation("GET", "/articles/{article_id}/scorable", get_scorable),
)
