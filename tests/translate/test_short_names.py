"""People whom an article calls by the last words of their full names."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from songngu.corpora.types import CheckName, Term
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.short_names import expected_of, names_in, short_names

FULL = "Công an bắt Vừ A Sênh và Lò Văn Ún ở xã Nà Hỳ."


def found(text: str, *full: str, terms: Sequence[Term] = ()) -> list[str]:
    names = names_in(text, short_names(full or (FULL,)))
    plain = expected_of(text, terms, ())
    return [item.source for item in expected_of(text, terms, names) if item not in plain]


def test_short_names_are_the_last_words_of_full_ones() -> None:
    names = dict(short_names(["Bà Đỗ Ngọc Minh đến."]))
    assert names == {"Ngọc Minh": ("Ngoc Minh", "Ngọc Minh"), "Minh": ("Minh",)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Đêm đó Ún và Sênh trốn đi.", ["Ún", "Sênh"]),
        ("Sênh khai đã bán.", ["Sênh"]),
        ("Ún và Sênh trốn đi.", ["Ún", "Sênh"]),
        ("Theo lời Sênh, Sênh bán hai lần.", ["Sênh"]),
        ("Đêm đó A Sênh trốn đi.", ["A Sênh"]),
        ("Công an truy bắt Sênh", ["Sênh"]),
    ],
)
def test_a_short_name_is_expected(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Đêm đó sênh phách vang lên.", id="a word in small letters"),
        pytest.param("Sênh phách vang lên.", id="the first word of a sentence"),
        pytest.param("Họ đến bản Sênh.", id="a place"),
        pytest.param("Họ gặp Mùa Thị Sênh.", id="somebody else's full name"),
        pytest.param("Họ gặp Sênh Lâu.", id="part of another name"),
        pytest.param("Họ nói tiếng Ún.", id="a language"),
    ],
)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert found(text) == []


def test_a_term_goes_before_a_short_name() -> None:
    assert found("Họ uống rượu Ún.", terms=[Term("rượu Ún", "Un wine")]) == []


class Fixed(ModelDrafter):
    """Writes what it is given for each text, and remembers what it was told."""

    engine_signature = "fixed|1"

    def __init__(self, drafts: dict[str, str]) -> None:
        self.drafts = drafts
        self.told: dict[str, tuple[Term, ...]] = {}

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        self.told |= {request.text: request.terms for request in requests}
        return [[Hypothesis(self.drafts[request.text], -0.5, 9, True)] for request in requests]


FULL_DRAFT = "Police arrested Vu A Senh and Lo Van Un in Na Hy commune."


@pytest.mark.parametrize("swapped", [False, True], ids=["named before", "named after"])
def test_a_stand_in_is_put_right_wherever_the_article_names_the_person(swapped: bool) -> None:
    short = "Sênh khai đã bán hàng."
    texts = [short, FULL] if swapped else [FULL, short]
    drafter = Fixed({FULL: FULL_DRAFT, short: "Seng said he had sold the goods."})
    draft = dict(drafter.draft_iter(texts))[texts.index(short)]
    assert draft.text == "Senh said he had sold the goods."
    assert [check.name for check in draft.checks] == [CheckName.REPAIRED]
    assert Term("Sênh", "Senh") in drafter.told[short]


def test_a_short_name_that_is_lost_is_told() -> None:
    short = "Đêm đó Sênh đã bán hàng."
    drafter = Fixed({FULL: FULL_DRAFT, short: "That night the goods were sold."})
    draft = drafter.draft_batch([FULL, short])[1]
    assert [(check.name, check.found) for check in draft.checks] == [
        (CheckName.NAME_MISSING, ("Sênh",))
    ]


def test_without_the_full_name_nothing_is_expected() -> None:
    short = "Đêm đó Sênh đã bán hàng."
    assert Fixed({short: "That night the goods were sold."}).draft(short).checks == ()
