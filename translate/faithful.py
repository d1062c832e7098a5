"""Drafts that say what their sources say: hints, choice, pieces, continuing, repair, clauses.

What a draft has to contain comes from :mod:`songngu.translate.expectations`. The model is told
the preferred English of names and terms; of its hypotheses the one that misses least is taken; a
long sentence is drafted in pieces where that misses less; where something is still missing, the
right form is put where the wrong one stands, or the draft is cut there and the model goes on from
the right form; what that leaves is drafted clause by clause, then chosen from more hypotheses. What
was put in and what could not be is told with the draft.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from songngu.corpora.errors import EngineError
from songngu.translate.apposed import body_at_seat, put_beside
from songngu.translate.batching import batches
from songngu.translate.concurrent import office_beside_another
from songngu.translate.continuing import drafted_on, in_batches
from songngu.translate.counted import counted_office_replaced
from songngu.translate.credits import credit_put_in
from songngu.translate.entangled import body_taken_for_name, name_taken_out
from songngu.translate.expectations import Expectation, Expected, met_at
from songngu.translate.figures import english_figures
from songngu.translate.forms import fold, overlap
from songngu.translate.growing import grow
from songngu.translate.hints import hints_for
from songngu.translate.lifting import lift, put_together
from songngu.translate.marks import alike_marked
from songngu.translate.misplaced import claimed, ranks_before_names, wrong_spans
from songngu.translate.near_forms import near_form
from songngu.translate.offices import (
    called_by_own_office,
    holder_of_office,
    is_another,
    modifier_put_in,
    office_put_right,
    place_of_office,
)
from songngu.translate.ranges import range_joined
from songngu.translate.redrafting import draft_with_all_hints
from songngu.translate.short_names import expected_of
from songngu.translate.substitution import (
    aligned_span,
    date_put_first,
    english_form,
    put_in,
    unit_put_in,
)
from songngu.translate.tenures import tenure_put_in
from songngu.translate.tidying import tidied
from songngu.translate.unborrowed import without_examples
from songngu.translate.weighing import Candidate, Work, best_of, improves, weigh
from songngu.translate.wrong_titles import wrong_title_replaced

if TYPE_CHECKING:
    from songngu.translate.drafter import Hypothesis, ModelDrafter, Request

_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Faithful:
    """By what means drafts are made faithful.

    Attributes:
        hints: Kinds whose preferred English the model is told, beside the terms.
        n_best: Hypotheses to choose from; 1 takes the most probable whatever it misses.
        pieces: Whether a long sentence that something is lost of is drafted in pieces.
        again: Whether the model drafts anew from a right form put where a wrong one stands.
        repair: Whether a wrong form is replaced by the right one in the draft as it stands, ranks
            are put before their names, drafts tidied, and examples given up that lead astray.
        clauses: Whether what still lacks something is drafted once more clause by clause.
        wider: Whether it is chosen from more hypotheses after that.
    """

    hints: frozenset[Expected] = frozenset(
        (Expected.NAME, Expected.PLACE, Expected.RANK, Expected.OFFICE)
    )
    n_best: int = 4
    pieces: bool = True
    again: bool = True
    repair: bool = True
    clauses: bool = True
    wider: bool = True

    @property
    def settings(self) -> str:
        """For a signature: which means are in use."""
        if self == RAW:
            return "faithful:no"
        hints = "+".join(kind.value for kind in Expected if kind in self.hints)
        means = ("pieces", "again", "repair", "clauses", "wider")
        used = [f"hints({hints})"] if hints else []
        used += [f"best{self.n_best}"] * (self.n_best > 1)
        used += [name for name in means if getattr(self, name)]
        return "faithful:" + ",".join(used)


#: The model's most probable draft as it is, with terms in the prompt and nothing else.
RAW = Faithful(
    hints=frozenset(),
    n_best=1,
    pieces=False,
    again=False,
    repair=False,
    clauses=False,
    wider=False,
)


def draft_faithfully(engine: ModelDrafter, requests: Sequence[Request]) -> list[Hypothesis]:
    """One hypothesis for each request of a batch, as faithful as the engine's settings make it.

    Raises:
        EngineError: The engine failed.
    """
    return _drafted(engine, requests, engine.faithful)


def _drafted(
    engine: ModelDrafter, requests: Sequence[Request], means: Faithful
) -> list[Hypothesis]:
    expected = [expected_of(request.text, request.terms, request.names) for request in requests]
    asked = [
        replace(request, terms=hints_for(request.text, known, means.hints))
        for request, known in zip(requests, expected, strict=True)
    ]
    pools = engine.hypotheses(asked, n_best=means.n_best)
    works = []
    for request, known, pool in zip(asked, expected, pools, strict=True):
        best = best_of(request, known, pool)
        works.append(Work(request, known, best, best.lost))
    draft_with_all_hints(engine, works, asked)
    if means.repair:
        without_examples(engine, works, [request.terms for request in asked], means.n_best)
        for work in works:
            _put_ranks_before_names(work)
    if means.pieces:
        _draft_in_pieces(engine, requests, works)
    if means.again or means.repair:
        _put_right(engine, works)
    if means.clauses:
        _draft_by_clauses(engine, requests, works)
    if means.wider:
        _search_wider(engine, works)
    return [_told(work, tidy=means.repair) for work in works]


def _draft_in_pieces(
    engine: ModelDrafter, requests: Sequence[Request], works: Sequence[Work]
) -> None:
    """Draft what something is lost of without the offices behind names, and put them back.

    What still lacks something then is cut at its semicolons too. Where the engine fails there are
    drafts, and the next batch will tell what is wrong.
    """
    written: dict[Request, Hypothesis] = {}
    for cut in (False, True):
        waiting = [
            (work, lifted)
            for request, work in zip(requests, works, strict=True)
            if work.best.lacks and (lifted := lift(request, cut=cut)) is not None
        ]
        pieces = [piece for _, lifted in waiting for piece in lifted.requests]
        try:
            _draft_pieces(engine, pieces, written)
        except EngineError:
            return
        for work, lifted in waiting:
            whole = put_together(lifted, [written[piece] for piece in lifted.requests])
            if whole is not None:
                candidate = weigh(work.request, work.expected, whole)
                work.best = _better(engine, work, candidate)


def _draft_pieces(
    engine: ModelDrafter, pieces: Sequence[Request], written: dict[Request, Hypothesis]
) -> None:
    """Draft what has not been written yet, in batches of like length, none in pieces again."""
    new = [piece for piece in dict.fromkeys(pieces) if piece not in written]
    means = replace(engine.faithful, pieces=False, clauses=False, wider=False)
    for batch in batches([engine.count_tokens(piece.text) for piece in new], engine.batch_tokens):
        chosen = [new[index] for index in batch]
        written.update(zip(chosen, _drafted(engine, chosen, means), strict=True))


def _draft_by_clauses(
    engine: ModelDrafter, requests: Sequence[Request], works: Sequence[Work]
) -> None:
    """Draft clause by clause what still lacks something, and put that right as well."""
    waiting = [
        (request, work) for request, work in zip(requests, works, strict=True) if work.best.lacks
    ]
    grown = grow(engine, [request for request, _ in waiting])
    _take(engine, [(work, found) for (_, work), found in zip(waiting, grown, strict=True) if found])


def _search_wider(engine: ModelDrafter, works: Sequence[Work]) -> None:
    """Draft once more what still lacks something, of more hypotheses, told all that is known.

    Where the engine fails there are drafts, and the next batch will tell what is wrong.
    """
    kinds = engine.faithful.hints
    waiting = [work for work in works if work.best.lacks]
    hints = [hints_for(w.request.text, w.expected, kinds, all_known=True) for w in waiting]
    asked = [replace(w.request, terms=told) for w, told in zip(waiting, hints, strict=True)]
    try:
        pools = in_batches(engine, asked, engine.search_wider)
    except EngineError:
        return
    searched = [(work, pool) for work, pool in zip(waiting, pools, strict=True) if pool]
    _take(engine, [(work, best_of(work.request, work.expected, pool)) for work, pool in searched])


def _take(engine: ModelDrafter, found: Sequence[tuple[Work, Candidate]]) -> None:
    """Put other drafts right, and take those that are better then."""
    means = engine.faithful
    pairs = [
        (work, Work(work.request, work.expected, candidate, candidate.lost))
        for work, candidate in found
    ]
    others = [other for _, other in pairs]
    if means.repair:
        for other in others:
            _put_ranks_before_names(other)
    if means.again or means.repair:
        _put_right(engine, others)
    for work, other in pairs:
        if _better(engine, work, other.best) is other.best:
            work.best, work.first_lost, work.moved = other.best, other.first_lost, other.moved


def _better(engine: ModelDrafter, work: Work, candidate: Candidate) -> Candidate:
    """The one that costs less, if less is wrong with it; else what is the best so far."""
    if candidate.wrong >= work.best.wrong:
        return work.best
    # The figures of the pieces are not those of the whole.
    drafts = (work.best, candidate)
    scores = engine.probabilities([(work.request.text, each.work.text) for each in drafts])
    before, after = (each.scored(score) for each, score in zip(drafts, scores, strict=True))
    return candidate if after.cost < before.cost else work.best


def _put_ranks_before_names(work: Work) -> None:
    """Give every person the rank that the source gives, all at once: two may be exchanged."""
    text = work.best.work.text
    places = ranks_before_names(work.request.text, work.best.work, work.best.lost)
    for (start, end), rank in reversed(places):
        gap = " " if text[start:end].endswith(" ") or start == end else ""
        text = put_in(text, (start, end), rank.forms[0] + gap)
    if not places:
        return
    candidate = weigh(work.request, work.expected, replace(work.best.hypothesis, text=text))
    lost = {fold(item.source) for item in work.best.lost if item.kind is Expected.RANK}
    n_most = work.best.n_required - any(fold(rank.source) in lost for _, rank in places)
    if candidate.n_required <= n_most and candidate.n_faults <= work.best.n_faults:
        work.best = candidate
        work.moved = tuple(rank for _, rank in places)


def _told(work: Work, *, tidy: bool) -> Hypothesis:
    source = work.request.text
    lost = tuple(
        item
        for item in work.best.lost
        if item.required or is_another(item, work.expected, source, work.best.work)
    )
    kept = [item for item in work.first_lost if item not in work.best.lost]
    forms = dict.fromkeys(
        work.best.work.text[start:end]
        for item in (*work.moved, *kept)
        if item.kind is not Expected.PHRASE
        for start, end in met_at(item, work.best.work)[:1]
    )
    text = work.best.hypothesis.text
    if tidy:
        text = alike_marked(work.expected, source, english_figures(source, tidied(source, text)))
    return replace(work.best.hypothesis, text=text, repaired=tuple(forms), lost=lost)


def _put_right(engine: ModelDrafter, works: Sequence[Work]) -> None:
    """Put in what is missing, one thing per draft and round, drafting anew in batches."""
    for _ in range(_ROUNDS):
        waiting: list[tuple[Work, Expectation]] = []
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
        again = drafted_on(engine, waiting)
        for (work, item), candidate in zip(waiting, again, strict=True):
            candidate = candidate or _swapped(engine, work, item, sure=False)
            if candidate is not None:
                work.best = candidate


def _swapped(
    engine: ModelDrafter, work: Work, item: Expectation, *, sure: bool
) -> Candidate | None:
    """The draft with the right form in place of a wrong one, if that makes it better.

    Args:
        sure: Only where something of the same kind stands that the source does not say, not
            where word alignment alone tells the place.
    """
    if not engine.faithful.repair:
        return None
    for text in _swaps(work, item, sure=sure):
        hypothesis = replace(work.best.hypothesis, text=text)
        candidate = weigh(work.request, work.expected, hypothesis)
        if improves(candidate, work.best, item):
            return candidate
    return None


def _swaps(work: Work, item: Expectation, *, sure: bool) -> Iterator[str]:
    draft, source = work.best.work, work.request.text
    if item.kind is Expected.UNIT:
        yield from _any(unit_put_in(item, draft))
        return
    yield from _any(credit_put_in(item, work.expected, source, draft))
    if item.kind is Expected.PLACE:
        yield from _any(place_of_office(item, work.expected, draft))
        yield from _any(put_beside(item, work.expected, source, draft))
    if item.kind is Expected.OFFICE:
        yield from _any(name_taken_out(item, work.expected, source, draft))
        yield from _any(body_taken_for_name(item, work.expected, source, draft))
        yield from _any(near_form(item, work.expected, draft))
        yield from _any(called_by_own_office(item, work.expected, source, draft))
        yield from _any(wrong_title_replaced(item, work.expected, source, draft))
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
        yield from _any(modifier_put_in(item, work.expected, draft))
        yield from _any(body_at_seat(item, work.expected, source, draft))
        yield from _any(put_beside(item, work.expected, source, draft))
        yield from _any(holder_of_office(item, work.expected, source, draft))
        yield from _any(office_beside_another(item, work.expected, source, draft))
        yield from _any(counted_office_replaced(item, work.expected, source, draft))
    yield from range_joined(item, work.expected, source, draft)
    yield from _any(tenure_put_in(item, work.expected, source, draft))
    if not sure:
        yield from _any(date_put_first(item, work.expected, source, draft))


def _any(text: str | None) -> Iterator[str]:
    if text is not None:
        yield text
