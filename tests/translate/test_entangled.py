"""A person's name that drafts take for that of the body."""

from __future__ import annotations

import pytest

from songngu.translate.entangled import name_taken_out
from songngu.translate.expectations import Expected, expectations, read


def mended(source: str, draft: str) -> list[str | None]:
    expected = expectations(source)
    return [
        name_taken_out(item, expected, source, read(draft))
        for item in expected
        if item.kind is Expected.OFFICE
    ]


@pytest.mark.parametrize(
    ("draft", "right"),
    [
        (
            "The director of the Lo Van An Department of Finance spoke.",
            "Lo Van An, director of the Department of Finance, spoke.",
        ),
        (
            "director of the Department of Lo Van An Finance",
            "Lo Van An, director of the Department of Finance",
        ),
        (
            "On Monday, director of the Department of Lo Van An Finance, spoke.",
            "On Monday, Lo Van An, director of the Department of Finance, spoke.",
        ),
        (
            "Spoke: director of the Lo Van An Finance Department (left).",
            "Spoke: Lo Van An, director of the Department of Finance (left).",
        ),
    ],
)
def test_it_stands_before_a_long_office(draft: str, right: str) -> None:
    assert mended("Giám đốc Sở Tài chính Lò Văn An phát biểu.", draft) == [right]


@pytest.mark.parametrize(
    "draft",
    ["Deputy Prime Lo Van An Minister spoke.", "Deputy prime Lo Van An minister spoke."],
)
def test_it_stands_behind_a_short_office(draft: str) -> None:
    right = "Deputy Prime Minister Lo Van An spoke."
    assert mended("Phó Thủ tướng Lò Văn An phát biểu.", draft) == [right]


@pytest.mark.parametrize(
    "draft",
    [
        "Director of the Department of Finance Lo Van An spoke.",
        "Lo Van An, director of the Department of Finance, spoke.",
        "The director of the Lo Van An Museum spoke about the Department of Finance.",
        "The head of the division, Lo Van An, spoke about Finance.",
    ],
)
def test_a_name_elsewhere_stays(draft: str) -> None:
    assert mended("Giám đốc Sở Tài chính Lò Văn An phát biểu.", draft) == [None]


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        (
            "Cô Lê Thị Hoa, Hiệu trưởng Trường THCS Nguyễn Văn Trỗi, nói.",
            "Le Thi Hoa, principal of the Nguyen Van Troi Secondary School, said.",
        ),
        (
            "Giám đốc Bảo tàng Tôn Đức Thắng đến.",
            "The director of the Ton Duc Thang Museum came.",
        ),
        (
            "Bà Lê Thị Hoa, Giám đốc Sở Tài chính Nguyễn Văn Trỗi, đến.",
            "Le Thi Hoa, director of the Nguyen Van Troi Department of Finance, came.",
        ),
        (
            "Giám đốc Sở Tài chính Lò Văn An phát biểu.",
            "The director of the Lo Van An Department of Finances Management spoke.",
        ),
    ],
)
def test_the_name_of_a_body_stays(source: str, draft: str) -> None:
    assert not any(mended(source, draft))


def test_nothing_is_done_without_a_holder() -> None:
    source = "Giám đốc Sở Tài chính phát biểu; Lò Văn An vắng."
    assert mended(source, "The director of the Lo Van An Finance Department spoke.") == [None]
