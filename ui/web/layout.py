"""What stands beside what on the desk, kept while an article's segments and links stay."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from songngu.corpora.store import Store, StoredAlignment
    from songngu.corpora.types import Document

_KEPT = 16


@dataclass(frozen=True, slots=True)
class Group:
    """Segments that stand together: those of one bead, or one alone where there are no links.

    Attributes:
        source: The store's ids, in order.
        target: The English segments' ids, in order.
        confidence: Of the link, 0–1.
        fixed: Whether a person made it.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float
    fixed: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """An article and its English version, by the ids of their segments.

    Attributes:
        structure: The count of the article's changes that this was read at.
        target_title: None where there is no English version, or it has none.
        stored: The alignment; None where there is no English version.
        groups: In page order.
    """

    structure: int
    document: Document
    target_title: str | None
    stored: StoredAlignment | None
    groups: tuple[Group, ...]


class Layouts:
    """The layouts of the articles looked at last; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[int, tuple[tuple[int, int], Layout]] = OrderedDict()

    def of(self, store: Store, document_id: int) -> Layout:
        """Return the layout of an article, read anew where something has moved.

        Raises:
            NotFoundError: No such article.
        """
        store.require(document_id)
        # Counted before it is read: what moves in between is noticed the next time.
        structure = store.structure(document_id)
        with self._lock:
            known = self._known.get(document_id)
        if known is not None and known[0] == (structure, _target_structure(store, known[1])):
            return known[1]
        layout = _read(store, document_id, structure)
        mark = (structure, _target_structure(store, layout))
        with self._lock:
            self._known[document_id] = (mark, layout)
            self._known.move_to_end(document_id)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return layout


def _target_structure(store: Store, layout: Layout) -> int:
    return store.structure(layout.stored.target_id) if layout.stored is not None else 0


def _read(store: Store, document_id: int, structure: int) -> Layout:
    document = store.document(document_id)
    source = store.segment_ids(document_id)
    stored = store.alignment(document_id)
    if stored is None:
        groups = tuple(Group((id_,), (), 0.0, False) for id_ in source)
        return Layout(structure, document, None, None, groups)
    target = store.segment_ids(stored.target_id)
    groups = tuple(
        Group(
            tuple(source[i] for i in bead.source),
            tuple(target[j] for j in bead.target),
            bead.confidence,
            bead.fixed,
        )
        for bead in stored.alignment.beads
    )
    title, _ = store.headline(stored.target_id)
    return Layout(structure, document, title, stored, groups)
