"""Two pages aligned, with their segments repaired first where that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from songngu.corpora.types import Alignment, BlockKind
from songngu.ui.actions.aligning import align_articles, align_texts
from songngu.ui.actions.explaining import pair_texts
from songngu.ui.actions.repairing import make_repairs, propose_repairs
from songngu.ui.commands.reasons import repair_sentence
from songngu.ui.commands.streams import note

if TYPE_CHECKING:
    from songngu.align import Reason, Repair
    from songngu.align.scorers import SegmentScorer
    from songngu.corpora.store import Store
    from songngu.ui.actions.pages import Page

EDITOR = "songngu align"  # whose steps the repairs of stored articles are
_UNKNOWN: tuple[None, None] = (None, None)


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Two pages and their alignment.

    Attributes:
        drafts: Of the source segments, or None.
        kinds: What blocks the segments of either side come from, where known.
    """

    source: Sequence[str]
    target: Sequence[str]
    drafts: Sequence[str] | None
    alignment: Alignment
    kinds: tuple[Sequence[BlockKind] | None, Sequence[BlockKind] | None] = field(default=_UNKNOWN)

    def reasons(self) -> list[tuple[Reason, ...]]:
        """Return what speaks for and against each bead."""
        from songngu.align import Explainer

        explainer = Explainer(
            self.source,
            self.target,
            self.drafts,
            source_kinds=self.kinds[0],
            target_kinds=self.kinds[1],
        )
        return [explainer.reasons(bead) for bead in self.alignment.beads]


def align_lines(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None,
    *,
    repair: bool,
    scorers: Sequence[SegmentScorer],
) -> AlignedPair:
    """Return the alignment of lines of text."""
    alignment = align_texts(source, target, drafts, scorers=scorers)
    pair = AlignedPair(source, target, drafts, alignment)
    return _repaired(pair, (None, None), scorers) if repair else pair


def align_pages(
    source: Page,
    target: Page,
    drafts: Sequence[str] | None,
    *,
    repair: bool,
    scorers: Sequence[SegmentScorer],
) -> AlignedPair:
    """Return the alignment of two pages that are not in the database."""
    kinds = [
        [page.document.blocks[s.block].kind for s in page.segments] for page in (source, target)
    ]
    both = (kinds[0], kinds[1])
    alignment = align_texts(source.texts, target.texts, drafts, kinds=both, scorers=scorers)
    pair = AlignedPair(source.texts, target.texts, drafts, alignment, both)
    blocks = [[segment.block for segment in page.segments] for page in (source, target)]
    return _repaired(pair, (blocks[0], blocks[1]), scorers) if repair else pair


def align_stored(
    store: Store,
    source_id: int,
    target_id: int,
    drafts: Sequence[str] | None,
    *,
    repair: bool,
    scorers: Sequence[SegmentScorer],
) -> AlignedPair:
    """Return the alignment of two articles, which is stored; links made by hand stay."""

    def align() -> Alignment:
        stored = align_articles(store, source_id, target_id, drafts=drafts, scorers=scorers)
        return stored.alignment

    alignment = align()
    if repair:
        proposed = propose_repairs(store, source_id, target_id)
        made = make_repairs(store, proposed, editor=EDITOR, article=source_id)
        for proposal in made:
            both = proposal.after if len(proposal.after) == 2 else proposal.before
            note(repair_sentence(proposal.repair, both[0], both[1]))
        if len(made) < len(proposed):
            left = len(proposed) - len(made)
            note(f"left {left} as they are: their translation is approved; reopen it first")
        if made:
            drafts = _mended_drafts(drafts, [proposal.repair for proposal in made])
            alignment = align()
    texts = pair_texts(store, source_id, target_id)
    return AlignedPair(texts.source, texts.target, drafts, alignment, texts.kinds)


def _mended_drafts(drafts: Sequence[str] | None, made: Sequence[Repair]) -> list[str] | None:
    from songngu.align import repaired_drafts

    return None if drafts is None else repaired_drafts(drafts, made, "source")


def _repaired(
    pair: AlignedPair,
    blocks: tuple[Sequence[int] | None, Sequence[int] | None],
    scorers: Sequence[SegmentScorer],
) -> AlignedPair:
    """The pair with its segments repaired and aligned again; says on standard error what was."""
    from songngu.align import repaired, repairs

    found = repairs(
        pair.source,
        pair.target,
        pair.drafts,
        pair.alignment,
        source_blocks=blocks[0],
        target_blocks=blocks[1],
    )
    for repair in found:
        side = pair.source if repair.side == "source" else pair.target
        first = side[repair.segments[0]]
        parts = (
            (first[: repair.offset], first[repair.offset :])
            if repair.offset
            else (first, side[repair.segments[1]])
        )
        note(repair_sentence(repair, *parts))
    if not found:
        return pair
    source = repaired(pair.source, found, "source")
    target = repaired(pair.target, found, "target")
    drafts = _mended_drafts(pair.drafts, found)
    kinds = (_labels(pair.kinds[0], found, "source"), _labels(pair.kinds[1], found, "target"))
    alignment = align_texts(source, target, drafts, kinds=kinds, scorers=scorers)
    return AlignedPair(source, target, drafts, alignment, kinds)


def _labels(
    kinds: Sequence[BlockKind] | None, made: Sequence[Repair], side: str
) -> list[BlockKind] | None:
    """The kinds of the blocks of the repaired segments."""
    if kinds is None:
        return None
    labels = list(kinds)
    for repair in sorted((r for r in made if r.side == side), key=lambda r: -r.segments[0]):
        first, last = repair.segments[0], repair.segments[-1]
        labels[first : last + 1] = [labels[first]] * (1 if last > first else 2)
    return labels
