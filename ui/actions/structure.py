"""Segments, blocks and links changed by hand, and undo: each is one step of its editor's.

Segments are given by the store's ids, blocks by their index in the article, offsets in code
points. ``article`` is the article in whose list of steps a change of its English version stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from songngu.ui.actions.aligning import align_articles

if TYPE_CHECKING:
    from songngu.corpora.store import Operation, Store, UndoState
    from songngu.corpora.types import BlockKind, Revision


def undo(store: Store, article_id: int, *, editor: str) -> Operation | None:
    """Return the step of this editor's that was taken back; None where there was none.

    Raises:
        NotFoundError: No such article.
        UndoConflictError: Somebody changed the same since. Nothing was changed; the step has left
            the list, so that the next undo takes back the one before it.
    """
    return store.undo(article_id, editor=editor)


def redo(store: Store, article_id: int, *, editor: str) -> Operation | None:
    """Return the step that was taken again; otherwise as :func:`undo`."""
    return store.redo(article_id, editor=editor)


def undo_state(store: Store, article_id: int, *, editor: str) -> UndoState:
    """Return what the next undo and redo of this editor would be.

    Raises:
        NotFoundError: No such article.
    """
    return store.undo_state(article_id, editor=editor)


def segment_history(store: Store, segment_id: int) -> list[Revision]:
    """Return what was ever saved for a segment and for those it was made of, oldest first.

    Raises:
        NotFoundError: No such segment.
    """
    return store.history(segment_id)


def split_segment(
    store: Store,
    segment_id: int,
    offset: int,
    *,
    editor: str,
    text_offset: int | None = None,
    article: int | None = None,
    expected: str | None = None,
) -> Operation:
    """Split a segment in two, its translation and its links with it.

    Args:
        offset: Where the second part begins in its text.
        text_offset: Where it begins in the saved translation; None to find a likely place.
        expected: The segment's text as the editor saw it.

    Raises:
        ChangedError: The text is another one now, or the segment was merged or set aside.
        NotFoundError: No such segment.
        ProtectedError: It is approved.
        ValueError: A part would be empty.
    """
    return store.split_segment(
        segment_id,
        offset,
        editor=editor,
        text_offset=text_offset,
        article=article,
        expected=expected,
    )


def merge_segments(
    store: Store, segment_ids: Sequence[int], *, editor: str, article: int | None = None
) -> Operation:
    """Merge neighbouring segments of one block, their translations and their links with them.

    Raises:
        ChangedError: One of them was merged or set aside meanwhile.
        NotFoundError: No such segment.
        ProtectedError: One of them is approved.
        ValueError: They are no neighbours, or of several blocks.
    """
    return store.merge_segments(segment_ids, editor=editor, article=article)


def correct_segment(
    store: Store,
    segment_id: int,
    text: str,
    *,
    editor: str,
    article: int | None = None,
    expected: str | None = None,
) -> Operation:
    """Correct the text of a segment; it is to be drafted again, its translation stays.

    Raises:
        ChangedError: The text is another one now, or the segment was merged or set aside.
        NotFoundError: No such segment.
        ProtectedError: It is approved.
        ValueError: No text.
    """
    return store.correct_segment(
        segment_id, text, editor=editor, article=article, expected=expected
    )


def set_block(
    store: Store,
    document_id: int,
    block: int,
    *,
    kind: BlockKind | None = None,
    kept: bool | None = None,
    editor: str,
    article: int | None = None,
) -> Operation:
    """Say what a block is and whether it is kept; its segments come or go, others stay.

    Args:
        kept: None to leave it as it is; but what becomes furniture is set aside, and furniture
            that becomes something else is kept.

    Raises:
        NotFoundError: No such article or block.
    """
    return store.label_block(
        document_id, block, kind=kind, kept=kept, editor=editor, article=article
    )


def correct_block(
    store: Store,
    document_id: int,
    block: int,
    text: str,
    *,
    editor: str,
    article: int | None = None,
    expected: str | None = None,
) -> Operation:
    """Correct the text of a block; sentences that read as before are not touched.

    Raises:
        ChangedError: The text is another one now than the ``expected`` one.
        NotFoundError: No such article or block.
        ProtectedError: A sentence that would change is approved.
        ValueError: No text.
    """
    return store.correct_block(
        document_id, block, text, editor=editor, article=article, expected=expected
    )


def cut_block(
    store: Store,
    document_id: int,
    block: int,
    offset: int,
    *,
    editor: str,
    article: int | None = None,
    expected: str | None = None,
) -> Operation:
    """Cut a block in two; a sentence that goes over the cut is split.

    Raises:
        ChangedError: The text is another one now than the ``expected`` one.
        NotFoundError: No such article or block.
        ProtectedError: The sentence that would be split is approved.
        ValueError: A part would be empty.
    """
    return store.cut_block(
        document_id, block, offset, editor=editor, article=article, expected=expected
    )


def join_blocks(
    store: Store, document_id: int, block: int, *, editor: str, article: int | None = None
) -> Operation:
    """Join a block with the next kept one; a sentence torn apart between them becomes one.

    Raises:
        NotFoundError: No such article or block.
        ValueError: No kept block follows, or only one of the two is translated.
    """
    return store.join_blocks(document_id, block, editor=editor, article=article)


def link_segments(
    store: Store,
    source_id: int,
    target_id: int,
    source_segments: Sequence[int],
    target_segments: Sequence[int],
    *,
    editor: str,
) -> Operation:
    """Link segments by hand; aligning anew keeps the link.

    Where one side is empty, the other has no counterpart.

    Raises:
        ChangedError: A segment is no longer in its article.
        NotFoundError: The articles are not aligned, or a segment is of another one.
        ValueError: No segments.
    """
    return store.link(source_id, target_id, [(source_segments, target_segments)], editor=editor)


def unlink_segments(
    store: Store, source_id: int, target_id: int, segments: Sequence[int], *, editor: str
) -> Operation:
    """Say that each of these segments has no counterpart; aligning anew keeps to that.

    Raises:
        ChangedError: A segment is no longer in its article.
        NotFoundError: The articles are not aligned, or a segment is of another one.
        ValueError: No segments.
    """
    sources = {record.id for record in store.window(source_id, segments)}
    alone: list[tuple[list[int], list[int]]] = [
        ([id_], []) if id_ in sources else ([], [id_]) for id_ in segments
    ]
    return store.link(source_id, target_id, alone, editor=editor)


def release_links(
    store: Store, source_id: int, target_id: int, segments: Sequence[int], *, editor: str
) -> Operation:
    """Let the aligner decide again on the links of these segments, at the next aligning.

    Raises:
        NotFoundError: The articles are not aligned, or the segments have no links.
    """
    return store.release(source_id, target_id, segments, editor=editor)


def realign_article(
    store: Store, source_id: int, *, editor: str, target_id: int | None = None
) -> Operation | None:
    """Align an article anew with its English version, around the links made by hand.

    Raises:
        NotFoundError: No such article, or it has no English version.
    """
    from songngu.corpora.errors import NotFoundError

    if target_id is None:
        stored = store.alignment(source_id)
        if stored is None:
            raise NotFoundError(
                f"article {source_id} has no English version, expected one to align with; "
                "choose one first"
            )
        target_id = stored.target_id
    align_articles(store, source_id, target_id, editor=editor)
    return store.undo_state(source_id, editor=editor).undo
