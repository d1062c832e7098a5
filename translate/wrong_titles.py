"""Titles in a draft that are another office than their holder's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    met_at,
    seat_of,
    seated_form,
)
from songngu.translate.forms import Span, fold, overlap
from songngu.translate.misplaced import is_held
from songngu.translate.offices import AS_DEPUTY, TITLE, TITLE_BEFORE, UNDER, holder, with_rank
from songngu.translate.substitution import put_in

# What stands between commas, and is not the first of a list.
_TITLE_BETWEEN = re.compile(r",\s([^,.;:()]{3,150})(?=[,;](?! [^\s,.;]+(?: [^\s,.;]+)? and ))")
# What stands before a name and a comma, at the beginning of a sentence.
_TITLE_FIRST = re.compile(r"(?:\A|[.;]\s)([^,.;:]{3,150}(?:\bNo\. ?\d+[^,.;:]{0,100})?),\s\Z")
_PROVINCE = r"(?:(?: of)?(?: the)? {}(?: (?:province|city|commune|ward))?)(?![^\W_])"
# The next person, or that person's title: "and his wife", "Tran Thi Bich".
_SOMEBODY_ELSE = re.compile(
    r"(?:and|with|while|as|his|her|its|their)\b|(?:[^\W\d_a-z][\w'’-]*\.?\s?)+\Z"
)
_CLAUSE = re.compile(r"\b(?:and|who|which|is|was|were|has|had|said|told)\b")
_ORDINAL = re.compile(r"\b(?:first|second|third|(?:four|fif|six|seven|eigh|nin|ten)th)\b", re.I)
_CONTENT = re.compile(r"\b(?!(?:the|of|and|for|in|at)\b)\w+")
# Words that a title may have too many without saying anything more.
_SPARE = frozenset(
    ("standing", "committee", "board", "department", "office", "deputy", "vice", "head")
)


def wrong_title_replaced(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft with a person's office in the place of one that cannot be meant by other words.

    Beside the holder's name stands an office of which nothing is expected. Behind it and between
    commas, or before it and a comma, it makes a deputy of who is none, a head of a deputy, lacks
    the number of the body or a part of what the holder is head of (``deputy head of the Council``
    for ``deputy head of the Culture Board of the Council``); on either side it is of the same body
    but of another sort, or has a word or two more.
    """
    name = holder(office, expected, source) if is_held(office) else None
    spans = met_at(name, work) if name else ()
    if len(spans) != 1:
        return None
    seat, form = seat_of(office, expected, source), seated_form(office, expected, source)
    within = (Expected.VALUE, Expected.UNIT)
    others = [i for i in expected if i not in (office, seat) and i.kind not in within]
    taken = [span for item in others for span in met_at(item, work)]
    for span, closed in _titles_beside(spans[0], work):
        title = work.text[span[0] : span[1]]
        free = not any(overlap(span, other) for other in taken)
        if not free or not TITLE.search(title) or _CLAUSE.search(title):
            continue
        bare = _without(title, seat.forms if seat else ())
        nearly = any(_is_nearly(own, said) for own in office.forms for said in (bare, title))
        part = closed and any(_is_part(own, bare) for own in office.forms)
        if nearly or part or (closed and _is_contradicted(office, title)):
            return put_in(work.text, span, form)
    return None


def _titles_beside(name: Span, work: Draftwork) -> Iterator[tuple[Span, bool]]:
    """What may be titles behind a name and before it, and whether they stand between commas."""
    end = name[1]
    while title := _TITLE_BETWEEN.match(work.text, end):
        end = title.end(1)
        if _SOMEBODY_ELSE.match(title[1]):
            break
        yield title.span(1), True
    led = _TITLE_FIRST.search(work.text, 0, with_rank(name[0], work))
    if led and (head := TITLE.search(work.text, *led.span(1))):
        yield (head.start(), led.end(1)), True
    before = TITLE_BEFORE.search(work.text, 0, name[0])
    first = TITLE.search(work.text, before.start(1), name[0]) if before else None
    if first:
        yield (first.start(), len(work.text[: name[0]].rstrip())), False


def _without(title: str, places: Sequence[str]) -> str:
    for place in places:
        title = re.sub(_PROVINCE.format(re.escape(place)), "", title)
    return title


def _is_nearly(form: str, title: str) -> bool:
    """Whether a title is of the same body but not of the sort, or has one or two words more."""
    (head, body), (there, of) = (_parted(words) for words in (form, title))
    if " " in body and body == of and _sort(head) != _sort(there):
        return True
    wanted, said = (Counter(_CONTENT.findall(fold(words))) for words in (form, title))
    more = said - wanted
    return not wanted - said and 0 < more.total() <= 2 and _SPARE.issuperset(more)


def _is_part(form: str, title: str) -> bool:
    """Whether a title says of the same head less than its form, and nothing else."""
    (head, _), (there, of) = (_parted(words) for words in (form, title))
    wanted, said = (Counter(_CONTENT.findall(fold(words))) for words in (form, title))
    return head == there and len(of.split()) > 1 and said < wanted


def _parted(title: str) -> tuple[str, str]:
    head, _, body = fold(title).partition(" of ")
    return head, body.removeprefix("the ")


def _sort(head: str) -> str:
    """What sort of head somebody is: who chairs or keeps a committee is no director."""
    if head.startswith("chair") or " chair" in head:
        return "chair"
    return "secretary" if "secretary" in head else ""


def _is_contradicted(office: Expectation, title: str) -> bool:
    """Whether an English title says deputy where its office does not, or lacks its number."""
    under, meant, said = (
        bool(pattern.search(text))
        for pattern, text in (
            (UNDER, office.source),
            (AS_DEPUTY, office.forms[0]),
            (AS_DEPUTY, title),
        )
    )
    if under == meant != said:
        return True
    numbers = re.findall(r"\b(?:\d+|[IVX]+)\b", office.source)
    there = re.findall(r"\d+|\b[IVX]+\b", title)
    return bool(numbers) and not set(numbers) & set(there) and not _ORDINAL.search(title)
