"""Possible drafts, weighed by what they lack of their source and how probable they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from songngu.corpora.types import CheckName
from songngu.translate.checks import check_draft
from songngu.translate.expectations import Draftwork, Expectation, Expected, read, unmet
from songngu.translate.misplaced import claimed, strangers

if TYPE_CHECKING:
    from songngu.translate.drafter import Hypothesis, Request

#: Nats per token that each fault weighs when hypotheses are compared.
_LOST, _LOST_PHRASE, _STRANGER, _UNHEALTHY = 1.0, 0.2, 0.3, 1.0
_FAULTS = frozenset(
    (
        CheckName.EMPTY,
        CheckName.SOURCE_COPIED,
        CheckName.VIETNAMESE_LEFT,
        CheckName.REPETITION,
        CheckName.LENGTH_RATIO,
        CheckName.NEGATION_MISSING,
        CheckName.LEFT_OUT,
        CheckName.CUT,
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible draft, weighed: what it misses, how many faults, and the lower the better."""

    hypothesis: Hypothesis
    work: Draftwork
    lost: tuple[Expectation, ...]
    n_faults: int
    n_strangers: int

    @property
    def n_required(self) -> int:
        """How much of what is lost may not be put otherwise."""
        return sum(item.required for item in self.lost)

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing to put right."""
        return not self.lost and not self.n_faults and not self.n_strangers

    @property
    def lacks(self) -> bool:
        """Whether it lacks or does badly enough to be drafted in another way."""
        return self.n_faults > 0 or any(item.kind is not Expected.PHRASE for item in self.lost)

    @property
    def wrong(self) -> float:
        """How much is wrong with it, however probable it is; the lower the better."""
        n_phrases = len(self.lost) - self.n_required
        return (
            _LOST * self.n_required
            + _LOST_PHRASE * n_phrases
            + _STRANGER * self.n_strangers
            + _UNHEALTHY * self.n_faults
        )

    @property
    def cost(self) -> float:
        """Nats per token; the lower the better."""
        return self.wrong - self.hypothesis.log_probability

    def scored(self, log_probability: float) -> Candidate:
        """The same with another probability, to be compared with others by."""
        return replace(self, hypothesis=replace(self.hypothesis, log_probability=log_probability))


@dataclass(slots=True)
class Work:
    """A request on its way to a faithful draft.

    Attributes:
        first_lost: What the model's best draft lacked.
        moved: Ranks that were put before the names they belong to.
        tried: What has been looked at, by kind and place in the source.
    """

    request: Request
    expected: tuple[Expectation, ...]
    best: Candidate
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


def best_of(
    request: Request, expected: Sequence[Expectation], pool: Sequence[Hypothesis]
) -> Candidate:
    """The best of the hypotheses; the most probable one where it lacks nothing."""
    first = weigh(request, expected, pool[0])
    if first.is_whole or len(pool) == 1:
        return first
    rest = [weigh(request, expected, hypothesis) for hypothesis in pool[1:]]
    return min((first, *rest), key=lambda candidate: candidate.cost)


def weigh(
    request: Request,
    expected: Sequence[Expectation],
    hypothesis: Hypothesis,
) -> Candidate:
    """A hypothesis with what it lacks, says beyond its source and is unhealthy in."""
    work = read(hypothesis.text)
    checks = check_draft(request.text, hypothesis.text, unfinished=not hypothesis.finished)
    taken = claimed(expected, work, request.text)
    n_strangers = sum(
        len(strangers(kind, request.text, work, taken)) for kind in (Expected.NAME, Expected.VALUE)
    )
    return Candidate(
        hypothesis,
        work,
        unmet(expected, work),
        sum(check.name in _FAULTS for check in checks),
        n_strangers,
    )


def improves(candidate: Candidate, best: Candidate, item: Expectation) -> bool:
    """Whether a draft says what another lacks, and is nowhere worse."""
    return (
        len(candidate.lost) < len(best.lost)
        and candidate.n_required <= best.n_required
        and item not in candidate.lost
        and candidate.n_faults <= best.n_faults
    )
