"""Dates, times, numbers and amounts in both languages, drawn at random."""

from __future__ import annotations

import random

from songngu.translate.training.slots import Drawn

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = (
    (("thứ Hai", "thứ hai", "thứ 2", "Thứ Hai"), "Monday"),
    (("thứ Ba", "thứ ba", "thứ 3", "Thứ Ba"), "Tuesday"),
    (("thứ Tư", "thứ tư", "thứ 4", "Thứ Tư"), "Wednesday"),
    (("thứ Năm", "thứ năm", "thứ 5", "Thứ Năm"), "Thursday"),
    (("thứ Sáu", "thứ sáu", "thứ 6", "Thứ Sáu"), "Friday"),
    (("thứ Bảy", "thứ bảy", "thứ 7", "Thứ Bảy"), "Saturday"),
    (("Chủ nhật", "chủ nhật", "Chủ Nhật"), "Sunday"),
)


def vietnamese_number(number: int) -> str:
    """With points between thousands: ``1.250.000``."""
    return f"{number:,}".replace(",", ".")


def whole(rng: random.Random, low: int, high: int) -> Drawn:
    """A whole number in figures; ``ord`` in English is the ordinal."""
    number = rng.randint(low, high)
    if number >= 1000 and rng.random() < 0.4:
        number = round(number, -2)
    source = str(number)
    if number < 10 and rng.random() < 0.3:
        source = f"0{number}"
    if number >= 1000:
        source = vietnamese_number(number)
    ordinal = Drawn(source, f"{number}{_suffix(number)}")
    return Drawn(source, f"{number:,}", parts=(("ord", ordinal),))


def _suffix(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def decimal(rng: random.Random, high: float, places: int = 1) -> Drawn:
    """A number with decimals: ``12,5`` and ``12.5``."""
    text = f"{rng.uniform(1, high):.{places}f}"
    whole_part, _, rest = text.partition(".")
    rest = rest.rstrip("0") or "5"
    return Drawn(f"{vietnamese_number(int(whole_part))},{rest}", f"{int(whole_part):,}.{rest}")


def percent(rng: random.Random) -> Drawn:
    """``5,2%`` and ``5.2%``."""
    amount = decimal(rng, 99) if rng.random() < 0.7 else whole(rng, 10, 99)
    space = " " if rng.random() < 0.1 else ""
    return Drawn(f"{amount.source}{space}%", f"{amount.target}%")


def dong(rng: random.Random, scales: tuple[str, ...] = ("tỷ", "triệu", "")) -> Drawn:
    """An amount of đồng: ``12,5 tỷ đồng`` and ``12.5 billion VND``."""
    scale = rng.choice(scales)
    if not scale:
        amount = Drawn(*(_pair(rng.randint(2, 9999) * rng.choice((100, 1000, 10000, 50000)))))
    elif rng.random() < 0.4:
        amount = decimal(rng, 90)
    elif scale == "tỷ" and rng.random() < 0.4:
        amount = Drawn(*_pair(rng.randint(11, 900) * rng.choice((10, 50, 100))))
    else:
        amount = Drawn(*_pair(rng.randint(2, 950)))
    english = {"tỷ": " billion", "triệu": " million", "": ""}[scale]
    vietnamese = rng.choice((scale, "tỉ") if scale == "tỷ" and rng.random() < 0.3 else (scale,))
    unit = "VND" if rng.random() < 0.1 else "đồng"
    source = f"{amount.source} {vietnamese} {unit}" if vietnamese else f"{amount.source} {unit}"
    return Drawn(source, f"{amount.target}{english} VND")


def _pair(number: int) -> tuple[str, str]:
    return vietnamese_number(number), f"{number:,}"


def dollars(rng: random.Random) -> Drawn:
    """``3,2 tỷ USD`` and ``3.2 billion USD``."""
    scale, english = rng.choice((("tỷ ", " billion"), ("triệu ", " million"), ("", "")))
    amount = decimal(rng, 60) if scale and rng.random() < 0.7 else whole(rng, 12, 950)
    if not scale:
        amount = Drawn(*_pair(rng.randint(11, 999) * 1000))
    if scale and rng.random() < 0.25:
        return Drawn(f"{amount.source} {scale}đô la Mỹ", f"${amount.target}{english}")
    return Drawn(f"{amount.source} {scale}USD", f"{amount.target}{english} USD")


def date(rng: random.Random, *, year: bool = False) -> Drawn:
    """A day: ``5/12`` and ``December 5``; ``ngày`` is for the template to write."""
    day, month, number = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2014, 2027)
    english = f"{MONTHS[month - 1]} {day}"
    zero = rng.random() < 0.3
    figures = f"{day:02d}/{month:02d}" if zero else f"{day}/{month}"
    words = f"{day} tháng {month}"
    if year:
        source = rng.choice((f"{figures}/{number}", f"{figures}/{number}", f"{words} năm {number}"))
        return Drawn(source, f"{english}, {number}")
    return Drawn(figures if rng.random() < 0.75 else words, english)


def month_year(rng: random.Random) -> Drawn:
    """``11/2025`` after *tháng*, and ``November 2025``."""
    month, year = rng.randint(1, 12), rng.randint(2015, 2030)
    source = f"{month}/{year}" if rng.random() < 0.7 else f"{month} năm {year}"
    return Drawn(source, f"{MONTHS[month - 1]} {year}")


def month(rng: random.Random) -> Drawn:
    """``11`` after *tháng*, and ``November``."""
    number = rng.randint(1, 12)
    return Drawn(str(number), MONTHS[number - 1])


def weekday(rng: random.Random) -> Drawn:
    """``thứ Sáu`` and ``Friday``."""
    sources, target = rng.choice(WEEKDAYS)
    return Drawn(rng.choice(sources), target)


def clock(rng: random.Random) -> Drawn:
    """``14h30`` and ``14:30``, ``8h sáng`` and ``8 a.m.``."""
    hour, minute = rng.randint(0, 23), rng.choice((0, 0, 5, 10, 15, 20, 30, 45, 50))
    if minute:
        mark = rng.choice(("h", "h", ":", " giờ "))
        tail = " phút" if mark == " giờ " else ""
        return Drawn(f"{hour}{mark}{minute:02d}{tail}", f"{hour}:{minute:02d}")
    if 5 <= hour <= 10 and rng.random() < 0.5:
        return Drawn(f"{hour}{rng.choice(('h', ' giờ'))} sáng", f"{hour} a.m.")
    if 13 <= hour <= 22 and rng.random() < 0.5:
        part = "chiều" if hour < 18 else "tối"
        return Drawn(f"{hour - 12}{rng.choice(('h', ' giờ'))} {part}", f"{hour - 12} p.m.")
    return Drawn(f"{hour}{rng.choice(('h', ' giờ'))}", f"{hour}:00")
