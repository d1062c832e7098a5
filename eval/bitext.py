"""Scores of drafts against the English text that already exists."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Alignment, Draft, Segment
from songngu.eval.evaluation import DEFAULT_METRICS, Settings, score_pairs
from songngu.eval.links import (
    check_indices,
    check_verdict,
    coverage_of,
    find_coverage,
    find_links,
)
from songngu.eval.report import Report


def evaluate_bitext(
    drafts: Sequence[str | Draft | None],
    target_segments: Sequence[str | Segment],
    alignment: Alignment,
    *,
    sources: Sequence[str | Segment] | None = None,
    metrics: Sequence[str] = DEFAULT_METRICS,
    confidence: float = 0.95,
    n_bootstrap: int = 1000,
    seed: int = 12345,
    normalise: str = "canonical",
    target_language: str = "en",
) -> Report:
    """Scores of an article's drafts against its aligned English version.

    Each bead with both sides is one pair: its drafts joined against its target segments joined.
    Beads with one side only, and beads with a source segment that has no draft yet (None), are
    not scored and lower the coverage, which is a share of the source segments.

    Args:
        drafts: One per source segment; None where there is none yet.
        target_segments: The English segments that were aligned.
        alignment: Of the source segments with ``target_segments``.
        sources: The source segments; only used to find untranslated ones.
        metrics: As in :func:`~songngu.eval.evaluate`, like all that follow.
        confidence: Share of bootstrap resamples inside the interval.
        n_bootstrap: Resamples for the interval; 0 for none.
        seed: Of the resamples.
        normalise: What is made equal on both sides before scoring.
        target_language: BCP 47 tag.

    Raises:
        EvaluationError: The verdict is not a translation, the alignment is of other texts, too
            little is aligned, or the texts must not be scored for another reason.
        ValueError: Unknown settings.
    """
    names = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    settings = Settings(names, confidence, n_bootstrap, seed, normalise, target_language)
    findings = check_verdict(alignment)
    check_indices(alignment, len(drafts), len(target_segments))
    if sources is not None and len(sources) != len(drafts):
        raise EvaluationError(
            f"found {len(drafts)} drafts but {len(sources)} source segments, expected one draft "
            "(or None) for each"
        )
    drafted = [draft is not None for draft in drafts]
    coverage = coverage_of(alignment, drafted)
    findings += find_coverage(coverage) + find_links(alignment)
    beads = [
        bead
        for bead in alignment.beads
        if bead.source and bead.target and all(drafted[i] for i in bead.source)
    ]
    return score_pairs(
        [_joined(drafts, bead.source) for bead in beads],
        [_joined(target_segments, bead.target) for bead in beads],
        None if sources is None else [_joined(sources, bead.source) for bead in beads],
        settings,
        coverage=coverage,
        findings=findings,
    )


def _joined(items: Sequence[str | Draft | Segment | None], indices: Sequence[int]) -> str:
    texts = []
    for index in indices:
        item = items[index]
        if item is not None:
            texts.append((item if isinstance(item, str) else item.text).strip())
    return " ".join(text for text in texts if text)
