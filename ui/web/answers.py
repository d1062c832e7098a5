"""Answers to the page: a JSON object in and a JSON object out, failures included.

Handlers raise; :func:`guarded` turns whatever goes wrong into ``{"ok": false, "code", …}`` with a
message for the person in front of the page. Text of articles goes out as it is: the page never
parses it as HTML.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from songngu.corpora.errors import (
    ChangedError,
    EditConflictError,
    InputError,
    NotFoundError,
    ProtectedError,
    StoreError,
    UndoConflictError,
    WorkbenchError,
)
from songngu.ui.web.intake import RefusedError
from songngu.ui.web.session import ForbiddenError
from songngu.ui.web.site import Answer, Request

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.corpora.types import Document, Revision
    from songngu.ui.web.progress import Progress

_log = logging.getLogger(__name__)


def guarded(handler: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """Return the handler with every failure turned into an answer."""

    def answer(request: Request) -> Answer:
        try:
            return {"ok": True, **handler(request)}
        except RefusedError as error:
            about = {"field": error.side, "code": error.code, **error.details}
            return {"ok": False, **about, "message": str(error)}
        except EditConflictError as error:
            conflict = revision_answer(error.current)
            return {"ok": False, "code": "conflict", "conflict": conflict, "message": str(error)}
        except ChangedError as error:
            return {"ok": False, "code": "changed", "message": str(error)}
        except ProtectedError as error:
            where = {"segment": error.segment}
            return {"ok": False, "code": "protected", **where, "message": str(error)}
        except UndoConflictError as error:
            segments = list(error.segments)
            about = {"code": "undo-conflict", "segments": segments}
            return {"ok": False, **about, "message": str(error)}
        except NotFoundError as error:
            return {"ok": False, "code": "not-found", "message": str(error)}
        except InputError as error:
            return {"ok": False, "code": "unreadable", "message": str(error)}
        except ForbiddenError as error:
            needed = error.needed.value
            return {"ok": False, "code": "forbidden", "role": needed, "message": str(error)}
        except StoreError as error:
            return {"ok": False, "code": "store", "message": str(error)}
        except WorkbenchError as error:
            return {"ok": False, "code": "failed", "message": str(error)}
        except Exception as error:
            _log.exception("a request of the page failed")
            return {"ok": False, "code": "unexpected", "message": type(error).__name__}

    return answer


def id_in(request: Request, name: str) -> int:
    """Return the id that a request gives under a name.

    Raises:
        NotFoundError: For anything that cannot be an id.
    """
    value = request.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise NotFoundError(f"found {value!r} as the {name}, expected a number from the list")
    return value


def primary(language: str) -> str:
    """Return a language tag without what follows the language: ``en`` for ``en-GB``."""
    return language.split("-")[0]


def vietnamese(store: Store, document_id: int) -> Document:
    """Return a stored article that can be translated.

    Raises:
        NotFoundError: There is none.
        RefusedError: It is in another language.
    """
    document = store.document(document_id)
    if primary(document.language) != "vi":
        raise RefusedError("source", "source-is-english")
    return document


def revision_answer(revision: Revision) -> Answer:
    """Return a revision as the page reads it."""
    return {
        "id": revision.id,
        "text": revision.text,
        "status": revision.status.value,
        "editor": revision.editor,
        "time": revision.time.isoformat(),
    }


def progress_answer(progress: Progress | None) -> Answer | None:
    """Return the progress of a job as the page reads it; None where there is none."""
    if progress is None:
        return None
    return {
        "state": progress.state,
        "active": progress.active,
        "done": progress.done,
        "total": progress.total,
        "message": progress.message,
        "remaining_s": progress.remaining_s,
    }
