"""Dates in Vietnamese text, from a day of a month to lists of them."""

from __future__ import annotations

import re
from dataclasses import replace

from songngu.corpora.values.scan import Found, Place, is_denominator
from songngu.corpora.values.shares import is_no_day, is_numbered

_D = r"(?:3[01]|[12][0-9]|0?[1-9])"
_M = r"(?:1[0-2]|0?[1-9])"
_Y = r"(?:[12][0-9]{3})"
_MONTH_WORDS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_MW = r"mười hai|mười một|một(?!\s+lần)|" + "|".join(
    word for word in _MONTH_WORDS if " " not in word and word != "một"
)
# A year without a word before it is one of our days: tháng 8 2008.
_YEAR_LINK = rf"(?:\s*+(?:(?:,\s*+)?năm\s+|[/-]\s?|,\s?)(?={_Y})|(?<!năm)\s(?=19[0-9]|20[0-4]))"
_YEAR_TAIL = rf"(?:{_YEAR_LINK}([0-9]{{4}})(?![0-9]))?"
_LINK = r"\s*(?:,|và|đến|tới|-|–|—|hoặc)\s*(?:ngày\s+)?"

_FULL_DATE = re.compile(rf"(?:ngày\s+)?({_D})\s?([/.-])\s?({_M})\s?\2\s?({_Y})(?![0-9])")
_ISO_DATE = re.compile(rf"({_Y})-([01][0-9])-([0-3][0-9])(?![0-9])")
_DAY_LIST = re.compile(
    rf"(?P<lead>ngày\s+)?(?P<days>{_D}(?:{_LINK}{_D}(?![0-9])){{1,5}})"
    rf"(?:\s*/\s?|\s+tháng\s+|(?(lead)-|(?!)))(?P<month>{_M}(?![0-9])|(?:{_MW})\b)(?!\s?[.,][0-9]|\s?%)"
    rf"(?P<tail>(?:\s*+(?:(?:,\s*+)?năm\s+|[/-]\s?)({_Y})(?![0-9]))?)"
)
# Behind ngày some papers write 23-9.
_DAY_MONTH = re.compile(
    rf"(?P<lead>ngày\s+)?({_D})(?:\s?/\s?|(?(lead)-|(?!)))({_M})(?![0-9/%]|[.,][0-9]|/[a-zđ])"
)
# Behind a part of the day too, but for lengths of time and counts: *mỗi tối 3-4 giờ*.
_HYPHENED = re.compile(
    rf"({_D})-({_M})(?![0-9/%-]|[.,][0-9]|\s*(?:giờ|tiếng|phút|h\b|người|lần|độ|ca|chuyến|xe|vụ))"
)
_PART_OF_DAY = re.compile(r"(?<!mỗi )(?<!hằng )(?<!các )\b(?:sáng|trưa|chiều|tối|đêm|hôm)\s+\Z")
# The day of an attack that English calls 9/11.
_ATTACK = re.compile(r"(?:sự kiện|khủng bố|tấn công)\s+\Z")
_DAY_MONTH_WORDS = re.compile(
    rf"(?:(?:ngày|mùng|mồng|rằm)\s+)*({_D})\s+tháng\s+({_M}(?![0-9])|(?:{_MW})\b){_YEAR_TAIL}"
)
# 9 tháng năm 2025: nine months of that year.
_MONTHS_OF_YEAR = re.compile(rf"[0-9]{{1,2}}\s+tháng\s+năm\s+{_Y}(?![0-9])")
_MONTH_YEAR = re.compile(rf"({_M})\s?/\s?((?:1[5-9]|2[0-9])[0-9]{{2}})(?![0-9]|/)")
# Tháng 7-8; with a noun behind, those are so many a month: lương tháng 7-8 triệu.
_MONTH_LIST = re.compile(
    rf"tháng\s+({_M})(?:\s?[-–]\s?|\s+(?:và|đến|tới)\s+)({_M})(?![0-9])"
    rf"(?:/({_Y})(?![0-9])|(?=\s*(?:\Z|[.;:)(]|,(?![0-9])|(?:năm|tới|này|vừa|hằng|hàng|âm|dương)\b)))"
    rf"(?:\s+năm\s+({_Y})(?![0-9]))?"
)
_MONTH = re.compile(rf"tháng\s+({_M}(?![0-9]|[.,][0-9])|(?:{_MW})\b){_YEAR_TAIL}")
_DAY = re.compile(rf"(?:ngày|mùng|mồng)\s+({_D})(?![0-9]|[.,/][0-9])")
_PER_DAY = re.compile(r"(?:mỗi|một|hàng|hằng|trong|cả|mấy|vài|nhiều|suốt|[0-9])\s+\Z")
_LUNAR_AFTER = re.compile(
    r"\s*\(?(?:âm lịch|năm (?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)"
    r"\s(?:tý|sửu|dần|mão|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi)\b)"
)
_LUNAR_BEFORE = re.compile(r"(?:rằm|âm lịch)\s+\Z")
_NUMBER_LIST = re.compile(r"[0-9]+")


def _month(word: str) -> int:
    return int(word) if word[0].isdigit() else _MONTH_WORDS[word]


def read_dates(place: Place) -> list[Found] | None:
    """The dates that begin there; None where there is none.

    Those of the moon are doubtful: 10/3 âm lịch is no March 10.
    """
    found = _read(place)
    if found and (
        _LUNAR_AFTER.match(place.low, found[-1].value.end)
        or _LUNAR_BEFORE.search(place.low[max(0, place.at - 12) : place.at])
    ):
        return [replace(item, value=replace(item.value, doubtful=True)) for item in found]
    return found


def _read(place: Place) -> list[Found] | None:
    low, at = place.low, place.at
    if is_denominator(place):
        return None
    if match := _FULL_DATE.match(low, at):
        return [Found(place.date(match[4], int(match[3]), match[1], match.end()))]
    if match := _ISO_DATE.match(low, at):
        if int(match[2]) in range(1, 13) and int(match[3]) in range(1, 32):
            return [Found(place.date(match[1], int(match[2]), match[3], match.end()))]
        return None
    if (match := _DAY_MONTH_WORDS.match(low, at)) and not _MONTHS_OF_YEAR.match(low, at):
        return [Found(place.date(match[3], _month(match[2]), match[1], match.end()))]
    if found := _day_list(place):
        return found
    if (match := _MONTH_YEAR.match(low, at)) and not is_numbered(low, at):
        return [Found(place.date(match[2], int(match[1]), None, match.end()))]
    if match := _DAY_MONTH.match(low, at):
        if not match["lead"] and (match[0] == "24/7" or is_no_day(low, at, match.end())):
            return None
        attack = match[2] in ("9", "11") and _ATTACK.search(low[max(0, at - 9) : at])
        return [
            Found(place.date(None, int(match[3]), match[2], match.end(), doubtful=bool(attack)))
        ]
    if (match := _HYPHENED.match(low, at)) and _PART_OF_DAY.search(low[max(0, at - 20) : at]):
        return [Found(place.date(None, int(match[2]), match[1], match.end()))]
    if found := _month_list(place):
        return found
    if match := _MONTH.match(low, at):
        doubtful = match[1] in ("năm", "ba", "một") and not match[2]
        doubtful = doubtful or low[max(0, at - 10) : at].endswith("cách mạng ")
        return [Found(place.date(match[2], _month(match[1]), None, match.end(), doubtful=doubtful))]
    if (match := _DAY.match(low, at)) and not _PER_DAY.search(low[max(0, at - 8) : at]):
        return [Found(place.date(None, None, match[1], match.end()))]
    return None


def _month_list(place: Place) -> list[Found]:
    """The months of ``tháng 7-8`` and ``tháng 3 và 4/2026``; the year is the last one's."""
    match = _MONTH_LIST.match(place.low, place.at)
    if not match:
        return []
    first = place.date(None, int(match[1]), None, match.end(1))
    year = match[3] or match[4]
    last = place.date(year, int(match[2]), None, match.end(), start=match.start(2))
    return [Found(first), Found(last)]


def _day_list(place: Place) -> list[Found]:
    """The days of ``24 - 28/11/2025`` or ``ngày 3, 4 và 5 tháng 6``, each a whole date."""
    match = _DAY_LIST.match(place.low, place.at)
    if not match or (not match["lead"] and re.search(r",|và|hoặc", match["days"])):
        return []
    year = re.search(_Y, match["tail"])
    found = []
    for day in _NUMBER_LIST.finditer(place.low, match.start("days"), match.end("days")):
        value = place.date(
            year[0] if year else None, _month(match["month"]), day[0], day.end(), start=day.start()
        )
        found.append(value)
    last = found[-1]
    found[-1] = place.date(
        year[0] if year else None,
        _month(match["month"]),
        last.text,
        match.end(),
        start=last.start,
    )
    return [Found(value) for value in found]
