"""Drafts that lack something, drafted again with a model that writes what it is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from songngu.corpora.errors import EngineError
from songngu.corpora.types import CheckName
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.faithful import RAW
from songngu.translate.pipeline import PartlyDraftedError

SOURCE = "Đoàn của tỉnh Prây-veng ở Campuchia đã về."
WITHOUT, WITH = "The Prey Veng delegation is back.", "Prey Veng's delegation (Cambodia) is back."


class Told(ModelDrafter):
    """Writes one draft where it is told of Cambodia and another where it is not."""

    engine_signature = "told|1"

    def __init__(self, before: str, after: str, failure: EngineError | None = None) -> None:
        self.before = before
        self.after = after
        self.failure = failure
        self.asked: list[list[str]] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        self.asked += [[term.target for term in request.terms] for request in requests]
        told = "Cambodia" in self.asked[-1]
        if self.failure and told:
            raise self.failure
        return [[Hypothesis(self.after if told else self.before, -0.5, 9, True)]]


def test_a_country_that_a_draft_leaves_out_is_told_then() -> None:
    drafter = Told(WITHOUT, WITH)
    draft = drafter.draft(SOURCE)
    assert draft.text == WITH
    assert drafter.asked == [["Prey Veng"], ["Prey Veng", "Cambodia"]]
    assert draft.checks == ()


def test_a_draft_that_has_its_country_is_not_drafted_again() -> None:
    drafter = Told("The Cambodian province of Prey Veng's delegation is back.", WITH)
    assert drafter.draft(SOURCE).text == drafter.before
    assert len(drafter.asked) == 1


@pytest.mark.parametrize(
    ("after", "failure"),
    [
        ("It is back.", None),
        (WITH, PartlyDraftedError("gone", ())),
        (WITH, EngineError("gone")),
    ],
    ids=["worse", "broken off", "failed"],
)
def test_the_first_draft_stays_where_the_second_is_no_better(
    after: str, failure: EngineError | None
) -> None:
    drafter = Told(WITHOUT, after, failure)
    draft = drafter.draft(SOURCE)
    assert draft.text == WITHOUT
    assert len(drafter.asked) == 2
    assert [check.name for check in draft.checks] == [CheckName.NAME_MISSING]


def test_the_raw_model_is_not_asked_twice() -> None:
    drafter = Told(WITHOUT, WITH)
    drafter.faithful = RAW
    assert drafter.draft(SOURCE).text == WITHOUT
    assert drafter.asked == [[]]
