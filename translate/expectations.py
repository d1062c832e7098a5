"""What a translation has to contain: names, places, ranks, values and terms of its source.

One notion for all that looks at it: drafts are made faithful to it, drafts and post-edits are
checked against it, and the benchmarks of terms count by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from songngu.corpora.types import Term
from songngu.corpora.values import Value, ValueKind, extract_values, unmatched
from songngu.corpora.vietnamese import may_be_name
from songngu.translate.clauses import flatten
from songngu.translate.forms import Span, find_forms, fold, overlap
from songngu.translate.known import known_spans
from songngu.translate.newsroom import Entry, Kind, find, is_foreign_name, own_name
from songngu.translate.place_units import unit_at_end, units_of
from songngu.translate.terms import occurrences
from songngu.translate.values_said import lasts, says


class Expected(StrEnum):
    """What kind of thing is expected."""

    TERM = "term"
    NAME = "name"
    PLACE = "place"
    RANK = "rank"
    VALUE = "value"
    OFFICE = "office"  # an office or institution, which may be worded in many ways
    UNIT = "unit"  # the word for what a place is: commune, ward
    PHRASE = "phrase"  # a set phrase


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something of a source that its translation has to say.

    Attributes:
        start: Where it stands in the source (NFC), the first time.
        end: Where it ends there (exclusive).
        source: The words there.
        forms: English that says it, the preferred first; of values only a quarter has one.
        value: The value, for a value.
        of: English forms of the place that a unit is the word for.
        optional: Whether the place may stand without its unit, as provinces and cities do.
    """

    kind: Expected
    start: int
    end: int
    source: str
    forms: tuple[str, ...] = ()
    value: Value | None = None
    of: tuple[str, ...] = ()
    optional: bool = False

    @property
    def span(self) -> Span:
        """Where it stands in the source."""
        return self.start, self.end

    @property
    def required(self) -> bool:
        """Whether a text without any of the forms is wrong; the rest may be put differently."""
        return self.kind not in (Expected.OFFICE, Expected.UNIT, Expected.PHRASE)


_LEVEL = re.compile(
    r"\b(?:provincial|municipal|city|district|communal|commune|ward|township|town|special zone)\b"
)
_DEPUTY = re.compile(r"\b(?:deputy|vice)[ -]\Z")
# A word for deputies that the lexicon does not have with the office behind it: P. Giám đốc.
_DEPUTY_OF = re.compile(r"\b(?:phó |P\. ?)\Z", re.IGNORECASE)
_VICE = re.compile(r"\b(?:chairm|chairw|president|principal|rector)")
_AMOUNTS = (
    ValueKind.NUMBER,
    ValueKind.ORDINAL,
    ValueKind.PERCENT,
    ValueKind.MONEY,
    ValueKind.QUANTITY,
)
_QUARTER = re.compile(
    r"\bquý (?:(?:[IVX]+|[1-4])\s?(?:-|–|,|và|đến|tới|hoặc)\s?)*\Z", re.IGNORECASE
)
_QUARTERS = {"1": "first", "2": "second", "3": "third", "4": "fourth"}
_KINDS = {
    Kind.NAME: Expected.NAME,
    Kind.PLACE: Expected.PLACE,
    Kind.RANK: Expected.RANK,
    Kind.OFFICE: Expected.OFFICE,
    Kind.INSTITUTION: Expected.OFFICE,
    Kind.LEGAL: Expected.PHRASE,
    Kind.FORMULA: Expected.PHRASE,
}


def expectations(source: str, terms: Sequence[Term] = ()) -> tuple[Expectation, ...]:
    """What a translation of a Vietnamese text has to contain, in the order of the source.

    The same thing said twice is expected once. A term of the termbase goes before what the
    newsroom's lexicon says about the same words, and either before values, but for the number of
    an office or body.

    Args:
        source: One segment.
        terms: The termbase, or those of its terms that may occur. Of several terms with the same
            source any translation is right; the first is preferred.
    """
    text = unicodedata.normalize("NFC", source)
    found = _of_terms(text, terms)
    known = _of_lexicon(text)
    found += [item for item in known if not any(overlap(item.span, term.span) for term in found)]
    values = [_of_value(value, text) for value in extract_values(text, "vi")]
    # 5 huy chương vàng says the formula and how many.
    found = [item for item in found if not any(_within(item, value) for value in values)]
    named = [item for item in found if item.kind is not Expected.OFFICE]  # Trung đoàn 335
    found += [item for item in values if not any(overlap(item.span, other.span) for other in named)]
    return tuple(_once(sorted(found, key=lambda item: item.start)))


def _of_terms(text: str, terms: Sequence[Term]) -> list[Expectation]:
    forms: dict[str, list[str]] = {}
    for term in terms:
        forms.setdefault(flatten(term.source).casefold(), []).append(flatten(term.target))
    return [
        Expectation(
            Expected.TERM,
            start,
            end,
            text[start:end],
            tuple(dict.fromkeys(forms[flatten(term.source).casefold()])),
        )
        for start, end, term in occurrences(text, terms)
        if term.target.strip()
    ]


def _of_lexicon(text: str) -> list[Expectation]:
    entries = find(text)
    found = [_of_entry(entry, text) for entry in entries if entry.kind in _KINDS]
    for office, seat in pairwise(list(found)):
        if office.kind is Expected.OFFICE and is_seat(seat, office, text):
            places = (*office.forms, *(infixed(f, seat.forms[0]) for f in office.forms))
            found[found.index(office)] = replace(office, forms=tuple(dict.fromkeys(places)))
    units = (_of_unit(unit, place, text) for unit, place in pairwise(entries))
    own = (_of_entry(name, text) for entry in entries if (name := own_name(entry)))
    return [*found, *(unit for unit in units if unit is not None), *own]


def is_own_name(place: Expectation, body: Expectation) -> bool:
    """Whether that is the name that a body has of its own, and so in the body's English too."""
    inside = body.start < place.start and place.end == body.end
    return inside and place.kind is Expected.PLACE and body.kind is Expected.OFFICE


def _of_unit(entry: Entry, place: Entry, text: str) -> Expectation | None:
    """What the word for a place right before it expects: xã, or that of Công an xã.

    Beside an office the place may stand by its name alone, or in an adjective.
    """
    between = text[entry.end : place.start]
    unit = unit_at_end(entry.source) if place.kind is Kind.PLACE and between == " " else None
    # English has words of its own for foreign ones: county, prefecture.
    if unit is None or not may_be_name(place.source.split()):
        return None
    start = entry.end - len(unit.source)
    optional = unit.optional or entry.kind is not Kind.UNIT
    return Expectation(
        Expected.UNIT,
        start,
        entry.end,
        unit.source,
        unit.forms,
        of=place.targets,
        optional=optional,
    )


def _of_entry(entry: Entry, text: str) -> Expectation:
    """What an entry of the lexicon expects; of an office behind ``P.`` its deputy."""
    women = (re.sub(r"\b(chair|spokes)man\b", r"\1woman", form) for form in entry.targets)
    forms = tuple(dict.fromkeys((*entry.targets, *women)))
    item = Expectation(_KINDS[entry.kind], entry.start, entry.end, entry.source, forms)
    deputy = _DEPUTY_OF.search(text[: entry.start]) if entry.kind is Kind.OFFICE else None
    if deputy is None:
        return item
    words = ("vice", "deputy") if _VICE.search(entry.targets[0]) else ("deputy", "vice")
    forms = tuple(f"{word} {form}" for word in words for form in entry.targets)
    start = deputy.start()
    return replace(item, start=start, source=text[start : entry.end], forms=forms)


def is_seat(place: Expectation, office: Expectation, text: str) -> bool:
    """Whether a place follows that an office or institution belongs to: Công an tỉnh Lào Cai."""
    return place.kind is Expected.PLACE and text[office.end : place.start] in (" ", " TP ")


def seat_of(office: Expectation, expected: Sequence[Expectation], text: str) -> Expectation | None:
    """The place behind an office or body in the source that it belongs to, if there is one."""
    return next((item for item in expected if is_seat(item, office, text)), None)


def seated_form(office: Expectation, expected: Sequence[Expectation], text: str) -> str:
    """The preferred English of an office or body, with its place inside where it has one."""
    seat = seat_of(office, expected, text)
    return infixed(office.forms[0], seat.forms[0]) if seat else office.forms[0]


def infixed(form: str, place: str) -> str:
    """An office with its place inside: director of the Lao Cai provincial police."""
    levels = [*_LEVEL.finditer(form)]
    at = levels[-1].start() if levels else form.rfind(" of the ") + len(" of the ")
    if not levels and " of the " not in form:
        at = 0
    return f"{form[:at]}{place} {form[at:]}"


def ranks_of_names(source: str) -> list[tuple[Expectation, Expectation]]:
    """Each rank with the name right behind it, in order, however often they occur.

    Args:
        source: NFC.
    """
    return [
        (rank, name)
        for rank, name in pairwise(_of_lexicon(source))
        if rank.kind is Expected.RANK
        and name.kind is Expected.NAME
        and not source[rank.end : name.start].strip(" .")
    ]


def _of_value(value: Value, text: str) -> Expectation:
    """What a value expects; the number of a quarter has a form, since months stand there too."""
    item = Expectation(Expected.VALUE, value.start, value.end, value.text, value=value)
    nth = _QUARTERS.get(value.readings[0] if _QUARTER.search(text[: value.start]) else "")
    return replace(item, forms=(f"{nth} quarter",)) if nth else item


def _within(item: Expectation, value: Expectation) -> bool:
    formula = item.kind is Expected.PHRASE and value.start < item.start
    return formula and item.end == value.end


def _once(found: Iterable[Expectation]) -> list[Expectation]:
    kept: dict[tuple[Expected, str], Expectation] = {}
    for item in found:
        words = " ".join((item.source, *item.of))
        own = item.kind in (Expected.NAME, Expected.PLACE)  # Tú and Từ are two
        what = item.value.key if item.value else words.casefold() if own else fold(words)
        kept.setdefault((item.kind, what), item)
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class Draftwork:
    """An English text prepared for many questions."""

    text: str
    folded: str
    values: tuple[Value, ...]


def read(text: str) -> Draftwork:
    """An English text, composed, folded and with its values read."""
    composed = unicodedata.normalize("NFC", text)
    return Draftwork(composed, fold(composed), extract_values(composed, "en", doubtful=True))


def met_at(
    expectation: Expectation, text: Draftwork, *, lenient: bool = False
) -> tuple[tuple[int, int], ...]:
    """Where a text says what is expected: spans, in order; none where it does not.

    Args:
        lenient: Take names whose marks are not all there, or not all left out.
    """
    if expectation.value is not None:
        return tuple(
            (value.start, value.end)
            for value in text.values
            if says(value, expectation.value, text.text)
        )
    if expectation.kind is Expected.UNIT:
        names, optional = expectation.of, expectation.optional
        units = units_of(text.text, text.folded, expectation.forms, names, optional=optional)
        return tuple(sorted(units))
    named = expectation.kind is Expected.NAME
    spans = {
        span
        for form in expectation.forms
        for span in find_forms(text.text, form, inflected=not named, folded=text.folded)
    }
    if not spans and named and is_foreign_name(expectation.source, expectation.forms):
        spans = _scattered(expectation, text)
    if expectation.kind is Expected.OFFICE:
        # A deputy director is no director.
        spans = {span for span in spans if not _DEPUTY.search(text.folded, 0, span[0])}
    if expectation.kind is Expected.RANK:
        spans &= set(known_spans(text, Kind.RANK))
    if expectation.kind is Expected.PLACE:
        spans = {span for span in spans if _may_be_place(text.text, span)}
    if not lenient and expectation.kind in (Expected.NAME, Expected.PLACE):
        spans = {span for span in spans if _has_right_marks(text.text[slice(*span)], expectation)}
    return tuple(sorted(spans))


def _scattered(expectation: Expectation, text: Draftwork) -> set[tuple[int, int]]:
    """The last word of a foreign name all of whose words are said: Kim Yuna for Yuna Kim."""
    spans: set[tuple[int, int]] = set()
    for word in re.findall(r"[^\W_]+", expectation.source):
        spans = set(find_forms(text.text, word, inflected=False, folded=text.folded))
        if not spans:
            return set()
    return spans


def _may_be_place(text: str, span: tuple[int, int]) -> bool:
    """Whether words are written as a place is: not the US of ``told us`` and ``US$5``."""
    return not text[slice(*span)].islower() and text[span[1] : span[1] + 1] != "$"


def _has_right_marks(words: str, expectation: Expectation) -> bool:
    """Whether Vietnamese words have all their marks or none."""
    plain = _spaced(words)
    return plain.isascii() or plain in map(_spaced, (*expectation.forms, expectation.source))


def _spaced(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words).casefold()


def unmet(
    expected: Sequence[Expectation], text: str | Draftwork, *, lenient: bool = False
) -> tuple[Expectation, ...]:
    """What is expected and not said, in order.

    Args:
        expected: From :func:`expectations`.
        text: English.
        lenient: Take a name as said where an editor shortened it to its last word or wrote it as
            one word, as English papers do, and a date where its year was left out.
    """
    work = read(text) if isinstance(text, str) else text
    promised = {} if lenient else _promised(expected, work)
    return tuple(item for item in expected if not _is_said(item, work, promised, lenient))


def _promised(expected: Sequence[Expectation], work: Draftwork) -> dict[tuple[int, int], str]:
    """The amounts of a draft that say just one of those expected: the 12% that is no 12.

    The 5 of "5-7%" may be 5 as well as 5%.
    """
    keys = {item.value.key for item in expected if item.value and item.value.kind in _AMOUNTS}
    return {
        (value.start, value.end): value.key
        for value in work.values
        if value.key in keys and not value.range_forms
    }


def _is_said(
    item: Expectation, work: Draftwork, promised: dict[tuple[int, int], str], lenient: bool
) -> bool:
    spans = met_at(item, work, lenient=lenient)
    if item.value is not None and item.value.kind in _AMOUNTS:
        key = item.value.key
        spans = tuple(span for span in spans if promised.get(span, key) == key)
    if spans:
        return True
    if item.optional:  # what a place is that is not there either
        return not any(
            find_forms(work.text, form, inflected=False, folded=work.folded) for form in item.of
        )
    if item.value is not None:
        if item.value.kind is ValueKind.TIME and lasts(item.value, work.values, work.text):
            return True
        # What is said by several values at once: 10-15 million dong.
        unit = item.value.unit
        named = item.value.kind is ValueKind.MONEY and any(v.unit == unit for v in work.values)
        return (lenient or named) and not unmatched((item.value,), work.values)
    if not lenient or item.kind is not Expected.NAME:
        return False
    words = fold(item.source).split()
    joined = "".join(filter(str.isalpha, work.folded))
    short = replace(item, forms=(words[-1],))
    return bool(met_at(short, work)) or "".join(words) in joined
