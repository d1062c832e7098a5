"""Numbers, amounts, dates and weekdays that can be exchanged on both sides of a pair."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from songngu.corpora.values import Value, ValueKind, extract_values
from songngu.translate.training.amounts import MONTHS, WEEKDAYS, vietnamese_number

Span = tuple[int, int]
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_YEAR = range(1900, 2100)
_AMOUNTS = (ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.MONEY, ValueKind.QUANTITY)
_DAY = re.compile(r"([0-9]{1,2})(\s?[/.-]\s?|\s+tháng\s+)([0-9]{1,2})")
_NAMED_DAY = re.compile(
    r"(?P<first>[0-9]{1,2})?(?P<of>(?:st|nd|rd|th)?(?: of)? ?)(?P<month>[A-Z][a-z]{2,8})\.?"
    r" ?(?P<last>[0-9]{1,2}(?!\d))?"
)


def value_edits(
    source: str, target: str, rng: random.Random
) -> Iterator[tuple[Span, Span, str, str]]:
    """Spans of source and target that hold the same value, with another value for both.

    Only values that stand once on each side, in figures (weekdays in words) that can be written
    back in the same style.
    """
    ours = extract_values(source, "vi", doubtful=True)
    theirs = extract_values(target, "en", doubtful=True)
    here = Counter(value.key for value in ours)
    there = {value.key: value for value in theirs}
    twice = {key for key, count in Counter(v.key for v in theirs).items() if count > 1}
    for value in ours:
        other = there.get(value.key)
        if other is None or value.doubtful or here[value.key] > 1 or value.key in twice:
            continue
        edit = _exchange(value, other, rng)
        if edit is not None:
            yield edit


def _exchange(value: Value, other: Value, rng: random.Random) -> tuple[Span, Span, str, str] | None:
    if value.kind is ValueKind.WEEKDAY:
        return _weekday(value, other, rng)
    if value.kind is ValueKind.DATE:
        return _date(value, other, rng)
    if value.kind in _AMOUNTS and other.kind in _AMOUNTS:
        return _amount(value, other, rng)
    return None


def _weekday(value: Value, other: Value, rng: random.Random) -> tuple[Span, Span, str, str] | None:
    name = re.search("[A-Z][a-z]+day", other.text)
    if name is None or name[0] != value.key:
        return None
    forms, english = rng.choice([day for day in WEEKDAYS if day[1] != value.key])
    figure, capital = value.text[-1].isdigit(), value.text.split()[-1][0].isupper()
    fitting = [
        form
        for form in forms
        if form[-1].isdigit() == figure and form.split()[-1][0].isupper() == capital
    ]
    new = rng.choice(fitting or list(forms))
    new = (new[0].upper() if value.text[0].isupper() else new[0].lower()) + new[1:]
    if new[0] == "c":
        new = "Chủ nhật" if capital else "chủ nhật"
    where = (other.start + name.start(), other.start + name.end())
    return (value.start, value.end), where, new, english


def _amount(value: Value, other: Value, rng: random.Random) -> tuple[Span, Span, str, str] | None:
    """The figures alone; words for thousands and units stay."""
    ours, theirs = _DIGITS.findall(value.text), _DIGITS.findall(other.text)
    if len(ours) != 1 or len(theirs) != 1:
        return None
    first, second = _read(ours[0], ","), _read(theirs[0], ".")
    if first is None or first != second or first <= 1 or first in _YEAR:
        return None
    new = _like(first, rng, most=99 if value.kind is ValueKind.PERCENT and first < 100 else None)
    english = f"{new:,}"
    if "," not in theirs[0] and new >= 1000:
        english = str(new)
    vietnamese = _vietnamese(new, grouped="." in ours[0] or new < 1000 or first < 1000)
    start, end = value.start + value.text.index(ours[0]), other.start + other.text.index(theirs[0])
    return (start, start + len(ours[0])), (end, end + len(theirs[0])), vietnamese, english


def _read(text: str, mark: str) -> Decimal | None:
    """A number with that decimal mark; None where it may be read otherwise."""
    group = "." if mark == "," else ","
    whole, _, rest = text.partition(mark)
    parts = whole.split(group)
    if mark in rest or group in rest or any(len(part) != 3 for part in parts[1:]):
        return None
    if len(text) > 1 and text[0] == "0" and not rest:
        return None
    if len(rest) == 3 or (len(parts[0]) > 3 and len(parts) > 1):
        return None
    return Decimal("".join(parts) + (f".{rest}" if rest else ""))


def _like(number: Decimal, rng: random.Random, most: int | None) -> Decimal:
    """Another number of about that size with as many decimals, none of them between 0 and 2."""
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    zeros = len(str(number)) - len(str(number).rstrip("0")) if not places else 0
    low, high = float(number) * 0.4, min(float(number) * 1.9, most or float("inf"))
    step = Decimal(10) ** (zeros - places)
    for _ in range(20):
        new = (Decimal(str(rng.uniform(low, high))) / step).to_integral_value() * step
        if places and new == new.to_integral_value():
            continue
        if new >= 2 and new != number and new not in _YEAR:
            return new.quantize(Decimal(1).scaleb(-places))
    return number + (1 if not places else Decimal("1"))


def _vietnamese(number: Decimal, *, grouped: bool) -> str:
    whole, _, rest = str(number).partition(".")
    text = vietnamese_number(int(whole)) if grouped else whole
    return f"{text},{rest}" if rest else text


def _date(value: Value, other: Value, rng: random.Random) -> tuple[Span, Span, str, str] | None:
    """Day and month; a year stays."""
    ours, theirs = _DAY.search(value.text), _NAMED_DAY.search(other.text)
    if ours is None or theirs is None or bool(theirs["first"]) == bool(theirs["last"]):
        return None
    abbreviated = {name[:3]: number for number, name in enumerate(MONTHS, start=1)}
    month = abbreviated.get(theirs["month"][:3])
    day = int(theirs["first"] or theirs["last"])
    if month != int(ours[3]) or day != int(ours[1]) or theirs["of"].strip() not in ("", "of"):
        return None
    new_day, new_month = rng.randint(2, 28), rng.randint(1, 12)
    name = MONTHS[new_month - 1] if theirs["month"] in MONTHS else MONTHS[new_month - 1][:3]
    english = theirs[0].replace(theirs["month"], "\0").replace(str(day), str(new_day), 1)
    zero = "0" if len(ours[3]) == 2 and new_month < 10 and "/" in ours[2] else ""
    vietnamese = f"{new_day}{ours[2]}{zero}{new_month}"
    return (
        (value.start + ours.start(), value.start + ours.end()),
        (other.start + theirs.start(), other.start + theirs.end()),
        vietnamese,
        english.replace("\0", name),
    )
