"""Directional log-likelihood ratios of segments given groups of segments of the other side.

For each kind of key (words, names, values) a key of a segment is explained either by the group of
segments opposite or by chance: ``log(1 - λ + λ · count / (length · p))``, the mixture of IBM
Model 1 (Brown et al. 1993, section 4) over identical keys instead of a learned lexicon. Rare keys
that recur opposite speak for a link, keys without a counterpart against it, frequent ones hardly
at all; because ``length`` is that of the whole group, needlessly large groups lose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CHUNK = 1_500_000  # matrix elements worked on at once, 12 MB of float64


@dataclass(frozen=True, slots=True)
class Bag:
    """The keys of a side's segments as integers.

    Attributes:
        ids: int64, (n_keys,), keys of all segments one after the other.
        coarse: int64, (n_keys,), a coarser class of each key (word beginnings), or equal to ids.
        offsets: int64, (n_segments + 1,), where each segment's keys begin in ``ids``.
        reliable: float64, (n_segments,), 1 where the keys stand for the segment; 0 where they
            could not be had (a failed draft), so that nothing may be concluded from them.
    """

    ids: Ints
    coarse: Ints
    offsets: Ints
    reliable: Floats

    def __len__(self) -> int:
        """The number of segments."""
        return len(self.offsets) - 1

    def slice(self, start: int, stop: int) -> Bag:
        """The bag of the segments ``[start, stop)``."""
        first, last = self.offsets[start], self.offsets[stop]
        return Bag(
            self.ids[first:last],
            self.coarse[first:last],
            self.offsets[start : stop + 1] - first,
            self.reliable[start:stop],
        )


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of evidence: both sides' keys and how probable they are by chance.

    Attributes:
        p_source, p_target: float64, (n_ids,), chance of a key among the keys of that side.
        p_source_coarse, p_target_coarse: The same for the coarse classes.
        match, match_coarse: Probability that a key of a segment stems from the group opposite,
            exactly or only in its coarse class (the λ above).
    """

    source: Bag
    target: Bag
    p_source: Floats
    p_target: Floats
    p_source_coarse: Floats
    p_target_coarse: Floats
    match: float
    match_coarse: float


def _counts(bag: Bag, ids: Ints, wanted: Ints) -> Floats:
    """How often each wanted id occurs in each segment: float64, (n_segments, n_wanted)."""
    unique, inverse = np.unique(wanted, return_inverse=True)
    if not len(unique):
        return np.zeros((len(bag), 0))
    place = np.minimum(np.searchsorted(unique, ids), len(unique) - 1)
    segment = np.repeat(np.arange(len(bag)), np.diff(bag.offsets))
    found = unique[place] == ids
    flat = segment[found] * len(unique) + place[found]
    table = np.bincount(flat, minlength=len(bag) * len(unique)).reshape(len(bag), len(unique))
    return table.astype(np.float64)[:, inverse]


def _shift_rows(matrix: Floats) -> Floats:
    """The matrix one row down, zeros on top."""
    shifted = np.zeros_like(matrix)
    shifted[1:] = matrix[:-1]
    return shifted


def window_sums(matrix: Floats, size: int) -> list[Floats]:
    """Sums over the last 1, 2 … ``size`` rows, ending at each row (fewer at the top)."""
    sums, moved = [matrix], matrix
    for _ in range(size - 1):
        moved = _shift_rows(moved)
        sums.append(sums[-1] + moved)
    return sums


def _explained(
    group: Bag, keys: Bag, p: Floats, p_coarse: Floats, match: float, match_coarse: float, size: int
) -> list[Floats]:
    exact = _counts(group, group.ids, keys.ids) * (match / p[keys.ids])
    exact += _counts(group, group.coarse, keys.coarse) * (match_coarse / p_coarse[keys.coarse])
    reliable = (np.diff(group.offsets) * group.reliable).astype(np.float64)[:, None]
    # A failed draft counts as a segment of middling length, about which nothing is known.
    unknown = (group.reliable == 0).astype(np.float64)[:, None] * max(1.0, float(reliable.mean()))
    segments = np.repeat(np.arange(len(keys)), np.diff(keys.offsets))
    windows = window_sums(exact, size)
    # Most keys have no counterpart opposite: their term is one constant for each row.
    rows, places = np.divmod(np.flatnonzero(windows[-1]), max(1, len(keys.ids)))
    flat = rows * len(keys) + segments[places]
    ratios = []
    for hits, known, dark in zip(
        windows, window_sums(reliable, size), window_sums(unknown, size), strict=True
    ):
        length = np.maximum(known + dark, 1.0)[:, 0]
        share = np.where(known + dark > 0, known / np.maximum(known + dark, 1.0), 1.0)[:, 0]
        chance = -share * (match + match_coarse)
        gains = np.log1p(hits[rows, places] / length[rows] + chance[rows]) - np.log1p(chance)[rows]
        sums = np.bincount(flat, gains, len(group) * len(keys)).astype(np.float64)
        sums = sums.reshape(len(group), len(keys))
        sums += np.log1p(chance)[:, None] * np.diff(keys.offsets)
        ratios.append(sums * keys.reliable)
    return ratios


def directional_ratios(channel: Channel, size: int) -> tuple[list[Floats], list[Floats]]:
    """Log-likelihood ratios of each segment given groups of 1 … ``size`` segments opposite.

    Returns:
        ``(forward, backward)``, lists of ``size`` arrays of float64, (n_source, n_target) in nats.
        ``forward[a - 1][i, j]``: target ``j`` given the ``a`` sources ending at ``i``;
        ``backward[b - 1][i, j]``: source ``i`` given the ``b`` targets ending at ``j``.
    """
    c = channel
    forward = _chunked(
        c.source, c.target, c.p_target, c.p_target_coarse, c.match, c.match_coarse, size
    )
    backward = _chunked(
        c.target, c.source, c.p_source, c.p_source_coarse, c.match, c.match_coarse, size
    )
    return forward, [ratio.T for ratio in backward]


def _chunked(
    group: Bag, keys: Bag, p: Floats, p_coarse: Floats, match: float, match_coarse: float, size: int
) -> list[Floats]:
    budget = max(1, _CHUNK // max(1, len(group)))
    parts: list[list[Floats]] = []
    start = 0
    while start < len(keys):
        limit = keys.offsets[start] + budget
        stop = max(start + 1, int(np.searchsorted(keys.offsets, limit, side="right")) - 1)
        stop = min(stop, len(keys))
        part = keys.slice(start, stop)
        parts.append(_explained(group, part, p, p_coarse, match, match_coarse, size))
        start = stop
    if not parts:
        return [np.zeros((len(group), 0)) for _ in range(size)]
    return [np.concatenate(level, axis=1) for level in zip(*parts, strict=True)]
