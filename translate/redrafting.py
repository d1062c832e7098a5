"""Drafting once more what a draft lacks something of, told all that is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from songngu.corpora.errors import EngineError
from songngu.translate.hints import hints_for
from songngu.translate.weighing import Candidate, Work, best_of

if TYPE_CHECKING:
    from songngu.translate.drafter import ModelDrafter, Request


def redrafted(
    engine: ModelDrafter, waiting: Sequence[tuple[Work, Request]], n_best: int
) -> Iterator[tuple[Work, Candidate]]:
    """What has been drafted, each with the best that the engine writes for another request.

    Nothing where the engine fails: there are drafts, and the next batch will tell what is wrong.

    Args:
        engine: What drafts.
        waiting: What has been drafted, and what the engine is asked now.
        n_best: Hypotheses to choose from.
    """
    if not waiting:
        return
    try:
        pools = engine.hypotheses([request for _, request in waiting], n_best=n_best)
    except EngineError:
        return
    for (work, request), pool in zip(waiting, pools, strict=True):
        yield work, best_of(request, work.expected, pool)


def draft_with_all_hints(
    engine: ModelDrafter, works: Sequence[Work], asked: Sequence[Request]
) -> None:
    """Draft once more, told everything, what lacks something and was not told everything.

    The drafts stay as they are where the engine fails.

    Args:
        engine: What drafts.
        works: What has been drafted; is changed where the second draft is better.
        asked: What the engine was asked for each.
    """
    means, waiting = engine.faithful, []
    for work, request in zip(works, asked, strict=True):
        terms = hints_for(request.text, work.expected, means.hints, all_known=True)
        if work.best.n_required and terms != request.terms:
            waiting.append((work, replace(work.request, terms=terms)))
    for work, told in redrafted(engine, waiting, means.n_best):
        if told.wrong < work.best.wrong:
            work.best, work.first_lost = told, told.lost
