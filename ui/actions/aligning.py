"""Aligning two articles, and scoring drafts against the English they are aligned with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from songngu.corpora.errors import EvaluationError, NotFoundError
from songngu.corpora.types import Alignment

if TYPE_CHECKING:
    from songngu.corpora.store import Store, StoredAlignment
    from songngu.eval import Report


def align_texts(
    source: Sequence[str], target: Sequence[str], drafts: Sequence[str] | None = None
) -> Alignment:
    """Return the alignment of Vietnamese with English segments.

    Args:
        drafts: English drafts of the source segments, one each, "" where there is none;
            alignments without them are less sure.

    Raises:
        ValueError: Unequal counts of source segments and drafts.
    """
    from songngu.align import align

    return align(source, target, drafts)


def aligner_signature() -> str:
    """Return the signature that alignments with drafts carry now, to tell older ones."""
    return align_texts((), (), ()).signature


def align_articles(store: Store, source_id: int, target_id: int) -> StoredAlignment:
    """Return the alignment of two stored articles, which is stored as well.

    Uses the drafts that the source has.

    Raises:
        NotFoundError: One of the articles is not in the store.
    """
    records = store.segments(source_id)
    source = [record.segment.text for record in records]
    target = [record.segment.text for record in store.segments(target_id)]
    drafts = [record.draft.text if record.draft is not None else "" for record in records]
    alignment = align_texts(source, target, drafts if any(drafts) else None)
    store.add_alignment(source_id, target_id, alignment)
    stored = store.alignment(source_id, target_id)
    if stored is None:
        raise NotFoundError(
            f"the alignment of articles {source_id} and {target_id} was stored and cannot be "
            "found again; somebody may have deleted one of them: align them anew"
        )
    return stored


def evaluate_article(store: Store, source_id: int, *, normalise: str = "canonical") -> Report:
    """Return the scores of an article's drafts against the English it is aligned with.

    Segments without a draft lower the coverage. The scores are also kept in the store as an
    evaluation run.

    Args:
        normalise: Key of :data:`songngu.eval.NORMALISATIONS`: what is made equal on both sides.

    Raises:
        EvaluationError: Without drafts, not aligned, or the English is no translation of the page,
            so that a score would mislead.
        NotFoundError: No such article.
    """
    from songngu.corpora.store import EvaluationRun
    from songngu.eval import evaluate_bitext

    records = store.segments(source_id)
    drafts = [record.draft for record in records]
    if not any(draft is not None for draft in drafts):
        raise EvaluationError(
            f"article {source_id} has no drafts, expected some to score; draft the article first"
        )
    stored = store.alignment(source_id)
    if stored is None:
        raise EvaluationError(
            f"article {source_id} is not aligned with an English version, expected one to score "
            "against; align it first"
        )
    report = evaluate_bitext(
        drafts,
        [record.segment for record in store.segments(stored.target_id)],
        stored.alignment,
        sources=[record.segment for record in records],
        normalise=normalise,
    )
    store.add_run(
        EvaluationRun(
            name=f"drafts of article {source_id} against article {stored.target_id}",
            document_id=source_id,
            scores=report.scores,
            warnings=tuple(finding.message for finding in report.warnings),
        )
    )
    return report
