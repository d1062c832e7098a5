"""Offices that somebody holds at once: *Ủy viên Bộ Chính trị, Phó Chủ tịch nước Tô Thị Ánh Thu*."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.translate.apposed import PHRASE_GOES_ON
from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    met_at,
    seat_of,
    seated_form,
)
from songngu.translate.forms import whole
from songngu.translate.misplaced import is_held
from songngu.translate.offices import BOTH, goes_before, holder, is_left_out, put_behind
from songngu.translate.substitution import put_in

_LINK = re.compile(rf",?\s{BOTH}|,\s|\svà\s")
# Where an office may stand beside the one that follows: not "Vietnam's", "then-", "the".
_MAY_BEGIN = re.compile(
    r"(?:\A|[.,;:]\s|\b(?:and|by|with|from|to|that|when|received|met|said|thanked)\s)\Z"
)


def office_beside_another(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft with an office that it left out beside the one that the same person holds too.

    The other is the one right before or behind it in the source. None where the draft has that
    more than once or not beside the name, or where it may say the office in other words.
    """
    name = holder(office, expected, source) if is_held(office) else None
    if name is None or source.count(office.source) > 1:
        return None
    if not is_left_out(office, expected, work):
        return None
    for other in expected:
        before = _is_linked(office, other, expected, source)
        if not before and not _is_linked(other, office, expected, source):
            continue
        spans, names = whole(met_at(other, work)), met_at(name, work)
        if holder(other, expected, source) is not name or len(spans) != 1 or len(names) != 1:
            continue
        (start, end), form = spans[0], seated_form(office, expected, source)
        if work.text[end : names[0][0]] == " ":
            if not goes_before(form) or not _MAY_BEGIN.search(work.text, 0, start):
                return put_behind(form, names[0][1], work)
            said = (form, work.text[start:end]) if before else (work.text[start:end], form)
            return put_in(work.text, (start, end), " and ".join(said))
        if work.text[names[0][1] : start] == ", " and not PHRASE_GOES_ON.match(work.text, end):
            at, added = (start, f"{form}, ") if before else (end, f", {form}")
            return put_in(work.text, (at, at), added)
    return None


def _is_linked(
    one: Expectation, other: Expectation, expected: Sequence[Expectation], source: str
) -> bool:
    """Whether an office stands right before another in the source, with but its place between."""
    if other.kind is not Expected.OFFICE or not is_held(one) or not is_held(other):
        return False
    seat = seat_of(one, expected, source)
    return _LINK.fullmatch(source, seat.end if seat else one.end, other.start) is not None
