"""Dates as newspapers print them, Vietnamese and English."""

from __future__ import annotations

import datetime as dt
import re

MAX_DATE_LINE = 90

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PATTERNS = (
    re.compile(
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
        r"(?:[ t]?\d\d:\d\d\S*)?(?!\d)"
    ),
    re.compile(
        r"(?<!\d)(?P<d>\d{1,2})(?P<sep>\s?[-/.]\s?)(?P<m>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(
        r"(?:ngày\s+)?(?<!\d)(?P<d>\d{1,2})\s*(?:tháng|,?\s*thg)\s*(?P<m>\d{1,2})\s*[,/]?\s*"
        r"(?:năm\s+)?(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(
        rf"\b(?P<mon>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b"
    ),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<mon>{_MONTH})\.?,?[\s-]+"
        r"(?P<y>(?:19|20)\d\d)\b"
    ),
)
# What may stand beside the date on its line: weekday, time, time zone, labels.
_BESIDE = re.compile(
    r"thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s+nhật|th\s?[2-7]\b|\bcn\b|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:mon|tue|wed|thu|fri|sat|sun)\b|"
    r"(?:thời gian|ngày|giờ)\s*(?:đăng|xuất bản|cập nhật)?|đăng\s*(?:lúc|ngày|tải)?|"
    r"cập\s*nhật(?:\s*(?:lúc|ngày|lần cuối))?|xuất bản|phát hành|lúc|vào|"
    r"(?:last\s+)?(?:published|updated|modified|posted|release[d]?)(?:\s*(?:on|at|date))?|"
    r"\bdate\b|\btime\b|\bon\b|\bat\b|"
    r"\d{1,2}\s*(?:[:.]\d{2}|h\s?\.?\d{0,2}|"
    r"giờ(?:\s*\d{1,2}(?:\s*phút)?)?)(?::\d{2})?\s*(?:[ap]\.?m\.?)?|"
    r"\b[ap]\.?m\b\.?|\(?\b(?:gmt|utc|ict)\s*[+-]?\s*\d{0,2}(?::\d\d)?\)?|\+\d{1,2}(?::\d\d)?|"
    r"\bsa\b|\bch\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"[\W_]*")
_UPDATED = re.compile(r"cập\s*nhật|updated|modified", re.IGNORECASE)


def find_date(text: str) -> tuple[dt.date, int, int] | None:
    """The first valid date in the text with its span, or None.

    Day/month/year is read in this order, as Vietnamese papers write it in both languages; where
    that is no date (12/25/2025) the American order is tried.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        return None
    for pattern in _PATTERNS:
        for match in pattern.finditer(lowered):
            date = _date(match)
            if date is not None:
                return date, match.start(), match.end()
    return None


def _date(match: re.Match[str]) -> dt.date | None:
    groups = match.groupdict()
    day, year = int(groups["d"]), int(groups["y"])
    month = _MONTHS[groups["mon"]] if groups.get("mon") else int(groups["m"])
    for one, two in ((month, day), (day, month)):
        try:
            return dt.date(year, one, two)
        except ValueError:
            continue
    return None


def date_line(text: str) -> dt.date | None:
    """The date of a line that holds nothing but a date, time, weekday and label; else None."""
    if len(text) > MAX_DATE_LINE or not any(char.isdigit() for char in text):
        return None
    found = find_date(text)
    if found is None:
        return None
    date, start, end = found
    rest = text[:start] + " " + text[end:]
    second = find_date(rest)
    if second is not None:
        rest = rest[: second[1]] + " " + rest[second[2] :]
    return date if _EMPTY.fullmatch(_BESIDE.sub(" ", rest)) else None


def is_update(text: str) -> bool:
    """Whether a date line says when the page was changed, not when it was published."""
    return _UPDATED.search(text) is not None
