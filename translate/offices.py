"""Offices put right in a draft: whose they are, whether a deputy's, and who holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    infixed,
    met_at,
)
from songngu.translate.forms import Span, find_forms, fold, overlap
from songngu.translate.known import known_spans
from songngu.translate.misplaced import is_held
from songngu.translate.near_forms import ends_before
from songngu.translate.newsroom import Kind, countries
from songngu.translate.newsroom.parts import ADDRESS
from songngu.translate.substitution import comma_behind, put_in

_DEPUTY = re.compile(r"(?:deputy|vice)[ -]", re.IGNORECASE)
#: English for who is a deputy.
AS_DEPUTY = re.compile(r"\b(?:deputy|vice|associate|assistant)[ -]", re.IGNORECASE)
_CALLED_DEPUTY = re.compile(rf"{AS_DEPUTY.pattern}\Z", re.IGNORECASE)
_HEAD_WORDS = (
    "director|chairman|chairwoman|head|chief|secretary|minister|president|commander|commissar"
    "|officer|principal|rector|governor|mayor"
)
#: What stands before a name, from the last mark of punctuation on.
TITLE_BEFORE = re.compile(r"(?<![^,.;:])([^,.;:]*)\Z")
# The same and a comma, from the beginning of the clause on: "The head of the group, "
_TITLE_APART = re.compile(
    r"(?:\A|[.;:]\s|\b(?:and|while|but|that)\s)"
    r"((?:(?!\b(?:and|while|but|that|who|is|was|has|said)\b)[^.;:]){3,150}),\s\Z"
)
_TITLE_BEHIND = re.compile(r",\s([^,.;:]*)")
_CHAIRS = frozenset(["chairman", "chairwoman", "chairperson", "chair"])
_HELD = re.compile(rf"\b(?:{_HEAD_WORDS}|judge|justice|procurator|member)\b", re.IGNORECASE)
#: English for who holds an office: director, deputy, member.
TITLE = re.compile(rf"{_DEPUTY.pattern}|{_HELD.pattern}", re.IGNORECASE)
_ANY_TITLE = re.compile(
    rf"{TITLE.pattern}|\b(?:chancellor|premier|leader|boss|manager|commissioner|councill?or|speaker"
    r"|captain|skipper|editor|envoy|ambassador|founder|owner|executive|lawmaker|mp|chair|deputy|charg[eé])\b",
    re.IGNORECASE,
)
_TITLE_NEXT = re.compile(rf"\s(?:{_ANY_TITLE.pattern})", re.IGNORECASE)
_OVER = re.compile(rf"\b(?:deputy|vice)[ -](?=(?:{_HEAD_WORDS})\b)", re.IGNORECASE)
#: Who may be called a deputy: P. Giám đốc and PGĐ as well, which newsrooms write for Phó Giám đốc.
UNDER = re.compile(
    r"\b(?i:phó|thứ trưởng|trợ lý|phụ trách|quyền(?= [A-ZĐ]))\b"
    r"|\bP[A-ZĐ]{1,5}g?\b|\bP\.?\s?(?=[A-ZĐ])"
)
_MODIFIED = re.compile(r"(former|acting|standing|permanent|honorary) (.+)")
_QUALIFIED = re.compile(r"(?:chief|head) \w+")
# An office that stands before a name in English too: weightlifter, Prime Minister.
_SHORT = re.compile(r"[^\W_]+(?: (?!of\b|for\b)[^\W_]+){0,2}")
#: Between two offices that somebody holds at once.
BOTH = r"(?:đồng thời(?:\s(?:là|kiêm))?|kiêm)\s"
# Between an office and its holder's name, and between the name and the office.
_UP_TO_NAME = re.compile(rf"[\s.,]*(?:{BOTH}|,\s{ADDRESS}\s)?")
_FROM_NAME = re.compile(rf"[\s,]*(?:làm\s|{BOTH})?")
# What may stand between an office and its holder's name, and the name.
_BETWEEN = frozenset((Expected.PLACE, Expected.UNIT, Expected.RANK, Expected.OFFICE, Expected.NAME))
_CALLED = re.compile(r"\b(?:Mr|Mrs|Ms)\.?\s+\Z")
_DESCRIBED = re.compile(
    r",\s(?:an?|the|who|whose|of|in|once|now|then|second|number|MD|PhD|Jr)\b"
    r"|\sof\b|\sin charge\b|\s[^\W\d_a-z]"
)
_WORD_GOES_ON = re.compile(r"['’‐-]|\w")


def names_a_holder(office: str) -> bool:
    """Whether English words say what somebody is: director, deputy, member."""
    return TITLE.search(office) is not None


def goes_before(office: str) -> bool:
    """Whether an English office stands before its holder's name: choreographer Lo An."""
    return _SHORT.fullmatch(office) is not None


def place_of_office(
    place: Expectation, expected: Sequence[Expectation], work: Draftwork
) -> str | None:
    """A draft with a place that it lacks put into the office or body that the place has.

    ``director of the provincial police`` becomes ``director of the Lao Cai provincial police``.
    """
    for office in expected:
        seated = 0 < place.start - office.end <= len(" TP ")
        if office.kind is not Expected.OFFICE or not seated:
            continue
        for form in office.forms:
            for start, end in find_forms(work.text, form, folded=work.folded)[:1]:
                said = infixed(work.text[start:end], _attribute(place))
                return work.text[:start] + said + work.text[end:]
    return None


def _attribute(place: Expectation) -> str:
    """A place as it stands before a noun; a country's adjective: the Russian President."""
    name, *others = place.forms
    adjective = others[0] if place.source in countries() and others else name
    return adjective if adjective[:2] == name[:2] and not name.isupper() else name


def office_put_right(office: Expectation, source: str, work: Draftwork) -> str | None:
    """A draft in which a deputy is called one, or is not where nobody is; None where it is right.

    Only where there is no doubt: the source has nobody who may be a deputy and the draft one, or
    the source has but the deputy and the draft the head, once. So with a chief accountant of whom
    the draft makes an accountant.
    """
    if _QUALIFIED.fullmatch(office.forms[0]):
        word, head = office.forms[0].split()
        return _qualified(word, head, work)
    if not UNDER.search(source):
        found = [match.span() for match in _OVER.finditer(work.text)]
        return work.text[: found[0][0]] + _like(work.text, found[0]) if len(found) == 1 else None
    if not _DEPUTY.match(office.forms[0]) or _has_head_too(office, source):
        return None
    if AS_DEPUTY.search(work.text):
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
        if found and len(free) == 1 and not _is_near(found[1], free[0][0], work):
            return _put_before(found[1], free[0][0], work)
    return None


def is_another(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> bool:
    """Whether a draft that lacks an office or body has another rather than put it otherwise.

    The deputy or the head where the other is meant; another title beside the name of the holder.
    """
    if office.kind is not Expected.OFFICE:
        return False
    name = holder(office, expected, source) if _HELD.search(office.forms[0]) else None
    for span in met_at(name, work)[:1] if name else ():
        for title in other_titles(span, expected, work):
            if not any(find_forms(title, head) for head in _heads(office)):
                return True
    if not _DEPUTY.match(office.forms[0]):
        return any(find_forms(work.text, form, folded=work.folded) for form in office.forms)
    heads = [form[found.end() :] for form in office.forms if (found := _DEPUTY.match(form))]
    said = any(find_forms(work.text, head, folded=work.folded) for head in heads)
    return said and not _DEPUTY.search(work.text)


def called_by_own_office(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft in which the office beside a name is the holder's own: the head's or the deputy's.

    None where the source has that person as head of one thing and deputy of another.
    """
    name = holder(office, expected, source)
    spans = met_at(name, work) if name else ()
    deputy = _DEPUTY.match(office.forms[0])
    own = [item for item in expected if _is_title(item) and holder(item, expected, source) is name]
    if not spans or any(bool(_DEPUTY.match(item.forms[0])) != bool(deputy) for item in own):
        return None
    for form in office.forms:
        head = _DEPUTY.sub("", form, count=1) if deputy else form
        for span in find_forms(work.text, head, folded=work.folded):
            called = _CALLED_DEPUTY.search(work.text, 0, span[0])
            if not _is_beside(span, spans[0], work) or bool(called) == bool(deputy):
                continue
            if deputy and not _is_near(form[: deputy.end()].rstrip(" -"), span[0], work):
                return _put_before(form[: deputy.end()].rstrip(" -"), span[0], work)
            if called:
                return work.text[: called.start()] + _like(work.text, called.span())
    return None


def _is_near(word: str, at: int, work: Draftwork) -> bool:
    """Whether a word stands a few words before a place: the *former* Czech president."""
    before = re.split(r"[,.;:()]", work.folded[:at])[-1].split()[-4:]
    return word.lower() in before


def _is_title(item: Expectation) -> bool:
    return item.kind is Expected.OFFICE and names_a_holder(item.forms[0])


def _is_beside(office: Span, name: Span, work: Draftwork) -> bool:
    """Whether an office stands beside a name, with nobody else's between them."""
    between = work.text[min(office[1], name[1]) : max(office[0], name[0])]
    within = any(overlap(office, part) for part in _beside(name, work))
    return within and not re.search(r"\band\b", between)


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
    """A draft that names a person's office, which it lacks altogether, beside the name.

    Only of an office that stands right before or behind a name in the source, where the words for
    who holds it (director, head) are in the draft less often than offices of the sort in the
    source, however the rest may be put, and where no other title stands beside the name. A short
    one right before a name goes there, others behind; never between a name and its possessive
    ending, or inside a longer word.
    """
    name = holder(office, expected, source) if is_held(office) else None
    spans = met_at(name, work) if name and is_left_out(office, expected, work) else ()
    # Named more often than in the source, a person may be somebody else there.
    if name is None or not 0 < len(spans) <= source.count(name.source):
        return None
    if any(other_titles(spans[0], expected, work)):
        return None
    start, end = with_rank(spans[0][0], work), spans[0][1]
    called = _CALLED.search(work.text, 0, start)
    if called and " " not in name.source:
        return None  # Mr Lee
    if not ends_before(work.text, called.start() if called else start):
        return None  # Apple boss Steve Jobs
    if _TITLE_NEXT.match(work.text, end):
        return None  # Chelsea boss Carlo Ancelotti, of "Chelsea"
    form = office.forms[0]
    if source[office.end : name.start] == " " and goes_before(form) and not called:
        return put_in(work.text, (start, end), f"{form} {work.text[start:end]}")
    return put_behind(form, end, work)


def put_behind(form: str, end: int, work: Draftwork) -> str | None:
    """A draft with an office between commas behind a name; None where the word goes on there.

    Args:
        form: The office.
        end: Where the name ends.
        work: The draft.
    """
    if _DESCRIBED.match(work.text, end) or _WORD_GOES_ON.match(work.text, end):
        return None
    return f"{work.text[:end]}, {form}{comma_behind(work.text, end)}{work.text[end:]}"


def is_left_out(office: Expectation, expected: Sequence[Expectation], work: Draftwork) -> bool:
    """Whether the words for who holds it are less often in a draft than offices of the sort."""
    heads = _heads(office)
    if any(find_forms(work.text, f"{head}s", inflected=False) for head in heads):
        return False  # the heads of education and finance
    n_said = sum(len(find_forms(work.text, head, folded=work.folded)) for head in heads)
    offices = [item for item in expected if item.kind is Expected.OFFICE and heads & _heads(item)]
    return n_said < len(offices)


def with_rank(start: int, work: Draftwork) -> int:
    """Where the rank right before a name begins, or the name, if it has none."""
    ranks = known_spans(work, Kind.RANK)
    return next((a for a, b in ranks if b < start and not work.text[b:start].strip(" .")), start)


def other_titles(name: Span, expected: Sequence[Expectation], work: Draftwork) -> Iterator[str]:
    """The titles beside a name that are not those expected: an office put otherwise, or wrong."""
    offices = [item for item in expected if item.kind is Expected.OFFICE]
    said = [span for office in offices for span in met_at(office, work)]
    for start, end in _beside(name, work):
        titles = [title.span() for title in _ANY_TITLE.finditer(work.text, start, end)]
        # The one nearest to the name is that person's.
        nearest = titles[-1:] if start < name[0] else titles[:1]
        if any(not any(overlap(title, span) for span in said) for title in nearest):
            yield work.text[start:end]


def _beside(name: Span, work: Draftwork) -> Iterator[Span]:
    """What stands between a name and the next comma, behind it, before it, and before that."""
    start = with_rank(name[0], work)
    apart = _TITLE_APART.search(work.text, 0, start)
    around = TITLE_BEFORE.search(work.text, 0, name[0]), _TITLE_BEHIND.match(work.text, name[1])
    return (found.span(1) for found in (*around, apart) if found)


def holder(office: Expectation, expected: Sequence[Expectation], source: str) -> Expectation | None:
    """The person whose office it is, with but its place, a rank, other offices between.

    The one right behind it, or else the one before it and a comma or *làm*; where both stand
    between commas (``ông An, Giám đốc Sở Y tế, bà Bình``) the one before.

    Args:
        office: Out of `expected`.
        expected: All that is expected of a draft.
        source: The Vietnamese segment, NFC.
    """
    # Without the numbers and units within offices: Đội số 3, Công an xã.
    expected = [item for item in expected if not any(_is_within(item, one) for one in expected)]
    at = expected.index(office)
    ahead = _name_ahead(expected[at + 1 :], office, source)
    if ahead and "," not in source[office.end : ahead.start]:
        return ahead
    return _name_before(expected[:at], office, source) or ahead


def _name_ahead(
    items: Sequence[Expectation], office: Expectation, source: str
) -> Expectation | None:
    end = office.end
    for item in items:
        if item.kind not in _BETWEEN or not _UP_TO_NAME.fullmatch(source, end, item.start):
            break
        if item.kind is Expected.NAME:
            return item
        end = item.end
    return None


def _name_before(
    items: Sequence[Expectation], office: Expectation, source: str
) -> Expectation | None:
    start = office.start
    for item in reversed(items):
        between = _FROM_NAME.fullmatch(source, item.end, start)
        if (
            item.kind not in _BETWEEN
            or between is None
            or (item.kind is Expected.NAME and not between[0].strip())
        ):
            break
        if item.kind is Expected.NAME:
            return item
        start = item.start
    return None


def _is_within(item: Expectation, office: Expectation) -> bool:
    inside = office.start <= item.start and item.end <= office.end
    return inside and office.kind is Expected.OFFICE and item.kind is not Expected.OFFICE


def _heads(office: Expectation) -> set[str]:
    """The words for who holds an office: director, head."""
    heads = {fold(re.split(r" of |,", form, maxsplit=1)[0].split()[-1]) for form in office.forms}
    heads = {head for head in heads if TITLE.fullmatch(head)} or heads  # not the university
    return heads | (_CHAIRS if heads & _CHAIRS else set())
