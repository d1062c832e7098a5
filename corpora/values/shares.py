"""Whether ``1/3`` is a share or a day, told by the Vietnamese words around it."""

from __future__ import annotations

import re

from songngu.corpora.values.measures import AFTER

_OF_WHOLE = re.compile(
    r"\s+(?:số|dân|tổng|diện|trong|chặng|nhu|lượng|giá|quãng|thành|sản|người|phụ tải|công suất"
    r"|kinh phí|vốn|doanh|lao động|hộ|học sinh|đại biểu|cử tri|thời gian|chiều dài|kế hoạch"
    r"|chưa quá|thu nhập|cổ phần|sản lượng|công dân|phụ nữ|gia đình|nạn nhân|doanh nghiệp"
    r"|trường hợp|thành viên|quốc gia)\b"
)
# After từ (from) a day is likelier; with these behind it is none, but for từ 1/7 and the like, the
# day on which laws come into force.
_FROM = re.compile(r"\btừ\s+\Z")
_SURELY_OF_WHOLE = re.compile(
    r"\s+(?:số|dân số|diện tích|tổng (?:số|diện tích|dân số|vốn|kinh phí)|(?:quãng|chặng) đường)\b"
)
_MAX_WHOLE_AFTER_FROM = 5
_ABOUT = re.compile(r"(?:khoảng|gần|hơn|chiếm|tỷ số|tỉ số|bằng|đạt|chỉ còn|giảm|ít nhất)\s+\Z")
# The second share of "1/4 đến 1/2 dặm" and of "1/3-2/3 dân số".
_TO_SHARE = re.compile(r"(?:\s?[-–]\s?|\s(?:đến|tới|sang|hoặc|hay)\s)([0-9]{1,2})/([0-9]{1,2})")
_SPOONS = re.compile(r"\s(?:thìa|muỗng|cốc|chén)\b")
_AFTER_DAY = re.compile(
    r"(?:ngày|sáng|trưa|chiều|tối|đêm|hôm|dịp|lễ|khánh|vào|(?:đến|tới) hết)\s+\Z"
)


def is_share(low: str, start: int, end: int) -> bool:
    """Whether ``1/3`` is more likely a share than the first of March.

    Args:
        low: Vietnamese in lower case, NFC.
        start: Where the two numbers begin.
        end: Where they end (exclusive).
    """
    before = low[max(0, start - 10) : start]
    part, whole = map(int, low[start:end].split("/"))
    if part >= whole:
        return False
    if (second := _TO_SHARE.match(low, end)) and int(second[1]) < int(second[2]):
        end = second.end()
    if _is_measured(low, end):
        return True
    if _FROM.search(before):
        return whole <= _MAX_WHOLE_AFTER_FROM and bool(_SURELY_OF_WHOLE.match(low, end))
    if _AFTER_DAY.search(before):
        return False
    return bool(_OF_WHOLE.match(low, end) or _ABOUT.search(before))


def _is_measured(low: str, end: int) -> bool:
    """Whether a unit of measure follows, which no date has: 1/5 inch, 1/4 thìa."""
    unit = AFTER.match(low, end)
    return bool((unit and unit["unit"]) or _SPOONS.match(low, end))
