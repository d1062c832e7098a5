"""Pairs that agree in value and pairs that do not, as an editor would judge them."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.corpora.values import extract_values, missing_values

AGREE = [
    ("1.000.000 người", "1,000,000 people"),
    ("1.000.000 người", "one million people"),
    ("02/12/2025", "December 2, 2025"),
    ("02/12/2025", "2 December"),
    ("ngày 2/12", "on Dec. 2, 2025"),
    ("ngày 2 tháng 12 năm 2025", "the 2nd of December"),
    ("tháng 11/2025", "in November"),
    ("ngày 20", "on November 20"),
    ("Từ ngày 24 - 28/11/2025", "From November 24 to 28, 2025"),
    ("Từ ngày 24 - 28/11/2025", "from 24 to 28 November"),
    ("12,5 tỷ đồng", "12.5 billion VND"),
    ("12,5 tỷ đồng", "12,500 million dong"),
    ("12,5 tỷ đồng", "VND12.5 billion"),
    ("20 nghìn tỷ đồng", "20 trillion dong"),
    ("10-15 triệu đồng", "10 to 15 million dong"),
    ("từ 10 triệu đến 15 triệu", "10-15 million"),
    ("10-15 triệu đồng", "VND10 million to VND15 million"),
    ("150-250mm", "150mm to 250mm"),
    ("500.000 kíp", "500,000 kip"),
    ("tăng gấp đôi", "it doubled"),
    ("gấp đôi năm ngoái", "twice that of last year"),
    ("gấp hơn hai lần", "more than twofold"),
    ("gấp ba", "tripled"),
    ("gấp bốn lần", "four times"),
    ("gấp rưỡi", "half as much again"),
    ("gấp rưỡi", "1.5-fold"),
    ("gấp rưỡi", "one and a half times"),
    ("gấp 1,5 lần", "half as many again"),
    ("cần gấp năm ngoái", "needed urgently last year"),
    ("02 tổ công tác", "two teams"),
    ("06 cháu", "six children"),
    ("hai bên ký kết", "both sides signed"),
    ("Huỳnh Út Mười trao quà", "Huynh Ut Muoi gave presents"),
    ("cả hai nước", "the countries"),
    ("một cuộc họp", "a meeting"),
    ("1 tổ công tác", "a team"),
    ("tăng 10 lần", "a tenfold rise"),
    ("hai lần mỗi năm", "twice a year"),
    ("5%", "five per cent"),
    ("5 phần trăm", "5 percent"),
    ("thứ Hai", "Monday"),
    ("cây thứ hai", "the second tree"),
    ("hôm thứ hai", "on Monday"),
    ("Thứ hai, việc này khó", "Secondly, it is hard"),
    ("Chiến tranh thế giới thứ hai", "World War II"),
    ("Đại hội XIV", "the 14th Congress"),
    ("lần thứ 14", "the fourteenth time"),
    ("thế kỷ XXI", "the 21st century"),
    ("8h20", "8:20 a.m."),
    ("8h.20", "8.20am"),
    ("20h", "8 pm"),
    ("8 giờ tối", "8 o'clock in the evening"),
    ("8 giờ làm việc", "eight hours of work"),
    ("5 triệu USD", "US$5m"),
    ("5 triệu USD", "$5 million"),
    ("16 đồng chí", "16 comrades"),
    ("5 km", "five kilometres"),
    ("5 tấn", "5,000 kg"),
    ("3,5 ha", "3.5 hectares"),
    ("12.500 người", "12,500 people"),
    ("12,500 người", "12,500 people"),
    ("thập niên 60", "the 1960s"),
    ("mùa giải 2009-2010", "the 2009-10 season"),
    ("nửa số hộ", "50 percent of households"),
    ("1/3 dân số", "a third of the population"),
    ("2/3 diện tích", "two-thirds of the area"),
    ("1/2 dân số", "half of the population"),
    ("thương binh hạng 2/4", "a war invalid of class 2/4"),
    ("82 HCV, 78 HCB", "82 gold and 78 silver medals"),
    ("hai huy chương vàng", "two golds"),
    ("23 giây 45", "23.45 seconds"),
    ("23 giây 45", "23 seconds 45"),
    ("ngày 10/3 âm lịch", "the tenth day of the third lunar month"),
    ("một HCĐ", "a bronze medal"),
    ("(3 vàng, 2 bạc và 11 đồng)", "3 golds, 2 silvers and 11 bronzes"),
    ("vào vòng 1/8", "reached the round of 16"),
    ("vào vòng 1/16", "among the last 32"),
    ("vòng 1/4", "the quarterfinals"),
    ("9/12 xã", "nine of the 12 communes"),
    ("dày 1/4 inch", "a quarter of an inch thick"),
    ("rộng 50 dặm vuông", "an area of 50 square miles"),
    ("dày 3/16 inch", "three sixteenths of an inch thick"),
    ("gió 50-60 km/h", "winds of 50-60 kph"),
    ("nghị định số 12/2024/NĐ-CP", "Decree No. 12/2024/ND-CP"),
    ("dịch COVID-19", "the pandemic"),
    ("Quảng trường Cách mạng Tháng Tám", "Cach Mang Thang Tam Square"),
    ("10m người", "10 metres"),
    ("65 triệu bản", "65m copies"),
    ("đến hết 5/9", "until September 5"),
    ("đến hết 17h ngày 5/9", "until 5 p.m. on September 5"),
    ("chạy 19h30 từ ga", "leaves the station at 7:30 p.m."),
    ("mất 2h30", "took two and a half hours"),
    ("mất 2h30", "took 2 hours 30 minutes"),
    ("mất 2h30", "took 2.5 hours"),
    ("mất 1h30", "took an hour and a half"),
    ("Sau 1 giờ 48 phút, họ thắng", "After an hour and 48 minutes, they won"),
    ("Từ sau 1 giờ 30 phút, đường bị cấm", "after 1:30 a.m."),
    ("lúc 15:00:00", "at 3 p.m."),
    ("lúc 15:20:30", "at 15:20:30"),
    ("hết 10:15:30", "in 10 hours, 15 minutes and 30 seconds"),
    ("4 triệu bảng Ai Cập", "4 million Egyptian pounds"),
    ("5 km giờ cao điểm", "5 km in rush hours"),
    ("đợt 7/2025", "in July 2025"),
    ("kéo dài 2 giờ 30 phút", "took 150 minutes"),
    ("bay 2h30 là đến", "arrives after two and a half hours"),
    ("chạy 2 giờ 14 phút", "ran for two hours and 14 minutes"),
    ("năm năm qua", "the past five years"),
    ("ba người con", "three children"),
    ("năm 2025", "by December 2025"),
    ("02/12/2025", "12/2/2025"),
]
DIFFER = [
    ("thương binh hạng 2/4", "a war invalid, May 6", ["2", "4"]),
    ("vào vòng 1/8", "reached the final", ["1/8"]),
    ("247 lượt", "274 times", ["247"]),
    ("1.000.000 người", "1,000 people", ["1.000.000"]),
    ("12,5 tỷ đồng", "12.5 million dong", ["12,5 tỷ đồng"]),
    ("12,5 tỷ đồng", "125 billion dong", ["12,5 tỷ đồng"]),
    ("100 triệu đồng", "100 million dollars", ["100 triệu đồng"]),
    ("500.000 kíp", "VND500,000", ["500.000 kíp"]),
    ("tăng gấp rưỡi so với trước", "rose against before", ["gấp rưỡi"]),
    ("tăng gấp đôi", "it rose sharply", ["gấp đôi"]),
    ("gấp hơn hai lần", "it rose", ["gấp hơn hai"]),
    ("gấp ba", "it doubled", ["gấp ba"]),
    ("tăng 3 lần", "it doubled", ["3"]),
    ("5 km", "5 miles", ["5 km"]),
    ("5 tấn", "5 kg", ["5 tấn"]),
    ("80 km/h", "80 mph", ["80 km/h"]),
    ("80 km/h", "80 km", ["80 km/h"]),
    ("119,4 triệu bảng", "119.4 million dollars", ["119,4 triệu bảng"]),
    ("23 giây 45", "23.54 seconds", ["23", "45"]),
    ("lúc 15:00:00", "at 4 p.m.", ["15:00:00"]),
    ("lúc 1 giờ 48 phút", "at 2:48", ["1 giờ 48 phút"]),
    ("Ngày hội văn hóa 30/4", "a festival on May 2", ["30/4"]),
    ("4 triệu bảng Anh", "4 million dollars", ["4 triệu bảng Anh"]),
    ("82 HCV", "82 silver medals", ["82 HCV"]),
    ("hai huy chương vàng", "two bronzes", ["hai huy chương vàng"]),
    ("3 HCV, 2 HCB", "2 gold, 3 silver", ["3 HCV", "2 HCB"]),
    ("02/12/2025", "February 12, 2025", ["02/12/2025"]),
    ("02/12/2025", "December 3, 2025", ["02/12/2025"]),
    ("02/12/2025", "December 2, 2024", ["02/12/2025"]),
    ("ngày 15/10", "on October 16", ["ngày 15/10"]),
    ("tháng 11", "in October", ["tháng 11"]),
    ("thứ Hai", "Tuesday", ["thứ Hai"]),
    ("8h20", "8:30 a.m.", ["8h20"]),
    ("20h", "9 pm", ["20h"]),
    ("đến hết 5/9", "until September 6", ["5/9"]),
    ("đến hết 17h ngày 5/9", "until 3 p.m. on September 5", ["17h"]),
    ("chạy 19h30 từ ga", "leaves the station at 8:30 p.m.", ["19h30"]),
    ("bay 20h15 từ Nội Bài", "flies from Noi Bai at 9:15 p.m.", ["20h15"]),
    ("mất 2h30", "took 3 hours 30 minutes", ["2"]),
    ("mất 2h30", "took 2 hours 40 minutes", ["30"]),
    ("bay 2h30 là đến", "arrives after three and a half hours", ["2h30"]),
    ("5%", "15%", ["5%"]),
    ("Đại hội XIV", "the 13th Congress", ["XIV"]),
    ("lần thứ 14", "the 4th time", ["lần thứ 14"]),
    ("04 lớp cho 125 cán bộ", "four courses for 152 officers", ["125"]),
    ("35 đợt, 101 trường hợp", "cases", ["35", "101"]),
    ("bốn tổ", "five teams", ["bốn"]),
    ("năm 2024", "in 2025", ["2024"]),
    ("Từ ngày 24 - 28/11", "November 24 to 27", ["28/11"]),
    ("3,5 ha", "35 hectares", ["3,5 ha"]),
    ("mười hai cháu", "ten children", ["mười hai"]),
    ("hai mươi lăm nghìn hộ", "2,500 households", ["hai mươi lăm nghìn"]),
    ("số 12/2024/NĐ-CP", "Decree No. 21/2024/ND-CP", ["12/2024"]),
]


@pytest.mark.parametrize(("source", "target"), AGREE, ids=[f"{a}={b}" for a, b in AGREE])
def test_equal_values_are_not_missing(source: str, target: str) -> None:
    assert missing_values(source, target) == ()


@pytest.mark.parametrize(("source", "target"), AGREE[:40], ids=[f"{b}={a}" for a, b in AGREE[:40]])
def test_equal_values_are_not_missing_the_other_way(source: str, target: str) -> None:
    assert missing_values(target, source, "en", "vi") == ()


@pytest.mark.parametrize(
    ("source", "target", "missing"), DIFFER, ids=[f"{a}≠{b}" for a, b, _ in DIFFER]
)
def test_wrong_values_are_reported(source: str, target: str, missing: list[str]) -> None:
    assert [value.text for value in missing_values(source, target)] == missing


@given(st.integers(2, 10**12))
def test_any_whole_number_equals_itself_in_the_other_notation(number: int) -> None:
    english = f"{number:,}"
    assert missing_values(english.replace(",", "."), english) == ()
    assert missing_values(english, english.replace(",", "."), "en", "vi") == ()


@given(st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31)), st.booleans())
def test_any_date_equals_itself_in_words(date: dt.date, with_year: bool) -> None:
    months = "January February March April May June July August September October November December"
    month = months.split()[date.month - 1]
    english = f"{month} {date.day}, {date.year}" if with_year else f"{month} {date.day}"
    assert missing_values(f"{date:%d/%m/%Y}", english) == ()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "1.",
        "1 ",
        "1,",
        "một ",
        "hai mươi ",
        "ngày 1 ",
        "1/1 ",
        "one ",
        "and ",
        "I",
        " ",
        "$",
        "1-",
    ],
    ids=repr,
)
def test_work_grows_with_length_only(
    language: str, unit: str, grows_linearly: Callable[[Callable[[int], object]], bool]
) -> None:
    assert grows_linearly(
        lambda n: extract_values(unit * (n // len(unit)), language, doubtful=True)
    )


@given(st.text(max_size=200), st.sampled_from(["vi", "en"]))
def test_any_text_gives_ordered_values_with_their_text(text: str, language: str) -> None:
    values = extract_values(text, language, doubtful=True)
    assert all(text[value.start : value.end] == value.text for value in values)
    ends = [0, *(value.end for value in values)]
    assert all(value.start >= end for value, end in zip(values, ends[:-1], strict=True))
