"""How jobs stand: what the store says, and what the server that works on them knows."""

from __future__ import annotations

import datetime as dt
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from songngu.corpora.store import JobState

if TYPE_CHECKING:
    from songngu.corpora.store import Job

STALE = dt.timedelta(minutes=10)
"""Without a sign of life for so long, another server's job counts as interrupted."""
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as the page shows it.

    Attributes:
        state: ``queued``, ``loading`` (the engine), ``running``, ``aligning``, ``done``,
            ``failed``, ``cancelled`` or ``interrupted``.
        active: True while it is being worked on or waits for its turn.
        message: The reason of a failure, else "".
        remaining_s: How much longer it will take at the present pace; None where that cannot be
            told.
    """

    state: str
    active: bool
    done: int
    total: int
    message: str
    remaining_s: float | None = None


@dataclass(frozen=True, slots=True)
class JobView:
    """A line of the list of jobs.

    Attributes:
        document_id: The article it works on; None for none.
        result: The name of the file it has made; None where there is none.
    """

    id: int
    kind: str
    document_id: int | None
    settings: Mapping[str, Any]
    progress: Progress
    created_at: dt.datetime
    updated_at: dt.datetime
    result: str | None

    @property
    def can_resume(self) -> bool:
        """Whether it can go on from where it stopped."""
        return self.progress.state in ("interrupted", "failed", "cancelled")


@dataclass
class Mine:
    """A job of this server.

    Attributes:
        began: ``time.monotonic()`` of the first report; None before it.
        before: Units that were done by then.
    """

    phase: str = "queued"
    cancelled: bool = False
    began: float | None = None
    before: int = 0


def here() -> dict[str, Any]:
    """Return what tells a job's server from others: JSON values for its settings."""
    return {"host": socket.gethostname(), "pid": os.getpid()}


def is_active(job: Job, mine: Mapping[int, Mine]) -> bool:
    """Whether a job is being worked on or waits for its turn, here or in another server."""
    if job.state not in UNFINISHED:
        return False
    return job.id in mine or _alive_elsewhere(job.settings, job.updated_at)


def progress_of(job: Job, mine: Mapping[int, Mine]) -> Progress:
    """Return how a job stands; ``mine`` are those of this server."""
    active = is_active(job, mine)
    own = mine.get(job.id)
    if active:
        state = own.phase if own is not None else job.state.value
    elif job.state in UNFINISHED or job.state is JobState.STOPPED:
        state = "interrupted"
    else:
        state = job.state.value
    remaining = _remaining(own, job) if active and own is not None else None
    return Progress(state, active, job.done, job.total, job.message, remaining)


def view_of(job: Job, mine: Mapping[int, Mine], results: Mapping[int, str]) -> JobView:
    """Return a job as a line of the list; ``results`` names the files that jobs have made."""
    document = job.settings.get("document")
    return JobView(
        job.id,
        job.kind,
        document if isinstance(document, int) else None,
        job.settings,
        progress_of(job, mine),
        job.created_at,
        job.updated_at,
        results.get(job.id),
    )


def _remaining(mine: Mine, job: Job) -> float | None:
    """Seconds a job will take at the pace it had since it began or went on."""
    made = job.done - mine.before
    if mine.began is None or made <= 0 or mine.phase != "running":
        return None
    return (time.monotonic() - mine.began) / made * max(0, job.total - job.done)


def _alive_elsewhere(settings: Mapping[str, Any], updated_at: dt.datetime) -> bool:
    """Whether another server on this machine may still be working on a job."""
    pid = settings.get("pid")
    if settings.get("host") != socket.gethostname() or pid in (None, os.getpid()):
        return False
    if dt.datetime.now(dt.UTC) - updated_at > STALE:
        return False
    try:
        os.kill(int(str(pid)), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
