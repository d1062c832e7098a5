"""Numbers that drafts copy as Vietnamese writes them."""

from __future__ import annotations

import pytest

from songngu.translate.figures import english_figures


@pytest.mark.parametrize(
    ("source", "draft", "right"),
    [
        ("thu 21.640 tỷ đồng", "21.640 billion VND", "21,640 billion VND"),
        ("có 3.016 người", "3.016 people came", "3,016 people came"),
        (
            "có 1.000.000 người, nặng 12,5 kg",
            "1.000.000 people, 12,5 kg",
            "1,000,000 people, 12.5 kg",
        ),
        ("rộng 1.250,5 ha", "1.250,5 ha wide", "1,250.5 ha wide"),
        ("tăng 12,5%", "up 12,5%", "up 12.5%"),
        ("nặng 0,125 kg và 3,016 kg", "0,125 kg and 3.016 kg", "0.125 kg and 3.016 kg"),
    ],
)
def test_they_are_written_as_in_english(source: str, draft: str, right: str) -> None:
    assert english_figures(source, draft) == right


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        ("thu 21.640 tỷ đồng", "21,640 billion VND in 2.5 years, version 2.0.1"),
        ("gọi 0203.3846.592", "call 0203.3846.592"),
        ("nặng 3,016 kg", "3.016 kg"),
        ("ngày 12.5 lúc 7.30", "on May 12 at 7.30"),
        ("có 3.016 người", "3.5 of 40.125 people"),
        ("địa chỉ IP 192.168.100.200", "the IP address 192.168.100.200"),
        ("phiên bản 21.640", "version 21.640"),
        ("tâm bão ở 16.125 độ Vĩ Bắc", "at 16.125 degrees north"),
        ("điểm trung bình 2.016", "an average of 2.016"),
        ("hết 1:21.640", "in 1:21.640"),
        ("văn bản số 21.640/UBND", "No. 21.640/UBND"),
        ("đường dài 1.250 m", "1.250 km long"),
        ("xe chở 2.125 kg", "2.125 tonnes"),
        ("tỷ giá 25,125 đồng", "25,125 VND"),
    ],
)
def test_what_is_english_or_no_number_stays(source: str, draft: str) -> None:
    assert english_figures(source, draft) == draft
