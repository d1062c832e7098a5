"""Segments on their way through a model engine: prepared in windows, batched, put together.

Only a window of the segments is held at a time, so that memory does not grow with their number.
"""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from songngu.corpora.errors import EngineError
from songngu.corpora.types import Draft, MemoryMatch, Term
from songngu.translate.short_names import ShortName, short_names

if TYPE_CHECKING:
    from songngu.translate.drafter import Hypothesis, ModelDrafter, Request

# Enough that texts of like length are found for every batch; a few megabytes of Python objects.
WINDOW = 1024
_REMEMBERED = 2048

Finished = list[tuple[int, Draft]]


class PartlyDraftedError(EngineError):
    """The engine failed half-way through a batch.

    Attributes:
        finished: What it had written before, in any order.
    """

    def __init__(self, message: str, finished: Iterable[tuple[Request, Hypothesis]]) -> None:
        super().__init__(message)
        self.finished = tuple(finished)


@dataclass(slots=True)
class _Job:
    """A segment on its way: its parts and what has been written for them."""

    index: int
    text: str
    parts: tuple[Request, ...]
    done: list[Hypothesis | None]


class Pipeline:
    """One run of an engine over many texts."""

    def __init__(
        self,
        drafter: ModelDrafter,
        texts: Sequence[str],
        terms: Sequence[Term],
        matches: Sequence[Sequence[MemoryMatch]] | None,
    ) -> None:
        """Set up the run; nothing is drafted yet.

        Raises:
            ValueError: ``matches`` are not as many as the texts.
        """
        if matches is not None and len(matches) != len(texts):
            raise ValueError(f"expected matches for {len(texts)} texts, found {len(matches)}")
        self._drafter = drafter
        self._texts = texts
        self._terms = terms
        self._matches = matches
        self._names: tuple[ShortName, ...] = ()
        self._known: OrderedDict[Request, Hypothesis] = OrderedDict()
        self._waiting: dict[Request, list[tuple[_Job, int]]] = {}

    def run(self, *, first_alone: bool = False) -> Iterator[Finished]:
        """The drafts that each batch finishes; in each window first those that need no model.

        Args:
            first_alone: Draft the first text by itself, so that something is there soon.

        Raises:
            EngineError: The engine failed; what it had written before has been yielded.
        """
        self._drafter.begin()
        total = len(self._texts)
        for start in range(0, total, WINDOW):
            window = range(start, min(start + WINDOW, total))
            # Before the first text: a headline may call people by what only the text says in full.
            self._names = short_names(self._texts[index] for index in window)
            head = int(first_alone and start == 0)
            for part in (window[:head], window[head:]):
                if part:
                    yield from self._window(part)

    def _window(self, indices: range) -> Iterator[Finished]:
        ready: Finished = []
        for index in indices:
            ready += self._enter(index)
        if ready:
            yield ready
        requests = list(self._waiting)
        sizes = [self._drafter.count_tokens(request.text) for request in requests]
        for batch in self._drafter.plan(sizes):
            chosen = [requests[index] for index in batch]
            try:
                written = self._drafter.write(chosen)
            except PartlyDraftedError as error:
                # By their text: the model may have been told more than was asked for.
                known = {request.text: hypothesis for request, hypothesis in error.finished}
                kept = [(each, known[each.text]) for each in chosen if each.text in known]
                if finished := self._deliver(kept):
                    yield finished
                raise
            yield self._deliver(zip(chosen, written, strict=True))

    def _enter(self, index: int) -> Finished:
        """Take a text up; gives its draft where that needs no model."""
        # Decomposed letters are other tokens to a model, which then drafts nonsense.
        text = unicodedata.normalize("NFC", self._texts[index])
        matches = () if self._matches is None else self._matches[index]
        parts = self._drafter.requests(
            text, self._terms, matches, self._context(index), self._names
        )
        job = _Job(index, text, parts, [self._recall(part) for part in parts])
        for place, part in enumerate(parts):
            if job.done[place] is None:
                self._waiting.setdefault(part, []).append((job, place))
        return self._complete(job)

    def _context(self, index: int) -> tuple[str, ...]:
        start = max(0, index - self._drafter.context_before)
        return tuple(self._texts[before] for before in range(start, index))

    def _recall(self, request: Request) -> Hypothesis | None:
        known = self._known.get(request)
        if known is not None:
            self._known.move_to_end(request)
        return known

    def _deliver(self, written: Iterable[tuple[Request, Hypothesis]]) -> Finished:
        """Hand drafts to the segments that wait for them; gives those that are complete."""
        finished: Finished = []
        for request, hypothesis in written:
            self._known[request] = hypothesis
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            for job, place in self._waiting.pop(request, ()):
                job.done[place] = hypothesis
                finished += self._complete(job)
        return finished

    def _complete(self, job: _Job) -> Finished:
        done = [hypothesis for hypothesis in job.done if hypothesis is not None]
        if len(done) < len(job.parts):
            return []
        return [(job.index, self._drafter.assemble(job.text, done))]
