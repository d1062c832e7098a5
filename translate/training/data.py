"""From all pairs at hand to those that are trained on and those that are held out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from songngu.corpora.errors import TrainingError
from songngu.translate.training.config import TrainingConfig
from songngu.translate.training.filters import (
    REASONS,
    Counts,
    Forbidden,
    Identify,
    PairFilter,
)
from songngu.translate.training.pairs import TrainingPair

#: Whether a text is in an evaluation set.
Find = Callable[[str], Literal["exact", "near"] | None]
#: Makes a :data:`Find` of the texts of an evaluation set.
MakeFind = Callable[[Sequence[str]], Find]

_SHARE_HELD_OUT = 0.2
_FEWEST_HELD_OUT = 10


@dataclass(frozen=True, slots=True)
class Data:
    """The pairs of a run.

    Attributes:
        pairs: What is trained on.
        held_out: What is not, in random order.
        counts: What became of all pairs that were read, by source; held-out ones taken out of the
            sources are among those left out.
    """

    pairs: list[TrainingPair]
    held_out: list[TrainingPair]
    counts: Counts


def weights_of(config: TrainingConfig) -> dict[str, float]:
    """The weights of sources that have one of their own, by name."""
    found = {}
    for source in config.source:
        found[source.label] = source.weight
        found.update(source.weights)
    return found


def prepare_data(
    pairs: Iterable[TrainingPair],
    config: TrainingConfig,
    *,
    held_out: Sequence[TrainingPair] | None = None,
    never: Sequence[str] = (),
    identify: Identify | None = None,
    make_find: MakeFind,
) -> Data:
    """The pairs that pass the filters, parted into training and held-out ones.

    No training pair overlaps a held-out pair, and neither overlaps an evaluation set.

    Args:
        pairs: All pairs at hand.
        config: The settings.
        held_out: Where the held-out pairs come from, by the same filters; without them some are
            taken out of the others.
        never: Texts of evaluation sets, in either language.
        identify: Tells languages.
        make_find: Finds overlaps with texts, word for word and nearly so.

    Raises:
        TrainingError: Too few pairs pass.
    """
    forbidden = _forbidden(make_find(never), "evaluation") if never else None
    passing = PairFilter(config.filters, identify=identify, forbidden=forbidden)
    kept = passing(pairs)
    if held_out is None:
        held_out, kept = _part(kept, config, passing.counts)
        for pair in held_out:
            passing.remove(pair, "held-out")
    else:
        looked_at = PairFilter(config.filters, identify=identify, forbidden=forbidden)
        held_out = _judged(held_out, looked_at)
    find = make_find([side for pair in held_out for side in (pair.source, pair.target)])
    overlaps = _forbidden(find, "held-out")
    rest = []
    for pair in kept:
        if overlaps(pair):
            passing.remove(pair, "held-out")
        else:
            rest.append(pair)
    if not rest:
        raise TrainingError(
            f"no pair is left to train on: {_summary(passing.counts)}; give more data or loosen "
            "the filters"
        )
    return Data(rest, sorted(held_out, key=_place), passing.counts)


def _judged(held_out: Sequence[TrainingPair], passing: PairFilter) -> list[TrainingPair]:
    """Given held-out pairs, by the same rules, so that what is scored has been looked at."""
    kept = passing(held_out)
    if len(kept) < _FEWEST_HELD_OUT:
        raise TrainingError(
            f"found {len(kept)} held-out pairs that pass the filters "
            f"({_summary(passing.counts)}), expected at least {_FEWEST_HELD_OUT}; give a bigger "
            "file in held_out.path, or loosen the filters"
        )
    return kept


def _summary(counts: Counts) -> str:
    """What was read and left out, for errors."""
    removed = sum((count.removed for count in counts.values()), Counter[str]())
    n_read = sum(count.n_read for count in counts.values())
    if not n_read:
        return (
            "none were read: files without Vietnamese–English pairs, no approved post-edits, or "
            "no weight above 0"
        )
    why = "; ".join(f"{number} {REASONS[reason]}" for reason, number in removed.most_common())
    return f"{n_read} were read" + (f", of which left out: {why}" if why else "")


def _forbidden(find: Find, reason: str) -> Forbidden:
    near = "evaluation-near" if reason == "evaluation" else reason

    def judge(pair: TrainingPair) -> str | None:
        found = {find(pair.source), find(pair.target)}
        return reason if "exact" in found else near if "near" in found else None

    return judge


def _part(
    pairs: Sequence[TrainingPair], config: TrainingConfig, counts: Counts
) -> tuple[list[TrainingPair], list[TrainingPair]]:
    """Held-out pairs, those with the lowest places, and the rest."""
    wanted = set(config.held_out.sources)
    known = {pair.origin for pair in pairs}
    if wanted - known:
        raise TrainingError(
            f"held_out.sources names {', '.join(sorted(wanted - known))}, but pairs that pass the "
            f"filters come from {', '.join(sorted(known)) or '(nowhere)'} only"
        )
    wanted = wanted or known - {source.label for source in config.source if source.templates}
    places = {at: _place(pair) for at, pair in enumerate(pairs) if pair.origin in wanted}
    if len(places) * _SHARE_HELD_OUT < _FEWEST_HELD_OUT:
        raise TrainingError(
            f"found {len(places)} pairs that pass the filters to take held-out pairs from "
            f"({_summary(counts)}), expected at least "
            f"{round(_FEWEST_HELD_OUT / _SHARE_HELD_OUT)}, those of templates aside; give more "
            "data, a file in held_out.path, or templates too in held_out.sources"
        )
    n_low = sum(place < _SHARE_HELD_OUT for place in places.values())
    count = min(config.held_out.count, max(n_low, _FEWEST_HELD_OUT))
    taken = set(sorted(places, key=places.__getitem__)[:count])
    return (
        [pairs[at] for at in taken],
        [pair for at, pair in enumerate(pairs) if at not in taken],
    )


def _place(pair: TrainingPair) -> float:
    """A place from 0 to 1 that goes by the source text alone.

    A run often goes on from the model of the one before. Whatever has been added, moved or edited
    in English since, a pair that was trained on must not come to judge.
    """
    digest = hashlib.sha256(pair.source.casefold().encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
