"""Whether an English text says a number, a date or a time of day, compared by value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from songngu.corpora.values import Value, ValueKind
from songngu.corpora.values.said import states_date, states_time

_DATE_KEY = re.compile(
    r"(?:\d{4}|-)(?:-\d\d){1,2}|---\d\d|\d{4}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
)
_TIME_KEY = re.compile(r"[0-2]\d:[0-5]\d")
_NUMBER_KEY = re.compile(r"(\d+(?:\.\d+)?)(?:%|st|nd|rd|th| .+)?")
_MEDALS = re.compile(r" medal$")
_CURRENCY = re.compile(r" [A-Z]{3}$")


def check_key(kind: ValueKind, key: str) -> None:
    """Look whether a key can be one of a number, a date or a time.

    Args:
        kind: ``NUMBER`` (any amount), ``DATE`` (weekdays and years too) or ``TIME``.
        key: As in :attr:`songngu.corpora.values.Value.key`.

    Raises:
        ValueError: It cannot.
    """
    pattern = {ValueKind.DATE: _DATE_KEY, ValueKind.TIME: _TIME_KEY}.get(kind, _NUMBER_KEY)
    if not pattern.fullmatch(key):
        raise ValueError(
            f"expected the key of a {kind.value}, such as {_EXAMPLES[kind]}; found {key!r}"
        )


_EXAMPLES = {
    ValueKind.NUMBER: "'12500000000 VND', '1.5 kg', '8%', '14th' or '27'",
    ValueKind.DATE: "'2025-12-02', '--12-02', '2025-12', '2025' or 'Friday'",
    ValueKind.TIME: "'08:20'",
}


def says_number(key: str, values: Sequence[Value]) -> bool:
    """Whether an amount is said: the same number with the same unit, outside dates and times.

    The currency may stand at the neighbour (``VND10-15 million``), and the first end of a range
    may have its unit or leave it to the last end (``5% to 7%``, ``5-7%``). A cardinal and an
    ordinal are equal (``the 28th session``). A plain number does not count as said where it stands
    only as a percentage, as money or with a unit of measure; medals are counted, not measured.

    Args:
        key: ``12500000000 VND``, ``1.5 kg``, ``8%``, ``14th``, ``27``.
        values: All values of the text, doubtful ones included.
    """
    amounts = [
        v for v in values if v.kind not in (ValueKind.DATE, ValueKind.TIME, ValueKind.WEEKDAY)
    ]
    # A doubtful "dozen" can be but one number, "a quarter" four.
    certain = [v for v in amounts if not v.doubtful or len(v.readings) == 1]
    if any(value.key == key for value in certain):
        return True
    if any(key in value.range_forms for value in amounts):
        return True
    sure = [value for value in amounts if not value.doubtful]
    currency = _CURRENCY.search(key)
    if currency:
        number = key[: currency.start()]
        named = any(value.key.endswith(currency.group()) for value in sure)
        return named and any(
            number in (value.key, *value.readings) and value.unit in ("", currency.group()[1:])
            for value in sure
        )
    bare = re.sub(r"(?:st|nd|rd|th)$", "", key)
    if not _is_number(bare):
        return False
    counts = (ValueKind.NUMBER, ValueKind.ORDINAL)
    return any(
        bare in value.readings and (value.kind in counts or _MEDALS.search(value.key))
        for value in sure
    )


def says_date(key: str, values: Sequence[Value]) -> bool:
    """Whether a date is said: all that is known of it, and nothing that is not.

    A day without a month (the first of ``24–28/11``) may get its month, a year may stand within a
    date; a year that was not stated is an error, since the draft made it up.

    Args:
        key: ``2025-12-02``, ``--12-02``, ``2025-12``, ``2025``, ``---24``, ``Friday``.
        values: All values of the text, doubtful ones included.
    """
    return any(states_date(key, value) for value in values)


def says_time(key: str, values: Sequence[Value]) -> bool:
    """Whether a time of day is said, on either clock; ``8:15`` alone may be morning or evening.

    Args:
        key: ``20:15``.
        values: All values of the text.
    """
    return any(states_time(key, value) for value in values)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
