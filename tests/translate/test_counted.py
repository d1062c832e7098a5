"""Offices that a source counts."""

from __future__ import annotations

import pytest

from songngu.translate.counted import counted_office_replaced
from songngu.translate.expectations import Expected, expectations, read, unmet


@pytest.mark.parametrize(
    ("source", "draft", "right"),
    [
        (
            "Khởi tố 2 Hạt trưởng vì mất 84 ha rừng.",
            "2 judges of the high court prosecuted for 84 hectares of forest.",
            "2 heads of the forest protection unit prosecuted for 84 hectares of forest.",
        ),
        (
            "Phó Chủ tịch UBND xã và 4 Chủ tịch Hội Liên hiệp Phụ nữ xã đến.",
            "The vice chairman of the commune People's Committee and 4 vice chairmen of the "
            "commune People's Committee came.",
            "The vice chairman of the commune People's Committee and 4 presidents of the "
            "commune Women's Union came.",
        ),
        (
            "Khởi tố 2 Hạt trưởng.",
            "2 judges of the court came before it.",
            "2 heads of the forest protection unit came before it.",
        ),
        ("Có 1 Hạt trưởng đến.", "There came 1 forest chiefs.", None),
        # The number stands there twice, or nowhere.
        ("Khởi tố 2 Hạt trưởng.", "2 judges and 2 others were prosecuted.", None),
        ("Khởi tố 2 Hạt trưởng.", "Judges were prosecuted.", None),
        # What is counted is expected itself, or no noun in the plural.
        ("Khởi tố 2 Hạt trưởng, bác sĩ.", "2 doctors were prosecuted.", None),
        ("Khởi tố 2 Hạt trưởng.", "The 2 were prosecuted.", None),
        ("Khởi tố 2 Hạt trưởng.", "The 2 who led the rangers", None),
        # The source says more of them, or there is no telling where they end.
        ("Đoàn có 10 bác sĩ thú y.", "There are 10 teachers.", None),
        ("Có 9 bác sĩ đến.", "9 judges and teachers came.", None),
        ("Có 2 công an xã.", "There are 2 teachers.", "There are 2 commune police."),
        # The same office in other words.
        ("Chi bộ có 6 đảng viên.", "The cell has 6 members.", None),
        ("Khởi tố 2 Hạt trưởng.", "2 chiefs of the rangers were prosecuted.", None),
        (
            "Có 9 người ứng cử đại biểu Quốc hội.",
            "There are 9 candidates for the Assembly.",
            None,
        ),
    ],
)
def test_what_the_source_counts_replaces_what_the_draft_counts(
    source: str, draft: str, right: str | None
) -> None:
    expected, work = expectations(source), read(draft)
    lost = [item for item in unmet(expected, work) if item.kind is Expected.OFFICE]
    found = [counted_office_replaced(item, expected, source, work) for item in lost]
    assert [text for text in found if text] == ([right] if right else [])
