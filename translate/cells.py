"""English for what stands alone in the cells of tables, where a model has no sentence to go by."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from songngu.corpora.lexicon import default_lexicon
from songngu.corpora.types import Term
from songngu.corpora.vietnamese import is_syllable, without_marks
from songngu.translate.newsroom import Kind, find
from songngu.translate.newsroom.tokens import fold

# Headings and entries as statistics, price lists, results and programmes have them.
_WORDS = """
No.: stt, tt, số tt, số thứ tự
Notes: ghi chú
Item: nội dung, hạng mục, khoản mục
Indicator: chỉ tiêu, chỉ số
Unit: đơn vị tính, đvt
Quantity: số lượng, sl
Volume: khối lượng, khối lượng giao dịch
Unit price: đơn giá
Amount: thành tiền, số tiền
Price: giá
Buy: mua vào
Sell: bán ra
Change: thay đổi
Increase: tăng
Decrease: giảm
Unchanged: không đổi, giữ nguyên
Growth: tăng trưởng
Share: tỷ trọng, tỉ trọng
Rate: tỷ lệ, tỉ lệ
Plan: kế hoạch
Actual: thực hiện
Result: kết quả
Total: tổng, tổng số, tổng cộng, cộng
Average: trung bình, bình quân
Of which: trong đó
Type: loại, chủng loại
Source: nguồn
Turnover: doanh thu
Profit: lợi nhuận
Exports: xuất khẩu
Imports: nhập khẩu
Time: giờ, thời gian
Date: ngày, ngày tháng
Week: tuần
Month: tháng
Quarter: quý
Year: năm
Full year: cả năm
Monday: thứ hai
Tuesday: thứ ba
Wednesday: thứ tư
Thursday: thứ năm
Friday: thứ sáu
Saturday: thứ bảy
Sunday: chủ nhật
Morning: sáng, buổi sáng
Noon: trưa, buổi trưa
Afternoon: chiều, buổi chiều
Evening: tối, buổi tối
Venue: địa điểm
In charge: người thực hiện, đơn vị thực hiện, người phụ trách
Break: giải lao, nghỉ giải lao
Area: diện tích
Population: dân số
Density: mật độ
Province: tỉnh
Province or city: tỉnh/thành phố, tỉnh/thành
City: thành phố
District: huyện, quận
Commune: xã
Ward: phường
Commune or ward: xã/phường
Village: thôn
Hamlet: ấp
Locality: địa phương
Region: vùng, khu vực
Country: quốc gia
Households: số hộ
Total households: tổng số hộ
Poor households: hộ nghèo, số hộ nghèo
Near-poor households: hộ cận nghèo, số hộ cận nghèo
Full name: họ và tên, họ tên
Name: tên
Date of birth: ngày sinh, ngày tháng năm sinh
Year of birth: năm sinh
Sex: giới tính
Male: nam
Female: nữ
Position: chức vụ
Occupation: nghề nghiệp
Address: địa chỉ
Phone: điện thoại, số điện thoại, sđt, đt
Office: cơ quan, đơn vị công tác
School: trường
Class: lớp
Subject: môn, môn học, môn thi
Mathematics: toán
Literature: ngữ văn
English: tiếng anh
Physics: vật lý, vật lí
Chemistry: hoá học
Biology: sinh học
History: lịch sử
Geography: địa lý, địa lí
Students: số học sinh, học sinh
Teachers: số giáo viên, giáo viên
Classes: số lớp
Score: điểm số, điểm thi
Points: điểm
Rank: hạng, xếp hạng, thứ hạng
Team: đội, đội bóng
Played: trận, số trận
Won: thắng
Drawn: hoà
Lost: thua
Goal difference: hiệu số
Gold: vàng, hcv
Silver: bạc, hcb
Bronze: hcđ
SJC gold: vàng sjc
Temperature: nhiệt độ
Humidity: độ ẩm
Rainfall: lượng mưa
Rain: mưa
Sunny: nắng
Cloudy: có mây, nhiều mây
Yes: có
No: không
Other: khác
Met: đạt
Not met: không đạt, chưa đạt
No data: chưa có số liệu, không có số liệu
"""
# Written small: "Đồng" is bronze beside gold and silver.
_SMALL = """
people: người
households: hộ
VND: đồng, vnđ
thousand VND: nghìn đồng, ngàn đồng
million VND: triệu đồng, tr.đ, trđ
billion VND: tỷ đồng, tỉ đồng
million USD: triệu usd, triệu đô la
billion USD: tỷ usd, tỉ usd
tonnes: tấn
quintals: tạ
"""
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_PERIOD = re.compile(
    rf"(?:{fold('quý')} (?P<quarter>{'|'.join(_QUARTERS)})|tháng 0?(?P<month>[1-9]|1[0-2]))"
    r"(?:(?:/|-| năm )(?P<year>\d{4}))?"
)
_SYMBOLS = ("ha", "km", "km2", "km²", "m", "m2", "m²", "m3", "m³", "mm", "cm", "kg", "g", "usd")
CELL_BORDER = re.compile(r"\s*[|\t]\s*")
_CELL = re.compile(r"(?P<text>[^()]+?)(?:(?P<gap>\s*)\((?P<unit>[^()]+)\))?(?P<end>\s*[:*]*)")


def is_row(line: str) -> bool:
    """Whether a line is the row of a table, its cells parted by tabs or bars."""
    barred = re.search(r"\S\s+\|\s+\S", line) is not None or line.count("|") > 1
    return barred or "\t" in line.strip()


def _key(text: str) -> str:
    return " ".join(map(fold, text.split()))


def _read(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in table.strip().splitlines():
        english, _, sources = line.partition(": ")
        for source in sources.split(", "):
            found.setdefault(_key(source), english)
    return found


_KNOWN, _UNITS = _read(_WORDS), _read(_SMALL)


def _name(text: str) -> str | None:
    """A name of at least two words, as drafts have it; None for what may be anything else.

    Marks are for the house style to put back. A name is sure where the newsroom's lexicon has it,
    or where it has a syllable that running text does not have.
    """
    words = text.split()
    if len(words) < 2 or not all(word.isalpha() and word.istitle() for word in words):
        return None
    if entries := find(text):
        whole = entries[0].source == text and entries[0].kind in (Kind.NAME, Kind.PLACE)
        return entries[0].targets[0] if whole else None
    known, low = default_lexicon().source_index, [word.lower() for word in words]
    rare = not all(word in known or fold(word) in known for word in low)
    common = any(" ".join(pair) in known for pair in pairwise(low))
    return without_marks(text) if rare and not common and all(map(is_syllable, low)) else None


class Cells:
    """What cells of tables mean that hold one known expression or name and nothing else."""

    def __init__(self, terms: Sequence[Term] = ()) -> None:
        """Know the terms of a termbase besides; they go before the usual meaning.

        Args:
            terms: Of several with the same source the first counts.
        """
        own = {_key(term.source): term.target for term in reversed(terms)}
        self._known: Mapping[str, str] = {**_KNOWN, **own}

    def english(self, cell: str) -> str | None:
        """The English of a cell, a unit in brackets after it too; None where it is not known."""
        match = _CELL.fullmatch(cell)
        if match is None:
            return None
        text, unit = self._expression(match["text"]), match["unit"]
        if text is None or unit is None:
            return text and text + match["end"]
        is_sign = unit.casefold() in _SYMBOLS or not any(map(str.isalpha, unit))
        shown = unit if is_sign else self._expression(unit)
        return None if shown is None else f"{text}{match['gap']}({shown}){match['end']}"

    def _expression(self, text: str) -> str | None:
        """An expression in English, with capitals as the cell has them."""
        key = _key(text)
        if period := _PERIOD.fullmatch(key):
            quarter, month, year = period.groups()
            named = f"Q{_QUARTERS[quarter]}" if quarter else calendar.month_name[int(month)]
            return f"{named} {year}" if year else named
        if not text[0].isupper():
            return self._known.get(key, _UNITS.get(key))
        english = self._known.get(key)
        if english is None:
            return _name(text)
        # Set in capitals, unlike an abbreviation: TỔNG SỐ, but not STT.
        shouted = text.isupper() and len(text) > len("SĐT.")
        return english.upper() if shouted else english[0].upper() + english[1:]
