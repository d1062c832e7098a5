"""Reasons for beads: they add up to the score, and name what the texts say."""

import unicodedata

import pytest

from songngu.align import align, exhibits
from songngu.align.explain import Explainer, Signal, explain
from songngu.align.features import FEATURES
from songngu.align.weights import default_weights
from songngu.corpora.types import Bead, BlockKind


def bead(source, target, *, fixed=False):
    return Bead(source, target, 0.0, 1.0, fixed=fixed)


def evidence(reasons, signal, *, speaks_for=True):
    return {
        e
        for r in reasons
        if r.signal is signal and (r.weight > 0) is speaks_for
        for e in r.evidence
    }


@pytest.fixture
def merged(bridge):
    """Source, drafts and English with two English sentences made one."""
    english = [*bridge.english[:3], " ".join(bridge.english[3:5]), *bridge.english[5:]]
    return bridge.source, english, bridge.drafts


class TestSum:
    @pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
    def test_reasons_add_up_to_the_score_of_the_link(self, merged, with_drafts):
        source, english, drafts = merged
        drafts = drafts if with_drafts else None
        explainer = Explainer(source, english, drafts)
        linked = [b for b in align(source, english, drafts).beads if b.source and b.target]
        assert len(linked) >= 9
        for one in linked:
            total = sum(reason.weight for reason in explainer.reasons(one))
            # Reasons of less than .05 nats are not told.
            assert total == pytest.approx(one.score, abs=0.3)

    def test_the_strongest_comes_first(self, bridge):
        reasons = explain(bridge.source, bridge.english, bridge.drafts, bead((4,), (4,)))
        weights = [abs(reason.weight) for reason in reasons]
        assert weights == sorted(weights, reverse=True)
        assert min(weights) >= 0.05

    def test_every_feature_is_told_by_some_signal(self):
        beginnings = (*Signal, "draft_length", "kind_", "title_", "lead_", "caption_", "crossing")
        assert [name for name in FEATURES if not name.startswith(beginnings)] == []


class TestEvidence:
    def test_numbers_names_and_words_that_match(self, bridge):
        reasons = explain(bridge.source, bridge.english, bridge.drafts, bead((1,), (1,)))
        assert {"14/3 = March 14", "26"} <= evidence(reasons, Signal.VALUES)
        assert {"Quảng Ngãi", "Trà Bồng"} <= evidence(reasons, Signal.NAMES)
        assert "Committee" in evidence(reasons, Signal.WORDS)
        assert evidence(reasons, Signal.VALUES, speaks_for=False) == set()

    def test_what_speaks_against_a_wrong_link(self, bridge):
        reasons = explain(bridge.source, bridge.english, bridge.drafts, bead((2,), (4,)))
        assert sum(reason.weight for reason in reasons) < 0
        assert {"387 tỷ đồng", "58-year"} & evidence(reasons, Signal.VALUES, speaks_for=False)
        assert "stall" in evidence(reasons, Signal.WORDS, speaks_for=False)
        assert evidence(reasons, Signal.WORDS) == set()

    @pytest.mark.parametrize(
        ("source", "target", "known", "expected"),
        [
            pytest.param(
                "Đoàn đến Bò Kẹo.",
                "The group came to Bokeo.",
                {"bokeo"},
                (("Bò Kẹo = Bokeo",), ()),
                id="written-in-two-ways",
            ),
            pytest.param(
                "Bà Lành bán hàng.",
                "Mr Khoa came to the market.",
                {"khoa", "lanh"},
                ((), ("Khoa",)),
                id="in-another-sentence",
            ),
            pytest.param(
                "Bà Lành bán hàng.", "Mr Smith came.", {"lanh"}, ((), ()), id="in-one-text-only"
            ),
        ],
    )
    def test_names(self, source, target, known, expected):
        background = default_weights().background
        assert exhibits.of_names(source, target, background, frozenset(known)) == expected

    @pytest.mark.parametrize(
        ("source", "target", "expected"),
        [
            pytest.param(
                "Ngày 12/9/2025, trường nhận thêm học sinh.",
                "The school took in 12,000 more.",
                ((), ("Ngày 12/9/2025",)),
                id="a-date-and-an-amount",
            ),
            pytest.param(
                "Ngày 12/9/2025, trường có 12.000 học sinh.",
                "On September 12, 2025 the school had 12,000 pupils.",
                (("Ngày 12/9/2025 = September 12, 2025", "12.000 = 12,000"), ()),
                id="each-with-its-own",
            ),
        ],
    )
    def test_values(self, source, target, expected):
        assert exhibits.of_values(source, target, ("vi", "en")) == expected

    def test_length_and_shape(self, bridge):
        reasons = {
            r.signal: r for r in explain(bridge.source, bridge.english, None, bead((1, 2), (1,)))
        }
        characters = len(bridge.source[1]) + len(bridge.source[2])
        assert reasons[Signal.LENGTH].evidence == (str(characters), str(len(bridge.english[1])))
        assert reasons[Signal.LENGTH].weight < 0
        assert reasons[Signal.SHAPE].evidence == ("2-1",)

    def test_decomposed_text_gives_the_same_reasons(self, bridge):
        nfd = [
            [unicodedata.normalize("NFD", t) for t in side]
            for side in (bridge.source, bridge.english, bridge.drafts)
        ]
        one = bead((1,), (1,))
        plain = explain(bridge.source, bridge.english, bridge.drafts, one)
        found = explain(*nfd, one)
        assert [(r.signal, pytest.approx(r.weight)) for r in plain] == [
            (r.signal, r.weight) for r in found
        ]


class TestBeads:
    def test_a_null_bead_has_no_reasons(self, bridge):
        assert explain(bridge.source, bridge.english, None, bead((0,), ())) == ()

    def test_a_link_made_by_hand_says_so_first(self, bridge):
        reasons = explain(bridge.source, bridge.english, None, bead((0,), (9,), fixed=True))
        assert (reasons[0].signal, reasons[0].weight) == (Signal.FIXED, 0.0)
        assert len(reasons) > 1

    def test_any_groups_can_be_explained(self, bridge):
        groups = bead((0, 3, 4, 5, 6, 9), (1, 2, 3, 4, 5, 8))
        reasons = explain(bridge.source, bridge.english, bridge.drafts, groups)
        assert {r.evidence for r in reasons if r.signal is Signal.SHAPE} == {("6-6",)}

    @pytest.mark.parametrize("groups", [((10,), (0,)), ((0,), (99,)), ((-1,), (0,))])
    def test_segments_of_other_texts_are_refused(self, bridge, groups):
        with pytest.raises(ValueError, match="expected segments from 0 to 9"):
            explain(bridge.source, bridge.english, None, bead(*groups))

    def test_the_sides_may_change_places(self, bridge):
        there = explain(bridge.source, bridge.english, bridge.drafts, bead((1, 2), (1,)))
        back = explain(
            bridge.english,
            bridge.source,
            bridge.drafts,
            bead((1,), (1, 2)),
            source_language="en",
            target_language="vi",
        )
        assert [r.weight for r in back] == [r.weight for r in there]
        assert {r.evidence for r in back if r.signal is Signal.SHAPE} == {("1-2",)}

    def test_blocks_of_one_kind(self, bridge):
        kinds = [BlockKind.TITLE, *[BlockKind.PARAGRAPH] * 9]
        explainer = Explainer(bridge.source, bridge.english, source_kinds=kinds, target_kinds=kinds)
        plain = Explainer(bridge.source, bridge.english)
        title = {r.signal: r for r in explainer.reasons(bead((0,), (0,)))}
        if Signal.KIND in title:
            assert title[Signal.KIND].evidence == ("title", "title")
        assert Signal.KIND not in {r.signal for r in plain.reasons(bead((0,), (0,)))}
