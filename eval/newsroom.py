"""Drafts scored by what an editor cannot forgive: names, numbers, dates, places and ranks.

A test sentence comes with expectations, each of which a draft meets or does not, whatever its
wording: a name with every word right, an amount by value, a place or an office in one of the
accepted forms. docs/newsroom.md describes the sets and the rules of acceptance.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from songngu.corpora.errors import EvaluationError
from songngu.corpora.values import Value, extract_values
from songngu.eval.invented import invented
from songngu.eval.said import says_date, says_number, says_time
from songngu.eval.wording import Wording


class ExpectationKind(StrEnum):
    """What a draft is looked at for."""

    NAME = "name"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    PLACE = "place"
    RANK = "rank"
    ABSENT = "absent"
    MADE_UP = "made-up"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that a draft has to say, or must not say.

    Attributes:
        source: The words of the Vietnamese sentence that it comes from; for ``absent`` the
            English ones that must not be there; empty for ``made-up``.
        value: Canonical form of a number, date or time, as
            :attr:`songngu.corpora.values.Value.key`; empty for the other kinds.
        wording: Accepted forms of a name, place or rank; for ``absent`` the forbidden ones.
    """

    kind: ExpectationKind
    source: str
    value: str = ""
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class TestSentence:
    """A sentence of the set.

    Attributes:
        id: Part, topic and number: ``dev-police-07``.
        source: The Vietnamese.
        english: A faithful translation, where one was written; it meets every expectation.
    """

    __test__ = False  # no class of tests, whatever its name says to pytest

    id: str
    source: str
    expectations: tuple[Expectation, ...]
    english: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a draft meets an expectation.

    Attributes:
        found: What a draft made up, for ``made-up``.
    """

    sentence: TestSentence
    expectation: Expectation
    draft: str
    right: bool
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How many of so many are right."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """0–1; NaN where there are none."""
        return self.right / self.total if self.total else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """95 % confidence interval of the share, which holds near 1 as well (Wilson 1927)."""
        if not self.total:
            return (0.0, 1.0)
        z, n, p = 1.959964, self.total, self.share
        middle = p + z * z / (2 * n)
        spread = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return ((middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n))


@dataclass(frozen=True, slots=True)
class NewsroomReport:
    """Drafts of a set, judged.

    Attributes:
        judgements: In the order of the sentences and of their expectations.
    """

    judgements: tuple[Judgement, ...]

    def by_kind(self) -> dict[ExpectationKind, Share]:
        """The share right of each kind that occurs, in the order of :class:`ExpectationKind`."""
        return {
            kind: _share(j for j in self.judgements if j.expectation.kind is kind)
            for kind in ExpectationKind
            if any(j.expectation.kind is kind for j in self.judgements)
        }

    def overall(self) -> Share:
        """The share right of all that had to be said, and of nothing else."""
        extra = (ExpectationKind.ABSENT, ExpectationKind.MADE_UP)
        return _share(j for j in self.judgements if j.expectation.kind not in extra)

    def sentences(self) -> Share:
        """The share of sentences with nothing wrong and nothing made up."""
        whole: dict[str, bool] = {}
        for judgement in self.judgements:
            of = judgement.sentence.id
            whole[of] = whole.get(of, True) and judgement.right
        return Share(sum(whole.values()), len(whole))

    def wrong(self) -> tuple[Judgement, ...]:
        """What is not right."""
        return tuple(judgement for judgement in self.judgements if not judgement.right)

    def to_dict(self) -> dict[str, Any]:
        """Counts and shares, unrounded, as ``json`` takes them."""
        rows = {kind.value: share for kind, share in self.by_kind().items()}
        rows |= {"all": self.overall(), "sentences": self.sentences()}
        return {
            name: {"right": s.right, "total": s.total, "share": s.share, "interval": s.interval}
            for name, s in rows.items()
        }


def _share(judgements: Iterable[Judgement]) -> Share:
    right = [judgement.right for judgement in judgements]
    return Share(sum(right), len(right))


def judge(sentence: TestSentence, draft: str) -> list[Judgement]:
    """One judgement per expectation, in order, and one on whether anything is made up."""
    values = extract_values(draft, "en", doubtful=True)
    judgements = [
        Judgement(sentence, expectation, draft, _meets(expectation, draft, values))
        for expectation in sentence.expectations
    ]
    found = invented(sentence.source, draft, values)
    nothing = Expectation(ExpectationKind.MADE_UP, "")
    return [*judgements, Judgement(sentence, nothing, draft, not found, found)]


def judge_all(sentences: Sequence[TestSentence], drafts: Sequence[str]) -> NewsroomReport:
    """The drafts of a set, judged.

    Raises:
        EvaluationError: There are not as many drafts as sentences, or none.
    """
    if len(sentences) != len(drafts) or not drafts:
        raise EvaluationError(
            f"found {len(drafts)} drafts for {len(sentences)} sentences, expected one for each; "
            "look whether they were made from the same part of the set"
        )
    pairs = zip(sentences, drafts, strict=True)
    return NewsroomReport(tuple(j for sentence, draft in pairs for j in judge(sentence, draft)))


def _meets(expectation: Expectation, draft: str, values: Sequence[Value]) -> bool:
    kind = expectation.kind
    if kind is ExpectationKind.NUMBER:
        return says_number(expectation.value, values)
    if kind is ExpectationKind.DATE:
        return says_date(expectation.value, values)
    if kind is ExpectationKind.TIME:
        return says_time(expectation.value, values)
    if expectation.wording is None:
        raise ValueError(f"{expectation.source!r}: a {kind.value} needs its accepted forms")
    return expectation.wording.found_in(draft) is not (kind is ExpectationKind.ABSENT)
