"""What stands beside something else in a source, put beside the same in the draft that lacks it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    infixed,
    met_at,
    seat_of,
)
from songngu.translate.forms import Span, fold, overlap
from songngu.translate.misplaced import claimed, is_held
from songngu.translate.newsroom import Kind, find
from songngu.translate.newsroom.parts import ADDRESS
from songngu.translate.place_units import end_with_unit
from songngu.translate.substitution import comma_behind, put_in

_TITLE = re.compile(rf", (?:{ADDRESS} )?")
_ENDS = re.compile(r"\s*[,.;:!?)]|\s*\Z")
#: What makes what stands there part of something longer, or is there instead.
PHRASE_GOES_ON = re.compile(r"['’‐-]\w|\s?\(|\s(?:of|in|at|for|under|and)\b")
_WORD = re.compile(r"[^\W_]+")


def put_beside(
    item: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft with an office, body or place beside what it stands beside in the source.

    In parentheses right behind it (``Cục Thuế (Bộ Tài chính)``), or a body between commas behind
    an office and before its holder's name or behind it. None where the draft has the other not at
    all, more than once or in parentheses, or goes on with what may be the same put otherwise.
    """
    form, start = _with_unit(item, source)
    opening = source[start - 2 : start]
    # The longest there, not the number of a body.
    other = next((one for one in expected if one is not item and one.end == start - 2), None)
    spans = met_at(other, work) if other else ()
    if other is None or len(spans) != 1:
        return None
    end = end_with_unit(work.folded, spans[0][1])
    before = work.text[:end]
    if PHRASE_GOES_ON.match(work.text, end) or before.count("(") > before.count(")"):
        return None
    if opening == " (" and source[item.end : item.end + 1] == ")":
        return f"{before} ({form}){work.text[end:]}"
    if opening != ", " or not _is_body_of(item, other, expected, source):
        return None
    return f"{before}, {form}{comma_behind(work.text, end)}{work.text[end:]}"


def _with_unit(item: Expectation, source: str) -> tuple[str, int]:
    """The form of a place with the word for what it is, and where that begins in the source."""
    if item.kind is Expected.PLACE:
        for unit in find(source):
            if unit.kind is Kind.UNIT and unit.end == item.start - 1:
                return f"{item.forms[0]} {unit.targets[0]}", unit.start
    return item.forms[0], item.start


def _is_body_of(
    body: Expectation, office: Expectation, expected: Sequence[Expectation], source: str
) -> bool:
    """Whether an office between commas and the body behind it are those of a person named there."""
    if body.kind is not Expected.OFFICE or is_held(body) or not is_held(office):
        return False
    names = [item for item in expected if item.kind is Expected.NAME]
    led = any(_TITLE.fullmatch(source[body.end : name.start]) for name in names)
    behind = any(source[name.end : office.start] == ", " for name in names)
    return led or (behind and source[body.end : body.end + 1] == ",")


def body_at_seat(
    body: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft with an office or body where only its seat is left of it, between commas.

    ``Don Chau commune`` becomes ``Don Chau commune health station``. None where the source or draft
    has the place elsewhere too, or the draft says in other words what the body is.
    """
    place = seat_of(body, expected, source)
    if place is None:
        return None
    spans = met_at(place, work)
    if len(spans) != 1 or fold(source).count(fold(place.source)) != 1:
        return None
    start, end = spans[0]
    form = infixed(body.forms[0], work.text[start:end])
    end = end_with_unit(work.folded, end)
    apart = work.text[:start].endswith((", ", "(")) and _ENDS.match(work.text, end)
    if not apart or _is_said_otherwise(body, expected, source, work):
        return None
    if is_held(body) and not _is_behind_name(start, expected, work):
        return None
    return put_in(work.text, (start, end), form)


def _is_behind_name(start: int, expected: Sequence[Expectation], work: Draftwork) -> bool:
    names = (item for item in expected if item.kind is Expected.NAME)
    return any(end == start - 2 for name in names for _, end in met_at(name, work))


def _is_said_otherwise(
    body: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> bool:
    """Whether words of which its forms end stand in a draft for nothing else that is expected."""
    taken: list[Span] = claimed(expected, work, source)
    kinds = {fold(form).split(" of ")[0].split()[-1] for form in body.forms}
    return any(
        word.group() in kinds and not any(overlap(word.span(), span) for span in taken)
        for word in _WORD.finditer(work.folded)
    )
