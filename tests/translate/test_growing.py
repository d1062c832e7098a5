"""Sentences drafted clause by clause, with a model that loses what is far from the beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from songngu.corpora.errors import EngineError
from songngu.corpora.types import CheckName, Term
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.faithful import RAW
from songngu.translate.growing import stretches

BEGINNING = "Sáng nay cả đoàn đã đến Bò Kẹo."
SOURCE = f"{BEGINNING[:-1]}, và ông Lê Văn Tám tặng quà cho trẻ em."
SHORT = "This morning the delegation came to Bokeo."
WHOLE = f"{SHORT[:-1]}, and Le Van Tam gave presents to children."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SOURCE, [BEGINNING, SOURCE]),
        ("Đoàn đã đến Bò Kẹo, và về.", ["Đoàn đã đến Bò Kẹo, và về."]),  # too few words behind
        (  # the comma and the word are of one office
            "Hôm nay ông Lê Văn Tám, Trưởng Phòng Văn hóa, Khoa học và Thông tin, đã có mặt ở xã "
            "và phát biểu trước bà con.",
            [
                "Hôm nay ông Lê Văn Tám.",
                "Hôm nay ông Lê Văn Tám, Trưởng Phòng Văn hóa, Khoa học và Thông tin.",
                "Hôm nay ông Lê Văn Tám, Trưởng Phòng Văn hóa, Khoa học và Thông tin, đã có mặt ở "
                "xã.",
                "Hôm nay ông Lê Văn Tám, Trưởng Phòng Văn hóa, Khoa học và Thông tin, đã có mặt ở "
                "xã và phát biểu trước bà con.",
            ],
        ),
        ("Một hai ba bốn năm 1,5 sáu bảy tám chín.", ["Một hai ba bốn năm 1,5 sáu bảy tám chín."]),
    ],
)
def test_where_a_text_is_cut(text: str, expected: list[str]) -> None:
    assert stretches(text) == expected


class Forgetful(ModelDrafter):
    """Writes what is known of a source; of a whole sentence only where it goes on."""

    engine_signature = "forgetful|1"
    can_continue = True

    def __init__(self, drafts: Mapping[str, str], failure: EngineError | None = None) -> None:
        self.drafts = drafts
        self.failure = failure
        self.asked: list[Request] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        self.asked += requests
        if self.failure and len(self.asked) > 1:
            raise self.failure
        return [
            [Hypothesis(self.drafts[request.prefix or request.text], -0.5, 9, True)]
            for request in requests
        ]


def forgetful(failure: EngineError | None = None, **changed: str) -> Forgetful:
    return Forgetful({SOURCE: SHORT, BEGINNING: SHORT, SHORT[:-1]: WHOLE} | changed, failure)


def test_a_clause_that_was_lost_comes_back() -> None:
    drafter = forgetful()
    draft = drafter.draft(SOURCE, terms=[Term("trẻ em", "children")])
    assert draft.text == WHOLE
    assert draft.checks == ()
    first, beginning, whole = drafter.asked
    assert (first.text, first.prefix) == (SOURCE, "")
    assert (beginning.text, beginning.prefix) == (BEGINNING, "")
    assert [term.target for term in beginning.terms] == ["Bokeo"]
    assert (whole.text, whole.prefix) == (SOURCE, SHORT[:-1])
    assert [term.target for term in whole.terms] == ["Bokeo", "Le Van Tam", "children"]


def test_a_clause_without_names_comes_back() -> None:
    source = f"{BEGINNING[:-1]}, nhiều cháu bé ở trường mầm non vui mừng chạy ra đón."
    whole = f"{SHORT[:-1]}, and many children of the kindergarten ran out happily to meet it."
    drafter = Forgetful({source: SHORT, BEGINNING: SHORT, SHORT[:-1]: whole})
    draft = drafter.draft(source)
    assert draft.text == whole
    assert draft.checks == ()


def test_no_draft_goes_on_from_one_that_runs_in_a_loop() -> None:
    loop = "Goods came to Bokeo, to Bokeo, to Bokeo, to Bokeo, to Bokeo, to Bokeo."
    drafter = forgetful(**{BEGINNING: loop})
    assert drafter.draft(SOURCE).text == SHORT
    assert [request.text for request in drafter.asked] == [SOURCE, BEGINNING]


def test_what_lacks_nothing_is_not_drafted_again() -> None:
    drafter = forgetful(**{SOURCE: WHOLE})
    assert drafter.draft(SOURCE).text == WHOLE
    assert len(drafter.asked) == 1


def test_what_is_put_in_afterwards_is_told() -> None:
    drafter = forgetful(**{SHORT[:-1]: WHOLE.replace("Le Van Tam", "Bui Van Nam")})
    draft = drafter.draft(SOURCE)
    assert draft.text == WHOLE
    assert [check.name for check in draft.checks] == [CheckName.REPAIRED]


@pytest.mark.parametrize(
    ("changed", "failure"),
    [
        ({SHORT[:-1]: f"{SHORT[:-1]}, all at once."}, None),
        ({SHORT[:-1]: WHOLE.replace("to Bokeo", "at last").replace("Le Van Tam", "he")}, None),
        ({}, EngineError("gone")),
    ],
    ids=["as bad", "another lost", "failed"],
)
def test_the_first_draft_stays_where_the_second_is_no_better(
    changed: dict[str, str], failure: EngineError | None
) -> None:
    drafter = forgetful(failure, **changed)
    draft = drafter.draft(SOURCE)
    assert draft.text == SHORT
    assert [check.name for check in draft.checks] == [CheckName.LEFT_OUT, CheckName.NAME_MISSING]


def test_an_engine_that_cannot_go_on_is_not_asked() -> None:
    drafter = forgetful()
    drafter.can_continue = False
    assert drafter.draft(SOURCE).text == SHORT
    assert len(drafter.asked) == 1


def test_the_raw_model_is_asked_once() -> None:
    drafter = forgetful()
    drafter.faithful = RAW
    assert drafter.draft(SOURCE).text == SHORT
    assert len(drafter.asked) == 1
