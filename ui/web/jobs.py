"""Long work in the background, kept in the store's jobs table.

A job belongs to the server, not to a browser tab: it goes on when the tab closes, and what a
stopped server left unfinished is shown as interrupted, ready to be continued. Jobs that need the
drafting engine wait for each other; the others have a thread of their own.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from songngu.corpora.errors import NotFoundError, WorkbenchError
from songngu.corpora.store import JobFile, JobState
from songngu.ui.actions.drafting import Scope
from songngu.ui.actions.house_style import USUAL, StyleRule, in_style
from songngu.ui.web.progress import (
    UNFINISHED,
    JobView,
    Mine,
    Progress,
    here,
    is_active,
    progress_of,
    view_of,
)
from songngu.ui.web.work import DRAFT, KINDS

if TYPE_CHECKING:
    from songngu.corpora.store import Job, Store
    from songngu.translate import Drafter

_log = logging.getLogger(__name__)


class _StoppedError(Exception):
    """The server is closing; the job keeps what it has."""


class _CancelledError(Exception):
    """Somebody does not want the job any more; it keeps what it has."""


@dataclass
class _Lane:
    name: str
    jobs: queue.Queue[tuple[int, Mine] | None] = field(default_factory=queue.Queue)
    thread: threading.Thread | None = None


class Worker:
    """Does jobs one after another, in one thread for drafting and one for the rest.

    Args:
        store: Where articles, drafts and jobs are; shared with the request handlers.
        drafter_factory: Loads the engine; called in the thread, once, when first needed.
        style: Which house style drafts are written in, asked for each job anew.
    """

    def __init__(
        self, store: Store, drafter_factory: Callable[[], Drafter], style: StyleRule = USUAL
    ) -> None:
        self.style = style
        self._store = store
        self._factory = drafter_factory
        self._drafter: Drafter | None = None
        self._lanes = {True: _Lane("drafting"), False: _Lane("jobs")}
        self._lock = threading.Lock()
        self._mine: dict[int, Mine] = {}
        self._closing = threading.Event()
        self._mark_interrupted()

    def start(
        self,
        document_id: int,
        target_id: int | None = None,
        *,
        editor: str = "",
        scope: Scope = Scope.MISSING,
    ) -> Progress:
        """Return the progress of the job that drafts an article, queueing one where none is.

        Args:
            document_id: The Vietnamese article.
            target_id: Its English version, to align with afterwards; None for the one it was
                aligned with before, if any.
            editor: Who asks for it.
            scope: Which segments are drafted.

        Raises:
            NotFoundError: No such article.
        """
        total = len(self._store.segments(document_id))
        settings = {"document": document_id, "target": target_id, "editor": editor, "scope": scope}
        with self._lock:
            self._check_open()
            known = self._store.latest_jobs(DRAFT, document_id).get(document_id)
            if known is None or not self._covers(known, target_id, scope):
                self._queue(self._store.add_job(DRAFT, total, settings | here()), DRAFT)
        progress = self.progress(document_id)
        assert progress is not None  # it was added above
        return progress

    def _covers(self, job: Job, target_id: int | None, scope: Scope) -> bool:
        """Whether a drafting that is under way does what is asked for."""
        asked = Scope(job.settings.get("scope", Scope.MISSING)).holds(scope)
        return asked and job.settings.get("target") == target_id and is_active(job, self._mine)

    def submit(
        self,
        kind: str,
        settings: Mapping[str, Any],
        *,
        total: int = 0,
        file: JobFile | None = None,
    ) -> int:
        """Queue a job and return its id.

        Args:
            kind: One of :data:`~songngu.ui.web.work.KINDS`.
            settings: What that kind asks for; JSON values.
            total: Units of work; 0 where the job itself will find out.
            file: What it reads.

        Raises:
            ValueError: No such kind.
        """
        if kind not in KINDS:
            raise ValueError(f"found {kind!r}, expected a kind of job: {', '.join(KINDS)}")
        with self._lock:
            self._check_open()
            job_id = self._store.add_job(kind, total, {**settings, **here()})
            if file is not None:
                self._store.put_job_file(job_id, "input", file)
            self._queue(job_id, kind)
        return job_id

    def cancel(self, job_id: int) -> JobView:
        """Stop a job, as soon as its present step is done; what it has stored stays.

        Raises:
            NotFoundError: No such job.
        """
        with self._lock:
            job = self._store.job(job_id)
            mine = self._mine.get(job_id)
            if mine is not None:
                mine.cancelled = True
            if job.state in (*UNFINISHED, JobState.STOPPED):
                self._store.update_job(job_id, state=JobState.CANCELLED)
        return self.job(job_id)

    def resume(self, job_id: int) -> JobView:
        """Let a job go on that was interrupted, cancelled or has failed.

        Raises:
            NotFoundError: No such job, or its article is gone.
        """
        with self._lock:
            self._check_open()
            job = self._store.job(job_id)
            if not view_of(job, self._mine, {}).can_resume:
                return self.job(job_id)
            if isinstance(job.settings.get("document"), int):
                self._store.document(job.settings["document"])
            self._store.update_job(
                job_id, state=JobState.QUEUED, message="", settings={**job.settings, **here()}
            )
            self._queue(job_id, job.kind)
        return self.job(job_id)

    def progress(self, document_id: int) -> Progress | None:
        """Return how the latest drafting of an article stands; None where there never was one."""
        return self._progresses(document_id).get(document_id)

    def overview(self) -> dict[int, Progress]:
        """Return how the latest drafting of each article stands, by article id."""
        return self._progresses(None)

    def job(self, job_id: int) -> JobView:
        """Return one job.

        Raises:
            NotFoundError: No such job.
        """
        mine, results = self._mine.copy(), self._store.job_results()
        return view_of(self._store.job(job_id), mine, results)

    def jobs(self, limit: int = 200) -> list[JobView]:
        """Return the jobs of this store, newest first."""
        mine, results = self._mine.copy(), self._store.job_results()
        jobs = self._store.jobs(limit=limit)
        return [view_of(job, mine, results) for job in jobs if job.kind in KINDS]

    def forget(self) -> int:
        """Take the jobs that have ended off the list; returns how many."""
        ended = [view.id for view in self.jobs(10_000) if not view.progress.active]
        self._store.delete_jobs(ended)
        return len(ended)

    def close(self, timeout_s: float = 5.0) -> None:
        """Stop after the step that is being done; what is unfinished can be continued."""
        self._closing.set()
        for lane in self._lanes.values():
            lane.jobs.put(None)
        for lane in self._lanes.values():
            if lane.thread is not None:
                lane.thread.join(timeout_s)

    def _check_open(self) -> None:
        if self._closing.is_set():
            raise WorkbenchError("the server is shutting down; start it again and continue")

    def _queue(self, job_id: int, kind: str) -> None:
        lane = self._lanes[KINDS[kind].slow]
        mine = self._mine[job_id] = Mine()
        lane.jobs.put((job_id, mine))
        if lane.thread is None:
            lane.thread = threading.Thread(
                target=self._loop, args=(lane,), name=lane.name, daemon=True
            )
            lane.thread.start()

    # -- the threads ---------------------------------------------------------------------------

    def _loop(self, lane: _Lane) -> None:
        while (queued := lane.jobs.get()) is not None:
            job_id, mine = queued
            if self._closing.is_set():
                self._finish(job_id, mine, JobState.STOPPED)
                continue
            try:
                self._work(job_id, mine)
            except _StoppedError:
                self._finish(job_id, mine, JobState.STOPPED)
            except _CancelledError:
                self._finish(job_id, mine, JobState.CANCELLED)
            except WorkbenchError as error:
                # What it worked on may have been removed together with the job's being cancelled.
                state = JobState.CANCELLED if mine.cancelled else JobState.FAILED
                self._finish(job_id, mine, state, "" if mine.cancelled else str(error))
            except Exception as error:  # the thread goes on with the next job, whatever it was
                _log.exception("job %s failed", job_id)
                self._finish(job_id, mine, JobState.FAILED, f"{type(error).__name__}: {error}")
            else:
                self._finish(job_id, mine, JobState.DONE)

    def _work(self, job_id: int, mine: Mine) -> None:
        task = _Task(self, self._store.job(job_id), mine)
        task.enter("running")
        self._store.update_job(job_id, state=JobState.RUNNING)
        KINDS[task.kind].run(task)

    def _finish(self, job_id: int, mine: Mine, state: JobState, message: str = "") -> None:
        with self._lock:
            if self._mine.get(job_id) is not mine:
                return  # cancelled and continued meanwhile: it waits in the queue again
            try:
                if state is JobState.DONE:  # before it is seen as done: its file is gone then
                    self._store.put_job_file(job_id, "input", None)
                self._store.update_job(job_id, state=state, message=message)
            except NotFoundError:
                _log.info("job %s ended as %s; it was taken off the list before", job_id, state)
            except WorkbenchError:
                _log.exception("job %s ended as %s, which could not be stored", job_id, state)
            del self._mine[job_id]

    # -- what the store says -------------------------------------------------------------------
    #
    # Without the lock, ``_mine`` is copied before the store is read: a job that ends in between
    # would look abandoned the other way round.

    def _progresses(self, document_id: int | None) -> dict[int, Progress]:
        mine = self._mine.copy()
        jobs = self._store.latest_jobs(DRAFT, document_id)
        return {document: progress_of(job, mine) for document, job in jobs.items()}

    def _mark_interrupted(self) -> None:
        for state in UNFINISHED:
            for job in self._store.jobs(state):
                if job.kind in KINDS and not is_active(job, {}):
                    self._store.update_job(job.id, state=JobState.STOPPED)


class _Task:
    """A running job, as :class:`songngu.ui.web.work.Task` describes it."""

    def __init__(self, worker: Worker, job: Job, mine: Mine) -> None:
        self._worker = worker
        self._mine = mine
        self._job_id = job.id
        self.store = worker._store
        self.kind = job.kind
        self.settings: Mapping[str, Any] = job.settings
        self.done = job.done

    def _check(self) -> Mine:
        if self._worker._closing.is_set():
            raise _StoppedError
        mine = self._mine
        # Another server on the same database may have been asked to cancel it.
        if mine.cancelled or self.store.job(self._job_id).state is JobState.CANCELLED:
            raise _CancelledError
        return mine

    def enter(self, phase: str) -> None:
        self._check().phase = phase

    def report(self, done: int, total: int | None = None) -> None:
        mine = self._mine
        self.store.update_job(self._job_id, done=done, total=total)
        if mine.began is None:
            mine.began, mine.before = time.monotonic(), done
        self._check()

    def drafter(self) -> Drafter:
        if self._worker._drafter is None:
            self.enter("loading")
            self._worker._drafter = self._worker._factory()
        return in_style(self._worker._drafter, self._worker.style.of(self.store))

    def given(self) -> JobFile:
        file = self.store.job_file(self._job_id, "input")
        if file is None:
            raise NotFoundError(f"the file of job {self._job_id} is gone; give it again")
        return file

    def tell(self, **outcome: Any) -> None:
        self.settings = {**self.settings, "outcome": outcome}
        self.store.update_job(self._job_id, settings=self.settings)

    def make(self, name: str, content: bytes) -> None:
        self.store.put_job_file(self._job_id, "result", JobFile(name, content))
