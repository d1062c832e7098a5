"""Which part of the lattice to look at: all of it for articles, a band around anchors for books.

Anchors are pairs of segments that share keys which occur in no other segment of either text; a
longest ascending chain of them gives the path's course, as in the coarse-to-fine search of
vecalign (Thompson & Koehn 2019), with words in place of embeddings.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from songngu.align.channels import Bitext
from songngu.align.evidence import Bag, Ints

FULL = 160_000  # lattice points up to which everything is looked at: 400 by 400 segments
MARGIN = 16  # segments on either side of the anchored course
CAP = 150  # half the width of the band where there are no anchors
_NEAR = 12  # segments within which an anchor needs company
_DRIFT = 6  # and by how much the two may disagree

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """Lattice columns ``[first[i], first[i] + width)`` of each row; ``first`` ascends."""

    first: Ints
    width: int


def _single_segment(bag: Bag, n_keys: int) -> Ints:
    """For each key, the only segment that has it, or −1."""
    segments = np.repeat(np.arange(len(bag)), np.diff(bag.offsets))
    low = np.full(n_keys, len(bag), dtype=np.int64)
    high = np.full(n_keys, -1, dtype=np.int64)
    np.minimum.at(low, bag.ids, segments)
    np.maximum.at(high, bag.ids, segments)
    return np.where(low == high, low, -1)


def shared_points(bitext: Bitext) -> dict[Point, int]:
    """Pairs of segments that share keys found nowhere else, and how many such keys."""
    points: dict[Point, int] = {}
    for channel in bitext.channels.values():
        n_keys = len(channel.p_source)
        source = _single_segment(channel.source, n_keys)
        target = _single_segment(channel.target, n_keys)
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


def anchors(bitext: Bitext) -> list[Point]:
    """Points the path surely passes near: chained, and confirmed by a second key or neighbour."""
    points = shared_points(bitext)
    chain = longest_chain(list(points))
    kept = []
    for k, point in enumerate(chain):
        company = any(
            abs(other[0] - point[0]) <= _NEAR
            and abs((other[1] - other[0]) - (point[1] - point[0])) <= _DRIFT
            for other in (*chain[max(0, k - 2) : k], *chain[k + 1 : k + 3])
        )
        if company or points[point] > 2:
            kept.append(point)
    return kept


def full_window(n_source: int, n_target: int) -> Window:
    """The window that leaves nothing out."""
    return Window(np.zeros(n_source + 1, dtype=np.int64), n_target + 1)


def window(bitext: Bitext) -> Window:
    """The part of the lattice worth looking at; all of it when it is small."""
    n, m = bitext.n_source, bitext.n_target
    if (n + 1) * (m + 1) <= FULL:
        return full_window(n, m)
    return band(n, m, anchors(bitext))


def band(n_source: int, n_target: int, points: list[Point]) -> Window:
    """The rectangles between successive anchors with a margin; large ones along their diagonal."""
    low = np.zeros(n_source + 1, dtype=np.int64)
    high = np.zeros(n_source + 1, dtype=np.int64)
    corners = [(0, 0), *points, (n_source, n_target)]
    for (i, j), (k, m) in itertools.pairwise(corners):
        rows = np.arange(i, k + 1)
        if m - j <= 2 * CAP and k - i <= 2 * CAP:
            left, right = np.full_like(rows, j), np.full_like(rows, m)
        else:
            course = j + (rows - i) * (m - j) // max(1, k - i)
            half = CAP + (m - j) // max(1, k - i)
            left, right = np.maximum(course - half, j), np.minimum(course + half, m)
        low[i : k + 1] = left - MARGIN
        high[i : k + 1] = np.maximum(high[i : k + 1], right + MARGIN)
    low = np.maximum.accumulate(np.clip(low, 0, n_target))
    high = np.maximum.accumulate(np.clip(high, 0, n_target))
    low[0] = 0
    width = int((high - low).max()) + 1
    first = np.minimum(low, max(0, n_target + 1 - width))
    return Window(first, max(width, int(np.diff(first).max(initial=0)) + 1))
