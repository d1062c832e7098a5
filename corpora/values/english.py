"""Where values begin in English text and how each kind is read there."""

from __future__ import annotations

import re

from songngu.corpora.values.measures import AFTER, CURRENCIES, PREFIX
from songngu.corpora.values.numerals import (
    EN_ORDINALS,
    EN_TENS,
    EN_UNITS,
    read_en_words,
    scale_en,
)
from songngu.corpora.values.scan import (
    DIGITS,
    Found,
    Place,
    Reader,
    measured,
    ordinal_key,
    plain_number,
)
from songngu.corpora.values.value import ValueKind, parse_digits, parse_roman

_D = r"(?:3[01]|[12][0-9]|0?[1-9])"
_M = r"(?:1[0-2]|0?[1-9])"
_Y = r"(?:[12][0-9]{3})"
_NTH = r"(?:st|nd|rd|th)?"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH_OF = {name[:3]: number for number, name in enumerate(_MONTHS.split("|"), start=1)}
_MONTH = rf"(?P<month>{_MONTHS}|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
_WEEKDAY = r"(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"
_LINK = r"\s*(?:-|–|—|to|and|through|until|or|&)\s*"
_WORDS = [*EN_UNITS, *EN_TENS, *EN_ORDINALS]

START = re.compile(
    rf"{PREFIX}?[0-9]"
    rf"|(?<!\w)(?:{_MONTH}|{_WEEKDAY}|(?:a|an)\s(?:hundred|thousand|million|billion|dozen)\b"
    rf"|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
    r"|(?:dozen|half|both|couple|pair|twice|double|doubled|triple|tripled|twin|twins|duo|trio"
    r"|noon|midnight|decades?|century)\b|[ivxlc]{1,7}(?!\w))"
)

_MONTH_DAY = re.compile(
    rf"{_MONTH}\s?(?P<day>{_D}){_NTH}(?![0-9:.,]?[0-9]|\s?%)"
    rf"(?:{_LINK}(?P<to>{_D}){_NTH}(?![0-9:]))?(?:,?\s+(?P<year>{_Y})(?![0-9]|-[0-9]))?"
)
_DAY_MONTH = re.compile(
    rf"(?P<day>{_D}){_NTH}(?:{_LINK}(?P<to>{_D}){_NTH})?\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<year>{_Y})(?![0-9]|-[0-9]))?"
)
_MONTH_YEAR = re.compile(rf"{_MONTH},?\s+(?:of\s+)?({_Y})(?![0-9])")
_MONTH_ONLY = re.compile(_MONTH)
_ISO_DATE = re.compile(rf"({_Y})-([01][0-9])-([0-3][0-9])(?![0-9])")
_SLASHED = re.compile(rf"({_D})\s?/\s?({_D})\s?/\s?({_Y})(?![0-9])")
_WEEKDAY_NAME = re.compile(_WEEKDAY)
_DECREE = re.compile(r"([0-9]{1,5})/([0-9]{4})/(?=[a-zđ])")
_MONTH_BEFORE = re.compile(
    r"(?:in|of|since|until|by|last|next|this|from|to|for|and|early|late|mid)[\s-]\Z"
)

_CLOCK = re.compile(
    r"([01]?[0-9]|2[0-4])(?:[:.]([0-5][0-9]))?(?:\s?([ap])\.?m\b\.?|\s?(o['’]clock)|\s?(hrs)\b)"
    r"|([01]?[0-9]|2[0-4]):([0-5][0-9])(?![0-9])"
)
_ORDINAL_DIGITS = re.compile(r"([0-9]{1,5})(?:st|nd|rd|th)(?!\w)")
_DECADE = re.compile(r"((?:[0-9]{2})?[0-9]0)s(?!\w)")
_ROMAN = re.compile(r"[IVXLC]{2,7}(?!\w)|(?<=[a-z]\s)[IVX](?!\w)")
_PREFIXES = ("mid-", "pre-", "post-", "early-", "late-", "under-", "over-", "non-", "by-", "to-")

_LOOSE = {
    "half": ("0.5", "50"), "both": ("2",), "couple": ("2",), "pair": ("2",), "twice": ("2",),
    "double": ("2",), "doubled": ("2",), "twin": ("2",), "twins": ("2",), "duo": ("2",),
    "triple": ("3",), "tripled": ("3",), "trio": ("3",), "dozen": ("12",), "noon": ("12",),
    "midnight": ("0", "12", "24"), "decade": ("10",), "decades": ("10",), "century": ("100",),
}  # fmt: skip
_LOOSE_WORD = re.compile(r"[a-z]+")


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
    if match := _WEEKDAY_NAME.match(low, at):
        name = match[1].capitalize()
        return [Found(place.value(ValueKind.WEEKDAY, name, match.end(), (name,)))]
    if (match := _MONTH_ONLY.match(low, at)) and place.text[at].isupper():
        if len(match[1]) < 4 and match[1] != "may":
            return None
        before = low[max(0, at - 8) : at]
        doubtful = match[1] in ("may", "march", "august") and not _MONTH_BEFORE.search(before)
        end = at + len(match[1])
        return [Found(place.date(None, _MONTH_OF[match[1][:3]], None, end, doubtful=doubtful))]
    return None


def _days(place: Place, match: re.Match[str]) -> list[Found]:
    """The date, or the two ends of ``November 24 to 28``, each a whole date."""
    month, day = _MONTH_OF[match["month"][:3]], match["day"]
    if not match["to"]:
        return [Found(place.date(match["year"], month, day, match.end()))]
    return [
        Found(place.date(match["year"], month, day, match.end("day"))),
        Found(place.date(match["year"], month, match["to"], match.end(), start=match.start("to"))),
    ]


def _slashed(place: Place, match: re.Match[str]) -> list[Found]:
    """``02/12/2025``, day first as Vietnam's English papers write, unless that is no date."""
    day, month = match[1], int(match[2])
    if month > 12:
        day, month = match[2], int(match[1])
    if month > 12:
        return [plain_number(place, match.end(), doubtful=True)]
    return [Found(place.date(match[3], month, day, match.end()))]


def _times(place: Place) -> list[Found] | None:
    match = _CLOCK.match(place.low, place.at)
    if not match:
        return None
    hour, minute = int(match[1] or match[6]), int(match[2] or match[7] or 0)
    if match[3] == "p" and hour < 12:
        hour += 12
    if match[3] == "a" and hour == 12:
        hour = 0
    return [Found(place.time(hour, minute, match.end()))]


def _decrees(place: Place) -> list[Found] | None:
    match = _DECREE.match(place.low, place.at)
    if not match:
        return None
    key = f"{int(match[1])}/{match[2]}"
    readings = (key, str(int(match[1])))
    return [Found(place.value(ValueKind.NUMBER, key, match.end() - 1, readings))]


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
    if not amounts:
        return [plain_number(place, digits.end(), doubtful=glued)]
    numeral = scale_en(low, digits.end(), amounts, money=bool(prefix))
    after = low[numeral.end : numeral.end + 1]
    if glued or (after.isalpha() and not AFTER.match(low, numeral.end)):
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
    match = _LOOSE_WORD.match(place.low, place.at)
    if match and (readings := _LOOSE.get(match.group())):
        found = place.value(ValueKind.NUMBER, readings[0], match.end(), readings, doubtful=True)
        return [Found(found)]
    numeral = read_en_words(place.low, place.at)
    return [measured(place, numeral)] if numeral else None


READERS: tuple[Reader, ...] = (_dates, _decrees, _times, _romans, _digits, _words)
