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
    r"|bỏ)\s+|[(:]\s*)\Z"
)
_PERCENT_BEFORE = re.compile(r"%\s*\(\Z")
# Classes, grades, scores, numbers of houses and licences: hạng 2/4, số nhà 3/10, lớp 12/5.
_CLASS = re.compile(
    r"\b(?:hạng|loại|(?<!đến )(?<!tới )mức|bậc|(?<!khẩn )cấp|nhóm|thương tật|thương binh"
    r"|bệnh binh|thị lực|trình độ|học vấn|văn hóa|văn hoá|lớp|tổ dân phố|hẻm|ngõ|ngách|kiệt|lô"
    r"|thửa|căn hộ|nhà số|số nhà"
    r"|biển số|trang|chặng|ván|hiệp|set|xếp|đứng|tỷ số|tỉ số|chấm điểm|điểm số|đạt)"
    r"\s+(?:số\s+|thứ\s+|là\s+)?(?:[0-9]{1,2}/[0-9]{1,2}\s?(?:và|hoặc|đến|-)\s?)*\Z"
)
# Documents, quarters, turns and scales, whose number is followed by a year or another number.
_NUMBERED = re.compile(
    r"\b(?:quý|q|tỷ lệ|tỉ lệ|bản đồ|nghị định|nghị quyết|thông tư(?: liên tịch)?|quyết định"
    r"|chỉ thị|kết luận|công điện|công văn|quy chuẩn|luật|pháp lệnh|học kỳ|đợt|lần|lần thứ"
    r"|(?<!con )số)\s*\Z"
)
# With a year they are counted (đợt 2/2025), with a day they are holidays and dates (đợt 30/4).
_TURN = re.compile(r"\b(?:đợt|lần|báo [^,.;]{2,20} số|quyết định)\s*\Z")
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
    if _CLASS.search(before) or numbered:
        return True
    part, whole = map(int, low[start:end].split("/"))
    return _is_share(low, before, part, whole, end)


def is_numbered(low: str, start: int) -> bool:
    """Whether ``12/2025`` there is the number of a document, quarter or turn, and no month."""
    return bool(_NUMBERED.search(low[max(0, start - _REACH) : start]))


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
    if _COUNTED.match(low, end) and (part == whole or _COUNTING.search(before)):
        return True
    return part < whole and bool(_OF_WHOLE.match(low, end) or _ABOUT.search(before))


def _is_measured(low: str, end: int) -> bool:
    """Whether a unit of measure follows, which no date has: 1/5 inch, 1/4 thìa."""
    unit = AFTER.match(low, end)
    return bool((unit and unit["unit"]) or _SPOONS.match(low, end))
