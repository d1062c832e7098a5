"""Directional log-likelihood ratios of segments given groups of segments of the other side.

For each kind of key (words, dictionary words, names, values, marks) a key of a segment is explained
either by the group of segments opposite or by chance: ``log(1 − λ + λ · Σ t / (length · p))``, the
mixture of IBM Model 1 (Brown et al. 1993, section 4); ``t`` is 1 for the same key, and what a
lexicon says for keys of two languages. Rare keys that recur opposite speak for a link, keys without
a counterpart against it, frequent ones hardly at all; because ``length`` is that of the whole
group, needlessly large groups lose.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]

Real = TypeVar("Real", np.float32, np.float64)

_CHUNK = 2_000_000  # matrix elements worked on at once, 8 MB of float32


def csr_rows(offsets: Ints) -> Ints:
    """For each entry of compressed rows, the number of its row."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


@dataclass(frozen=True, slots=True)
class Bag:
    """The keys of a side's segments as integers.

    Attributes:
        ids: int64, (n_keys,), keys of all segments one after the other.
        offsets: int64, (n_segments + 1,), where each segment's keys begin in ``ids``.
        reliable: float64, (n_segments,), 1 where the keys stand for the segment; 0 where they
            could not be had (a failed draft), so that nothing may be concluded from them.
    """

    ids: Ints
    offsets: Ints
    reliable: Floats

    def __len__(self) -> int:
        """The number of segments."""
        return len(self.offsets) - 1

    @property
    def sizes(self) -> Ints:
        """int64, (n_segments,), keys of each segment."""
        return np.diff(self.offsets)

    def slice(self, start: int, stop: int) -> Bag:
        """The bag of the segments ``[start, stop)``."""
        first, last = self.offsets[start], self.offsets[stop]
        return Bag(
            self.ids[first:last],
            self.offsets[start : stop + 1] - first,
            self.reliable[start:stop],
        )

    def take(self, segments: Ints) -> Bag:
        """The bag of the given segments, in that order."""
        entries, offsets = take_rows(self.offsets, segments)
        return Bag(self.ids[entries], offsets, self.reliable[segments])


@dataclass(frozen=True, slots=True)
class Hints:
    """What a side's segments say about keys of the other side, as compressed rows.

    Attributes:
        offsets: int64, (n_segments + 1,).
        ids: int64, (n_hints,), keys of the other side; may repeat within a row.
        weights: float32, (n_hints,), ``λ · t / p`` of the key.
    """

    offsets: Ints
    ids: Ints
    weights: Singles

    def slice(self, start: int, stop: int) -> Hints:
        """The hints of the segments ``[start, stop)``."""
        first, last = self.offsets[start], self.offsets[stop]
        offsets = self.offsets[start : stop + 1] - first
        return Hints(offsets, self.ids[first:last], self.weights[first:last])

    def take(self, segments: Ints) -> Hints:
        """The hints of the given segments, in that order."""
        entries, offsets = take_rows(self.offsets, segments)
        return Hints(offsets, self.ids[entries], self.weights[entries])


@dataclass(frozen=True, slots=True)
class Channel:
    """One kind of evidence: both sides' keys, and what each side says about the other's.

    Attributes:
        source, target: The keys; their ids may be numbered apart.
        to_target: Per source segment, the target keys it explains.
        to_source: Per target segment, the source keys it explains.
        p_source, p_target: float64, (n_ids,), chance of a key among the keys of that side.
        match: Probability that a key of a segment stems from the group opposite (the λ above).
    """

    source: Bag
    target: Bag
    to_target: Hints
    to_source: Hints
    p_source: Floats
    p_target: Floats
    match: float

    def part(self, rows: slice, columns: slice) -> Channel:
        """The channel of some of the source (rows) and target segments (columns)."""
        return Channel(
            self.source.slice(rows.start, rows.stop),
            self.target.slice(columns.start, columns.stop),
            self.to_target.slice(rows.start, rows.stop),
            self.to_source.slice(columns.start, columns.stop),
            self.p_source,
            self.p_target,
            self.match,
        )

    def take(self, rows: Ints, columns: Ints) -> Channel:
        """The channel of the given source and target segments."""
        return Channel(
            self.source.take(rows),
            self.target.take(columns),
            self.to_target.take(rows),
            self.to_source.take(columns),
            self.p_source,
            self.p_target,
            self.match,
        )


def take_rows(offsets: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Entries of the given compressed rows one after the other, and their new offsets."""
    sizes = np.diff(offsets)[rows]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    entries = np.repeat(offsets[rows] - starts[:-1], sizes) + np.arange(starts[-1])
    return entries, starts


def expand(bag: Bag, offsets: Ints, ids: Ints, weights: Singles) -> Hints:
    """The hints of a bag's segments, given those of each key as compressed rows."""
    entries, starts = take_rows(offsets, bag.ids)
    return Hints(starts[bag.offsets], ids[entries], weights[entries])


def _back(matrix: NDArray[Real], steps: int) -> NDArray[Real]:
    """The matrix moved ``steps`` rows down, zeros on top."""
    out = np.zeros_like(matrix)
    if steps < len(matrix):
        out[steps:] = matrix[:-steps]
    return out


def window_sums(matrix: NDArray[Real], size: int) -> list[NDArray[Real]]:
    """Sums over the last 1, 2 … ``size`` rows, ending at each row (fewer at the top)."""
    sums = [matrix]
    for steps in range(1, size):
        sums.append(sums[-1] + _back(matrix, steps))
    return sums


def _mixture(group: Bag, match: float, size: int) -> tuple[Singles, Singles]:
    """Share of chance, and number of keys, of the last 1 … size segments: (size · n, 1) each."""
    held = _stacked(group.sizes * group.reliable, size)
    if group.reliable.all():
        return np.full_like(held, 1 - match), np.maximum(held, 1.0)
    # A failed draft counts as a segment of middling length, about which nothing is known.
    middling = max(1.0, float((group.sizes * group.reliable).mean()))
    every = held + _stacked((group.reliable == 0) * middling, size)
    share = np.where(every > 0, held / np.maximum(every, 1.0), 1.0)
    return (1 - np.float32(match) * share).astype(np.float32), np.maximum(every, 1.0)


def _stacked(sizes: Floats, size: int) -> Singles:
    return np.concatenate(window_sums(sizes.astype(np.float32)[:, None], size))


def _met(hints: Hints, keys: Bag, n_ids: int) -> tuple[Ints, Ints, int]:
    """Places of the keys that both hints and segments have: of each hint, of each key (or −1)."""
    hinted, held = np.zeros(n_ids, dtype=np.bool_), np.zeros(n_ids, dtype=np.bool_)
    hinted[hints.ids] = True
    held[keys.ids] = True
    both = np.flatnonzero(hinted & held)
    place = np.full(n_ids, -1, dtype=np.int64)
    place[both] = np.arange(len(both))
    return place[hints.ids], place[keys.ids], len(both)


def _table(rows: Ints, places: Ints, shape: tuple[int, int], weights: Singles | None) -> Singles:
    """Sums of the weights, or counts, in each cell of the places that lie in the table."""
    inside = np.flatnonzero((places >= 0) & (places < shape[1]))
    cells = rows[inside] * shape[1] + places[inside]
    taken = None if weights is None else weights[inside]
    return np.bincount(cells, taken, shape[0] * shape[1]).reshape(shape).astype(np.float32)


def _explained(group: Bag, hints: Hints, keys: Bag, n_ids: int, match: float, size: int) -> Singles:
    """Ratios of the keys' segments given groups of the other: (size, n_group, n_segments)."""
    chance, length = _mixture(group, match, size)
    base = np.log(chance)
    out = base * keys.sizes.astype(np.float32)
    rows, columns = csr_rows(hints.offsets), csr_rows(keys.offsets)
    hint_places, key_places, n_met = _met(hints, keys, n_ids)
    step = max(1, _CHUNK // max(1, size * len(group) + len(keys)))
    for start in range(0, n_met, step):
        n = min(step, n_met - start)
        table = _table(rows, hint_places - start, (len(group), n), hints.weights)
        grouped = np.concatenate(window_sums(table, size))
        grouped /= length
        grouped += chance
        np.log(grouped, out=grouped)
        grouped -= base
        counts = _table(columns, key_places - start, (len(keys), n), None)
        out += grouped @ counts.T
    out *= keys.reliable.astype(np.float32)
    return out.reshape(size, len(group), len(keys))


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def directional_ratios(channel: Channel, size: int) -> tuple[list[Singles], list[Singles]]:
    """Log-likelihood ratios of each segment given groups of 1 … ``size`` segments opposite.

    Returns:
        ``(forward, backward)``, lists of ``size`` arrays of float32, (n_source, n_target) in nats.
        ``forward[a - 1][i, j]``: target ``j`` given the ``a`` sources ending at ``i``;
        ``backward[b - 1][i, j]``: source ``i`` given the ``b`` targets ending at ``j``.
    """
    c = channel
    # On matrices as small as these, threads wait for each other longer than they work; and sums
    # that are cut differently on machines of more cores would differ in the last bits.
    with _threads().limit(limits=1, user_api="blas"):
        forward = _explained(c.source, c.to_target, c.target, len(c.p_target), c.match, size)
        backward = _explained(c.target, c.to_source, c.source, len(c.p_source), c.match, size)
    return list(forward), [ratio.T for ratio in backward]
