"""Evaluation runs and jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import NotFoundError
from songngu.corpora.store.columns import now
from songngu.corpora.store.documents import require
from songngu.corpora.store.records import EvaluationRun, Job, JobFile, JobState
from songngu.corpora.store.schema import JobFileRow, JobRow, RunRow
from songngu.corpora.types import Score

INPUT, RESULT = "input", "result"
"""The roles of a job's files."""


def add_run(session: Session, run: EvaluationRun) -> int:
    """Store an evaluation run; returns its id."""
    if run.document_id is not None:
        require(session, run.document_id)
    scores = [
        {
            "metric": score.metric,
            "value": score.value,
            "interval": None if score.interval is None else list(score.interval),
            "signature": score.signature,
            "coverage": score.coverage,
        }
        for score in run.scores
    ]
    row = RunRow(
        name=run.name,
        document_id=run.document_id,
        scores=scores,
        warnings=list(run.warnings),
        created_at=run.created_at,
        details=dict(run.details),
    )
    session.add(row)
    session.flush()
    return row.id


def runs(session: Session, document_id: int | None) -> list[EvaluationRun]:
    """Return the runs of one document or all, newest first."""
    query = sa.select(RunRow).order_by(RunRow.id.desc())
    if document_id is not None:
        query = query.where(RunRow.document_id == document_id)
    return [
        EvaluationRun(
            row.name,
            row.document_id,
            tuple(_score(score) for score in row.scores),
            tuple(row.warnings),
            row.created_at,
            row.id,
            row.details,
        )
        for row in session.scalars(query)
    ]


def _score(stored: Mapping[str, Any]) -> Score:
    interval = stored["interval"]
    return Score(
        stored["metric"],
        stored["value"],
        None if interval is None else (interval[0], interval[1]),
        stored["signature"],
        stored["coverage"],
    )


def add_job(session: Session, kind: str, total: int, settings: Mapping[str, Any]) -> int:
    """Store a queued job; returns its id."""
    if total < 0:
        raise ValueError(f"expected a job's total of 0 or more, found {total}")
    document = settings.get("document")
    row = JobRow(
        kind=kind,
        total=total,
        state=JobState.QUEUED.value,
        message="",
        settings=dict(settings),
        document_id=document if isinstance(document, int) else None,
    )
    session.add(row)
    session.flush()
    return row.id


def update_job(
    session: Session,
    job_id: int,
    *,
    done: int | None,
    state: str | None,
    message: str | None,
    total: int | None = None,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Change what is given of a job; None leaves it as it is."""
    changes: dict[str, Any] = {"updated_at": now()}
    if total is not None:
        changes["total"] = total
    if settings is not None:
        changes["settings"] = dict(settings)
    if done is not None:
        changes["done"] = done
    if state is not None:
        changes["state"] = _state(state).value
    if message is not None:
        changes["message"] = message
    found = session.execute(
        sa.update(JobRow).where(JobRow.id == job_id).values(**changes).returning(JobRow.id)
    )
    if found.scalar_one_or_none() is None:
        raise _no_job(job_id)


def _state(state: str) -> JobState:
    try:
        return JobState(state)
    except ValueError as error:
        names = ", ".join(JobState)
        raise ValueError(f"found job state {state!r}, expected one of: {names}") from error


def jobs(session: Session, state: str | None, limit: int | None = None) -> list[Job]:
    """Return the jobs in one state or all, newest first."""
    query = sa.select(JobRow).order_by(JobRow.id.desc()).limit(limit)
    if state is not None:
        query = query.where(JobRow.state == _state(state).value)
    return [_job(row) for row in session.scalars(query)]


def _job(row: JobRow) -> Job:
    return Job(
        row.id,
        row.kind,
        row.total,
        row.done,
        JobState(row.state),
        row.message,
        row.settings,
        row.created_at,
        row.updated_at,
    )


def latest_jobs(session: Session, kind: str, document_id: int | None) -> dict[int, Job]:
    """Return the newest job of a kind for one document or for each, by document."""
    newest = (
        sa.select(sa.func.max(JobRow.id))
        .where(JobRow.kind == kind, JobRow.document_id.is_not(None))
        .group_by(JobRow.document_id)
    )
    if document_id is not None:
        newest = newest.where(JobRow.document_id == document_id)
    found = session.scalars(sa.select(JobRow).where(JobRow.id.in_(newest)))
    return {row.document_id: _job(row) for row in found if row.document_id is not None}


def job(session: Session, job_id: int) -> Job:
    """Return one job."""
    row = session.get(JobRow, job_id)
    if row is None:
        raise _no_job(job_id)
    return _job(row)


def _no_job(job_id: int) -> NotFoundError:
    return NotFoundError(f"found no job {job_id}; the list of jobs shows which there are")


def delete_jobs(session: Session, ids: Sequence[int]) -> None:
    """Forget jobs and their files."""
    session.execute(sa.delete(JobFileRow).where(JobFileRow.job_id.in_(ids)))
    session.execute(sa.delete(JobRow).where(JobRow.id.in_(ids)))


def put_job_file(session: Session, job_id: int, role: str, file: JobFile | None) -> None:
    """Keep a file with a job, in the place of one it had; None takes that away."""
    job(session, job_id)
    session.execute(
        sa.delete(JobFileRow).where(JobFileRow.job_id == job_id, JobFileRow.role == role)
    )
    if file is not None:
        session.add(JobFileRow(job_id=job_id, role=role, name=file.name, content=file.content))


def job_file(session: Session, job_id: int, role: str) -> JobFile | None:
    """Return a file of a job; None where it has none."""
    row = session.get(JobFileRow, (job_id, role))
    return None if row is None else JobFile(row.name, row.content)


def job_files(session: Session) -> dict[int, str]:
    """Return the names of the files that jobs have made, by job; nothing of their content."""
    query = sa.select(JobFileRow.job_id, JobFileRow.name).where(JobFileRow.role == RESULT)
    return {row.job_id: row.name for row in session.execute(query)}
