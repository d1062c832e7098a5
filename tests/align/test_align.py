"""The aligner's contract: every segment once, bad input, verdicts, determinism."""

import tracemalloc
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songngu.align import HIGH_CONFIDENCE, align, unlinked_share
from songngu.corpora.types import Verdict


def links(alignment):
    return [(b.source, b.target) for b in alignment.beads if b.source and b.target]


def assert_complete(alignment, n_source, n_target):
    assert sorted(i for b in alignment.beads for i in b.source) == list(range(n_source))
    assert sorted(j for b in alignment.beads for j in b.target) == list(range(n_target))
    assert all(b.source or b.target for b in alignment.beads)
    assert all(0 <= b.confidence <= 1 for b in alignment.beads)
    starts = [b.source[0] for b in alignment.beads if b.source]
    assert starts == sorted(starts)
    assert all(list(b.source) == sorted(b.source) for b in alignment.beads)
    assert all(list(b.target) == sorted(b.target) for b in alignment.beads)


def diagonal(n):
    return [((i,), (i,)) for i in range(n)]


class TestPlainTranslation:
    def test_with_drafts(self, bridge):
        alignment = align(bridge.source, bridge.english, bridge.drafts)
        assert links(alignment) == diagonal(10)
        assert alignment.verdict is Verdict.TRANSLATION
        assert alignment.confidence > 0.9
        assert min(b.confidence for b in alignment.beads) > HIGH_CONFIDENCE

    def test_without_drafts(self, bridge):
        alignment = align(bridge.source, bridge.english)
        assert len(set(links(alignment)) & set(diagonal(10))) >= 9
        assert alignment.verdict is Verdict.TRANSLATION

    def test_signature_names_the_settings(self, bridge):
        with_drafts = align(bridge.source, bridge.english, bridge.drafts).signature
        without = align(bridge.source, bridge.english).signature
        head, version, groups, weights, drafts, least = with_drafts.split("|")
        assert (head, version, groups, drafts, least) == (
            "songngu-align", "v:0.3.0", "groups:5", "drafts:yes", "min:0.3",
        )  # fmt: skip
        assert len(weights.removeprefix("weights:")) == 8
        assert without == with_drafts.replace("drafts:yes", "drafts:no")

    def test_same_input_same_result(self, bridge):
        first = align(bridge.source, bridge.english, bridge.drafts)
        assert align(list(bridge.source), list(bridge.english), list(bridge.drafts)) == first


class TestShapes:
    def merge(self, texts, at, n):
        return [*texts[:at], " ".join(texts[at : at + n]), *texts[at + n :]]

    @pytest.mark.parametrize("n", [2, 3, 4])
    def test_english_merged(self, bridge, n):
        alignment = align(bridge.source, self.merge(bridge.english, 3, n), bridge.drafts)
        assert (tuple(range(3, 3 + n)), (3,)) in links(alignment)
        assert len(links(alignment)) == 11 - n

    @pytest.mark.parametrize("n", [2, 3, 4])
    def test_vietnamese_merged(self, bridge, n):
        alignment = align(
            self.merge(bridge.source, 2, n), bridge.english, self.merge(bridge.drafts, 2, n)
        )
        assert ((2,), tuple(range(2, 2 + n))) in links(alignment)
        assert len(links(alignment)) == 11 - n

    def test_sentence_boundaries_shifted(self, bridge):
        source, drafts = self.merge(bridge.source, 4, 2), self.merge(bridge.drafts, 4, 2)
        english = self.merge(bridge.english, 5, 2)
        assert ((4, 5), (4, 5)) in links(align(source, english, drafts))

    def test_neighbours_swapped(self, bridge):
        english = list(bridge.english)
        english[5], english[6] = english[6], english[5]
        found = links(align(bridge.source, english, bridge.drafts))
        assert ((5,), (6,)) in found
        assert ((6,), (5,)) in found
        assert len(found) == 10

    def test_sentences_missing_on_either_side(self, bridge):
        source = [s for i, s in enumerate(bridge.source) if i != 2]
        drafts = [s for i, s in enumerate(bridge.drafts) if i != 2]
        english = [s for i, s in enumerate(bridge.english) if i not in (6, 7)]
        alignment = align(source, english, drafts)
        nulls = [(b.source, b.target) for b in alignment.beads if not (b.source and b.target)]
        assert nulls == [((), (2,)), ((5,), ()), ((6,), ())]

    def test_null_beads_have_no_confidence(self, bridge, coffee):
        alignment = align(bridge.source, coffee, bridge.drafts)
        assert {b.confidence for b in alignment.beads if not (b.source and b.target)} == {0.0}


class TestVerdict:
    def test_another_event_in_the_same_province_is_no_translation(self, bridge, other_bridge):
        alignment = align(bridge.source, other_bridge, bridge.drafts)
        assert alignment.verdict is not Verdict.TRANSLATION
        assert max(b.confidence for b in alignment.beads) < HIGH_CONFIDENCE

    def test_another_event_is_no_translation_without_drafts_either(self, bridge, other_bridge):
        alignment = align(bridge.source, other_bridge)
        assert alignment.verdict is Verdict.SAME_TOPIC
        assert max(b.confidence for b in alignment.beads) < HIGH_CONFIDENCE

    def test_another_event_in_the_same_province_is_the_same_topic(self, bridge, other_bridge):
        assert align(bridge.source, other_bridge, bridge.drafts).verdict is Verdict.SAME_TOPIC

    def test_unrelated(self, bridge, coffee):
        alignment = align(bridge.source, coffee, bridge.drafts)
        assert alignment.verdict is Verdict.UNRELATED
        assert links(alignment) == []

    def test_partial(self, bridge, coffee):
        english = [*bridge.english[:4], *coffee]
        alignment = align(bridge.source, english, bridge.drafts)
        assert alignment.verdict is Verdict.PARTIAL
        assert links(alignment) == diagonal(4)

    def test_a_translation_with_two_sentences_cut_is_a_translation(self, bridge):
        alignment = align(bridge.source, bridge.english[:8], bridge.drafts)
        assert alignment.verdict is Verdict.TRANSLATION


class TestUnlinkedShare:
    def test_counts_the_segments_of_both_sides(self, bridge):
        alignment = align(bridge.source, bridge.english[:6], bridge.drafts)
        assert unlinked_share(alignment) == pytest.approx(4 / 16)

    @pytest.mark.parametrize(
        ("source", "target", "expected"),
        [
            pytest.param([], [], 0.0, id="nothing"),
            pytest.param(["Một."], [], 1.0, id="one-side"),
        ],
    )
    def test_without_links(self, source, target, expected):
        assert unlinked_share(align(source, target)) == expected


class TestBadInput:
    def test_unequal_drafts(self, bridge):
        with pytest.raises(ValueError, match="found 9 drafts for 10 source segments"):
            align(bridge.source, bridge.english, bridge.drafts[:9])

    @pytest.mark.parametrize(
        ("source", "target", "drafts", "name"),
        [
            pytest.param("một", ["one"], None, "source", id="source"),
            pytest.param(["một"], "one", None, "target", id="target"),
            pytest.param(["một"], ["one"], "o", "drafts", id="drafts"),
        ],
    )
    def test_a_string_is_no_sequence_of_segments(self, source, target, drafts, name):
        with pytest.raises(ValueError, match=f"{name} is one string"):
            align(source, target, drafts)

    @pytest.mark.parametrize("threshold", [-0.1, 1.5])
    def test_threshold_outside_its_range(self, threshold):
        with pytest.raises(ValueError, match="min_confidence"):
            align(["một"], ["one"], min_confidence=threshold)

    @pytest.mark.parametrize(
        ("source", "target"),
        [
            pytest.param([], [], id="both"),
            pytest.param([], ["One.", "Two."], id="no-source"),
            pytest.param(["Một."], [], id="no-target"),
        ],
    )
    def test_empty_sides(self, source, target):
        for drafts in (None, ["x"] * len(source)):
            alignment = align(source, target, drafts)
            assert_complete(alignment, len(source), len(target))
            assert links(alignment) == []
            assert alignment.verdict is Verdict.UNRELATED

    def test_one_segment_sides(self, bridge):
        alignment = align(bridge.source[1:2], bridge.english[1:2], bridge.drafts[1:2])
        assert links(alignment) == diagonal(1)
        assert_complete(align(bridge.source[:1], bridge.english, bridge.drafts[:1]), 1, 10)
        assert_complete(align(bridge.source, bridge.english[:1], bridge.drafts), 10, 1)

    def test_empty_segments_are_linked_to_nothing(self, bridge):
        source = [*bridge.source[:3], "", *bridge.source[3:], " … "]
        drafts = [*bridge.drafts[:3], "", *bridge.drafts[3:], ""]
        english = ["", *bridge.english[:6], "\u200b", *bridge.english[6:]]
        alignment = align(source, english, drafts)
        assert_complete(alignment, 12, 12)
        assert {3, 11}.isdisjoint({i for s, _ in links(alignment) for i in s})
        assert {0, 7}.isdisjoint({j for _, t in links(alignment) for j in t})
        assert len(links(alignment)) == 10

    def test_failed_drafts_say_nothing_against_a_link(self, bridge):
        drafts = ["" if i in (2, 5, 8) else d for i, d in enumerate(bridge.drafts)]
        assert links(align(bridge.source, bridge.english, drafts)) == diagonal(10)

    def test_all_drafts_failed(self, bridge):
        alignment = align(bridge.source, bridge.english, [""] * 10)
        assert_complete(alignment, 10, 10)
        assert len(set(links(alignment)) - set(diagonal(10))) <= 2

    def test_decomposed_text_aligns_as_composed(self, bridge):
        plain = align(bridge.source, bridge.english, bridge.drafts)
        nfd = [
            [unicodedata.normalize("NFD", t) for t in side]
            for side in (bridge.source, bridge.english, bridge.drafts)
        ]
        assert align(*nfd) == plain

    def test_sides_of_no_language_at_all(self):
        alignment = align(["123", "???", "你好"], ["!!!", "𝔘", "123"], ["", "1", "hello"])
        assert_complete(alignment, 3, 3)


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(["Hà Nội có mưa.", "Rain in Hanoi.", "25%", "", "Ông Nam nói.", "a"]),
    ),
    max_size=9,
)


@settings(max_examples=40)
@given(TEXTS, TEXTS, st.booleans())
def test_every_segment_exactly_once(source, target, with_drafts):
    drafts = list(reversed(source)) if with_drafts else None
    alignment = align(source, target, drafts)
    assert_complete(alignment, len(source), len(target))
    assert align(source, target, drafts) == alignment


class TestSize:
    def numbered(self, n):
        names = ["Lan", "Hùng", "Mai", "Tuấn", "Ngọc", "Bình", "Dũng"]
        source = [f"Ông {names[i % 7]} mua {i * 37 % 991} quyển sách ở phố {i}." for i in range(n)]
        english = [f"{names[i % 7]} bought {i * 37 % 991} books in street {i}." for i in range(n)]
        return source, english

    def test_two_thousand_by_two_thousand(self):
        source, english = self.numbered(2000)
        drafts = [sentence.replace("bought", "buys") for sentence in english]
        del english[700:730], source[1200:1250], drafts[1200:1250]
        alignment = align(source, english, drafts)
        assert_complete(alignment, 1950, 1970)
        right = {((i,), (i,)) for i in range(700)}
        right |= {((i,), (i - 30,)) for i in range(730, 1200)}
        right |= {((i,), (i + 20,)) for i in range(1200, 1950)}
        assert len(right & set(links(alignment))) > 0.95 * len(right)

    @pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
    def test_thousands_of_identical_lines(self, with_drafts):
        n = 450  # beyond what is looked at in full
        tracemalloc.start()
        alignment = align(
            ["Xin chào."] * n, ["Hello."] * n, ["Hello."] * n if with_drafts else None
        )
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert_complete(alignment, n, n)
        assert peak < 300e6

    def test_thousands_of_one_word_lines(self):
        source = [f"từ{'abcdefghij'[i % 10]}" for i in range(2000)]
        target = [f"word{'abcdefghij'[i % 7]}" for i in range(1500)]
        assert_complete(align(source, target), 2000, 1500)

    def test_a_sentence_of_five_thousand_words(self, bridge):
        long = " ".join(bridge.drafts * 50)
        source = [*bridge.source, " ".join(bridge.source * 50)]
        alignment = align(source, [*bridge.english, long], [*bridge.drafts, long])
        assert_complete(alignment, 11, 11)
        assert ((10,), (10,)) in links(alignment)

    def test_one_segment_against_thousands(self):
        source, english = self.numbered(1000)
        assert_complete(align(source[:1], english), 1, 1000)
        assert_complete(align(source, english[:1]), 1000, 1)
