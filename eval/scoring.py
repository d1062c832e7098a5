"""From texts to sufficient statistics, and from statistics to scores, intervals and tests.

The statistics of each segment are collected once. A corpus score is their sum put through the
metric's formula, a bootstrap resample is a weighted sum put through the same formula, and a
paired test does it for two systems with the same weights. Metrics, formulas and signatures are
sacreBLEU's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.metrics.ter import TER

Array = npt.NDArray[np.float64]

MIN_BOOTSTRAP = 100

# The shift search of TER grows faster than the cube of the length: 240 words take seconds in
# sacreBLEU, 1,500 more than a minute.
MAX_TER_WORDS = 300

# Weights of this many segments and resamples are held at a time (8 bytes each).
_CHUNK = 4_000_000

METRICS: dict[str, Callable[[bool], Metric]] = {
    # force only silences sacreBLEU's own log line on tokenised text; the guards report it.
    "BLEU": lambda short: BLEU(effective_order=short, force=True),
    "chrF2": lambda short: CHRF(),
    "chrF2++": lambda short: CHRF(word_order=2),
    "TER": lambda short: TER(),
}
"""Metric by name; the argument says that most segments are too short for 4-grams."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The sufficient statistics of one metric over one set of segments.

    Attributes:
        counts: float64, (n_segments, n_statistics); a row of zeros for what was left out.
        scored: bool, (n_segments,); False for what was left out.
    """

    name: str
    metric: Metric
    counts: Array
    scored: npt.NDArray[np.bool_]

    @property
    def coverage(self) -> float:
        """Share of the segments that this metric could score, 0–1."""
        return float(self.scored.mean())


def check_metrics(metrics: Sequence[str]) -> None:
    """Do nothing if every metric is known.

    Raises:
        ValueError: An unknown or repeated metric, none at all, or a string in place of a list.
    """
    known = ", ".join(METRICS)
    if isinstance(metrics, str) or not metrics:
        raise ValueError(f"metrics must be a list of names out of {known}, found {metrics!r}")
    for name in metrics:
        if name not in METRICS:
            raise ValueError(f"unknown metric {name!r}, expected one of {known}")
    if len(set(metrics)) < len(metrics):
        raise ValueError(f"metrics are named twice in {list(metrics)}")


def collect(
    name: str, hypotheses: Sequence[str], references: Sequence[str], *, short: bool
) -> Statistics:
    """The statistics of every pair under one metric.

    Args:
        name: A key of :data:`METRICS`.
        hypotheses: Texts scored.
        references: Texts scored against, one for each hypothesis.
        short: Use the effective n-gram order in BLEU.
    """
    metric = METRICS[name](short)
    scored = np.ones(len(hypotheses), dtype=bool)
    if name == "TER":
        pairs = zip(hypotheses, references, strict=True)
        scored[:] = [max(_n_words(h), _n_words(r)) <= MAX_TER_WORDS for h, r in pairs]
    kept = [int(index) for index in np.flatnonzero(scored)]
    if not kept:
        return Statistics(name, metric, np.zeros((len(hypotheses), 2)), scored)
    rows = np.asarray(
        metric._extract_corpus_statistics(
            [hypotheses[i] for i in kept], [[references[i] for i in kept]]
        ),
        dtype=np.float64,
    )
    counts = np.zeros((len(hypotheses), rows.shape[1]))
    counts[kept] = rows
    return Statistics(name, metric, counts, scored)


def with_rows(statistics: Statistics, indices: Sequence[int], rows: Statistics) -> Statistics:
    """The statistics with those of some segments replaced by ``rows``, one for each index."""
    counts = statistics.counts.copy()
    counts[list(indices)] = rows.counts
    return Statistics(statistics.name, statistics.metric, counts, statistics.scored)


def _n_words(text: str) -> int:
    return len(text.split())


def value(statistics: Statistics, totals: Array | None = None) -> float:
    """The metric's value of summed statistics, 0–100 (TER may exceed 100).

    Args:
        statistics: As collected.
        totals: (n_statistics,) sums to score in place of the sum over all segments.
    """
    sums = statistics.counts.sum(axis=0) if totals is None else totals
    # sacreBLEU's annotation says list; its own bootstrap passes arrays as well.
    return float(statistics.metric._compute_score_from_stats(cast("list[float]", sums)).score)


def resamples(n_segments: int, n_bootstrap: int, rng: np.random.Generator) -> Iterator[Array]:
    """How often each segment was drawn in each bootstrap resample, some resamples at a time.

    The draws are those of sacreBLEU for the same generator, whatever the size of the pieces.

    Yields:
        float64, (n_resamples, n_segments); the rows of all pieces add up to ``n_bootstrap``.
    """
    step = max(1, _CHUNK // max(1, n_segments))
    for first in range(0, n_bootstrap, step):
        n_rows = min(step, n_bootstrap - first)
        drawn = rng.choice(n_segments, size=(n_rows, n_segments), replace=True)
        drawn += np.arange(n_rows)[:, None] * n_segments
        counts = np.bincount(drawn.ravel(), minlength=n_rows * n_segments)
        yield counts.reshape(n_rows, n_segments).astype(np.float64)


def bootstrap(
    systems: Sequence[Statistics], n_bootstrap: int, rng: np.random.Generator
) -> list[Array]:
    """Values of each set of statistics over the same resamples (Koehn 2004, section 3).

    Args:
        systems: Metrics or systems over the same segments.
        n_bootstrap: Number of resamples.
        rng: Source of the draws.

    Returns:
        For each of ``systems`` float64, (n_bootstrap,).
    """
    values: list[list[float]] = [[] for _ in systems]
    for counts in resamples(len(systems[0].counts), n_bootstrap, rng):
        for found, statistics in zip(values, systems, strict=True):
            found.extend(value(statistics, row) for row in counts @ statistics.counts)
    return [np.asarray(found) for found in values]


def interval(values: Array, confidence: float) -> tuple[float, float]:
    """The central share ``confidence`` of bootstrap values, lower and upper bound.

    The bounds are order statistics, chosen as sacreBLEU does for 95 %.
    """
    ordered = np.sort(values)
    # The small addend keeps 1000 · 0.025 from becoming 24 in floating point.
    cut = int(len(ordered) * (1 - confidence) / 2 + 1e-9)
    return float(ordered[cut]), float(ordered[len(ordered) - cut - 1])


def signature(statistics: Statistics, *, extra: Sequence[tuple[str, str]] = ()) -> str:
    """The signature of the settings as sacreBLEU writes it, followed by what was added here."""
    metric = statistics.metric
    signed = metric._SIGNATURE_TYPE({**metric.__dict__, "num_refs": 1})
    return "|".join([str(signed), *(f"{key}:{text}" for key, text in extra)])


def n_words_13a(text: str) -> int:
    """Number of tokens that BLEU sees in a text."""
    return len(_BLEU_TOKENS._preprocess_segment(text).split())


_BLEU_TOKENS = BLEU(force=True)


def segment_scores(
    hypotheses: Sequence[str], references: Sequence[str], metric: str = "chrF2"
) -> tuple[float, ...]:
    """The score of each segment by itself, in order; nan where the metric left it out.

    BLEU uses the effective n-gram order, so that identical short segments score 100.

    Raises:
        ValueError: An unknown metric or lists of different lengths.
    """
    check_metrics([metric])
    if len(hypotheses) != len(references):
        raise ValueError(f"{len(hypotheses)} hypotheses but {len(references)} references")
    if not hypotheses:
        return ()
    statistics = collect(metric, hypotheses, references, short=True)
    return tuple(
        value(statistics, row) if kept else float("nan")
        for row, kept in zip(statistics.counts, statistics.scored, strict=True)
    )
