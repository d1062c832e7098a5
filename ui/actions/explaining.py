"""Why two articles' links are believed or doubted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from songngu.corpora.errors import NotFoundError
from songngu.corpora.types import Bead, BlockKind
from songngu.ui.actions.aligning import block_kinds

if TYPE_CHECKING:
    from songngu.align import Explainer, Reason
    from songngu.corpora.store import Store


@dataclass(frozen=True, slots=True)
class PairTexts:
    """The segments of two stored articles as the aligner takes them.

    Attributes:
        drafts: Of the source segments, "" where there is none; None where there is none at all.
        blocks: For both sides, the number of the block each segment comes from.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    drafts: tuple[str, ...] | None
    kinds: tuple[tuple[BlockKind, ...], tuple[BlockKind, ...]]
    blocks: tuple[tuple[int, ...], tuple[int, ...]]


def pair_texts(store: Store, source_id: int, target_id: int) -> PairTexts:
    """Return what the store holds of two articles.

    Raises:
        NotFoundError: One of them is not in the store.
    """
    records = store.segments(source_id), store.segments(target_id)
    drafts = tuple(r.draft.text if r.draft is not None else "" for r in records[0])
    source, target = (tuple(r.segment.text for r in side) for side in records)
    blocks = [tuple(r.segment.block for r in side) for side in records]
    kinds = [
        tuple(block_kinds(store, number, side))
        for number, side in zip((source_id, target_id), records, strict=True)
    ]
    return PairTexts(
        source,
        target,
        drafts if any(drafts) else None,
        (kinds[0], kinds[1]),
        (blocks[0], blocks[1]),
    )


@lru_cache(maxsize=8)
def _explainer(texts: PairTexts) -> Explainer:
    """The explainer of two articles; reading long ones takes seconds, asking it milliseconds."""
    from songngu.align import Explainer

    return Explainer(
        texts.source,
        texts.target,
        texts.drafts,
        source_kinds=texts.kinds[0],
        target_kinds=texts.kinds[1],
    )


def link_reasons(
    store: Store,
    source_id: int,
    target_id: int | None = None,
    *,
    segments: Collection[int] | None = None,
) -> list[tuple[Bead, tuple[Reason, ...]]]:
    """Return the links of an article with what speaks for and against each.

    Args:
        target_id: The English version; None for the one it was last aligned with.
        segments: Positions of the source segments whose links are wanted; None for all links.

    Raises:
        NotFoundError: No such article, or it is not aligned.
    """
    stored = store.alignment(source_id, target_id)
    if stored is None:
        raise NotFoundError(
            f"article {source_id} is not aligned with an English version, expected links to "
            "explain; align it first"
        )
    explainer = _explainer(pair_texts(store, source_id, stored.target_id))
    return [
        (bead, explainer.reasons(bead))
        for bead in stored.alignment.beads
        if bead.source
        and bead.target
        and (segments is None or any(i in segments for i in bead.source))
    ]
