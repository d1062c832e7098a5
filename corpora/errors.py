"""The errors that a person can act on.

Every message states what was found, what was expected and what to do next. Programming mistakes
(bad arguments) raise :class:`ValueError` instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from songngu.corpora.types import Revision


class WorkbenchError(Exception):
    """Bad data, a missing model or a store that cannot be used; the parent of all errors here."""


class InputError(WorkbenchError):
    """A page, file or text that cannot be read as what it claims to be."""


class FormatError(InputError):
    """A file in an exchange format (TSV, JSONL, TMX) that breaks the format's rules."""


class EngineError(WorkbenchError):
    """A drafting engine that cannot be loaded or has failed: missing extra, weights or network."""


class EvaluationError(WorkbenchError):
    """Texts that must not be scored against each other; a score of them would mislead."""


class TrainingError(WorkbenchError):
    """Settings, data or a run that a model cannot be trained with."""


class StoreError(WorkbenchError):
    """A database that cannot be opened, read or written."""


class StoreTooNewError(StoreError):
    """A database written by a newer version of the workbench."""


class NotFoundError(StoreError):
    """A document, segment or other record that the store does not hold."""


class EditConflictError(StoreError):
    """Somebody else saved this segment since the text being saved was read.

    Attributes:
        current: The revision that stands in the store; nothing has been overwritten.
        attempted: The text that was not saved, so that both can be shown.
    """

    def __init__(self, message: str, *, current: Revision, attempted: str) -> None:
        super().__init__(message)
        self.current = current
        self.attempted = attempted


class ChangedError(StoreError):
    """A text or link is no longer what the editor had on the screen; nothing was changed."""


class ProtectedError(StoreError):
    """Approved text that is not to be changed before somebody opens it again.

    Attributes:
        segment: The store's id of the segment.
    """

    def __init__(self, message: str, *, segment: int) -> None:
        super().__init__(message)
        self.segment = segment


class UndoConflictError(StoreError):
    """A step that cannot be taken back (or again): somebody has changed the same since.

    Attributes:
        segments: The store's ids of the segments concerned.
    """

    def __init__(self, message: str, *, segments: tuple[int, ...]) -> None:
        super().__init__(message)
        self.segments = segments
