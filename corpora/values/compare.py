"""Which values of a text have no equal in another: tolerant, since false alarms cost trust."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from songngu.corpora.values.measures import CURRENCIES, UNITS
from songngu.corpora.values.value import Value, ValueKind, date_parts, hours

_CURRENCY_CODES = frozenset(CURRENCIES.values())


def unmatched(source: Sequence[Value], target: Iterable[Value]) -> tuple[Value, ...]:
    """The values of `source` that no value of `target` equals, in their order.

    An amount is found as soon as it stands anywhere in the target, in a date or as an ordinal
    too, unless it stands there only in another currency or only in other units. A date is found
    where what both sides state agrees. Times agree on a twelve-hour clock, and with as many hours.
    Doubtful values of `source` are passed over; those of `target` count.

    Args:
        source: From :func:`extract_values`.
        target: From :func:`extract_values` with ``doubtful=True``, so that all is found that may
            be a value.
    """
    if not source:
        return ()
    index = _Index(target)
    return tuple(value for value in source if not value.doubtful and not index.holds(value))


class _Index:
    """The values of one text, for look-up."""

    def __init__(self, values: Iterable[Value]) -> None:
        self.keys: set[str] = set()
        self.units: dict[str, set[str]] = {}
        self.dates: list[str] = []
        self.loose: set[str] = set()  # numbers that stand outside dates
        self.times: set[str] = set()
        self.counted: set[str] = set()  # numbers that stand outside dates and times
        for value in values:
            self.keys.add(value.key)
            for reading in value.readings:
                self.units.setdefault(reading, set()).add(value.unit)
            if value.kind is ValueKind.DATE:
                self.dates.extend(_date_keys(value))
                continue
            self.loose.update(value.readings)
            if value.kind is ValueKind.TIME:
                self.times.add(_twelve_hours(value.key))
            else:
                self.counted.update(value.readings)

    def holds(self, value: Value) -> bool:
        """Whether some value here equals `value`."""
        if value.key in self.keys:
            return True
        if value.kind is ValueKind.DATE:
            keys = _date_keys(value)
            if any(_dates_agree(key, other) for key in keys for other in self.dates):
                return True
            return all(reading in self.loose for reading in value.readings if "-" not in reading)
        if value.kind is ValueKind.TIME:
            if _twelve_hours(value.key) in self.times:
                return True
            if all(reading in self.units for reading in value.readings):
                return True
            # Without a word before it, 2h30 may be two and a half hours, and 1h48 an hour and 48
            # minutes.
            hour, minute = map(int, value.key.split(":"))
            if hour == 1 < minute and all(part in self.counted for part in value.readings[1:]):
                return True
            return hours(hour, minute) in self.loose
        return any(
            reading in self.units and not _conflict(value.unit, self.units[reading])
            for reading in value.readings
        )


def _date_keys(value: Value) -> list[str]:
    """The key of a date and, for ``02/12/2025`` in English, that of its other reading."""
    return [value.key, *(reading for reading in value.readings if "-" in reading)]


def _dates_agree(one: str, other: str) -> bool:
    """Whether two dates state something in common and nothing different."""
    pairs = list(zip(date_parts(one), date_parts(other), strict=True))
    stated = [(a, b) for a, b in pairs if a is not None and b is not None]
    return bool(stated) and all(a == b for a, b in stated)


def _twelve_hours(key: str) -> str:
    hour, minute = key.split(":")
    return f"{int(hour) % 12}:{minute}"


def _conflict(unit: str, others: set[str]) -> bool:
    """Whether an amount in `unit` is elsewhere only in other units, or other currencies."""
    if unit in _CURRENCY_CODES:
        return all(other in _CURRENCY_CODES and other != unit for other in others)
    return unit in UNITS and all(other in UNITS and UNITS[other] != UNITS[unit] for other in others)
