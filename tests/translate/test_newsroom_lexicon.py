from __future__ import annotations

import pytest

from songngu.translate.newsroom import find, personal_names


def sources(text, kind):
    return [entry.source for entry in find(text) if entry.kind is kind]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Đại tá Đỗ Ngọc Minh cho biết", ["Đỗ Ngọc Minh"]),
        ("Bị can Giàng A Páo (SN 1985) khai nhận.", ["Giàng A Páo"]),
        ("Ông Minh gặp bà Nguyễn Thị Hoa.", ["Minh", "Nguyễn Thị Hoa"]),
        ("Chủ tịch UBND TP Hà Nội Trần Sỹ Thanh phát biểu.", ["Trần Sỹ Thanh"]),
        ("Chủ tịch UBND xã Nậm Cắn Lầu Bá Chò cho hay.", ["Lầu Bá Chò"]),
        ("Y Blŭk Êban và Ksor H'Bia bị truy nã.", ["Y Blŭk Êban", "Ksor H'Bia"]),
        ("chị H'Hen Niê ở xã Ea Tu", ["H'Hen Niê"]),
        (
            "Gồm: Thạch Sa Rây, Lò Thị Dung và Nguyễn Văn A.",
            ["Thạch Sa Rây", "Lò Thị Dung", "Nguyễn Văn A"],
        ),
        ("BẮT GIAM NGUYỄN VĂN HẢI VÌ THAM Ô TÀI SẢN", ["NGUYỄN VĂN HẢI"]),
        ("TS. Nguyễn Đức Kiên và GS Ngô Bảo Châu", ["Nguyễn Đức Kiên", "Ngô Bảo Châu"]),
        ("Tổng thống Mỹ Donald Trump điện đàm", ["Donald Trump"]),
        ("Anh Đức gặp chị Nga.", ["Đức", "Nga"]),
        ("Thủ tướng Lào Sonexay Siphandone", ["Sonexay Siphandone"]),
        ("đường Nguyễn Huệ và phố Lý Thường Kiệt", []),
        ("Trường THPT Chu Văn An ở quận Tây Hồ", []),
        ("Huyện Trần Văn Thời và quận Ngô Quyền", []),
        ("quận Hoàng Mai, huyện Mai Sơn, Hai Bà Trưng", []),
        ("Hoàng Thành Thăng Long", []),
        ("Đỗ xe trái phép; Lê bước; Mai đi.", []),
        ("Thứ Hai, Chủ Nhật, tháng Giêng, Tết Nguyên Đán", []),
        ("Bộ Y tế và Đại học Y Hà Nội", []),
        ("Hà Nội, Hà Giang, Cao Bằng, Lâm Đồng, Thái Nguyên", []),
    ],
)
def test_personal_names(text, names):
    assert [entry.source for entry in personal_names(text)] == names
