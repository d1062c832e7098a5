"""Features of moves, as arrays over a rectangle of lattice points, and their weighted sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from songngu.align.channels import Bitext
from songngu.align.evidence import Channel, Floats, Ints, directional_ratios
from songngu.align.lattice import CROSS, GROUP, LINKS, MOVES, Lattice
from songngu.align.weights import LengthModel, Weights

FEATURES = (
    "words_forward",  # log-likelihood ratio of the English words given the drafts, nats
    "words_backward",  # of the drafts' words given the English, nats
    "words_count",  # number of words on both sides: how bad it is that they stay unexplained
    "words_density",  # the two ratios per word: evidence does not add up without end
    "words_weakest",  # ratio of the segment that the rest of the bead explains worst
    "names",  # log-likelihood ratios of names, both directions, nats
    "values",  # of numbers, dates and amounts, both directions, nats
    "length",  # minus squared standardised length difference, source to target
    "draft_length",  # the same, draft to target
    "position",  # minus distance from the diagonal, tenths of the text
    "kind_1_1",
    "kind_1_2",
    "kind_1_3",
    "kind_1_4",
    "kind_2_2",
    "kind_2_3",
    "kind_larger",
    "crossing",
)
_PLACE = {name: k for k, name in enumerate(FEATURES)}
_DENSITY_PRIOR = 8.0  # words; keeps the density of one-word segments small
_LENGTH_CAP = 16.0  # squared standard deviations; beyond, the texts are noisy rather than longer
_BLOCK = 64  # rows worked on at once


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Source segments ``[top, bottom)`` by target segments ``[left, right)``."""

    top: int
    bottom: int
    left: int
    right: int


def _part(channel: Channel, area: Rectangle) -> Channel:
    return Channel(
        channel.source.slice(area.top, area.bottom),
        channel.target.slice(area.left, area.right),
        channel.p_source,
        channel.p_target,
        channel.p_source_coarse,
        channel.p_target_coarse,
        channel.match,
        channel.match_coarse,
    )


def _back(matrix: Floats, axis: int, steps: int) -> Floats:
    """The matrix moved ``steps`` on along an axis, zeros in front."""
    if not steps:
        return matrix
    out = np.zeros_like(matrix)
    if axis == 0:
        out[steps:] = matrix[:-steps]
    else:
        out[:, steps:] = matrix[:, :-steps]
    return out


def _grouped(ratios: list[Floats], axis: int, combine: np.ufunc) -> list[list[Floats]]:
    """``[size - 1][extent - 1]``: each ratio combined over the last ``extent`` rows or columns."""
    table = []
    for ratio in ratios:
        combined = [ratio]
        for extent in range(1, GROUP):
            combined.append(combine(combined[-1], _back(ratio, axis, extent)))
        table.append(combined)
    return table


def _windows(sizes: Floats) -> list[Floats]:
    """Sums over the last 1 … GROUP segments."""
    sums = [sizes]
    for extent in range(1, GROUP):
        moved = np.zeros_like(sizes)
        moved[extent:] = sizes[:-extent] if extent < len(sizes) else 0
        sums.append(sums[-1] + moved)
    return sums


def _length_term(a: Floats, b: Floats, model: LengthModel) -> Floats:
    """Minus δ² of Gale & Church (1993), section 3.1, for each pair of lengths."""
    mean = (a[:, None] + b[None, :] / model.ratio) / 2
    delta = (b[None, :] - model.ratio * a[:, None]) ** 2 / (model.variance * np.maximum(mean, 1.0))
    delta[a == 0] = 0.0  # a failed draft has no length to compare
    return np.asarray(-np.minimum(delta, _LENGTH_CAP), dtype=np.float64)


def _kind(a: int, b: int) -> str:
    few, many = sorted((a, b))
    name = f"kind_{few}_{many}"
    return name if name in _PLACE else "kind_larger"


class _Features:
    """The features of every move that ends in a rectangle of segments."""

    def __init__(self, bitext: Bitext, area: Rectangle, weights: Weights) -> None:
        self.shape = (area.bottom - area.top, area.right - area.left)
        self.sums: dict[str, tuple[list[list[Floats]], list[list[Floats]]]] = {}
        for name, channel in bitext.channels.items():
            forward, backward = directional_ratios(_part(channel, area), GROUP)
            self.sums[name] = (
                _grouped(forward, 1, np.add),
                _grouped(backward, 0, np.add),
            )
            if name == "words":
                self.minima = (
                    _grouped(forward, 1, np.minimum),
                    _grouped(backward, 0, np.minimum),
                )
                part = _part(channel, area)
                self.n_draft = _windows(np.diff(part.source.offsets).astype(np.float64))
                self.n_english = _windows(np.diff(part.target.offsets).astype(np.float64))
        lengths = bitext.lengths
        self.source = _windows(lengths.source[area.top : area.bottom])
        self.draft = _windows(lengths.draft[area.top : area.bottom])
        self.target = _windows(lengths.target[area.left : area.right])
        self.weights = weights
        rows = (np.arange(area.top, area.bottom) + 0.5) / max(1, bitext.n_source)
        columns = (np.arange(area.left, area.right) + 0.5) / max(1, bitext.n_target)
        self.position = -10 * np.abs(rows[:, None] - columns[None, :])

    def of_link(self, a: int, b: int) -> dict[str, Floats]:
        """Features of an a-b bead by name, each (n_rows, n_columns) or a scalar array."""
        terms = {}
        for name in ("names", "values"):
            forward, backward = self.sums[name]
            terms[name] = forward[a - 1][b - 1] + backward[b - 1][a - 1]
        if "words" in self.sums:
            terms |= self._words(a, b)
        source, target = self.source[a - 1], self.target[b - 1]
        terms["length"] = _length_term(source, target, self.weights.source_length)
        terms["position"] = self.position
        terms[_kind(a, b)] = np.ones(())
        return terms

    def _words(self, a: int, b: int) -> dict[str, Floats]:
        forward, backward = self.sums["words"]
        f, g = forward[a - 1][b - 1], backward[b - 1][a - 1]
        count = self.n_draft[a - 1][:, None] + self.n_english[b - 1][None, :]
        weakest = np.minimum(self.minima[0][a - 1][b - 1], self.minima[1][b - 1][a - 1])
        draft, target = self.draft[a - 1], self.target[b - 1]
        return {
            "words_forward": f,
            "words_backward": g,
            "words_count": count / 10,
            "words_density": (f + g) / (count + _DENSITY_PRIOR),
            "words_weakest": np.minimum(weakest, 0.0),
            "draft_length": _length_term(draft, target, self.weights.draft_length),
        }


def _crossing(single: Floats) -> Floats:
    """Sums for two 1-1 links crosswise, from the values of single links (last two axes)."""
    out = np.zeros_like(single)
    out[..., 1:, 1:] = single[..., :-1, 1:] + single[..., 1:, :-1]
    return out


def _blanks(bitext: Bitext, area: Rectangle) -> tuple[list[Floats], list[Floats]]:
    blank_source = bitext.blank_source[area.top : area.bottom].astype(np.float64)
    blank_target = bitext.blank_target[area.left : area.right].astype(np.float64)
    return _windows(blank_source), _windows(blank_target)


def feature_tensor(bitext: Bitext, weights: Weights) -> Floats:
    """All features of all moves of a short bitext.

    Returns:
        float64, (n_moves, n_features, n_source, n_target), at the last segments of the move.
    """
    features = _Features(bitext, Rectangle(0, bitext.n_source, 0, bitext.n_target), weights)
    tensor = np.zeros((len(MOVES), len(FEATURES), *features.shape))
    for move, (a, b) in enumerate(LINKS):
        for name, term in features.of_link(a, b).items():
            tensor[move, _PLACE[name]] = term
    tensor[CROSS] = _crossing(tensor[0])
    tensor[CROSS, _PLACE["crossing"]] = 1.0
    return tensor


def impossible(bitext: Bitext, area: Rectangle, move: int) -> np.ndarray[tuple[int, ...], np.dtype]:
    """Where a move would begin outside the area or link a segment without text: bool."""
    a, b = MOVES[move]
    blank_source, blank_target = _blanks(bitext, area)
    rows = (np.arange(area.bottom - area.top) < a - 1) | (blank_source[a - 1] > 0)
    columns = (np.arange(area.right - area.left) < b - 1) | (blank_target[b - 1] > 0)
    return np.asarray(rows[:, None] | columns[None, :])


def _block_scores(features: _Features, moves: Mapping[str, float]) -> Iterator[Floats]:
    """Scores of each move in turn: (n_rows, n_columns)."""
    single = np.zeros(features.shape)
    for move, (a, b) in enumerate(LINKS):
        scores = np.zeros(features.shape)
        for name, term in features.of_link(a, b).items():
            scores += moves.get(name, 0.0) * term
        if move == 0:
            single = scores
        yield scores
    yield _crossing(single) + moves.get("crossing", 0.0)


def score_moves(bitext: Bitext, first: Ints, width: int, weights: Weights) -> Lattice:
    """The lattice of move scores within a window.

    Args:
        bitext: The two texts.
        first: int64, (n_source + 1,), the window's first lattice column in each row.
        width: Columns of the window.
        weights: The model to score with.
    """
    n, m = bitext.n_source, bitext.n_target
    scores = np.full((len(MOVES), n + 1, width), -np.inf, dtype=np.float32)
    model = weights.with_drafts if "words" in bitext.channels else weights.without_drafts
    for top in range(0, n, _BLOCK):
        bottom = min(n, top + _BLOCK)
        left = max(0, int(first[top + 1]) - GROUP)
        right = min(m, int(first[bottom]) + width)
        if left >= right:
            continue
        area = Rectangle(max(0, top - GROUP + 1), bottom, left, right)
        features = _Features(bitext, area, weights)
        for move, block in enumerate(_block_scores(features, model.moves)):
            block[impossible(bitext, area, move)] = -np.inf
            _place(scores[move], block, area, top, first)
    return Lattice(scores, first, m)


def _place(scores: Floats, block: Floats, area: Rectangle, top: int, first: Ints) -> None:
    """Write the block's rows from segment ``top`` on into the windows of their end points."""
    width = scores.shape[1]
    for segment in range(top, area.bottom):
        start = int(first[segment + 1])
        low, high = max(start, area.left + 1), min(start + width, area.right + 1)
        if low < high:
            row = block[segment - area.top, low - 1 - area.left : high - 1 - area.left]
            scores[segment + 1, low - start : high - start] = row
