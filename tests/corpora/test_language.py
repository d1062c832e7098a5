"""Language identification that knows when to abstain."""

from __future__ import annotations

import pytest

from songngu.corpora.ingest import read_text
from songngu.corpora.language import identify, language_name


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Công an tỉnh tổ chức hội nghị tổng kết công tác năm 2025.", "vi"),
        ("Người dân đã được sơ tán đến nơi an toàn.", "vi"),
        ("Vietcombank và Techcombank giảm lãi suất cho vay đối với doanh nghiệp xuất khẩu.", "vi"),
        ("The provincial police held talks with their counterparts in Laos.", "en"),
        (
            "Điện Biên Phủ and Mường Thanh wards will host the festival in March, the city said.",
            "en",
        ),
        ("Police in Mường Chà District, Điện Biên Province, arrested two men on Friday.", "en"),
        ("Le président de la République a reçu hier les ambassadeurs de l'Union.", "fr"),
        ("Die Regierung will den Ausbau der Eisenbahn schneller vorantreiben.", "de"),
        ("中国外交部发言人昨天在北京表示，双方将继续加强合作。", "zh"),
        ("ตำรวจจับกุมผู้ต้องหาสองคนเมื่อวานนี้ที่ชายแดน", "th"),
        ("ເຈົ້າໜ້າທີ່ຕຳຫຼວດໄດ້ປະຊຸມຮ່ວມກັນທີ່ແຂວງຜົ້ງສາລີ", "lo"),
        ("Ảnh: CAND", "und"),
        ("02/12/2025", "und"),
        ("Thứ Ba, 02/12/2025 08:30", "und"),
        ("Nguyễn Thị Hồng Hạnh", "und"),
        ("Trường Long - Quang Khải", "und"),
        ("By John Smith", "und"),
        ("Hanoi", "und"),
        ("Photo: VNA", "und"),
        ("1.000.000", "und"),
        ("hoi-nghi.jpg", "und"),
        ("https://example.org/tin-tuc/the-thao", "und"),
        ("./.", "und"),
        ("", "und"),
        ("   \u200b", "und"),
    ],
)
def test_identify(text: str, tag: str) -> None:
    assert identify(text) == tag


def test_decomposed_vietnamese_is_vietnamese() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "Người dân đã được sơ tán đến nơi an toàn.")
    assert identify(text) == "vi"


@pytest.mark.parametrize(
    ("tag", "name"),
    [("vi", "Vietnamese"), ("en-GB", "English"), ("sv", "the language 'sv'")],
)
def test_languages_are_named(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_furniture_in_another_language_does_not_decide() -> None:
    body = "\n".join(
        [
            "Share on Facebook",
            "Read more: Ministers meet in the capital to discuss the border agreement",
            "Khởi công trường học mới ở xã biên giới",
            "Sáng nay, huyện khởi công xây dựng trường học mới cho hơn 300 học sinh.",
            "Công trình dự kiến hoàn thành trước năm học tới.",
        ]
    )
    assert read_text(body).language == "vi"


def test_a_stated_language_is_kept() -> None:
    assert read_text("Một câu tiếng Việt rõ ràng để thử.", language="en").language == "en"
