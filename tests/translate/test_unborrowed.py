"""Drafts led astray by an example of the memory, with a model that writes what it is told to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from songngu.corpora.types import MemoryMatch, TranslationUnit
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.faithful import RAW
from songngu.translate.pipeline import PartlyDraftedError


class Led(ModelDrafter):
    """Writes one draft where it is given an example and another where it is not."""

    engine_signature = "led|1"

    def __init__(self, led: str, plain: str, *, fails: bool = False) -> None:
        self.led = led
        self.plain = plain
        self.fails = fails
        self.asked: list[bool] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        self.asked += [bool(request.examples) for request in requests]
        if self.fails and not requests[0].examples:
            raise PartlyDraftedError("gone", ())
        texts = [self.led if request.examples else self.plain for request in requests]
        return [[Hypothesis(text, -0.5, 9, True)] for text in texts]


def drafted(drafter: Led, source: str, example: tuple[str, str]) -> str:
    matches = [[MemoryMatch(TranslationUnit(*example), 0.9)]]
    return drafter.draft_batch([source], matches=matches)[0].text


THREE = ("Công an huyện bắt 3 nghi phạm.", "District police arrested three suspects.")
LED_BY = ("Đoàn do ông Lý A Sùng dẫn đầu.", "The delegation was led by Mr. Ly A Sung.")


@pytest.mark.parametrize(
    ("source", "example", "led", "plain"),
    [
        pytest.param(
            "Công an huyện bắt 1 nghi phạm.",
            THREE,
            "District police arrested three suspects.",
            "District police arrested a suspect.",
            id="number",
        ),
        pytest.param(
            "Đoàn do ông Lý A Sùng không dẫn đầu.",
            LED_BY,
            "The delegation was led by Mr. Ly A Sung.",
            "The delegation was not led by Mr. Ly A Sung.",
            id="negation lost",
        ),
        pytest.param(
            "Huyện hoàn thành việc cấp thẻ.",
            ("Huyện chưa hoàn thành việc cấp thẻ.", "The district has not issued all cards."),
            "The district has not issued all cards.",
            "The district has issued all cards.",
            id="negation added",
        ),
        pytest.param(
            "Người dân bản trồng lại rừng.",
            ("Người dân bản Nà Hỳ trồng lại rừng.", "People of Na Hy village replant forests."),
            "People of Na Hy village replant forests.",
            "Villagers replant forests.",
            id="name",
        ),
    ],
)
def test_what_an_example_says_instead_is_drafted_without_it(
    source: str, example: tuple[str, str], led: str, plain: str
) -> None:
    drafter = Led(led, plain)
    assert drafted(drafter, source, example) == plain
    assert drafter.asked == [True, False]


def test_a_draft_that_says_its_source_is_not_drafted_again() -> None:
    drafter = Led("District police arrested one suspect.", "Something else.")
    text = drafted(drafter, "Công an huyện bắt 1 nghi phạm.", THREE)
    assert text == "District police arrested one suspect."
    assert drafter.asked == [True]


def test_the_draft_after_the_example_stays_where_the_other_is_worse() -> None:
    source = "Ngày 4/5, Công an huyện bắt 1 nghi phạm."
    led = "On May 4, district police arrested three suspects."
    drafter = Led(led, "Three people and two dogs were seen in 1987.")
    assert drafted(drafter, source, THREE) == led


def test_an_engine_that_fails_then_keeps_the_first_drafts() -> None:
    drafter = Led("District police arrested three suspects.", "", fails=True)
    text = drafted(drafter, "Công an huyện bắt 1 nghi phạm.", THREE)
    assert text == "District police arrested three suspects."


def test_an_engine_in_the_raw_is_asked_once() -> None:
    drafter = Led("District police arrested three suspects.", "District police arrested a suspect.")
    drafter.faithful = RAW
    drafted(drafter, "Công an huyện bắt 1 nghi phạm.", THREE)
    assert drafter.asked == [True]
