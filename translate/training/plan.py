"""From settings and data to what a run goes through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from songngu.corpora.errors import TrainingError
from songngu.translate.newsroom import Kind, find
from songngu.translate.training.augment import augment
from songngu.translate.training.config import StageTable, TrainingConfig
from songngu.translate.training.data import Data, weights_of
from songngu.translate.training.hints import HintFinder
from songngu.translate.training.loop import Plan
from songngu.translate.training.mixing import ExampleMaker
from songngu.translate.training.unusual import with_unusual_term

# Units are words of every other sentence; the model knows them.
_HINTED = frozenset(Kind) - {Kind.UNIT}


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
