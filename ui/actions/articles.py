"""Putting articles into the store and keeping what editors do to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from songngu.corpora.types import Revision, Status
from songngu.ui.actions.pages import page_from_text, read_page

if TYPE_CHECKING:
    from songngu.corpora.store import Added, Store


def ingest_page(
    store: Store,
    source: str | Path | bytes,
    *,
    name: str | None = None,
    language: str | None = None,
    expected: str | None = None,
) -> Added:
    """Return where the store holds the page, reading and adding it where it is new.

    Args:
        source: A path, an ``http(s)`` address, or the bytes of an uploaded file.
        name: The file name that belongs to bytes.
        language: Overrules the language that would be identified.
        expected: ``vi`` or ``en`` where only that will do; None takes either.

    Raises:
        InputError: The page cannot be read, or is in another language.
    """
    page = read_page(source, name=name, language=language, expected=expected)
    return store.add_document(page.document, page.segments)


def ingest_text(
    store: Store,
    text: str,
    *,
    url: str | None = None,
    language: str | None = None,
    expected: str | None = None,
) -> Added:
    """Return where the store holds a pasted page; otherwise as :func:`ingest_page`."""
    page = page_from_text(text, url=url, language=language, expected=expected)
    return store.add_document(page.document, page.segments)


def keep_block(
    store: Store, document_id: int, block_index: int, kept: bool, *, editor: str = ""
) -> None:
    """Restore a block that was set aside, or set one aside; the text itself is never deleted.

    Args:
        editor: Whose step it is, to be taken back by undo.

    Raises:
        NotFoundError: No such document, or it has no such block.
    """
    store.label_block(document_id, block_index, kept=kept, editor=editor)


def save_post_edit(
    store: Store,
    segment_id: int,
    text: str,
    *,
    editor: str,
    previous: int | None,
    status: Status = Status.EDITED,
    stay: str | None = None,
) -> Revision:
    """Return the revision that now stands for a segment.

    Args:
        previous: The revision the editor had on the screen; None where there was none.
        stay: Names the editor's present stay on the segment: saves of one stay are one step to
            undo.

    Raises:
        EditConflictError: Somebody else saved in between; it holds both texts, nothing is lost.
        NotFoundError: No such segment.
    """
    return store.save_revision(
        segment_id, text, status=status, editor=editor, previous=previous, stay=stay
    )
