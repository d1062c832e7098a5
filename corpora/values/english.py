"""Where values begin in English text and how each kind is read there."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from songngu.corpora.values.measures import CURRENCIES, PREFIX
from songngu.corpora.values.numerals import (
    EN_ORDINALS,
    EN_TENS,
    EN_UNITS,
    read_en_words,
    scale_en,
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
from songngu.corpora.values.value import ValueKind, date_key, parse_digits, parse_roman

_D = r"(?:3[01]|[12][0-9]|0?[1-9])"
_Y = r"(?:[12][0-9]{3})"
_NTH = r"(?:st|nd|rd|th)?"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH_OF = {name[:3]: number for number, name in enumerate(_MONTHS.split("|"), start=1)}
_MONTH = rf"(?P<month>{_MONTHS}|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
_WEEKDAY = r"(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"
_LINK = r"(?:\s*(?:-|–|—|to|and|through|until|or|&)|,\sand)\s*"
_WORDS = [*EN_UNITS, *EN_TENS, *EN_ORDINALS]

# words that are no number but may stand for one on the other side
_TWO = "both couple pair pairs twice double doubled doubles doubling twin twins duo either neither"
_TWO += " doubly bilateral mutual dual secondly biennial secondary"
_THREE = "triple triples tripled tripling treble trebled trebling trio thrice thirds thirdly"
_FOUR = "quadruple quadrupled quadruples quadrupling quad foursome fourthly quarterly"
_LOOSE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_TWO.split(), ("2",)),
    **dict.fromkeys(_THREE.split(), ("3",)),
    **dict.fromkeys(_FOUR.split(), ("4",)),
    **dict.fromkeys(("quarter", "quarters"), ("4", "25", "15", "3")),
    "half": ("0.5", "50", "30", "6", "2"), "dozen": ("12",),
    "noon": ("12",), "midnight": ("0", "12", "24"), "decade": ("10",), "decades": ("10",),
    "century": ("100",), "fortnight": ("2", "14"),
    **{f"{name}fold": (str(number),) for name, number in EN_UNITS.items()},
    **{f"{name}s": (str(number),) for name, number in EN_ORDINALS.items() if number > 3},
    **{name[:-1] + "ies": (str(number), str(1900 + number)) for name, number in EN_TENS.items()},
}  # fmt: skip

START = re.compile(
    rf"(?:{PREFIX}\s?)?[0-9]"
    rf"|(?<!\w)(?:{_MONTH}|{_WEEKDAY}|(?:mon|tues?|wed|thu|thurs?|fri|sat|sun)\b|(?:a|an)\s(?:hundred|thousand|million|billion|dozen)\b"
    rf"|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
    rf"|(?:{'|'.join(sorted(_LOOSE, key=len, reverse=True))})\b|[ivxlc]{{1,7}}(?!\w))"
)

# Behind the second number of "September 29 to 4 am" and "September 29 to 4 October".
_NO_DAY = rf"\s?(?:[ap]\.?m\b|o['’]clock|hrs\b)|\s(?:of\s)?(?:{_MONTHS})\b"
_MONTH_DAY = re.compile(
    rf"{_MONTH}\s?(?P<day>{_D}){_NTH}(?![0-9:.,]?[0-9]|\s?%)"
    rf"(?P<between>(?:,\s{_D}(?![0-9:.,]?[0-9]))+(?=,?\sand\s{_D}(?![0-9:])))?"
    rf"(?:{_LINK}(?P<to>{_D}){_NTH}(?![0-9:]|{_NO_DAY}))?(?:,?\s+(?P<year>{_Y})(?![0-9]|-[0-9]))?"
)
_DAY_MONTH = re.compile(
    rf"(?P<day>{_D}){_NTH}(?:{_LINK}(?P<to>{_D}){_NTH})?(?:\s+(?:of\s+)?|[-/]){_MONTH}(?:,?\s+(?P<year>{_Y})(?![0-9]|-[0-9]))?"
)
_DAY = re.compile(_D)
_MONTH_YEAR = re.compile(rf"{_MONTH},?\s+(?:of\s+)?({_Y})(?![0-9])")
_MONTH_ONLY = re.compile(_MONTH)
_ISO_DATE = re.compile(rf"({_Y})-([01][0-9])-([0-3][0-9])(?![0-9])")
_SLASHED = re.compile(rf"({_D})\s?/\s?({_D})\s?/\s?({_Y})(?![0-9])")
_WEEKDAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday",
    "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip
_SHORT_WEEKDAY = re.compile(r"(mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun)\b")
_WEEKDAY_NAME = re.compile(_WEEKDAY)
_DECREE = re.compile(r"([0-9]{1,5})/([0-9]{4})/(?=[a-zđ])")
_MONTH_BEFORE = re.compile(
    r"(?:in|of|since|until|by|last|next|this|from|to|for|early|late|mid)[\s-]\Z"
)

_CLOCK = re.compile(
    r"([01]?[0-9]|2[0-4])(?:[:.]([0-5][0-9]))?(?:\s?([ap])\.?m\b\.?|\s?(o['’]clock)|\s?(hrs)\b)"
    # 1:52.22 is how long a race took; for 2:15:30 see below.
    r"|(?<![0-9]:)([01]?[0-9]|2[0-4]):([0-5][0-9])(?![0-9]|[:.][0-9])"
)
_CLOCK_BEFORE = re.compile(r"\b(?:at|from|until|till|to)\s+\Z")
_CLOCK_AFTER = re.compile(rf"\s?(?:(?P<half>[ap])\.?m\b\.?|(?:hrs|local time)\b|{TIME_ZONE})")
_OCLOCK_WORD = re.compile(rf"({'|'.join(list(EN_UNITS)[1:13])})\so['’]clock")
_ORDINAL_DIGITS = re.compile(r"([0-9]{1,5})(?:st|nd|rd|th)(?!\w)")
_DECADE = re.compile(r"((?:[0-9]{2})?[0-9]0)['’]?s(?!\w)")
_ROMAN = re.compile(r"[IVXLC]{2,7}(?!\w)|(?<=[a-z]\s)[IVX](?!\w)")
_PREFIXES = ("mid-", "pre-", "post-", "early-", "late-", "under-", "over-", "non-", "by-", "to-")

_TENS = "|".join(EN_TENS)
_SPOKEN_YEAR = re.compile(
    rf"(eighteen|nineteen|twenty)[\s-](?:({_TENS}|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh"
    rf"|nine)teen)(?:[\s-]({'|'.join(list(EN_UNITS)[1:10])}))?)\b"
)
_MILLION_OR_METRE = re.compile(r"m(?!\w)")
_LOOSE_WORD = re.compile(r"[a-z]+")
_HALF_AGAIN = re.compile(r"half\s(?:as\s\w+\s)?again\b")
_HALF_OF = re.compile(r"half[ -](?:an?[ -])?(?=(?:million|billion|trillion)\b)")


def _dates(place: Place) -> list[Found] | None:
    low, at = place.low, place.at
    match = _MONTH_DAY.match(low, at)
    if match := (match or _DAY_MONTH.match(low, at)):
        return _days(place, match)
    if match := _MONTH_YEAR.match(low, at):
        return [Found(place.date(match[2], _MONTH_OF[match[1][:3]], None, match.end()))]
    if match := _ISO_DATE.match(low, at):
        if int(match[2]) in range(1, 13) and int(match[3]) in range(1, 32):
            return [Found(place.date(match[1], int(match[2]), match[3], match.end()))]
        return None
    if match := _SLASHED.match(low, at):
        return _slashed(place, match)
    if (match := _SHORT_WEEKDAY.match(low, at)) and place.text[at].isupper():
        name = _WEEKDAYS[match[1][:3]]
        return [Found(place.value(ValueKind.WEEKDAY, name, match.end(), (name,), doubtful=True))]
    if match := _WEEKDAY_NAME.match(low, at):
        name = match[1].capitalize()
        return [Found(place.value(ValueKind.WEEKDAY, name, match.end(), (name,)))]
    if (match := _MONTH_ONLY.match(low, at)) and place.text[at].isupper():
        before = low[max(0, at - 8) : at]
        doubtful = match[1] in ("may", "march", "august") and not _MONTH_BEFORE.search(before)
        doubtful = doubtful or (len(match[1]) < 5 and match[1] not in ("may", "june", "july"))
        end = at + len(match[1])
        return [Found(place.date(None, _MONTH_OF[match[1][:3]], None, end, doubtful=doubtful))]
    return None


def _days(place: Place, match: re.Match[str]) -> list[Found]:
    """The date, or those of ``November 24 to 28`` and ``March 13, 14 and 15``, each a whole one."""
    month, day = _MONTH_OF[match["month"][:3]], match["day"]
    if not match["to"]:
        return [Found(place.date(match["year"], month, day, match.end()))]
    first, last = match.span("between") if match.groupdict().get("between") else (0, 0)
    return [
        Found(place.date(match["year"], month, day, match.end("day"))),
        *(
            Found(place.date(match["year"], month, each[0], each.end(), start=each.start()))
            for each in _DAY.finditer(place.low, first, last)
        ),
        Found(place.date(match["year"], month, match["to"], match.end(), start=match.start("to"))),
    ]


def _slashed(place: Place, match: re.Match[str]) -> list[Found]:
    """``02/12/2025``, day first as Vietnam's English papers write, unless that is no date."""
    day, month = match[1], int(match[2])
    if month > 12:
        day, month = match[2], int(match[1])
    if month > 12:
        return [plain_number(place, match.end(), doubtful=True)]
    value = place.date(match[3], month, day, match.end())
    if int(day) <= 12:
        value = replace(value, readings=(*value.readings, date_key(int(match[3]), int(day), month)))
    return [Found(value)]


def _times(place: Place) -> list[Found] | None:
    if match := time_with_seconds(place, _CLOCK_BEFORE, _CLOCK_AFTER):
        after = _CLOCK_AFTER.match(place.low, match.end())
        half = after["half"] if after else None
        end = after.end() if after and half else match.end()
        hour, minute, second = map(int, match.groups())
        return [Found(place.time(_hour_of_day(hour, half), minute, end, second))]
    match = _CLOCK.match(place.low, place.at)
    if match is None:
        word = _OCLOCK_WORD.match(place.low, place.at)
        return [Found(place.time(int(EN_UNITS[word[1]]), 0, word.end()))] if word else None
    hour, minute = int(match[1] or match[6]), int(match[2] or match[7] or 0)
    return [Found(place.time(_hour_of_day(hour, match[3]), minute, match.end()))]


def _hour_of_day(hour: int, half: str | None) -> int:
    """The hour on a clock of 24; `half` is the a of a.m. or the p of p.m."""
    if half == "p" and hour < 12:
        return hour + 12
    return 0 if half == "a" and hour == 12 else hour


def _decrees(place: Place) -> list[Found] | None:
    return decree(place, _DECREE)


def _digits(place: Place) -> list[Found] | None:
    low, at = place.low, place.at
    if match := _ORDINAL_DIGITS.match(low, at):
        number = str(int(match[1]))
        return [Found(place.value(ValueKind.ORDINAL, ordinal_key(number), match.end(), (number,)))]
    if match := _DECADE.match(low, at):
        years = match[1]
        readings = (years, years[-2:], f"19{years[-2:]}")
        return [Found(place.value(ValueKind.NUMBER, years, match.end(), readings))]
    prefix = re.compile(PREFIX).match(low, at)
    digits = DIGITS.match(low, prefix.end() if prefix else at) or (
        prefix and DIGITS.match(low, prefix.end() + 1)
    )
    if not digits:
        return None
    glued = not prefix and _is_glued(low, at)
    amounts = parse_digits(re.sub(r"\s", "", digits.group()), ".")
    if low[at - 1 : at] in ("'", "’") and len(digits.group()) == 2 and not prefix:
        amounts += (amounts[0] + 1900, amounts[0] + 2000)
    if not amounts:
        return [plain_number(place, digits.end(), doubtful=glued)]
    numeral = scale_en(low, digits.end(), amounts, money=bool(prefix))
    if _MILLION_OR_METRE.match(low, numeral.end) and numeral.scale == 1:
        numeral = numeral._replace(readings=(*amounts, *(amount * 10**6 for amount in amounts)))
    after = low[numeral.end : numeral.end + 1]
    if glued or (after.isalpha() and not unit_after(place, numeral.end)):
        numeral = numeral._replace(doubtful=True)
    return [measured(place, numeral, CURRENCIES[prefix.group().strip()] if prefix else "")]


def _is_glued(low: str, at: int) -> bool:
    """Whether letters come right before: part of a name (``G20``, ``COVID-19``)."""
    before = low[max(0, at - 8) : at]
    if before.endswith(_PREFIXES):
        return False
    return before[-1:].isalpha() or (before[-1:] == "-" and before[-2:-1].isalpha())


def _romans(place: Place) -> list[Found] | None:
    match = _ROMAN.match(place.text, place.at)
    number = parse_roman(match.group()) if match else None
    if match is None or number is None:
        return None
    return [
        Found(
            place.value(
                ValueKind.ORDINAL,
                ordinal_key(str(number)),
                match.end(),
                (str(number),),
                doubtful=len(match.group()) < 3,
            )
        )
    ]


def _words(place: Place) -> list[Found] | None:
    if match := _HALF_OF.match(place.low, place.at):
        half = scale_en(place.low, match.end(), (Decimal("0.5"),), money=False)
        return [measured(place, half)]
    if match := _HALF_AGAIN.match(place.low, place.at):
        more = ("1.5", "0.5", "50")
        return [Found(place.value(ValueKind.NUMBER, "1.5", match.end(), more, doubtful=True))]
    match = _LOOSE_WORD.match(place.low, place.at)
    if match and (readings := _LOOSE.get(match.group())):
        found = place.value(ValueKind.NUMBER, readings[0], match.end(), readings, doubtful=True)
        return [Found(found)]
    if match := _SPOKEN_YEAR.match(place.low, place.at):
        year = _spoken_year(match)
        return [Found(place.value(ValueKind.NUMBER, year, match.end(), (year,)))]
    numeral = read_en_words(place.low, place.at)
    if numeral is None:
        return None
    if place.at > 0 and place.text[place.at].isupper():
        numeral = numeral._replace(doubtful=True)  # part of a name: Channel Seven
    return [measured(place, numeral)]


def _spoken_year(match: re.Match[str]) -> str:
    """``nineteen forty-eight`` in digits."""
    numbers = {**EN_UNITS, **EN_TENS}
    last = numbers[match[3]] if match[3] else 0
    return str(numbers[match[1]] * 100 + numbers[match[2]] + last)


READERS: tuple[Reader, ...] = (_dates, _decrees, _times, short_years, _romans, _digits, _words)
