"""What the store hands out beside the shared types: plain frozen dataclasses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from songngu.corpora.store.columns import now
from songngu.corpora.types import (
    Alignment,
    BlockKind,
    Draft,
    Revision,
    Score,
    Segment,
    Status,
    Term,
    TranslationUnit,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Added:
    """The outcome of adding a document.

    Attributes:
        created: False where the store held the same page already; ``id`` is that one's.
    """

    id: int
    created: bool


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A line of the list of documents.

    Attributes:
        n_segments: Segments of kept blocks.
        n_drafted: Those with at least one draft.
        n_edited: Those whose latest revision is edited, reviewed or approved.
        n_approved: Those whose latest revision is approved.
        target_id: The document it was last aligned with; None when never.
        verdict: Of that alignment.
        deleted_at: When it went to the bin; None for one that is not there.
    """

    id: int
    language: str
    title: str | None
    url: str | None
    published: dt.date | None
    added_at: dt.datetime
    n_segments: int
    n_drafted: int
    n_edited: int
    n_approved: int
    target_id: int | None
    verdict: Verdict | None
    deleted_at: dt.datetime | None = None


def is_withdrawn(revision: Revision) -> bool:
    """Whether a revision says that nothing is saved any more: that the draft stands."""
    return revision.status is Status.DRAFT and not revision.text


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A segment with the latest that was made of it.

    Attributes:
        id: The store's id, which stays with the segment when others come and go.
    """

    id: int
    segment: Segment
    draft: Draft | None
    revision: Revision | None

    @property
    def post_edit(self) -> str | None:
        """What an editor saved; None where nobody did, or it was taken back."""
        if self.revision is None or is_withdrawn(self.revision):
            return None
        return self.revision.text


@dataclass(frozen=True, slots=True)
class StoredAlignment:
    """An alignment of two stored documents.

    Attributes:
        alignment: In the documents' present segment positions.
        stale: True where segments came or went since it was made. Those that went are left
            out; those that came stand in null beads of confidence 0. Align again.
    """

    id: int
    source_id: int
    target_id: int
    alignment: Alignment
    created_at: dt.datetime
    stale: bool = False


@dataclass(frozen=True, slots=True)
class TermRecord:
    """A stored term.

    Attributes:
        editor: Who wrote it last; "" where that is not known.
        changed_at: When; None where that is not known.
    """

    id: int
    term: Term
    editor: str
    changed_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A unit of the translation memory.

    Attributes:
        document_id: The article whose approval put it here; None for units from elsewhere.
        segment_id: The segment of that article.
    """

    id: int
    unit: TranslationUnit
    added_at: dt.datetime
    document_id: int | None
    segment_id: int | None


@dataclass(frozen=True, slots=True)
class JobFile:
    """A file that a job reads or has made."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """The scores of one evaluation.

    Attributes:
        name: What was scored, in a few words.
        document_id: The document scored; None for texts from outside the store.
        id: The store's id; None before it is stored.
        details: What else is worth keeping of it; JSON values.
    """

    name: str
    document_id: int | None
    scores: tuple[Score, ...]
    warnings: tuple[str, ...] = ()
    created_at: dt.datetime = field(default_factory=now)
    id: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class JobState(StrEnum):
    """Where a job stands; stopped ones were interrupted and can go on."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of long work.

    Attributes:
        total: Units of work altogether.
        done: Units finished.
        message: The last thing to tell a person, the reason of a failure for instance.
        settings: As given when the job was added; JSON values.
    """

    id: int
    kind: str
    total: int
    done: int
    state: JobState
    message: str
    settings: Mapping[str, Any]
    created_at: dt.datetime
    updated_at: dt.datetime


class Role(StrEnum):
    """What a user may do: an editor edits, a reviewer approves too, an admin everything."""

    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """The higher, the more is allowed; each role may do all that a lower one may."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True)
class Account:
    """A user.

    Attributes:
        name: As it is shown, and signed under revisions.
        disabled_at: Since when they may not sign in; None for a user who may.
    """

    id: int
    name: str
    role: Role
    created_at: dt.datetime
    disabled_at: dt.datetime | None


class TokenKind(StrEnum):
    """What a token is for."""

    BROWSER = "browser"
    SCRIPT = "script"


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token, without what it was hashed from.

    Attributes:
        label: What its owner calls it; "" for a browser's session.
        expires_at: None for one that holds until it is revoked.
    """

    id: int
    kind: TokenKind
    label: str
    created_at: dt.datetime
    expires_at: dt.datetime | None


class OperationKind(StrEnum):
    """What an editor did in one step."""

    TEXT = "text"
    STATUS = "status"
    SPLIT = "split"
    MERGE = "merge"
    CORRECT = "correct"
    BLOCK = "block"
    CUT = "cut"
    JOIN = "join"
    LINK = "link"
    ALIGN = "align"


@dataclass(frozen=True, slots=True)
class Operation:
    """A step that can be taken back, and then taken again.

    Attributes:
        article_id: The article in whose list of steps it stands.
        segments: The store's ids of the segments concerned, the one to look at first.
        undone: Whether it has been taken back.
        statuses: Of each translation that it saved, the status before and after.
    """

    id: int
    article_id: int
    kind: OperationKind
    editor: str
    time: dt.datetime
    segments: tuple[int, ...]
    undone: bool
    statuses: tuple[tuple[Status, Status], ...] = ()


@dataclass(frozen=True, slots=True)
class UndoState:
    """What an editor's next undo and redo in an article would do; None where there is nothing."""

    undo: Operation | None
    redo: Operation | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a segment.

    Attributes:
        segment: The store's id of the segment.
        resolved_by: Who settled it; None while it is open.
    """

    id: int
    segment: int
    editor: str
    text: str
    time: dt.datetime
    resolved_by: str | None


@dataclass(frozen=True, slots=True)
class SegmentOutline:
    """A segment without its texts, for the outline of a long article.

    Attributes:
        id: The store's id.
        n_chars: Characters of the source text and of the translation as it stands.
        status: Of the latest revision; ``draft`` where nothing is saved.
        drafted_by: The signature of the draft of its present text; None where there is none.
        flagged: Whether the health checks found something to look at in the draft.
        revision_id: Of the latest revision, 0 where there is none.
        n_comments: Open remarks.
    """

    id: int
    n_chars: tuple[int, int]
    status: Status
    drafted_by: str | None
    flagged: bool
    revision_id: int
    n_comments: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment as the screens of blocks and links need it.

    Attributes:
        block: Index in :attr:`Document.blocks`.
        kind: Of that block.
        saved: The saved translation; None where there is none.
    """

    id: int
    text: str
    block: int
    kind: BlockKind
    saved: str | None
    approved: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """What a newsroom has chosen for everybody under some name.

    Attributes:
        value: JSON values by name.
        editor: Who chose it.
    """

    value: Mapping[str, Any]
    editor: str
    changed_at: dt.datetime
