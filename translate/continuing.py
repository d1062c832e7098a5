"""A model that goes on from the right form, where its draft lacks something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from songngu.translate.batching import batches
from songngu.translate.expectations import Expectation, Expected, met_at
from songngu.translate.misplaced import claimed, wrong_spans
from songngu.translate.substitution import english_form
from songngu.translate.weighing import Candidate, Work, improves, weigh

if TYPE_CHECKING:
    from songngu.translate.drafter import Hypothesis, ModelDrafter, Request

_MAX_PLACES = 2
_LISTED = re.compile(r"\s*(,|và|cùng|cùng với|với)\s*")


def drafted_on(
    engine: ModelDrafter, waiting: Sequence[tuple[Work, Expectation]]
) -> list[Candidate | None]:
    """For each the best draft that goes on from the right form; None where none is better."""
    if not engine.faithful.again or not engine.can_continue:
        return [None] * len(waiting)
    prefixes = _prefixes(engine, waiting)
    asked = [
        (index, replace(waiting[index][0].request, prefix=prefix))
        for index, found in enumerate(prefixes)
        for prefix in found
    ]
    drafts = generated(engine, [request for _, request in asked])
    found: list[list[Hypothesis]] = [[] for _ in waiting]
    for (index, _), pool in zip(asked, drafts, strict=True):
        found[index].append(pool[0])
    return [
        _best_again(engine, work, item, hypotheses)
        for (work, item), hypotheses in zip(waiting, found, strict=True)
    ]


def _best_again(
    engine: ModelDrafter, work: Work, item: Expectation, hypotheses: Sequence[Hypothesis]
) -> Candidate | None:
    weighed = [weigh(work.request, work.expected, hypothesis) for hypothesis in hypotheses]
    better = [candidate for candidate in weighed if improves(candidate, work.best, item)]
    if not better:
        return None
    # The engine's own figures are of the continuation only.
    texts = [candidate.work.text for candidate in (work.best, *better)]
    before, *scores = engine.probabilities([(work.request.text, text) for text in texts])
    best = work.best.scored(before)
    scored = [each.scored(score) for each, score in zip(better, scores, strict=True)]
    usable = [candidate for candidate in scored if candidate.cost < best.cost]
    return min(usable, key=lambda candidate: candidate.cost) if usable else None


def _prefixes(engine: ModelDrafter, waiting: Sequence[tuple[Work, Expectation]]) -> list[list[str]]:
    """Beginnings of drafts from which the model goes on, for each that waits."""
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
        begun = [_begun(text, at, form) for at in list(dict.fromkeys(starts))[:_MAX_PLACES]]
        found[index] = list(dict.fromkeys([*begun, *_left_out(work, item, form)]))
    return found


def _left_out(work: Work, item: Expectation, form: str) -> Iterator[str]:
    """Beginnings for an amount that a draft left out with the words around it.

    Behind what stands right before it in a list of the source; at the end where the draft has
    nothing of what follows in the source either.
    """
    if item.kind is not Expected.VALUE:
        return
    source, draft = work.request.text, work.best.work
    before = [other for other in work.expected if other.end <= item.start]
    link = _LISTED.fullmatch(source[before[-1].end : item.start]) if before else None
    spans = met_at(before[-1], draft) if link else ()
    if link and len(spans) == 1:
        yield f"{draft.text[: spans[0][1]]}{', ' if link[1] == ',' else ' and '}{form}"
    if all(other in work.best.lost for other in work.expected if other.start >= item.start):
        yield draft.text.rstrip(" .") + ","


def _form_to_go_on_from(work: Work, item: Expectation) -> str | None:
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


def generated(
    engine: ModelDrafter, requests: Sequence[Request], n_best: int = 1
) -> list[list[Hypothesis]]:
    """What the model writes for each, in batches of like length.

    Raises:
        EngineError: The engine failed.
    """
    return in_batches(
        engine, requests, lambda batch: engine.generate(batch, careful=False, n_best=n_best)
    )


def in_batches(
    engine: ModelDrafter,
    requests: Sequence[Request],
    generate: Callable[[Sequence[Request]], list[list[Hypothesis]]],
) -> list[list[Hypothesis]]:
    """What a search finds for each, in batches of like length, prefixes counted in."""
    sizes = [engine.count_tokens(f"{request.text} {request.prefix}") for request in requests]
    done: dict[int, list[Hypothesis]] = {}
    for batch in batches(sizes, engine.batch_tokens):
        found = generate([requests[index] for index in batch])
        done.update(zip(batch, found, strict=True))
    return [done[index] for index in range(len(requests))]
