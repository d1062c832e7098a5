"""Titles in a draft that are another office than their holder's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    infixed,
    is_seat,
    met_at,
)
from songngu.translate.forms import Span, fold, overlap
from songngu.translate.misplaced import is_held
from songngu.translate.offices import AS_DEPUTY, TITLE, TITLE_BEFORE, UNDER, holder
from songngu.translate.substitution import put_in

# What stands between commas, and is not the first of a list.
_TITLE_BETWEEN = re.compile(r",\s([^,.;:()]{3,150})(?=[,;](?! [^\s,.;]+(?: [^\s,.;]+)? and ))")
_CLAUSE = re.compile(r"\b(?:and|who|which|is|was|were|has|had|said|told)\b")
_ORDINAL = re.compile(r"\b(?:first|second|third|(?:four|fif|six|seven|eigh|nin|ten)th)\b", re.I)
_CONTENT = re.compile(r"\b(?!(?:the|of|and|for|in|at)\b)\w+")
# Words that a title may have too many without saying anything more.
_SPARE_LIST = "standing committee board department office deputy vice head"
_SPARE = frozenset(_SPARE_LIST.split())


def wrong_title_replaced(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft with a person's office in the place of one that cannot be meant by other words.

    Beside the holder's name stands an office of which nothing is expected. Behind it and between
    commas it makes a deputy of who is none, a head of a deputy, or lacks the number of the body; on
    either side it is of the same body but of another sort, or has a word or two more.
    """
    name = holder(office, expected, source) if is_held(office) else None
    spans = met_at(name, work) if name else ()
    if len(spans) != 1:
        return None
    seat = next((item for item in expected if is_seat(item, office, source)), None)
    form = infixed(office.forms[0], seat.forms[0]) if seat else office.forms[0]
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
        if nearly or (closed and _is_contradicted(office, title)):
            return put_in(work.text, span, form)
    return None


def _titles_beside(name: Span, work: Draftwork) -> Iterator[tuple[Span, bool]]:
    """What may be titles behind a name and before it, and whether they stand between commas."""
    end = name[1]
    while title := _TITLE_BETWEEN.match(work.text, end):
        end = title.end(1)
        yield title.span(1), True
    before = TITLE_BEFORE.search(work.text, 0, name[0])
    first = TITLE.search(work.text, before.start(1), name[0]) if before else None
    if first:
        yield (first.start(), len(work.text[: name[0]].rstrip())), False


def _without(title: str, places: Sequence[str]) -> str:
    for place in places:
        title = title.replace(f" {place}", "")
    return title


def _is_nearly(form: str, title: str) -> bool:
    """Whether a title is of the same body but not of the sort, or has one or two words more."""
    (head, body), (there, of) = (_parted(words) for words in (form, title))
    if " " in body and body == of and _sort(head) != _sort(there):
        return True
    wanted, said = (Counter(_CONTENT.findall(fold(words))) for words in (form, title))
    more = said - wanted
    return not wanted - said and 0 < more.total() <= 2 and _SPARE.issuperset(more)


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
