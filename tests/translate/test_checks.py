"""Each health check, on what should make it speak and on what should not."""

from __future__ import annotations

import unicodedata

import pytest

from songngu.corpora.types import CheckName
from songngu.translate.checks import check_draft, is_vietnamese, longest_loop, repeats

PAIR = (
    "Sáng 5/3, đoàn công tác đã đến thăm trường học ở xã Mường Phăng.",
    "On the morning of March 5, the delegation visited a school in Muong Phang commune.",
)


def names(source: str, draft: str, **options: object) -> list[CheckName]:
    return [check.name for check in check_draft(source, draft, **options)]  # type: ignore[arg-type]


FIRES = [
    (CheckName.EMPTY, "", ""),
    (CheckName.EMPTY, "Giá gạo tăng.", "  "),
    (CheckName.SOURCE_COPIED, PAIR[0], PAIR[0]),
    (CheckName.SOURCE_COPIED, PAIR[0], unicodedata.normalize("NFD", PAIR[0])),
    (CheckName.SOURCE_COPIED, PAIR[0], PAIR[0].replace("Sáng", "Morning")),
    (CheckName.VIETNAMESE_LEFT, "Họ ăn bữa trưa ở chợ.", "They ate bữa trưa at the market."),
    (
        CheckName.VIETNAMESE_LEFT,
        "Họ ăn bữa trưa ở chợ.",
        unicodedata.normalize("NFD", "They ate bữa trưa at the market."),
    ),
    (CheckName.REPETITION, "Giá tăng.", "Prices rose and rose and rose and rose again."),
    (CheckName.REPETITION, "Anh ấy nói không.", "He said no no no no."),
    (
        CheckName.REPETITION,
        "Hai bên đã ký nhiều văn kiện hợp tác quan trọng về y tế và giáo dục.",
        "The two sides signed many important cooperation documents, and the two sides signed "
        "many important cooperation documents on health care and education.",
    ),
    (
        CheckName.LENGTH_RATIO,
        "Hội nghị đã thảo luận về các biện pháp phòng chống cháy rừng trong mùa khô năm nay.",
        "The meeting discussed.",
    ),
    (
        CheckName.LENGTH_RATIO,
        "Giá gạo tăng nhẹ.",
        "Rice prices rose slightly, according to the ministry, which said on its website that "
        "they would go on rising in the months to come.",
    ),
    (CheckName.NUMBER_MISSING, "Có 47 học sinh nhận quà.", "Some 74 pupils received gifts."),
    (
        CheckName.NUMBER_MISSING,
        "Lễ hội diễn ra ngày 12/4/2025.",
        "The festival takes place on May 12, 2025.",
    ),
    (
        CheckName.NEGATION_MISSING,
        "Ông Mùa A Páo được tuyên vô tội sau ba năm kêu oan.",
        "Mùa A Páo was found guilty after three years of protesting.",
    ),
    (
        CheckName.NEGATION_MISSING,
        "Ông Mùa A Páo được tuyên vô tội.",
        "Mùa A Páo was convicted and did not appeal.",
    ),
    (CheckName.NEGATION_MISSING, "Huyện không dẫn đầu phong trào.", "The district led the drive."),
    (CheckName.NEGATION_MISSING, "Cầu chưa thông xe.", "The bridge has been opened to traffic."),
    (CheckName.NEGATION_MISSING, "Bà con đừng tin kẻ xấu.", "Residents trust swindlers."),
    (
        CheckName.LEFT_OUT,
        "Đoàn đã đến thăm trường tiểu học, nhiều cháu nhỏ vui mừng chạy ra tận cổng để đón khách.",
        "The delegation visited the primary school.",
    ),
    (
        CheckName.NOT_VIETNAMESE,
        "The minister said that the plan would go ahead.",
        "The minister said that the plan would go ahead.",
    ),
    (
        CheckName.NOT_VIETNAMESE,
        "Le ministre a déclaré que le projet serait lancé en février.",
        "The minister said that the project would be launched in February.",
    ),
]
SILENT = [
    pytest.param(*PAIR, id="a good draft"),
    pytest.param("Điện Biên", "Điện Biên", id="a name alone stays as it is"),
    pytest.param("Nguyễn Văn Đức - Lê Thị Hạnh", "Nguyễn Văn Đức - Lê Thị Hạnh", id="a by-line"),
    pytest.param(
        "Ông Trần Đức Thọ thăm tỉnh Điện Biên và thành phố Huế.",
        "Mr. Trần Đức Thọ visited Điện Biên province and Huế city.",
        id="names keep their marks",
    ),
    *(
        pytest.param(source, draft, id=draft)
        for source, draft in (
            ("Huyện không dẫn đầu phong trào.", "The district didn’t lead the drive."),
            ("Họ không thể đến trường.", "They were unable to go to school."),
            ("Cán bộ không nhận quà.", "The officials refused gifts."),
            ("Bị cáo được tuyên vô tội.", "The defendant was found not guilty."),
            ("Bị cáo được tuyên vô tội.", "The defendant was acquitted."),
            ("Không khí lạnh tràn về.", "Cold air is moving in."),
            ("Vé hàng không tăng giá.", "Air fares are going up."),
            ("Họ không chỉ hát mà còn múa.", "They sing and dance."),
            ("Anh có đi không?", "Are you going?"),
            ("Chưa đầy một tháng, cầu đã xong.", "The bridge was done within a month."),
        )
    ),
    pytest.param("Quán cà phê ở Pháp.", "A café in France.", id="French marks in English"),
    pytest.param(
        "Ông nói rất, rất, rất vui.", "He said he was very, very, very happy.", id="said thrice"
    ),
    pytest.param(
        "Tổng cộng 1.000.000 đồng, tăng 3,5%.",
        "A total of 1,000,000 dong, up 3.5 percent.",
        id="numbers written the English way",
    ),
    pytest.param(
        "Lễ hội diễn ra ngày 02/12/2025.",
        "The festival takes place on December 2, 2025.",
        id="a date written the English way",
    ),
    pytest.param("VTV1", "VTV1", id="a code"),
    pytest.param("Tin vắn", "News in brief", id="a short line may grow"),
    pytest.param("Ảnh: TTXVN", "Photo: VNA", id="a credit"),
    pytest.param("Ban Tổ chức trao giải.", "The organisers gave awards.", id="short, few marks"),
]


@pytest.mark.parametrize(
    ("name", "source", "draft"), FIRES, ids=[f"{i}-{row[0]}" for i, row in enumerate(FIRES)]
)
def test_speaks(name: CheckName, source: str, draft: str) -> None:
    found = check_draft(source, draft)
    assert name in [check.name for check in found]
    assert all(check.message.endswith(".") for check in found)


@pytest.mark.parametrize(("source", "draft"), SILENT)
def test_stays_silent(source: str, draft: str) -> None:
    assert check_draft(source, draft) == ()


def test_parts_and_length_limit_are_told_apart() -> None:
    assert names(*PAIR, n_parts=3) == names(*PAIR, unfinished=True) == [CheckName.CUT]
    assert "3 parts" in check_draft(*PAIR, n_parts=3)[0].message
    assert "limit" in check_draft(*PAIR, unfinished=True)[0].message


def test_the_order_is_that_of_the_names() -> None:
    source = "Có 47 học sinh nhận quà ở bản, thầy giáo cho biết như vậy."
    found = names(source, "Pupils pupils pupils pupils pupils ở bản.", n_parts=2)
    assert found == sorted(found, key=list(CheckName).index)
    assert len(found) >= 4


def test_an_empty_draft_is_reported_once() -> None:
    assert names("Có 47 học sinh.", "") == [CheckName.EMPTY]


def test_messages_quote_what_they_mean() -> None:
    (check,) = check_draft("Có 47 học sinh nhận quà.", "Some 74 pupils received gifts.")
    assert "47" in check.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the the the", (2, "the")),
        ("a b a b a b c", (4, "a b")),
        ("a b c", (0, "")),
        ("", (0, "")),
    ],
)
def test_longest_loop(text: str, expected: tuple[int, str]) -> None:
    assert longest_loop(text) == expected


def test_a_loop_of_the_source_is_no_fault_of_the_draft() -> None:
    assert not repeats("Đi đi đi đi!", "Go go go go!")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hai bên nhất trí tăng cường hợp tác.", True),
        ("A: Xin chào, tôi đang dùng i Phone.", True),
        ("Frank Gardner - Phóng viên an ninh của BBC", True),
        ("The two sides agreed to cooperate.", False),
        ("Die beiden Seiten haben sich geeinigt.", False),
        ("Hà Nội", None),
        ("", None),
    ],
)
def test_is_vietnamese(text: str, expected: bool | None) -> None:
    assert is_vietnamese(text) is expected
