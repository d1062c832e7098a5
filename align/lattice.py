"""One dynamic programme over beads: best path, posterior probabilities, traceback.

A lattice point ``(i, j)`` says that the first ``i`` source and ``j`` target segments are done. A
move of kind ``t`` adds ``MOVES[t]`` segments on the two sides; the last kind, :data:`CROSS`, is two
neighbours on each side linked crosswise. Null beads cost nothing: a move's score is the log-odds
of the link against leaving all its segments alone. Runs of null beads are ordered sources first,
so that no alignment is counted twice.

Only a window of targets is kept for each row: column ``k`` of row ``i`` is ``j = first[i] + k``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from songngu.align.evidence import Floats, Ints

GROUP = 5  # segments of one side in a bead, at most
LINKS = (
    *((1, b) for b in range(1, GROUP + 1)),
    *((a, 1) for a in range(2, GROUP + 1)),
    *((2, 2), (2, 3), (3, 2), (3, 3)),
)
CROSS = len(LINKS)
MOVES = (*LINKS, (2, 2))
_NOTHING = -np.inf

Groups = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Lattice:
    """The moves' scores inside the window.

    Attributes:
        scores: float, (n_moves, n_source + 1, width), of the move that ends at a point; −inf where
            it would begin outside the texts. Natural log-odds.
        first: int64, (n_source + 1,), ascending, the first target column of each row's window.
        n_target: Number of target segments.
    """

    scores: NDArray[np.floating]
    first: Ints
    n_target: int

    @property
    def n_source(self) -> int:
        """Number of source segments."""
        return int(self.scores.shape[1]) - 1

    @property
    def width(self) -> int:
        """Columns of the window."""
        return int(self.scores.shape[2])


@dataclass(frozen=True, slots=True)
class Path:
    """A path's moves in order, as ``(move, end row, end column)``; steps between are null beads."""

    moves: tuple[tuple[int, int, int], ...]
    score: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """Forward and backward log sums, and the log partition function.

    Attributes:
        forward: float64, (n_source + 1, width), of all ways to reach a point.
        backward: The same of all ways on from a point reached by a move.
    """

    forward: Floats
    backward: Floats
    log_z: float


@lru_cache(maxsize=1024)
def _overlap(by: int, width: int) -> tuple[slice, slice]:
    """Columns ``k`` for which ``k + by`` is inside as well, and those ``k + by``."""
    low, high = max(0, -by), max(max(0, -by), min(width, width - by))
    return slice(low, high), slice(low + by, high + by)


def shifted(row: Floats, by: int) -> Floats:
    """``row[k + by]`` for every ``k``, −inf outside."""
    out = np.full_like(row, _NOTHING)
    to, origin = _overlap(by, len(row))
    out[to] = row[origin]
    return out


def _outside(lattice: Lattice, row: int) -> slice:
    """Columns of a row's window beyond the last target."""
    return slice(max(0, lattice.n_target + 1 - int(lattice.first[row])), None)


@lru_cache(maxsize=256)
def _places(shifts: bytes, width: int) -> Ints:
    """Where each move's other end lies in rows padded by one −inf: (n_moves, width)."""
    columns = np.arange(width) + np.frombuffer(shifts, dtype=np.int64)[:, None]
    return np.where((columns >= 0) & (columns < width), columns, width)


class _Rows:
    """Values of the last rows of a lattice for each move, padded so that any look-up is safe."""

    def __init__(self, lattice: Lattice) -> None:
        self.width = lattice.width
        self.ring = np.full((GROUP + 1, len(MOVES), self.width + 1), _NOTHING)
        self.flat = self.ring.reshape(-1)

    def put(self, row: int, values: Floats) -> None:
        self.ring[row % (GROUP + 1), :, :-1] = values

    def get(self, rows: Ints, shifts: Ints) -> Floats:
        """Values of move ``t`` in row ``rows[t]`` at the columns moved by ``shifts[t]``."""
        lines = (rows % (GROUP + 1)) * len(MOVES) + np.arange(len(MOVES))
        start = lines * (self.width + 1)
        return self.flat[_places(shifts.tobytes(), self.width) + start[:, None]]


_SPAN = np.array(MOVES, dtype=np.int64)


def _arrivals(lattice: Lattice, done: _Rows, row: int) -> Floats:
    """Scores of reaching each point of a row by each move: (n_moves, width)."""
    origins = row - _SPAN[:, 0]
    first = lattice.first[np.maximum(origins, 0)]
    # Scores are −inf wherever a move would begin before the first row.
    arrived = done.get(origins, lattice.first[row] - first - _SPAN[:, 1])
    return np.asarray(arrived + lattice.scores[:, row], dtype=np.float64)


def _start(lattice: Lattice) -> Floats:
    row = np.full(lattice.width, _NOTHING)
    row[0] = 0.0
    return row


def _skipped(before_targets: Floats, done: Floats, step: int) -> Floats:
    """A row's points reached by leaving its segment alone.

    Null beads come sources first. Where the window moves on, that order would leave it: at its
    left edge, and only there, a source may be left alone behind targets.
    """
    out = shifted(before_targets, step)
    if step:
        out[0] = done[step]
    return out


def best_path(lattice: Lattice) -> Path:
    """The path of the highest score; ties go to the link over nulls, then to the earlier move."""
    n, width = lattice.n_source, lattice.width
    done = np.full((n + 1, width), _NOTHING)
    recent = _Rows(lattice)
    # What stands at a point: a move's number, or −1 when it was reached by null beads.
    by_move = np.full((n + 1, width), -1, dtype=np.int8)
    before_targets = np.full((n + 1, width), _NOTHING)
    for row in range(n + 1):
        if row == 0:
            before_targets[row] = _start(lattice)
        else:
            arrivals = _arrivals(lattice, recent, row)
            move = np.argmax(arrivals, axis=0)
            linked = arrivals[move, np.arange(width)]
            step = int(lattice.first[row] - lattice.first[row - 1])
            skipped = _skipped(before_targets[row - 1], done[row - 1], step)
            take = (linked >= skipped) & (linked > _NOTHING)
            by_move[row] = np.where(take, move, -1)
            before_targets[row] = np.where(take, linked, skipped)
            before_targets[row][_outside(lattice, row)] = _NOTHING
        done[row] = np.maximum.accumulate(before_targets[row])
        done[row][_outside(lattice, row)] = _NOTHING
        recent.put(row, done[row])
    return _trace_back(lattice, done, before_targets, by_move)


def _trace_back(
    lattice: Lattice, done: Floats, before_targets: Floats, by_move: NDArray[np.int8]
) -> Path:
    moves = []
    row, column = lattice.n_source, lattice.n_target
    final = float(done[row, column - lattice.first[row]])
    after_targets = True
    while row or column:
        k = column - int(lattice.first[row])
        if after_targets and before_targets[row, k] < done[row, k]:
            column -= 1
            continue
        move = int(by_move[row, k])
        if move < 0:
            if row == 0:
                break
            row -= 1
            after_targets = k == 0 and lattice.first[row + 1] > lattice.first[row]
            continue
        moves.append((move, row, column))
        row, column = row - MOVES[move][0], column - MOVES[move][1]
        after_targets = True
    return Path(tuple(reversed(moves)), final)


def _log_accumulate(row: Floats) -> Floats:
    """Running log-sum-exp of a row."""
    return np.asarray(np.logaddexp.accumulate(row), dtype=np.float64)


def _log_sum(rows: Floats) -> Floats:
    """Log-sum-exp over the first axis, −inf where there is nothing."""
    top = rows.max(axis=0)
    base = np.where(np.isfinite(top), top, 0.0)
    return np.asarray(base + np.log(np.exp(rows - base).sum(axis=0)), dtype=np.float64)


def _forward(lattice: Lattice) -> Floats:
    n = lattice.n_source
    done = np.full((n + 1, lattice.width), _NOTHING)
    recent = _Rows(lattice)
    before_targets = _start(lattice)
    for row in range(n + 1):
        if row:
            step = int(lattice.first[row] - lattice.first[row - 1])
            linked = _log_sum(_arrivals(lattice, recent, row))
            skipped = _skipped(before_targets, done[row - 1], step)
            before_targets = np.logaddexp(linked, skipped)
            before_targets[_outside(lattice, row)] = _NOTHING
        done[row] = _log_accumulate(before_targets)
        done[row][_outside(lattice, row)] = _NOTHING
        recent.put(row, done[row])
    return done


def _departures(lattice: Lattice, onward: _Rows, row: int) -> Floats:
    """Sums over what follows each point of a row by each move: (n_moves, width)."""
    ends = row + _SPAN[:, 0]
    first = lattice.first[np.minimum(ends, lattice.n_source)]
    return onward.get(ends, lattice.first[row] - first + _SPAN[:, 1])


def _backward(lattice: Lattice) -> Floats:
    n = lattice.n_source
    onward = np.full((n + 1, lattice.width), _NOTHING)
    following = _Rows(lattice)
    for row in range(n, -1, -1):
        links = _log_sum(_departures(lattice, following, row))
        if row == n:
            links[lattice.n_target - lattice.first[n]] = 0.0
        links[_outside(lattice, row)] = _NOTHING
        from_target_null = _log_accumulate(links[::-1])[::-1]
        onward[row] = from_target_null
        if row < n:
            step = int(lattice.first[row] - lattice.first[row + 1])
            skipped = shifted(onward[row + 1], step)
            skipped[:-step] = onward[row + 1, 0]  # see _skipped; nothing where the window stays
            onward[row] = np.logaddexp(onward[row], skipped)
        onward[row][_outside(lattice, row)] = _NOTHING
        following.put(row, lattice.scores[:, row] + onward[row])
    return onward


def posterior(lattice: Lattice) -> Posterior:
    """Sums over all alignments in the window (forward-backward)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        forward, backward = _forward(lattice), _backward(lattice)
    last = lattice.n_target - lattice.first[lattice.n_source]
    return Posterior(forward, backward, float(forward[lattice.n_source, last]))


def move_probability(lattice: Lattice, sums: Posterior, move: int, row: int, column: int) -> float:
    """Probability that an alignment has the given move ending at ``(row, column)``."""
    a, b = MOVES[move]
    begin = sums.forward[row - a, column - b - lattice.first[row - a]]
    k = column - lattice.first[row]
    log_p = begin + lattice.scores[move, row, k] + sums.backward[row, k] - sums.log_z
    return float(np.exp(min(0.0, log_p)))


def groups_of(move: int, row: int, column: int) -> list[Groups]:
    """The beads of a move that ends at ``(row, column)``: one, or two for a crossing."""
    a, b = MOVES[move]
    source, target = tuple(range(row - a, row)), tuple(range(column - b, column))
    if move == CROSS:
        return [((source[0],), (target[1],)), ((source[1],), (target[0],))]
    return [(source, target)]
