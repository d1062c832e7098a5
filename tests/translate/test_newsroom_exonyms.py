"""Foreign places in the spellings of Vietnamese papers, and Vietnamese ones that look like them."""

from __future__ import annotations

from collections import Counter
from importlib import resources

import pytest

from songngu.translate.newsroom import places

FILES = ("countries.tsv", "exonyms.tsv")


def english(text):
    return [entry.targets[0] for entry in places(text)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Ca-dắc-xtan", "Kazakhstan"),
        ("Cadắcxtan", "Kazakhstan"),
        ("Cư-rơ-gư-xtan", "Kyrgyzstan"),
        ("A-déc-bai-gian", "Azerbaijan"),
        ("Bô-xni-a và Héc-dê-gô-vi-na", "Bosnia and Herzegovina"),
        ("Xinh-ga-po", "Singapore"),
        ("Phi-gi", "Fiji"),
        ("Ghi-nê Xích đạo", "Equatorial Guinea"),
        ("Cộng hòa Dân chủ Công-gô", "Democratic Republic of the Congo"),
        ("Xa-van-na-khẹt", "Savannakhet"),
        ("Mạ Hả Xay", "Mahaxay"),
        ("Phu Cưa", "Phoukeua"),
        ("Sốp Hùn", "Sop Houn"),
        ("Bà Vẹt", "Bavet"),
        ("Ka-om Sam-no", "Kaam Samnor"),
        ("Tà Kẹo", "Takeo"),
        ("Múc-đa-hản", "Mukdahan"),
        ("Na-khon Pha-nôm", "Nakhon Phanom"),
        ("Ray-ông", "Rayong"),
        ("Kim Thủy Hà", "Jinshuihe"),
        ("Trương Gia Giới", "Zhangjiajie"),
        ("Oa-xinh-tơn", "Washington"),
        ("A-đi A-bê-ba", "Addis Ababa"),
    ],
)
def test_a_spelling_by_sound_is_read(source, target):
    assert english(f"Đoàn công tác đến {source} hôm qua.") == [target]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("xã Kim Bình", ["Kim Binh"]),
        ("huyện Lạc Sơn và huyện Mai Châu", ["Lac Son", "Mai Chau"]),
        ("huyện Mai Châu, thành phố Mai Châu (Trung Quốc)", ["Mai Chau", "Meizhou, China"]),
        ("xã Thiệu Dương, phường Thừa Đức", ["Thieu Duong", "Thua Duc"]),
        ("bờ biển Bắc Carolina và bờ biển Nhật Bản", ["North Carolina", "Japan"]),
    ],
)
def test_a_vietnamese_place_is_not_read_as_a_foreign_one(text, targets):
    assert english(text) == targets


def test_no_place_has_two_lines():
    lines = [
        line.split("\t")[0]
        for name in FILES
        for line in (resources.files("songngu.translate.newsroom") / "data" / name)
        .read_text("utf-8")
        .splitlines()
        if line and not line.startswith("#")
    ]
    assert [source for source, count in Counter(lines).items() if count > 1] == []
