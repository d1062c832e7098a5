"""What single lines say of themselves: dates, by-lines, furniture."""

from __future__ import annotations

import datetime as dt

import pytest

from songngu.corpora.ingest.dates import date_line, find_date, is_update
from songngu.corpora.ingest.lines import is_image_file, split_lines
from songngu.corpora.ingest.names import is_bare_byline, is_labelled_byline, strip_label
from songngu.corpora.ingest.vocabulary import Role, role_of

DAY = dt.date(2025, 12, 2)


@pytest.mark.parametrize(
    "text",
    [
        "02/12/2025",
        "2/12/2025",
        "02-12-2025 08:30",
        "02.12.2025",
        "2025-12-02",
        "2025-12-02T08:30:00+07:00",
        "Thứ Ba, 02/12/2025, 14:30 (GMT+7)",
        "Thứ ba, ngày 2 tháng 12 năm 2025",
        "Cập nhật lúc 08h30, ngày 02/12/2025",
        "Đăng ngày: 02/12/2025 | 08:30",
        "08:30 02/12/2025",
        "Ngày đăng: 02/12/2025 - 8:30 SA",
        "December 2, 2025",
        "Dec. 2, 2025 at 9:15 a.m.",
        "2 December 2025",
        "Tuesday, December 02, 2025 - 09:40",
        "Published on: 02 Dec 2025, 09:40 GMT+7",
        "Last updated: December 2nd, 2025",
        "02/12/2025 08:30 (cập nhật 02/12/2025 10:00)",
    ],
)
def test_date_lines(text: str) -> None:
    assert date_line(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 02/12/2025, hai bên ký kết biên bản ghi nhớ.",
        "Từ ngày 24 - 28/11/2025",
        "May 2025",
        "32/13/2025",
        "2025",
        "The deal was signed on December 2, 2025.",
        "Hội nghị ngày 2 tháng 12",
        "1.000.000",
        "",
    ],
)
def test_other_lines_are_no_dates(text: str) -> None:
    assert date_line(text) is None


def test_the_day_comes_first_unless_it_cannot() -> None:
    for text, day in (("03/04/2025", dt.date(2025, 4, 3)), ("12/25/2025", dt.date(2025, 12, 25))):
        found = find_date(text)
        assert found is not None
        assert found[0] == day


def test_updates_are_told_from_publication() -> None:
    assert is_update("Cập nhật lúc 08:30")
    assert is_update("Updated: 2 May 2025")
    assert not is_update("Published: 2 May 2025")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bài, ảnh: Trường Sơn", "Trường Sơn"),
        ("Bài và ảnh: Thu Hà - Văn Nam", "Thu Hà - Văn Nam"),
        ("Tin, ảnh: Phương Anh", "Phương Anh"),
        ("Tác giả: Nguyễn Thị Mai", "Nguyễn Thị Mai"),
        ("Thực hiện: Hoàng Long", "Hoàng Long"),
        ("Theo TTXVN", "TTXVN"),
        ("(Theo Báo Nhân Dân)", "Báo Nhân Dân"),
        ("Nguồn: Công an tỉnh Lai Châu", "Công an tỉnh Lai Châu"),
        ("By Laura Bennett", "Laura Bennett"),
        ("Written by Tom Hill", "Tom Hill"),
        ("Story and photos by Anna Weber", "Anna Weber"),
        ("Source: VNA", "VNA"),
    ],
)
def test_labelled_bylines(text: str, name: str) -> None:
    assert is_labelled_byline(text)
    assert strip_label(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Theo ông Nam, dự án sẽ hoàn thành vào năm sau.",
        "By the end of the year, all houses will have power.",
        "By far the largest",
        "Ảnh: CAND",
        "Photo: VNA",
        "Theo dõi chúng tôi",
        "Nguồn gốc của lễ hội",
        "Bài học kinh nghiệm",
    ],
)
def test_no_labelled_bylines(text: str) -> None:
    assert not is_labelled_byline(text)


@pytest.mark.parametrize(
    "text",
    [
        "Trường Long - Quang Khải",
        "Thành Đạt",
        "Nguyễn Văn An",
        "NGUYỄN VĂN AN",
        "Minh Anh, Thu Trà",
        "Lò Thanh/TTXVN",
        "T.L",
        "TTXVN",
        "Vân Khánh - 02/11/2025 07:00",
        "Peter Lang",
    ],
)
def test_bare_bylines(text: str) -> None:
    assert is_bare_byline(text)


@pytest.mark.parametrize(
    "text",
    [
        "Điện Biên",
        "Hà Nội",
        "Giải pháp lâu dài",
        "BỘ VỚI CÔNG DÂN",
        "Group E",
        "Raising Lower Expectations",
        "Anh nói:",
        "Vì sao?",
        "In",
        "Một ngày mới bắt đầu với người dân bản Hồng",
    ],
)
def test_no_bylines(text: str) -> None:
    assert not is_bare_byline(text)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("In", Role.WIDGET),
        ("Chia sẻFacebook", Role.WIDGET),
        ("Chia sẻ Facebook Zalo", Role.WIDGET),
        ("Share on Facebook", Role.WIDGET),
        ("» Xem thêm", Role.WIDGET),
        ("Xem thêm: Giá vàng hôm nay", Role.WIDGET),
        ("Từ khóa: biên giới, hội đàm", Role.WIDGET),
        ("Tags: border, talks", Role.WIDGET),
        ("1.024 lượt xem", Role.WIDGET),
        ("We use cookies to give you the best experience on our website.", Role.WIDGET),
        ("Tin đọc nhiều trong tuần", Role.HEADING),
        ("Tin tức mới cập nhật", Role.HEADING),
        ("CÁC TIN KHÁC", Role.HEADING),
        ("Bài viết liên quan", Role.HEADING),
        ("Recent news", Role.HEADING),
        ("More in this section", Role.HEADING),
        ("You may also like", Role.HEADING),
        ("Bình luận (12)", Role.COMMENTS),
        ("Leave a comment", Role.COMMENTS),
        ("You have 500/500 characters left", Role.COMMENTS),
        ("Please enter 5 or more characters!!!", Role.COMMENTS),
        ("© 2025 Báo tỉnh", Role.FOOTER),
        ("Giấy phép số 12/GP-BTTTT cấp ngày 01/02/2020", Role.FOOTER),
        ("Tổng Biên tập: Lò Văn Nam", Role.FOOTER),
        ("All rights reserved.", Role.FOOTER),
        ("Hotline: 0900 000 000", Role.CONTACT),
        ("Trang chủ > Thời sự > Trong tỉnh", Role.SECTION),
        ("SOCIAL AFFAIRS -", Role.SECTION),
        ("Kinh tế", Role.SECTION),
    ],
)
def test_roles(text: str, role: Role) -> None:
    assert role_of(text) is role


@pytest.mark.parametrize(
    "text",
    [
        "Công an tỉnh chia sẻ kinh nghiệm phòng, chống tội phạm.",
        "In ấn và phát hành sách giáo khoa",
        "The most popular dish of the region is sticky rice.",
        "Tin vui đến với bà con vùng lũ",
        "News of the flood reached the capital two days later.",
        "Nhiều người bình luận rằng quyết định này là đúng đắn.",
        "2009 - Trở lại",
        "Most of the people here grow rice.",
        "Bạn đọc sách mỗi ngày?",
        "Copying a recipe is easy.",
        "Mới đây, các tin nhắn lừa đảo xuất hiện nhiều.",
    ],
)
def test_what_an_article_may_say_has_no_role(text: str) -> None:
    assert role_of(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ký kết biên bản.jpg", True),
        ("IMG_0012.JPEG", True),
        ("a/b.png", False),
        ("Tệp anh.jpg được đính kèm.", False),
        (".jpg", False),
    ],
)
def test_image_files(text: str, expected: bool) -> None:
    assert is_image_file(text) is expected


def test_lines_know_the_empty_lines_before_them() -> None:
    lines = split_lines("một\nhai\r\n\r\nba\n \nbốn\n\u200b\nnăm")
    assert [line.text for line in lines] == ["một", "hai", "ba", "bốn", "năm"]
    assert [line.gap for line in lines] == [True, False, True, True, False]
