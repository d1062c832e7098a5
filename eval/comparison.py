"""Is one system better than another? Paired bootstrap over the same segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Score
from songngu.eval import scoring
from songngu.eval.evaluation import DEFAULT_METRICS, MIN_FOR_INTERVAL, Settings, score_pairs
from songngu.eval.report import Finding, score_to_dict
from songngu.eval.surface import NORMALISATIONS, folded


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems under one metric.

    Attributes:
        first: Score of the first system, the baseline.
        second: Score of the second system.
        difference: Second minus first, in points; for TER a negative one is an improvement.
        interval: Bootstrap interval of the difference.
        p_value: Probability of a difference this large between systems that do not differ,
            two-sided.
        warnings: On either system's texts; the message names which.
    """

    metric: str
    first: Score
    second: Score
    difference: float
    interval: tuple[float, float]
    p_value: float
    warnings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        """The comparison as dicts, lists, strings and numbers, ready for :mod:`json`."""
        return {
            "metric": self.metric,
            "first": score_to_dict(self.first),
            "second": score_to_dict(self.second),
            "difference": self.difference,
            "interval": list(self.interval),
            "p_value": self.p_value,
            "warnings": [{"code": w.code, "message": w.message} for w in self.warnings],
        }


def compare(
    first: Sequence[str],
    second: Sequence[str],
    references: Sequence[str],
    *,
    sources: Sequence[str] | None = None,
    metrics: Sequence[str] = DEFAULT_METRICS,
    confidence: float = 0.95,
    n_bootstrap: int = 1000,
    seed: int = 12345,
    normalise: str = "canonical",
    target_language: str = "en",
) -> tuple[Comparison, ...]:
    """The difference between two systems on the same segments, one comparison per metric.

    The resamples are those of sacreBLEU's paired bootstrap test (``--paired-bs``; Koehn 2004) for
    the same seed; the p-value made of them is larger than its, see :func:`p_value`. Arguments are
    those of :func:`~songngu.eval.evaluate`.

    Raises:
        EvaluationError: Texts that must not be scored, or too few segments to tell anything.
        ValueError: Unknown settings, or no resamples.
    """
    names = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    settings = Settings(names, confidence, n_bootstrap, seed, normalise, target_language)
    if not n_bootstrap:
        raise ValueError("n_bootstrap is 0, but a comparison needs resamples")
    reports = [score_pairs(side, references, sources, settings) for side in (first, second)]
    if reports[0].n_segments < MIN_FOR_INTERVAL:
        raise EvaluationError(
            f"found {reports[0].n_segments} segments with a reference, expected at least "
            f"{MIN_FOR_INTERVAL}: fewer cannot tell two systems apart"
        )
    warnings = tuple(
        Finding(finding.code, f"{which}: {finding.message}")
        for which, report in zip(("First system", "Second system"), reports, strict=True)
        for finding in report.warnings
    )
    kept = [index for index, text in enumerate(references) if text.strip()]
    sides = [
        folded([side[index] for index in kept], NORMALISATIONS[normalise])
        for side in (first, second, references)
    ]
    return tuple(
        _compared(name, sides, reports[0].score(name), reports[1].score(name), settings, warnings)
        for name in names
    )


def _compared(
    name: str,
    sides: Sequence[Sequence[str]],
    first: Score,
    second: Score,
    settings: Settings,
    warnings: tuple[Finding, ...],
) -> Comparison:
    short = "eff:yes" in first.signature or "eff:yes" in second.signature
    systems = [scoring.collect(name, side, sides[2], short=short) for side in sides[:2]]
    rng = np.random.default_rng(settings.seed)
    values = scoring.bootstrap(systems, settings.n_bootstrap, rng)
    differences = values[1] - values[0]
    difference = second.value - first.value
    return Comparison(
        name,
        first,
        second,
        difference,
        scoring.interval(differences, settings.confidence),
        p_value(differences, difference),
        warnings,
    )


def p_value(differences: scoring.Array, observed: float) -> float:
    """Share of resamples at least as far from their mean, to either side, as the observed from 0.

    Moved to mean 0, the resamples stand for systems that do not differ (Efron and Tibshirani 1993,
    section 16.4). One is added above and below, so that it is never 0. sacreBLEU moves the sizes
    of the differences instead (``_paired_bs_test``), which in effect counts one side: its p is
    smaller, and comes below 0.05 for about one in eight pairs of systems that do not differ.

    Args:
        differences: (n_bootstrap,) differences between the systems over the resamples.
        observed: Difference over the whole corpus; 0 gives 1.
    """
    n_as_far = int((np.abs(differences - differences.mean()) >= abs(observed)).sum())
    return (n_as_far + 1) / (len(differences) + 1)
