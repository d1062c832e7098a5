"""Evaluation runs and jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import NotFoundError
from songngu.corpora.store.columns import now
from songngu.corpora.store.documents import require
from songngu.corpora.store.records import EvaluationRun, Job, JobState
from songngu.corpora.store.schema import JobRow, RunRow
from songngu.corpora.types import Score


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
    row = JobRow(
        kind=kind, total=total, state=JobState.QUEUED.value, message="", settings=dict(settings)
    )
    session.add(row)
    session.flush()
    return row.id


def update_job(
    session: Session, job_id: int, *, done: int | None, state: str | None, message: str | None
) -> None:
    """Change what is given of a job; None leaves it as it is."""
    changes: dict[str, Any] = {"updated_at": now()}
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
        raise NotFoundError(f"found no job {job_id}; the list of jobs shows which there are")


def _state(state: str) -> JobState:
    try:
        return JobState(state)
    except ValueError as error:
        names = ", ".join(JobState)
        raise ValueError(f"found job state {state!r}, expected one of: {names}") from error


def jobs(session: Session, state: str | None) -> list[Job]:
    """Return the jobs in one state or all, newest first."""
    query = sa.select(JobRow).order_by(JobRow.id.desc())
    if state is not None:
        query = query.where(JobRow.state == _state(state).value)
    return [
        Job(
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
        for row in session.scalars(query)
    ]
