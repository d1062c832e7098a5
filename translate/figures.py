"""Numbers that a draft writes in the Vietnamese way: 21.640 for 21,640."""

from __future__ import annotations

import re

from songngu.corpora.values import Value, ValueKind, extract_values

_AMOUNTS = (ValueKind.NUMBER, ValueKind.MONEY, ValueKind.PERCENT, ValueKind.QUANTITY)
_NUMBER = re.compile(r"(?<![\w:./-])\d+(?:[.,]\d+)+(?![:/\w-]|[.,]\d)")
_ENGLISH = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?")
# Far more than the widest value has about it that tells what it is.
_NEAR = 100
# English as it is: of *200,000 người* the source has grouped in the English way.
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_SWAPPED = str.maketrans(".,", ",.")
# What tells a number of things, or thousands of millions, from a version, an address or a score.
_COUNTS = re.compile(
    r"\s(?:thousand|million|billion|trillion|people|children|men|women"
    r"|(?!degrees\b|seconds\b|minutes\b|points\b|times\b)[a-z]{3,}s)\b"
)


def english_figures(source: str, text: str) -> str:
    """A draft whose numbers group their digits with commas and have points before decimals.

    Changed is what then says an amount of the source with its unit, and did not before; a bare
    number that may be read both ways (``21.640``) only where things are counted.

    Args:
        source: The Vietnamese segment.
        text: Its draft.
    """
    amounts = extract_values(source, "vi")
    ours = {value.key for value in amounts}
    digits = {_significant(form) for value in amounts for form in _forms(value)}
    for value in reversed(extract_values(text, "en")):
        written = _NUMBER.search(text, value.start, value.end)
        if written is None or value.kind not in _AMOUNTS or _GROUPED.fullmatch(written.group()):
            continue
        start, end = written.span()
        right = written.group().translate(_SWAPPED)
        if not _ENGLISH.fullmatch(right) or _significant(right) not in digits:
            continue
        changed = text[:start] + right + text[end:]
        if not _is_meant(value, changed, ours):
            continue
        is_english = _ENGLISH.fullmatch(written.group()) is not None
        both_ways = is_english or written.group().count(".") > 2  # 192.168.100.200
        if (is_english and value.key in ours) or (both_ways and not _is_sure(value, text, end)):
            continue
        text = changed
    return text


def _forms(value: Value) -> tuple[str, ...]:
    """How an amount may be written, scale and grouping aside; 20:30 also as 8.30 p.m."""
    if value.kind is not ValueKind.TIME:
        return value.readings
    hour, minute = value.key.split(":")
    return f"{hour}.{minute}", f"{(int(hour) - 1) % 12 + 1}.{minute}"


def _significant(number: str) -> str:
    """The digits that scales and grouping leave as they are: 2164 of 21,640 and 21640000000."""
    return number.replace(",", "").replace(".", "").strip("0")


def _is_meant(value: Value, changed: str, ours: set[str]) -> bool:
    """Whether the number, written the other way, says an amount of the source.

    Only the words about it are read, cut between words: the whole draft for each of its numbers
    would take time that grows with the square of its length.
    """
    first = max(0, value.start - _NEAR)
    if first:
        first = max(first, changed.find(" ", first, value.start))
    near = extract_values(changed[first : value.end + _NEAR], "en")
    return any(other.key in ours for other in near if first + other.start == value.start)


def _is_sure(value: Value, text: str, end: int) -> bool:
    """Whether a number that is English either way is no version, address or rate of exchange."""
    if value.kind is ValueKind.NUMBER:
        return _COUNTS.match(text, end) is not None
    grouped = "," in text[value.start : end]
    return value.kind is not ValueKind.MONEY or not grouped
