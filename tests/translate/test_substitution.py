"""Putting a right form where a wrong one stands."""

from __future__ import annotations

import pytest

from songngu.corpora.types import Term
from songngu.translate.expectations import Expected, expectations, read
from songngu.translate.substitution import (
    aligned_span,
    english_form,
    put_in,
    unit_put_in,
)


@pytest.mark.parametrize(
    ("text", "wrong", "form", "expected"),
    [
        ("A 5-day visit", "5", "8", "An 8-day visit"),
        ("an 8-day visit", "8", "5", "a 5-day visit"),
        ("an 18th visit", "18th", "17th", "a 17th visit"),
        ("a farmer came", "farmer", "engineer", "an engineer came"),
        ("an engineer came", "engineer", "university", "a university came"),
        ("Pumps were built.", "Pumps", "pumping stations", "Pumping stations were built."),
        ("It rained. Pumps ran.", "Pumps", "pumping stations", "It rained. Pumping stations ran."),
        ("The Pumps ran.", "Pumps", "pumping stations", "The pumping stations ran."),
        ("(Vietnam)", "Vietnam", "Laos", "(Laos)"),
        ("It is on Feb. 2.", "Feb. 2", "February", "It is in February."),
        ("It is on Thursday.", "Thursday", "Friday", "It is on Friday."),
        ("Vietnam's border", "Vietnam", "Laos", "Laos's border"),
    ],
)
def test_article_and_capital_are_made_to_fit(
    text: str, wrong: str, form: str, expected: str
) -> None:
    start = text.index(wrong)
    assert put_in(text, (start, start + len(wrong)), form) == expected


@pytest.mark.parametrize(
    ("source", "draft", "wrong", "form"),
    [
        ("ngày 5/4/2024", "on 6 April 2024", "6 April 2024", "5 April 2024"),
        ("ngày 5/4/2024", "on April 6, 2024", "April 6, 2024", "April 5, 2024"),
        ("giảm 8%", "down 7 per cent", "7 per cent", "8 per cent"),
        ("giảm 8%", "down 7%", "7%", "8%"),
        ("12,5 tỷ đồng", "VND13.5 billion", "VND13.5 billion", "VND12.5 billion"),
        ("12,5 tỷ đồng", "13.5 billion dong", "13.5 billion dong", "12.5 billion VND"),
        ("lần thứ 14", "the 15th", "15th", "14th"),
        ("1.250 người", "1,350 people", "1,350", "1,250"),
        ("37 hải lý", "a 37-flight line", "37-flight", "37-nautical-mile"),
        ("2.500 feet", "a 250-foot wall", "250-foot", "2,500-foot"),
        ("3 inch", "a 5-inch hole", "5-inch", "3-inch"),
        ("240 m2", "240 seats", "240 seats", "240 square metres"),
        ("80 km/h", "80 mph", "80 mph", "80 km/h"),
        ("82 HCV", "82 silver medals", "82 silver medals", "82 gold medals"),
        ("15 m/s", "15 m", "15 m", "15 metres per second"),
    ],
)
def test_values_are_written_like_what_they_replace(
    source: str, draft: str, wrong: str, form: str
) -> None:
    (item,) = expectations(source)
    start = draft.index(wrong)
    assert english_form(item, read(draft), (start, start + len(wrong))) == form


@pytest.mark.parametrize("quarter", ["quý II", "quý 2"])
def test_a_quarter_is_named_as_one(quarter: str) -> None:
    item = expectations(f"Trong {quarter}/2026, giá tăng.")[0]
    assert english_form(item, read("Prices rose."), None) == "second quarter"


@pytest.mark.parametrize(
    ("term", "replaced", "form"),
    [
        ("pumping station", "pump houses", "pumping stations"),
        ("pumping station", "pump house", "pumping station"),
        ("steering committee", "boards", "steering committees"),
        ("company", "firms", "companies"),
        ("Bokeo", "Bongos", "Bokeo"),
        ("high tides", "floods", "high tides"),
    ],
)
def test_a_term_takes_the_number_of_what_it_replaces(term: str, replaced: str, form: str) -> None:
    (item,) = expectations("trạm bơm", [Term("trạm bơm", term)])
    assert english_form(item, read(replaced), (0, len(replaced))) == form


def test_the_words_that_stand_for_a_term_are_told_by_alignment() -> None:
    source, draft = "Thành phố sẽ xây bốn trạm bơm.", "The city will build four pump houses."
    item = expectations(source, [Term("trạm bơm", "pumping station")])[-1]
    work = read(draft)
    span = aligned_span(source, work, item)
    assert span is not None
    assert work.text[span[0] : span[1]] == "pump houses"


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("It is in Muong Nhe District.", "It is in Muong Nhe Commune."),
        ("It is in the village of Muong Nhe.", "It is in the commune of Muong Nhe."),
        ("It is in Muong Nhe special zone.", "It is in Muong Nhe commune."),
        ("It (district of Muong Nhe) is.", "It (commune of Muong Nhe) is."),
        ("In Na Sang ward Muong Nhe lies.", "In Na Sang ward Muong Nhe commune lies."),
        ("It is in Muong Nhe.", "It is in Muong Nhe commune."),
        ("It is Muong Nhe's.", None),
        ("It is there.", None),
    ],
)
def test_the_word_for_what_a_place_is_is_put_in(draft: str, expected: str | None) -> None:
    (unit,) = (item for item in expectations("Ở xã Mường Nhé.") if item.kind is Expected.UNIT)
    assert unit_put_in(unit, read(draft)) == expected
