"""From settings and data to what a run goes through."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from songngu.corpora.errors import TrainingError
from songngu.translate.newsroom import Kind, find
from songngu.translate.training.augment import augment
from songngu.translate.training.config import RunTable, StageTable, TrainingConfig
from songngu.translate.training.data import Data, weights_of
from songngu.translate.training.hints import HintFinder
from songngu.translate.training.mixing import ExampleMaker, choose
from songngu.translate.training.pairs import TrainingPair
from songngu.translate.training.unusual import with_unusual_term

# Units are words of every other sentence; the model knows them.
_HINTED = frozenset(Kind) - {Kind.UNIT}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run goes through.

    Attributes:
        pairs: What is trained on.
        held_out: What the loss is looked at on.
        stages: One after another.
        weights: Of sources, where a stage says nothing else.
        makers: Makes the examples, one for each stage.
        run: How the run goes.
    """

    pairs: Sequence[TrainingPair]
    held_out: Sequence[TrainingPair]
    stages: Sequence[StageTable]
    weights: Mapping[str, float]
    makers: Sequence[ExampleMaker]
    run: RunTable

    def by_origin(self) -> dict[str, list[int]]:
        """Indices of the pairs of each source."""
        found: dict[str, list[int]] = {}
        for index, pair in enumerate(self.pairs):
            found.setdefault(pair.origin, []).append(index)
        return found

    def order(self, stage: int, round_: int) -> list[int]:
        """The pairs of a pass of a stage, in order; the last pass may be cut short."""
        table = self.stages[stage]
        rng = random.Random(f"{self.run.seed}/{stage}/{round_}")
        chosen = choose(self.by_origin(), {**self.weights, **table.weights}, rng)
        share = min(1.0, table.passes - round_)
        return chosen[: math.ceil(share * len(chosen))]

    def n_examples(self, stage: int) -> int:
        """Examples of a stage."""
        return sum(len(self.order(stage, each)) for each in range(self.n_rounds(stage)))

    def n_rounds(self, stage: int) -> int:
        """Passes of a stage, one that is cut short included."""
        return math.ceil(self.stages[stage].passes)


def newsroom_forms(text: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Names, places, ranks, offices and formulas of a text, each with its English forms."""
    return [(text[e.start : e.end], e.targets) for e in find(text) if e.kind in _HINTED]


def make_plan(
    config: TrainingConfig, data: Data, glossary: Mapping[str, tuple[str, ...]] | None = None
) -> Plan:
    """What a run goes through.

    Args:
        config: The settings.
        data: The pairs.
        glossary: Terms that hints are looked up in, lower-case source forms.

    Raises:
        TrainingError: Weights for sources that have no pairs.
    """
    origins = {pair.origin for pair in data.pairs}
    check_origins(config, origins | set(data.counts))
    finder = HintFinder(glossary, lexicon=newsroom_forms, most=config.hints.most)
    makers = [_maker(config, stage, finder) for stage in config.stage]
    weights = {
        **dict.fromkeys(origins, 1.0),
        **{name: weight for name, weight in weights_of(config).items() if name in origins},
    }
    return Plan(data.pairs, data.held_out, config.stage, weights, makers, config.run)


def _maker(config: TrainingConfig, stage: StageTable, finder: HintFinder) -> ExampleMaker:
    return ExampleMaker(
        finder,
        hints=config.hints.share if stage.hints is None else stage.hints,
        augment=config.run.augment if stage.augment is None else stage.augment,
        exchange=augment,
        unusual=config.hints.unusual,
        reword=with_unusual_term,
        examples=config.hints.examples,
    )


def check_origins(config: TrainingConfig, origins: Iterable[str]) -> None:
    """Do nothing if all weights are of sources that are there.

    Raises:
        TrainingError: A weight of a source that is not.
    """
    known = set(origins)
    given = [("source.weights", each.weights) for each in config.source]
    given += [(f"stage[{n}].weights", each.weights) for n, each in enumerate(config.stage, 1)]
    for where, weights in given:
        strange = sorted(set(weights) - known)
        if strange:
            raise TrainingError(
                f"{where} names {', '.join(map(repr, strange))}, but the sources are "
                f"{', '.join(map(repr, sorted(known)))}; correct the name, or leave it out"
            )
