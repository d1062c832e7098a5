"""Drafts that say what an example of the memory says, and not their source, drafted without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from songngu.corpora.types import Term
from songngu.corpora.values import extract_values
from songngu.translate.expectations import Draftwork, Expectation, Expected, read
from songngu.translate.misplaced import claimed, strangers
from songngu.translate.negation import negated_in_english, negations
from songngu.translate.redrafting import redrafted
from songngu.translate.values_said import says
from songngu.translate.weighing import Candidate, Work

if TYPE_CHECKING:
    from songngu.translate.drafter import ModelDrafter, Request

_NAMED = (Expected.NAME, Expected.PLACE, Expected.RANK)


def n_borrowed(request: Request, expected: Sequence[Expectation], work: Draftwork) -> int:
    """How much of a draft its examples say and its source does not.

    Values, names, places and ranks, and a negation more or less than the source has.

    Args:
        request: What was asked for, with the examples.
        expected: What the draft has to contain.
        work: The draft.
    """
    examples = [read(match.unit.target) for match in request.examples]
    if not examples:
        return 0
    source = request.text
    ours = extract_values(source, "vi", doubtful=True)
    theirs = {value.key for example in examples for value in example.values}
    found = sum(
        value.key in theirs and not any(says(value, wanted, work.text) for wanted in ours)
        for value in work.values
    )
    taken = claimed(expected, work, source)
    for kind in _NAMED:
        words = (work.folded[slice(*span)] for span in strangers(kind, source, work, taken))
        found += sum(any(word in example.folded for example in examples) for word in words)
    said = negated_in_english(work.text)
    led = any(negated_in_english(example.text) == said for example in examples)
    return found + (led and said != bool(negations(source)))


def without_examples(
    engine: ModelDrafter, works: Sequence[Work], hints: Sequence[tuple[Term, ...]], n_best: int
) -> None:
    """Draft once more without examples what says more of them than of its source.

    The better of both drafts is gone on with.

    Args:
        engine: What drafts.
        works: What has been drafted; is changed.
        hints: What the model is told of each.
        n_best: Hypotheses to choose from.
    """
    led = [
        (work, replace(work.request, examples=(), terms=told))
        for work, told in zip(works, hints, strict=True)
        if n_borrowed(work.request, work.expected, work.best.work)
    ]
    for work, plain in redrafted(engine, led, n_best):
        if _faults(work, plain) < _faults(work, work.best):
            work.best, work.first_lost = plain, plain.lost
            work.request = replace(work.request, examples=())


def _faults(work: Work, candidate: Candidate) -> int:
    borrowed = n_borrowed(work.request, work.expected, candidate.work)
    return borrowed + candidate.n_required + candidate.n_faults
