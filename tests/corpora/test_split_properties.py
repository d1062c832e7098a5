import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from songngu.corpora.split import splitter

WORDS = """
Ông Minh đến TP. Hồ Chí Q. 1 GS.TS. Th.S v.v. v.v... 12,5 1.000.000 8h.20 5. 1. I. a) Điều nói hỏi
said asked Mr. U.S. J. K. a.m. Nov. No. e.g. Inc. The In Theo Sau ./. . ! ? … ... " “ ” ( ) [ ] - –
; , : 'x' .jpg www.a.vn/b. a@b.vn iPhone Yahoo! vitamin C. Đ triển.Ông Why?Yes .” ." ?” '
😀 👉 ❤️ .👍🏽
"""
PIECES = st.sampled_from(
    [*WORDS.split(), "\n", "\n\n", " ", "  ", "\u00a0", "\r\n", "\u2028"],
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=30).map(" ".join),
    st.lists(PIECES, max_size=30).map("".join),
    st.text(max_size=80),
)
LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])


@LANGUAGES
@given(text=TEXTS)
def test_every_character_but_space_is_in_one_span_and_spans_are_trimmed(
    language: str, text: str
) -> None:
    spans = splitter(language).split(text)
    covered = [i for start, end in spans for i in range(start, end)]
    assert covered == sorted(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in spans)


@LANGUAGES
@settings(max_examples=300)
@given(text=TEXTS)
def test_a_sentence_split_again_is_one_sentence(language: str, text: str) -> None:
    split = splitter(language).split
    for start, end in split(text):
        assert split(text[start:end]) == [(0, end - start)]


@LANGUAGES
@given(text=st.lists(PIECES, max_size=30).map(" ".join))
@example(text="Yahoo! Ông")
def test_composed_and_decomposed_text_have_the_same_sentences(language: str, text: str) -> None:
    split = splitter(language).split
    found = []
    for form in ("NFC", "NFD"):
        shaped = unicodedata.normalize(form, text)
        found.append(
            [unicodedata.normalize("NFC", shaped[start:end]) for start, end in split(shaped)]
        )
    assert found[0] == found[1]
