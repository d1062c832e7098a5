"""Links changed by hand: each change is a step of its editor's, which undo takes back.

What changes blocks and segments, and links given as groups, is the store's own
(:class:`~songngu.corpora.store.parts.structure.Structure`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from songngu.ui.actions.aligning import align_articles

if TYPE_CHECKING:
    from songngu.corpora.store import Operation, Store


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
