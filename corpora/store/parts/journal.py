"""Evaluation runs and jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from songngu.corpora.store import journal
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import EvaluationRun, Job


class Journal(Connected):
    """What the store does with evaluation runs and jobs."""

    def add_run(self, run: EvaluationRun) -> int:
        """Store an evaluation run and return its id.

        Raises:
            NotFoundError: Where its document does not exist or is in the bin.
        """
        with self._writing() as session:
            return journal.add_run(session, run)

    def runs(self, document_id: int | None = None) -> list[EvaluationRun]:
        """Return the evaluation runs of one document or all, newest first."""
        with self._reading() as session:
            return journal.runs(session, document_id)

    def add_job(self, kind: str, total: int, settings: Mapping[str, Any]) -> int:
        """Store a queued job of ``total`` units of work and return its id.

        Raises:
            ValueError: For a negative total, or settings that are not JSON values.
        """
        with self._writing() as session:
            return journal.add_job(session, kind, total, settings)

    def update_job(
        self,
        job_id: int,
        *,
        done: int | None = None,
        state: str | None = None,
        message: str | None = None,
    ) -> None:
        """Change what is given of a job; ``state`` is one of :class:`JobState`.

        Raises:
            NotFoundError: Where there is no such job.
            ValueError: For an unknown state.
        """
        with self._writing() as session:
            journal.update_job(session, job_id, done=done, state=state, message=message)

    def jobs(self, state: str | None = None) -> list[Job]:
        """Return the jobs in one state or all, newest first.

        Raises:
            ValueError: For an unknown state.
        """
        with self._reading() as session:
            return journal.jobs(session, state)
