"""What each kind of job does, step by step; :mod:`songngu.ui.web.jobs` runs them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from songngu.corpora.errors import NotFoundError, WorkbenchError
from songngu.ui import actions

if TYPE_CHECKING:
    from songngu.corpora.store import JobFile, Store
    from songngu.corpora.types import Status
    from songngu.translate import Drafter

DRAFT, SCORE, IMPORT, EXPORT = "draft", "score", "import", "export"
STEP = 2000
"""Units stored in one transaction while importing; what a kill can cost at most."""
_log = logging.getLogger(__name__)


class Task(Protocol):
    """A job that is being worked on.

    Each method may end the work by an exception of its own: the server is closing, or somebody
    has cancelled the job. What was stored until then stays.
    """

    @property
    def store(self) -> Store:
        """Where everything is."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the job was asked to do."""

    @property
    def done(self) -> int:
        """Units of work that were finished when the work began or went on."""

    def enter(self, phase: str) -> None:
        """Say what is being done now."""

    def report(self, done: int, total: int | None = None) -> None:
        """Say how far it has come."""

    def drafter(self) -> Drafter:
        """Return the drafting engine in the house style that holds now, loaded where it is not."""

    def given(self) -> JobFile:
        """Return the file that the job reads."""

    def tell(self, **outcome: Any) -> None:
        """Keep what came of it: JSON values."""

    def make(self, name: str, content: bytes) -> None:
        """Keep the file that the job has made."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job.

    Attributes:
        run: Does the work, from where it stopped the last time.
        slow: Whether it needs the drafting engine; such jobs wait for each other, not the others
            for them.
    """

    run: Callable[[Task], None]
    slow: bool = False


def draft(task: Task) -> None:
    """Draft what an article has no drafts of; align it where that makes its links better.

    Links stay as they are where a few segments were split or corrected: somebody may be at work on
    them. Settings: ``document``; ``target``: its English version, None for the one it has;
    ``scope``: which segments are drafted.
    """
    document_id, target_id = task.settings["document"], task.settings.get("target")
    known = task.store.alignment(document_id)
    if target_id is None and known is not None:
        target_id = known.target_id
    if target_id is not None and (known is None or known.target_id != target_id):
        # Before the drafts are there, so that the pair is on record and can be looked at.
        task.enter("aligning")
        try:
            actions.align_articles(task.store, document_id, target_id)
        except Exception:  # no reason to go without drafts; it is tried again after them
            _log.exception("articles %s and %s: not aligned yet", document_id, target_id)
    share = _draft_all(task, document_id)
    if target_id is None:
        return
    known = task.store.alignment(document_id, target_id)
    if known is None or known.stale or share > 0.5 or actions.aligned_without_drafts(known):
        task.enter("aligning")
        actions.align_articles(task.store, document_id, target_id)


def _draft_all(task: Task, document_id: int) -> float:
    """Draft until nothing is left: segments may be split or corrected meanwhile.

    Returns the share of the segments that were drafted.
    """
    n_drafted, before = 0, None
    scope = actions.Scope(task.settings.get("scope", actions.Scope.MISSING))
    drafter = None if scope is actions.Scope.MISSING else task.drafter()
    while True:
        records = task.store.segments(document_id)
        signature = "" if drafter is None else drafter.signature
        found = [records[at] for at in actions.to_draft(records, scope, signature)]
        missing = [(each.id, each.segment.text) for each in found]
        # The same ones again: the engine left them out, or they have been corrected to and fro.
        if not missing or missing == before:
            return n_drafted / max(1, len(records))
        drafter = drafter or task.drafter()
        task.enter("running")
        actions.draft_article(task.store, document_id, drafter, progress=task.report, scope=scope)
        n_drafted, before = n_drafted + len(missing), missing
        if scope is actions.Scope.ALL:
            scope = actions.Scope.OUTDATED  # all have been drafted but what came meanwhile


def score(task: Task) -> None:
    """Score an article's drafts.

    Settings: ``document``; ``against``: ``english`` or ``post-edits``; ``minimum``: how far these
    must have come.
    """
    document_id = task.settings["document"]
    if task.settings["against"] == "english":
        actions.evaluate_article(task.store, document_id)
    else:
        minimum = _status(task.settings["minimum"])
        actions.evaluate_post_edits(task.store, document_id, minimum=minimum)
    task.report(1, 1)


def _status(value: str) -> Status:
    from songngu.corpora.types import Status

    return Status(value)


def import_file(task: Task) -> None:
    """Read a file into the termbase or the memory. Settings: ``what``, ``editor``."""
    from songngu.corpora.formats import format_for

    file = task.given()
    if task.settings["what"] == "terms":
        found = actions.import_terms(
            task.store, file.content, name=file.name, editor=str(task.settings.get("editor", ""))
        )
        task.tell(n_read=found.n_read, n_new=found.n_new)
        task.report(found.n_read, found.n_read)
        return
    units = format_for(file.name).parse(file.content, name=file.name)
    start = task.done
    task.report(start, len(units))
    n_new = int(task.settings.get("outcome", {}).get("n_new", 0)) if start else 0
    for at in range(start, len(units), STEP):
        n_new += task.store.add_units(units[at : at + STEP])
        task.tell(n_read=len(units), n_new=n_new)
        task.report(min(at + STEP, len(units)), len(units))


def export_file(task: Task) -> None:
    """Write terms, memory or translations to a file.

    Settings: ``what``: ``terms``, ``memory``, or one of
    :data:`~songngu.ui.actions.exchange.WHICH`; ``format``; ``document``: of one article only.
    """
    from songngu.corpora.formats import FORMATS

    what, format_name = str(task.settings["what"]), str(task.settings["format"])
    name = f"songngu-{what}.{format_name}"
    if what == "terms":
        task.make(name, actions.export_terms(task.store, format_name))
        return
    if what == "memory":
        units = task.store.units()
        if not units:
            raise NotFoundError(
                "the translation memory is empty; approve segments or import a file first"
            )
    else:
        units = actions.export_units(task.store, task.settings.get("document"), which=_which(what))
    task.report(0, len(units))
    task.make(name, FORMATS[format_name].serialise(units))
    task.report(len(units), len(units))


def _which(what: str) -> actions.Which:
    for each in actions.WHICH:
        if each == what:
            return each
    raise WorkbenchError(f"found {what!r}, expected one of {', '.join(actions.WHICH)}")


KINDS: Mapping[str, Kind] = {
    DRAFT: Kind(draft, slow=True),
    SCORE: Kind(score),
    IMPORT: Kind(import_file),
    EXPORT: Kind(export_file),
}
