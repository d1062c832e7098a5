"""Links made by hand: kept as they are, checked, and the rest aligned around them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songngu.align import align
from songngu.align.features import Rectangle
from songngu.align.fixed import in_order, uncrossed
from songngu.align.lattice import CROSS, MOVES, Lattice, best_path, groups_of, posterior


def links(alignment):
    return [(b.source, b.target) for b in alignment.beads if b.source and b.target]


def fixed_of(alignment):
    return {(b.source, b.target) for b in alignment.beads if b.fixed}


def assert_complete(alignment, n_source, n_target):
    assert sorted(i for b in alignment.beads for i in b.source) == list(range(n_source))
    assert sorted(j for b in alignment.beads for j in b.target) == list(range(n_target))


class TestKept:
    @pytest.mark.parametrize(
        "fixed",
        [
            pytest.param([((3,), (3,))], id="as-found"),
            pytest.param([((2,), (7,))], id="far-off"),
            pytest.param([((1,), (8,)), ((8,), (1,))], id="crossing"),
            pytest.param([((0, 4, 9), (2, 6))], id="with-gaps"),
            pytest.param([(tuple(range(9)), (0, 1))], id="large"),
            pytest.param([(tuple(range(10)), tuple(range(10)))], id="all-in-one"),
            pytest.param([((5,), ()), ((), (2, 3))], id="without-counterpart"),
            pytest.param([((i,), (9 - i,)) for i in range(10)], id="everything-upside-down"),
        ],
    )
    @pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
    def test_exactly_and_surely(self, bridge, fixed, with_drafts):
        drafts = bridge.drafts if with_drafts else None
        alignment = align(bridge.source, bridge.english, drafts, fixed=fixed)
        assert fixed_of(alignment) == set(fixed)
        assert {b.confidence for b in alignment.beads if b.fixed} == {1.0}
        assert_complete(alignment, 10, 10)

    def test_in_any_order_and_as_lists(self, bridge):
        alignment = align(bridge.source, bridge.english, fixed=[[[4, 2], [3]]])
        assert fixed_of(alignment) == {((2, 4), (3,))}

    def test_even_where_the_texts_have_nothing_in_common(self, bridge, coffee):
        alignment = align(bridge.source, coffee, bridge.drafts, fixed=[((0,), (0,))])
        assert links(alignment) == [((0,), (0,))]

    def test_with_an_empty_side(self):
        alignment = align(["Một.", "Hai.", "Ba."], [], fixed=[((0, 2), ())])
        assert fixed_of(alignment) == {((0, 2), ())}
        assert_complete(alignment, 3, 0)

    def test_on_exchanged_sides(self, bridge):
        fixed = [((2,), (5,)), ((), (0, 1))]
        there = align(bridge.source, bridge.english, bridge.drafts, fixed=fixed)
        back = align(
            bridge.english,
            bridge.source,
            bridge.drafts,
            source_language="en",
            target_language="vi",
            fixed=[(target, source) for source, target in fixed],
        )
        assert {(b.source, b.target, b.confidence) for b in there.beads} == {
            (b.target, b.source, b.confidence) for b in back.beads
        }


class TestTheRest:
    def test_is_aligned_around_a_moved_sentence(self, bridge):
        english = [*bridge.english[:2], *bridge.english[3:], bridge.english[2]]
        alignment = align(bridge.source, english, bridge.drafts, fixed=[((2,), (9,))])
        assert set(links(alignment)) == {
            *(((i,), (i,)) for i in range(2)),
            ((2,), (9,)),
            *(((i,), (i - 1,)) for i in range(3, 10)),
        }

    def test_takes_no_segment_that_is_said_to_have_no_counterpart(self, bridge):
        alignment = align(bridge.source, bridge.english, bridge.drafts, fixed=[((4,), ())])
        assert ((), (4,)) in [(b.source, b.target) for b in alignment.beads]
        assert len(links(alignment)) == 9

    def test_no_bead_spans_a_fixed_segment(self, bridge):
        alignment = align(bridge.source, bridge.english, bridge.drafts, fixed=[((4,), (7,))])
        for source, target in set(links(alignment)) - {((4,), (7,))}:
            assert list(source) == list(range(source[0], source[-1] + 1))
            assert list(target) == list(range(target[0], target[-1] + 1))

    def test_one_correction_puts_its_neighbours_right(self):
        # Nothing tells these lines apart but what the editor says of one.
        source = ["Vâng, đúng thế."] * 6
        english = ["Well, well."] + ["Yes, that is right."] * 6
        alignment = align(source, english, fixed=[((2,), (3,))])
        for i, j in ((s[0], t[0]) for s, t in links(alignment)):
            assert (i < 2) == (j < 3)
            assert (i > 2) == (j > 3)


class TestContradictions:
    @pytest.mark.parametrize(
        ("fixed", "message"),
        [
            pytest.param([((), ())], "empty on both sides", id="empty"),
            pytest.param(
                [((10,), (0,))], r"\(\(10,\), \(0,\)\) names source segment 10", id="range"
            ),
            pytest.param([((0,), (-1,))], "names target segment -1", id="negative"),
            pytest.param(
                [((1, 2), (1,)), ((2,), (4,))],
                r"\(\(1, 2\), \(1,\)\) and \(\(2,\), \(4,\)\) both hold source segment 2",
                id="source-twice",
            ),
            pytest.param(
                [((1,), (1,)), ((), (1,))], "both hold target segment 1", id="target-twice"
            ),
            pytest.param([((1, 1), (1,))], "both hold source segment 1", id="within-one"),
        ],
    )
    def test_are_named(self, bridge, fixed, message):
        with pytest.raises(ValueError, match=message):
            align(bridge.source, bridge.english, bridge.drafts, fixed=fixed)


@st.composite
def hand_links(draw):
    n, m = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    owner_source = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    owner_target = draw(st.lists(st.integers(0, 3), min_size=m, max_size=m))
    groups = [
        (
            tuple(i for i, o in enumerate(owner_source) if o == k),
            tuple(j for j, o in enumerate(owner_target) if o == k),
        )
        for k in range(1, 4)  # owner 0: left to the aligner
    ]
    return n, m, [group for group in groups if any(group)]


@settings(max_examples=40)
@given(hand_links(), st.booleans())
def test_any_hand_links_come_back_and_nothing_is_lost(case, with_drafts):
    n, m, fixed = case
    source = ["Hà Nội có mưa.", "Ông Nam nói.", "25%", "", "a", "Giá dầu tăng.", "Hết."][:n]
    target = ["Rain in Hanoi.", "Nam said.", "25%", "b", "", "Oil prices rose.", "End."][:m]
    alignment = align(source, target, target[:1] * n if with_drafts else None, fixed=fixed)
    assert fixed_of(alignment) == set(fixed)
    assert_complete(alignment, n, m)


class TestOrder:
    def lattice(self, n, diagonal):
        """1-1 links on a diagonal speak for themselves; all others are impossible."""
        scores = np.full((len(MOVES), n + 1, n + 1), -np.inf)
        scores[0, 1:, 1:] = -4.0
        for i in range(n):
            if 0 <= i + diagonal < n:
                scores[0, i + 1, i + diagonal + 1] = 9.0
        return Lattice(scores, np.zeros(n + 1, dtype=np.int64), n)

    def test_a_link_that_many_sure_links_would_cross_is_a_move(self):
        lattice = self.lattice(8, 0)
        area = Rectangle(0, 8, 0, 8)
        assert in_order([((1,), (6,))], area, lattice, posterior(lattice)) == []
        assert in_order([((3,), (3,))], area, lattice, posterior(lattice)) == [((3,), (3,))]

    def test_links_in_order_ascend(self):
        lattice = Lattice(np.full((len(MOVES), 7, 7), -9.0), np.zeros(7, dtype=np.int64), 6)
        area = Rectangle(0, 6, 0, 6)
        found = in_order(
            [((1,), (4,)), ((2,), (2,)), ((4,), (5,))], area, lattice, posterior(lattice)
        )
        assert len(found) == 2
        assert ((4,), (5,)) in found

    @settings(max_examples=30)
    @given(st.integers(0, 2**31), st.integers(1, 4), st.integers(1, 4))
    def test_no_move_crosses_a_link_in_order(self, seed, row, column):
        rng = np.random.default_rng(seed)
        scores = np.full((len(MOVES), 7, 7), -np.inf)
        for t, (a, b) in enumerate(MOVES):
            scores[t, a:, b:] = rng.normal(0.0, 2.0, (7 - a, 7 - b))
        lattice = Lattice(scores, np.zeros(7, dtype=np.int64), 6)
        before = scores.copy()
        closed = uncrossed(lattice, [((row,), (column,))], Rectangle(0, 6, 0, 6))
        assert (lattice.scores == before).all()
        kept = 0
        for t, (a, b) in enumerate(MOVES):
            for i in range(a, 7):
                for j in range(b, 7):
                    cells = (
                        [(s[0], u[0]) for s, u in groups_of(t, i, j)]
                        if t == CROSS
                        else [(i - a, j - 1), (i - 1, j - b)]
                    )
                    crosses = any((s < row and u > column) or (s > row and u < column)
                                  for s, u in cells)  # fmt: skip
                    if crosses:
                        assert closed.scores[t, i, j] == -np.inf
                    kept += closed.scores[t, i, j] > -np.inf
        assert kept
        assert best_path(closed).score <= best_path(lattice).score + 1e-9
