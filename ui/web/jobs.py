"""Drafting in the background: one article at a time, kept in the store's jobs table.

A job belongs to the server, not to a browser tab: it goes on when the tab closes, and what a
stopped server left unfinished is shown as interrupted, ready to be continued.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import queue
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from songngu.corpora.errors import WorkbenchError
from songngu.corpora.store import JobState
from songngu.ui import actions

if TYPE_CHECKING:
    from songngu.corpora.store import Job, Store
    from songngu.translate import Drafter

KIND = "draft"
STALE = dt.timedelta(minutes=10)
"""Without a sign of life for so long, another server's job counts as interrupted."""
_UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """A drafting job as the page shows it.

    Attributes:
        state: ``queued``, ``loading`` (the engine), ``running``, ``aligning``, ``done``,
            ``failed`` or ``interrupted``.
        active: True while it is being worked on or waits for its turn.
        message: The reason of a failure, else "".
    """

    state: str
    active: bool
    done: int
    total: int
    message: str


class _StoppedError(Exception):
    """The server is closing; the job keeps what it has."""


class Worker:
    """Drafts articles one after another in a thread of its own.

    Args:
        store: Where articles, drafts and jobs are; shared with the request handlers.
        drafter_factory: Loads the engine; called in the thread, once, when first needed.
    """

    def __init__(self, store: Store, drafter_factory: Callable[[], Drafter]) -> None:
        self._store = store
        self._factory = drafter_factory
        self._drafter: Drafter | None = None
        self._queue: queue.Queue[int | None] = queue.Queue()
        self._lock = threading.Lock()
        self._mine: dict[int, str] = {}  # job id → phase, for jobs of this server
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._mark_interrupted()

    def start(self, document_id: int, target_id: int | None = None) -> Progress:
        """Return the progress of the job that drafts an article, queueing one where none is.

        Args:
            document_id: The Vietnamese article.
            target_id: Its English version, to align with afterwards; None for the one it was
                aligned with before, if any.

        Raises:
            NotFoundError: No such article.
        """
        total = len(self._store.segments(document_id))
        with self._lock:
            if self._closing.is_set():
                raise WorkbenchError("the server is shutting down; start it again and continue")
            known = self._latest().get(document_id)
            active = known is not None and self._active(known, self._mine)
            if known is None or not active or _settings(known)[1] != target_id:
                where: dict[str, Any] = {"host": socket.gethostname(), "pid": os.getpid()}
                settings = {"document": document_id, "target": target_id, **where}
                job_id = self._store.add_job(KIND, total, settings)
                self._mine[job_id] = "queued"
                self._queue.put(job_id)
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="drafting", daemon=True)
                self._thread.start()
        progress = self.progress(document_id)
        assert progress is not None  # it was added above
        return progress

    def progress(self, document_id: int) -> Progress | None:
        """Return how the latest job of an article stands; None where there never was one."""
        return self.overview().get(document_id)

    def overview(self) -> dict[int, Progress]:
        """Return how the latest job of each article stands, by article id."""
        # Copied before the store is read: a job that ends in between must not look abandoned.
        mine = self._mine.copy()
        return {document: self._shown(job, mine) for document, job in self._latest().items()}

    def close(self, timeout_s: float = 5.0) -> None:
        """Stop after the step that is being drafted; what is unfinished can be continued."""
        self._closing.set()
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(timeout_s)

    # -- the thread ----------------------------------------------------------------------------

    def _loop(self) -> None:
        while (job_id := self._queue.get()) is not None:
            if self._closing.is_set():
                self._finish(job_id, JobState.STOPPED, "")
                continue
            try:
                self._work(job_id)
            except _StoppedError:
                self._finish(job_id, JobState.STOPPED, "")
            except WorkbenchError as error:
                self._finish(job_id, JobState.FAILED, str(error))
            except Exception as error:
                _log.exception("drafting job %s failed", job_id)
                self._finish(job_id, JobState.FAILED, f"{type(error).__name__}: {error}")
            else:
                self._finish(job_id, JobState.DONE, "")

    def _work(self, job_id: int) -> None:
        job = next(job for job in self._store.jobs() if job.id == job_id)
        document_id, target_id = _settings(job)
        self._enter(job_id, "running", JobState.RUNNING)
        known = self._store.alignment(document_id)
        if target_id is None and known is not None:
            target_id = known.target_id
        if target_id is not None and (known is None or known.target_id != target_id):
            # Before the drafts are there, so that the pair is on record and can be looked at.
            self._enter(job_id, "aligning")
            try:
                actions.align_articles(self._store, document_id, target_id)
            except Exception:  # no reason to go without drafts; it is tried again after them
                _log.exception("articles %s and %s: not aligned yet", document_id, target_id)
        records = self._store.segments(document_id)
        if any(record.draft is None for record in records):
            self._draft(job_id, document_id)
        if target_id is not None:
            self._enter(job_id, "aligning")
            actions.align_articles(self._store, document_id, target_id)

    def _draft(self, job_id: int, document_id: int) -> None:
        def progress(done: int) -> None:
            self._store.update_job(job_id, done=done)
            if self._closing.is_set():
                raise _StoppedError

        if self._drafter is None:
            self._enter(job_id, "loading")
            self._drafter = self._factory()
        self._enter(job_id, "running")
        actions.draft_article(self._store, document_id, self._drafter, progress=progress)

    def _enter(self, job_id: int, phase: str, state: JobState | None = None) -> None:
        if self._closing.is_set():
            raise _StoppedError
        self._mine[job_id] = phase
        if state is not None:
            self._store.update_job(job_id, state=state)

    def _finish(self, job_id: int, state: JobState, message: str) -> None:
        try:
            self._store.update_job(job_id, state=state, message=message)
        except WorkbenchError:
            _log.exception("job %s ended as %s, which could not be stored", job_id, state)
        self._mine.pop(job_id, None)

    # -- what the store says -------------------------------------------------------------------

    def _latest(self) -> dict[int, Job]:
        jobs = sorted(self._store.jobs(), key=lambda job: job.id)
        return {_settings(job)[0]: job for job in jobs if _is_ours(job)}

    def _active(self, job: Job, mine: Mapping[int, str]) -> bool:
        if job.state not in _UNFINISHED:
            return False
        return job.id in mine or _alive_elsewhere(job.settings, job.updated_at)

    def _shown(self, job: Job, mine: Mapping[int, str]) -> Progress:
        active = self._active(job, mine)
        if active:
            state = mine.get(job.id, job.state.value)
        elif job.state in _UNFINISHED or job.state is JobState.STOPPED:
            state = "interrupted"
        else:
            state = job.state.value
        return Progress(state, active, job.done, job.total, job.message)

    def _mark_interrupted(self) -> None:
        for job in self._store.jobs():
            if _is_ours(job) and job.state in _UNFINISHED and not self._active(job, {}):
                self._store.update_job(job.id, state=JobState.STOPPED)


def _is_ours(job: Job) -> bool:
    return job.kind == KIND and isinstance(job.settings.get("document"), int)


def _settings(job: Job) -> tuple[int, int | None]:
    return job.settings["document"], job.settings.get("target")


def _alive_elsewhere(settings: Any, updated_at: dt.datetime) -> bool:
    """Whether another server on this machine may still be working on a job."""
    pid = settings.get("pid")
    if settings.get("host") != socket.gethostname() or pid in (None, os.getpid()):
        return False
    if dt.datetime.now(dt.UTC) - updated_at > STALE:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
