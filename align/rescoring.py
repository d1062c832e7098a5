"""Asking scorers about the few links that the aligner's own evidence leaves open.

What a scorer's numbers mean is learned on the spot: links of the same texts that are sure show what
it gives to translations, the same sources with other links' targets what it gives to others. Two
normal distributions of like spread make log-odds of these (linear discriminant, Fisher 1936), so
that any encoder or model will do, untrained for the purpose and on whatever scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from songngu.align.evidence import Floats
from songngu.align.features import Rectangle
from songngu.align.lattice import MOVES, Groups, Lattice, Posterior, best_path, groups_of
from songngu.align.lattice import move_probability as probability_of
from songngu.align.scorers import SegmentScorer

WEIGHT = 0.5  # of a scorer's log-odds, which partly say what the other evidence says
CAP = 6.0  # nats
OPEN = (0.05, 0.95)  # probabilities between which a link is asked about
SURE = 0.97  # links from here on show what the scorer gives to translations
MOST_OPEN = 60  # links asked about in a part of a text, and
MOST_SURE = 24  # links learned from
_FEWEST = 4  # sure links without which nothing is learned
_DOUBT = 6.0  # links' worth of doubt in what was learned
_LEAST_SPREAD = 0.15  # of the distance between the two means

Move = tuple[int, int, int]  # move, end row, end column, as in a Path


@dataclass(frozen=True, slots=True)
class Texts:
    """The segments that scorers are shown; ``drafts`` are "" where there is none."""

    source: Sequence[str]
    drafts: Sequence[str]
    target: Sequence[str]

    def triple(self, groups: Groups) -> tuple[str, str, str]:
        """Source, draft and target of a link; the draft is "" where a part of it is missing."""
        ours, theirs = groups
        drafts = [self.drafts[i] for i in ours]
        return (
            " ".join(self.source[i] for i in ours),
            " ".join(drafts) if all(drafts) else "",
            " ".join(self.target[j] for j in theirs),
        )


def probabilities(lattice: Lattice, sums: Posterior) -> Floats:
    """Probability of each move among all alignments: (n_moves, n_source + 1, width)."""
    out = np.zeros(lattice.scores.shape)
    columns = np.arange(lattice.width)
    for move, (a, b) in enumerate(MOVES):
        for row in range(a, lattice.n_source + 1):
            begin = columns + int(lattice.first[row]) - b - int(lattice.first[row - a])
            inside = (begin >= 0) & (begin < lattice.width)
            before = sums.forward[row - a, np.where(inside, begin, 0)]
            log_p = before + lattice.scores[move, row] + sums.backward[row] - sums.log_z
            out[move, row] = np.where(inside, np.exp(np.minimum(log_p, 0.0)), 0.0)
    return out


def open_moves(lattice: Lattice, sums: Posterior) -> list[Move]:
    """The moves that may or may not be right, the least sure first, ties in lattice order."""
    p = probabilities(lattice, sums)
    found = np.argwhere((p > OPEN[0]) & (p < OPEN[1]))
    doubt = np.abs(p[tuple(found.T)] - 0.5)
    chosen = found[np.argsort(doubt, kind="stable")][:MOST_OPEN]
    return [(int(t), int(i), int(k) + int(lattice.first[i])) for t, i, k in chosen]


def sure_links(lattice: Lattice, sums: Posterior, area: Rectangle) -> list[Groups]:
    """Links of the best path that are surely right, evenly spread where there are many."""
    links = [
        groups
        for move, row, column in best_path(lattice).moves
        if probability_of(lattice, sums, move, row, column) >= SURE
        for groups in groups_of(move, row + area.top, column + area.left)
    ]
    if len(links) <= MOST_SURE:
        return links
    chosen = np.linspace(0, len(links) - 1, MOST_SURE).round().astype(int)
    return [links[k] for k in chosen]


def log_odds(scores: Floats, right: Floats, wrong: Floats) -> Floats:
    """Log-odds of a translation for scores, from those of right and wrong links: nats.

    0 where there is too little to learn from, where the scorer does not tell right from wrong, and
    for NaN.
    """
    right, wrong = right[np.isfinite(right)], wrong[np.isfinite(wrong)]
    none = np.zeros(len(scores))
    if min(len(right), len(wrong)) < _FEWEST:
        return none
    distance = float(right.mean() - wrong.mean())
    if distance <= 0:
        return none
    squares = ((right - right.mean()) ** 2).sum() + ((wrong - wrong.mean()) ** 2).sum()
    variance = float(squares) / (len(right) + len(wrong) - 2)
    variance = max(variance, (_LEAST_SPREAD * distance) ** 2)
    trust = len(right) / (len(right) + _DOUBT)
    middle = (float(right.mean()) + float(wrong.mean())) / 2
    odds = trust * distance / variance * (scores - middle)
    return np.clip(np.nan_to_num(odds, nan=0.0), -CAP, CAP)


def _asked(scorer: SegmentScorer, links: Sequence[Groups], texts: Texts) -> Floats:
    sources, drafts, targets = zip(*(texts.triple(groups) for groups in links), strict=True)
    scores = np.asarray(scorer.score(sources, drafts, targets), dtype=np.float64)
    if scores.shape != (len(links),):
        raise ValueError(
            f"{scorer.signature}: found scores of shape {scores.shape} for {len(links)} pairs, "
            "expected one for each"
        )
    return scores


def link_odds(
    scorer: SegmentScorer, links: Sequence[Groups], sure: Sequence[Groups], texts: Texts
) -> Floats:
    """What a scorer says of links, as log-odds of a translation, nats; (n_links,)."""
    n = len(sure)
    # The next link's target is the likeliest mistake; one from far off is the plainest.
    wrong = [(sure[k][0], sure[(k + step) % n][1]) for step in (1, n // 2) for k in range(n)]
    scores = _asked(scorer, [*links, *sure, *wrong], texts)
    return log_odds(scores[: len(links)], scores[len(links) : len(links) + n], scores[-2 * n :])


def rescored(
    lattice: Lattice,
    sums: Posterior,
    area: Rectangle,
    texts: Texts,
    scorers: Sequence[SegmentScorer],
) -> Lattice:
    """The lattice with what the scorers say of its open moves added to their scores.

    A link of several segments counts as so many opinions as it has segments on average, as it
    stands against leaving all of them alone.

    Args:
        lattice: Of the area.
        sums: Of the lattice.
        area: Which segments of the texts it is about.
        texts: All segments of both sides.
        scorers: Asked one after the other.
    """
    moves, sure = open_moves(lattice, sums), sure_links(lattice, sums, area)
    if not moves or len(sure) < _FEWEST:
        return lattice
    links = [
        (at, groups)
        for at, (move, row, column) in enumerate(moves)
        for groups in groups_of(move, row + area.top, column + area.left)
    ]
    gains = np.zeros(len(moves))
    for scorer in scorers:
        odds = link_odds(scorer, [groups for _, groups in links], sure, texts)
        for (at, groups), value in zip(links, odds, strict=True):
            gains[at] += WEIGHT * value * (len(groups[0]) + len(groups[1])) / 2
    scores = lattice.scores.copy()
    for (move, row, column), gain in zip(moves, gains, strict=True):
        scores[move, row, column - lattice.first[row]] += gain
    return replace(lattice, scores=scores)
