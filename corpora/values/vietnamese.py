"""Where values begin in Vietnamese text and how each kind is read there."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from songngu.corpora.values.measures import CURRENCIES, PREFIX
from songngu.corpora.values.numerals import (
    Numeral,
    read_vi_words,
    scale_vi,
)
from songngu.corpora.values.scan import (
    DIGITS,
    TIME_ZONE,
    Found,
    Place,
    Reader,
    decree,
    measured,
    ordinal_key,
    plain_number,
    short_years,
    time_with_seconds,
    unit_after,
)
from songngu.corpora.values.value import ValueKind, canonical, hours, parse_digits, parse_roman
from songngu.corpora.values.vietnamese_dates import read_dates

START = re.compile(
    rf"(?:{PREFIX}\s?)?[0-9]"
    r"|(?<!\w)(?:ngày|mùng|mồng|tháng|thứ|lần thứ|chủ nhật|chúa nhật|thế kỷ|đại hội|khóa|khoá|quý"
    r"|gấp|một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|nửa|đôi|cặp|chục|[ivxlc]{1,7})(?!\w)"
)

# Vòng 1/8 is the round of the last 16.
_ROUND = re.compile(r"1/(2|4|8|16|32|64)(?![0-9]|[.,/][0-9])")
_ROUND_BEFORE = re.compile(r"\bvòng\s+(?:đấu\s+|loại\s+)?\Z")
_DECREE = re.compile(r"([0-9]{1,5})/([0-9]{4})/(?=[a-zđ])")

# 1:52,22 is how long a race took; 2:15:30 is too, unless it is a time with its seconds.
_CLOCK = re.compile(
    r"(?<![0-9]:)(?![0-9]{1,2}:[0-9]{2}[:.,][0-9])"
    r"([01]?[0-9]|2[0-4])(?:\s?(?:h|g)\.?\s?|\s?giờ\s?|:)"
    r"([0-5][0-9]|(?<=giờ\s)[0-9](?=\s?phút))(?![0-9])(?:\s?phút|['’p])?"
)
_CLOCK_BEFORE = re.compile(r"\b(?:lúc|hồi|vào|từ|đến|tới)\s+\Z")
_CLOCK_AFTER = re.compile(rf"\s?(?:(?:giờ|sáng|trưa|chiều|tối|đêm|ngày)\b|{TIME_ZONE})")
_HOUR = re.compile(r"([01]?[0-9]|2[0-4])\s?(?:h|giờ)(?![\w:])(?:\s+(rưỡi)\b)?")
_PART_OF_DAY = re.compile(r"\s*(sáng|trưa|chiều|tối|đêm)\b")
_OF_DAY_BEFORE = re.compile(r"(?:lúc|hồi|vào)\s+(?:hơn\s+|gần\s+|khoảng\s+)?\Z")
_OF_DAY_AFTER = re.compile(r"(?:\s*,)?\s+(?:ngày\s+[0-9]|cùng ngày|[0-9]{1,2}/[0-9])")
# How long something takes rather than when it is: trong 2 giờ 14 phút, 18 giờ sau. Only words
# that stand before no time of day: tàu chạy 19h30, đến hết 17h.
_LASTING_BEFORE = re.compile(
    r"(?:suốt|trong|trong vòng|kéo dài|mất|đi bộ|thêm|nhiều|mỗi|cả|hơn|tối đa|tối thiểu|ít nhất"
    r"|chậm|thành tích|thời gian)\s+\Z"
)
_LASTING_AFTER = re.compile(
    r"\s+(?:sau\b(?!\s+khi)|liên tục|liền|đồng hồ|tình nguyện|một ngày|[0-9]+\s+giây)|/ngày"
    r"|(?<=giờ) bay\b(?!\s+(?:từ|ra|vào|đến|tới|đi|về|sang))"
)
# sau 5 giờ tìm kiếm: after five hours' search
_AFTER = re.compile(r"\bsau\s+(?:hơn|gần|khoảng)?\s*\Z")
_EFFORT = re.compile(
    r"\s+(?:tìm kiếm|nỗ lực|làm việc|phẫu thuật|xét xử|nghị án|chữa cháy|dập lửa|thi đấu|tranh tài"
    r"|đấu tranh|vật lộn|truy|cấp cứu|điều trị|thi công|di chuyển|kể từ|triển khai|khẩn trương)\b"
)

# thắng sau 1 giờ 48 phút; of the small hours papers say that it is morning. A clause of its own may
# say either (Sau 1 giờ 30 phút, đường bị cấm) and is left a time, which is equal to as many hours.
_FEW_HOURS = re.compile(r"[1-4] giờ [0-9]{1,2} phút")
_AFTER_TIME = re.compile(r"\b(?:từ|đến|tới)\s+sau\s")
_OPENING = re.compile(r"(?:\A|[^\w\s]\s*)sau\s")
# 23 giây 45, the hundredths of a race
_SECONDS = re.compile(
    r"([0-9]{1,2})\sgiây\s([0-9]{1,2})"
    r"(?=\s*(?:\Z|[.,;:)](?![0-9])|(?:và|của|để|giành|phá|ở)\b))"
)

_WEEKDAYS = {
    "hai": "Monday", "ba": "Tuesday", "tư": "Wednesday", "năm": "Thursday", "sáu": "Friday",
    "bảy": "Saturday", "bẩy": "Saturday",
    "2": "Monday", "3": "Tuesday", "4": "Wednesday", "5": "Thursday", "6": "Friday",
    "7": "Saturday",
}  # fmt: skip
_NTH = re.compile(r"(?P<times>lần\s+)?thứ\s+(?P<what>[0-9]{1,4}(?![0-9])|[^\W\d_]+)")
_BEFORE_WEEKDAY = re.compile(
    r"(?:(?:hôm|sáng|trưa|chiều|tối|đêm|ngày|vào|từ|đến|tới|,|\()\s+|thứ \w{1,3}\s?[-–]\s?)\Z"
)
_RANKED_BEFORE = re.compile(
    r"(?:lần|xếp|đứng|hạng|hàng|vị trí|vòng|tuần)\s+(?:thứ \w+\s.{1,4}\s)?\Z"
)
_AFTER_WEEKDAY = re.compile(
    r"\s*+(?:(?:,\s*+)?(?:ngày\b|[0-9]{1,2}(?:[/-][0-9]|\s+tháng))|tuần\b|tới\b|vừa (?:qua|rồi)\b"
    r"|\(|h[àằ]ng tuần|(?:-|–|đến|tới)\s*(?:thứ (?:[3-7]|ba|tư|năm|sáu|bả?y|bẩy)|chủ nhật)\b)"
)
_SUNDAY = re.compile(r"(?:chủ|chúa) nhật\b")
_ROMAN_LEAD = re.compile(
    r"(?:lần thứ|thế kỷ thứ|thế kỷ|đại hội đảng|đại hội đoàn|đại hội|khóa|khoá|quý|kỳ họp thứ)\s+"
    r"(?:lần\s+)?(?:thứ\s+)?"
)
_ROMAN = re.compile(r"[IVXLC]{1,7}(?!\w)")
# Before the second of "quý I và II".
_QUARTERS_BEFORE = re.compile(r"\bquý\s(?:[ivx]+\s?(?:-|–|,|và|đến|tới|hoặc)\s?)+\Z")
# before năm these make it the noun year, after it as well
_YEAR_BEFORE = re.compile(
    r"(?:hàng|hằng|mỗi|trong|cả|nhiều|các|những|vào|cuối|đầu|giữa|từ|đến|mấy|vài|bao nhiêu|qua|theo"
    r"|[0-9]|mươi|mười|hai|ba|bốn|sáu|bảy|tám|chín|trăm|một|nửa|nay)\s+\Z"
)
_YEAR_AFTER = re.compile(r"\s+(?:nay|ngoái|qua|sau|trước|tới|học|này|đó|ấy|mới|[0-9])")


def _times(place: Place) -> list[Found] | None:
    low = place.low
    if match := time_with_seconds(place, _CLOCK_BEFORE, _CLOCK_AFTER):
        hour, minute, second = map(int, match.groups())
        return [_time_of_day(place, hour, minute, match.end(), second)]
    match = _CLOCK.match(low, place.at)
    minute = int(match[2]) if match else 0
    if not match:
        match = _HOUR.match(low, place.at)
        if not match:
            return None
        minute = 30 if match[2] else 0
    hour, end = int(match[1]), match.end()
    if _is_duration(low, place.at, end):
        return _duration(place, match, hour, minute)
    return [_time_of_day(place, hour, minute, end)]


def _time_of_day(place: Place, hour: int, minute: int, end: int, second: int = 0) -> Found:
    """The time that ends there, with the part of the day behind it."""
    if part := _PART_OF_DAY.match(place.low, end):
        end = part.end()
        afternoon = part[1] in ("chiều", "tối") or (part[1] == "đêm" and hour >= 6)
        if hour < 12 and (afternoon or (part[1] == "trưa" and hour < 4)):
            hour += 12
    return Found(place.time(hour, minute, end, second))


def _is_duration(low: str, start: int, end: int) -> bool:
    """Whether hours there are a length of time and no time of day."""
    if low[start - 1 : start] == "/":
        return True  # 250 mm/24 giờ
    if ":" in low[start:end] or _PART_OF_DAY.match(low, end):
        return False
    before = low[max(0, start - 18) : start]
    if _OF_DAY_BEFORE.search(before) or _OF_DAY_AFTER.match(low, end):
        return False
    if _AFTER.search(before):
        few = _FEW_HOURS.match(low, start) and not _AFTER_TIME.search(before)
        opening = low.startswith(",", end) and _OPENING.search(before)
        if _EFFORT.match(low, end) or (few and not opening):
            return True
    return bool(_LASTING_BEFORE.search(before) or _LASTING_AFTER.match(low, end))


def _duration(place: Place, match: re.Match[str], hour: int, minute: int) -> list[Found]:
    """Hours and minutes as two numbers, either found where all is said at once: 2.5 hours."""
    whole = (hours(hour, minute), str(60 * hour + minute)) if minute else ()
    parts = [(hour, match.start(1), match.end(1))]
    if minute and match[2].isdigit():
        parts.append((minute, match.start(2), match.end(2)))
    return [
        Found(
            place.value(
                ValueKind.NUMBER,
                str(amount),
                end,
                (str(amount), *whole),
                start=start,
                # English has an article for one hour.
                doubtful=amount <= 1,
            )
        )
        for amount, start, end in parts
    ]


def _decrees(place: Place) -> list[Found] | None:
    return decree(place, _DECREE)


def _seconds(place: Place) -> list[Found] | None:
    """Seconds and hundredths as two numbers, either found in 23.45."""
    match = _SECONDS.match(place.low, place.at)
    if not match:
        return None
    both = canonical(Decimal(f"{match[1]}.{match[2]}"))
    parts = [(str(int(match[part])), match.span(part)) for part in (1, 2)]
    return [
        Found(place.value(ValueKind.NUMBER, number, end, (number, both), start=start))
        for number, (start, end) in parts
    ]


def _rounds(place: Place) -> list[Found] | None:
    low, at = place.low, place.at
    match = _ROUND.match(low, at)
    if not match or not _ROUND_BEFORE.search(low[max(0, at - 12) : at]):
        return None
    teams = str(2 * int(match[1]))
    # English has the words quarter-finals and semi-finals.
    doubtful = int(teams) <= 8
    readings = (teams, match[1])
    return [Found(place.value(ValueKind.NUMBER, teams, match.end(), readings, doubtful=doubtful))]


def _digits(place: Place) -> list[Found] | None:
    low, at = place.low, place.at
    prefix = re.compile(PREFIX).match(low, at)
    match = DIGITS.match(low, prefix.end() if prefix else at) or (
        prefix and DIGITS.match(low, prefix.end() + 1)
    )
    if not match:
        return None
    text = re.sub(r"\s", "", match.group())
    readings = parse_digits(text, ",")
    before = low[max(0, at - 2) : at]
    glued = before[-1:].isalpha() or (before[-1:] == "-" and before[:1].isalpha())
    if not readings:
        return [plain_number(place, match.end(), doubtful=glued)]
    numeral = scale_vi(low, match.end(), readings)
    if glued and not prefix:
        numeral = numeral._replace(doubtful=True)
    if low[numeral.end : numeral.end + 1].isalpha() and numeral.end == match.end():
        numeral = _maybe_unit(place, numeral)
    return [measured(place, numeral, CURRENCIES[prefix.group().strip()] if prefix else "")]


def _maybe_unit(place: Place, numeral: Numeral) -> Numeral:
    """A number with letters right after it: a unit (``5km``) or part of a name (``4G``)."""
    return numeral if unit_after(place, numeral.end) else numeral._replace(doubtful=True)


def _nth(place: Place) -> list[Found] | None:
    low, at = place.low, place.at
    if match := _SUNDAY.match(low, at):
        return [Found(place.value(ValueKind.WEEKDAY, "Sunday", match.end(), ("Sunday",)))]
    match = _NTH.match(low, at)
    if not match:
        return None
    what, end = match["what"], match.end()
    ranked = match["times"] or _RANKED_BEFORE.search(low[max(0, at - 24) : at])
    weekday = None if match["times"] else _WEEKDAYS.get(what)
    if (
        weekday
        and not ranked
        and (
            _BEFORE_WEEKDAY.search(low[max(0, at - 10) : at])
            or _AFTER_WEEKDAY.match(low, end)
            or (place.text[match.start("what")].isupper() and not _in_title(place))
        )
    ):
        second = _nth_number(place, match)
        readings = (weekday, str(second[0])) if second else (weekday,)
        return [Found(place.value(ValueKind.WEEKDAY, weekday, end, readings))]
    number = _nth_number(place, match)
    if number is None:
        return None
    amount, end = number
    readings = (str(amount), weekday) if weekday else (str(amount),)
    value = place.value(
        ValueKind.ORDINAL, ordinal_key(str(amount)), end, readings, doubtful=amount <= 1
    )
    return [Found(value)]


def _in_title(place: Place) -> bool:
    """Whether words with capitals go on there: Trận Chiến Thứ Hai is not on a Monday."""
    words = place.text[max(0, place.at - 16) : place.at].split()
    titled = bool(words) and words[-1].isalpha() and words[-1][0].isupper()
    return titled and place.text[place.at].isupper()


def _nth_number(place: Place, match: re.Match[str]) -> tuple[int, int] | None:
    what = match["what"]
    if what.isdigit():
        return int(what), match.end()
    if what in ("nhất", "nhì"):
        return (1 if what == "nhất" else 2), match.end()
    if what == "tư":
        return 4, match.end()
    if roman := parse_roman(place.text[match.start("what") : match.end()]):
        return roman, match.end()
    words = read_vi_words(place.low, match.start("what"))
    return (int(words.readings[0]), words.end) if words else None


def _romans(place: Place) -> list[Found] | None:
    lead = _ROMAN_LEAD.match(place.low, place.at)
    at = lead.end() if lead else place.at
    match = _ROMAN.match(place.text, at)
    number = parse_roman(match.group()) if match else None
    if match is None or number is None:
        return None
    listed = bool(_QUARTERS_BEFORE.search(place.low[max(0, at - 24) : at]))
    if not (lead or listed) and len(match.group()) < 2:
        return None
    value = Place(place.text, place.low, at).value(
        ValueKind.ORDINAL,
        ordinal_key(str(number)),
        match.end(),
        (str(number),),
        doubtful=not (lead or listed) and len(match.group()) < 3,
    )
    return [Found(value)]


def _is_year(low: str, start: int, end: int) -> bool:
    """Whether the ``năm`` of that span is the noun year rather than five."""
    before = low[max(0, start - 12) : start]
    return bool(_YEAR_AFTER.match(low, end) or _YEAR_BEFORE.search(before))


def _words(place: Place) -> list[Found] | None:
    low, at = place.low, place.at
    for word, readings in _HALVES.items():
        if low.startswith(word, at):
            end = at + len(word)
            half = scale_vi(low, end, (Decimal(readings[0]),))
            if word == "nửa" and half.scale > 1:
                return [measured(place, half)]
            return [Found(place.value(ValueKind.NUMBER, readings[0], end, readings, doubtful=True))]
    numeral = read_vi_words(low, at)
    if numeral is None:
        return None
    word = low[at : numeral.end]
    if word == "năm" and not _FIVE_AFTER.match(low, numeral.end) and _is_year(low, at, numeral.end):
        return None
    if _in_name(place):
        numeral = numeral._replace(doubtful=True)
    found = measured(place, numeral)
    few = word == "hai" or (word in _SMALL and _FEW_BEFORE.search(low[max(0, at - 10) : at]))
    if few and found.value.kind is ValueKind.NUMBER:
        # English says both, either, bilateral, one of the, or a plain plural
        found = replace(found, value=replace(found.value, doubtful=True))
    return [found]


def _multiples(place: Place) -> list[Found] | None:
    """``gấp đôi``, ``gấp rưỡi``, ``gấp hơn hai lần``: sure values, whatever the word is alone."""
    match = _MULTIPLE.match(place.low, place.at)
    if not match:
        return None
    if readings := _TIMES_AS_MUCH.get(match["word"]):
        return [Found(place.value(ValueKind.NUMBER, readings[0], match.end(), readings))]
    numeral = read_vi_words(place.low, match.start("word"))
    if numeral is None or not _TIMES.match(place.low, numeral.end):
        return None
    reading = canonical(numeral.readings[0])
    doubtful = reading == "1"
    return [
        Found(place.value(ValueKind.NUMBER, reading, numeral.end, (reading,), doubtful=doubtful))
    ]


def _in_name(place: Place) -> bool:
    """Whether a number written with a capital is part of a name: Huỳnh Út Mười."""
    before = place.text[: place.at].rstrip()
    titled = place.text[place.at : place.at + 2].istitle()
    return titled and before[-1:].isalpha()


_MULTIPLE = re.compile(r"gấp\s+(?:(?:hơn|gần|khoảng|ít nhất)\s+)?(?P<word>[^\W\d_]+)")
_TIMES = re.compile(r"\s+lần\b")
# with what English may say of the increase, or of the lesser side
_TIMES_AS_MUCH = {
    "đôi": ("2", "100", "200", "0.5"),
    "ba": ("3", "200", "300"),
    "tư": ("4", "300", "400"),
    "rưỡi": ("1.5", "50", "150", "0.5"),
}
_SMALL = frozenset(["hai", "ba", "bốn", "sáu", "bảy", "bẩy", "tám", "chín", "mười"])
_FEW_BEFORE = re.compile(r"(?:một trong|trong số|cả|những)\s+\Z")
_FIVE_AFTER = re.compile(r"\s+(?:năm|tháng|ngày|tuần|người|giờ|lần)\b")


_HALVES = {"nửa": ("0.5", "50", "30"), "chục": ("10",), "đôi": ("2",), "cặp": ("2",)}

READERS: tuple[Reader, ...] = (
    _rounds,
    _seconds,
    read_dates,
    _decrees,
    _times,
    short_years,
    _nth,
    _romans,
    _digits,
    _multiples,
    _words,
)

__all__ = ["READERS", "START"]
