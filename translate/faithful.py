"""Drafts that say what their sources say: hints, choice among hypotheses, continuing, repair.

What a draft has to contain comes from :mod:`songngu.translate.expectations`. The model is told
the preferred English of names and terms; of its hypotheses the one that misses least is taken;
where something is still missing, the right form is put where the wrong one stands, or the draft
is cut there and the model goes on from the right form. What was put in and what could not be is
told with the draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from songngu.corpora.types import CheckName
from songngu.translate.batching import batches
from songngu.translate.checks import check_draft
from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    expectations,
    met_at,
    read,
    unmet,
)
from songngu.translate.forms import fold
from songngu.translate.hints import hints_for
from songngu.translate.misplaced import (
    claimed,
    overlap,
    ranks_before_names,
    strangers,
    wrong_spans,
)
from songngu.translate.offices import holder_of_office, office_put_right, place_of_office
from songngu.translate.substitution import (
    aligned_span,
    date_put_first,
    english_form,
    put_in,
    unit_put_in,
)

if TYPE_CHECKING:
    from songngu.translate.drafter import Hypothesis, ModelDrafter, Request

_NO_END = re.compile(r"[\w%)°²³]\Z")
_NO_SPACE = re.compile(r"(?<=[^\W\d_]{2}),(?=[^\W\d_]{2})")
_ROUNDS = 6
_MAX_PLACES = 2
#: Nats per token that each fault weighs when hypotheses are compared.
_LOST, _LOST_PHRASE, _STRANGER, _UNHEALTHY = 1.0, 0.2, 0.3, 1.0
_FAULTS = frozenset(
    (
        CheckName.EMPTY,
        CheckName.SOURCE_COPIED,
        CheckName.VIETNAMESE_LEFT,
        CheckName.REPETITION,
        CheckName.LENGTH_RATIO,
        CheckName.CUT,
    )
)


@dataclass(frozen=True, slots=True)
class Faithful:
    """By what means drafts are made faithful.

    Attributes:
        hints: Kinds whose preferred English the model is told, beside the terms.
        n_best: Hypotheses to choose from; 1 takes the most probable whatever it misses.
        again: Whether the model drafts anew from a right form put where a wrong one stands.
        repair: Whether a wrong form is replaced by the right one in the draft as it stands.
    """

    hints: frozenset[Expected] = frozenset(
        (Expected.NAME, Expected.PLACE, Expected.RANK, Expected.OFFICE)
    )
    n_best: int = 4
    again: bool = True
    repair: bool = True

    @property
    def settings(self) -> str:
        """For a signature: which means are in use."""
        if self == RAW:
            return "faithful:no"
        hints = "+".join(kind.value for kind in Expected if kind in self.hints)
        means = (("again", self.again), ("repair", self.repair))
        used = [f"hints({hints})"] if hints else []
        used += [f"best{self.n_best}"] * (self.n_best > 1) + [name for name, on in means if on]
        return "faithful:" + ",".join(used)


#: The model's most probable draft as it is, with terms in the prompt and nothing else.
RAW = Faithful(hints=frozenset(), n_best=1, again=False, repair=False)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A possible draft, weighed: what it misses, how many faults, and the lower the better."""

    hypothesis: Hypothesis
    work: Draftwork
    lost: tuple[Expectation, ...]
    n_faults: int
    n_strangers: int

    @property
    def n_required(self) -> int:
        return sum(item.required for item in self.lost)

    @property
    def is_whole(self) -> bool:
        return not self.lost and not self.n_faults and not self.n_strangers

    @property
    def cost(self) -> float:
        n_phrases = len(self.lost) - self.n_required
        return (
            _LOST * self.n_required
            + _LOST_PHRASE * n_phrases
            + _STRANGER * self.n_strangers
            + _UNHEALTHY * self.n_faults
            - self.hypothesis.log_probability
        )

    def scored(self, log_probability: float) -> _Candidate:
        """The same with another probability, to be compared with others by."""
        return replace(self, hypothesis=replace(self.hypothesis, log_probability=log_probability))


@dataclass(slots=True)
class _Work:
    """A request on its way to a faithful draft.

    Attributes:
        first_lost: What the model's best draft lacked.
        moved: Ranks that were put before the names they belong to.
        tried: What has been looked at, by kind and place in the source.
    """

    request: Request
    expected: tuple[Expectation, ...]
    best: _Candidate
    first_lost: tuple[Expectation, ...]
    moved: tuple[Expectation, ...] = ()
    tried: set[tuple[Expected, int]] = field(default_factory=set)

    def next_lost(self) -> Expectation | None:
        """The next thing to put right, in the order of the source; None when nothing is left."""
        for item in self.best.lost:
            key = (item.kind, item.start)
            if item.kind is not Expected.PHRASE and key not in self.tried:
                self.tried.add(key)
                return item
        return None


def draft_faithfully(engine: ModelDrafter, requests: Sequence[Request]) -> list[Hypothesis]:
    """One hypothesis for each request of a batch, as faithful as the engine's settings make it.

    Raises:
        EngineError: The engine failed.
    """
    means = engine.faithful
    expected = [expectations(request.text, request.terms) for request in requests]
    asked = [
        replace(request, terms=hints_for(request.text, known, means.hints))
        for request, known in zip(requests, expected, strict=True)
    ]
    pools = engine.hypotheses(asked, n_best=means.n_best)
    works = []
    for request, known, pool in zip(asked, expected, pools, strict=True):
        best = _best(request, known, pool)
        works.append(_Work(request, known, best, best.lost))
    if means.repair:
        for work in works:
            _put_ranks_before_names(work)
    if means.again or means.repair:
        _put_right(engine, works)
    return [_told(work, tidy=means.repair) for work in works]


def _put_ranks_before_names(work: _Work) -> None:
    """Give every person the rank that the source gives, all at once: two may be exchanged."""
    text = work.best.work.text
    places = ranks_before_names(work.request.text, work.best.work, work.best.lost)
    for (start, end), rank in reversed(places):
        gap = " " if text[start:end].endswith(" ") or start == end else ""
        text = put_in(text, (start, end), rank.forms[0] + gap)
    if not places:
        return
    candidate = _weigh(work.request, work.expected, replace(work.best.hypothesis, text=text))
    lost = {fold(item.source) for item in work.best.lost if item.kind is Expected.RANK}
    n_most = work.best.n_required - any(fold(rank.source) in lost for _, rank in places)
    if candidate.n_required <= n_most and candidate.n_faults <= work.best.n_faults:
        work.best = candidate
        work.moved = tuple(rank for _, rank in places)


def _tidy(source: str, text: str) -> str:
    """A draft with the full stop and the spaces behind commas that the model left out."""
    text = _NO_SPACE.sub(", ", text)
    return f"{text}." if source.endswith(".") and _NO_END.search(text) else text


def _told(work: _Work, *, tidy: bool) -> Hypothesis:
    lost = tuple(item for item in work.best.lost if item.required)
    kept = [item for item in work.first_lost if item not in work.best.lost]
    forms = dict.fromkeys(
        work.best.work.text[start:end]
        for item in (*work.moved, *kept)
        if item.kind is not Expected.PHRASE
        for start, end in met_at(item, work.best.work)[:1]
    )
    text = work.best.hypothesis.text
    if tidy:
        text = _tidy(work.request.text, text)
    return replace(work.best.hypothesis, text=text, repaired=tuple(forms), lost=lost)


def _best(
    request: Request, expected: Sequence[Expectation], pool: Sequence[Hypothesis]
) -> _Candidate:
    """The best of the hypotheses; the most probable one where it lacks nothing."""
    first = _weigh(request, expected, pool[0])
    if first.is_whole or len(pool) == 1:
        return first
    rest = [_weigh(request, expected, hypothesis) for hypothesis in pool[1:]]
    return min((first, *rest), key=lambda candidate: candidate.cost)


def _weigh(
    request: Request,
    expected: Sequence[Expectation],
    hypothesis: Hypothesis,
) -> _Candidate:
    work = read(hypothesis.text)
    checks = check_draft(request.text, hypothesis.text, unfinished=not hypothesis.finished)
    taken = claimed(expected, work, request.text)
    n_strangers = sum(
        len(strangers(kind, request.text, work, taken)) for kind in (Expected.NAME, Expected.VALUE)
    )
    return _Candidate(
        hypothesis,
        work,
        unmet(expected, work),
        sum(check.name in _FAULTS for check in checks),
        n_strangers,
    )


def _put_right(engine: ModelDrafter, works: Sequence[_Work]) -> None:
    """Put in what is missing, one thing per draft and round, drafting anew in batches."""
    for _ in range(_ROUNDS):
        waiting: list[tuple[_Work, Expectation]] = []
        for work in works:
            while item := work.next_lost():
                swapped = _swapped(engine, work, item, sure=True)
                if swapped is not None:
                    work.best = swapped
                elif item.required:
                    waiting.append((work, item))
                    break
        if not waiting:
            return
        again = _drafted_again(engine, waiting)
        for (work, item), candidate in zip(waiting, again, strict=True):
            candidate = candidate or _swapped(engine, work, item, sure=False)
            if candidate is not None:
                work.best = candidate


def _swapped(
    engine: ModelDrafter, work: _Work, item: Expectation, *, sure: bool
) -> _Candidate | None:
    """The draft with the right form in place of a wrong one, if that makes it better.

    Args:
        sure: Only where something of the same kind stands that the source does not say, not
            where word alignment alone tells the place.
    """
    if not engine.faithful.repair:
        return None
    for text in _swaps(work, item, sure=sure):
        hypothesis = replace(work.best.hypothesis, text=text)
        candidate = _weigh(work.request, work.expected, hypothesis)
        if _improves(candidate, work.best, item):
            return candidate
    return None


def _swaps(work: _Work, item: Expectation, *, sure: bool) -> Iterator[str]:
    draft, source = work.best.work, work.request.text
    if item.kind is Expected.UNIT:
        yield from _any(unit_put_in(item, draft))
        return
    if item.kind is Expected.PLACE:
        yield from _any(place_of_office(item, work.expected, draft))
    spans = wrong_spans(item, work.expected, draft, source)[:2]
    if not sure and item.kind is Expected.TERM:
        span = aligned_span(source, draft, item)
        taken = claimed(work.expected, draft, source)
        spans += [span] if span and not any(overlap(span, other) for other in taken) else []
    for span in spans:
        form = english_form(item, draft, span)
        if form is not None:
            yield put_in(draft.text, span, form)
    if item.kind is Expected.OFFICE:
        yield from _any(office_put_right(item, source, draft))
        yield from _any(holder_of_office(item, work.expected, source, draft))
    if not sure:
        yield from _any(date_put_first(item, work.expected, source, draft))


def _any(text: str | None) -> Iterator[str]:
    if text is not None:
        yield text


def _improves(candidate: _Candidate, best: _Candidate, item: Expectation) -> bool:
    return (
        len(candidate.lost) < len(best.lost)
        and candidate.n_required <= best.n_required
        and item not in candidate.lost
        and candidate.n_faults <= best.n_faults
    )


def _drafted_again(
    engine: ModelDrafter, waiting: Sequence[tuple[_Work, Expectation]]
) -> list[_Candidate | None]:
    """For each the best draft that goes on from the right form; None where none is better."""
    if not engine.faithful.again or not engine.can_continue:
        return [None] * len(waiting)
    prefixes = _prefixes(engine, waiting)
    asked = [
        (index, replace(waiting[index][0].request, prefix=prefix))
        for index, found in enumerate(prefixes)
        for prefix in found
    ]
    drafts = _generate(engine, [request for _, request in asked])
    found: list[list[Hypothesis]] = [[] for _ in waiting]
    for (index, _), hypothesis in zip(asked, drafts, strict=True):
        found[index].append(hypothesis)
    return [
        _best_again(engine, work, item, hypotheses)
        for (work, item), hypotheses in zip(waiting, found, strict=True)
    ]


def _best_again(
    engine: ModelDrafter, work: _Work, item: Expectation, hypotheses: Sequence[Hypothesis]
) -> _Candidate | None:
    weighed = [_weigh(work.request, work.expected, hypothesis) for hypothesis in hypotheses]
    better = [candidate for candidate in weighed if _improves(candidate, work.best, item)]
    if not better:
        return None
    # The engine's own figures are of the continuation only.
    texts = [candidate.work.text for candidate in (work.best, *better)]
    before, *scores = engine.probabilities([(work.request.text, text) for text in texts])
    best = work.best.scored(before)
    scored = [each.scored(score) for each, score in zip(better, scores, strict=True)]
    usable = [candidate for candidate in scored if candidate.cost < best.cost]
    return min(usable, key=lambda candidate: candidate.cost) if usable else None


def _prefixes(
    engine: ModelDrafter, waiting: Sequence[tuple[_Work, Expectation]]
) -> list[list[str]]:
    """Beginnings of drafts that end in the right form, for each that waits."""
    forms = [_form_to_go_on_from(work, item) for work, item in waiting]
    probes = [
        (index, replace(work.request, prefix=work.best.work.text), form)
        for index, ((work, _), form) in enumerate(zip(waiting, forms, strict=True))
        if form is not None and work.best.work.text
    ]
    places = engine.places_for([probe[1] for probe in probes], [probe[2] for probe in probes])
    found: list[list[str]] = [[] for _ in waiting]
    for (index, _, form), offsets in zip(probes, places, strict=True):
        work, item = waiting[index]
        text = work.best.work.text
        source = work.request.text
        taken = claimed(work.expected, work.best.work, source)
        wrong = wrong_spans(item, work.expected, work.best.work, source)
        starts = [start for start, _ in wrong[:1]]
        starts += [at for at in offsets if not any(a < at < b for a, b in taken)]
        found[index] = [_begun(text, at, form) for at in list(dict.fromkeys(starts))[:_MAX_PLACES]]
    return found


def _form_to_go_on_from(work: _Work, item: Expectation) -> str | None:
    """The English of what is lost; of a rank with the name after it, should that be lost too."""
    form = english_form(item, work.best.work, None)
    if form is None or item.kind is not Expected.RANK:
        return form
    for name in work.best.lost:
        between = work.request.text[item.end : name.start]
        if name.kind is Expected.NAME and name.start > item.end and not between.strip():
            return f"{form} {name.forms[0]}"
    return form


def _begun(text: str, at: int, form: str) -> str:
    head = text[:at]
    if not head:
        return form[:1].upper() + form[1:]
    return head + form if not head[-1].isalnum() else f"{head} {form}"


def _generate(engine: ModelDrafter, requests: Sequence[Request]) -> list[Hypothesis]:
    """The first hypothesis of each, in batches of like length."""
    sizes = [engine.count_tokens(f"{request.text} {request.prefix}") for request in requests]
    done: dict[int, Hypothesis] = {}
    for batch in batches(sizes, engine.batch_tokens):
        found = engine.generate([requests[index] for index in batch], careful=False)
        done.update(zip(batch, (pool[0] for pool in found), strict=True))
    return [done[index] for index in range(len(requests))]
