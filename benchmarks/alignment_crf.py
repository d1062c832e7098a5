"""Bead weights: a conditional random field over the alignments of synthetic bitexts.

Maximum likelihood: the gradient is gold minus expected features, from forward-backward (Lafferty
et al. 2001), and the steps are Adam's.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence

import numpy as np
from alignment_samples import Sample

from songngu.align.features import FEATURES, WORDY, Rectangle, feature_tensor, impossible
from songngu.align.lattice import CROSS, LINKS, MOVES, Lattice, posterior
from songngu.align.weights import Weights

Move = tuple[int, int, int]  # number of the move, end row, end column


class Case:
    """A sample's features, and the gold moves among them."""

    def __init__(self, sample: Sample, weights: Weights, drafts: bool) -> None:
        bitext = sample.bitext(weights, drafts=drafts)
        self.n, self.m = bitext.n_source, bitext.n_target
        tensor = feature_tensor(bitext, weights)
        area = Rectangle(0, self.n, 0, self.m)
        self.closed = np.stack([impossible(bitext, area, t) for t in range(len(MOVES))])
        self.features = tensor.astype(np.float32)
        self.gold = np.zeros(len(FEATURES))
        for move, i, j in gold_moves(sample):
            self.gold += tensor[move, :, i - 1, j - 1]

    def lattice(self, vector: np.ndarray) -> Lattice:
        """The lattice scored with the given weights."""
        scores = np.full((len(MOVES), self.n + 1, self.m + 1), -np.inf)
        single = vector.astype(np.float32)
        inner = np.stack([np.tensordot(single, part, 1) for part in self.features])
        inner[self.closed] = -np.inf
        scores[:, 1:, 1:] = inner
        return Lattice(scores, np.zeros(self.n + 1, dtype=np.int64), self.m)

    def gradient(self, vector: np.ndarray) -> tuple[float, np.ndarray]:
        """Log-likelihood of the gold alignment and its gradient."""
        lattice = self.lattice(vector)
        sums = posterior(lattice)
        expected = np.zeros(len(FEATURES))
        for t, (a, b) in enumerate(MOVES):
            if a > self.n or b > self.m:
                continue
            log_p = (
                sums.forward[: self.n + 1 - a, : self.m + 1 - b]
                + lattice.scores[t, a:, b:]
                + sums.backward[a:, b:]
                - sums.log_z
            )
            p = np.exp(np.minimum(log_p, 0)).astype(np.float32)
            expected += np.tensordot(self.features[t, :, a - 1 :, b - 1 :], p, 2)
        return float(vector @ self.gold - sums.log_z), self.gold - expected


def gold_moves(sample: Sample) -> list[Move]:
    """The gold beads that a monotone path can have, as moves; of moved text the larger part.

    Two crossing 1-1 beads are one move.
    """
    single = {(s[0], t[0]) for s, t in sample.beads if len(s) == len(t) == 1}
    moves: list[Move] = []
    crossed: set[tuple[int, int]] = set()
    for i, j in sorted(single):
        if (i + 1, j - 1) in single and (i, j) not in crossed:
            crossed |= {(i, j), (i + 1, j - 1)}
            moves.append((CROSS, i + 2, j + 1))
    for s, t in sample.beads:
        if (s[0], t[0]) not in crossed and (len(s), len(t)) in LINKS:
            moves.append((MOVES.index((len(s), len(t))), s[-1] + 1, t[-1] + 1))
    return heaviest_chain(moves)


def heaviest_chain(moves: Sequence[Move]) -> list[Move]:
    """The moves that can follow one another on one path and hold the most segments."""
    ordered = sorted(moves, key=lambda move: (move[1], move[2]))
    best: list[tuple[int, int]] = []  # segments up to here, the move before
    for k, (move, row, column) in enumerate(ordered):
        a, b = MOVES[move]
        held, before = 0, -1
        for earlier, (_, i, j) in enumerate(ordered[:k]):
            if i <= row - a and j <= column - b and best[earlier][0] > held:
                held, before = best[earlier][0], earlier
        best.append((held + a + b, before))
    at = max(range(len(best)), key=lambda k: best[k][0], default=-1)
    chain = []
    while at >= 0:
        chain.append(ordered[at])
        at = best[at][1]
    return chain[::-1]


# More of these never speaks against a link, whatever a sample's chances suggest.
EVIDENCE = (
    *(f"{channel}_{way}" for channel in WORDY for way in ("forward", "backward", "weakest")),
    *("names", "values", "marks", "length", "draft_length", "position"),
)


def start_vector(drafts: bool) -> np.ndarray:
    start = {"names": 0.3, "values": 0.3, "length": 0.2, "crossing": -3.0, "position": 0.3}
    start |= {"dictionary_forward": 0.2, "dictionary_backward": 0.2, "dictionary_count": 0.2}
    if drafts:
        start |= {"words_forward": 0.2, "words_backward": 0.2, "words_count": 0.2}
    start |= {k: -4.0 for k in FEATURES if k.startswith("kind_")}
    start["kind_1_1"] = 0.0
    return np.array([start.get(name, 0.0) for name in FEATURES])


def fit(
    cases: list[Case], drafts: bool, epochs: int, rng: random.Random, batch: int = 16
) -> np.ndarray:
    """Weights of the highest penalised likelihood, by Adam (Kingma & Ba 2015).

    The mean over the second half of the epochs: single steps still jump about (Polyak & Juditsky
    1992).
    """
    vector = start_vector(drafts)
    prior = vector.copy()
    first, second = np.zeros_like(vector), np.zeros_like(vector)
    evidence = [k for k, name in enumerate(FEATURES) if name in EVIDENCE]
    mean, n_averaged, step = np.zeros_like(vector), 0, 0
    for epoch in range(epochs):
        rng.shuffle(cases)
        total = 0.0
        for at in range(0, len(cases), batch):
            part = cases[at : at + batch]
            pieces = [case.gradient(vector) for case in part]
            total += sum(p[0] for p in pieces)
            size = sum(case.n + case.m for case in part)
            slope = sum(p[1] for p in pieces) / size - 1e-5 * (vector - prior)
            step += 1
            first = 0.9 * first + 0.1 * slope
            second = 0.99 * second + 0.01 * slope**2
            rate = 0.1 / (1 + epoch)
            vector = vector + rate * (first / (1 - 0.9**step)) / (
                np.sqrt(second / (1 - 0.99**step)) + 1e-8
            )
            vector[evidence] = np.maximum(vector[evidence], 0.0)
            if epoch >= epochs // 2:
                mean, n_averaged = mean + vector, n_averaged + 1
        size = sum(case.n + case.m for case in cases)
        print(f"epoch {epoch}: log-likelihood {total / size:.4f} a segment", file=sys.stderr)
    return mean / n_averaged
