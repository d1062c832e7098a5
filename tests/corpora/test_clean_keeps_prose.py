"""Articles may say what buttons, imprints and comment forms say; nothing of an article is lost."""

from __future__ import annotations

import pytest

from songngu.corpora.ingest import read_text

TITLES = {
    "vi": "Hội thi viết về Điện Biên nhận hơn 2.000 tác phẩm",
    "en": "Writing contest receives more than 2,000 entries",
}
BODIES = {
    "vi": (
        "Sáng nay, hội thi viết do Tỉnh đoàn phát động đã thu hút hơn 2.000 bài của các bạn trẻ.",
        "Ban tổ chức cho biết các tác phẩm sẽ được chấm theo hai vòng, bắt đầu từ tuần sau.",
        "Các thí sinh vào vòng chung kết sẽ được mời về thành phố dự lễ trao giải vào tháng tới.",
        "Thể lệ đầy đủ được đăng trên trang thông tin của đơn vị tổ chức từ ngày mai.",
    ),
    "en": (
        "More than 2,000 entries have been received for the writing contest launched in June.",
        "The organisers said that the works would be judged in two rounds by several writers.",
        "Finalists will be invited to the city for the award ceremony in December this year.",
        "The full rules will be published on the website of the organisers tomorrow morning.",
    ),
}
VIETNAMESE = """
Tỉnh sẽ hỗ trợ người dân khi tiếp tục triển khai các chính sách giảm nghèo trên địa bàn.
Khi sử dụng đất sai mục đích, hộ dân không được hưởng chính sách hỗ trợ.
Giấy phép hoạt động của ba cơ sở này đã hết hạn từ tháng 5.
Chịu trách nhiệm quản lý khu rừng này là Hạt Kiểm lâm huyện Mường Nhé.
Cơ quan của bộ này cho biết số vụ tai nạn đã giảm một nửa.
Bản quyền thuộc về gia đình nhà văn, theo phán quyết của tòa.
Thiết kế bởi một kiến trúc sư trẻ, ngôi trường mở cửa hôm qua.
Đã xem 3 bộ phim, anh kể rằng mình không còn sợ bóng tối.
Đăng ký thêm một kênh bán hàng, chị Hoa tăng gấp đôi thu nhập
Người dân cần ghi rõ nguồn gốc hàng hóa khi bán ở chợ phiên.
Chưa có bình luận nào từ phía công ty về vụ việc này.
Vui lòng nhập học trước ngày 5/9, nhà trường thông báo.
Ý kiến của bạn đọc sẽ được biên tập trước khi in, tòa soạn cho biết.
Xem thêm: phụ lục số 2 kèm theo quyết định này.
Chủ đề: “Quê hương trong tôi”
Trả lời:
Liên hệ:
Phản hồi:
Ý kiến:
Tin nóng!
Đồng ý.
“Đồng ý!”
21:10
"""
ENGLISH = """
Designed by a local architect, the bridge opened in May after two years.
Powered by solar panels, the boats carry 20 visitors each.
Copyright law in Vietnam changed last year, the lawyer said.
Licensed by the ministry, the firm opened its doors in May.
Views 2,000 metres up are worth the climb, she said.
By continuing to pay, visitors accept the new terms of the park.
No comment was available from the company on Friday.
Please enter your house slowly, the fireman told them.
Subscribe to no channel, the doctor told the tired parents.
The ministry has all rights reserved under the contract.
Read more: that was her only advice to young writers.
Topics: family, work
Feedback:
Reply:
More in common
“OK.”
10:15
"""
LINES = [
    (language, line)
    for language, block in (("vi", VIETNAMESE), ("en", ENGLISH))
    for line in block.strip().splitlines()
]


@pytest.mark.parametrize(("language", "line"), LINES, ids=[line for _, line in LINES])
@pytest.mark.parametrize("separator", ["\n", "\n\n"], ids=["close", "spaced"])
def test_wording_of_furniture_within_an_article_is_kept(
    language: str, line: str, separator: str
) -> None:
    body = BODIES[language]
    for place in (1, 3):
        lines = [TITLES[language], *body[:place], line, *body[place:]]
        document = read_text(separator.join(lines))
        assert [block.text for block in document.blocks if not block.kept] == []


def test_a_subheading_like_the_heading_of_comments_does_not_end_the_article() -> None:
    title, body = TITLES["vi"], BODIES["vi"]
    document = read_text("\n".join([title, *body, "Bình luận", *(f"{p} (2)" for p in body)]))
    aside = [block.text for block in document.blocks if not block.kept]
    assert aside in ([], ["Bình luận"])


@pytest.mark.parametrize(
    "line",
    [
        "Trang web này sử dụng cookie để cải thiện trải nghiệm của bạn.",
        "We use cookies to give you the best experience on our website.",
        "® Ghi rõ nguồn “Báo Điện Biên Phủ” khi phát hành lại thông tin từ trang này.",
        "Không sao chép dưới mọi hình thức khi chưa có sự đồng ý bằng văn bản của tòa soạn.",
        "Please enter 5 or more characters!!!",
        "Hãy là người đầu tiên bình luận về bài viết này!",
        "© 2025 The Delta Review. All rights reserved.",
    ],
)
def test_sentences_of_furniture_are_set_aside_after_the_text(line: str) -> None:
    body = BODIES["vi"]
    document = read_text("\n".join([TITLES["vi"], *body, "In bài", line]))
    assert [block.text for block in document.blocks if not block.kept] == ["In bài", line]


def test_todays_date_above_the_menu_is_not_the_articles() -> None:
    menu = "Thứ tư, 26/11/2025\nTrang chủ\nThời sự\nKinh tế\nVăn hóa\n"
    page = menu + f"{TITLES['vi']}\n24/11/2025 10:15\n" + "\n".join(BODIES["vi"])
    document = read_text(page)
    assert document.published is not None
    assert document.published.isoformat() == "2025-11-24"


def test_an_agencys_sign_off_is_no_credit_of_a_picture() -> None:
    body = [*BODIES["en"][:3], "There are about 450,000 vehicles in the area. — VNS"]
    document = read_text("\n".join([TITLES["en"], *body]))
    assert [block.kind for block in document.blocks[1:]] == ["lead"] + 3 * ["paragraph"]
