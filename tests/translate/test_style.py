"""A draft in house style: each rule, what it leaves alone, doing it twice."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from songngu.corpora.types import Term
from songngu.translate.style import (
    UNSTYLED,
    Dates,
    Headlines,
    HouseStyle,
    Money,
    Names,
    Percent,
    Spelling,
)
from songngu.translate.style.apply import apply_style, same_values


def only(**choices) -> HouseStyle:
    return HouseStyle(**{"headlines": Headlines.AS_DRAFTED, **choices})


BRITISH, AMERICAN = only(spelling=Spelling.BRITISH), only(spelling=Spelling.AMERICAN)


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("The labor program organized travelers.", "The labour programme organised travellers."),
        ("Labor costs rose.", "Labour costs rose."),
        ("They paid 5 meters of fiber cable.", "They paid 5 metres of fibre cable."),
        ("He was granted a license.", "He was granted a licence."),
        ("The center’s defense is organized.", "The centre’s defence is organised."),
        ("Aging neighbors analyzed gray catalogs.", "Ageing neighbours analysed grey catalogues."),
    ],
)
def test_spelling_goes_both_ways(american: str, british: str) -> None:
    assert apply_style(BRITISH, "", american) == british
    assert apply_style(AMERICAN, "", british) == american


@pytest.mark.parametrize(
    "text",
    [
        "He met the Minister of Labor at the World Trade Center.",
        "Labor Party leaders spoke.",
        "She read “The color of money” twice.",
        "See https://color.com/center or mail labor@center.org.",
        "They license the computer program.",
        "The electricity meter broke.",
        "The promise was wise; they advise, revise and supervise an exercise.",
        "#labor @center",
        "LABOR DAY",
    ],
)
def test_spelling_stays_in_names_titles_addresses_and_other_senses(text: str) -> None:
    assert apply_style(BRITISH, "", text) == text


def test_spelling_stays_in_approved_terms() -> None:
    term = Term("liên đoàn lao động", "labor federation")
    text = "The labor federation discussed labor costs."
    expected = "The labor federation discussed labour costs."
    assert apply_style(BRITISH, "", text, terms=[term]) == expected


@pytest.mark.parametrize(
    ("source", "draft", "kept", "dropped"),
    [
        (
            "Đại tá Đỗ Ngọc Minh thăm Điện Biên.",
            "Senior Colonel Do Ngọc Minh visited Dien Bien.",
            "Senior Colonel Đỗ Ngọc Minh visited Điện Biên.",
            "Senior Colonel Do Ngoc Minh visited Dien Bien.",
        ),
        (
            "Nhạc sĩ Trần Tiến qua đời ở Hà Nội.",
            "Tran Tien's friends said Tien died in Hanoi.",
            "Trần Tiến's friends said Tiến died in Hanoi.",
            "Tran Tien's friends said Tien died in Hanoi.",
        ),
        (
            "Ông Đỗ Văn Thế nói.",
            "Do you know The man? Do Van The said.",
            "Do you know The man? Đỗ Văn Thế said.",
            "Do you know The man? Do Van The said.",
        ),
        (
            "Lâu đài ở São Paulo và Đà Nẵng",
            "Castles in São Paulo and Đà Nẵng",
            "Castles in São Paulo and Đà Nẵng",
            "Castles in São Paulo and Da Nang",
        ),
        ("Nguyễn Văn An", "NGUYEN VAN AN", "NGUYỄN VĂN AN", "NGUYEN VAN AN"),
        ("Từ hôm nay", "Tu left today.", "Tu left today.", "Tu left today."),
    ],
)
def test_names_keep_or_drop_their_marks(source, draft, kept, dropped) -> None:
    keep, drop = only(names=Names.KEEP), only(names=Names.DROP)
    assert apply_style(keep, source, draft) == kept
    assert apply_style(drop, source, draft) == dropped
    assert apply_style(drop, source, kept) == dropped
    assert apply_style(keep, source, dropped) == kept


DATES = [
    (
        "On Tuesday, December 2, 2025, he left.",
        "On Tuesday, 2 December 2025, he left.",
        "On Tuesday, Dec. 2, 2025, he left.",
    ),
    ("from November 24 to 28", "from 24 to 28 November", "from Nov. 24 to 28"),
    ("November 24-28, 2025", "24-28 November 2025", "Nov. 24-28, 2025"),
    ("in December 2025 and in May", "in December 2025 and in May", "in December 2025 and in May"),
    ("on June 5", "on 5 June", "on June 5"),
]


@pytest.mark.parametrize(("month_first", "day_first", "short"), DATES)
def test_dates_are_written_in_the_style(month_first: str, day_first: str, short: str) -> None:
    forms = {
        Dates.MONTH_FIRST: month_first,
        Dates.DAY_FIRST: day_first,
        Dates.MONTH_FIRST_SHORT: short,
    }
    for text in forms.values():
        for style, expected in forms.items():
            assert apply_style(only(dates=style), "", text) == expected


@pytest.mark.parametrize(
    ("source", "draft", "expected"),
    [
        ("ngày 02/12/2025", "on 02/12/2025", "on December 2, 2025"),
        ("ngày 12/2/2025", "on 02/12/2025", "on February 12, 2025"),
        ("", "on the 2nd of December 2025", "on December 2, 2025"),
        ("", "2025-12-02", "December 2, 2025"),
        ("", "the 24th and 25th of November", "the 24th and 25th of November"),
        ("", "Resolution 02/2025 of 2025", "Resolution 02/2025 of 2025"),
        ("", "at 8 p.m. on 2 Dec.", "at 8 p.m. on December 2."),
        ("", "on 2 Dec. he left on 3 December.", "on December 2 he left on December 3."),
        ("", "https://a.vn/2025-12-02/x", "https://a.vn/2025-12-02/x"),
    ],
)
def test_dates_that_can_be_read_are_rewritten(source: str, draft: str, expected: str) -> None:
    assert apply_style(only(dates=Dates.MONTH_FIRST), source, draft) == expected


@pytest.mark.parametrize(
    ("draft", "amount_first", "code_first", "joined"),
    [
        ("12.5 billion dong", "12.5 billion VND", "VND 12.5 billion", "VND12.5 billion"),
        ("VND300,000", "300,000 VND", "VND 300,000", "VND300,000"),
        ("USD 5 million", "5 million USD", "USD 5 million", "USD5 million"),
        ("3,000 baht", "3,000 baht", "3,000 baht", "3,000 baht"),
        ("$5 million", "$5 million", "$5 million", "$5 million"),
    ],
)
def test_money_is_written_in_the_style(draft, amount_first, code_first, joined) -> None:
    assert apply_style(only(money=Money.AMOUNT_FIRST), "", draft) == amount_first
    assert apply_style(only(money=Money.CODE_FIRST), "", draft) == code_first
    assert apply_style(only(money=Money.CODE_JOINED), "", draft) == joined


def test_percentages_are_written_in_the_style() -> None:
    text = "5% and 2.5 per cent, 3 percentage points"
    for percent, expected in [
        (Percent.SIGN, "5% and 2.5%, 3 percentage points"),
        (Percent.PERCENT, "5 percent and 2.5 percent, 3 percentage points"),
        (Percent.PER_CENT, "5 per cent and 2.5 per cent, 3 percentage points"),
    ]:
        assert apply_style(only(percent=percent), "", text) == expected


@pytest.mark.parametrize(
    ("source", "draft", "title", "sentence"),
    [
        (
            "Giá gạo ở Cần Thơ tăng",
            "Rice prices in Can Tho rise.",
            "Rice Prices in Can Tho Rise",
            "Rice prices in Can Tho rise",
        ),
        (
            "Công an Hà Nội bắt Nguyễn Văn An",
            "Hanoi Police Arrest Nguyen Van An in ASEAN Drug Case",
            "Hanoi Police Arrest Nguyen Van An in ASEAN Drug Case",
            "Hanoi police arrest Nguyen Van An in ASEAN drug case",
        ),
        (
            "Bộ Y tế giới thiệu ứng dụng tại https://a.vn/x",
            "the app is at https://a.vn/x",
            "The App Is at https://a.vn/x",
            "The app is at https://a.vn/x",
        ),
        ("Họp ở Mỹ", "Talks in the U.S.", "Talks in the U.S.", "Talks in the U.S."),
        ("Mưa ngày 2/12", "Rain on December 2.", "Rain on December 2", "Rain on December 2"),
        ("Giá iPhone giảm", "iPhone prices fall", "iPhone Prices Fall", "iPhone prices fall"),
    ],
)
def test_headlines_are_set_in_the_case_of_the_style(source, draft, title, sentence) -> None:
    assert apply_style(HouseStyle(headlines=Headlines.TITLE), source, draft, headline=True) == title
    case = HouseStyle(headlines=Headlines.SENTENCE)
    assert apply_style(case, source, draft, headline=True) == sentence
    assert apply_style(HouseStyle(headlines=Headlines.TITLE), source, draft) == draft


STYLES = st.builds(
    HouseStyle,
    names=st.sampled_from(Names),
    dates=st.sampled_from(Dates),
    money=st.sampled_from(Money),
    percent=st.sampled_from(Percent),
    spelling=st.sampled_from(Spelling),
    headlines=st.sampled_from(Headlines),
)
BITS = [
    "the labor", "Minister of Labor", "organized", "programme", "Do Ngoc Minh", "Đỗ Ngọc Minh",
    "December 2, 2025", "2 December 2025", "24-28 November", "02/12/2025", "the 2nd of May",
    "May 5 to 7, 2024", "12.5 billion VND", "VND12.5 billion", "VND 3", "300 dong", "USD5m",
    "5%", "5 per cent", "two", "a", "An", "may", "in", "March", "on Friday,", "“The color”",
    "https://a.vn/2025-12-02", "labor@a.vn", "Dien Bien", "Đà Nẵng", "5 meters", "license", "-",
    ".", ",", ":", "1.5 million people", "10", "and", "to", "it’s", "U.S.", "习近平", "o'clock",
    "3 p.m.", "COVID-19", "12,500", "5-7", "of", "Sept.", "1/2", "2024",
]  # fmt: skip
DRAFTS = st.lists(st.sampled_from(BITS), max_size=9).map(" ".join)
SOURCES = st.sampled_from(
    ["", "Đại tá Đỗ Ngọc Minh thăm Điện Biên ngày 2/12/2025.", "ngày 12/2/2025 ở Đà Nẵng", "An"]
)


@settings(max_examples=120)
@given(STYLES, SOURCES, DRAFTS, st.booleans())
@example(UNSTYLED, "", "May 5 to 7, 2024", True)
def test_styling_twice_changes_nothing_more_and_no_value(style, source, draft, headline) -> None:
    once = apply_style(style, source, draft, headline=headline)
    assert apply_style(style, source, once, headline=headline) == once
    assert same_values(draft, once)


@settings(max_examples=50)
@given(SOURCES, DRAFTS, st.booleans())
def test_no_style_changes_nothing(source: str, draft: str, headline: bool) -> None:
    assert apply_style(UNSTYLED, source, draft, headline=headline) == draft


@settings(max_examples=80)
@given(STYLES, st.text(max_size=60), st.text(max_size=60), st.booleans())
def test_any_text_can_be_styled(style, source, draft, headline) -> None:
    once = apply_style(style, source, draft, headline=headline)
    assert same_values(draft, once)
