"""The way of segments through a model engine, with a model that only pretends."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.corpora.types import CheckName, Draft, MemoryMatch, Term, TranslationUnit
from songngu.translate import Drafter
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.terms import near_terms, terms_in


class Upper(ModelDrafter):
    """Writes its source in capitals; loops where it reads ``lặp``, unless careful."""

    max_source_tokens = 12
    batch_tokens = 24
    engine_signature = "upper|1"

    def __init__(self) -> None:
        self.batches: list[list[Request]] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        self.batches.append(list(requests))
        return [[self._one(request.text, careful)] for request in requests]

    def _one(self, text: str, careful: bool) -> Hypothesis:
        n_tokens = self.count_tokens(text)
        if "lặp" in text and not careful:
            return Hypothesis("and so on " * 9, -0.1, 27, False)
        return Hypothesis(text.upper(), -0.5, n_tokens, "hết" not in text)


def names(draft: Draft) -> list[CheckName]:
    return [check.name for check in draft.checks]


@given(st.lists(st.text(alphabet="abc đ\n.", max_size=60), max_size=30))
def test_one_draft_per_text_in_order(texts: list[str]) -> None:
    drafts = Upper().draft_batch(texts)
    expected = [" ".join(text.split()).upper() for text in texts]
    assert [draft.text for draft in drafts] == expected


@given(st.lists(st.text(alphabet="abc đ", max_size=40), max_size=30))
def test_iterating_gives_the_same_drafts_each_once(texts: list[str]) -> None:
    pairs = list(Upper().draft_iter(texts))
    assert sorted(index for index, _ in pairs) == list(range(len(texts)))
    assert [draft for _, draft in sorted(pairs, key=lambda pair: pair[0])] == Upper().draft_batch(
        texts
    )


def test_equal_texts_are_drafted_once() -> None:
    drafter = Upper()
    drafts = drafter.draft_batch(["Ảnh minh họa"] * 1000 + ["Tin mới"])
    assert sum(len(batch) for batch in drafter.batches) == 2
    assert {draft.text for draft in drafts[:1000]} == {"ẢNH MINH HỌA"}
    assert drafts[1000].text == "TIN MỚI"


def test_progress_counts_finished_segments_up_to_all() -> None:
    seen: list[int] = []
    texts = [f"câu số {i} " + "dài " * (i % 7) for i in range(40)]
    Upper().draft_batch(["", *texts], progress=seen.append)
    assert seen == sorted(seen)
    assert seen[0] == 1  # the empty one needs no model
    assert seen[-1] == 41
    assert len(seen) > 5


def test_an_interrupt_comes_through_between_batches() -> None:
    drafter = Upper()

    def stop(done: int) -> None:
        if done >= 5:
            raise KeyboardInterrupt

    texts = [f"câu {i}" for i in range(200)]
    with pytest.raises(KeyboardInterrupt):
        drafter.draft_batch(texts, progress=stop)
    assert len(drafter.batches) == 1


@pytest.mark.parametrize("text", ["", "  ", "\n\t", "\u00a0"])
def test_empty_segments_do_not_reach_the_model(text: str) -> None:
    drafter = Upper()
    draft = drafter.draft(text)
    assert (draft.text, draft.score, names(draft)) == ("", 0.0, [CheckName.EMPTY])
    assert not drafter.batches


def test_signs_without_letters_stay_as_they_are() -> None:
    drafter = Upper()
    assert drafter.draft("* * *") == Draft("* * *", 1.0, (), drafter.signature)
    assert not drafter.batches


def test_line_breaks_and_tabs_are_flattened_for_the_model() -> None:
    drafter = Upper()
    drafter.draft("một\nhai\tba")
    assert drafter.batches[0][0].text == "một hai ba"


def test_decomposed_letters_reach_the_model_composed() -> None:
    drafter = Upper()
    text = "Hai bên ký thỏa thuận."
    draft = drafter.draft(unicodedata.normalize("NFD", text), terms=[])
    assert drafter.batches[0][0].text == text
    assert draft == Upper().draft(text)


def test_decomposed_terms_are_found() -> None:
    term = Term(unicodedata.normalize("NFD", "Bò Kẹo"), "Bokeo")
    drafter = Upper()
    drafter.draft("Ông thăm tỉnh Bò Kẹo.", terms=[term])
    assert [term.target for term in drafter.batches[0][0].terms] == ["Bokeo"]


def test_a_long_segment_is_drafted_in_parts_and_says_so() -> None:
    drafter = Upper()
    text = ", ".join(f"phần {i} của câu" for i in range(20))
    draft = drafter.draft(text)
    assert draft.text == text.upper()
    assert CheckName.CUT in names(draft)
    assert all(drafter.count_tokens(r.text) <= 12 for batch in drafter.batches for r in batch)


def test_score_is_the_geometric_mean_over_all_parts() -> None:
    draft = Upper().draft(", ".join(f"phần {i} của câu" for i in range(20)))
    assert draft.score == pytest.approx(math.exp(-0.5))


def test_a_loop_is_drafted_again_with_care() -> None:
    drafter = Upper()
    assert drafter.draft("câu này lặp").text == "CÂU NÀY LẶP"
    assert len(drafter.batches) == 2


def test_reaching_the_length_limit_is_reported() -> None:
    assert CheckName.CUT in names(Upper().draft("câu này không hết"))


def test_every_draft_carries_the_signature() -> None:
    assert {d.signature for d in Upper().draft_batch(["một", "", "*"])} == {Upper().signature}


def test_matches_have_to_be_as_many_as_texts() -> None:
    with pytest.raises(ValueError, match="matches for 2 texts, found 1"):
        Upper().draft_batch(["a", "b"], matches=[[]])


def test_matches_reach_the_request_of_their_text() -> None:
    drafter = Upper()
    match = MemoryMatch(TranslationUnit("một", "one"), 0.9)
    drafter.draft_batch(["một", "hai"], matches=[[match], []])
    examples = {r.text: r.examples for batch in drafter.batches for r in batch}
    assert examples == {"một": (match,), "hai": ()}


class TestTerms:
    """Which terms go with a segment."""

    BOKEO = Term("Bò Kẹo", "Bokeo")
    AN = Term("an", "peace")
    CONG_AN = Term("công an", "police")

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param("Tỉnh Bò Kẹo của Lào", ["Bokeo"], id="occurs"),
            pytest.param("tỉnh bò kẹo", ["Bokeo"], id="any case"),
            pytest.param("Bò Kẹong", [], id="part of a word"),
            pytest.param("Công an tỉnh", ["police"], id="the longer term covers the shorter"),
            pytest.param("Công an giữ an ninh", ["police", "peace"], id="both where both occur"),
            pytest.param("an ninh ở Bò Kẹo", ["peace", "Bokeo"], id="in order of appearance"),
            pytest.param("UBND, tức Uỷ ban", ["committee"], id="tone on the other vowel"),
            pytest.param("các ỦY BAN", ["committee"], id="in capitals"),
            pytest.param("không có gì", [], id="none"),
        ],
    )
    def test_terms_that_occur(self, text: str, expected: list[str]) -> None:
        terms = [
            self.AN,
            self.BOKEO,
            self.CONG_AN,
            Term("ủy ban", "committee"),
            Term("", "nothing"),
        ]
        found = terms_in(text, terms)
        assert [term.target for term in found] == expected
        assert set(found) <= set(near_terms(text, terms))

    def test_of_several_terms_with_one_source_all_are_near(self) -> None:
        terms = [Term("uỷ ban", "committee"), Term("Ủy ban", "commission"), self.BOKEO]
        assert near_terms("Ủy ban họp.", terms) == tuple(terms[:2])

    def test_only_occurring_terms_reach_the_request(self) -> None:
        drafter = Upper()
        drafter.draft_batch(["ở Bò Kẹo", "ở nhà"], terms=[self.BOKEO])
        terms = {r.text: r.terms for batch in drafter.batches for r in batch}
        assert terms == {"ở Bò Kẹo": (self.BOKEO,), "ở nhà": ()}


class OneByOne(Drafter):
    """The least that an implementer has to write."""

    signature = "one"

    def draft_batch(self, texts, *, terms=(), matches=None, progress=None):  # type: ignore[no-untyped-def]
        return [Draft(text[::-1], 1.0, (), self.signature) for text in texts]


def test_the_batch_method_brings_the_others_along() -> None:
    drafter = OneByOne()
    assert drafter.draft("ab").text == "ba"
    assert [(i, d.text) for i, d in drafter.draft_iter(["ab", "cd"])] == [(0, "ba"), (1, "dc")]
