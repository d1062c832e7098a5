"""Evaluation runs and jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from songngu.corpora.store import journal
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import EvaluationRun, Job, JobFile


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
        total: int | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """Change what is given of a job; ``state`` is one of :class:`JobState`.

        Raises:
            NotFoundError: Where there is no such job.
            ValueError: For an unknown state.
        """
        with self._writing() as session:
            journal.update_job(
                session,
                job_id,
                done=done,
                state=state,
                message=message,
                total=total,
                settings=settings,
            )

    def jobs(self, state: str | None = None, *, limit: int | None = None) -> list[Job]:
        """Return the jobs in one state or all, newest first, at most so many.

        Raises:
            ValueError: For an unknown state.
        """
        with self._reading() as session:
            return journal.jobs(session, state, limit)

    def latest_jobs(self, kind: str, document_id: int | None = None) -> dict[int, Job]:
        """Return the newest job of a kind by the document that its settings name.

        Args:
            kind: The kind.
            document_id: Only this document's; None for those of all documents.
        """
        with self._reading() as session:
            return journal.latest_jobs(session, kind, document_id)

    def job(self, job_id: int) -> Job:
        """Return one job.

        Raises:
            NotFoundError: Where there is none.
        """
        with self._reading() as session:
            return journal.job(session, job_id)

    def delete_jobs(self, job_ids: Sequence[int]) -> None:
        """Forget jobs and their files; those that are not there are passed over."""
        with self._writing() as session:
            journal.delete_jobs(session, job_ids)

    def put_job_file(self, job_id: int, role: str, file: JobFile | None) -> None:
        """Keep a file with a job, in the place of one it had; None takes that away.

        Args:
            job_id: The job.
            role: ``input``: what the job reads; ``result``: what it has made.
            file: The file.

        Raises:
            NotFoundError: Where there is no such job.
        """
        with self._writing() as session:
            journal.put_job_file(session, job_id, role, file)

    def job_file(self, job_id: int, role: str) -> JobFile | None:
        """Return a job's file in a role; None where it has none."""
        with self._reading() as session:
            return journal.job_file(session, job_id, role)

    def job_results(self) -> dict[int, str]:
        """Return the names of the files that jobs have made, by job."""
        with self._reading() as session:
            return journal.job_files(session)
