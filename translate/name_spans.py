"""Where names of people and places stand in an English draft, by how they are spelt."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from songngu.translate.expectations import Draftwork, Expectation
from songngu.translate.forms import Span, fold, overlap
from songngu.translate.known import known_spans
from songngu.translate.newsroom import Kind, is_foreign_name
from songngu.translate.newsroom.runs import PARTICLES

_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’][^\W\d_]+)?")
_CAPITALISED_ALONE = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’](?!s\b)[^\W\d_]+)?")
# A Vietnamese syllable without its marks.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_NOT_NAME_LIST = """
    a an and as at be but by can do due each every for from he her here his how i if in into it its
    let many me more most mr mrs ms my new no nor not of off on one or our out over per she so some
    such than that the their then there these they this those to too under up upon was we what when
    where which while who with yet you your sir dr prof general major captain colonel day year may
    june july march sea team bay thai main sun mon tue dan tan
"""
_NOT_NAMES = frozenset(_NOT_NAME_LIST.split())
_SURNAMES = frozenset(
    fold(
        "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh mai đào"
    ).split()
)
_PERSON_BEFORE = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof)\.?|Colonel|General|Captain|Major)\s+\Z")
# Between the words of a name: Ruud van Nistelrooy, Bashar al-Assad.
_WITHIN = re.compile(rf"-|[ \u00a0](?:(?:{'|'.join(sorted(PARTICLES))})[ -])*")
_LIKE = 0.6  # difflib's ratio from which two spellings may be the same name
_LIKE_WORD = 0.8  # the same of a single word


def _runs(work: Draftwork) -> list[list[Span]]:
    """Runs of capitalised words, without what only the beginning of a sentence capitalises."""
    runs: list[list[Span]] = []
    end = -2
    for match in _CAPITALISED.finditer(work.text):
        word = work.folded[match.start() : match.end()]
        shouted = match.group().isupper() and len(word) > 1
        joined = match.start() == end + 1 and work.text[end] in " -\u00a0"
        # Giang A Pao, Le Thi My: what is no name by itself may be part of one.
        within = joined and all(_may_be_syllable(work.folded[a:b]) for a, b in runs[-1])
        if shouted or (word in _NOT_NAMES and not within):
            continue
        if joined:
            runs[-1].append(match.span())
        else:
            runs.append([match.span()])
        end = match.end()
    return runs


def _name_runs(work: Draftwork) -> list[Span]:
    """Runs of words that may be Vietnamese names, by their syllables."""
    found: list[Span] = []
    for run in _runs(work):
        part: list[Span] = []
        for span in [*run, None]:
            if span is not None and _may_be_syllable(work.folded[span[0] : span[1]]):
                part.append(span)
                continue
            if len(part) > 1 or len(part) == len(run) == 1:
                found.append((part[0][0], part[-1][1]))
            part = []
    return [span for span in found if work.text.count(" ", *span) < 5]


def _may_be_syllable(word: str) -> bool:
    """Whether a folded word may be of a Vietnamese name; drafts shorten one to its letter."""
    return len(word) == 1 or _SYLLABLE.fullmatch(word) is not None


def name_spans(
    work: Draftwork, taken: Sequence[Span], wanted: Expectation | None = None
) -> list[Span]:
    """Words that may be a Vietnamese name by their spelling, and what is like the one looked for.

    For a foreign name only what is like it.

    Args:
        taken: Spans that say something else.
        wanted: The name that is looked for.
    """
    like = _likest(wanted, work, taken) if wanted else []
    if wanted is not None and is_foreign_name(wanted.source, wanted.forms):
        return like
    runs = _name_runs(work)
    n_gaps = wanted.source.count(" ") if wanted else 0
    # The Bui before Ngoc Minh stands for Do Ngoc Minh too.
    around = [run for run in runs if work.text.count(" ", *run) <= n_gaps]
    like = [next((r for r in around if r[0] <= a and b <= r[1]), (a, b)) for a, b in like]
    places = [*known_spans(work, Kind.PLACE), *like]
    return [*like, *(run for run in runs if not any(overlap(run, p) for p in places))]


def place_spans(
    work: Draftwork, taken: Sequence[Span], wanted: Expectation | None = None
) -> list[Span]:
    """Places that are known, and names that may be one: by their spelling, not of a person.

    Args:
        taken: Spans that say something else.
        wanted: The place that is looked for.
    """
    found = set(known_spans(work, Kind.PLACE))
    like = _likest(wanted, work, taken) if wanted else []
    for run in (*like, *_name_runs(work)):
        if not _is_person(work, run) and not any(overlap(run, other) for other in found):
            found.add(run)
    return sorted(found)


def _is_person(work: Draftwork, span: Span) -> bool:
    first, *rest = work.folded[span[0] : span[1]].split()
    named = first in _SURNAMES and len(rest) > 1
    return named or bool(_PERSON_BEFORE.search(work.text[: span[0]]))


def _likest(wanted: Expectation, work: Draftwork, taken: Sequence[Span]) -> list[Span]:
    """The words spelt most like a name, where any are like it."""
    forms = [fold(form) for form in dict.fromkeys((wanted.source, *wanted.forms))]
    best, found = 0.0, []
    for span in _word_spans(wanted, work):
        there = work.folded[slice(*span)]
        ratio = max(difflib.SequenceMatcher(None, there, form).ratio() for form in forms)
        enough = _LIKE if " " in there else _LIKE_WORD
        if ratio >= max(enough, best + 1e-9) and not any(overlap(span, other) for other in taken):
            best, found = ratio, [span]
    return found


def _word_spans(wanted: Expectation, work: Draftwork) -> Iterator[Span]:
    """Capitalised words side by side, of about as many words as a name and of words of its kind."""
    words = [match.span() for match in _CAPITALISED_ALONE.finditer(work.text)]
    own = _words(fold(wanted.source))
    n_odd = (
        len(words)
        if is_foreign_name(wanted.source, wanted.forms)
        else sum(not _may_be_syllable(w) for w in own)
    )
    for first, (start, _) in enumerate(words):
        odd = 0
        for last in range(first, min(len(words), first + len(own) + 1)):
            a, b = words[last]
            if last > first and not _WITHIN.fullmatch(work.text, words[last - 1][1], a):
                break
            odd += not _may_be_syllable(work.folded[a:b])
            if odd <= n_odd + (last - first > 1):  # no Colonel Dung for Van Dung
                yield start, b


def _words(folded: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded)
