"""Values written in English the way a house style wants them."""

from __future__ import annotations

import re
from decimal import Decimal

from songngu.corpora.values import Value, ValueKind, extract_values
from songngu.corpora.values.measures import METALS, UNITS
from songngu.corpora.values.value import canonical, date_parts
from songngu.translate.style.settings import Dates, HouseStyle, Money, Percent, Spelling

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
#: With a day, as the AP Stylebook shortens them; the short names stay whole.
SHORT_MONTHS = (
    "Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.",
    "Dec.",
)  # fmt: skip
_BARE_MONTHS = tuple("Sept" if name == "September" else name[:3] for name in MONTHS)
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_SWAPPED = str.maketrans(".,", ",.")
_ENGLISH_DIGITS = re.compile(r"(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?%?")
_UNIT_NAMES = {
    ("m", "1000"): ("km", "km"),
    ("m", "1"): ("metres", "meters"),
    ("m", "0.01"): ("cm", "cm"),
    ("m", "0.001"): ("mm", "mm"),
    ("m", "1609.344"): ("miles", "miles"),
    ("m", "0.3048"): ("feet", "feet"),
    ("m", "0.0254"): ("inches", "inches"),
    ("m", "1852"): ("nautical miles", "nautical miles"),
    ("m2", "1"): ("square metres", "square meters"),
    ("m2", "1000000"): ("square kilometres", "square kilometers"),
    ("m2", "2589988.110336"): ("square miles", "square miles"),
    ("m2", "10000"): ("hectares", "hectares"),
    ("m3", "1"): ("cubic metres", "cubic meters"),
    ("kg", "1000"): ("tonnes", "tonnes"),
    ("kg", "1"): ("kg", "kg"),
    ("kg", "0.001"): ("grams", "grams"),
    ("l", "1"): ("litres", "liters"),
    ("km/h", "1"): ("km/h", "km/h"),
    ("km/h", "1.609344"): ("mph", "mph"),
    ("km/h", "1.852"): ("knots", "knots"),
    ("km/h", "3.6"): ("metres per second", "meters per second"),
    ("W", "1000"): ("kW", "kW"),
    ("W", "1000000"): ("MW", "MW"),
    **{(f"{metal} medal", "1"): (f"{metal} medals", f"{metal} medals") for metal in METALS},
    ("°C", "1"): ("degrees Celsius", "degrees Celsius"),
}


def render_value(value: Value, style: HouseStyle | None = None) -> str | None:
    """A value in English, or None where its kind has no one English form.

    What is given reads as the same value: :func:`extract_values` finds one with the same key.

    Args:
        value: As read from a Vietnamese text; its ``text`` decides between ``1,250,000`` and
            ``1.25 million``.
        style: Where it says ``as-drafted``: December 2, 2025; 12.5 billion VND; 5%.
    """
    style = style or HouseStyle()
    if value.kind is ValueKind.DATE:
        written = render_date(value, style)
    elif value.kind is ValueKind.MONEY:
        written = render_money(value, style)
        if written is not None and not _reads_as(written, value):
            # Not every currency's code is read where it stands first.
            written = render_money(value)
    else:
        written = render_number(value, style)
    return written if written is not None and _reads_as(written, value) else None


def render_date(value: Value, style: HouseStyle | None = None) -> str | None:
    """A date in English; None for a bare day of the month, which only its sentence can place."""
    return write_date(*date_parts(value.key), style or HouseStyle())


def write_date(
    year: int | None, month: int | None, day: int | str | None, style: HouseStyle
) -> str | None:
    """A date from its parts; ``day`` may be several, as in ``24-28``. None without a month."""
    if month is None:
        return None
    day_first = style.dates in (Dates.DAY_FIRST, Dates.DAY_FIRST_SHORT)
    if day is None:
        # AP shortens months before a day only.
        return MONTHS[month - 1] + (f" {year}" if year is not None else "")
    name = {
        Dates.MONTH_FIRST_SHORT: SHORT_MONTHS[month - 1],
        Dates.DAY_FIRST_SHORT: _BARE_MONTHS[month - 1],
    }.get(style.dates, MONTHS[month - 1])
    if day_first:
        return f"{day} {name}" + (f" {year}" if year is not None else "")
    return f"{name} {day}" + (f", {year}" if year is not None else "")


def render_money(value: Value, style: HouseStyle | None = None) -> str | None:
    """An amount of money in English with its currency's code."""
    amount, _, code = value.key.partition(" ")
    if not code:
        return None
    written = _amount(Decimal(amount), value.text)
    return write_money(written, code, style or HouseStyle())


def write_money(amount: str, code: str, style: HouseStyle) -> str:
    """An amount already written and a currency code in the order of the style."""
    if style.money is Money.CODE_FIRST:
        return f"{code} {amount}"
    if style.money is Money.CODE_JOINED:
        return f"{code}{amount}"
    return f"{amount} {code}"


def render_number(value: Value, style: HouseStyle | None = None) -> str | None:
    """A number, ordinal, percentage, quantity, time or weekday in English."""
    style = style or HouseStyle()
    if value.kind in (ValueKind.ORDINAL, ValueKind.WEEKDAY):
        return value.key
    if value.kind is ValueKind.TIME:
        return _time(value.key)
    if value.kind is ValueKind.PERCENT:
        return write_percent(_amount(Decimal(value.key.removesuffix("%")), value.text), style)
    if value.kind is ValueKind.QUANTITY:
        return _quantity(value, style)
    if not value.key.replace(".", "", 1).isdigit():
        return value.key  # 168/2024, an account number
    if value.text.isdigit() and len(value.text) <= 4:
        return value.text.lstrip("0") or "0"  # a year has no comma
    return _amount(Decimal(value.key), value.text)


def write_digits(digits: str) -> str | None:
    """A number in digits as Vietnamese writes it, with the marks of English: 13,0 → 13.0.

    Vietnamese pages also have numbers with English marks, which stay: 12.5. None for what can be
    neither, such as ``1.2.3``.
    """
    forms = (digits.translate(_SWAPPED), digits)
    return next((form for form in forms if _ENGLISH_DIGITS.fullmatch(form)), None)


def write_percent(amount: str, style: HouseStyle) -> str:
    """A percentage whose amount is already written."""
    if style.percent is Percent.PERCENT:
        return f"{amount} percent"
    if style.percent is Percent.PER_CENT:
        return f"{amount} per cent"
    return f"{amount}%"


def _amount(amount: Decimal, source: str) -> str:
    """An amount in digits, or with million and billion where the source has a word as well."""
    in_words = any(char.isalpha() for char in source)
    for scale, name in _SCALES if in_words else ():
        shown = canonical(amount / scale)
        if amount >= scale and len(shown.partition(".")[2]) <= 3:
            return f"{_grouped(shown)} {name}"
    return _grouped(canonical(amount))


def _grouped(digits: str) -> str:
    whole, point, rest = digits.partition(".")
    return f"{int(whole):,}{point}{rest}"


def _quantity(value: Value, style: HouseStyle) -> str | None:
    unit = UNITS.get(value.unit)
    if unit is None or not value.readings:
        return None
    amount, factor = Decimal(value.readings[0]), canonical(unit.factor)
    if (unit.base, factor) not in _UNIT_NAMES:
        amount, factor = amount * unit.factor, "1"
    names = _UNIT_NAMES.get((unit.base, factor))
    if names is None:
        return None
    name = names[style.spelling is Spelling.AMERICAN]
    digits = value.text[: -len(value.unit)] if value.text.endswith(value.unit) else value.text
    return f"{_amount(amount, digits)} {name}"


def _time(key: str) -> str:
    hour, minute = (int(part) for part in key.split(":"))
    half = "a.m." if hour < 12 else "p.m."
    minutes = f":{minute:02d}" if minute else ""
    return f"{hour % 12 or 12}{minutes} {half}"


def _reads_as(written: str, value: Value) -> bool:
    found = extract_values(written, "en", doubtful=True)
    return len(found) == 1 and (found[0].kind, found[0].key) == (value.kind, value.key)
