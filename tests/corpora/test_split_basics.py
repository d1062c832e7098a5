import unicodedata
from collections.abc import Callable

import pytest

from songngu.corpora.split import splitter


@pytest.mark.parametrize("language", ["vi", "en"])
def test_empty_and_blank_texts_have_no_sentences(language: str) -> None:
    assert splitter(language).split("") == []
    assert splitter(language).split(" \n\t ") == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_5000_word_sentence_is_one_span(language: str) -> None:
    text = ", ".join(["tổ công tác số 12"] * 1000) + "."
    assert splitter(language).split(text) == [(0, len(text))]


def test_subtags_do_not_change_the_rules() -> None:
    assert splitter("vi-VN").rules is splitter("vi").rules
    assert splitter("EN_us").rules is splitter("en").rules


def test_unknown_languages_get_the_english_rules() -> None:
    assert splitter("fr").rules is splitter("en").rules
    assert splitter("und").rules is splitter("en").rules


@pytest.mark.parametrize("tag", ["", "-", "1", "x", "tiếng Việt"])
def test_what_is_no_language_tag_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="language tag"):
        splitter(tag)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_both_unicode_forms_split_alike(form: str) -> None:
    text = unicodedata.normalize(
        form, "GS.TS. Đặng Ứng, BS.CKII. Ông đến T.Ư. Đây là lễ hội.Ồ thế à?"
    )
    found = [
        unicodedata.normalize("NFC", text[start:end]) for start, end in splitter("vi").split(text)
    ]
    assert found == [
        "GS.TS. Đặng Ứng, BS.CKII. Ông đến T.Ư.",
        "Đây là lễ hội.",
        "Ồ thế à?",
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "Ông Minh đến TP. Hồ Chí Minh. ",
        ". ",
        '"',
        "(a. B ",
        "! ",
        "\n",
        " ",
        "a.",
        "1.",
        "…",
        "./. ",
        "A",
    ],
    ids=repr,
)
def test_work_grows_with_length_only(
    unit: str, grows_linearly: Callable[[Callable[[int], object]], bool]
) -> None:
    assert grows_linearly(lambda n: splitter("vi").split(unit * (n // len(unit))))
