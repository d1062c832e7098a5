"""What a translation has to contain, and what it lacks."""

from __future__ import annotations

import pytest

from songngu.corpora.types import Term
from songngu.translate.expectations import Expectation, Expected, expectations, unmet

POLICE = "Đại tá Đỗ Ngọc Minh, Công an tỉnh Lào Cai, cho biết vụ việc xảy ra ngày 02/12/2025."


def of_kind(found: tuple[Expectation, ...], kind: Expected) -> list[str]:
    return [item.source for item in found if item.kind is kind]


def test_names_places_ranks_and_values_are_expected_in_order() -> None:
    found = expectations(POLICE)
    assert of_kind(found, Expected.NAME) == ["Đỗ Ngọc Minh"]
    assert of_kind(found, Expected.PLACE) == ["Lào Cai"]
    assert of_kind(found, Expected.RANK) == ["Đại tá"]
    assert [item.value.key for item in found if item.value] == ["2025-12-02"]
    assert [item.start for item in found] == sorted(item.start for item in found)
    assert all(POLICE[item.start : item.end] == item.source for item in found)


def test_a_term_goes_before_what_the_lexicon_says() -> None:
    found = expectations("Ở Lào Cai có mưa.", [Term("Lào Cai", "Laokay")])
    assert [(item.kind, item.forms) for item in found] == [(Expected.TERM, ("Laokay",))]


def test_a_number_inside_a_term_is_no_value() -> None:
    found = expectations("Khởi công Vành đai 3.", [Term("Vành đai 3", "Ring Road 3")])
    assert [item.kind for item in found] == [Expected.TERM]


def test_of_terms_with_the_same_source_each_is_right_and_the_first_preferred() -> None:
    terms = [Term("xã", "commune"), Term("xã", "township"), Term("bản", "hamlet")]
    (item,) = expectations("xã này", terms)
    assert item.forms == ("commune", "township")
    assert unmet((item,), "this township") == ()


def test_what_is_said_twice_is_expected_once() -> None:
    found = expectations("Năm 2024 và năm 2024, ở Huế và Huế.")
    assert len(found) == 2


def test_a_faith_is_not_the_country_it_is_called_after() -> None:
    found = expectations("Người theo Ấn Độ Giáo sống bên Biển Caspi.")
    assert of_kind(found, Expected.PLACE) == ["Biển Caspi"]


@pytest.mark.parametrize(
    ("source", "preferred"),
    [
        ("Ông Đỗ Ngọc Minh đến.", "Do Ngoc Minh"),
        ("Đồng chí Khăm-phết Xỉ-đa-lay đến.", "Kham-phet Xi-da-lay"),
        ("Ông Hüseyin Gürses đến.", "Hüseyin Gürses"),
    ],
)
def test_only_vietnamese_names_lose_their_marks(source: str, preferred: str) -> None:
    (name,) = (item for item in expectations(source) if item.kind is Expected.NAME)
    assert name.forms[0] == preferred
    assert unmet((name,), f"{preferred} came.") == ()


@pytest.mark.parametrize("text", ["", "Không có gì cả."])
def test_nothing_is_expected_of_nothing(text: str) -> None:
    assert [item for item in expectations(text) if item.required] == []


RIGHT = [
    "Senior Colonel Do Ngoc Minh of the Lao Cai police said it happened on December 2, 2025.",
    "Sr Col. Đỗ Ngọc Minh, Lào Cai police: Senior Colonel. It was on 2 December 2025.",
]


@pytest.mark.parametrize("text", RIGHT, ids=["plain", "with marks"])
def test_a_right_translation_lacks_nothing(text: str) -> None:
    assert [item.source for item in unmet(expectations(POLICE), text) if item.required] == []


@pytest.mark.parametrize(
    ("wrong", "lost"),
    [
        (("Do Ngoc Minh", "Bui Ngoc Minh"), "Đỗ Ngọc Minh"),
        (("Senior Colonel", "Senior Lieutenant Colonel"), "Đại tá"),
        (("Senior Colonel", "Major General"), "Đại tá"),
        (("Lao Cai", "Lai Chau"), "Lào Cai"),
        (("December 2, 2025", "December 3, 2025"), "ngày 02/12/2025"),
        (("December 2, 2025", "December 2"), "ngày 02/12/2025"),
    ],
)
def test_what_is_wrong_is_lacking(wrong: tuple[str, str], lost: str) -> None:
    text = RIGHT[0].replace(*wrong)
    found = [item.source for item in unmet(expectations(POLICE), text) if item.required]
    assert found == [lost]


def test_a_year_that_the_source_does_not_state_is_wrong() -> None:
    expected = expectations("Chợ mở cửa ngày 5/4.")
    assert unmet(expected, "The market opened on April 5.") == ()
    assert unmet(expected, "The market opened on April 5, 2023.") != ()


@pytest.mark.parametrize("text", ["Mr Minh spoke.", "Do Ngoc-Minh spoke.", "DoNgocMinh spoke."])
def test_editors_may_shorten_or_join_a_name(text: str) -> None:
    expected = expectations("Hôm qua ông Đỗ Ngọc Minh phát biểu.")
    assert unmet(expected, text, lenient=True) == ()


def test_drafts_may_not_shorten_a_name() -> None:
    expected = expectations("Hôm qua ông Đỗ Ngọc Minh phát biểu.")
    assert [item.source for item in unmet(expected, "Mr Minh spoke.")] == ["Đỗ Ngọc Minh"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("He came from the US.", True),
        ("American troops came.", True),
        ("He told us that.", False),
        ("It cost US$5 million.", False),
    ],
)
def test_a_country_is_said_by_its_name_and_not_by_letters_like_it(text: str, said: bool) -> None:
    expected = [item for item in expectations("từ Mỹ") if item.kind is Expected.PLACE]
    assert (unmet(expected, text) == ()) is said


@pytest.mark.parametrize("text", ["It closed at 8 p.m.", "It closed at 20:00.", "at 8 pm"])
def test_times_are_said_on_either_clock(text: str) -> None:
    expected = expectations("Chợ đóng cửa lúc 20 giờ.")
    assert unmet(expected, text) == ()
    assert unmet(expected, "It closed at 8 a.m.") != ()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Dài 6,9 đến 7,1 m.", "It is 6.9 to 7.1 m long."),
        ("Đường dài 121 km.", "A 121-kilometre road."),
        ("Nhà rộng 240 m2.", "A 240-square-meter house."),
        ("Có 1,4 triệu người.", "There are 1.4m people."),
        ("Nóng 38 độ.", "It was 38 degrees Celsius."),
        ("Lúc mười giờ đêm.", "At ten o'clock at night."),
        ("Nóng 38 độ C.", "The 38-degree heat."),
        ("Dày từ 3 đến 5 cm.", "It is 3 cm to 5 cm thick."),
        ("Họ bay 2 giờ 14 phút.", "They flew for two hours and 14 minutes."),
        ("Họ đến sau 2 giờ 14 phút.", "They came after two hours and 14 minutes."),
        ("Tăng 10% đến 15%.", "A rise of 10 to 15%."),
        ("Lúc 7h đến 9h.", "From 7 to 9 a.m."),
        ("Có 12 người, tăng 12%.", "Twelve people came, a rise of 12%."),
        ("Tăng từ 5% đến 7%, có 5 tổ.", "A rise of 5-7%, with five teams."),
        ("Tăng 5-7%, có 5 tổ.", "A rise of 5% to 7%, with five teams."),
        ("Thưởng 5 triệu - 7 triệu đồng, có 5 tổ.", "A bonus of 5-7 million dong, five teams."),
    ],
)
def test_a_value_is_said_whose_unit_stands_at_its_neighbour(source: str, text: str) -> None:
    assert unmet(expectations(source), text) == ()


@pytest.mark.parametrize(
    ("source", "text", "lost"),
    [
        ("Có 12 người, tăng 12%.", "People came, a rise of 12%.", ["12"]),
        ("Mực nước là 146,2 m.", "The level is 146.2.", ["146,2 m"]),
        ("Có 86% hộ.", "It was 86 households.", ["86%"]),
        ("Chợ họp lúc 6h.", "It opens at 6.", ["6h"]),
        ("Tuyến dài 37 hải lý.", "A 37-flight line.", ["37 hải lý"]),
        ("Bán 73 nền đất.", "They sold 73 hectares.", ["73"]),
        ("Xe chạy 80 km/h.", "The car ran 80 km.", ["80 km/h"]),
        ("Giành 3 HCV, 2 HCB.", "It won 2 golds, 3 silvers.", ["3 HCV", "2 HCB"]),
        ("Giành 3 HCV, 2 HCB.", "It won 3 gold and 2 silver medals.", []),
        ("Giành 3 HCV.", "It won 3 HCV.", ["3 HCV"]),
        ("Họ thu 5 tấn cá.", "They landed 5 tấn of fish.", ["5 tấn"]),
        ("Giành 3 huy chương vàng.", "It won gold medals.", ["3 huy chương vàng"]),
    ],
)
def test_a_value_without_its_unit_is_not_said(source: str, text: str, lost: list[str]) -> None:
    assert [item.source for item in unmet(expectations(source), text)] == lost


def test_a_foreign_name_is_said_in_any_order_of_its_words() -> None:
    expected = expectations("Hôm qua Adobe Brad Arkin đã trả lời.")
    assert unmet(expected, "Brad Arkin of Adobe answered yesterday.") == ()
    assert [item.source for item in unmet(expected, "Brad of Adobe answered.")] == [
        "Adobe Brad Arkin"
    ]


@pytest.mark.parametrize(
    ("source", "text", "lost"),
    [
        ("Ở xã Na Sang.", "In Na Sang commune.", []),
        ("Ở xã Na Sang.", "In the commune of Na Sang.", []),
        ("Ở xã Na Sang.", "In the commune Na Sang.", []),
        ("Ở xã Na Sang.", "In Na Sang, the commune said.", []),
        ("Ở xã Na Sang.", "In Na Sang.", ["xã"]),
        ("Ở xã Na Sang.", "In Na Sang district, where the commune is.", ["xã"]),
        ("Ở các xã Na Sang, Sín Thầu.", "In Na Sang and Sin Thau communes.", []),
        ("Ở xã Na Sang và xã Sín Thầu.", "In Na Sang commune and Sin Thau.", ["xã"]),
        ("Ở tỉnh Lào Cai.", "In Lao Cai.", []),
        ("Ở tỉnh Lào Cai.", "In Lao Cai city.", ["tỉnh"]),
        ("Ở xã Na Sang (tỉnh Lào Cai).", "In Na Sang commune (district of Lao Cai).", ["tỉnh"]),
        ("Ở thành phố Lào Cai, tỉnh Lào Cai.", "In Lao Cai city, Lao Cai province.", []),
        ("Công an phường Đông Hải.", "The Dong Hai ward police.", []),
        ("Lũ trên sông Tranh.", "The Tranh is in flood.", ["sông"]),
        ("Lũ trên sông Tranh.", "The Tranh River is in flood.", []),
        ("Đèo Ô Quy Hồ, đèo Lò Xo sạt.", "O Quy Ho and Lo Xo passes slid.", []),
        ("Đèo Ô Quy Hồ, đèo Lò Xo sạt.", "O Quy Ho pass and Lo Xo slid.", ["đèo"]),
        ("Công an phường Đông Hải.", "The ward police in Dong Hai.", []),
        ("Công an phường Đông Hải.", "The ward police in Dong Hai province.", ["phường"]),
        ("Ở quận Westchester.", "In Westchester County.", []),
        ("Đại sứ quán Hàn Quốc.", "The embassy of South Korea.", []),
    ],
)
def test_what_a_place_is_is_said_beside_it(source: str, text: str, lost: list[str]) -> None:
    units = [item for item in expectations(source) if item.kind is Expected.UNIT]
    assert [item.source for item in unmet(units, text)] == lost


@pytest.mark.parametrize("head", ["chairman", "chairwoman"])
def test_an_office_may_be_a_womans(head: str) -> None:
    draft = f"The {head} of the commune People's Committee spoke."
    assert not unmet(expectations("Chủ tịch UBND xã phát biểu."), draft)


def test_a_province_lost_altogether_lacks_no_word_for_what_it_is() -> None:
    lost = unmet(expectations("Ở tỉnh Lào Cai."), "There.")
    assert [item.source for item in lost] == ["Lào Cai"]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Họ phạt Công ty Cổ phần Chế biến thủy sản Hậu Thành.", ["Hậu Thành"]),
        ("Bà ở Bệnh viện Chợ Rẫy.", ["Chợ Rẫy"]),
        ("Tổng công ty Cảng hàng không Việt Nam.", []),
        ("Công ty Honda Việt Nam triệu hồi xe.", []),
        ("Báo Nhân Dân đưa tin.", []),
        ("Bệnh viện Hữu nghị Việt Đức.", []),
        ("Ông là Giám đốc Sở Y tế.", []),
    ],
)
def test_the_name_that_a_body_has_of_its_own_is_expected(source: str, names: list[str]) -> None:
    expected = expectations(source)
    assert of_kind(expected, Expected.PLACE) == names
    assert of_kind(unmet(expected, "They fined a company at a hospital."), Expected.PLACE) == names


@pytest.mark.parametrize("gap", [" ", "  ", "\u00a0"])
def test_the_name_of_a_body_is_where_it_stands(gap: str) -> None:
    source = f"Công ty TNHH Hoa{gap}Lư{gap}Xanh ra quân."
    (name,) = (item for item in expectations(source) if item.kind is Expected.PLACE)
    assert source[name.start : name.end] == name.source == f"Hoa{gap}Lư{gap}Xanh"
    assert name.forms == ("Hoa Lu Xanh", "Hoa Lư Xanh", "HoaLuXanh")


def test_half_of_a_divided_country_is_said_by_where_it_lies() -> None:
    expected = expectations("Bắc Triều Tiên nên kiềm chế.")
    assert of_kind(unmet(expected, "The North should refrain."), Expected.PLACE) == []
    lost = of_kind(unmet(expected, "The South should refrain."), Expected.PLACE)
    assert lost == ["Bắc Triều Tiên"]


def test_people_whose_names_differ_by_their_marks_are_two() -> None:
    expected = expectations("Ông Nguyễn Văn Tú gặp ông Nguyễn Văn Từ, ông Tú nói; NGUYỄN VĂN TÚ.")
    names = [item.source for item in expected if item.kind is Expected.NAME]
    assert names == ["Nguyễn Văn Tú", "Nguyễn Văn Từ", "Tú"]
