"""Offices put right in a draft: whose they are, whether a deputy's, and who holds them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from songngu.translate.expectations import Draftwork, Expectation, Expected, infixed, met_at
from songngu.translate.forms import find_forms
from songngu.translate.misplaced import Span
from songngu.translate.substitution import put_in

_DEPUTY = re.compile(r"(?:deputy|vice)[ -]", re.IGNORECASE)
_HEAD_WORDS = (
    "director|chairman|chairwoman|head|chief|secretary|minister|president|commander|commissar"
    "|officer|principal|rector|governor|mayor"
)
_HELD = re.compile(rf"\b(?:{_HEAD_WORDS}|judge|justice|procurator|member)\b", re.IGNORECASE)
_OVER = re.compile(rf"\b(?:deputy|vice)[ -](?=(?:{_HEAD_WORDS})\b)", re.IGNORECASE)
# P. Giám đốc and PGĐ as well, which newsrooms write for Phó Giám đốc.
_UNDER = re.compile(
    r"\b(?:phó|thứ trưởng)\b|\bP\.\s?(?=[^\W\d_])|\bP(?:T?GĐ|CTN?|CN|BT|HT|TTg?)\b", re.IGNORECASE
)
_END = re.compile(r"[.;:!?)]|\Z")
_WORD_GOES_ON = re.compile(r"['’‐-]|\w")


def place_of_office(
    place: Expectation, expected: Sequence[Expectation], work: Draftwork
) -> str | None:
    """A draft with a place that it lacks put into the office or body that the place has.

    ``director of the provincial police`` becomes ``director of the Lao Cai provincial police``.
    """
    for office, after in pairwise(expected):
        if after is not place or office.kind is not Expected.OFFICE:
            continue
        if place.start - office.end > len(" TP "):
            continue
        for form in office.forms:
            for start, end in find_forms(work.text, form, folded=work.folded)[:1]:
                said = infixed(work.text[start:end], place.forms[0])
                return work.text[:start] + said + work.text[end:]
    return None


def office_put_right(office: Expectation, source: str, work: Draftwork) -> str | None:
    """A draft in which a deputy is called one, or is not where nobody is; None where it is right.

    Only where the source leaves no doubt: it has no deputy at all, or the word for what the
    deputy is deputy of stands once in the draft.
    """
    if not _UNDER.search(source):
        found = _OVER.search(work.text)
        return work.text[: found.start()] + _like(work.text, found.span()) if found else None
    if not _DEPUTY.match(office.forms[0]):
        return None
    deputy, head = office.forms[0].split(" ", 1)
    spans = find_forms(work.text, head.split(" of ", 1)[0], folded=work.folded)
    if len(spans) != 1 or _DEPUTY.search(work.text):
        return None
    start = spans[0][0]
    if work.text[start].isupper():
        deputy = deputy.capitalize()
    return put_in(work.text, (start, start), f"{deputy} ")


def _like(text: str, span: Span) -> str:
    """What stands behind a span, with the capital that the span begins with."""
    rest = text[span[1] :]
    return rest[:1].upper() + rest[1:] if text[span[0]].isupper() else rest


def holder_of_office(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft that names a person's office, which it lacks altogether, behind the name.

    Only of an office that stands right before a name in the source, where none of the words for
    who holds it (director, head) is in the draft, however the rest may be put. Never between a
    name and its possessive ending, or inside a longer word.
    """
    if not _HELD.search(office.forms[0]):
        return None
    heads = {re.split(r" of |,", form, maxsplit=1)[0].split()[-1] for form in office.forms}
    if any(find_forms(work.text, head, folded=work.folded) for head in heads):
        return None
    name = _holder(office, expected, source)
    spans = met_at(name, work) if name else ()
    if not spans:
        return None
    end = spans[0][1]
    before, after = work.text[:end], work.text[end:]
    if _WORD_GOES_ON.match(after):
        return None
    comma = "" if after.startswith(",") or _END.match(after) else ","
    return f"{before}, {office.forms[0]}{comma}{after}"


def _holder(
    office: Expectation, expected: Sequence[Expectation], source: str
) -> Expectation | None:
    """The person whose office it is: right behind it, but for its place, a rank, other offices."""
    end = office.end
    for item in expected[expected.index(office) + 1 :]:
        if source[end : item.start].strip(" ,."):
            return None
        if item.kind is Expected.NAME:
            return item
        end = item.end
    return None
