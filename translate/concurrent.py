"""Offices that somebody holds at once: *Ủy viên Bộ Chính trị, Phó Chủ tịch nước Tô Thị Ánh Thu*."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    infixed,
    is_seat,
    met_at,
)
from songngu.translate.forms import whole
from songngu.translate.misplaced import is_held
from songngu.translate.offices import BOTH, holder, is_left_out
from songngu.translate.substitution import put_in

_LINK = re.compile(rf",?\s{BOTH}|,\s|\svà\s")
_GOES_ON = re.compile(r"['’‐-]\w|\s?\(|\s(?:of|in|at|for|under|and)\b")


def office_beside_another(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft with an office that it left out beside the one that the same person holds too.

    The other is the one right before or behind it in the source. None where the draft has that
    more than once or not beside the name, or where it may say the office in other words.
    """
    name = holder(office, expected, source) if is_held(office) else None
    if name is None or not is_left_out(office, expected, work):
        return None
    for other in expected:
        before = _is_linked(office, other, expected, source)
        if not before and not _is_linked(other, office, expected, source):
            continue
        spans, names = whole(met_at(other, work)), met_at(name, work)
        if holder(other, expected, source) is not name or len(spans) != 1 or len(names) != 1:
            continue
        (start, end), seat = spans[0], _seat(office, expected, source)
        form = infixed(office.forms[0], seat.forms[0]) if seat else office.forms[0]
        if work.text[end : names[0][0]] == " ":
            said = (form, work.text[start:end]) if before else (work.text[start:end], form)
            return put_in(work.text, (start, end), " and ".join(said))
        if work.text[names[0][1] : start] == ", " and not _GOES_ON.match(work.text, end):
            at, added = (start, f"{form}, ") if before else (end, f", {form}")
            return put_in(work.text, (at, at), added)
    return None


def _is_linked(
    one: Expectation, other: Expectation, expected: Sequence[Expectation], source: str
) -> bool:
    """Whether an office stands right before another in the source, with but its place between."""
    if other.kind is not Expected.OFFICE or not is_held(one) or not is_held(other):
        return False
    seat = _seat(one, expected, source)
    return _LINK.fullmatch(source, seat.end if seat else one.end, other.start) is not None


def _seat(office: Expectation, expected: Sequence[Expectation], source: str) -> Expectation | None:
    return next((item for item in expected if is_seat(item, office, source)), None)
