"""Dates, amounts of money and percentages of an English draft, rewritten in a house style."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.corpora.values import Value, ValueKind, extract_values
from songngu.corpora.values.value import date_parts
from songngu.translate.style.render import MONTHS, write_date, write_money, write_percent
from songngu.translate.style.settings import Dates, HouseStyle, Money, Percent
from songngu.translate.style.spans import Span, inside, replaced

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_DAY = r"(?:[0-3]?[0-9])(?:st|nd|rd|th)?"
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|and|until|through|or)\s", re.IGNORECASE)
_NAMED = re.compile(_MONTH, re.IGNORECASE)
_NUMERIC = re.compile(r"[0-9]{1,4}([-/])[0-9]{1,2}\1[0-9]{1,4}")
_BEFORE_DAY = re.compile(r"\bthe\s+\Z", re.IGNORECASE)
_CODES = {"VND": "VND", "VNĐ": "VND", "VNÐ": "VND", "DONG": "VND", "DONGS": "VND", "ĐỒNG": "VND"}
_CODES |= {code: code for code in ("USD", "EUR", "GBP", "JPY", "CNY", "KRW", "THB", "LAK", "INR")}
_MONEY = re.compile(
    r"(?P<before>VN[DĐÐ]|USD|EUR|GBP|JPY|CNY)\s?(?P<first>[0-9][0-9.,]*(?:\s(?:thousand|million|"
    r"billion|trillion))*)"
    r"|(?P<second>[0-9][0-9.,]*(?:\s(?:hundred|thousand|million|billion|trillion))*)\s?"
    r"(?P<after>VN[DĐÐ]|USD|EUR|GBP|JPY|CNY|KRW|THB|LAK|INR|dongs?|đồng)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?P<amount>[0-9][0-9.,]*)\s?-?(?:%|per\s?cent)", re.IGNORECASE)


def rewrite_dates(text: str, style: HouseStyle, source: str, kept: Sequence[Span]) -> str:
    """The text with its dates as the style has them; weekdays and years stay.

    ``02/12/2025`` is read as the source has it, day first where the source is silent. Month names
    alone, and days alone, are no dates to rewrite.
    """
    if style.dates is Dates.AS_DRAFTED:
        return text
    stated = {value.key for value in extract_values(source, "vi") if value.kind is ValueKind.DATE}
    dates = [v for v in extract_values(text, "en") if v.kind is ValueKind.DATE]
    edits: list[tuple[Span, str]] = []
    skip = False
    for at, value in enumerate(dates):
        after = dates[at + 1] if at + 1 < len(dates) else None
        if skip:
            skip = False
            continue
        edit = None
        if after is not None and _is_range(text, value, after):
            edit, skip = _range(text, value, after, style), True
        elif not _in_range(text, value):
            edit = _single(text, value, stated, style)
        if edit is not None and not inside(edit[0], kept):
            edits.append(edit)
    return replaced(text, edits)


def _single(
    text: str, value: Value, stated: set[str], style: HouseStyle
) -> tuple[Span, str] | None:
    key = value.key
    if _NUMERIC.fullmatch(value.text):
        others = [reading for reading in value.readings if "-" in reading]
        key = next((each for each in (key, *others) if each in stated), key)
        if key != value.key and key not in stated:
            return None
    elif not _NAMED.search(value.text):
        return None
    year, month, day = date_parts(key)
    new = write_date(year, month, day, style)
    if new is None or month is None:
        return None
    if day is None and year is None:
        return None  # a month by itself has one form in running text
    return _widened(text, value.start, _end(text, value)), new


def _end(text: str, value: Value) -> int:
    """Where a date ends without the full stop of its sentence, which the reader takes along."""
    if not value.text.endswith("."):
        return value.end
    whole = value.text.rstrip(".").split()[-1].capitalize() in MONTHS
    last = not re.match(r"\s+[^\sA-Z“\"‘(]|[,;:)\w]", text[value.end :])
    return value.end - 1 if whole or last else value.end


def _widened(text: str, start: int, end: int) -> Span:
    """The span of a date with the article of ``the 2nd of December``."""
    lead = _BEFORE_DAY.search(text, 0, start)
    if lead and text[start].isdigit():
        start = lead.start()
    return start, end


def _is_range(text: str, first: Value, second: Value) -> bool:
    """Whether two dates share what one of them states: ``24-28 November``, ``May 2 to 5``."""
    between = text[first.end : second.start]
    if not _RANGE.fullmatch(between):
        return False
    named = [bool(_NAMED.search(value.text)) for value in (first, second)]
    return named != [True, True] and any(named) and first.key[:-2] == second.key[:-2]


def _in_range(text: str, value: Value) -> bool:
    """Whether a date has a day before or after it that reads as a number only."""
    if _NUMERIC.fullmatch(value.text):
        return False
    return bool(
        re.search(rf"(?<!\w){_DAY}(?:\s?[-–—,]\s?|\s(?:to|and|or)\s)\Z", text[: value.start])
        and value.text[:1].isdigit()
    ) or bool(
        re.match(
            rf"(?:\s?[-–—]\s?|,?\s(?:to|and|or)\s){_DAY}(?![\w%.,:]|\s(?!{_MONTH})\w)",
            text[value.end :],
        )
        and value.text[-1:].isdigit()
        and not re.search(r"[12][0-9]{3}\Z", value.text)
    )


def _range(text: str, first: Value, second: Value, style: HouseStyle) -> tuple[Span, str] | None:
    year, month, day = date_parts(second.key)
    days = f"{date_parts(first.key)[2]}{text[first.end : second.start]}{day}"
    new = write_date(year, month, days, style)
    return None if new is None else (_widened(text, first.start, _end(text, second)), new)


def rewrite_money(text: str, style: HouseStyle, kept: Sequence[Span]) -> str:
    """The text with currency codes where the style has them; the amounts stay letter for letter."""
    if style.money is Money.AS_DRAFTED:
        return text
    edits = []
    for value in extract_values(text, "en", doubtful=True):
        match = _MONEY.fullmatch(value.text) if value.kind is ValueKind.MONEY else None
        if match is None or inside((value.start, value.end), kept):
            continue
        code = _CODES.get((match["before"] or match["after"]).upper())
        amount = match["first"] or match["second"]
        if code is not None:
            edits.append(((value.start, value.end), write_money(amount, code, style)))
    return replaced(text, edits)


def rewrite_percent(text: str, style: HouseStyle, kept: Sequence[Span]) -> str:
    """The text with percentages in digits as the style has them; percentage points stay."""
    if style.percent is Percent.AS_DRAFTED:
        return text
    edits = []
    for value in extract_values(text, "en", doubtful=True):
        if value.kind is not ValueKind.PERCENT:
            continue
        match = _PERCENT.fullmatch(value.text)
        if match is not None and not inside((value.start, value.end), kept):
            edits.append(((value.start, value.end), write_percent(match["amount"], style)))
    return replaced(text, edits)
