"""Which pairs a pass goes through, in which order, and what is made of each."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from songngu.translate.training.hints import HintFinder
from songngu.translate.training.pairs import TrainingPair

#: A changed pair, with what was put in as hints; None where nothing can be changed.
Change = Callable[[TrainingPair, random.Random], TrainingPair | None]


def choose(
    by_origin: Mapping[str, Sequence[int]], weights: Mapping[str, float], rng: random.Random
) -> list[int]:
    """The pairs of a pass in random order.

    Args:
        by_origin: Indices of the pairs of each source.
        weights: How often each pair of a source comes; of a fraction a random part comes once
            more. Sources without a weight come once.
        rng: Settles parts and order.
    """
    chosen: list[int] = []
    for origin in sorted(by_origin):
        members = by_origin[origin]
        weight = weights.get(origin, 1.0)
        whole = int(weight)
        chosen += list(members) * whole
        chosen += rng.sample(list(members), round((weight - whole) * len(members)))
    rng.shuffle(chosen)
    return chosen


@dataclass(frozen=True, slots=True)
class Example:
    """What one pair becomes in one pass.

    Attributes:
        terms: Hints, source and target form each.
        match: A similar source with its translation, as a translation memory has it.
    """

    source: str
    target: str
    terms: tuple[tuple[str, str], ...] = ()
    match: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ExampleMaker:
    """Makes examples of pairs: names and values exchanged, hints put ahead.

    Attributes:
        finder: Finds hints.
        hints: Share of examples with hints where any are found.
        augment: Share of examples with names and values exchanged where there are any.
        exchange: Exchanges them; None where nothing is to be exchanged.
        unusual: Share of the hinted examples that get another form than usual where one is known.
        reword: Gives a translation another form; None where none is to be given.
        examples: Share of the examples with names and values exchanged that get the pair as it was
            for a match.
    """

    finder: HintFinder
    hints: float
    augment: float
    exchange: Change | None = None
    unusual: float = 0.0
    reword: Change | None = None
    examples: float = 0.0

    def __call__(self, pair: TrainingPair, rng: random.Random) -> Example:
        """The example of a pair; the same for the same state of ``rng``."""
        wants_exchange = rng.random() < self.augment
        wants_hints = rng.random() < self.hints
        wants_rewording = wants_hints and rng.random() < self.unusual
        match = None
        if wants_exchange and self.exchange is not None:
            changed = self.exchange(pair, rng)
            if changed is not None and rng.random() < self.examples:
                match = pair.source, pair.target
            pair = changed or pair
        if wants_rewording and self.reword is not None:
            pair = self.reword(pair, rng) or pair
        terms = self.finder(pair, rng) if wants_hints else ()
        return Example(pair.source, pair.target, terms, match)
