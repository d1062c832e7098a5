"""What in a draft stands for nothing in its source: where a wrong name, rank or number is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from songngu.corpora.values import Value, ValueKind, extract_values
from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    met_at,
    ranks_of_names,
)
from songngu.translate.forms import Span, find_forms, fold, overlap
from songngu.translate.known import known_spans
from songngu.translate.name_spans import name_spans, place_spans
from songngu.translate.newsroom import Kind, find, target_forms
from songngu.translate.newsroom.peoples import is_people
from songngu.translate.peoples_said import bent_names, names_other_people
from songngu.translate.values_said import says
from songngu.translate.word_alignment import align_words, counterpart

_CALLED = re.compile(r"\b(?:Mr|Mrs|Ms)\.?\s+\Z")
_UNIT_AFTER = re.compile(
    r" (?:Province|City|District|Commune|Ward|Town|Township|Village|River|Lake|Sea|Street|Road)\b",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_BODY_GOES_ON = re.compile(r" of\b")
_OFFICE_GOES_ON = re.compile(r" (?:of|at|for|under)\b")
# What is counted: a plural, the first half of "54-seat", or what somebody won.
_NOUN_AFTER = re.compile(
    r"[-‐][a-z]+\b(?![-‐])|[ \u00a0](?!this\b|plus\b|always\b|perhaps\b)[a-z]{2,}[^s\W]s\b(?!['’])"
    r"|[ \u00a0](?:[a-z]+ medal(?:l?ist)?s?|[A-Z]{1,2}s)\b"
)
# Where medals are said otherwise: three Asian golds, bronze three times, ten more, 87-81-110.
_MEDAL_NEAR = re.compile(
    r"\s?[-‐–]\s?\d|\s(?:times|more|fewer)\b"
    r"|\s[A-Z]\w*(?: \w+)?\s(?:golds?|silvers?|bronzes?|medals?)\b"
)
_TO_YEAR = re.compile(r"\s?[-–—]\s?([12]\d{3})(?!\d|[.,/]\d)")
_TIME_KINDS = (ValueKind.DATE, ValueKind.WEEKDAY, ValueKind.TIME)
_FAR = 0.35  # of a sentence


def claimed(expected: Sequence[Expectation], work: Draftwork, source: str) -> list[Span]:
    """The spans of a draft that say something expected.

    Where a rank or office is said oftener than the source does, the spans at the likeliest places
    are taken: a second lieutenant general stands for someone else's rank.
    """
    found: list[Span] = []
    folded = fold(source)
    for item in expected:
        spans = list(met_at(item, work))
        times = folded.count(fold(item.source))
        if item.kind in (Expected.RANK, Expected.OFFICE) and len(spans) > times:
            spans = sorted(spans, key=_distance(item, work, source))[: max(1, times)]
        found += spans
    return found


def _distance(item: Expectation, work: Draftwork, source: str) -> Callable[[Span], float]:
    place = item.start / max(1, len(source))
    return lambda span: abs(span[0] / max(1, len(work.text)) - place)


def wrong_spans(
    wanted: Expectation, expected: Sequence[Expectation], work: Draftwork, source: str
) -> list[Span]:
    """Where in a draft something else stands for what is wanted, the likeliest first.

    Only what is of the same kind and says nothing of the source, and the name itself where some
    of its marks are missing or it is left in Vietnamese spelling; of terms and phrases there is
    nothing, since any words may stand for them.

    Args:
        wanted: What the draft lacks.
        expected: All that is expected of it.
        source: The Vietnamese segment, NFC.
    """
    taken = claimed(expected, work, source)
    found = strangers(wanted.kind, source, work, taken, wanted)
    if wanted.value is not None:
        found = [*_copies(wanted, work), *(s for s in found if _fits(wanted.value, work, s))]
        found = _joined([_with_noun(wanted.value, work, span) for span in found], work)
    elif wanted.kind is Expected.RANK:
        found = [_with_full_stop(work, span) for span in found]
    elif wanted.kind is Expected.OFFICE:
        found = [span for span in found if _is_other_office(wanted, work, span)]
    elif wanted.kind in (Expected.NAME, Expected.PLACE):
        copied = find_forms(work.text, wanted.source, inflected=False, folded=work.folded)
        own = [*met_at(wanted, work, lenient=True), *copied]
        if wanted.kind is Expected.PLACE and is_people(wanted.source, wanted.forms):
            own += bent_names(wanted, work, taken)
            found = [span for span in found if names_other_people(wanted, work, span)]
        found = list(dict.fromkeys(own)) or [
            *_said_twice(wanted, expected, work, source),
            *_for_name(wanted, expected, work, source, found),
        ]
    distance = _distance(wanted, work, source)
    if len(found) > 1:
        there = counterpart(align_words(source, work.text), wanted.start, wanted.end)
    else:
        there = None

    def order(span: Span) -> tuple[int, bool, float]:
        aligned = there is not None and overlap(span, there)
        return -_likeness(wanted, work, span), not aligned, distance(span)

    return sorted(found, key=order)


def ranks_before_names(
    source: str, work: Draftwork, lost: Sequence[Expectation]
) -> list[tuple[Span, Expectation]]:
    """Where a rank has to stand right before a name and does not, in order.

    Either another person's rank stands there, or none, and the draft lacks the right one. What
    two different ranks would have to take is left as it is.

    Args:
        source: NFC.
        lost: What the draft lacks.

    Returns:
        Spans of the draft, empty ones before names without a rank, and the rank of each.
    """
    lacking = {fold(item.source) for item in lost if item.kind is Expected.RANK}
    ranks = known_spans(work, Kind.RANK)
    claims: dict[Span, dict[str, Expectation]] = {}
    for rank, name in ranks_of_names(source):
        said, right = met_at(name, work), met_at(rank, work)
        if not said:
            continue
        stand = [_rank_before(work, start, ranks) for start, _ in said]
        at = next((span for span in stand if span in right), stand[0])
        if at is None and fold(rank.source) in lacking:
            start = said[0][0]
            head = work.text[:start]
            copied = re.search(rf"\b{re.escape(rank.source)}\.?\s+\Z", head, re.IGNORECASE)
            called = copied or _CALLED.search(head)
            at = called.start() if called else start, start
        if at is not None:
            claims.setdefault(at, {})[fold(rank.source)] = rank
    return [
        (_with_full_stop(work, span), rank)
        for span, claimants in sorted(claims.items())
        for rank in claimants.values()
        if len(claimants) == 1 and span not in met_at(rank, work)
    ]


def _rank_before(work: Draftwork, at: int, ranks: Sequence[Span]) -> Span | None:
    ends = ((span, _with_full_stop(work, span)[1]) for span in ranks)
    return next((span for span, end in ends if end <= at and not work.text[end:at].strip()), None)


def _with_full_stop(work: Draftwork, rank: Span) -> Span:
    """The words of a rank with the full stop of an abbreviation, unless nothing follows it."""
    start, end = rank
    last = _LAST_WORD.search(work.folded, start, end)
    stops = last is not None and last.group() in _abbreviations()
    goes_on = work.text[end : end + 1] == "." and work.text[end + 1 :].strip()
    return (start, end + 1) if stops and goes_on else rank


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    """The last words of ranks that end in a full stop."""
    stopped = (form[:-1] for form in target_forms(Kind.RANK) if form.endswith("."))
    return frozenset(word.group() for form in stopped if (word := _LAST_WORD.search(fold(form))))


def _for_name(
    wanted: Expectation,
    expected: Sequence[Expectation],
    work: Draftwork,
    source: str,
    found: Sequence[Span],
) -> list[Span]:
    """Of the strangers those that do not rather stand for another name, or too far away."""
    distance = _distance(wanted, work, source)
    others = [
        item
        for item in expected
        if item is not wanted
        and item.kind in (Expected.NAME, Expected.PLACE)
        and not met_at(item, work)
    ]
    kept = []
    for span in found:
        if _likeness(wanted, work, span):
            kept.append(span)
            continue
        promised = any(_likeness(item, work, span) for item in others)
        place = wanted.kind is Expected.NAME and _UNIT_AFTER.match(work.text, span[1])
        if not promised and not place and distance(span) < _FAR:
            kept.append(span)
    return kept


def _with_noun(wanted: Value, work: Draftwork, span: Span) -> Span:
    """A number with the noun that stands for its unit: the 54 flights of 54 nautical miles."""
    noun = _NOUN_AFTER.match(work.text, span[1])
    counted = any(
        (value.start, value.end) == span
        and value.kind is ValueKind.NUMBER
        and value.readings[0] in wanted.readings
        for value in work.values
    )
    if noun and counted and wanted.kind is ValueKind.QUANTITY:
        return span[0], noun.end()
    return span


def _joined(found: Sequence[Span], work: Draftwork) -> list[Span]:
    """Spans of numbers side by side as one: the 2 billion 350 million of one amount."""
    joined: list[Span] = []
    for span in sorted(found):
        if joined and work.text[joined[-1][1] : span[0]] == " ":
            joined[-1] = joined[-1][0], span[1]
        else:
            joined.append(span)
    return joined


def _said_twice(
    wanted: Expectation, expected: Sequence[Expectation], work: Draftwork, source: str
) -> list[Span]:
    """Where another person's name stands in the place of this person's too.

    Of three names in a row drafts write the last one twice: the first of the two is meant then. A
    name from elsewhere in the source is meant where all others stand in the order of the source.
    """
    names = [item for item in expected if item.kind is Expected.NAME]
    if wanted not in names:
        return []
    if find_forms(work.text, wanted.forms[0].split()[-1], inflected=False, folded=work.folded):
        return []  # called by the last word of the name
    at, found = names.index(wanted), []
    for place, which in ((at + 1, 0), (at - 1, 1)):
        if not 0 <= place < len(names):
            continue
        spans = met_at(names[place], work)
        if len(spans) == 2 and fold(source).count(fold(names[place].source)) == 1:
            found.append(spans[which])
    return found or _out_of_order(wanted, names, work, source)


def _out_of_order(
    wanted: Expectation, names: Sequence[Expectation], work: Draftwork, source: str
) -> list[Span]:
    """The one name of a draft that is not where its source has it, if all names else are."""
    folded = fold(source)
    if any(folded.count(fold(item.source)) != 1 for item in names):
        return []
    said = sorted(
        ((span, item) for item in names for span in met_at(item, work)), key=lambda pair: pair[0]
    )
    if len(said) != len(names):
        return []
    other = [n for n, (_, item) in enumerate(said) if item is not names[n]]
    return [said[n][0] for n in other if len(other) == 1 and names[n] is wanted]


def _is_other_office(wanted: Expectation, work: Draftwork, span: Span) -> bool:
    """Whether an office is another of the same sort: a ministry for a ministry, all of its name.

    Not an office for a body, the deputy for the head, or several for one.
    """
    own, there = _words(fold(wanted.forms[0])), _words(_at(work, span))
    alike = own[0] == there[0] or own[-1] == there[-1]
    other = not set(there) <= {*own, "deputy", "vice"}
    several = there[-1].endswith("s") and not own[-1].endswith("s")
    held = is_held(wanted)
    same_sort = held == (span in known_spans(work, Kind.OFFICE))
    goes_on = (_OFFICE_GOES_ON if held else _BODY_GOES_ON).match(work.text, span[1])
    return alike and other and same_sort and not several and not goes_on


def is_held(office: Expectation) -> bool:
    """Whether somebody is what an expectation says (director, midwife); a body is not."""
    return _begins_with_office(office.source)


@lru_cache(maxsize=4096)
def _begins_with_office(source: str) -> bool:
    return any(entry.kind is Kind.OFFICE for entry in find(source)[:1])


def _at(work: Draftwork, span: Span) -> str:
    return work.folded[span[0] : span[1]]


def _likeness(wanted: Expectation, work: Draftwork, span: Span) -> int:
    return len(set(_words(_at(work, span))) & set(_words(fold(wanted.source))))


def _words(folded: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded)


def _copies(wanted: Expectation, work: Draftwork) -> list[Span]:
    """Where a date stands as in the source (``4/11``), which says another day in English."""
    digits = re.search(r"\d+\s?[/.-]\s?\d+(?:\s?[/.-]\s?\d+)?", wanted.source)
    if digits is None or wanted.value is None or wanted.value.kind is not ValueKind.DATE:
        return []
    pattern = rf"(?<![\d/.-]){re.escape(digits.group())}(?![\d/]|[.-]\d)"
    return [match.span() for match in re.finditer(pattern, work.text)]


def strangers(
    kind: Expected,
    source: str,
    work: Draftwork,
    taken: Sequence[Span],
    wanted: Expectation | None = None,
) -> list[Span]:
    """Where something of a kind stands in a draft and its source has nothing like it, in order.

    Args:
        taken: Spans that say what is expected; see :func:`claimed`.
        wanted: What is looked for; parts of its own name are strangers as well.
    """
    if kind is Expected.VALUE:
        found = _strange_values(source, work)
    elif kind is Expected.NAME:
        found = name_spans(work, taken, wanted)
    elif kind is Expected.PLACE:
        found = place_spans(work, taken, wanted)
    elif kind is Expected.RANK:
        found = known_spans(work, Kind.RANK)
    elif kind is Expected.OFFICE:
        spans = known_spans(work, Kind.OFFICE, Kind.INSTITUTION)
        found = [span for span in spans if " " in work.text[span[0] : span[1]]]
    else:
        return []
    free = [span for span in found if not any(overlap(span, other) for other in taken)]
    if kind not in (Expected.NAME, Expected.PLACE):
        return free
    said = f" {' '.join(_words(fold(source)))} "
    own = f" {' '.join(_words(fold(wanted.source)))} " if wanted else ""
    return [span for span in free if not _is_copied(work, span, said, own)]


def _is_copied(work: Draftwork, span: Span, said: str, own: str) -> bool:
    """Whether the words stand so in the source, other than in the name that is looked for."""
    words = f" {' '.join(_words(work.folded[span[0] : span[1]]))} "
    return words in said and words not in own


def _strange_values(source: str, work: Draftwork) -> list[Span]:
    ours = extract_values(source, "vi", doubtful=True)
    return [
        (value.start, value.end)
        for value in work.values
        if not value.doubtful and not any(says(value, wanted, work.text) for wanted in ours)
    ]


def _fits(wanted: Value, work: Draftwork, span: Span) -> bool:
    """Whether a span says the same kind of value as is wanted."""
    value = next((v for v in work.values if (v.start, v.end) == span), None)
    if value is None:
        return False
    if wanted.kind is ValueKind.NUMBER and value.kind is ValueKind.QUANTITY:
        return False  # what is counted would be left out with the unit
    if wanted.kind is ValueKind.ORDINAL and value.kind is not ValueKind.ORDINAL:
        return False  # 12 delegates, of the 11th council
    chained = work.text[: span[0]].endswith(("-", "‐", "–"))
    if "medal" in wanted.key and (chained or _MEDAL_NEAR.match(work.text, span[1])):
        return False
    to = _TO_YEAR.match(work.text, span[1])
    if to and wanted.key.isdigit() and int(wanted.key) > int(to[1]):
        return False  # such a range would run backwards
    if wanted.kind in _TIME_KINDS or value.kind in _TIME_KINDS:
        hour = wanted.kind is ValueKind.TIME and value.key in wanted.readings[:1]
        return hour or wanted.kind is value.kind
    return wanted.kind is value.kind or not (wanted.unit and value.unit)
