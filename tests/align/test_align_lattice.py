"""The dynamic programme against brute force on small lattices."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songngu.align.lattice import (
    CROSS,
    MOVES,
    Lattice,
    best_path,
    groups_of,
    move_probability,
    posterior,
)

TRANSPOSED = [MOVES[:CROSS].index((b, a)) for a, b in MOVES[:CROSS]] + [CROSS]


def lattice_of(rng: np.random.Generator, n: int, m: int, mean: float = -1.0) -> Lattice:
    scores = np.full((len(MOVES), n + 1, m + 1), -np.inf)
    for t, (a, b) in enumerate(MOVES):
        if a <= n and b <= m:
            scores[t, a:, b:] = rng.normal(mean, 2.0, (n + 1 - a, m + 1 - b))
    return Lattice(scores, np.zeros(n + 1, dtype=np.int64), m)


def all_paths(lattice: Lattice):
    """Every alignment as a tuple of moves: chains of non-overlapping ascending blocks."""
    n, m = lattice.n_source, lattice.n_target

    def extend(i, j):
        yield ()
        for t, (a, b) in enumerate(MOVES):
            for k, o in itertools.product(range(i + a, n + 1), range(j + b, m + 1)):
                if lattice.scores[t, k, o] > -math.inf:
                    for rest in extend(k, o):
                        yield ((t, k, o), *rest)

    return list(extend(0, 0))


def score_of(lattice, moves):
    return sum(float(lattice.scores[t, i, j]) for t, i, j in moves)


sizes = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**31))


@settings(max_examples=25)
@given(sizes)
def test_best_path_is_the_best_of_all_paths(size):
    n, m, seed = size
    lattice = lattice_of(np.random.default_rng(seed), n, m)
    best = max(score_of(lattice, moves) for moves in all_paths(lattice))
    path = best_path(lattice)
    assert path.score == pytest.approx(best)
    assert score_of(lattice, path.moves) == pytest.approx(best)


@settings(max_examples=12)
@given(sizes)
def test_posteriors_are_sums_over_all_paths(size):
    n, m, seed = size
    lattice = lattice_of(np.random.default_rng(seed), n, m)
    paths = all_paths(lattice)
    weights = np.exp([score_of(lattice, moves) for moves in paths])
    sums = posterior(lattice)
    assert sums.log_z == pytest.approx(math.log(weights.sum()))
    for t, i, j in {move for moves in paths for move in moves}:
        share = sum(w for w, moves in zip(weights, paths, strict=True) if (t, i, j) in moves)
        expected = share / weights.sum()
        assert move_probability(lattice, sums, t, i, j) == pytest.approx(expected)


@settings(max_examples=25)
@given(sizes)
def test_swapping_the_sides_mirrors_the_path(size):
    n, m, seed = size
    lattice = lattice_of(np.random.default_rng(seed), n, m)
    mirrored = Lattice(
        lattice.scores[TRANSPOSED].swapaxes(1, 2).copy(), np.zeros(m + 1, dtype=np.int64), n
    )
    there = {(s, t) for move in best_path(lattice).moves for s, t in groups_of(*move)}
    back = {(s, t) for move in best_path(mirrored).moves for t, s in groups_of(*move)}
    assert there == back
    assert posterior(mirrored).log_z == pytest.approx(posterior(lattice).log_z)


@settings(max_examples=30)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 2**31))
def test_a_window_gives_the_same_as_the_whole_for_moves_inside_it(n, m, seed):
    rng = np.random.default_rng(seed)
    width = min(m + 1, 7)
    first = np.sort(rng.integers(0, m + 2 - width, n + 1))
    first[0], first[-1] = 0, m + 1 - width
    whole = lattice_of(rng, n, m)
    columns = np.arange(m + 1)
    for row in range(n + 1):
        outside = (columns < first[row]) | (columns >= first[row] + width)
        whole.scores[:, row, outside] = -np.inf
        for move, (a, b) in enumerate(MOVES):
            begin = columns - b
            out = (begin < first[row - a]) | (begin >= first[row - a] + width) if row >= a else True
            whole.scores[move, row, out] = -np.inf
    windowed = np.stack(
        [whole.scores[:, row, first[row] : first[row] + width] for row in range(n + 1)], axis=1
    )
    narrow = Lattice(windowed, first, m)
    path = best_path(narrow)
    assert path.score == pytest.approx(best_path(whole).score)
    assert path.score == pytest.approx(score_of(whole, path.moves))
    sums, wide = posterior(narrow), posterior(whole)
    assert sums.log_z == pytest.approx(wide.log_z)
    for move, row, column in path.moves:
        assert move_probability(narrow, sums, move, row, column) == pytest.approx(
            move_probability(whole, wide, move, row, column)
        )


def test_a_window_that_leaves_the_beginning_behind_can_leave_everything_alone():
    scores = np.full((len(MOVES), 41, 5), -np.inf)
    lattice = Lattice(scores, np.minimum(np.arange(41), 36), 40)
    assert best_path(lattice).moves == ()
    assert best_path(lattice).score == 0.0
    assert posterior(lattice).log_z == pytest.approx(0.0)


def test_nothing_above_zero_leaves_everything_unlinked():
    lattice = lattice_of(np.random.default_rng(0), 5, 6, mean=-50.0)
    assert best_path(lattice).moves == ()
    assert best_path(lattice).score == 0.0


def test_ties_are_broken_the_same_way_every_time():
    scores = np.full((len(MOVES), 4, 4), -np.inf)
    scores[0, 1:, 1:] = 1.0
    scores[CROSS, 2:, 2:] = 2.0
    lattice = Lattice(scores, np.zeros(4, dtype=np.int64), 3)
    expected = ((0, 1, 1), (0, 2, 2), (0, 3, 3))
    assert [best_path(lattice).moves for _ in range(3)] == [expected] * 3


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        pytest.param(0, [((4,), (6,))], id="1-1"),
        pytest.param(MOVES.index((2, 3)), [((3, 4), (4, 5, 6))], id="2-3"),
        pytest.param(CROSS, [((3,), (6,)), ((4,), (5,))], id="crossing"),
    ],
)
def test_a_move_becomes_beads(move, expected):
    assert groups_of(move, 5, 7) == expected
