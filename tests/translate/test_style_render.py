"""Values from Vietnamese text, written in English."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.corpora.errors import InputError
from songngu.corpora.values import Value, extract_values
from songngu.translate.style import (
    Dates,
    Headlines,
    HouseStyle,
    Money,
    Percent,
    Spelling,
    change_style,
    load_style,
    parse_style,
    render_date,
    render_value,
)

STYLES = st.builds(
    HouseStyle,
    dates=st.sampled_from(Dates),
    money=st.sampled_from(Money),
    percent=st.sampled_from(Percent),
    spelling=st.sampled_from(Spelling),
)


def only(text: str) -> Value:
    values = extract_values(text, "vi")
    assert len(values) == 1, values
    return values[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ngày 02/12/2025", "December 2, 2025"),
        ("ngày 2 tháng 9", "September 2"),
        ("tháng 12/2025", "December 2025"),
        ("tháng chạp", "December"),
        ("12,5 tỷ đồng", "12.5 billion VND"),
        ("350.000 đồng", "350,000 VND"),
        ("3.000 baht", "3,000 THB"),
        ("1.000.000", "1,000,000"),
        ("năm 2025", "2025"),
        ("1,5 triệu lượt", "1.5 million"),
        ("hơn 300 nghìn người", "300,000"),
        ("0,5%", "0.5%"),
        ("20h30", "8:30 p.m."),
        ("12h", "12 p.m."),
        ("0h15", "12:15 a.m."),
        ("lần thứ 14", "14th"),
        ("5 km", "5 km"),
        ("30 tạ", "3,000 kg"),
        ("1,2 triệu tấn", "1.2 million tonnes"),
        ("12.000 m2", "12,000 square metres"),
        ("9.200 dặm vuông", "9,200 square miles"),
        ("15,6 inch", "15.6 inches"),
        ("3 tấm huy chương đồng", "3 bronze medals"),
    ],
)
def test_values_in_the_neutral_style(text: str, expected: str) -> None:
    assert render_value(only(text)) == expected


@pytest.mark.parametrize(
    ("style", "text", "expected"),
    [
        (HouseStyle(dates=Dates.DAY_FIRST), "ngày 02/12/2025", "2 December 2025"),
        (HouseStyle(dates=Dates.MONTH_FIRST_SHORT), "ngày 02/12/2025", "Dec. 2, 2025"),
        (HouseStyle(dates=Dates.MONTH_FIRST_SHORT), "ngày 2/6", "June 2"),
        (HouseStyle(dates=Dates.DAY_FIRST_SHORT), "ngày 09/09/2025", "9 Sept 2025"),
        (HouseStyle(dates=Dates.DAY_FIRST_SHORT), "tháng 9/2025", "September 2025"),
        (HouseStyle(money=Money.CODE_FIRST), "12,5 tỷ đồng", "VND 12.5 billion"),
        (HouseStyle(money=Money.CODE_JOINED), "12,5 tỷ đồng", "VND12.5 billion"),
        (HouseStyle(money=Money.CODE_JOINED), "3.000 baht", "3,000 THB"),
        (HouseStyle(percent=Percent.PER_CENT), "3,5%", "3.5 per cent"),
        (HouseStyle(percent=Percent.PERCENT), "3,5%", "3.5 percent"),
        (HouseStyle(spelling=Spelling.AMERICAN), "80 mét", "80 meters"),
    ],
)
def test_values_in_a_house_style(style: HouseStyle, text: str, expected: str) -> None:
    assert render_value(only(text), style) == expected


def test_a_day_without_a_month_has_no_english_form() -> None:
    day = only("ngày 12")
    assert day.key == "---12"
    assert render_date(day) is None
    assert render_value(day) is None


PLACES = st.sampled_from(["{}", "{} đồng", "{} tỷ đồng", "{}%", "{} triệu tấn", "{} km", "{} USD"])


@given(
    st.decimals(min_value=2, max_value=999999, places=2),
    PLACES,
    STYLES,
)
def test_what_is_written_reads_as_the_same_value(number, place, style) -> None:
    digits = f"{number:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    (value,) = extract_values(place.format(digits), "vi")
    written = render_value(value, style)
    assert written is not None
    (read,) = extract_values(written, "en", doubtful=True)
    assert (read.kind, read.key) == (value.kind, value.key)


@given(st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31)), STYLES)
def test_dates_read_as_the_same_date(day, style) -> None:
    value = only(f"ngày {day.day}/{day.month}/{day.year}")
    written = render_date(value, style)
    assert written is not None
    (read,) = extract_values(written, "en")
    assert read.key == value.key == day.isoformat()


def test_a_style_file_is_read(tmp_path) -> None:
    file = tmp_path / "style.toml"
    file.write_text('dates = "day-first"\nspelling = "en-GB"\n', "utf-8")
    assert load_style(file) == HouseStyle(dates=Dates.DAY_FIRST, spelling=Spelling.BRITISH)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date = 1", "'date', expected one of names, dates"),
        ('dates = "iso"', "dates = 'iso', expected one of as-drafted, month-first"),
        ("dates =", "expected lines like"),
        ("names = 3", "names = 3, expected one of as-drafted, keep, drop"),
    ],
)
def test_what_is_wrong_in_a_style_file_is_said(text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        parse_style(text, "house.toml")
    assert "house.toml" in str(error.value)
    assert message in str(error.value)


def test_a_missing_style_file_is_said(tmp_path) -> None:
    with pytest.raises(InputError, match="expected a TOML file"):
        load_style(tmp_path / "none.toml")


def test_the_signature_names_what_is_chosen() -> None:
    style = change_style(HouseStyle(), {"names": "drop", "headlines": "as-drafted"})
    assert style.signature == "names:drop"
    assert HouseStyle().signature == f"headlines:{Headlines.TITLE}"
