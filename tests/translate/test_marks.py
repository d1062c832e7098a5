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
    expected = expectations("Ông Từ Minh Khiêm rời xã Đà Bắc.")
    assert alike_marked(expected, draft) == right
