"""Drafting, in steps small enough that an interruption loses little."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from songngu.corpora.types import Draft, MemoryMatch, Term

if TYPE_CHECKING:
    from songngu.corpora.store import SegmentRecord, Store
    from songngu.translate import Drafter

Progress = Callable[[int], None]
STEP = 16
"""Segments drafted between two saves: what an interruption can cost at most."""


def undrafted(records: Sequence[SegmentRecord], signature: str) -> list[int]:
    """Return the positions of the segments that this drafter has not drafted yet, ascending."""
    return [
        position
        for position, record in enumerate(records)
        if record.draft is None or record.draft.signature != signature
    ]


def draft_article(
    store: Store,
    document_id: int,
    drafter: Drafter,
    *,
    progress: Progress | None = None,
    again: bool = False,
) -> list[Draft]:
    """Return the drafts of a stored article, one per segment, in order.

    Segments that the same drafter (by signature) has already drafted are not drafted again. Each
    step of :data:`STEP` segments is saved as soon as it is done, so an interrupted article goes on
    where it stopped. Terms and memory of the store are offered to the drafter.

    Args:
        progress: Called with the number of segments done, among those of the whole article.
        again: Draft every segment anew; the older drafts stay in the store.

    Raises:
        NotFoundError: No such document.
        EngineError: The engine failed; what was drafted before stays saved.
    """
    document = store.document(document_id)
    records = store.segments(document_id)
    drafts: list[Draft | None] = [record.draft for record in records]
    todo = list(range(len(records))) if again else undrafted(records, drafter.signature)
    terms = store.terms(document.language.split("-")[0], "en")
    done = len(records) - len(todo)
    if progress is not None:
        progress(done)
    for step in _steps(todo):
        texts = [records[position].segment.text for position in step]
        matches = [store.look_up(text) for text in texts]
        fresh = draft_texts(drafter, texts, terms=terms, matches=matches)
        new: list[Draft | None] = [None] * len(records)
        for position, draft in zip(step, fresh, strict=True):
            new[position] = drafts[position] = draft
        store.add_drafts(document_id, new)
        done += len(step)
        if progress is not None:
            progress(done)
    return [draft for draft in drafts if draft is not None]


def draft_texts(
    drafter: Drafter,
    texts: Sequence[str],
    *,
    terms: Sequence[Term] = (),
    matches: Sequence[Sequence[MemoryMatch]] | None = None,
    progress: Progress | None = None,
) -> list[Draft]:
    """Return one draft per text, in order.

    Args:
        progress: Called with the number of texts done so far.

    Raises:
        EngineError: The engine failed.
        ValueError: The engine gave more or fewer drafts than texts.
    """
    drafts = drafter.draft_batch(texts, terms=terms, matches=matches, progress=progress)
    if len(drafts) != len(texts):
        raise ValueError(f"{drafter.signature}: {len(drafts)} drafts for {len(texts)} texts")
    return drafts


def _steps(positions: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(positions), STEP):
        yield positions[start : start + STEP]
