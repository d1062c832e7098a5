"""The word for what a place is, beside its name in English: Dong Hai ward, the ward of Dong Hai."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from songngu.translate.forms import Span, find_forms
from songngu.translate.newsroom import Kind
from songngu.translate.newsroom.lexicon import load_terms

_WORDS = (
    "special (?:administrative |economic )?zone|province|city|cities|municipality|district|county"
    "|town(?:ship)?|commune|ward|village|hamlet|quarter|locality|region|area|river|stream|creek"
    "|(?:mountain )?pass|bridge|(?:sea)?port|harbou?r|airport|lake|reservoir|island|islet|isle"
    "|bay|gulf"
)
# Whether English leaves them out: a province or city may stand by its name alone.
_OPTIONAL = {
    **dict.fromkeys(("xã", "phường", "quận", "huyện", "bản", "thôn", "ấp", "đặc khu"), False),
    **dict.fromkeys(("sông", "suối", "đèo", "cầu", "cảng", "sân bay", "hồ", "đảo", "vịnh"), False),
    **dict.fromkeys(("tỉnh", "thành phố", "tp", "thị xã", "thị trấn", "làng", "buôn", "xóm"), True),
}
_AT_END = re.compile(rf"(?<!\w)(?:{'|'.join(_OPTIONAL)})\Z")
_BEHIND = re.compile(rf"[ \u00a0]((?:{_WORDS})s?)\b")
_BEFORE = re.compile(rf"(?<![\w-])((?:{_WORDS})s?)[ \u00a0](of[ \u00a0])?\Z")
_MANY = re.compile(r"[^s]s\Z")  # the Tranh and Thao rivers
_LONGEST_BEFORE = len(" special administrative zones of ")
_NAME_BEFORE = re.compile(r"[^\W\d_a-z][\w'’-]*\s\Z")


@dataclass(frozen=True, slots=True)
class PlaceUnit:
    """A Vietnamese word for what a place is.

    Attributes:
        source: As the text has it.
        forms: English for it, the preferred first.
        optional: Whether the place may stand by its name alone.
    """

    source: str
    forms: tuple[str, ...]
    optional: bool


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, ...]]:
    return {term.source.casefold(): term.targets for term in load_terms() if term.kind is Kind.UNIT}


def unit_at_end(words: str) -> PlaceUnit | None:
    """The unit that Vietnamese words (NFC) end with: the xã of *Công an xã*."""
    found = _AT_END.search(words.casefold())
    if found is None:
        return None
    return PlaceUnit(words[found.start() :], _forms()[found[0]], _OPTIONAL[found[0]])


def end_with_unit(folded: str, end: int) -> int:
    """Where a place ends with the word for what it is, if that stands behind its name.

    Args:
        folded: English, folded.
        end: Where the place's name ends.
    """
    unit = _BEHIND.match(folded, end)
    return unit.end(1) if unit else end


def unit_beside(text: str, folded: str, place: Span) -> Span | None:
    """Where the word for what a place is stands beside the place; None where there is none.

    Args:
        text: English.
        folded: The same, folded.
        place: Where the place's name stands.
    """
    if behind := _BEHIND.match(folded, place[1]):
        return behind.span(1)
    start = max(0, place[0] - _LONGEST_BEFORE)
    before = _BEFORE.search(folded[start : place[0]])
    if before is None:
        return None
    first, end = start + before.start(1), start + before.end(1)
    # Of "Dong Hai ward Khanh Hoa" the ward is Dong Hai's.
    others = before[2] is None and _NAME_BEFORE.search(text[:first])
    return None if others else (first, end)


def units_of(
    text: str, folded: str, forms: Iterable[str], places: Iterable[str], *, optional: bool
) -> set[Span]:
    """Where a text says what a place is: the words for it.

    Where the name has no such word beside it, one elsewhere is taken that is not another
    place's; where it has another one, none.

    Args:
        text: English.
        folded: The same, folded.
        forms: What the place may be called: commune.
        places: The forms of its name.
        optional: Whether the name may stand alone; it is then taken itself.
    """
    said = [
        span for place in places for span in find_forms(text, place, inflected=False, folded=folded)
    ]
    units = {span for form in forms for span in find_forms(text, form, folded=folded)}
    beside = {unit for span in said if (unit := unit_beside(text, folded, span))}
    if not said or beside:
        return units & beside if said else units
    if optional:
        return set(said)
    return {
        (start, end)
        for start, end in units
        if _MANY.search(folded, start, end) or not _NAME_BEFORE.search(text[:start])
    }
