"""The end of a range that a draft lacks."""

from __future__ import annotations

import pytest

from songngu.translate.expectations import expectations, read, unmet
from songngu.translate.ranges import range_joined


def joined(source: str, draft: str) -> list[str]:
    expected, work = expectations(source), read(draft)
    lost = unmet(expected, work)
    found = [text for item in lost for text in range_joined(item, expected, source, work)]
    return [text for text in found if len(unmet(expected, text)) < len(lost)]


@pytest.mark.parametrize(
    ("source", "draft", "whole"),
    [
        ("Rét từ 24-25/12.", "Cold from December 24.", "Cold from December 24-25."),
        ("Rét từ 24-25/12.", "Cold on 25 December.", "Cold on 24-25 December."),
        ("Rét ngày 24 và 25/12/2025.", "Cold on December 24, 2025.",
         "Cold on December 24 and 25, 2025."),
        ("Rét từ 30/11 - 2/12.", "Cold from November 30.", "Cold from November 30 to December 2."),
        ("Rét từ 30/11 đến 2/12.", "Cold until December 2.",
         "Cold from November 30 until December 2."),
        ("Họp từ thứ Hai đến thứ Sáu.", "It opens on Friday to sell.",
         "It opens from Monday to Friday to sell."),
        ("Họp thứ Hai và thứ Sáu.", "On Monday it opens.", "On Monday and Friday it opens."),
        ("Mưa từ tháng 7 đến tháng 9/2025.", "In September 2025 it rained.",
         "From July to September 2025 it rained."),
        ("Mở từ 7h30 đến 16h30.", "It is open at 16:30.", "It is open from 7:30 to 16:30."),
        ("Mở từ 7h30 đến 16h30.", "It is open until 4:30 p.m.",
         "It is open from 7:30 a.m. until 4:30 p.m."),
        ("Đi 3-5 ngày.", "It takes 5 days.", "It takes 3-5 days."),
        ("Đi 8-9 ngày.", "A 9-day trip.", "An 8-9-day trip."),
        ("Lương 6 - 7 triệu đồng.", "VND6 million in wages.", "VND6-7 million in wages."),
        ("Gần 2.500 - 3.000 người.", "Nearly 3,000 people.", "Nearly 2,500-3,000 people."),
        ("Tăng từ 5% đến 7%.", "It rose to 7%.", "It rose from 5% to 7%."),
        ("Năm học 2025-2026.", "The 2026 school year.", "The 2025-2026 school year."),
        ("Xây từ năm 2026 đến năm 2030.", "It is built in 2030.",
         "It is built from 2026 to 2030."),
        ("Tăng trong quý I và II.", "It rose in the second quarter.",
         "It rose in the first and second quarters."),
        ("Tăng trong quý I và II.", "It rose in the first quarter.",
         "It rose in the first and second quarters."),
    ],
)  # fmt: skip
def test_an_end_goes_beside_the_other(source: str, draft: str, whole: str) -> None:
    assert joined(source, draft) == [whole]


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("Rét từ 24 đến 25/12.", "Cold on the 24th."),
        ("Rét ngày 24/12, ấm ngày 25/12.", "Cold on December 24."),
        ("Xây từ năm 2026 đến năm 2030.", "By 2030 it is built."),
        ("Họp từ thứ Hai đến thứ Sáu.", "It opens from Tuesday to Friday."),
        ("Đi 3-5 ngày.", "It takes 4-5 days."),
        ("Đi 3-5 ngày.", "It takes 5 days and 5 nights."),
        ("Đi 3-5 ngày, ở 5 đêm.", "It takes 5 days."),
        ("Có 3 và 5 người.", "There are 5 people."),
    ],
)
def test_nothing_is_put_in_where_one_end_alone_may_be_meant(source: str, draft: str) -> None:
    assert joined(source, draft) == []
