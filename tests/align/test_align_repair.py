"""Boundaries that the splitter got wrong, found where the other side shows them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songngu.align import align
from songngu.align.repair import (
    Repair,
    RepairKind,
    boundaries,
    repaired,
    repaired_drafts,
    repairs,
)
from songngu.corpora.types import Alignment, Bead, Verdict


def found(source, target, drafts=None, **options):
    return repairs(source, target, drafts, align(source, target, drafts), **options)


def merge(texts, at, n=2):
    return [*texts[:at], " ".join(texts[at : at + n]), *texts[at + n :]]


def cut(texts, at, text):
    """The segment of this number cut behind the given text."""
    place = texts[at].index(text) + len(text)
    return [*texts[:at], texts[at][:place].strip(), texts[at][place:].strip(), *texts[at + 1 :]]


class TestBoundaries:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            pytest.param("Mưa to. Gió lớn.", ["Mưa to.", "Gió lớn."], id="full-stop"),
            pytest.param("Mưa to!Gió lớn.", ["Mưa to!", "Gió lớn."], id="no-space"),
            pytest.param("He left.” She stayed.", ["He left.”", "She stayed."], id="quote"),
            pytest.param("Ông nói: “Tôi đi.”", ["Ông nói:", "“Tôi đi.”"], id="speech"),
            pytest.param("Giá 1.000 đồng, tăng 2.5%.", None, id="numbers"),
            pytest.param("TP. Hồ Chí Minh có mưa.", None, id="kind-of-place"),
            pytest.param("Mr. Smith met J. Jones.", None, id="title-and-initial"),
            pytest.param("Trang baochinhphu.vn đưa tin.", None, id="web-address"),
            pytest.param("Chờ đã... rồi đi.", None, id="dots-in-a-sentence"),
            pytest.param("Một câu thôi.", None, id="one-sentence"),
            pytest.param("", None, id="nothing"),
        ],
    )
    def test_places(self, text, parts):
        places = boundaries(text)
        if parts is None:
            assert places == []
        else:
            assert [text[: places[0]].strip(), text[places[0] :].strip()] == parts


class TestCut:
    @pytest.mark.parametrize("with_drafts", [True, False], ids=["drafts", "no-drafts"])
    @pytest.mark.parametrize("at", [2, 5])
    def test_english_sentences_left_together(self, bridge, at, with_drafts):
        drafts = bridge.drafts if with_drafts else None
        (repair,) = found(bridge.source, merge(bridge.english, at), drafts)
        assert (repair.kind, repair.side, repair.segments) == (RepairKind.CUT, "target", (at,))
        assert repair.gain > 0
        assert repair.draft_offset is None
        assert repaired(merge(bridge.english, at), [repair], "target") == list(bridge.english)

    def test_vietnamese_sentences_left_together(self, bridge):
        source, drafts = merge(bridge.source, 6), merge(bridge.drafts, 6)
        (repair,) = found(source, bridge.english, drafts)
        assert (repair.side, repair.segments) == ("source", (6,))
        assert repaired(source, [repair], "source") == list(bridge.source)
        assert repaired_drafts(drafts, [repair], "source") == list(bridge.drafts)

    def test_shifted_boundaries(self, bridge):
        source, drafts = merge(bridge.source, 4), merge(bridge.drafts, 4)
        english = merge(bridge.english, 5)
        assert ((4, 5), (4, 5)) in [
            (b.source, b.target) for b in align(source, english, drafts).beads
        ]
        (repair,) = found(source, english, drafts)
        mended = {"source": source, "target": english}[repair.side]
        assert len(repaired(mended, [repair], repair.side)) == len(mended) + 1

    def test_the_repaired_texts_align_one_to_one(self, bridge):
        english = merge(merge(bridge.english, 7), 2)
        mended = repaired(english, found(bridge.source, english, bridge.drafts), "target")
        links = [(b.source, b.target) for b in align(bridge.source, mended, bridge.drafts).beads]
        assert links == [((i,), (i,)) for i in range(10)]

    def test_nothing_to_mend(self, bridge):
        assert found(bridge.source, bridge.english, bridge.drafts) == ()

    def test_a_free_translation_without_a_boundary_is_left_alone(self, bridge):
        english = merge(bridge.english, 6)
        english[6] = english[6].replace("warranty. He", "warranty, and he")
        assert found(bridge.source, english, bridge.drafts) == ()

    def test_unrelated_texts_give_none(self, bridge, coffee):
        assert found(bridge.source, coffee, bridge.drafts) == ()

    def test_links_made_by_hand_are_left_alone(self, bridge):
        english = merge(bridge.english, 2)
        plain = align(bridge.source, english, bridge.drafts)
        beads = tuple(Bead(b.source, b.target, b.score, 1.0, fixed=True) for b in plain.beads)
        by_hand = Alignment(beads, plain.verdict, 1.0, plain.signature)
        assert repairs(bridge.source, english, bridge.drafts, by_hand) == ()

    def test_a_source_without_its_draft(self, bridge):
        source, drafts = merge(bridge.source, 6), merge(bridge.drafts, 6)
        drafts[6] = ""
        for repair in found(source, bridge.english, drafts):
            assert repair.draft_offset is None
            assert repaired_drafts(drafts, [repair], "source")[6:8] == ["", ""]


class TestJoin:
    def test_a_sentence_cut_behind_an_abbreviation(self, bridge):
        english = list(bridge.english)
        english[6] = english[6].replace("Vice chairman of the province", "Vice chairman Dr.")
        english = cut(english, 6, "Dr.")
        (repair,) = found(bridge.source, english, bridge.drafts)
        assert (repair.kind, repair.segments) == (RepairKind.JOIN, (6, 7))
        assert repaired(english, [repair], "target")[6].startswith("Vice chairman Dr. Trần")

    def test_a_sentence_cut_before_a_small_letter(self, bridge):
        source = cut(bridge.source, 3, "hoặc vòng")
        drafts = cut(bridge.drafts, 3, "or go around")
        (repair,) = found(source, bridge.english, drafts)
        assert (repair.kind, repair.side, repair.segments) == (RepairKind.JOIN, "source", (3, 4))
        assert repaired(source, [repair], "source") == list(bridge.source)
        assert repaired_drafts(drafts, [repair], "source") == list(bridge.drafts)

    def test_segments_of_two_blocks_are_never_joined(self, bridge):
        source = cut(bridge.source, 3, "hoặc vòng")
        drafts = cut(bridge.drafts, 3, "or go around")
        blocks = [0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3]
        assert found(source, bridge.english, drafts, source_blocks=blocks) == ()

    def test_a_missing_full_stop_counts_within_a_block(self, bridge):
        source = cut(bridge.source, 8, "ba cây cầu")
        source[9] = source[9][0].upper() + source[9][1:]
        drafts = cut(bridge.drafts, 8, "rural bridges")
        assert found(source, bridge.english, drafts) == ()
        (repair,) = found(source, bridge.english, drafts, source_blocks=[0] * 11)
        assert (repair.kind, repair.segments) == (RepairKind.JOIN, (8, 9))

    def test_two_whole_sentences_are_not_joined(self, bridge):
        english = [*bridge.english[:4], "Both are old.", *bridge.english[4:]]
        assert all(
            r.kind is not RepairKind.JOIN for r in found(bridge.source, english, bridge.drafts)
        )


class TestSides:
    def test_the_sides_may_change_places(self, bridge):
        english = merge(bridge.english, 2)
        there = align(bridge.source, english, bridge.drafts)
        turned = Alignment(
            tuple(Bead(b.target, b.source, b.score, b.confidence) for b in there.beads),
            Verdict.TRANSLATION,
            1.0,
            "",
        )
        (one,) = repairs(bridge.source, english, bridge.drafts, there)
        (other,) = repairs(
            english,
            bridge.source,
            bridge.drafts,
            turned,
            source_language="en",
            target_language="vi",
        )
        assert (other.side, other.segments, other.offset) == ("source", one.segments, one.offset)
        assert other.gain == pytest.approx(one.gain)

    def test_decomposed_text_is_cut_at_its_own_offset(self, bridge):
        source = [unicodedata.normalize("NFD", t) for t in merge(bridge.source, 6)]
        (repair,) = found(source, bridge.english, merge(bridge.drafts, 6))
        assert repaired(source, [repair], "source")[6:8] == [
            unicodedata.normalize("NFD", t) for t in bridge.source[6:8]
        ]


CUT = Repair(RepairKind.CUT, "source", (1,), 4, 3, 1.0)
JOIN = Repair(RepairKind.JOIN, "source", (2, 3), 0, None, 1.0)


class TestMaking:
    def test_all_at_once(self):
        texts = ["A", "Một. Hai.", "Ba và", "bốn", "Z"]
        assert repaired(texts, [JOIN, CUT], "source") == ["A", "Một.", "Hai.", "Ba và bốn", "Z"]
        assert repaired(texts, [JOIN, CUT], "target") == texts
        drafts = ["a", "1. 2.", "3 and", "", "z"]
        assert repaired_drafts(drafts, [CUT, JOIN], "source") == ["a", "1.", "2.", "3 and", "z"]

    @pytest.mark.parametrize(
        ("texts", "chosen", "message"),
        [
            pytest.param(["A"], [CUT], "repair of segment 1", id="other-texts"),
            pytest.param(["A", "B. C."], [CUT, CUT], "two repairs", id="twice"),
        ],
    )
    def test_repairs_that_cannot_be_made(self, texts, chosen, message):
        with pytest.raises(ValueError, match=message):
            repaired(texts, chosen, "source")


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from(["Mưa to. Gió lớn.", "Ông Nam nói", "rồi đi.", "25%.", ""]), max_size=6
    ),
    st.lists(st.sampled_from(["Rain. Wind.", "Mr. Nam said", "and left.", "25%."]), max_size=6),
    st.booleans(),
)
def test_repairs_keep_every_letter(source, target, with_drafts):
    drafts = ["Rain. Wind."] * len(source) if with_drafts else None
    made = found(source, target, drafts)
    for side, texts in (("source", source), ("target", target)):
        mended = repaired(texts, made, side)
        assert "".join("".join(mended).split()) == "".join("".join(texts).split())
    if drafts is not None:
        assert len(repaired_drafts(drafts, made, "source")) == len(repaired(source, made, "source"))
