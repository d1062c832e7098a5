"""Alignments scored against gold: strict and lax precision and recall, link error, false links.

Beads are counted as vecalign's ``score.py`` counts them (Thompson & Koehn 2019): a bead is right
strictly when gold has the very same groups, laxly when one of its source segments has a gold
counterpart among its target segments. Precision runs over all beads of the alignment, null beads
included; recall over the links of gold. Before counting, both sides are completed: every segment
that stands in no link has a null bead of its own.

Counts of documents add up, so a corpus and its resamples are scored by one path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Alignment, Bead

Groups = tuple[tuple[int, ...], tuple[int, ...]]

RESAMPLES = 1000
SEED = 12345


@dataclass(frozen=True, slots=True)
class Share:
    """Precision, recall and their harmonic mean, each 0–1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class AlignmentCounts:
    """What is counted in one alignment, or in many: counts add.

    Attributes:
        beads: Beads of the alignment, null beads included.
        beads_strict: Those that gold has exactly so.
        beads_lax: Those that share at least a pair of segments with gold, or are in gold.
        gold_links: Links of gold.
        gold_strict: Those that the alignment has exactly so.
        gold_lax: Those that share at least a pair with the alignment.
        links: Links of the alignment.
        links_strict: Those that gold has exactly so.
        pairs: Pairs of segments within the links of the alignment.
        gold_pairs: The same in gold.
        common_pairs: Pairs in both.
        lone: Segments of both sides that have no counterpart in gold.
        lone_linked: Those that the alignment links all the same.
    """

    beads: int = 0
    beads_strict: int = 0
    beads_lax: int = 0
    gold_links: int = 0
    gold_strict: int = 0
    gold_lax: int = 0
    links: int = 0
    links_strict: int = 0
    pairs: int = 0
    gold_pairs: int = 0
    common_pairs: int = 0
    lone: int = 0
    lone_linked: int = 0

    def __add__(self, other: AlignmentCounts) -> AlignmentCounts:
        """The counts of both together."""
        return AlignmentCounts(*(a + b for a, b in zip(self.row(), other.row(), strict=True)))

    def row(self) -> tuple[int, ...]:
        """The counts in the order of the attributes."""
        return tuple(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class AlignmentScores:
    """How good alignments are; all shares 0–1.

    Attributes:
        strict: Beads that are exactly those of gold.
        lax: Beads that overlap with gold.
        links: Of links alone, null beads left out, exactly those of gold.
        link_error: 1 − 2 · common pairs / (pairs + gold pairs), the alignment error rate of Och &
            Ney (2003) with sure links only; 0 is perfect.
        false_links: Share of the segments without a counterpart that are linked all the same; on
            unrelated texts, of all segments. 0 where every segment has a counterpart.
        n_documents: Alignments counted.
        n_gold_links: Links in gold.
        strict_interval: 95 % bootstrap interval of the strict F1 over documents; None for fewer
            than two documents.
    """

    strict: Share
    lax: Share
    links: Share
    link_error: float
    false_links: float
    n_documents: int
    n_gold_links: int
    strict_interval: tuple[float, float] | None

    def to_dict(self) -> dict[str, Any]:
        """The scores as dicts, lists and numbers, ready for :mod:`json`; unrounded."""
        shares = {
            name: {"precision": share.precision, "recall": share.recall, "f1": share.f1}
            for name, share in (("strict", self.strict), ("lax", self.lax), ("links", self.links))
        }
        interval = self.strict_interval
        return shares | {
            "link_error": self.link_error,
            "false_links": self.false_links,
            "n_documents": self.n_documents,
            "n_gold_links": self.n_gold_links,
            "strict_f1_interval": None if interval is None else list(interval),
        }


def completed(
    beads: Iterable[Bead | Groups], n_source: int, n_target: int, *, name: str = "alignment"
) -> list[Groups]:
    """The links as sorted groups, then a null bead for each segment that stands in none.

    Args:
        beads: Beads, or pairs of source and target indices.
        n_source: Number of source segments.
        n_target: Number of target segments.
        name: What to call the alignment in an error.

    Raises:
        EvaluationError: An index that the texts do not have, or a segment in two links.
    """
    links = []
    for bead in beads:
        source, target = (bead.source, bead.target) if isinstance(bead, Bead) else bead
        if source and target:
            links.append((tuple(sorted(source)), tuple(sorted(target))))
    lone: list[list[int]] = []
    for side, count in enumerate((n_source, n_target)):
        indices = [i for link in links for i in link[side]]
        _check(indices, count, f"{name}, {('source', 'target')[side]} side")
        lone.append(sorted(set(range(count)) - set(indices)))
    nulls: list[Groups] = [((i,), ()) for i in lone[0]]
    return links + nulls + [((), (j,)) for j in lone[1]]


def _check(indices: Sequence[int], count: int, where: str) -> None:
    outside = [i for i in indices if not 0 <= i < count]
    if outside:
        raise EvaluationError(
            f"{where}: found segment {outside[0] + 1}, expected 1 to {count}; score it against "
            "gold of these very texts"
        )
    twice = [i for i, times in Counter(indices).items() if times > 1]
    if twice:
        raise EvaluationError(
            f"{where}: segment {min(twice) + 1} stands in two links, expected one; join the links "
            "that share a segment"
        )


def _pairs(links: Iterable[Groups]) -> set[tuple[int, int]]:
    return {(i, j) for source, target in links for i in source for j in target}


def count_beads(
    gold: Iterable[Bead | Groups],
    found: Iterable[Bead | Groups],
    n_source: int,
    n_target: int,
) -> AlignmentCounts:
    """The counts of an alignment against gold; null beads of either may be left out.

    Raises:
        EvaluationError: An index that the texts do not have, or a segment in two links.
    """
    true = completed(gold, n_source, n_target, name="gold")
    tried = completed(found, n_source, n_target)
    true_set, tried_set = set(true), set(tried)
    gold_links = [bead for bead in true if bead[0] and bead[1]]
    links = [bead for bead in tried if bead[0] and bead[1]]
    gold_pairs, pairs = _pairs(gold_links), _pairs(links)
    lone = [bead for bead in true if not (bead[0] and bead[1])]
    linked = [{i for link in links for i in link[side]} for side in (0, 1)]
    return AlignmentCounts(
        beads=len(tried),
        beads_strict=len(tried_set & true_set),
        beads_lax=sum(_lax(bead, true_set, gold_pairs) for bead in tried),
        gold_links=len(gold_links),
        gold_strict=len(set(gold_links) & tried_set),
        gold_lax=sum(_lax(bead, set(links), pairs) for bead in gold_links),
        links=len(links),
        links_strict=len(set(links) & true_set),
        pairs=len(pairs),
        gold_pairs=len(gold_pairs),
        common_pairs=len(pairs & gold_pairs),
        lone=len(lone),
        lone_linked=sum(
            bool(linked[0].intersection(source) or linked[1].intersection(target))
            for source, target in lone
        ),
    )


def _lax(bead: Groups, others: set[Groups], pairs: set[tuple[int, int]]) -> bool:
    return bead in others or any((i, j) in pairs for i in bead[0] for j in bead[1])


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def score_counts(
    counts: Sequence[AlignmentCounts], *, n_bootstrap: int = RESAMPLES, seed: int = SEED
) -> AlignmentScores:
    """The scores of alignments counted one by one.

    Args:
        counts: One per document.
        n_bootstrap: Resamples of documents for the interval; 0 for none.
        seed: Of the resamples.

    Raises:
        EvaluationError: No document.
    """
    if not counts:
        raise EvaluationError("found no alignment to score, expected at least one")
    total = sum(counts, AlignmentCounts())
    error = 1 - _ratio(2 * total.common_pairs, total.pairs + total.gold_pairs)
    return AlignmentScores(
        strict=Share(
            _ratio(total.beads_strict, total.beads), _ratio(total.gold_strict, total.gold_links)
        ),
        lax=Share(_ratio(total.beads_lax, total.beads), _ratio(total.gold_lax, total.gold_links)),
        links=Share(
            _ratio(total.links_strict, total.links), _ratio(total.gold_strict, total.gold_links)
        ),
        link_error=error if total.pairs + total.gold_pairs else 0.0,
        false_links=_ratio(total.lone_linked, total.lone),
        n_documents=len(counts),
        n_gold_links=total.gold_links,
        strict_interval=_interval(counts, n_bootstrap, seed),
    )


def _interval(
    counts: Sequence[AlignmentCounts], n_bootstrap: int, seed: int
) -> tuple[float, float] | None:
    """Percentile bootstrap (Efron & Tibshirani 1993) of the strict F1, documents resampled."""
    if len(counts) < 2 or n_bootstrap < 1:
        return None
    names = [field.name for field in fields(AlignmentCounts)]
    table = np.array([c.row() for c in counts], dtype=np.float64)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), n_bootstrap)
    sums = dict(zip(names, (drawn @ table).T, strict=True))
    precision = sums["beads_strict"] / np.maximum(sums["beads"], 1)
    recall = sums["gold_strict"] / np.maximum(sums["gold_links"], 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    low, high = np.quantile(f1, [0.025, 0.975])
    return float(low), float(high)


def judged_links(
    gold: Iterable[Bead | Groups], found: Alignment, n_source: int, n_target: int
) -> list[tuple[float, bool]]:
    """Confidence of each link of an alignment, and whether gold has exactly that link.

    Links that a person fixed are left out: their confidence is no estimate.

    Raises:
        EvaluationError: Gold of other texts, or a segment in two links.
    """
    completed(found.beads, n_source, n_target)
    true = set(completed(gold, n_source, n_target, name="gold"))
    return [
        (bead.confidence, (tuple(sorted(bead.source)), tuple(sorted(bead.target))) in true)
        for bead in found.beads
        if bead.source and bead.target and not bead.fixed
    ]
