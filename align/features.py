"""Features of moves, as arrays over a rectangle of lattice points, and their weighted sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from songngu.align.channels import Bitext, Flags
from songngu.align.evidence import (
    Channel,
    Floats,
    Ints,
    Singles,
    directional_ratios,
    window_sums,
)
from songngu.align.lattice import CROSS, GROUP, LINKS, MOVES, Lattice
from songngu.align.weights import LengthModel, Weights

FEATURES = (
    "words_forward",  # log-likelihood ratio of the English words given the drafts, nats
    "words_backward",  # of the drafts' words given the English, nats
    "words_count",  # tens of words on both sides: how bad it is that they stay unexplained
    "words_density",  # the two ratios per word: evidence does not add up without end
    "words_weakest",  # ratio of the segment that the rest of the bead explains worst
    "dictionary_forward",  # the same five, of the English words given the Vietnamese ones
    "dictionary_backward",
    "dictionary_count",
    "dictionary_density",
    "dictionary_weakest",
    "names",  # log-likelihood ratios of names, both directions, nats
    "values",  # of numbers, dates and amounts, both directions, nats
    "marks",  # of quotes, question marks and other punctuation, both directions, nats
    "length",  # minus squared standardised length difference, source to target
    "draft_length",  # the same, draft to target
    "position",  # minus distance from the diagonal, tenths of the text
    "title_alike",  # product of the two sides' shares of titles
    "title_apart",  # difference of these shares
    "lead_alike",
    "lead_apart",
    "caption_alike",
    "caption_apart",
    "kind_1_1",
    "kind_1_2",
    "kind_1_3",
    "kind_1_4",
    "kind_1_5",
    "kind_2_2",
    "kind_2_3",
    "kind_3_3",
    "kind_larger",  # only of beads that editors make by hand
    "crossing",
)
WORDY = (
    "words",
    "dictionary",
)  # channels with features of their own for either direction
_PLACE = {name: k for k, name in enumerate(FEATURES)}
_DENSITY_PRIOR = 8.0  # words; keeps the density of one-word segments small
_LENGTH_CAP = 9.0  # squared standard deviations; beyond, the texts are noisy rather than longer
_BLOCK = 128  # rows worked on at once; parts of long texts mostly have fewer

Terms = dict[str, Floats | Singles]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Source segments ``[top, bottom)`` by target segments ``[left, right)``."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def rows(self) -> Ints:
        """The source segments."""
        return np.arange(self.top, self.bottom)

    @property
    def columns(self) -> Ints:
        """The target segments."""
        return np.arange(self.left, self.right)


def _back(matrix: Singles, axis: int, steps: int) -> Singles:
    """The matrix moved ``steps`` on along an axis, zeros in front."""
    out = np.zeros_like(matrix)
    if steps >= matrix.shape[axis]:
        return out
    if axis == 0:
        out[steps:] = matrix[:-steps]
    else:
        out[:, steps:] = matrix[:, :-steps]
    return out


def _extents(links: Sequence[tuple[int, int]], side: int) -> list[int]:
    """For 1, 2 … segments of a side, how many of the other a bead with them has at most."""
    size = max(max(link) for link in links)
    return [
        max((link[1 - side] for link in links if link[side] == k), default=1)
        for k in range(1, size + 1)
    ]


def _grouped(
    ratios: Sequence[Singles], axis: int, combine: np.ufunc, extents: Sequence[int]
) -> list[list[Singles]]:
    """``[size - 1][extent - 1]``: each ratio combined over the last ``extent`` rows or columns."""
    table = []
    for ratio, widest in zip(ratios, extents, strict=True):
        combined = [ratio]
        for extent in range(1, widest):
            combined.append(combine(combined[-1], _back(ratio, axis, extent)))
        table.append(combined)
    return table


def _length_term(a: Floats, b: Floats, model: LengthModel) -> Floats:
    """Minus δ² of Gale & Church (1993), section 3.1, for each pair of lengths."""
    mean = (a[:, None] + b[None, :] / model.ratio) / 2
    delta = (b[None, :] - model.ratio * a[:, None]) ** 2 / (model.variance * np.maximum(mean, 1.0))
    delta[a == 0] = 0.0  # a failed draft has no length to compare
    return np.asarray(-np.minimum(delta, _LENGTH_CAP), dtype=np.float64)


def kind(a: int, b: int) -> str:
    """The feature that says how many segments a bead has on its two sides."""
    few, many = sorted((a, b))
    name = f"kind_{few}_{many}"
    return name if name in _PLACE else "kind_larger"


class _Ratios:
    """The likelihood ratios of one channel for every group of segments."""

    def __init__(self, channel: Channel, links: Sequence[tuple[int, int]], *, wordy: bool) -> None:
        rows, columns = _extents(links, 0), _extents(links, 1)
        size = len(rows)
        forward, backward = directional_ratios(channel, size)
        self.forward = _grouped(forward, 1, np.add, rows)
        self.backward = _grouped(backward, 0, np.add, columns)
        if not wordy:
            return
        self.weakest_forward = _grouped(forward, 1, np.minimum, rows)
        self.weakest_backward = _grouped(backward, 0, np.minimum, columns)
        self.n_source = _windows(channel.source.sizes.astype(np.float64), size)
        self.n_target = _windows(channel.target.sizes.astype(np.float64), size)

    def both(self, a: int, b: int) -> Singles:
        """The sum of the two directions."""
        return np.asarray(self.forward[a - 1][b - 1] + self.backward[b - 1][a - 1])

    def terms(self, name: str, a: int, b: int) -> Terms:
        f, g = self.forward[a - 1][b - 1], self.backward[b - 1][a - 1]
        count = self.n_source[a - 1][:, None] + self.n_target[b - 1][None, :]
        weakest = np.minimum(
            self.weakest_forward[a - 1][b - 1], self.weakest_backward[b - 1][a - 1]
        )
        return {
            f"{name}_forward": f,
            f"{name}_backward": g,
            f"{name}_count": count / 10,
            f"{name}_density": (f + g) / (count + _DENSITY_PRIOR),
            f"{name}_weakest": np.minimum(weakest, 0.0),
        }


def _windows(sizes: Floats, size: int) -> list[Floats]:
    """Sums over the last 1 … size segments."""
    return [sums[:, 0] for sums in window_sums(sizes[:, None], size)]


class _Features:
    """The features of every move that ends at a pair of the given segments.

    Args:
        bitext: The texts.
        rows, columns: Segments of the two sides.
        weights: Only its length models are used.
        links: Numbers of segments of the links that will be asked for.
    """

    def __init__(
        self,
        bitext: Bitext,
        rows: Ints,
        columns: Ints,
        weights: Weights,
        links: Sequence[tuple[int, int]] = LINKS,
    ) -> None:
        size = max(max(link) for link in links)
        self.shape = (len(rows), len(columns))
        self.weights = weights
        self.ratios = {
            name: _Ratios(_narrowed(channel, rows, columns), links, wordy=name in WORDY)
            for name, channel in bitext.channels.items()
        }
        lengths = bitext.lengths
        self.source = _windows(lengths.source[rows], size)
        self.target = _windows(lengths.target[columns], size)
        self.draft = _windows(lengths.draft[rows], size)
        place = (rows[:, None] + 0.5) / max(1, bitext.n_source)
        along = (columns[None, :] + 0.5) / max(1, bitext.n_target)
        self.position = -10 * np.abs(place - along)
        self.kinds: list[tuple[list[Floats], list[Floats]]] = []
        if bitext.kinds is not None:
            ours, theirs = bitext.kinds[0][rows], bitext.kinds[1][columns]
            for k in range(ours.shape[1]):
                self.kinds.append((_windows(ours[:, k], size), _windows(theirs[:, k], size)))

    def of_link(self, a: int, b: int) -> Terms:
        """The features that a link of ``a`` source and ``b`` target segments has, where not 0."""
        terms: Terms = {}
        for name, ratios in self.ratios.items():
            if name in WORDY:
                terms |= ratios.terms(name, a, b)
            else:
                terms[name] = ratios.both(a, b)
        source, target = self.source[a - 1], self.target[b - 1]
        terms["length"] = _length_term(source, target, self.weights.source_length)
        if "words" in self.ratios:
            draft = self.draft[a - 1]
            terms["draft_length"] = _length_term(draft, target, self.weights.draft_length)
        terms["position"] = self.position
        for name, (ours, theirs) in zip(("title", "lead", "caption"), self.kinds, strict=False):
            one, other = ours[a - 1][:, None] / a, theirs[b - 1][None, :] / b
            terms[f"{name}_alike"] = one * other
            terms[f"{name}_apart"] = np.abs(one - other)
        terms[kind(a, b)] = np.ones(())
        return terms


def _narrowed(channel: Channel, rows: Ints, columns: Ints) -> Channel:
    """The channel of the given segments; cheaply where they are neighbours."""
    if np.all(np.diff(rows) == 1) and np.all(np.diff(columns) == 1):
        return channel.part(slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return channel.take(rows, columns)


def _crossing(single: Floats | Singles) -> Floats:
    """Sums for two 1-1 links crosswise, from the values of single links (last two axes)."""
    out = np.zeros(single.shape)
    out[..., 1:, 1:] = single[..., :-1, 1:] + single[..., 1:, :-1]
    return out


def feature_tensor(bitext: Bitext, weights: Weights) -> Floats:
    """All features of all moves of a short bitext.

    Returns:
        float64, (n_moves, n_features, n_source, n_target), at the last segments of the move.
    """
    area = Rectangle(0, bitext.n_source, 0, bitext.n_target)
    features = _Features(bitext, area.rows, area.columns, weights)
    tensor = np.zeros((len(MOVES), len(FEATURES), *features.shape))
    for move, (a, b) in enumerate(LINKS):
        for name, term in features.of_link(a, b).items():
            tensor[move, _PLACE[name]] = term
    tensor[CROSS] = _crossing(tensor[0])
    tensor[CROSS, _PLACE["crossing"]] = 1.0
    return tensor


def bead_features(
    bitext: Bitext, source: Sequence[int], target: Sequence[int], weights: Weights
) -> dict[str, float]:
    """The features of one bead of any segments, neighbours or not, by name.

    Its score is the sum of these times the weights of the model's ``moves``.

    Raises:
        ValueError: One side is empty.
    """
    if not source or not target:
        raise ValueError("a null bead has no features; expected segments on both sides")
    rows, columns = np.array(sorted(source)), np.array(sorted(target))
    link = (len(rows), len(columns))
    terms = _Features(bitext, rows, columns, weights, (link,)).of_link(*link)
    return {name: float(term if term.ndim == 0 else term[-1, -1]) for name, term in terms.items()}


def bead_score(
    bitext: Bitext, source: Sequence[int], target: Sequence[int], weights: Weights
) -> float:
    """Log-odds of one bead of any segments against leaving them alone, nats."""
    moves = weights.model(drafts="words" in bitext.channels).moves
    features = bead_features(bitext, source, target, weights)
    return sum(moves.get(name, 0.0) * value for name, value in features.items())


def single_scores(bitext: Bitext, rows: Ints, columns: Ints, weights: Weights) -> Floats:
    """Scores of 1-1 links between any segments, position left out: (n_rows, n_columns)."""
    moves = weights.model(drafts="words" in bitext.channels).moves
    features = _Features(bitext, rows, columns, weights, ((1, 1),))
    scores = np.zeros(features.shape)
    for name, term in features.of_link(1, 1).items():
        if name != "position":
            scores += moves.get(name, 0.0) * term
    return scores


def impossible(bitext: Bitext, area: Rectangle, move: int) -> Flags:
    """Where a move would begin outside the area or link a segment without text: bool."""
    a, b = MOVES[move]
    blank_source = _windows(bitext.blank_source[area.top : area.bottom].astype(np.float64), a)
    blank_target = _windows(bitext.blank_target[area.left : area.right].astype(np.float64), b)
    rows = (np.arange(area.bottom - area.top) < a - 1) | (blank_source[a - 1] > 0)
    columns = (np.arange(area.right - area.left) < b - 1) | (blank_target[b - 1] > 0)
    return np.asarray(rows[:, None] | columns[None, :])


def _block_scores(features: _Features, moves: Mapping[str, float]) -> Iterator[Floats]:
    """Scores of each move in turn: (n_rows, n_columns)."""
    single = np.zeros(features.shape)
    for move, (a, b) in enumerate(LINKS):
        scores = np.zeros(features.shape)
        for name, term in features.of_link(a, b).items():
            weight = moves.get(name, 0.0)
            if weight:
                scores += weight * term
        if move == 0:
            single = scores
        yield scores
    yield _crossing(single) + moves.get("crossing", 0.0)


def score_moves(
    bitext: Bitext,
    first: Ints,
    width: int,
    weights: Weights,
    area: Rectangle | None = None,
) -> Lattice:
    """The lattice of move scores within a window.

    Args:
        bitext: The two texts.
        first: int64, (n_rows + 1,), the window's first lattice column in each row of the area.
        width: Columns of the window.
        weights: The model to score with.
        area: The part of the texts that the lattice spans; all of them by default.
    """
    area = area or Rectangle(0, bitext.n_source, 0, bitext.n_target)
    n, m = area.bottom - area.top, area.right - area.left
    scores = np.full((len(MOVES), n + 1, width), -np.inf, dtype=np.float32)
    model = weights.model(drafts="words" in bitext.channels)
    for top in range(0, n, _BLOCK):
        bottom = min(n, top + _BLOCK)
        left = max(0, int(first[top + 1]) - GROUP)
        right = min(m, int(first[bottom]) + width)
        if left >= right:
            continue
        begin = max(0, top - GROUP + 1)
        block = Rectangle(area.top + begin, area.top + bottom, area.left + left, area.left + right)
        features = _Features(bitext, block.rows, block.columns, weights)
        for move, values in enumerate(_block_scores(features, model.moves)):
            values[impossible(bitext, block, move)] = -np.inf
            _place(scores[move], values[top - begin :], top, left, first)
    return Lattice(scores, first, m)


def _place(scores: Singles, block: Floats, top: int, left: int, first: Ints) -> None:
    """Write a block of segments from ``(top, left)`` on into the windows of their end points."""
    width = scores.shape[1]
    right = left + block.shape[1]
    for row in range(len(block)):
        start = int(first[top + row + 1])
        low, high = max(start, left + 1), min(start + width, right + 1)
        if low < high:
            line = block[row, low - 1 - left : high - 1 - left]
            scores[top + row + 1, low - start : high - start] = line
