"""Aligning two articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from songngu.corpora.errors import NotFoundError
from songngu.corpora.types import Alignment, BlockKind

if TYPE_CHECKING:
    from songngu.align.scorers import SegmentScorer
    from songngu.corpora.store import SegmentRecord, Store, StoredAlignment


def align_texts(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None = None,
    *,
    kinds: tuple[Sequence[BlockKind] | None, Sequence[BlockKind] | None] = (None, None),
    scorers: Sequence[SegmentScorer] = (),
) -> Alignment:
    """Return the alignment of Vietnamese with English segments.

    Args:
        drafts: English drafts of the source segments, one each, "" where there is none;
            alignments without them are less sure.
        kinds: What blocks the segments of the two sides come from, where known.
        scorers: Asked about the links that all else leaves open.

    Raises:
        ValueError: Unequal counts of source segments and drafts.
        EngineError: A scorer failed.
    """
    from songngu.align import align

    return align(
        source, target, drafts, source_kinds=kinds[0], target_kinds=kinds[1], scorers=scorers
    )


def aligner_signature() -> str:
    """Return the signature that alignments with drafts carry now, to tell older ones."""
    return align_texts((), (), ()).signature


def aligned_without_drafts(stored: StoredAlignment) -> bool:
    """Return whether an alignment was made before there were drafts, which make it surer."""
    return "drafts:no" in stored.alignment.signature.split("|")


def align_articles(
    store: Store,
    source_id: int,
    target_id: int,
    *,
    drafts: Sequence[str] | Literal["stored"] | None = "stored",
    scorers: Sequence[SegmentScorer] = (),
    editor: str | None = None,
) -> StoredAlignment:
    """Return the alignment of two stored articles, which is stored as well.

    Uses what kinds of blocks the segments come from; links made by hand stay, and the rest is
    aligned around them.

    Args:
        drafts: English drafts of the source segments; None to do without; by default those that
            the source has.
        scorers: Asked about the links that all else leaves open.
        editor: Whose step it is, to be taken back by undo; None for nobody's.

    Raises:
        NotFoundError: One of the articles is not in the store.
        ValueError: Unequal counts of source segments and given drafts.
    """
    from songngu.align import align

    records, english = store.segments(source_id), store.segments(target_id)
    if drafts == "stored":
        had = [record.draft.text if record.draft is not None else "" for record in records]
        drafts = had if any(had) else None
    known = store.alignment(source_id, target_id)
    alignment = align(
        [record.segment.text for record in records],
        [record.segment.text for record in english],
        drafts,
        fixed=[(b.source, b.target) for b in known.alignment.beads if b.fixed] if known else (),
        source_kinds=block_kinds(store, source_id, records),
        target_kinds=block_kinds(store, target_id, english),
        scorers=scorers,
    )
    ids = [record.id for record in records], [record.id for record in english]
    store.add_alignment(source_id, target_id, alignment, segments=ids, editor=editor)
    stored = store.alignment(source_id, target_id)
    if stored is None:
        raise NotFoundError(
            f"the alignment of articles {source_id} and {target_id} was stored and cannot be "
            "found again; somebody may have deleted one of them: align them anew"
        )
    return stored


def block_kinds(
    store: Store, document_id: int, records: Sequence[SegmentRecord]
) -> list[BlockKind]:
    """Return the kind of the block that each segment of an article comes from.

    Raises:
        NotFoundError: No such article.
    """
    blocks = store.document(document_id).blocks
    return [blocks[record.segment.block].kind for record in records]
