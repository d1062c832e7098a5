"""Alignments scored against gold: counts worked out by hand, calibration, plot, confusion."""

import math
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Alignment, Bead, Verdict
from songngu.eval import (
    AlignmentCounts,
    calibrate,
    confusion,
    count_beads,
    evaluate_links,
    judged_links,
    reliability_svg,
    score_counts,
)

# Four Vietnamese and four English segments; the third English one has no counterpart.
GOLD = [((0,), (0,)), ((1, 2), (1,)), ((3,), (3,))]


def scored(gold, found, n_source, n_target):
    return score_counts([count_beads(gold, found, n_source, n_target)])


class TestCounts:
    def test_gold_itself_is_perfect(self):
        scores = scored(GOLD, GOLD, 4, 4)
        assert (scores.strict.f1, scores.lax.f1, scores.links.f1) == (1.0, 1.0, 1.0)
        assert (scores.link_error, scores.false_links) == (0.0, 0.0)

    @pytest.mark.parametrize(
        ("found", "expected"),
        [
            # Beads: 0-0 right, 1-1 and 2-2 wrong, 3-3 right; gold's null of target 2 is missed.
            pytest.param(
                [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3,))],
                AlignmentCounts(4, 2, 3, 3, 2, 3, 4, 2, 4, 4, 3, 1, 1),
                id="one-to-one",
            ),
            # Nothing linked: eight null beads, of which gold has one.
            pytest.param([], AlignmentCounts(8, 1, 1, 3, 0, 0, 0, 0, 0, 4, 0, 1, 0), id="nothing"),
            # One bead too large: overlaps with all of gold, equals none of it.
            pytest.param(
                [((0, 1, 2, 3), (0, 1, 2, 3))],
                AlignmentCounts(1, 0, 1, 3, 0, 3, 1, 0, 16, 4, 4, 1, 1),
                id="all-in-one",
            ),
            # A crossing link shares no pair with gold.
            pytest.param(
                [((0,), (3,)), ((3,), (0,))],
                AlignmentCounts(6, 1, 1, 3, 0, 0, 2, 0, 2, 4, 0, 1, 0),
                id="crossed",
            ),
        ],
    )
    def test_counted_by_hand(self, found, expected):
        assert count_beads(GOLD, found, 4, 4) == expected

    def test_shares_of_the_counts(self):
        found = [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3,))]
        scores = scored(GOLD, found, 4, 4)
        assert (scores.strict.precision, scores.strict.recall) == (2 / 4, 2 / 3)
        assert scores.strict.f1 == pytest.approx(2 * (1 / 2 * 2 / 3) / (1 / 2 + 2 / 3))
        assert (scores.lax.precision, scores.lax.recall) == (3 / 4, 1.0)
        assert scores.link_error == pytest.approx(1 - 2 * 3 / 8)
        assert scores.false_links == 1.0

    def test_null_beads_may_be_given_or_left_out(self):
        nulls = [((), (2,))]
        assert count_beads([*GOLD, *nulls], GOLD, 4, 4) == count_beads(GOLD, GOLD + nulls, 4, 4)

    def test_a_null_bead_of_several_segments_counts_as_so_many(self):
        assert count_beads([], [((0, 1), ())], 2, 0).beads == 2

    def test_order_within_a_bead_does_not_matter(self):
        assert count_beads(GOLD, [((2, 1), (1,))], 4, 4).links_strict == 1

    def test_unrelated_texts(self):
        scores = scored([], [((0,), (0,)), ((1,), (2,))], 3, 5)
        assert scores.false_links == pytest.approx(4 / 8)
        assert scores.links.precision == 0.0
        assert scores.link_error == 1.0

    def test_unrelated_texts_left_alone(self):
        scores = scored([], [], 3, 5)
        assert (scores.false_links, scores.link_error, scores.strict.precision) == (0.0, 0.0, 1.0)

    @pytest.mark.parametrize(
        ("gold", "found", "message"),
        [
            pytest.param([((4,), (0,))], [], "gold, source side: found segment 5", id="gold"),
            pytest.param(
                [], [((0,), (9,))], "alignment, target side: found segment 10", id="found"
            ),
            pytest.param(
                [], [((0,), (0,)), ((0, 1), (1,))], "segment 1 stands in two links", id="twice"
            ),
        ],
    )
    def test_alignments_of_other_texts_are_refused(self, gold, found, message):
        with pytest.raises(EvaluationError, match=message):
            count_beads(gold, found, 4, 4)

    def test_nothing_to_score(self):
        with pytest.raises(EvaluationError, match="no alignment"):
            score_counts([])


LINKS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6).map(
    lambda pairs: [
        ((i,), (j,))
        for k, (i, j) in enumerate(pairs)
        if all(i != a and j != b for a, b in pairs[:k])
    ]
)


@given(LINKS, LINKS)
def test_swapping_the_sides_keeps_strict_counts(gold, found):
    def turned(links):
        return [(t, s) for s, t in links]

    there = count_beads(gold, found, 6, 6)
    back = count_beads(turned(gold), turned(found), 6, 6)
    assert there == back  # one-to-one links: even the lax counts agree


@given(LINKS, LINKS)
def test_a_link_that_is_strictly_right_is_laxly_right(gold, found):
    counts = count_beads(gold, found, 6, 6)
    assert counts.beads_strict <= counts.beads_lax <= counts.beads
    assert counts.gold_strict <= counts.gold_lax <= counts.gold_links
    assert counts.links_strict == counts.gold_strict


class TestCorpus:
    def test_documents_add_up(self):
        counts = [count_beads(GOLD, GOLD, 4, 4), count_beads(GOLD, [], 4, 4)]
        scores = score_counts(counts)
        assert scores.strict.recall == 3 / 6
        assert scores.n_documents == 2
        assert scores.n_gold_links == 6

    def test_interval_holds_the_score_and_repeats(self):
        counts = [count_beads(GOLD, GOLD[: k % 4], 4, 4) for k in range(30)]
        scores = score_counts(counts)
        low, high = scores.strict_interval
        assert 0 < low < scores.strict.f1 < high < 1
        assert score_counts(counts) == scores

    def test_one_document_has_no_interval(self):
        assert scored(GOLD, GOLD, 4, 4).strict_interval is None

    def test_scores_as_json(self):
        value = scored(GOLD, GOLD, 4, 4).to_dict()
        assert value["strict"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
        assert value["strict_f1_interval"] is None


class TestCalibration:
    def test_perfectly_calibrated(self):
        links = [(0.75, k % 4 > 0) for k in range(40)] + [(0.25, k % 4 == 0) for k in range(40)]
        result = calibrate(links)
        assert result.error == pytest.approx(0.0)
        assert [b.n for b in result.bins] == [0, 0, 40, 0, 0, 0, 0, 40, 0, 0]
        assert result.bins[7].precision == 0.75

    def test_overconfident(self):
        # Naeini et al. 2015 by hand: (2 · |.95 − .5| + 2 · |.55 − 1|) / 4 = .45.
        result = calibrate([(0.95, True), (0.95, False), (0.55, True), (0.55, True)])
        assert result.error == pytest.approx(0.45)
        assert (result.sure, result.n_sure, result.n) == (0.5, 2, 4)

    def test_the_ends_of_the_scale(self):
        bins = calibrate([(0.0, False), (1.0, True), (0.9, True)]).bins
        assert (bins[0].n, bins[9].n) == (1, 2)

    def test_curve_gives_precision_for_coverage(self):
        curve = {p.threshold: p for p in calibrate([(0.2, False), (0.6, True), (0.96, True)]).curve}
        assert (curve[0.0].precision, curve[0.0].coverage) == (2 / 3, 1.0)
        assert (curve[0.5].precision, curve[0.5].coverage) == (1.0, 2 / 3)
        assert (curve[0.99].precision, curve[0.99].coverage) == (None, 0.0)

    def test_no_links(self):
        result = calibrate([])
        assert (result.error, result.sure, result.n) == (0.0, None, 0)
        assert all(b.precision is None for b in result.bins)

    @pytest.mark.parametrize("confidence", [-0.1, 1.1, math.nan])
    def test_no_probability(self, confidence):
        with pytest.raises(ValueError, match="from 0 to 1"):
            calibrate([(confidence, True)])

    def test_links_of_an_alignment(self):
        beads = (
            Bead((0,), (0,), 1.0, 0.9),
            Bead((1,), (1,), 1.0, 0.4),
            Bead((2,), (), 0.0, 0.0),
            Bead((3,), (3,), 0.0, 1.0, fixed=True),
            Bead((), (2,), 0.0, 0.0),
        )
        alignment = Alignment(beads, Verdict.TRANSLATION, 1.0, "test")
        assert judged_links(GOLD, alignment, 4, 4) == [(0.9, True), (0.4, False)]


class TestPlot:
    SVG = "{http://www.w3.org/2000/svg}"

    def test_a_dot_for_each_range_that_has_links(self):
        svg = ElementTree.fromstring(reliability_svg(calibrate([(0.95, True), (0.35, False)])))
        dots = svg.findall(f"{self.SVG}circle")
        # Precision 0 lies on the lower edge of the plot, precision 1 on the upper one.
        assert [(float(dot.get("cx")), float(dot.get("cy"))) for dot in dots] == [
            (56 + 0.35 * 360, 400.0),
            (56 + 0.95 * 360, 40.0),
        ]
        counts = svg.findall(f"{self.SVG}rect[@class='count']")
        assert [float(bar.get("height")) > 0 for bar in counts] == [k in (3, 9) for k in range(10)]

    def test_a_title_is_text_and_nothing_else(self):
        svg = ElementTree.fromstring(reliability_svg(calibrate([]), title="<script>&</script>"))
        assert svg.find(f"{self.SVG}title").text == "<script>&</script>"
        assert not list(svg.iter(f"{self.SVG}script"))


class TestConfusion:
    def test_table_and_accuracy(self):
        t, p, s = Verdict.TRANSLATION, Verdict.PARTIAL, Verdict.SAME_TOPIC
        result = confusion([(t, t), (t, t), (t, p), (s, s)])
        assert result.table[t][p] == 1
        assert result.table[p][t] == 0
        assert (result.n, result.accuracy) == (4, 3 / 4)

    def test_nothing_judged(self):
        assert confusion([]).accuracy == 0.0


def alignment_of(links, n_source, n_target, *, verdict=Verdict.TRANSLATION, signature="a"):
    """Links of confidence .9, and null beads for the rest."""
    beads = [Bead(source, target, 1.0, 0.9) for source, target in links]
    for i in set(range(n_source)) - {i for source, _ in links for i in source}:
        beads.append(Bead((i,), (), 0.0, 0.0))
    for j in set(range(n_target)) - {j for _, target in links for j in target}:
        beads.append(Bead((), (j,), 0.0, 0.0))
    return Alignment(tuple(beads), verdict, 0.9, signature)


class TestReport:
    def test_corrected_against_automatic(self):
        gold = alignment_of(GOLD, 4, 4)
        found = alignment_of([((0,), (0,)), ((1,), (1,))], 4, 4, verdict=Verdict.PARTIAL)
        report = evaluate_links([(gold, found)])
        assert report.scores.strict.recall == 1 / 3
        assert report.calibration.error == pytest.approx(0.4)
        assert report.to_dict()["verdicts"] == {"translation": {"partial": 1}}

    def test_several_articles(self):
        gold, other = alignment_of(GOLD, 4, 4), alignment_of([], 2, 3)
        report = evaluate_links([(gold, gold), (other, other)])
        assert report.scores.n_documents == 2
        assert report.scores.strict.f1 == 1.0
        assert report.signature == "a"

    @pytest.mark.parametrize("sizes", [(3, 4), (4, 5)], ids=["source", "target"])
    def test_other_texts_are_refused(self, sizes):
        gold = alignment_of(GOLD, 4, 4)
        with pytest.raises(EvaluationError, match="expected the same texts"):
            evaluate_links([(gold, alignment_of([], *sizes))])
