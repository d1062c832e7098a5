"""What in a draft stands for nothing in its source."""

from __future__ import annotations

import pytest

from songngu.translate.expectations import Expected, expectations, read
from songngu.translate.misplaced import claimed, likeliest, strangers


def found(kind: Expected, source: str, draft: str) -> list[str]:
    expected, work = expectations(source), read(draft)
    spans = strangers(kind, source, work, claimed(expected, work))
    return [work.text[start:end] for start, end in spans]


MET = "Hôm qua ông Lê Văn Tư gặp bà Trần Thị Lụa ở xã Nậm Cắn, Nghệ An."


@pytest.mark.parametrize(
    ("draft", "names"),
    [
        ("Yesterday Mr Le Van Tu met Ms Tran Thi Lua in Nam Can, Nghe An.", []),
        ("Yesterday Mr Le Van Tu met Ms Tran Hai Yen in Nam Can, Nghe An.", ["Tran Hai Yen"]),
        ("The two met. So they said. Do they? In Hanoi?", []),
        ("Le Van Tu met Vo Van Hai.", ["Vo Van Hai"]),
        ("Mr Smith of the Netherlands met Ms Jones.", []),
        ("LE VAN TU MET HER", []),
        ("", []),
    ],
)
def test_names_that_the_source_does_not_say(draft: str, names: list[str]) -> None:
    assert found(Expected.NAME, MET, draft) == names


@pytest.mark.parametrize(
    ("draft", "places"),
    [
        ("They met in Nam Can commune, Nghe An.", []),
        ("They met in Vietnam, in Nghe An.", ["Vietnam"]),
        ("They met in Ha Tinh.", ["Ha Tinh"]),
    ],
)
def test_places_that_the_source_does_not_say(draft: str, places: list[str]) -> None:
    assert found(Expected.PLACE, MET, draft) == places


def test_ranks_that_the_source_does_not_say() -> None:
    source = "Đại tá Lê Văn Tư đã đến."
    assert found(Expected.RANK, source, "Senior Colonel Le Van Tu came.") == []
    assert found(Expected.RANK, source, "Major General Le Van Tu came.") == ["Major General"]


def test_numbers_that_the_source_does_not_say() -> None:
    source = "Ngày 5/4 có 12 người."
    assert found(Expected.VALUE, source, "On April 5 there were 12 people.") == []
    assert found(Expected.VALUE, source, "On April 6 there were 13.") == ["April 6", "13"]


def test_terms_may_be_any_words() -> None:
    assert found(Expected.TERM, MET, "Something else.") == []


def test_shared_words_go_before_the_place_in_the_sentence() -> None:
    source = "Bà Trần Thị Lụa đến."
    draft = "Vo Van Hai and Pham Thi Lua came."
    work = read(draft)
    (wanted,) = (item for item in expectations(source) if item.kind is Expected.NAME)
    spans = strangers(Expected.NAME, source, work, [])
    best, _ = likeliest(wanted, spans, work, source)
    assert work.text[best[0] : best[1]] == "Pham Thi Lua"


def test_a_date_does_not_stand_for_a_number() -> None:
    source = "Có 12 người."
    (wanted,) = expectations(source)
    work = read("On April 6 there were 13.")
    spans = strangers(Expected.VALUE, source, work, [])
    assert [work.text[start:end] for start, end in likeliest(wanted, spans, work, source)] == ["13"]
