"""Whether a value of a text states a date or a time of day: all that is known, and no more."""

from __future__ import annotations

import re

from songngu.corpora.values.value import Value, ValueKind

_HALF_OF_DAY = re.compile(r"[ap]\.?m\b", re.IGNORECASE)


def states_date(key: str, value: Value) -> bool:
    """Whether a value states a date, weekday or year.

    A day without a month (the first of ``24–28/11``) may get its month, a year may stand within a
    date; a year that was not stated is an error.

    Args:
        key: ``2025-12-02``, ``--12-02``, ``2025-12``, ``2025``, ``---24``, ``Friday``.
        value: Of the text that is looked at.
    """
    if value.key == key:
        return True
    if value.kind is not ValueKind.DATE:
        return False
    dates = (value.key, *(reading for reading in value.readings if "-" in reading))
    if key.startswith("---"):
        return any(re.fullmatch(r".+-" + key[3:], date) for date in dates)
    return key in dates or (key.isdigit() and any(date.startswith(f"{key}-") for date in dates))


def states_time(key: str, value: Value) -> bool:
    """Whether a value is a time of day, on either clock; ``8:15`` may be morning or evening.

    Args:
        key: ``20:15``.
        value: Of the text that is looked at.
    """
    if value.kind is not ValueKind.TIME:
        return False
    hour, minute = key.split(":")
    loose = f"{int(hour) % 12:02d}:{minute}"
    return value.key == key or (value.key == loose and not _HALF_OF_DAY.search(value.text))
