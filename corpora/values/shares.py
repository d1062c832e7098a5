"""Whether ``1/3`` is a day, a share or a class, told by the Vietnamese words around it."""

from __future__ import annotations

import re

from songngu.corpora.values.measures import AFTER

_WHOLES = (
    r"số|dân|tổng|diện|trong|chặng|nhu|lượng|giá|quãng|thành|sản|người|phụ tải|công suất"
    r"|kinh phí|vốn|doanh|lao động|hộ|học sinh|đại biểu|cử tri|thời gian|chiều dài|kế hoạch"
    r"|chưa quá|thu nhập|cổ phần|sản lượng|công dân|phụ nữ|gia đình|nạn nhân|doanh nghiệp"
    r"|trường hợp|thành viên|quốc gia|thế kỷ|so với|ngày trong tuần|điểm|sao"
)
_OF_WHOLE = re.compile(rf"\s+(?:{_WHOLES})\b")
# After these a day is likelier; with wholes like these behind it is none, but for từ 1/7 and the
# like, the day on which laws come into force.
_FROM = re.compile(r"\b(?:từ|vào|trước|sau)\s+\Z")
_SURELY_OF_WHOLE = re.compile(
    r"\s+(?:số|dân số|diện tích|tổng (?:số|diện tích|dân số|vốn|kinh phí)|(?:quãng|chặng) đường"
    r"|thời gian|(?:tổng )?sản lượng|thế kỷ)\b"
)
_MAX_WHOLE_AFTER_FROM = 5
_ABOUT = re.compile(
    r"(?:khoảng|chừng|gần|hơn|chiếm|bằng|chỉ còn|giảm|ít nhất|chưa (?:đầy|đến|tới|đủ)"
    r"|quá|trên)\s+\Z"
)
# Things that are counted out of all of them: 9/12 xã, (12/12 tiêu chí). A day may stand before
# their names as well (5/9 xã Nà Tấu tổ chức), so that it takes a word of counting before, too.
_COUNTED = re.compile(
    r"\s+(?:xã|phường|thị trấn|huyện|quận|tỉnh|thành phố|thôn|bản|làng|ấp|khu phố|địa phương|điểm"
    r"|sao|tiêu chí|chỉ tiêu|mục tiêu|nội dung|nhiệm vụ|phiếu|ý kiến|trường|lớp|trạm|chợ|đội"
    r"|trận|ván|set|hiệp|vòng|lượt|hạng mục|gói thầu|dự án|công trình|nhà máy|tổ máy|mẫu|ca|vụ|bài"
    r"|câu|môn|bộ|sở|ban|ngành|đơn vị|cơ quan|tập thể|cá nhân|nhà|xe|tàu|bị cáo|bệnh nhân"
    r"|bệnh viện)\b"
)
_COUNTING = re.compile(
    r"(?:\b(?:có|được|cả|tại|ở|ra|trong|với|cho|của|mới|chỉ|hết|thắng|thua|trúng|đúng|thành|xong|tức"
    r"|bỏ|đạt)\s+|[(:]\s*)\Z"
)
_PERCENT_BEFORE = re.compile(r"%\s*\(\Z")
_TAIL = r"\s+(?:số\s+|thứ\s+|là\s+)?(?:[0-9]{1,2}/[0-9]{1,2}\s?(?:và|hoặc|đến|-)\s?)*\Z"
# Grades and places, no higher than the highest: hạng 2/4, máu nhóm 1/4, but Trang 30/4 về quê.
_GRADE = re.compile(
    r"\b(?:hạng|loại|(?<!đến )(?<!tới )mức|bậc|(?<!khẩn )cấp|thương tật|thương binh|bệnh binh"
    r"|(?:thương tật|thương binh|bệnh binh|mất sức|máu|tiêu chuẩn) nhóm"
    r"|trình độ(?: văn h(?:óa|oá))?|thị lực|học vấn|trang|chặng|ván|hiệp|set|xếp|đứng"
    rf"|chấm điểm|điểm số){_TAIL}"
)
# Numbers of houses and classes, results: số nhà 3/10, lớp 12/5.
_CLASS = re.compile(
    r"\b(?:lớp|tổ dân phố|hẻm|ngõ|ngách|kiệt|lô|thửa|căn hộ|nhà số|số nhà|biển số|tỷ số|tỉ số)"
    rf"{_TAIL}"
)
# Đạt is a name too: đạt 9/10, đạt 4/5 triệu tấn, but Đạt 2/9 về quê.
_REACHED = re.compile(r"\bđạt\s+\Z")
_TOP_MARK = 10
_SCALE_AFTER = re.compile(r"\s+(?:nghìn|ngàn|triệu|tỷ|tỉ)\b")
# Documents, quarters, turns and scales, whose number is followed by a year or another number.
_NUMBERED = re.compile(
    r"\b(?:quý|q|tỷ lệ|tỉ lệ|bản đồ|nghị định|nghị quyết|thông tư(?: liên tịch)?|quyết định"
    r"|chỉ thị|kết luận|công điện|quy chuẩn|luật|pháp lệnh|học kỳ|đợt|lần|lần thứ"
    r"|(?<!con )số)\s*\Z"
)
# With a year they are counted (đợt 2/2025), with a day they are holidays and dates (đợt 30/4).
_TURN = re.compile(r"\b(?:đợt|lần|báo [^,.;]{2,20} số|quyết định)\s*\Z")
# The turns of a year are few: đợt 7/2025 is that of July.
_COUNTED_TURN = re.compile(r"\b(?:đợt|lần)\s*\Z")
_MAX_TURN = 4
_NUMBER = re.compile(r"[0-9]+")
_REACH = len(" thông tư liên tịch  1/4 và 2/4 và ")
# The second share of "1/4 đến 1/2 dặm" and of "1/3-2/3 dân số".
_TO_SHARE = re.compile(r"(?:\s?[-–]\s?|\s(?:đến|tới|sang|hoặc|hay)\s)([0-9]{1,2})/([0-9]{1,2})")
_SPOONS = re.compile(r"\s(?:thìa|muỗng|cốc|chén)\b")
_AFTER_DAY = re.compile(
    r"(?:ngày|sáng|trưa|chiều|tối|đêm|hôm|nay|mai|qua|dịp|lễ|khánh|(?:đến|tới) hết)\s+\Z"
)


def is_no_day(low: str, start: int, end: int) -> bool:
    """Whether ``1/3`` is more likely a share, class, score or number than the first of March.

    Args:
        low: Vietnamese in lower case, NFC.
        start: Where the two numbers begin.
        end: Where they end (exclusive).
    """
    before = low[max(0, start - _REACH) : start]
    numbered = _NUMBERED.search(before) and not _TURN.search(before)
    part, whole = map(int, low[start:end].split("/"))
    if numbered or _CLASS.search(before) or (part <= whole and _GRADE.search(before)):
        return True
    return _is_share(low, before, part, whole, end)


def is_numbered(low: str, start: int) -> bool:
    """Whether ``12/2025`` there is the number of a document, quarter or turn, and no month."""
    before = low[max(0, start - _REACH) : start]
    if _COUNTED_TURN.search(before) and (number := _NUMBER.match(low, start)):
        return int(number[0]) <= _MAX_TURN
    return bool(_NUMBERED.search(before))


def _is_share(low: str, before: str, part: int, whole: int, end: int) -> bool:
    if part < whole and (second := _TO_SHARE.match(low, end)) and int(second[1]) < int(second[2]):
        end = second.end()
    if part < whole and _is_measured(low, end):
        return True
    if part > whole or _AFTER_DAY.search(before):
        return False
    if _FROM.search(before):
        return part < whole <= _MAX_WHOLE_AFTER_FROM and bool(_SURELY_OF_WHOLE.match(low, end))
    if _PERCENT_BEFORE.search(before):
        return True
    if _REACHED.search(before) and (whole == _TOP_MARK or _SCALE_AFTER.match(low, end)):
        return True
    if _COUNTED.match(low, end) and (part == whole or _COUNTING.search(before)):
        return True
    return part < whole and bool(_OF_WHOLE.match(low, end) or _ABOUT.search(before))


def _is_measured(low: str, end: int) -> bool:
    """Whether a unit of measure follows, which no date has: 1/5 inch, 1/4 thìa."""
    unit = AFTER.match(low, end)
    return bool((unit and unit["unit"]) or _SPOONS.match(low, end))
