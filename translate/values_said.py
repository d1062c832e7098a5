"""Whether a value of a draft says one of its source: all of it, and nothing more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from songngu.corpora.values import Value, ValueKind, unmatched
from songngu.corpora.values.measures import UNITS
from songngu.corpora.values.said import states_date, states_time

_TIMES = (ValueKind.DATE, ValueKind.WEEKDAY, ValueKind.TIME)
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
_MEASURED = (ValueKind.PERCENT, ValueKind.QUANTITY, ValueKind.TIME)
# Behind the 10 of "10 to 15 km"; a degree is one of Celsius.
_UNIT_TO_COME = re.compile(
    r"[-‐](?:to|or)[-‐]|\s?[-–—x×]\s?\d|\s(?:to|and|or|by)\s\S*\d|[ -]degrees?\b"
)
_DEGREES = frozenset(name for name, unit in UNITS.items() if unit.base == "°C")
# Left in Vietnamese: 82 HCV, 5 tấn.
_COPIED_UNIT = re.compile(r"hc|.*[à-ỹ]")
_POUNDS = re.compile(r"\s(?:pounds|quid)\b")
_HOURS = re.compile(rf"[ -]?(?:hours?|hrs?|minutes?)\b|{_UNIT_TO_COME.pattern}")


def says(value: Value, wanted: Value, text: str) -> bool:
    """Whether a value of a draft says all that the source's does, and nothing that it does not.

    Args:
        value: Of the draft.
        wanted: Of the source.
        text: The draft; a number without its unit says a measure where the unit is yet to come.
    """
    if wanted.text.isalpha() and value.kind is ValueKind.TIME and value.readings:
        # Mười giờ, which the source has in words, is read as a number there.
        return value.readings == wanted.readings[:1]
    dated = wanted.kind is ValueKind.DATE and not wanted.key.startswith("---")
    if dated or (wanted.kind not in _TIMES and value.kind in _TIMES):
        return states_date(wanted.key, value)
    if wanted.kind is ValueKind.TIME and value.kind is ValueKind.TIME:
        return states_time(wanted.key, value)
    if wanted.unit == "GBP" and _POUNDS.match(text, value.end):
        return not set(value.readings[:1]).isdisjoint(wanted.readings)
    if wanted.kind is ValueKind.MONEY and not value.unit:
        return False
    if wanted.kind is ValueKind.NUMBER and value.kind is ValueKind.QUANTITY:
        # 86 plots are no 86 hectares; a temperature may leave its scale out.
        measured = value.readings[0] in wanted.readings and value.unit not in _DEGREES
        if measured and value.key not in wanted.range_forms:
            return False
    if value.unit in UNITS and _COPIED_UNIT.match(value.unit):
        return False
    measures = [UNITS[each.unit].base for each in (wanted, value) if each.unit in UNITS]
    if len(set(measures)) > 1:
        return False
    if wanted.kind in _MEASURED and value.kind is ValueKind.NUMBER and not value.doubtful:
        goes_on = _HOURS if wanted.kind is ValueKind.TIME else _UNIT_TO_COME
        if not goes_on.match(text, value.end):
            return False
    if _THOUSANDS.search(value.text) and value.readings:
        # 18,000 is no 18 in a draft that is to be relied upon.
        value = replace(value, readings=value.readings[:1])
    # What may be no value in the source, its một or hai, is no equal of just any number.
    return not unmatched((replace(wanted, doubtful=False),), (value,))


def lasts(wanted: Value, values: Iterable[Value], text: str) -> bool:
    """Whether hours and minutes are said as a length of time: two hours and 14 minutes."""
    found = {
        reading for value in values if _HOURS.match(text, value.end) for reading in value.readings
    }
    return set(wanted.readings) <= found
