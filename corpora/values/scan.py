"""The scanner: what stands at each place where a value may begin, left to right, no way back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from songngu.corpora.values.measures import AFTER, CURRENCIES, UNITS
from songngu.corpora.values.numerals import Numeral
from songngu.corpora.values.value import Value, ValueKind, canonical, date_key

_MAX_TEXT_DIGITS = 40

_SPACE = "[ \u00a0\u202f]"
DIGITS = re.compile(
    rf"[0-9]{{1,3}}(?:(?:{_SPACE}[0-9]{{3}}){{2,}}|{_SPACE}000)(?![0-9.,]?[0-9])"
    r"|[0-9]++(?:[.,][0-9]++)*+"
)
_LIST_NUMBER = re.compile(r"[0-9]{1,2}[.)]\s")
_SHORT_YEARS = re.compile(r"([12][0-9])([0-9]{2})[-–/]([0-9]{2})(?![0-9/-])")
_IN_RANGES = (ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.MONEY, ValueKind.QUANTITY)
# Larger ones are done out of planned (12/15 km), a decree or a price by weight.
_NUMERATOR = re.compile(r"(?:\A|[^0-9.,/])([1-9][0-9]?)/\Z")
_DENOMINATOR = re.compile(r"(?:[2-9]|10|(?:16|32|64)(?=[\s-]?inch))(?![0-9]|[.,/][0-9])")
_WITH_SECONDS = re.compile(
    r"(?<![0-9]:)([01]?[0-9]|2[0-4]):([0-5][0-9]):([0-5][0-9])(?![0-9]|[:.,][0-9])"
)
_HOURS_OF_RACES = 10
#: Time zones, in lower case.
TIME_ZONE = r"\(?(?:utc|gmt|ict|jst|[ecp][sd]t)\b"
_RANGE_LINK = re.compile(r"\s?(?:-|–|—|~|/)\s?|\s[x×]\s|\s(?:đến|tới|hoặc|hay|và|to|and|or)\s")


@dataclass(frozen=True, slots=True)
class Found:
    """A value of a place in the text, with what only the scanner needs."""

    value: Value
    scale: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Place:
    """A text and a position in it.

    Attributes:
        text: NFC.
        low: The same in lower case, character for character.
    """

    text: str
    low: str
    at: int

    def value(
        self,
        kind: ValueKind,
        key: str,
        end: int,
        readings: tuple[str, ...] = (),
        *,
        unit: str = "",
        doubtful: bool = False,
        start: int | None = None,
    ) -> Value:
        """A value that begins here and ends at `end`."""
        begin = self.at if start is None else start
        return Value(kind, key, begin, end, self.text[begin:end], readings, unit, doubtful)

    def date(
        self,
        year: str | None,
        month: int | None,
        day: str | None,
        end: int,
        *,
        start: int | None = None,
        doubtful: bool = False,
    ) -> Value:
        """A date that begins here; its readings are its numbers."""
        numbers = (int(year) if year else None, month, int(day) if day else None)
        readings = tuple(str(number) for number in numbers if number is not None)
        key = date_key(*numbers)
        return self.value(ValueKind.DATE, key, end, readings, start=start, doubtful=doubtful)

    def time(self, hour: int, minute: int, end: int, second: int = 0) -> Value:
        """A time of day that begins here; its seconds are among its readings only."""
        readings = (str(hour), *(str(part) for part in (minute, second) if part))
        return self.value(ValueKind.TIME, f"{hour % 24:02d}:{minute:02d}", end, readings)


Reader = Callable[[Place], list[Found] | None]


def scan(text: str, start: re.Pattern[str], readers: tuple[Reader, ...]) -> list[Value]:
    """The values of `text`, in order and without overlap.

    Args:
        text: NFC.
        start: Matches lower-case text wherever a value may begin.
        readers: Tried in turn at each such place; what one returns ends the search there.
    """
    low = _lower(text)
    found: list[Found] = []
    position = 0
    while match := start.search(low, position):
        place = Place(text, low, match.start())
        position = match.end()
        for reader in readers:
            values = reader(place)
            if values is not None:
                found.extend(values)
                position = max(position, *(item.value.end for item in values), place.at + 1)
                break
    return list(_as_ranges(found, low))


def measured(place: Place, numeral: Numeral, currency: str = "") -> Found:
    """The value of `numeral` with the unit, currency or per cent sign after (or before) it."""
    readings = tuple(canonical(amount) for amount in numeral.readings)
    kind, unit, end = ValueKind.NUMBER, currency, numeral.end
    after = None if numeral.ordinal else unit_after(place, end)
    if after and after["unit"] and numeral.scale == 1 and is_denominator(place):
        after = None
    if currency:
        if after and after["money"] and CURRENCIES[_plain(after["money"])] == currency:
            end = after.end()
        kind = ValueKind.MONEY
    elif after and after["percent"]:
        kind, unit, end = ValueKind.PERCENT, "%", after.end()
    elif after and after["money"]:
        kind, unit, end = ValueKind.MONEY, CURRENCIES[_plain(after["money"])], after.end()
    elif after and after["unit"]:
        kind, unit, end = ValueKind.QUANTITY, _plain(after["unit"]), after.end()
    elif numeral.ordinal:
        kind = ValueKind.ORDINAL
    key = ordinal_key(readings[0]) if kind is ValueKind.ORDINAL else unit_key(readings[0], unit)
    # with a unit behind, năm is five and no year
    doubtful = numeral.doubtful and not (numeral.is_word and kind is ValueKind.QUANTITY)
    # one is an article half of the time, and a list number is often left out or made a bullet
    doubtful = doubtful or (readings[0] == "1" and kind is not ValueKind.PERCENT)
    doubtful = doubtful or (place.at == 0 and bool(_LIST_NUMBER.match(place.low)))
    value = place.value(kind, key, end, readings, unit=unit, doubtful=doubtful)
    return Found(value, numeral.scale)


def is_denominator(place: Place) -> bool:
    """Whether the number there is the 5 of ``1/5 inch``, which is no five inches."""
    above = _NUMERATOR.search(place.low[max(0, place.at - 4) : place.at])
    below = _DENOMINATOR.match(place.low, place.at)
    return bool(above and below and int(above[1]) < int(below[0]))


def unit_key(amount: str, unit: str) -> str:
    """The canonical form of an amount in a unit, in a currency, in per cent or alone."""
    if measure := UNITS.get(unit):
        return f"{canonical(Decimal(amount) * measure.factor)} {measure.base}"
    return f"{amount}%" if unit == "%" else f"{amount} {unit}".rstrip()


def unit_after(place: Place, end: int) -> re.Match[str] | None:
    """The unit, currency or per cent sign at `end`; the G of ``4G`` is no gram."""
    after = AFTER.match(place.low, end)
    return None if after and place.text[end : after.end()] == "G" else after


def plain_number(place: Place, end: int, *, doubtful: bool) -> Found:
    """A run of digits that is taken by its digits, not as an amount (``1.2.3``)."""
    digits = place.text[place.at : end]
    return Found(place.value(ValueKind.NUMBER, digits, end, (digits,), doubtful=doubtful))


def decree(place: Place, pattern: re.Pattern[str]) -> list[Found] | None:
    """The number of a law or decree with its year: ``168/2024``.

    Args:
        place: Where it may begin.
        pattern: Number and year as groups, and one character behind them.
    """
    match = pattern.match(place.low, place.at)
    if not match:
        return None
    number = str(int(match[1]))
    key = f"{number}/{match[2]}"
    return [Found(place.value(ValueKind.NUMBER, key, match.end() - 1, (key, number)))]


def short_years(place: Place) -> list[Found] | None:
    """The two years of ``2009-10`` or a ``2009/10`` season."""
    match = _SHORT_YEARS.match(place.low, place.at)
    if not match or int(match[3]) != (int(match[2]) + 1) % 100:
        return None
    first, second = match[1] + match[2], match[1] + match[3]
    later = replace(place, at=match.start(3))
    return [
        Found(place.value(ValueKind.NUMBER, first, match.end(2), (first,))),
        Found(later.value(ValueKind.NUMBER, second, match.end(), (second, match[3]))),
    ]


def time_with_seconds(
    place: Place, before: re.Pattern[str], after: re.Pattern[str]
) -> re.Match[str] | None:
    """Hour, minute and second of ``15:00:00``; None for ``2:15:30``, how long a race took.

    Args:
        place: Where it may begin.
        before: What ends there before times of day.
        after: What follows them at once.
    """
    match = _WITH_SECONDS.match(place.low, place.at)
    if match and (
        match[3] == "00"
        or int(match[1]) >= _HOURS_OF_RACES
        or before.search(place.low[max(0, place.at - 12) : place.at])
        or after.match(place.low, match.end())
    ):
        return match
    return None


def ordinal_key(number: str) -> str:
    """The canonical form of a place in an order: ``14th``, ``2nd``."""
    if number[-2:] in ("11", "12", "13"):
        return f"{number}th"
    return number + {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")


def _plain(name: str) -> str:
    name = re.sub(r"\s?/\s?", "/", re.sub(r"[\s-]+", " ", name)).strip()
    return name if name in UNITS or name in CURRENCIES else name.replace(" ", "")


def _as_ranges(found: list[Found], low: str) -> Iterator[Value]:
    """The values; the first ends of ranges also with the scale and unit of the last ends."""
    for i, item in enumerate(found):
        last = found[i + 1] if i + 1 < len(found) else None
        linked = (
            last is not None
            and last.value.start - item.value.end <= 6
            and _RANGE_LINK.fullmatch(low, item.value.end, last.value.start)
            and len(item.value.key) < _MAX_TEXT_DIGITS
        )
        yield _first_of_range(item, last) if last and linked else item.value


def _first_of_range(item: Found, last: Found) -> Value:
    """``10`` of ``10-15 triệu đồng`` with its scaled amount as a reading, and its range forms."""
    value, unit = item.value, last.value.unit or item.value.unit
    amounts = [Decimal(r) for r in value.readings if r.replace(".", "", 1).isdigit()]
    full = tuple(canonical(amount) for amount in amounts)
    scales = last.scale > 1 == item.scale
    if scales and value.kind in (ValueKind.NUMBER, ValueKind.MONEY):
        full = tuple(canonical(amount * last.scale) for amount in amounts)
        value = replace(value, readings=value.readings + full)
    # VND5-7 million has its unit at the first end; 5% and 7 households are no range
    shared = value.unit == unit == last.value.unit or not value.unit
    shared = shared or (value.kind is ValueKind.MONEY and not last.value.unit)
    if value.kind not in _IN_RANGES or last.value.kind not in _IN_RANGES or not (unit and shared):
        return value
    short = amounts if scales else [amount / last.scale for amount in amounts]
    forms = (*map(canonical, short), *full, *(unit_key(amount, unit) for amount in full))
    return replace(value, range_forms=tuple(dict.fromkeys(forms)))


def _lower(text: str) -> str:
    """`text` in lower case with every character in its place (``İ`` lower-cases to two)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def nfc_offsets(text: str) -> tuple[str, list[int]]:
    """`text` in NFC and, for each place in that (its end included), the place in `text`."""
    out: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        composed = unicodedata.normalize("NFC", text[at:end])
        out.append(composed)
        # Marks that do not compose stand behind their letter on both sides.
        offsets.extend(min(at + place, end) for place in range(len(composed)))
        at = end
    return "".join(out), [*offsets, len(text)]
