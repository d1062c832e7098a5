"""Offices that a source counts: *4 Chủ tịch Hội Phụ nữ xã*, *2 Hạt trưởng*."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.corpora.values import ValueKind
from songngu.translate.expectations import Draftwork, Expectation, Expected, met_at, seat_of
from songngu.translate.forms import PLURAL, Span, overlap, plural, whole
from songngu.translate.known import known_spans
from songngu.translate.near_forms import is_function_word
from songngu.translate.newsroom import Kind
from songngu.translate.substitution import PHRASE_ENDS, put_in

_MOST_BEFORE = 3  # words before the noun that is counted: deputy forest protection chiefs
_MOST_OF = 4  # words of which it is: of the high court
_WORD = re.compile(r"\s([^\W\d_]+(?:[-'’][^\W\d_]+)*)(?![\w-]|['’]\w)")
# What the words behind an office are no part of: *2 Hạt trưởng bị bắt*, not *bác sĩ thú y*.
_OFFICE_ENDS = re.compile(
    r"\s*(?:[,.;:!?()–-]|\Z)|\s(?:bị|được|đã|đang|sẽ|dự|tham gia|và|cùng|với|của|ở|tại|từ|do|vì|để"
    r"|khi|nhất trí|đến|về|cho|hầu|có|nói|họp|nhận)(?!\w)",
    re.IGNORECASE,
)
# Heads of anything, and what members of any body are called: the office in other words.
_ANY_HEAD = re.compile(
    r"\b(?:heads?|chiefs?|leaders?|boss(?:es)?|chairs?|deput(?:y|ies)|officials?|officers?|managers?"
    r"|lawmakers?|councill?ors?|mps?|members?)\b"
)
_GOES_ON = re.compile(r"\s(?:and|or|to|in|for|with|who|of)\b")
_OF = re.compile(r"\sof(?:\sthe)?(?=\s)")


def counted_office_replaced(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft with the office that its source counts in place of what the draft counts instead.

    ``84 justices of the high court`` or a second ``4 vice chairmen of the People's Committee``,
    where no other office is meant by that. None where the number does not stand in the draft just
    once, where the same may be said in other words, and where it is not certain how far the office
    goes in the source or in the draft.
    """
    number = _number_before(office, expected, source)
    spans = met_at(number, work) if number else ()
    seat = seat_of(office, expected, source)
    if number is None or len(spans) != 1:
        return None
    if not _OFFICE_ENDS.match(source, seat.end if seat else office.end):
        return None
    at = spans[0][1]
    taken, spare = _claims(office, expected, source, work)
    said_again = (span for span in spare if work.text[at : span[0]] == " ")
    span = next(said_again, None) or _other_office_at(at, work)
    if span is None or any(overlap(span, other) for other in taken):
        return None
    one = number.value is not None and number.value.readings == ("1",)
    return put_in(work.text, span, office.forms[0] if one else plural(office.forms[0]))


def _number_before(
    office: Expectation, expected: Sequence[Expectation], source: str
) -> Expectation | None:
    for item in expected:
        number = item.value is not None and item.value.kind is ValueKind.NUMBER
        if number and source[item.end : office.start] == " ":
            return item
    return None


def _claims(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> tuple[list[Span], list[Span]]:
    """What stands in a draft for something else, and offices that stand there too often."""
    taken: list[Span] = []
    spare: list[Span] = []
    for item in expected:
        spans = whole(met_at(item, work)) if item is not office else []
        often = item.kind is Expected.OFFICE and len(spans) > source.count(item.source)
        (spare if often else taken).extend(spans)
    within = [one for one in taken if any(a <= one[0] and one[1] <= b for a, b in spare)]
    return [one for one in taken if one not in within], spare


def _other_office_at(at: int, work: Draftwork) -> Span | None:
    """An office of another sort behind a number; none where it may be the same in other words."""
    span = _phrase_at(at, work)
    if span is None or _GOES_ON.match(work.text, span[1]):
        return None
    if _ANY_HEAD.search(work.folded, *span):
        return None
    return span if any(a == span[0] for a, _ in known_spans(work, Kind.OFFICE)) else None


def _phrase_at(at: int, work: Draftwork) -> Span | None:
    """The words behind a number up to the noun that is counted, and of what that is."""
    text = work.text
    end = at
    for _ in range(_MOST_BEFORE + 1):
        word = _WORD.match(text, end)
        if word is None or is_function_word(word[1]):
            return None
        end = word.end()
        if PLURAL.search(word[1]):
            break
    else:
        return None
    return at + 1, _end_of_phrase(text, end)


def _end_of_phrase(text: str, end: int) -> int:
    """Where a noun and the body behind *of* end; the noun alone where that is not certain."""
    of = _OF.match(text, end)
    last = of.end() if of else end
    for _ in range(_MOST_OF if of else 0):
        word = _WORD.match(text, last)
        if word is None or is_function_word(word[1]):
            break
        last = word.end()
    following = _WORD.match(text, last)
    sure = PHRASE_ENDS.match(text, last) or (following and is_function_word(following[1]))
    return last if of and sure and last > of.end() else end
