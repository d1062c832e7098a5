"""By-lines: names of Vietnamese and other persons, of agencies, with the labels before them."""

from __future__ import annotations

import re

from songngu.corpora.ingest.dates import date_line, find_date
from songngu.corpora.vietnamese import is_syllable

MAX_BYLINE = 110
_LABEL = re.compile(
    r"(?:(?:tin|bài|ảnh|video|clip|thực hiện|nội dung|đồ họa|tác giả|người viết|biên tập|bài viết|"
    r"nguồn|nguồn tin|phóng viên|pv)(?:\s*(?:,|&|và|\+|-|–|/|;)\s*(?:tin|bài|ảnh|video|clip|"
    r"thực hiện|đồ họa|"
    r"nội dung))*\s*:"
    r"|theo(?=\s+[A-ZĐÂĂÊÔƠƯÁÀẢÃẠ0-9])|lược dịch|biên dịch:?"
    r"|(?:written |reported |story |text |words |photos? |pictures |translated |compiled |edited |"
    r"news )*"
    r"(?:(?:and|&|,)\s*(?:photos?|pictures|images)\s+)?by(?=\s)\s*:?|(?:author|reporter|source|"
    r"story|text|"
    r"photos?|byline|writer|correspondent)s?(?:\s*(?:and|&)\s*photos?)?\s*:)\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:\s-\s|–|—|,|&|;|/|\||\+|\s+và\s+|\s+and\s+)\s*")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?|(?:[^\W\d_]\.){1,4}[^\W\d_]*")
# The line above a signature: Mường Nhé, ngày 1 tháng 12 năm 2025.
_PLACE_AND_DAY = re.compile(r",\s*ngày\s+\d", re.IGNORECASE)
# Endings of headline words in title case that personal names hardly have.
_ENGLISH_WORD = re.compile(r"(?:ing|tions?|ment|ness|ies|ity|ed)$")
_AGENCIES = frozenset(
    re.split(
        r"\|",
        "ttxvn|vna|vov|vtv|vtc|cand|bnews|vietnam+|vietnamplus|qđnd|sggp|vnexpress|vnews|pv|bbt|btv|"
        "ctv|tổng hợp|afp|ap|reuters|xinhua|tass|bbc|cnn|kpl|vns|nhân dân|tuổi trẻ|thanh niên|"
        "dân trí|vietnamnet|tin tức|báo tin tức|vnp|vgp|nhóm phóng viên|nhóm pv",
    )
)
_AGENCY = re.compile(
    r"(?:báo|tạp chí|công an|sở|hội|đoàn|trung tâm|văn phòng|ubnd|"
    r"đài|cổng ttđt|cổng thông tin điện tử|trang tin|ban biên tập|nhóm phóng viên|"
    r"nhóm pv|pv|"
    r"phóng viên|cục|phòng|bộ|ban|viện)\s+\S.{1,60}|thông tấn xã việt nam|vietnam news agency|"
    r"nhóm phóng viên|nhóm pv|"
    r"staff (?:writer|reporter)s?|"
    r"vietnamplus|(?:vietnam|viet nam) news|(?:associated press|reuters|afp)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:trung tâm|văn phòng|cổng thông tin điện tử|cổng ttđt|ban biên tập|đài)\s+\S",
    re.IGNORECASE,
)
_SURNAMES = frozenset(
    [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "đinh",
        "đoàn",
        "lâm",
        "trịnh",
        "mai",
        "đào",
        "tô",
        "hà",
        "cao",
        "lương",
        "tạ",
        "tăng",
        "chu",
        "châu",
        "thái",
        "triệu",
        "quách",
        "vương",
        "la",
        "từ",
        "kiều",
        "trương",
        "lưu",
        "tống",
        "thạch",
        "mạc",
        "nông",
        "lò",
        "lường",
        "cầm",
        "quàng",
        "giàng",
        "vàng",
        "sùng",
        "thào",
        "hạng",
        "mùa",
        "lầu",
        "bạc",
        "tòng",
        "điêu",
        "cà",
        "vì",
        "khổng",
        "nghiêm",
        "văn",
        "phùng",
        "ông",
        "hứa",
        "thân",
        "viên",
        "doãn",
        "giáp",
        "âu",
        "đàm",
        "đồng",
        "lục",
        "ninh",
        "quan",
        "sầm",
        "tiêu",
        "ung",
        "vi",
        "xa",
    ]
)
_NOT_NAMES = frozenset(
    [
        "hà nội",
        "việt nam",
        "điện biên",
        "sơn la",
        "lai châu",
        "hồ chí minh",
        "tp hồ chí minh",
        "đà nẵng",
        "cần thơ",
        "hải phòng",
        "huế",
        "quảng ninh",
        "nghệ an",
        "thanh hóa",
        "lào cai",
        "hà giang",
        "cao bằng",
        "lạng sơn",
        "bắc ninh",
        "thái nguyên",
        "tuyên quang",
        "phú thọ",
        "hà tĩnh",
        "quảng trị",
        "quảng ngãi",
        "gia lai",
        "đắk lắk",
        "khánh hòa",
        "lâm đồng",
        "đồng nai",
        "tây ninh",
        "vĩnh long",
        "đồng tháp",
        "an giang",
        "cà mau",
        "hưng yên",
        "ninh bình",
        "bình định",
        "bình dương",
        "kiên giang",
        "bộ công an",
        "đời sống",
        "thời sự",
        "pháp luật",
        "kinh tế",
        "xã hội",
        "thể thao",
        "trung quốc",
        "nhật bản",
        "hàn quốc",
        "hoa kỳ",
        "việt nam - lào",
        "hanoi",
        "viet nam",
        "vietnam",
        "ha noi",
        "ho chi minh city",
        "united states",
        "new york",
        "hong kong",
        "south korea",
        "north korea",
        "united kingdom",
        "kinh tế - xã hội",
        "độc lập - tự do - hạnh phúc",
        "sài gòn",
        "tin tức",
        "thái lan",
        "đài loan",
        "campuchia",
        "ấn độ",
        "hồng kông",
        "châu âu",
        "châu á",
        "triều tiên",
        "điện biên phủ",
        "luông pha băng",
        "bò kẹo",
        "luông nậm thà",
        "phong sa lỳ",
        "viêng chăn",
        "south africa",
        "new zealand",
        "south china sea",
        "east sea",
        "biển đông",
    ]
)


# What a name did: Thu Hằng (thực hiện), Minh Anh (ghi).
_DEED = re.compile(
    r"\s*\((?:thực hiện|ghi|lược ghi|tổng hợp|biên dịch|lược dịch|dịch|sưu tầm|t/h|th)\)\s*$",
    re.IGNORECASE,
)


def _bare(text: str) -> str:
    """The line without brackets and marks around it, and without what the named person did.

    Nothing of a table's row: its names are what the article tells of.
    """
    if "\t" in text:
        return ""
    return _DEED.sub("", text).strip(" ()[]*•·|–—-")


def strip_label(text: str) -> str:
    """The by-line without its label, date, brackets and outer punctuation."""
    bare = _bare(text)
    for _ in range(2):
        match = _LABEL.match(bare)
        if match is None or match.end() >= len(bare):
            break
        bare = bare[match.end() :].strip()
    found = find_date(bare)
    if found is not None and found[1] < 6:
        # The date first, then time and name.
        rest = re.split(r"\s*[|•·]\s*|\s+[-–—]\s+", bare[found[2] :])[-1]
        bare = rest if any(char.isalpha() for char in rest) else bare
    elif found is not None:
        before = re.split(r"\s*[|•·(]|\s+[-–—]\s+\d|,?\s+\d", bare[: found[1]])[0]
        bare = before or bare
    return bare.strip(" ()[]*•·|–—-,:;")


def is_labelled_byline(text: str) -> bool:
    """Whether the line says by a label that it names author or source (``Bài, ảnh: …``)."""
    bare = _bare(text)
    if len(bare) > MAX_BYLINE or (bare.endswith((".", "!", "?", ":")) and not _initials(bare)):
        return False
    match = _LABEL.match(bare)
    if match is None or re.fullmatch(r"(?:ảnh|photos?)\s*:\s*", match.group().lower()):
        return False
    names = strip_label(bare)
    return bool(names) and (_all_names(names, lenient=True) or _AGENCY.fullmatch(names) is not None)


def _initials(text: str) -> bool:
    return re.search(r"(?:^|[\s.])[^\W\d_]\.$", text) is not None


def is_bare_byline(text: str) -> bool:
    """Whether the line has the shape of one to four names or an agency and nothing else.

    A place or a section in capitals can have it too: only the line's position tells.
    """
    bare = _bare(text)
    if not 2 <= len(bare) <= MAX_BYLINE or bare.casefold() in _NOT_NAMES:
        return False
    if bare.endswith(("!", "?", ":", "…")) or (bare.endswith(".") and not _initials(bare)):
        return False
    if _PLACE_AND_DAY.search(bare):
        return False
    names = strip_label(bare) if find_date(bare) else bare
    return bool(names) and names.casefold() not in _NOT_NAMES and _all_names(names, lenient=False)


def is_certain_name(text: str) -> bool:
    """Whether a bare by-line begins with a Vietnamese family name and is no known place."""
    first = strip_label(text).split(" ")[0].casefold()
    return is_bare_byline(text) and first in _SURNAMES


def is_agency(text: str) -> bool:
    """Whether the line is an agency's or paper's short name (``TTXVN``, ``VNA``)."""
    return text.strip(" ()[].").casefold() in _AGENCIES


def is_office(text: str) -> bool:
    """Whether the line could be an office that signs its own news (``Trung tâm Chuyển đổi số``).

    A headline can begin the same way: only the line's position tells.
    """
    bare = _bare(text)
    short = len(bare.split()) <= 7 and not bare.endswith((".", ":", "!", "?", ",", ";", "…"))
    return short and _OFFICE.match(bare) is not None


def is_vietnamese_name(text: str) -> bool:
    """Whether all words of a bare by-line are Vietnamese syllables, one with its marks at least."""
    words = re.findall(r"[^\W\d_]+", strip_label(text))
    return is_bare_byline(text) and all(map(is_syllable, words)) and not text.isascii()


def has_date(text: str) -> bool:
    """Whether a by-line carries a date besides the name."""
    return find_date(text) is not None and date_line(text) is None


def _all_names(text: str, *, lenient: bool) -> bool:
    # The plus sign of this agency's name joins nothing.
    parts = [part for part in _SPLIT.split(re.sub(r"(?i)\bvietnam\+", "VietnamPlus", text)) if part]
    return 0 < len(parts) <= 5 and all(_is_name(part, lenient=lenient) for part in parts)


def _is_name(part: str, *, lenient: bool) -> bool:
    bare = re.sub(r"\s*\([^)]{1,30}\)$", "", part).strip(" .()")
    if bare.casefold() in _AGENCIES:
        return True
    if bare.casefold() in _NOT_NAMES:
        return lenient
    tokens = bare.split()
    if not tokens or len(tokens) > (6 if lenient else 5):
        return False
    if not all(_TOKEN.fullmatch(token) and token[0].isupper() for token in tokens):
        return False
    if lenient:
        return True
    capitals = all(token.isupper() and len(token) > 2 for token in tokens)
    vietnamese = all(is_syllable(token.strip(".")) or "." in token for token in tokens)
    surname = tokens[0].casefold() in _SURNAMES
    if len(tokens) == 1:
        return (bare.isupper() and len(bare) <= 6) or "." in part
    if capitals and not surname and not (vietnamese and len(tokens) in (2, 3)):
        return False
    # Without a family name it is a pen name of two or three syllables, or a foreigner's.
    if any(len(token) == 1 for token in tokens):
        return False  # Group E
    if vietnamese:
        return surname or len(tokens) <= 3
    initials = sum(token.endswith(".") for token in tokens)
    worded = any(_ENGLISH_WORD.search(token) for token in tokens)
    return len(tokens) - initials <= 2 and not worded
