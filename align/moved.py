"""Links over a distance: what the monotone path left alone on both sides, linked across.

Editors move sentences and paragraphs. The dynamic programme follows neighbours that have changed
places; anything further is found here, after it: segments without a sure link are compared with
those of the other side within :data:`REACH`, the best pairs are taken first, and a logistic
regression (fitted by ``benchmarks/train_alignment.py``) says how probable each is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from songngu.align.channels import Bitext, Flags
from songngu.align.evidence import Floats, Ints
from songngu.align.features import single_scores
from songngu.align.verdict import Link
from songngu.align.weights import Model, Weights

REACH = 120  # segments from where the path would have a counterpart; keeps long texts linear
SURE = 0.5  # posterior from which a link of the path keeps its segments to itself
MOVED_FEATURES = ("bias", "score", "margin", "run", "choices", "distance")
_BLOCK = 256  # source segments worked on at once
_SCORE_CAP = 20.0

Cells = dict[tuple[int, int], float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two segments that may be counterparts away from the path.

    Attributes:
        source, target: Their indices.
        score: Log-odds of a 1-1 link as in the path, position left out; nats.
        features: By name, those of :data:`MOVED_FEATURES`.
    """

    source: int
    target: int
    score: float
    features: Mapping[str, float]

    def probability(self, weights: Mapping[str, float]) -> float:
        """Probability that the two are counterparts if the texts are parallel; 0 untrained."""
        if not weights:
            return 0.0
        score = sum(weights.get(name, 0.0) * value for name, value in self.features.items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))


def _course(links: Sequence[Link], n_source: int, n_target: int) -> Floats:
    """For each source segment, about where its counterpart would stand without a move."""
    ordered = sorted((link.groups[0][0], link.groups[1][0]) for link in links)
    rows = [-1, *(row for row, _ in ordered), n_source]
    columns = [-1, *(column for _, column in ordered), n_target]
    return np.interp(np.arange(n_source), rows, columns)


def _free(blank: Flags, taken: Sequence[int]) -> Ints:
    free = ~blank
    free[list(taken)] = False
    return np.flatnonzero(free)


def _cells(
    bitext: Bitext, rows: Ints, columns: Ints, course: Floats, weights: Weights
) -> Iterator[tuple[int, int, float]]:
    """For each free source segment the two targets within reach that it speaks for most."""
    for start in range(0, len(rows), _BLOCK):
        part = rows[start : start + _BLOCK]
        low, high = course[part].min() - REACH, course[part].max() + REACH
        near = columns[(columns >= low) & (columns <= high)]
        if not len(near):
            continue
        scores = single_scores(bitext, part, near, weights)
        scores[np.abs(near[None, :] - course[part][:, None]) > REACH] = 0.0
        first = scores.argmax(axis=1)
        best = scores[np.arange(len(part)), first]
        scores[np.arange(len(part)), first] = 0.0
        second = scores.argmax(axis=1)
        next_best = scores[np.arange(len(part)), second]
        for chosen, values in ((first, best), (second, next_best)):
            for i in np.flatnonzero(values > 0):
                yield int(part[i]), int(near[chosen[i]]), float(values[i])


def _best_two(cells: Cells, side: int) -> dict[int, tuple[float, float]]:
    """For each segment of a side, its best score and the next."""
    best: dict[int, tuple[float, float]] = {}
    for pair, score in cells.items():
        first, second = best.get(pair[side], (0.0, 0.0))
        if score > first:
            best[pair[side]] = (score, first)
        elif score > second:
            best[pair[side]] = (first, score)
    return best


def _features(cells: Cells, course: Floats, choices: float) -> Iterator[Candidate]:
    best = (_best_two(cells, 0), _best_two(cells, 1))
    for (i, j), score in cells.items():
        rivals = [two[1] if two[0] == score else two[0] for two in (best[0][i], best[1][j])]
        run = max(cells.get((i - 1, j - 1), 0.0), cells.get((i + 1, j + 1), 0.0))
        yield Candidate(
            i,
            j,
            score,
            {
                "bias": 1.0,
                "score": min(score, _SCORE_CAP) / 10,
                "margin": min(score - max(rivals), _SCORE_CAP) / 10,
                "run": min(run, _SCORE_CAP) / 10,
                "choices": choices,
                "distance": math.log1p(abs(j - float(course[i]))) / 4,
            },
        )


def candidates(bitext: Bitext, links: Sequence[Link], weights: Weights) -> list[Candidate]:
    """Pairs of segments without a sure link that may be counterparts, each segment at most once.

    Args:
        bitext: The texts; blank segments take no part.
        links: The links of the path. Those whose probability is under :data:`SURE` do not keep
            their segments.
        weights: The model.

    Returns:
        By descending score; ties in the order of the texts.
    """
    sure = [link for link in links if link.probability >= SURE]
    rows = _free(bitext.blank_source, [i for link in sure for i in link.groups[0]])
    columns = _free(bitext.blank_target, [j for link in sure for j in link.groups[1]])
    if not len(rows) or not len(columns):
        return []
    course = _course(sure, bitext.n_source, bitext.n_target)
    own = {link.groups for link in links}
    found = _cells(bitext, rows, columns, course, weights)
    cells = {(i, j): score for i, j, score in found if ((i,), (j,)) not in own}
    choices = math.log(min(len(rows), REACH) * min(len(columns), REACH)) / 4
    chosen: list[Candidate] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for c in sorted(
        _features(cells, course, choices), key=lambda c: (-c.score, c.source, c.target)
    ):
        if c.source not in used[0] and c.target not in used[1]:
            chosen.append(c)
            used[0].add(c.source)
            used[1].add(c.target)
    return chosen


def with_moved(links: Sequence[Link], found: Sequence[Candidate], model: Model) -> list[Link]:
    """The path’s links and the candidates more probable than not, which replace weak links."""
    moved = []
    for candidate in found:
        probability = candidate.probability(model.moved)
        if probability >= SURE:
            groups = ((candidate.source,), (candidate.target,))
            moved.append(Link(groups, candidate.score, probability, moved=True))
    rows = {link.groups[0][0] for link in moved}
    columns = {link.groups[1][0] for link in moved}
    kept = [
        link
        for link in links
        if rows.isdisjoint(link.groups[0]) and columns.isdisjoint(link.groups[1])
    ]
    return kept + moved
