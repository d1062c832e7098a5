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


# lower-case names; a blank stands for any run of blanks and hyphens
UNITS: dict[str, Unit] = {
    **_units("m", "1000", "km, kilomet, kilômét, ki lô mét, cây số"),
    **_units("m", "1000", "kilometre, kilometres, kilometer, kilometers, kms"),
    **_units("m", "1", "m, mét, metre, metres, meter, meters"),
    **_units("m", "0.01", "cm, xentimét, centimet, xăng ti mét, centimetre, centimetres"),
    **_units("m", "0.01", "centimeter, centimeters"),
    **_units("m", "0.001", "mm, milimét, milimet, mi li mét, millimetre, millimetres"),
    **_units("m", "0.001", "millimeter, millimeters"),
    **_units("m", "1609.344", "dặm, mile, miles"),
    **_units("m", "0.3048", "ft, feet, foot"),
    **_units("m", "0.0254", "inch, inches"),
    **_units("m", "1852", "hải lý, nautical miles, nautical mile"),
    **_units("m2", "1", "m2, m², mét vuông, square metres, square meters, sq m, sq.m"),
    **_units("m2", "1000000", "km2, km², ki lô mét vuông, kilomet vuông, square kilometres"),
    **_units("m2", "1000000", "square kilometers, sq km, sq.km"),
    **_units("m2", "2589988.110336", "dặm vuông, square miles, square mile, sq mi"),
    **_units("m2", "10000", "ha, hecta, héc ta, hectare, hectares"),
    **_units("m3", "1", "m3, m³, mét khối, cubic metres, cubic meters"),
    **_units("kg", "1000", "tấn, tonne, tonnes, ton, tons, metric tons, metric tonnes"),
    **_units("kg", "100", "tạ"),
    **_units("kg", "1", "kg, kgs, kilogam, kilôgam, ki lô gam, ki lô, kilogram, kilograms, kilos"),
    **_units("kg", "0.001", "g, gam, gram, grams, grammes"),
    **_units("l", "1", "lít, litre, litres, liter, liters"),
    **_units("W", "1000", "kw, kilowatt, kilowatts"),
    **_units("W", "1000000", "mw, megawatt, megawatts"),
    **_units("°C", "1", "°c, ºc, độ c, degrees celsius"),
}

CURRENCIES: dict[str, str] = {
    name.strip(): code
    for code, names in {
        "VND": "đồng, đ, vnđ, vnd, dong, dongs, đ., đồng việt nam",
        "USD": "usd, $, us$, đô la, đôla, đô, đô la mỹ, đôla mỹ, dollar, dollars, us dollars,"
        " u.s. dollars, mỹ kim",
        "EUR": "eur, €, euro, euros, ơ rô",
        "GBP": "gbp, £, bảng anh, pounds sterling",
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
    r"nghiệp|hồ|phạm|thời|hương|tính|loại|diễn|ruộng|bằng|"
    r"thị|vật|đốc|hộ|bộ|đều|thuận|nai|tháp|đăng|văn|xuân)\b)"
)
# kíp is a crew and a detonator too; the smallest note is 500
_KIP = (
    r"(?:(?<=00)|(?<=00\s)|(?<=nghìn\s)|(?<=ngàn\s)|(?<=triệu\s)|(?<=tỷ\s)|(?<=tỉ\s))kíp"
    r"(?!\s+(?:nổ|mìn)\b)"
)


def _names(names: Iterable[str]) -> str:
    ordered = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"[\s-]+") for name in ordered)


_WORD_UNITS = _names(UNITS)
_SUFFIX_CURRENCIES = _names(name for name in CURRENCIES if name[-1] != "$" and name != "kíp")
AFTER = re.compile(
    r"\s{0,2}-?(?:(?P<percent>%|phần trăm\b|per\s?cent\b|pct\b|điểm phần trăm\b|điểm %|"
    r"percentage points?\b)"
    rf"|(?P<money>(?:{_SUFFIX_CURRENCIES}|{_KIP}|\$))(?!\w){_NOT_MONEY}"
    rf"|(?P<unit>{_WORD_UNITS})(?![\w²³]))"
)
PREFIX = (
    r"(?:us\$|a\$|s\$|c\$|hk\$|\$|€|£|¥|₩|₹|(?:vnđ|vnd|usd|eur|gbp|jpy|cny|rmb|aud)(?=\s?[0-9]))"
)
