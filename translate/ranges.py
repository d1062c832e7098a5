"""The end of a range that a draft lacks, put beside the other: Friday → Monday to Friday."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from songngu.corpora.values import Value, ValueKind, extract_values
from songngu.translate.expectations import Draftwork, Expectation, met_at
from songngu.translate.forms import Span
from songngu.translate.style.render import write_digits
from songngu.translate.substitution import english_form, put_in

_LINK = re.compile(
    r"\s*([-–—]|và|hoặc|đến|tới|lên|xuống)\s*(?:(?:còn|hơn|gần|khoảng)\s+)?(?:(?:ngày|năm)\s+)?"
)
_JOINTS = {"và": " and ", "hoặc": " or "}
_MONTH_AND_DAY = re.compile(r"(.+-\d\d)-(\d\d)")
_OF_TIME = (ValueKind.DATE, ValueKind.WEEKDAY, ValueKind.TIME)
_AMOUNTS = (ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.MONEY, ValueKind.QUANTITY)
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_DIGITS = re.compile(r"\d[\d.,]*(?<![.,])")
_PLAIN_AMOUNT = re.compile(r"(\d[\d.,]*)\s*(%|\D*)")
_FROM = re.compile(r"\btừ\s+(?:(?:ngày|năm|khoảng|hơn|gần)\s+)*\Z", re.IGNORECASE)
_AT = re.compile(r"\b([Oo]n|[Ii]n|[Aa]t)\s\Z")
_TO = re.compile(r"(?<!\bup )\b(?:to|until|till|through)\s(?:\w+ than |about |nearly )?\Z")
# Where one end alone is meant, or the draft has two already.
_NOT_BEHIND = re.compile(
    r"(?:\b(?:by|before|after|since|between|and|or|to|until|till|through)\s|\d\s?[-–—]\s?)\Z",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(r"\s?[-–—]\s?\d|\s(?:to|until|till|through)\s(?:\d|[A-Z])")


def range_joined(
    item: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> Iterator[str]:
    """Drafts with a date, time or number that is lacking beside what the source joins it to.

    ``June 17`` becomes ``June 17-18`` for *17-18/6*, ``on Friday`` ``from Monday to Friday``,
    ``7 million VND`` ``6-7 million VND``. None where the draft lacks the other end too, or says
    it, or another end of the range, more than once.

    Args:
        source: NFC.
    """
    for other in expected:
        first, last = sorted((item, other), key=lambda one: one.start)
        link = _LINK.fullmatch(source[first.end : last.start])
        if other is item or not link or item.value is None or other.value is None:
            continue
        spans = met_at(other, work)
        said = [v for v in extract_values(source, "vi") if v.key == other.value.key]
        if len(spans) != 1 or len(said) != 1:
            continue
        led = _FROM.search(source[: first.start]) is not None
        yield from _joined(item, other, link[1], led, work, spans[0])


def _joined(
    item: Expectation, other: Expectation, link: str, led: bool, work: Draftwork, span: Span
) -> Iterator[str]:
    """The draft with both ends where it has one of them.

    Args:
        link: What stands between them in the source.
        led: Whether the source has *từ* before the first.
    """
    if item.value is None or other.value is None:
        return
    comes_first = item.start < other.start
    kinds = (item.value.kind, other.value.kind)
    joint = _JOINTS.get(link, " to ")
    if item.forms and other.forms:
        yield from _quarters(item, other, joint, work, span)
    elif days := _days_of_one_month(item.value, other.value):
        yield from _days(days, link, comes_first, work, span)
    elif kinds[0] is kinds[1] and kinds[0] in _OF_TIME:
        form = _written(item, work, span)
        if form:
            yield from _spelt_out(form, joint, led, comes_first, work, span)
    elif all(kind in _AMOUNTS for kind in kinds) and link not in _JOINTS:
        yield from _amounts(item, led, comes_first, work, span)


def _written(item: Expectation, work: Draftwork, span: Span) -> str | None:
    """A date or time like the one in the draft."""
    if item.value and _CLOCK.fullmatch(work.text[span[0] : span[1]]):
        return item.value.key.removeprefix("0")
    return english_form(item, work, span)


def _quarters(
    item: Expectation, other: Expectation, joint: str, work: Draftwork, span: Span
) -> Iterator[str]:
    """``first and second quarters`` for one of the two."""
    end = re.compile(r" quarter\b").match(work.text, span[1])
    if end:
        ends = sorted((item, other), key=lambda one: one.start)
        names = joint.join(one.forms[0].split()[0] for one in ends)
        yield put_in(work.text, (span[0], end.end()), f"{names} quarters")


def _days_of_one_month(one: Value, other: Value) -> list[str] | None:
    """The days of two dates that differ in nothing else."""
    found = [_MONTH_AND_DAY.fullmatch(value.key) for value in (one, other)]
    if len({day[1] for day in found if day}) != 1 or not all(found):
        return None
    return [str(int(day[2])) for day in found if day]


def _days(
    days: list[str], link: str, comes_first: bool, work: Draftwork, span: Span
) -> Iterator[str]:
    """``June 17-18`` for ``June 17`` and ``June 18``."""
    said = re.compile(rf"(?<!\d){days[1]}(?:st|nd|rd|th)?(?!\d)").search(work.text, *span)
    if said:
        joint = " and " if link == "và" else "-"
        yield put_in(work.text, said.span(), joint.join(days if comes_first else days[::-1]))


def _spelt_out(
    form: str, joint: str, led: bool, comes_first: bool, work: Draftwork, span: Span
) -> Iterator[str]:
    """``from Monday to Friday`` for ``on Friday`` or ``to Friday``; ``on Monday and Friday``."""
    before, there = work.text[: span[0]], work.text[span[0] : span[1]]
    if comes_first and led and (to := _TO.search(before)):
        if "from" not in before[: to.start()].split()[-3:]:
            yield f"{before[: to.start()]}from {form} {work.text[to.start() :]}"
        return
    if _NOT_BEHIND.search(before) or _NOT_BEFORE.match(work.text, span[1]):
        return
    both = joint.join((form, there) if comes_first else (there, form))
    at = _AT.search(before)
    if at and joint == " to ":
        word = "From" if at[1].istitle() else "from"
        yield f"{before[: at.start()]}{word} {both}{work.text[span[1] :]}"
    else:
        yield put_in(work.text, span, both)


def _amounts(
    item: Expectation, led: bool, comes_first: bool, work: Draftwork, span: Span
) -> Iterator[str]:
    """``3-5 days`` for ``5 days``; where both have their own unit, ``from 5% to 7%``."""
    plain = _PLAIN_AMOUNT.fullmatch(item.source)
    digits = write_digits(plain[1]) if plain else None
    number = _DIGITS.search(work.text, *span)
    if plain is None or digits is None or number is None:
        return
    before = work.text[: number.start()]
    in_year = _AT.search(before) and not plain[2]
    if led and (in_year or (comes_first and _TO.search(before))):
        form = digits if not plain[2] else english_form(item, work, span)
        yield from _spelt_out(form or digits, " to ", led, comes_first, work, span)
        return
    if _NOT_BEHIND.search(before) or _NOT_BEFORE.match(work.text, number.end()):
        return
    both = f"{digits}-{number[0]}" if comes_first else f"{number[0]}-{digits}"
    yield put_in(work.text, number.span(), both)
