"""What in a draft stands for nothing in its source."""

from __future__ import annotations

import pytest

from songngu.corpora.values import ValueKind
from songngu.translate.expectations import Expected, expectations, read, unmet
from songngu.translate.misplaced import (
    claimed,
    is_held,
    ranks_before_names,
    strangers,
    wrong_spans,
)

NAME = Expected.NAME


def found(kind: Expected, source: str, draft: str) -> list[str]:
    expected, work = expectations(source), read(draft)
    spans = strangers(kind, source, work, claimed(expected, work, source))
    return [work.text[start:end] for start, end in spans]


MET = "Hôm qua ông Lê Văn Tư gặp bà Trần Thị Lụa ở xã Nậm Cắn, Nghệ An."


@pytest.mark.parametrize(
    ("draft", "names"),
    [
        ("Yesterday Mr Le Van Tu met Ms Tran Thi Lua in Nam Can, Nghe An.", []),
        ("Yesterday Mr Le Van Tu met Ms Tran Hai Yen in Nam Can, Nghe An.", ["Tran Hai Yen"]),
        ("The two met. So they said. Do they? In Hanoi?", []),
        ("Le Van Tu met Vo Van Hai.", ["Vo Van Hai"]),
        ("Mr Smith of the Netherlands met Ms Jones.", []),
        ("LE VAN TU MET HER", []),
        ("", []),
    ],
)
def test_names_that_the_source_does_not_say(draft: str, names: list[str]) -> None:
    assert found(Expected.NAME, MET, draft) == names


@pytest.mark.parametrize(
    ("draft", "places"),
    [
        ("They met in Nam Can commune, Nghe An.", []),
        ("They met in Vietnam, in Nghe An.", ["Vietnam"]),
        ("They met in Ha Tinh.", ["Ha Tinh"]),
    ],
)
def test_places_that_the_source_does_not_say(draft: str, places: list[str]) -> None:
    assert found(Expected.PLACE, MET, draft) == places


def test_ranks_that_the_source_does_not_say() -> None:
    source = "Đại tá Lê Văn Tư đã đến."
    assert found(Expected.RANK, source, "Senior Colonel Le Van Tu came.") == []
    assert found(Expected.RANK, source, "Major General Le Van Tu came.") == ["Major General"]


def test_a_number_is_none_of_the_source_for_an_article_there() -> None:
    source = "Có 1 người bị thương, gần 5 vạn con gà chết."
    assert found(Expected.VALUE, source, "One was hurt, 5 million hens died.") == ["5 million"]


def wrong(source: str, draft: str) -> dict[str, list[str]]:
    expected, work = expectations(source), read(draft)
    return {
        item.source: [
            work.text[start:end] for start, end in wrong_spans(item, expected, work, source)
        ]
        for item in unmet(expected, work)
    }


def test_an_amount_in_two_numbers_is_replaced_as_one() -> None:
    draft = "She paid 1 billion 250 million dong and left."
    assert wrong("Bà trả 3 tỷ 400 triệu đồng rồi đi.", draft) == {
        "3 tỷ 400 triệu đồng": ["1 billion 250 million dong"]
    }


@pytest.mark.parametrize(
    ("draft", "twice"),
    [
        ("Present were Vu Van Nam, Ma Thi Thu and Ma Thi Thu.", {"Cao Thị Mơ": ["Ma Thi Thu"]}),
        ("Present were Vu Van Nam, then Ma Thi Thu.", {"Cao Thị Mơ": []}),
        ("Present were Ma Thi Thu, Cao Thi Mo and Ma Thi Thu.", {"Vũ Văn Nam": ["Ma Thi Thu"]}),
        ("Present were Ma Thi Thu, Ma Thi Thu and Cao Thi Mo.", {"Vũ Văn Nam": []}),
        ("Ma Thi Thu was there, Mo said; Ma Thi Thu and Vu Van Nam too.", {"Cao Thị Mơ": ["Mo"]}),
    ],
)
def test_a_name_said_twice_stands_for_another(draft: str, twice: dict[str, list[str]]) -> None:
    source = "Có mặt Vũ Văn Nam, Cao Thị Mơ và Ma Thị Thu."
    assert wrong(source, draft) == twice


def test_numbers_that_the_source_does_not_say() -> None:
    source = "Ngày 5/4 có 12 người."
    assert found(Expected.VALUE, source, "On April 5 there were 12 people.") == []
    assert found(Expected.VALUE, source, "On April 6 there were 13.") == ["April 6", "13"]


def test_terms_may_be_any_words() -> None:
    assert found(Expected.TERM, MET, "Something else.") == []


def places_for(source: str, draft: str, kind: Expected) -> list[str]:
    """What stands for the first thing of a kind that the draft lacks."""
    expected, work = expectations(source), read(draft)
    wanted = next(item for item in unmet(expected, work) if item.kind is kind)
    return [work.text[a:b] for a, b in wrong_spans(wanted, expected, work, source)]


def test_shared_words_go_before_the_place_in_the_sentence() -> None:
    found = places_for("Hôm qua bà Trần Thị Lụa đến.", "So Vo Van Hai and Pham Thi Lua came.", NAME)
    assert found[0] == "Pham Thi Lua"


def test_a_date_does_not_stand_for_a_number() -> None:
    assert places_for("Có 12 người.", "On April 6 there were 13.", Expected.VALUE) == ["13"]


def test_a_date_copied_as_it_stands_is_wrong() -> None:
    found = places_for("Sáng 4/11, chợ mở.", "On 4/11, the market opened.", Expected.VALUE)
    assert found == ["4/11"]


def test_a_name_half_without_its_marks_is_wrong() -> None:
    draft = "Yesterday Mr Le Van Tư came."
    assert places_for("Hôm qua ông Lê Văn Tư đến.", draft, NAME) == ["Le Van Tư"]


def test_a_name_with_a_word_cut_to_its_letter_is_one() -> None:
    draft = "So the accused, Nguyen H Vu Tai, came."
    assert places_for("Hôm qua ông Nguyễn Hữu Tài đến.", draft, NAME) == ["Nguyen H Vu Tai"]


def test_a_place_left_in_vietnamese_spelling_is_wrong() -> None:
    source = "Tổng lãnh sự tại Pắc Xế Nguyễn Văn Trung Tín đến."
    draft = "The consul in Pắc Xế Nguyễn Văn Trung Tín came."
    assert places_for(source, draft, Expected.PLACE) == ["Pắc Xế"]


def test_a_name_is_told_from_the_words_before_it() -> None:
    draft = "Deputy Finance Minister Khuat Khuat Khuat came."
    assert places_for("Hôm qua ông Đoàn Bá Khôi đến.", draft, NAME) == ["Khuat Khuat Khuat"]


@pytest.mark.parametrize(
    ("draft", "found"),
    [
        ("It was held in the Bongo Kingdom.", []),
        ("It was held in Vietnam.", ["Vietnam"]),
        ("It was held in Bo Kieu.", ["Bo Kieu"]),
        ("Mr Bo Kieu held it on the 8th Anniversary.", []),
        ("Nguyen Van Thieu held it.", []),
    ],
)
def test_a_place_stands_where_a_place_or_the_like_of_its_name_does(
    draft: str, found: list[str]
) -> None:
    assert places_for("Lễ hội ở Bò Kẹo.", draft, Expected.PLACE) == found


def test_a_rank_said_twice_stands_for_two_people() -> None:
    source = "Thượng tướng Lê Quốc Vượng và Trung tướng Đỗ Triệu Phong đến."
    draft = "Lieutenant General Le Quoc Vuong and Lieutenant General Do Trieu Phong came."
    expected, work = expectations(source), read(draft)
    wanted = unmet(expected, work)[0]
    assert wrong_spans(wanted, expected, work, source) == [(0, 18)]


def test_an_office_may_stand_for_another_office() -> None:
    source = "Chiều qua, Bộ trưởng Bộ Công an đến."
    draft = "The Minister of National Defence came to the police station of the Prime Minister."
    assert places_for(source, draft, Expected.OFFICE) == ["Minister of National Defence"]
    assert places_for(source, "The Minister of the day came.", Expected.OFFICE) == []


@pytest.mark.parametrize(
    ("source", "draft", "spans"),
    [
        ("Tuyến dài 37 hải lý.", "A 37-flight line.", ["37-flight"]),
        ("Họ trồng 25 ha rừng.", "They planted 25 trees of forest.", ["25 trees"]),
        ("Mực nước là 146,2 m.", "The level is 146.2 this year.", ["146.2"]),
        ("Họ trồng 25 ha rừng.", "They planted 35 trees.", ["35"]),
        ("Đội giành 5 HCV.", "The team won 5 medals.", ["5 medals"]),
        ("Đội giành 5 HCĐ.", "The team won 5 copper medals.", ["5 copper medals"]),
        ("Đội giành 3 HCĐ.", "The team won bronze three times.", []),
        ("Đội giành 3 HCV.", "The team won three Asian golds.", []),
        ("Đội giành 110 HCĐ.", "The team had an 87-81-110 haul.", []),
        ("Nhiều hơn 10 HCV.", "That was ten more.", []),
        ("Đội giành 5 HCĐ.", "The team won 5 HCD.", ["5 HCD"]),
        ("Đội giành 5 HCB.", "The team won 5 Bs.", ["5 Bs"]),
        ("Đội giành 5 HCV, 5 HCB.", "It won 5 gold and 5 bronze medals.", ["5 bronze medals"]),
        ("Bán 73 nền đất.", "They sold 73 hectares.", []),
        ("Giai đoạn 2021 - 2020.", "The period 2011-2020.", []),
        ("Giai đoạn 2012 - 2020.", "The period 2011-2020.", ["2011"]),
    ],
)
def test_a_noun_that_stands_for_a_unit_goes_with_its_number(
    source: str, draft: str, spans: list[str]
) -> None:
    expected, work = expectations(source), read(draft)
    (item,) = unmet(expected, work)
    found = wrong_spans(item, expected, work, source)
    assert [work.text[start:end] for start, end in found] == spans


@pytest.mark.parametrize(
    ("source", "draft", "wrong"),
    [
        ("Ngoại trưởng Peru Elmer Schialer đến.", "Peru's Foreign Minister Elmer Schaller came.",
         ["Elmer Schaller"]),
        ("Tiền vệ Frenkie van der Hoek ghi bàn.", "Midfielder Frenkie van der Hoe scored.",
         ["Frenkie van der Hoe"]),
        ("Hôm qua Marcus Thorvald hát.", "Yesterday Markus Thorvald's band and Le Van Tam sang.",
         ["Markus Thorvald"]),
        ("Hôm qua Marcus Thorvald hát.", "Yesterday Le Van Tam sang.", []),
        ("Lễ hội. Ảnh: ALĂNG MAI", "Festival. Photo: ALĂNG MÀI", ["ALĂNG MÀI"]),
        ("Đồng chí Bun Thạ Vi Xay Nhạ Vông đến.", "Comrade Bun Tha Vis Xay Nha Vong came.",
         ["Bun Tha Vis Xay Nha Vong"]),
        ("Ông Trần Văn Dũng đến.", "Colonel Van Dung came.", ["Van Dung"]),
        ("Ông Trần Văn Dũng đến.", "Colonel Le Van Dung came.", ["Le Van Dung"]),
        ("Bay từ Shymkent đến Huế.", "A flight from Shimkent City to Hue.", ["Shimkent"]),
    ],
)  # fmt: skip
def test_a_name_spelt_otherwise_is_found_whole(source: str, draft: str, wrong: list[str]) -> None:
    expected, work = expectations(source), read(draft)
    lost = [item for item in unmet(expected, work) if item.kind in (NAME, Expected.PLACE)]
    assert len(lost) == 1
    spans = wrong_spans(lost[0], expected, work, source)
    assert [work.text[start:end] for start, end in spans] == wrong


@pytest.mark.parametrize(
    ("source", "draft", "found"),
    [
        ("Ông Páo, người Mông, đến.", "Pao, of northern Vietnam, came.", []),
        ("Ông Páo, người Mông, đến.", "Pao, a Vietnamese, came.", []),
        ("Ông Páo, người Mông, đến.", "Pao, of Mongolia, came.", []),
        ("Ông Páo, người Mông, đến.", "Pao, of Quang Tri, came.", []),
        ("Ông Páo, người Mông, đến.", "Pao, of Bo Kieu, came.", []),
        ("Ông Páo, người Mông, đến.", "Mr Ma, that is Ma Thi Pao, came.", []),
        ("Ông Páo, người Mông, đến.", "Pao, a Mongolian, came.", ["Mongolian"]),
        ("Ông Páo, người Mông, đến.", "Pao, of the Mongols, came.", ["Mongols"]),
        ("Ông Páo, người Mông, đến.", "Pao, an ethnic Tay, came.", ["Tay"]),
        ("Ông Páo, người Mông, đến.", "Pao, of the Thai people, came.", ["Thai"]),
        ("Phụ nữ dân tộc Mông thêu.", "Mongolian ethnic people sew.", ["Mongolian"]),
        ("Ông Páo, người Khơ Mú, đến.", "Pao, of the Khơ Mu, came.", ["Khơ Mu"]),
    ],
)
def test_a_people_stands_where_another_people_or_its_bent_name_does(
    source: str, draft: str, found: list[str]
) -> None:
    assert places_for(source, draft, Expected.PLACE) == found


def test_mongolians_of_the_source_are_left_to_it() -> None:
    source = "Người Mông gặp khách Mông Cổ."
    assert places_for(source, "People met Mongolian guests.", Expected.PLACE) == []


@pytest.mark.parametrize(
    ("source", "draft", "found"),
    [
        ("HĐND tỉnh khóa XI họp với 120 đại biểu.", "It met with 12 delegates.", []),
        ("Kỳ họp lần thứ 11 khai mạc.", "The 12th session opened.", ["12th"]),
    ],
)
def test_how_many_is_not_which(source: str, draft: str, found: list[str]) -> None:
    expected, work = expectations(source), read(draft)
    lost = [item for item in unmet(expected, work) if item.value is not None]
    which = next(item for item in lost if item.value and item.value.kind is ValueKind.ORDINAL)
    spans = wrong_spans(which, expected, work, source)
    assert [work.text[start:end] for start, end in spans] == found


@pytest.mark.parametrize(
    ("source", "draft", "replaced"),
    [
        ("GS Lê Văn An nói.", "Dr. Le Van An spoke.", ["Dr."]),
        ("GS Lê Văn An nói.", "Dr Le Van An spoke.", ["Dr"]),
        ("GS.TS Lê Văn An nói.", "Assoc. Prof. Dr. Le Van An spoke.", ["Assoc. Prof. Dr."]),
        ("Trung tướng Lê Văn An nói.", "Maj. Gen. Le Van An spoke.", ["Maj. Gen."]),
        ("Trung tướng Lê Văn An nói.", "Major General Le Van An spoke.", ["Major General"]),
        ("Đại úy Bùi Tá có mặt. Lê Văn An đi.", "There is a Major. Le Van An left.", []),
        ("PGS. TS Lê Văn An nói.", "Assoc. Prof. Dr. Le Van An spoke.", []),
        ("PGS.TS Lê Văn An nói.", "Assoc Prof Dr Le Van An spoke.", []),
        ("PGS.TS Lê Văn An nói.", "Associate Professor, Dr. Le Van An spoke.", []),
        ("GS.TS Lê Văn An nói.", "Prof. Dr. Le Van An spoke.", []),
        ("GS.TS Lê Văn An nói.", "Prof Dr Le Van An spoke.", []),
    ],
)
def test_the_full_stop_of_an_abbreviation_goes_with_it(
    source: str, draft: str, replaced: list[str]
) -> None:
    work = read(draft)
    places = ranks_before_names(source, work, unmet(expectations(source), work))
    assert [work.text[start:end] for (start, end), _ in places] == replaced


def test_a_wrong_rank_goes_with_its_full_stop_before_another_name_too() -> None:
    found = places_for("GS Lê Văn An nói.", "Yesterday Dr. Vo spoke.", Expected.RANK)
    assert found == ["Dr."]
    assert places_for("GS Lê Văn An nói.", "He was a Dr.", Expected.RANK) == ["Dr"]


def test_whether_somebody_is_what_is_expected() -> None:
    (office,) = expectations("Giám đốc Sở Y tế")
    (body,) = expectations("Sở Y tế")
    assert is_held(office)
    assert not is_held(body)
