"""Offices and bodies that a draft has nearly right."""

from __future__ import annotations

import pytest

from songngu.translate.expectations import Expectation, Expected, expectations, read, unmet
from songngu.translate.near_forms import ends_before, near_form


def lost_office(source: str, draft: str) -> tuple[Expectation, tuple[Expectation, ...]]:
    expected = expectations(source)
    (office,) = (item for item in unmet(expected, draft) if item.kind is Expected.OFFICE)
    return office, expected


@pytest.mark.parametrize(
    ("source", "draft", "right"),
    [
        pytest.param(
            "Cục Điều tra chống buôn lậu giữ 3 tàu.",
            "The anti-smuggle investigation department held 3 ships.",
            "The Anti-Smuggling Investigation Department held 3 ships.",
            id="bent",
        ),
        pytest.param(
            "Trưởng phòng Quản lý đô thị Lê Văn An có mặt.",
            "Le Van An, head of the urban manage division, was there.",
            "Le Van An, head of the Urban Management Division, was there.",
            id="a verb for its noun",
        ),
        pytest.param(
            "Câu lạc bộ Liên thế hệ tự giúp nhau họp.",
            "Inter generational Self Help Club met.",
            "Intergenerational Self-Help Club met.",
            id="split",
        ),
        pytest.param(
            "Giám đốc Trung tâm Kiểm soát bệnh tật tỉnh Lê Văn An phát biểu.",
            "Le Van An, director of the Centre for Disease Control, spoke.",
            "Le Van An, director of the provincial Centre for Disease Control, spoke.",
            id="without its level",
        ),
        pytest.param(
            "Chủ tịch Hội Người cao tuổi xã Nậm Cắn phát biểu.",
            "The chairman of the Nam Can Elderly Association spoke.",
            "The chairman of the Nam Can commune Elderly Association spoke.",
            id="without its level, with its place",
        ),
        pytest.param(
            "Giám đốc quốc gia Ngân hàng Phát triển châu Á phát biểu.",
            "A director of the Asian Development Bank spoke.",
            "A country director of the Asian Development Bank spoke.",
            id="without its first word",
        ),
        pytest.param(
            "Chủ tịch UBND xã phát biểu.",
            "The chairman of commune People's Committees spoke.",
            "The chairman of the commune People's Committee spoke.",
            id="one of what is said to be several",
        ),
    ],
)
def test_a_form_takes_the_place_of_what_is_nearly_it(source: str, draft: str, right: str) -> None:
    office, expected = lost_office(source, draft)
    assert near_form(office, expected, read(draft)) == right


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        pytest.param(
            "Phó Giám đốc Trung tâm Kiểm soát bệnh tật tỉnh có mặt.",
            "The director of the provincial Centre for Disease Control came.",
            id="a deputy is made elsewhere",
        ),
        pytest.param(
            "Giám đốc quốc gia Ngân hàng Phát triển châu Á phát biểu.",
            "The regional director of the Asian Development Bank spoke.",
            id="another word where one is missing",
        ),
        pytest.param(
            "Giám đốc Trung tâm Kiểm soát bệnh tật tỉnh phát biểu.",
            "The director of the Centre for Disease Control of Nghe An spoke.",
            id="what says it otherwise goes on",
        ),
        pytest.param(
            "Giám đốc Sở Y tế tỉnh Lào Cai phát biểu.",
            "The Lao Cai Department of Health spoke.",
            id="the head is missing",
        ),
        pytest.param(
            "Ban quản lý chợ họp.", "They asked who will manage the board of markets.", id="a verb"
        ),
        pytest.param("Chi cục Kiểm lâm có mặt.", "The forest people came.", id="too little"),
        pytest.param(
            "Bốn chủ tịch UBND xã bị kỷ luật.",
            "Four chairmen of commune People's Committees were disciplined.",
            id="several",
        ),
        pytest.param(
            "3 trưởng phòng Giáo dục bị kỷ luật.",
            "3 heads of education divisions were disciplined.",
            id="several with their bodies",
        ),
        pytest.param(
            "Các Giám đốc Sở Y tế ký.",
            "Directors of Departments of Health signed.",
            id="several at the beginning",
        ),
        pytest.param(
            "5 bí thư Đảng ủy xã họp.",
            "5 secretaries of commune Party Committees met.",
            id="several in -ies",
        ),
        pytest.param(
            "Các Ban quản lý chợ họp.", "The market manage boards met.", id="several bodies"
        ),
        pytest.param(
            "Các Giám đốc Trung tâm Kiểm soát bệnh tật tỉnh đến.",
            "The directors of the Centre for Disease Control came.",
            id="several of whom a word is missing",
        ),
        pytest.param(
            "Giám đốc Trung tâm Kiểm soát bệnh tật tỉnh gặp Giám đốc Trung tâm Kiểm soát bệnh tật.",
            "The director of the Centre for Disease Control met him.",
            id="another's",
        ),
    ],
)
def test_what_may_be_meant_so_is_left_alone(source: str, draft: str) -> None:
    work, expected = read(draft), expectations(source)
    offices = [item for item in unmet(expected, work) if item.kind is Expected.OFFICE]
    assert offices
    assert [near_form(office, expected, work) for office in offices] == [None] * len(offices)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("They met Minh in Hue", True),
        ("Apple boss Minh said", False),
        ("When asked, Minh left", True),
        ("They arrested Minh", True),
        ("“Minh” of the club", True),
    ],
)
def test_whether_a_title_may_stand_before_a_name(text: str, ends: bool) -> None:
    assert ends_before(text, text.index("Minh")) is ends
