"""Units and currencies by the names they have in Vietnamese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit of measure: what it measures, as how much of the base unit."""

    base: str
    factor: Decimal


def _units(base: str, factor: str, names: str) -> dict[str, Unit]:
    return {name.strip(): Unit(base, Decimal(factor)) for name in names.split(",")}


# lower-case names; a blank stands for any run of blanks and hyphens, blanks may surround a stroke
_LENGTHS: dict[str, Unit] = {
    **_units("m", "1000", "km, kilomet, kilômét, ki lô mét, cây số"),
    **_units("m", "1000", "kilometre, kilometres, kilometer, kilometers, kms"),
    **_units("m", "1", "m, mét, metre, metres, meter, meters"),
    **_units("m", "0.01", "cm, xentimét, centimet, xăng ti mét, centimetre, centimetres"),
    **_units("m", "0.01", "centimeter, centimeters"),
    **_units("m", "0.001", "mm, milimét, milimet, mi li mét, millimetre, millimetres"),
    **_units("m", "0.001", "millimeter, millimeters"),
    **_units("m", "1609.344", "dặm, mile, miles"),
    **_units("m", "0.3048", "ft, feet, foot"),
    **_units("m", "0.0254", "inch, inches, in sơ"),
    **_units("m", "1852", "hải lý, nautical miles, nautical mile"),
}
_SQUARE, _CUBIC = ("square ", "sq ", "sq.", "sq. "), ("cubic ",)
_SQUARED, _CUBED = ("2", "²", " vuông"), ("3", "³", " khối")
_HOURLY = (" giờ", " một giờ", " 1 giờ", " mỗi giờ")
_PER_HOUR = (*_HOURLY, " trên giờ", "/h", "/giờ", "/hour", " per hour", " an hour")
_PER_SECOND = (" trên giây", "/s", "/giây", " per second", " a second")


def _of_lengths() -> dict[str, Unit]:
    """Areas, volumes and speeds by the names of lengths: km², square metres, miles an hour."""
    found: dict[str, Unit] = {}
    for name, (_, metres) in _LENGTHS.items():
        area, volume = Unit("m2", metres**2), Unit("m3", metres**3)
        found |= dict.fromkeys([f"{word}{name}" for word in _SQUARE], area)
        found |= dict.fromkeys([f"{name}{ending}" for ending in _SQUARED], area)
        found |= dict.fromkeys([f"{word}{name}" for word in _CUBIC], volume)
        found |= dict.fromkeys([f"{name}{ending}" for ending in _CUBED], volume)
        for endings, factor in ((_PER_HOUR, "0.001"), (_PER_SECOND, "3.6")):
            speed = Unit("km/h", metres * Decimal(factor))
            found |= dict.fromkeys([f"{name}{ending}" for ending in endings], speed)
    return found


_OTHERS: dict[str, Unit] = {
    **_units("km/h", "1", "kph, kmh, kmph"),
    **_units("km/h", "1.609344", "mph"),
    **_units("km/h", "1.852", "knots, knot"),
    **_units("m2", "2589988.110336", "sq mi"),
    **_units("m2", "10000", "ha, hecta, héc ta, hectare, hectares"),
    **_units("kg", "1000", "tấn, tonne, tonnes, ton, tons, metric ton, metric tons"),
    **_units("kg", "1000", "metric tonne, metric tonnes"),
    **_units("kg", "100", "tạ, quintal, quintals"),
    **_units("kg", "1", "kg, kgs, kilogam, kilôgam, ki lô gam, ki lô, kilogram, kilograms, kilos"),
    **_units("kg", "1", "kilo"),
    **_units("kg", "0.001", "g, gm, gms, gam, gram, grams, gramme, grammes"),
    **_units("l", "1", "lít, litre, litres, liter, liters"),
    **_units("W", "1000", "kw, kilowatt, kilowatts"),
    **_units("W", "1000000", "mw, megawatt, megawatts"),
    **_units("°C", "1", "°c, ºc, độ c, degrees celsius, degree celsius, degrees c"),
}

#: Metals of medals, and their Vietnamese.
METALS = {"gold": "vàng", "silver": "bạc", "bronze": "đồng"}


def _medals() -> dict[str, Unit]:
    """Medals won, each metal a measure of its own: HCV, tấm huy chương vàng, gold medals, golds."""
    found: dict[str, Unit] = {}
    for metal, name in METALS.items():
        called = [f"{word}{name}" for word in ("huy chương ", "hc ")] + [f"hc{name[0]}"]
        called += ["hcd"] if name == "đồng" else []
        called += [f"{word}{each}" for word in ("tấm ", "chiếc ") for each in called]
        called += [f"{metal} medal", f"{metal} medals", f"{metal}s", metal, name]
        found |= dict.fromkeys(called, Unit(f"{metal} medal", Decimal(1)))
    return found


_MEDALS = _medals()
UNITS: dict[str, Unit] = {**_LENGTHS, **_of_lengths(), **_OTHERS, **_MEDALS}

CURRENCIES: dict[str, str] = {
    name.strip(): code
    for code, names in {
        "VND": "đồng, đ, vnđ, vnd, dong, dongs, đ., đồng việt nam",
        "USD": "usd, $, us$, đô la, đôla, đô, đô la mỹ, đôla mỹ, dollar, dollars, us dollars,"
        " u.s. dollars, mỹ kim",
        "EUR": "eur, €, euro, euros, ơ rô",
        "GBP": "gbp, £, bảng, bảng anh, pounds, pounds sterling",
        "JPY": "jpy, ¥, yên, yên nhật, yen",
        "CNY": "cny, rmb, nhân dân tệ, nhân dân tệ trung quốc, tệ, ndt, yuan, renminbi",
        "KRW": "krw, ₩, korean won",
        "THB": "thb, baht, bạt",
        "LAK": "lak, kip, kíp",
        "INR": "inr, rupee, rupees, ₹",
    }.items()
    for name in names.split(",")
}
_NAMED_AFTER = (
    "euro", "yên", "đô la", "usd", "nhân dân tệ", "bảng anh", "baht", "kip", "kíp", "đô la mỹ",
)  # fmt: skip
CURRENCIES.update({f"đồng {name}": CURRENCIES[name] for name in _NAMED_AFTER})
CURRENCIES.update({"a$": "USD", "aud": "USD", "s$": "USD", "c$": "USD", "hk$": "USD"})
# đồng also begins đồng chí (comrade), đồng bào (compatriots), đồng đội…
_CASH = "mặt|thưởng|phạt|thuế|công|lương|lãi|hàng|điện|vốn|cọc|gốc|hỗ trợ|đền bù|bồi thường"
_NOT_MONEY = (
    rf"(?!\s+(?:chí|ý|ca|tình|nhất|loạt|lòng|tiền(?!\s+(?:{_CASH}))|phục|hành|quê|bào|đội|minh|"
    r"nghiệp|hồ|phạm|thời|hương|tính|loại|diễn|ruộng|bằng|xu|"
    r"thị|vật|đốc|hộ|bộ|đều|thuận|nai|tháp|đăng|văn|xuân)\b)"
)
_SCALE_BEFORE = r"(?<=nghìn\s)|(?<=ngàn\s)|(?<=triệu\s)|(?<=tỷ\s)|(?<=tỉ\s)"
# Five đồng tiền are coins, five billion đồng tiền are money.
_DONG = rf"(?:{_SCALE_BEFORE})đồng(?=\s+tiền\b)"
# Five bảng are groups of teams, five million bảng may be pounds of rice, tables of data or money of
# Egypt: sterling only where the noun ends there.
_STERLING_BEFORE = (
    r"anh|là|và|với|cùng|hay|hoặc|lẫn|nhưng|mà|thì|nếu|khi|để|nhằm|do|vì|bởi|nhờ|của|cho|tại|ở|trong"
    r"|ngoài|trên|dưới|trước|sau|giữa|suốt|từ|tới|đến|vào|ra|lên|xuống|về|qua|so|hơn|như|nữa|này|đó"
    r"|ấy|kia|đã|đang|sẽ|vẫn|cũng|đều|được|bị|có|không|chưa|nên|phải|còn|mỗi|một|cả|gồm|bao gồm"
    r"|tương đương|theo(?! dõi)|thông qua|thay (?:cho|vì)|khác|năm|tháng|tuần|quý|ngày|hằng"
    r"|hàng năm|mua|bán|trả|nợ|vốn|tiền|thuế|chi phí|đầu t(?:ư|iên)|tài (?:trợ|chính|sản)"
    r"|trái phiếu|lợi nhuận|doanh thu|thua lỗ|ấn tượng|hiện (?:nay|tại|đang)"
)
_STERLING = rf"(?=\s*(?:\Z|[^\w\s])|\s+(?:[0-9]|(?:{_STERLING_BEFORE})\b))"
# Five pounds are a weight, and so are millions of pounds of rice.
_NO_STERLING = (
    r"(?!\s+(?:of|egyptian|syrian|lebanese|(?:south\s)?sudanese|cypriot|irish|turkish)\b)"
)
_POUNDS = (
    rf"(?:{_SCALE_BEFORE})bảng{_STERLING}"
    rf"|(?:(?<=million\s)|(?<=billion\s)|(?<=[0-9]m\s))pounds{_NO_STERLING}"
)
# kíp is a crew and a detonator too; the smallest note is 500
_KIP = rf"(?:(?<=00)|(?<=00\s)|{_SCALE_BEFORE})kíp(?!\s+(?:nổ|mìn)\b)"


def _names(names: Iterable[str]) -> str:
    ordered = sorted(names, key=len, reverse=True)
    return "|".join(
        re.escape(name).replace(r"\ ", r"[\s-]+").replace("/", r"\s?/\s?") for name in ordered
    )


_LENGTH = _names(_LENGTHS)
_ANY_METAL = "|".join(METALS.values())
_NEXT_METAL = rf"(?:,|\svà)\s[0-9]{{1,3}}\s(?:{_ANY_METAL})\b"
_LAST_METAL = "|".join(
    rf"(?<=[0-9]\s{metal}{link}[0-9]{{{digits}}}\s)"
    for metal in ("vàng", "bạc")
    for link in (r",\s", r"\svà\s")
    for digits in (1, 2, 3)
)
# The metal alone in a list, 3 vàng và 2 đồng, or where nothing of it follows, as the ring may that
# is of gold; In 2024 gold rose.
_METAL = (
    rf"(?:vàng|bạc)(?={_NEXT_METAL})|(?:{_LAST_METAL})(?:{_ANY_METAL})"
    rf"|(?<![0-9]{{4}}\s)(?:{'|'.join(METALS)})"
    r"(?=\s*(?:\Z|[.,;:)]|(?:and|in|at|for|from|on|so|to)\b))"
)
# The first of its kind, or a match for it, is not so many.
_MEDAL = (
    rf"(?:{_names(name for name in _MEDALS if name not in {*METALS, *METALS.values()})})"
    r"(?!\s(?:đầu tiên|thứ|duy nhất|match|winn|game|bout|hope|contend|contest|event|favou?rit"
    r"|position|ceremon|play))"
)
# At those hours, and now: dài 5 km giờ cao điểm, 5 km giờ đã thông xe; chạy 10 km 1 giờ 30 phút.
_OF_DAY = "sáng|trưa|chiều|tối|đêm|rưỡi"
_HOUR_OF_DAY = (
    rf"{_OF_DAY}|cao điểm|thấp điểm|thứ|đầu|cuối|đồng hồ|tan|này|đây|ấy|đó|thì|đã|mới|chỉ|còn|chót"
    r"|vàng|nghỉ|làm|học|hành chính|giới nghiêm|cấm|(?:đi|vào) (?:làm|học)|ra chơi"
)
_SPEED_BY_HOUR = (
    rf"[\s-]+giờ(?!\s+(?:[0-9]|(?:{_HOUR_OF_DAY})\b))"
    rf"|[\s-]+(?:một|1|mỗi)[\s-]+giờ(?!\s+(?:[0-9]|(?:{_OF_DAY})\b))"
)
_OTHER_ENDINGS = {*_SQUARED, *_CUBED, *_PER_HOUR, *_PER_SECOND} - {*_HOURLY}
_LENGTH_ENDINGS = rf"{_SPEED_BY_HOUR}|{_names(sorted(_OTHER_ENDINGS))}"
_WORD_UNITS = (
    rf"(?:{_names((*_SQUARE, *_CUBIC))})(?:{_LENGTH})|(?:{_LENGTH})(?:{_LENGTH_ENDINGS})?"
    rf"|{_names(_OTHERS)}|{_MEDAL}|{_METAL}"
)
_GUARDED = ("kíp", "bảng", "pounds")
_SUFFIX_CURRENCIES = _names(name for name in CURRENCIES if name[-1] != "$" and name not in _GUARDED)
AFTER = re.compile(
    r"\s{0,2}-?(?:(?P<percent>%|phần trăm\b|per\s?cent\b|pct\b|điểm phần trăm\b|điểm %|"
    r"percentage[\s-]points?\b)"
    rf"|(?P<unit>{_WORD_UNITS})(?![\w²³])"
    rf"|(?P<money>{_DONG}|(?:{_SUFFIX_CURRENCIES}|{_KIP}|{_POUNDS}|\$)(?!\w){_NOT_MONEY}))"
)
PREFIX = (
    r"(?:us\$|a\$|s\$|c\$|hk\$|\$|€|£|¥|₩|₹|(?:vnđ|vnd|usd|eur|gbp|jpy|cny|rmb|aud)(?=\s?[0-9]))"
)
