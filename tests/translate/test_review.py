"""Checks of what an editor wrote."""

from __future__ import annotations

import pytest

from songngu.corpora.types import CheckName, Term
from songngu.translate.review import check_post_edit

TERMS = (
    Term("trạm bơm", "pumping station"),
    Term("ủy ban nhân dân", "People's Committee"),
    Term("triều cường", "high tide"),
)

# Written for these tests; the English of each is right, so nothing may be found.
HEALTHY = [
    ("Thành phố sẽ xây bốn trạm bơm.", "The city will build four pumping stations."),
    ("Bà Trần Thị Lụa nghỉ bán 20 ngày.", "Tran Thi Lua closed her stall for 20 days."),
    ("Ông Nguyễn Văn Thụ nói: “Đủ rồi.”", "“That is enough,” said Mr Thu."),
    ("Ông đến TP. Hồ Chí Minh ngày 2/12/2025.", "He came to HCMC on December 2, 2025."),
    ("Vốn 1.000.000 đồng, mức nước 1,5 m.", "It cost 1,000,000 dong; the water was 1.5 m deep."),
    ("Cần Thơ vận hành trạm bơm", "Can Tho puts a pumping station to work"),
    ("Chợ mở lúc mấy giờ?", "When does the market open?"),
    ('Màn hình 15" giá 2 triệu đồng.', 'A 15" screen costs 2 million dong.'),
    ("Nước trong như gương.", '"The water is clear as a mirror.'),
    ("Tôi sẽ về, ông Thụ cho biết.", "I shall go home,” said Mr Thu."),
    ("Ông kể… rồi im lặng.", "He told the story... and fell silent."),
    ("Theo Bộ Y tế (Hà Nội), dịch đã lui.", "The epidemic is over, says the ministry (Hanoi)."),
]

FAULTY = [
    ("Tuyến đường dài 85 km.", "The road is 85 m long.", "number-missing", "85 km"),
    ("Ngày 12/9/2025 khánh thành.", "Opened on 13 September 2025.", "number-missing", "12/9/2025"),
    ("Bà Trần Thị Lụa bán cá.", "A woman sells fish.", "name-missing", "Trần Thị Lụa"),
    ("Xây thêm trạm bơm mới.", "Another pump house.", "term-missing", "pumping station"),
    ("Chợ mở lúc mấy giờ?", "The market opens.", "punctuation", "?"),
    ("Chợ đã mở cửa.", "The market is open", "punctuation", "."),
    ("Chợ đã mở cửa.", "The market is open..", "punctuation", ".."),
    ("Chợ đã mở cửa.", "The market , is open.", "punctuation", ","),
    ("Chợ (mới) mở cửa.", "The (new market is open.", "punctuation", "()"),
    ("Ông nói “đủ rồi”.", "He said “enough.", "punctuation", "“”"),
    ("Ông bảo thế là đủ.", 'He said it was "enough.', "punctuation", '"'),
    ("“Đủ rồi”, ông nói.", "“That is enough, he said.", "punctuation", "“”"),
    ("Chợ (mới) mở.", '"The (market is open.', "punctuation", "()"),
    ("Chợ đã mở cửa.", "The  market is open.", "double-space", None),
    ("Ông Nam đã đến chợ.", "Mr Nam đã came to market.", "vietnamese-left", "đã"),
    ("Chợ đã mở cửa.", "", "empty", None),
]


@pytest.mark.parametrize(("source", "text"), HEALTHY, ids=lambda text: text[:24])
def test_a_right_translation_is_left_alone(source: str, text: str) -> None:
    assert check_post_edit(source, text, TERMS) == ()


@pytest.mark.parametrize(
    ("source", "text", "name", "found"), FAULTY, ids=lambda part: str(part)[:20]
)
def test_a_fault_is_named_with_what_it_is_about(
    source: str, text: str, name: str, found: str | None
) -> None:
    checks = {check.name: check for check in check_post_edit(source, text, TERMS)}
    assert CheckName(name) in checks
    if found is not None:
        assert any(found in part for part in checks[CheckName(name)].found)


def test_a_name_may_be_written_with_or_without_marks() -> None:
    source = "Ông Đỗ Quốc Ấn phát biểu."
    for text in ("Do Quoc An spoke.", "Đỗ Quốc Ấn spoke.", "DO QUOC AN spoke.", "Mr An spoke."):
        assert check_post_edit(source, text) == ()


def test_the_order_is_that_of_the_names() -> None:
    text = "The  market , opened to 5"
    order = [list(CheckName).index(check.name) for check in check_post_edit("Có 3 chợ mở.", text)]
    assert order == sorted(order)
    assert len(order) == 3
