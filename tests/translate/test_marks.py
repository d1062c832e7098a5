"""Names with some of their marks."""

from __future__ import annotations

import pytest

from songngu.translate.expectations import expectations
from songngu.translate.marks import alike_marked


@pytest.mark.parametrize(
    ("draft", "right"),
    [
        ("Từ Minh Khiem left Đà Bac.", "Tu Minh Khiem left Da Bac."),
        ("Từ Minh Khiêm came; Tu Minh Khiêm went.", "Từ Minh Khiêm came; Từ Minh Khiêm went."),
        ("Tu Minh Khiem came, Từ Minh Khiem went.", "Tu Minh Khiem came, Tu Minh Khiem went."),
        ("Từ Minh Khiêm left Đà Bắc.", "Từ Minh Khiêm left Đà Bắc."),
        ("Mr Từ left.", "Mr Từ left."),
    ],
)
def test_they_get_all_or_none(draft: str, right: str) -> None:
    source = "Ông Từ Minh Khiêm rời xã Đà Bắc."
    expected = expectations(source)
    assert alike_marked(expected, source, draft) == right


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        (
            "Ông Lê Minh Hạ, Chủ tịch UBND xã Minh Hà, đến.",
            "Lê Minh Hạ, chairman of the Minh Hà commune People's Committee, came.",
        ),
        ("Ông Nguyễn Văn Tú gặp ông Nguyễn Văn Từ.", "Nguyễn Văn Tú met Nguyễn Văn Từ."),
        ("Người Mông ở Hà Giang chơi khèn.", "The H'Mông in Ha Giang played."),
    ],
)
def test_somebody_elses_are_left_alone(source: str, draft: str) -> None:
    assert alike_marked(expectations(source), source, draft) == draft
