"""Which part of the lattice to look at: all of it for articles, bands around anchors for books.

Anchors are pairs of segments that share keys which occur in no other segment of either text; a
longest ascending chain of them gives the path's course, as in the coarse-to-fine search of
vecalign (Thompson & Koehn 2019), with words in place of embeddings. Between anchors that leave no
doubt a long text is cut into parts, each with a band of its own width.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from songngu.align.channels import Bitext
from songngu.align.evidence import Ints, csr_rows
from songngu.align.features import Rectangle

FULL = 90_000  # lattice points up to which everything is looked at: 300 by 300 segments
PART = 64  # segments of either side that a part of a long text has at least
MARGIN = 16  # segments on either side of the anchored course
CAP = 150  # half the width of the band where there are no anchors
_STRONG = 0.3  # translation probability from which a key counts as the other's counterpart
_BUDGET = (
    3_000_000  # lattice points of a band at most; without anchors it is narrower in long texts
)
_NEAR = 12  # segments within which an anchor needs company
_DRIFT = 6  # and by how much the two may disagree
_CONFIRMED = 3  # shared keys from which it needs none

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """Lattice columns ``[first[i], first[i] + width)`` of each row; ``first`` ascends."""

    first: Ints
    width: int


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the two texts that the path crosses from corner to corner.

    Attributes:
        area: Its segments.
        window: What to look at in its lattice.
    """

    area: Rectangle
    window: Window


def _single_segment(segments: Ints, ids: Ints, n_keys: int) -> Ints:
    """For each key, the only segment that has it, or −1."""
    low = np.full(n_keys, np.iinfo(np.int64).max, dtype=np.int64)
    high = np.full(n_keys, -1, dtype=np.int64)
    np.minimum.at(low, ids, segments)
    np.maximum.at(high, ids, segments)
    return np.where(low == high, low, -1)


def shared_points(bitext: Bitext) -> dict[Point, int]:
    """Pairs of segments that share keys found nowhere else, and how many such keys."""
    points: dict[Point, int] = {}
    for channel in bitext.channels.values():
        n_keys = len(channel.p_target)
        hints = channel.to_target
        strong = hints.weights * channel.p_target[hints.ids] >= _STRONG * channel.match
        source = _single_segment(csr_rows(hints.offsets)[strong], hints.ids[strong], n_keys)
        target = _single_segment(csr_rows(channel.target.offsets), channel.target.ids, n_keys)
        for key in np.flatnonzero((source >= 0) & (target >= 0)):
            point = (int(source[key]), int(target[key]))
            points[point] = points.get(point, 0) + 1
    return points


def longest_chain(points: list[Point]) -> list[Point]:
    """A longest chain strictly ascending on both sides, deterministic (patience sorting)."""
    # Descending columns within a row keep two points of one row out of the same chain.
    ordered = sorted(points, key=lambda p: (p[0], -p[1]))
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(ordered)
    for k, (_, column) in enumerate(ordered):
        place = bisect_right(ends, column - 1)
        before[k] = last[place - 1] if place else -1
        if place == len(ends):
            ends.append(column)
            last.append(k)
        else:
            ends[place], last[place] = column, k
    chain = []
    k = last[-1] if last else -1
    while k >= 0:
        chain.append(ordered[k])
        k = before[k]
    return chain[::-1]


def anchors(bitext: Bitext, sure: Sequence[Point] = ()) -> list[Point]:
    """Points the path surely passes near: chained, and confirmed by a second key or neighbour."""
    points = shared_points(bitext)
    points |= dict.fromkeys(sure, _CONFIRMED)
    chain = longest_chain(list(points))
    kept = []
    for k, point in enumerate(chain):
        company = any(
            abs(other[0] - point[0]) <= _NEAR
            and abs((other[1] - other[0]) - (point[1] - point[0])) <= _DRIFT
            for other in (*chain[max(0, k - 2) : k], *chain[k + 1 : k + 3])
        )
        if company or points[point] >= _CONFIRMED:
            kept.append(point)
    return kept


def full_window(n_source: int, n_target: int) -> Window:
    """The window that leaves nothing out."""
    return Window(np.zeros(n_source + 1, dtype=np.int64), n_target + 1)


def parts(bitext: Bitext, points: Sequence[Point] = ()) -> list[Part]:
    """The parts of the lattice worth looking at, in order; all of it when it is small.

    Args:
        bitext: The texts.
        points: Pairs of segments that are surely counterparts (links made by hand).
    """
    n, m = bitext.n_source, bitext.n_target
    if (n + 1) * (m + 1) <= FULL:
        return [Part(Rectangle(0, n, 0, m), full_window(n, m))]
    chain = anchors(bitext, points)
    corners = [(0, 0), *_cuts(chain, n, m), (n, m)]
    made = []
    for (top, left), (bottom, right) in itertools.pairwise(corners):
        inside = [(i - top, j - left) for i, j in chain if top <= i < bottom and left <= j < right]
        area = Rectangle(top, bottom, left, right)
        made.append(Part(area, band(bottom - top, right - left, inside)))
    return made


def _cuts(chain: list[Point], n_source: int, n_target: int) -> list[Point]:
    """Lattice points that the path surely passes: between anchors that follow each other closely.

    Two neighbouring segments on both sides are anchored to each other, and so are most around.
    """
    cuts: list[Point] = []
    last = (0, 0)
    for k in range(1, len(chain)):
        (i, j), (row, column) = chain[k - 1], chain[k]
        around = chain[max(0, k - 3) : k + 3]
        straight = sum(abs((other[1] - other[0]) - (j - i)) <= 1 for other in around)
        if (row - i, column - j) != (1, 1) or straight < min(5, len(around)):
            continue
        begins = min(row - last[0], column - last[1]) >= PART
        if begins and min(n_source - row, n_target - column) >= PART:
            last = (row, column)
            cuts.append(last)
    return cuts


def band(n_source: int, n_target: int, points: list[Point]) -> Window:
    """The rectangles between successive anchors with a margin; large ones along their diagonal."""
    low = np.zeros(n_source + 1, dtype=np.int64)
    high = np.zeros(n_source + 1, dtype=np.int64)
    corners = [(0, 0), *points, (n_source, n_target)]
    cap = min(CAP, max(MARGIN, _BUDGET // (2 * max(1, n_source))))
    for (i, j), (k, m) in itertools.pairwise(corners):
        rows = np.arange(i, k + 1)
        if m - j <= 2 * cap and k - i <= 2 * cap:
            left, right = np.full_like(rows, j), np.full_like(rows, m)
        else:
            course = j + (rows - i) * (m - j) // max(1, k - i)
            half = cap + (m - j) // max(1, k - i)
            left, right = np.maximum(course - half, j), np.minimum(course + half, m)
        low[i : k + 1] = left - MARGIN
        high[i : k + 1] = np.maximum(high[i : k + 1], right + MARGIN)
    low = np.maximum.accumulate(np.clip(low, 0, n_target))
    high = np.maximum.accumulate(np.clip(high, 0, n_target))
    low[0] = 0
    width = int((high - low).max()) + 1
    first = np.minimum(low, max(0, n_target + 1 - width))
    return Window(first, max(width, int(np.diff(first).max(initial=0)) + 1))
