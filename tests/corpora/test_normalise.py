"""Normalised text and its way back to the raw text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.corpora.normalise import normalise, normalise_with_offsets
from songngu.corpora.vietnamese import LETTERS, is_syllable

VIETNAMESE = st.text(
    alphabet="aăâeêioôơuưyđ bcghmnt" + LETTERS + "\u00a0\u200b\u00ad\n\t“”", max_size=60
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("Công  an\u00a0tỉnh", "Công an tỉnh", id="spaces"),
        pytest.param("\t một\r\nhai \u3000ba\u2028", "một hai ba", id="line-ends"),
        pytest.param("Ðiện Biên", "Điện Biên", id="eth"),
        pytest.param("bi\u00adên\u200b gi\u2060ới\ufeff", "biên giới", id="invisible"),
        pytest.param("a\x07b\x1bc", "abc", id="control"),
        pytest.param("\u202bđồng bào\u202c", "đồng bào", id="direction"),
        pytest.param("a\u0323\u0302", "ậ", id="nfd-order"),
        pytest.param("â\u0323", "ậ", id="half-composed"),
        pytest.param("e\u200b\u0301", "é", id="zero-width-inside-a-letter"),
        pytest.param("“Ba nhất” – ‘vì dân’…", "“Ba nhất” – ‘vì dân’…", id="typography-stays"),
        pytest.param("👨\u200d👩\u200d👧 gia\u200dđình", "👨\u200d👩\u200d👧 giađình", id="joiner"),
        pytest.param("", "", id="empty"),
        pytest.param(" \u200b\n", "", id="blank"),
    ],
)
def test_normalised_text(raw: str, expected: str) -> None:
    assert normalise(raw) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hòa bình", "hoà bình"),
        ("Khỏe Mạnh", "Khoẻ Mạnh"),
        ("THÚY", "THUÝ"),
        ("lũy tre, tòa án", "luỹ tre, toà án"),
        ("quý hoàn", "quý hoàn"),
        ("ngoài hoạt", "ngoài hoạt"),
        ("xóa, họa.", "xoá, hoạ."),
    ],
)
def test_tone_marks_go_where_asked(old: str, new: str) -> None:
    assert normalise(old, tone_marks="new") == new
    assert normalise(new, tone_marks="old") == old
    assert normalise(old) == old
    assert normalise(new) == new


def test_straight_quotes_on_request() -> None:
    assert normalise("“a” ‘b’ «c» 5′", quotes="straight") == '"a" \'b\' "c" 5\''


@pytest.mark.parametrize("settings", [{"tone_marks": "newest"}, {"quotes": "curly"}])
def test_unknown_settings_raise(settings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="must be"):
        normalise("a", **settings)  # type: ignore[arg-type]


@given(st.one_of(st.text(max_size=80), VIETNAMESE))
def test_normalising_twice_changes_nothing_more(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n" not in once
    assert once == once.strip()


@given(st.one_of(st.text(max_size=80), VIETNAMESE))
def test_decomposed_and_composed_text_come_out_alike(raw: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, raw) for form in ("NFC", "NFD"))
    assert normalise(composed) == normalise(decomposed)


@given(st.one_of(st.text(max_size=80), VIETNAMESE), st.integers(0, 1000))
def test_spans_lead_back_to_the_raw_text(raw: str, base: int) -> None:
    found = normalise_with_offsets(raw, base=base)
    assert len(found.text) == len(found.starts) == len(found.ends)
    assert list(found.starts) == sorted(found.starts)
    assert list(found.ends) == sorted(found.ends)
    for index, (start, end) in enumerate(zip(found.starts, found.ends, strict=True)):
        piece = raw[start - base : end - base]
        assert piece
        alone = normalise(piece)
        assert found.text[index] in alone or (found.text[index] == " " and not alone)


@given(st.lists(st.from_regex(r"[a-zđàáạ]{1,6}", fullmatch=True), min_size=1, max_size=8))
def test_a_span_of_words_is_those_words(words: list[str]) -> None:
    raw = "\u00a0 ".join(unicodedata.normalize("NFD", word) for word in words)
    found = normalise_with_offsets(raw)
    for match in re.finditer(r"\S+", found.text):
        start, end = found.raw_span(*match.span())
        assert normalise(raw[start:end]) == match.group()


def test_an_empty_span_is_refused() -> None:
    with pytest.raises(ValueError, match="empty or outside"):
        normalise_with_offsets("abc").raw_span(1, 1)


def test_many_combining_marks_take_linear_time() -> None:
    assert len(normalise("a" + "\u0301" * 200_000)) >= 1


@pytest.mark.parametrize(
    "word", ["nghiêng", "khuya", "Thượng", "yêu", "quyết", "giữ", "đoàn", "huỳnh", "XOÁ", "người"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["street", "école", "tØnh", "Ñieän", "strength", "ạạ", "zoo"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
