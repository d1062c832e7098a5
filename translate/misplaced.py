"""What in a draft stands for nothing in its source: where a wrong name, rank or number is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from songngu.corpora.values import Value, ValueKind, extract_values, unmatched
from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    met_at,
    ranks_in,
)
from songngu.translate.forms import find_forms, fold
from songngu.translate.newsroom import Kind, target_forms

Span = tuple[int, int]

_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’][^\W\d_]+)?")
_GAP = re.compile(r"[ \u00a0-]\Z")
# A Vietnamese syllable without its marks.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_NOT_NAME_LIST = """
    a an and as at be but by can do due each every for from he her here his how i if in into it its
    let many me more most mr mrs ms my new no nor not of off on one or our out over per she so some
    such than that the their then there these they this those to too under up upon was we what when
    where which while who with yet you your sir dr prof general major captain colonel day year may
    june july march
"""
_NOT_NAMES = frozenset(_NOT_NAME_LIST.split())
_TIME_KINDS = (ValueKind.DATE, ValueKind.WEEKDAY, ValueKind.TIME)


def claimed(expected: Sequence[Expectation], work: Draftwork) -> list[Span]:
    """The spans of a draft that say something expected."""
    return [span for item in expected for span in met_at(item, work)]


def strangers(kind: Expected, source: str, work: Draftwork, taken: Sequence[Span]) -> list[Span]:
    """Where something of a kind stands in a draft and its source has nothing like it, in order.

    Args:
        kind: Of what; of terms and phrases there are none, since any words may be one.
        source: The Vietnamese segment, NFC.
        work: Its draft.
        taken: Spans that say what is expected; see :func:`claimed`.
    """
    if kind is Expected.NAME:
        found = [run for run in _runs(work) if _is_vietnamese(work.folded[run[0] : run[1]])]
    elif kind is Expected.PLACE:
        found = sorted(set(_known_places(work)) | set(_runs(work)))
    elif kind is Expected.RANK:
        found = ranks_in(work)
    elif kind is Expected.VALUE:
        values = extract_values(work.text, "en")
        source_values = extract_values(source, "vi", doubtful=True)
        found = [(value.start, value.end) for value in unmatched(values, source_values)]
    else:
        return []
    free = [span for span in found if not any(overlap(span, other) for other in taken)]
    if kind in (Expected.NAME, Expected.PLACE):
        known = set(fold(source).replace("-", " ").split())
        free = [span for span in free if not _is_copied(work.folded[span[0] : span[1]], known)]
    return free


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def _is_copied(words: str, known: set[str]) -> bool:
    return all(word.strip(".,:;()\"“”'’") in known for word in words.replace("-", " ").split())


def _runs(work: Draftwork) -> list[Span]:
    """Runs of capitalised words, without what only the beginning of a sentence capitalises."""
    runs: list[list[Span]] = []
    end = -1
    for match in _CAPITALISED.finditer(work.text):
        if match.group().isupper() and len(match.group()) > 1:
            continue
        joined = bool(runs) and _GAP.match(work.text[end : match.start()] or " x")
        if work.folded[match.start() : match.end()] in _NOT_NAMES and not (
            joined and work.folded[match.start() : match.end()] in ("do", "an", "can", "so", "no")
        ):
            end = -1
            continue
        if joined and end >= 0 and match.start() == end + 1:
            runs[-1].append(match.span())
        else:
            runs.append([match.span()])
        end = match.end()
    return [(run[0][0], run[-1][1]) for run in runs]


def _is_vietnamese(folded: str) -> bool:
    words = re.split(r"[ \u00a0-]", folded)
    return len(words) <= 5 and all(_SYLLABLE.fullmatch(word) for word in words)


@lru_cache(maxsize=1)
def _place_forms() -> tuple[str, ...]:
    return tuple(sorted(target_forms(Kind.PLACE)))


def _known_places(work: Draftwork) -> list[Span]:
    # Only forms whose first word is in the draft at all: there are hundreds.
    words = set(re.findall(r"[^\W_]+", work.folded))
    return [
        span
        for form in _place_forms()
        if fold(form).split()[0].strip(".") in words
        for span in find_forms(work.text, form, inflected=False, folded=work.folded)
        if work.text[span[0]].isupper()
    ]


def likeliest(
    wanted: Expectation, found: Sequence[Span], work: Draftwork, source: str
) -> list[Span]:
    """Spans by how likely the wanted thing should stand there, the likeliest first.

    Shared words first, then the relative position in the sentence.
    """
    words = set(fold(wanted.source).split())
    place = wanted.start / max(1, len(source))

    def distance(span: Span) -> tuple[int, float]:
        shared = len(words & set(work.folded[span[0] : span[1]].replace("-", " ").split()))
        return -shared, abs(span[0] / max(1, len(work.text)) - place)

    usable = [span for span in found if _fits(wanted, work, span)]
    return sorted(usable, key=distance)


def _fits(wanted: Expectation, work: Draftwork, span: Span) -> bool:
    """Whether a span says the same kind of value as is wanted."""
    if wanted.value is None:
        return True
    value = next((v for v in work.values if (v.start, v.end) == span), None)
    return value is not None and _alike(wanted.value, value)


def _alike(one: Value, other: Value) -> bool:
    if one.kind in _TIME_KINDS or other.kind in _TIME_KINDS:
        return one.kind is other.kind
    return one.kind is other.kind or not (one.unit and other.unit and one.unit != other.unit)
