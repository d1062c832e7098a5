"""Offices put right in a draft: whose they are, whether a deputy's, and who holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from songngu.translate.expectations import Draftwork, Expectation, Expected, infixed, met_at
from songngu.translate.forms import find_forms, fold
from songngu.translate.misplaced import Span, overlap
from songngu.translate.substitution import put_in

_DEPUTY = re.compile(r"(?:deputy|vice)[ -]", re.IGNORECASE)
_HEAD_WORDS = (
    "director|chairman|chairwoman|head|chief|secretary|minister|president|commander|commissar"
    "|officer|principal|rector|governor|mayor"
)
_TITLE_BEFORE = re.compile(r"([^,.;:]*)\Z")
_TITLE_BEHIND = re.compile(r",\s([^,.;:]*)")
_CHAIRS = frozenset(["chairman", "chairwoman", "chairperson", "chair"])
_HELD = re.compile(rf"\b(?:{_HEAD_WORDS}|judge|justice|procurator|member)\b", re.IGNORECASE)
_OVER = re.compile(rf"\b(?:deputy|vice)[ -](?=(?:{_HEAD_WORDS})\b)", re.IGNORECASE)
# Who may be called a deputy: P. Giám đốc and PGĐ as well, which newsrooms write for Phó Giám đốc.
_UNDER = re.compile(
    r"\b(?i:phó|thứ trưởng|trợ lý|phụ trách|quyền(?= [A-ZĐ]))\b"
    r"|\bP[A-ZĐ]{1,5}g?\b|\bP\.?\s?(?=[A-ZĐ])"
)
_MODIFIED = re.compile(r"(former|acting|standing|permanent|honorary) (.+)")
_QUALIFIED = re.compile(r"(?:chief|head) \w+")
_END = re.compile(r"[.;:!?)]|\Z")
_WORD_GOES_ON = re.compile(r"['’‐-]|\w")


def names_a_holder(office: str) -> bool:
    """Whether English words say what somebody is: director, deputy, member."""
    return bool(_HELD.search(office) or _DEPUTY.search(office))


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

    Only where there is no doubt: the source has nobody who may be a deputy and the draft one, or
    the source has but the deputy and the draft the head, once. So with a chief accountant of whom
    the draft makes an accountant.
    """
    if _QUALIFIED.fullmatch(office.forms[0]):
        word, head = office.forms[0].split()
        return _qualified(word, head, work)
    if not _UNDER.search(source):
        found = [match.span() for match in _OVER.finditer(work.text)]
        return work.text[: found[0][0]] + _like(work.text, found[0]) if len(found) == 1 else None
    if not _DEPUTY.match(office.forms[0]) or _has_head_too(office, source):
        return None
    if _DEPUTY.search(work.text):
        return None
    deputy, head = office.forms[0].split(" ", 1)
    return _qualified(deputy, head.split(" of ", 1)[0], work)


def _qualified(word: str, head: str, work: Draftwork) -> str | None:
    """A draft with the deputy or chief before a word that stands in it once."""
    spans = find_forms(work.text, head, folded=work.folded)
    if len(spans) != 1:
        return None
    return _put_before(word, spans[0][0], work)


def _put_before(word: str, start: int, work: Draftwork) -> str:
    if work.text[start].isupper():
        word = word.capitalize()
    return put_in(work.text, (start, start), f"{word} ")


def modifier_put_in(
    office: Expectation, expected: Sequence[Expectation], work: Draftwork
) -> str | None:
    """A draft with the former, acting or standing that it lacks before an office that it has.

    None where the office stands in it more than once, or is that of somebody who holds it.
    """
    others = [item for item in expected if item is not office and item.kind is Expected.OFFICE]
    taken = [span for item in others for span in met_at(item, work)]
    for form in office.forms:
        found = _MODIFIED.fullmatch(form)
        spans = find_forms(work.text, found[2], folded=work.folded) if found else ()
        free = [span for span in spans if not any(overlap(span, other) for other in taken)]
        if found and len(free) == 1:
            return _put_before(found[1], free[0][0], work)
    return None


def is_another(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> bool:
    """Whether a draft that lacks an office or body has another rather than put it otherwise.

    The deputy or the head where the other is meant; another title beside the name of the holder; a
    body without any of its own name (Chợ Rẫy).
    """
    if office.kind is not Expected.OFFICE:
        return False
    name = _holder(office, expected, source) if _HELD.search(office.forms[0]) else None
    for span in met_at(name, work)[:1] if name else ():
        for title in other_titles(span, expected, work):
            if not any(find_forms(title, head) for head in _heads(office)):
                return True
    syllables = set(fold(office.source).split())
    own = [word for word in fold(office.forms[0]).split() if word in syllables]
    if len(own) > 1 and not any(find_forms(work.text, word, folded=work.folded) for word in own):
        return True
    if not _DEPUTY.match(office.forms[0]):
        return any(find_forms(work.text, form, folded=work.folded) for form in office.forms)
    heads = [form[found.end() :] for form in office.forms if (found := _DEPUTY.match(form))]
    said = any(find_forms(work.text, head, folded=work.folded) for head in heads)
    return said and not _DEPUTY.search(work.text)


def _has_head_too(office: Expectation, source: str) -> bool:
    """Whether a source has beside a deputy the one whose deputy it is: Chủ tịch, Phó Chủ tịch."""
    under, *head = fold(office.source).split()[:3]
    alone = rf"(?<!pho )\b{re.escape(' '.join(head))}\b"
    return under == "pho" and re.search(alone, fold(source)) is not None


def _like(text: str, span: Span) -> str:
    """What stands behind a span, with the capital that the span begins with."""
    rest = text[span[1] :]
    return rest[:1].upper() + rest[1:] if text[span[0]].isupper() else rest


def holder_of_office(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft that names a person's office, which it lacks altogether, behind the name.

    Only of an office that stands right before or behind a name in the source, where the words for
    who holds it (director, head) are in the draft less often than offices of the sort in the
    source, however the rest may be put. Never between a name and its possessive ending, or inside
    a longer word.
    """
    if not _HELD.search(office.forms[0]):
        return None
    heads = _heads(office)
    n_said = sum(len(find_forms(work.text, head, folded=work.folded)) for head in heads)
    offices = [item for item in expected if item.kind is Expected.OFFICE and heads & _heads(item)]
    if n_said >= len(offices):
        return None
    name = _holder(office, expected, source)
    spans = met_at(name, work) if name else ()
    if not spans:
        return None
    end = spans[0][1]
    before, after = work.text[:end], work.text[end:]
    if _WORD_GOES_ON.match(after) or any(other_titles(spans[0], expected, work)):
        return None
    comma = "" if after.startswith(",") or _END.match(after) else ","
    return f"{before}, {office.forms[0]}{comma}{after}"


def other_titles(name: Span, expected: Sequence[Expectation], work: Draftwork) -> Iterator[str]:
    """The titles beside a name that are not those expected: an office put otherwise, or wrong."""
    offices = [item for item in expected if item.kind is Expected.OFFICE]
    said = [span for office in offices for span in met_at(office, work)]
    around = _TITLE_BEFORE.search(work.text, 0, name[0]), _TITLE_BEHIND.match(work.text, name[1])
    for found in around:
        titled = found and (_HELD.search(found[1]) or _DEPUTY.search(found[1]))
        if found and titled and not any(overlap(found.span(1), span) for span in said):
            yield found[1]


def _holder(
    office: Expectation, expected: Sequence[Expectation], source: str
) -> Expectation | None:
    """The person whose office it is, with but its place, a rank, other offices between.

    The one right behind it, or else the one before it and a comma.
    """
    at, end = expected.index(office), office.end
    for item in expected[at + 1 :]:
        if source[end : item.start].strip(" ,."):
            break
        if item.kind is Expected.NAME:
            return item
        end = item.end
    start = office.start
    for item in reversed(expected[:at]):
        between = source[item.end : start]
        if between.strip(" ,") or (item.kind is Expected.NAME and "," not in between):
            break
        if item.kind is Expected.NAME:
            return item
        start = item.start
    return None


def _heads(office: Expectation) -> set[str]:
    """The words for who holds an office: director, head."""
    heads = {fold(re.split(r" of |,", form, maxsplit=1)[0].split()[-1]) for form in office.forms}
    return heads | (_CHAIRS if heads & _CHAIRS else set())
