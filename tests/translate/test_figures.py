"""Numbers that drafts copy as Vietnamese writes them."""

from __future__ import annotations

import pytest

from songngu.corpora.values import Value, extract_values
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
        ("chiếu lúc 20h30 và 22 giờ", "at 8,30 p.m. and 10,00 p.m.", "at 8.30 p.m. and 10.00 p.m."),
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
        ("hơn 200,000 người, giá 1,500 USD", "over 200,000 people, priced $1,500"),
    ],
)
def test_what_is_english_or_no_number_stays(source: str, draft: str) -> None:
    assert english_figures(source, draft) == draft


def test_what_stands_far_off_makes_no_difference() -> None:
    far = "and so on " * 40
    draft = f"{far}21.640 billion VND {far}in 3.016 days {far}"
    right = f"{far}21,640 billion VND {far}in 3,016 days {far}"
    assert english_figures("thu 21.640 tỷ đồng trong 3.016 ngày", draft) == right


def test_long_drafts_are_read_around_each_number_only(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(text: str, language: str) -> tuple[Value, ...]:
        read.append(len(text))
        return extract_values(text, language)

    monkeypatch.setattr("songngu.translate.figures.extract_values", counted)
    draft = "and 3.016 people came " * 200
    assert english_figures("có 3.016 người", draft) == draft.replace("3.016", "3,016")
    assert sum(read) < 20 * len(draft)
    read.clear()
    other = "and 4.017 people came " * 200
    assert english_figures("có 3.016 người", other) == other
    assert len(read) == 2
