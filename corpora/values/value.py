"""What a value is, and the canonical forms that make values comparable across languages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_MAX_DIGITS = 24  # Decimal's default context is exact below this; longer strings are no amounts


class ValueKind(StrEnum):
    """What a value measures."""

    NUMBER = "number"
    ORDINAL = "ordinal"
    PERCENT = "percent"
    DATE = "date"
    WEEKDAY = "weekday"
    TIME = "time"
    MONEY = "money"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class Value:
    """A number, date, time or amount found in a text.

    Attributes:
        kind: What it measures.
        key: Canonical form, equal for equal values in any language: ``1000000``, ``14th``,
            ``5%``, ``12500000000 VND``, ``5000 m``, ``2025-12-02``, ``--12-02`` (no year),
            ``2025-12``, ``--12``, ``---02``, ``Monday``, ``20:00``.
        start: Where it begins in the text, in code points.
        end: Where it ends there (exclusive).
        text: The text between them.
        readings: Looser canonical forms, each enough for :func:`unmatched` to call it found: the
            bare amount, the other reading of an ambiguous ``1.250``. For dates and times: the
            numbers in it, all of which must be found.
        unit: Currency code or unit as written, ``%``, or empty.
        doubtful: It may be no value at all (``năm`` is five and year; ``one`` a pronoun). Counts
            as found when looked for, is never reported missing.
        range_forms: Of the first end of a range, whose unit and scale may stand at the last end
            only: its canonical forms with and without them, ``5`` and ``5%`` in ``5-7%`` as in
            ``5% to 7%``. Empty for all other values.
    """

    kind: ValueKind
    key: str
    start: int
    end: int
    text: str
    readings: tuple[str, ...] = ()
    unit: str = ""
    doubtful: bool = False
    range_forms: tuple[str, ...] = ()


def canonical(amount: Decimal) -> str:
    """The amount in plain digits without trailing zeros: ``12500000000``, ``0.5``."""
    return format(amount.normalize(), "f") if amount else "0"


def hours(hour: int, minute: int) -> str:
    """Hours and minutes as one canonical amount of hours: ``2.5``."""
    return canonical(hour + Decimal(minute) / 60)


def date_key(year: int | None, month: int | None, day: int | None) -> str:
    """The date in ISO 8601, what is unknown left out as in vCard: ``--12-02``, ``2025-12``."""
    if month is None:
        return f"---{day:02d}" if day is not None else f"{year:04d}"
    head = f"{year:04d}-{month:02d}" if year is not None else f"--{month:02d}"
    return f"{head}-{day:02d}" if day is not None else head


def date_parts(key: str) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of a :func:`date_key`; None for what it leaves out."""
    if key.startswith("---"):
        return None, None, int(key[3:])
    year = None if key.startswith("--") else int(key[:4])
    rest = (key[2:] if year is None else key[5:]).split("-")
    return year, int(rest[0]) if rest[0] else None, int(rest[1]) if len(rest) > 1 else None


def parse_digits(text: str, decimal_mark: str) -> tuple[Decimal, ...]:
    """The readings of a run of digits, points and commas, the likeliest first.

    Args:
        text: Such as ``1.000.000``, ``12,5`` or ``02``; begins and ends with a digit.
        decimal_mark: ``,`` or ``.``, as the language has it. A single mark before exactly three
            digits has two readings, since both conventions turn up in both languages.

    Returns:
        One or two amounts; none for what is no number (``1.2.3``, an account number).
    """
    if len(text) > _MAX_DIGITS:
        return ()
    if text.isdigit():
        return (Decimal(text),)
    marks = [c for c in text if c in ".,"]
    groups = text.replace(",", ".").split(".")
    grouped = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    plain = Decimal("".join(groups))
    if len(marks) == 1:
        decimal = Decimal(f"{groups[0]}.{groups[1]}")
        if not grouped or groups[0].strip("0") == "":
            return (decimal,)
        return (decimal, plain) if marks[0] == decimal_mark else (plain, decimal)
    if len(set(marks)) == 1:
        return (plain,) if grouped else ()
    whole, last = groups[:-1], groups[-1]
    if marks[-1] in marks[:-1] or any(len(group) != 3 for group in whole[1:]):
        return ()
    return (Decimal("".join(whole) + "." + last),)


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def parse_roman(text: str) -> int | None:
    """The number that a Roman numeral of I, V, X, L, C stands for; None where it is none."""
    total = previous = 0
    for letter in reversed(text):
        number = _ROMAN.get(letter, 0)
        total += -number if number < previous else number
        previous = max(previous, number)
    return total if total > 0 and to_roman(total) == text else None


_ROMAN_PARTS = (
    (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def to_roman(number: int) -> str:
    """`number` (1–399) as a Roman numeral."""
    out = ""
    for size, letters in _ROMAN_PARTS:
        count, number = divmod(number, size)
        out += letters * count
    return out
