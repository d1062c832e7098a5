"""Number words of Vietnamese and English, read from a position in lower-case NFC text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple


class Numeral(NamedTuple):
    """A number read from a text, not yet a value.

    Attributes:
        end: Where it ends.
        readings: Its amounts, the likeliest first; empty where it is no amount.
        scale: The last scale word in it (1000000 in ``12,5 triệu``); 1 without one.
        ordinal: Whether it names a place in an order (``third``).
        doubtful: Whether it may be no number at all.
        is_word: Whether it is written in words only.
    """

    end: int
    readings: tuple[Decimal, ...]
    scale: Decimal = Decimal(1)
    ordinal: bool = False
    doubtful: bool = False
    is_word: bool = False


def _numbers(**words: int) -> dict[str, Decimal]:
    return {word: Decimal(number) for word, number in words.items()}


VI_DIGITS = _numbers(
    không=0, một=1, mốt=1, hai=2, ba=3, bốn=4, tư=4, năm=5, lăm=5, nhăm=5, sáu=6, bảy=7, bẩy=7,
    tám=8, chín=9,
)  # fmt: skip
VI_SCALES = _numbers(
    trăm=10**2, nghìn=10**3, ngàn=10**3, vạn=10**4, triệu=10**6, tỷ=10**9, tỉ=10**9
)  # fmt: skip
_VI_TOKEN = re.compile(r"[^\W\d_]+")
_VI_NOT_SCALE = re.compile(r"\s+(?:lệ|số|giá|phú|trọng|suất|chứng|tập|hồi)\b")
VI_SCALE = re.compile(
    r"\s{0,2}(trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ|chục)\b(?!\s+(?:lệ|số|giá|phú|trọng|suất|chứng|tập|hồi)\b)"
)
_VI_SHORT_SCALE = re.compile(r"(tr|k)(?!\w)")
_VI_MORE = re.compile(r"\s+([0-9]{1,3})\s+(trăm|nghìn|ngàn|vạn|triệu)\b")
_VI_HALF = re.compile(r"\s+rưỡi\b")
_VI_HALF_LATER = re.compile(r"\s+\w+\s+rưỡi\b")
# words that are commoner as something else: father, year, private, ripe, no
_VI_HOMONYMS = frozenset(["ba", "năm", "một", "chín", "bẩy"])


def read_vi_words(low: str, position: int) -> Numeral | None:
    """The Vietnamese number words at `position`: ``hai mươi lăm``, ``ba trăm nghìn``."""
    total = section = Decimal(0)
    pending: Decimal | None = None
    last, scale, end, count = "", Decimal(1), position, 0
    first = ""
    while match := _VI_TOKEN.match(low, end + (count > 0)):
        if count and low[end] not in " \u00a0":
            break
        token = match.group()
        kind = _vi_kind(token, last, low, match.end())
        if not kind:
            break
        if kind == "digit":
            pending = VI_DIGITS[token]
        elif kind == "unit":
            section, pending = section + VI_DIGITS[token], None
        elif kind == "ten":
            section, pending = section + (pending or Decimal(1)) * 10, None
        elif kind == "hundred":
            section, pending = section + (pending or 0) * 100, None
        elif kind == "scale":
            step = VI_SCALES[token]
            current = section + (pending or 0)
            rising = last == "scale" and step > scale
            total = (total + current) * step if rising else total + current * step
            section, pending, scale = Decimal(0), None, step
        elif kind == "half":
            total += scale / 2 if scale > 1 else 50
        first = first or token
        last, end, count = kind, match.end(), count + 1
    if count == 0 or last == "filler":
        return None
    amount = total + section + (pending or 0)
    readings: tuple[Decimal, ...] = (amount,)
    if _VI_HALF_LATER.match(low, end):
        readings = (amount, amount + Decimal("0.5"))
    doubtful = count == 1 and first in _VI_HOMONYMS
    return Numeral(end, readings, scale, doubtful=doubtful, is_word=True)


def _vi_kind(token: str, last: str, low: str, end: int) -> str:
    """What `token` is after a token of kind `last`; empty when the number does not go on."""
    if token in VI_DIGITS:
        if last in ("ten", "filler"):
            # năm after a ten is the noun year: five is lăm there
            return "unit" if token != "năm" or last == "filler" else ""
        if last == "hundred":
            return "digit" if low[end : end + 5] == " mươi" else ""
        if last == "scale":
            return "digit" if re.compile(r"\s(?:mươi|trăm)\b").match(low, end) else ""
        return "digit" if not last and token not in ("không", "mốt", "tư", "lăm", "nhăm") else ""
    if token == "mười":
        return "ten" if last in ("", "hundred", "scale", "filler") else ""
    if token in ("mươi", "chục"):
        return "ten" if last == "digit" else ""
    if token == "trăm":
        return "hundred" if last == "digit" else ""
    if token in VI_SCALES and last in ("digit", "unit", "ten", "hundred", "scale"):
        return "" if _VI_NOT_SCALE.match(low, end) else "scale"
    if token in ("linh", "lẻ") and last in ("hundred", "scale"):
        following = _VI_TOKEN.match(low, end + 1)
        return "filler" if following and following.group() in VI_DIGITS else ""
    if token == "rưỡi" and last in ("scale", "hundred"):
        return "half"
    return ""


def scale_vi(low: str, end: int, readings: tuple[Decimal, ...]) -> Numeral:
    """The digits ending at `end` with the scale words after them: ``12,5 tỷ``, ``50k``."""
    scale = Decimal(1)
    while match := VI_SCALE.match(low, end):
        scale *= VI_SCALES.get(match[1], Decimal(10))
        end = match.end()
    if scale == 1 and (match := _VI_SHORT_SCALE.match(low, end)):
        scale = Decimal(10**6 if match[1] == "tr" else 10**3)
        end = match.end()
    readings = tuple(amount * scale for amount in readings)
    if scale > 1:
        if match := _VI_HALF.match(low, end):
            readings, end = tuple(amount + scale / 2 for amount in readings), match.end()
        elif (match := _VI_MORE.match(low, end)) and VI_SCALES[match[2]] < scale:
            more = Decimal(match[1]) * VI_SCALES[match[2]]
            readings, end = tuple(amount + more for amount in readings), match.end()
    elif _VI_HALF_LATER.match(low, end):
        readings = (*readings, *(amount + Decimal("0.5") for amount in readings))
    return Numeral(end, readings, scale)


EN_UNITS = _numbers(
    zero=0, one=1, two=2, three=3, four=4, five=5, six=6, seven=7, eight=8, nine=9, ten=10,
    eleven=11, twelve=12, thirteen=13, fourteen=14, fifteen=15, sixteen=16, seventeen=17,
    eighteen=18, nineteen=19,
)  # fmt: skip
EN_TENS = _numbers(
    twenty=20, thirty=30, forty=40, fourty=40, fifty=50, sixty=60, seventy=70, eighty=80, ninety=90
)  # fmt: skip
EN_SCALES = _numbers(
    hundred=10**2, thousand=10**3, million=10**6, billion=10**9, trillion=10**12, dozen=12, score=20
)  # fmt: skip
EN_ORDINALS = _numbers(
    first=1, second=2, third=3, fourth=4, fifth=5, sixth=6, seventh=7, eighth=8, ninth=9, tenth=10,
    eleventh=11, twelfth=12, thirteenth=13, fourteenth=14, fifteenth=15, sixteenth=16,
    seventeenth=17, eighteenth=18, nineteenth=19, twentieth=20, thirtieth=30, fortieth=40,
    fiftieth=50, sixtieth=60, seventieth=70, eightieth=80, ninetieth=90, hundredth=100,
    thousandth=1000,
)  # fmt: skip
_EN_TOKEN = re.compile(r"(?:[\s-]{1,2}(?:and\s)?)?([a-z]++)")
_EN_SCALE = re.compile(
    r"[\s-]{0,2}(hundred|thousand|million|billion|trillion|dozen)s?\b|\s?(bn|tn|mn|mln|[mkb])(?!\w)"
    r"(?!(?<=\s\w)-\w)"  # 3 K-pop singers
)
_EN_SHORT = {"bn": 10**9, "b": 10**9, "tn": 10**12, "mn": 10**6, "mln": 10**6, "m": 10**6}
_EN_HALF = re.compile(r"\s+and\s+a\s+half\b")


def read_en_words(low: str, position: int) -> Numeral | None:
    """The English number words at `position`: ``twenty-five``, ``a hundred and two``, ``third``."""
    total = section = Decimal(0)
    last, scale, end, first = "", Decimal(1), position, ""
    ordinal = False
    while match := _EN_TOKEN.match(low, end):
        token = match[1]
        if not last and match.start(1) != position:
            break
        kind = _en_kind(token, last)
        if not kind or (" and " in match.group() and last not in ("scale", "hundred")):
            break
        if kind == "article":
            section = Decimal(1)
        elif kind == "hundred":
            section = (section or Decimal(1)) * 100
        elif kind == "scale":
            step = EN_SCALES[token]
            rising = last == "scale" and step > scale
            total = total * step if rising else total + (section or Decimal(1)) * step
            section, scale = Decimal(0), step
        else:
            table = {"unit": EN_UNITS, "ten": EN_TENS}.get(kind, EN_ORDINALS)
            section += table[token]
            ordinal = kind == "ordinal"
        first = first or token
        last, end = kind, match.end()
        if ordinal:
            break
    if not last or last == "article":
        return None
    amount = total + section
    half = _EN_HALF.match(low, end)
    readings, end = ((amount + scale / 2, amount), half.end()) if half else ((amount,), end)
    if half and (after := _EN_SCALE.match(low, end)) and after[1]:
        scale = EN_SCALES[after[1]]
        readings, end = ((amount + Decimal("0.5")) * scale,), after.end()
    doubtful = first in ("a", "an") or (amount <= 1 and scale == 1)
    doubtful = doubtful or low[position:end] == "second"
    return Numeral(end, readings, scale, ordinal, doubtful, is_word=True)


def _en_kind(token: str, last: str) -> str:
    """What `token` is after a token of kind `last`; empty when the number does not go on."""
    if token in ("a", "an"):
        return "article" if not last else ""
    if token in EN_UNITS:
        small = EN_UNITS[token] < 10
        return "unit" if last in ("", "hundred", "scale") or (last == "ten" and small) else ""
    if token in EN_TENS:
        return "ten" if last in ("", "hundred", "scale") else ""
    if token in EN_ORDINALS:
        if last == "ten" and EN_ORDINALS[token] >= 10:
            return ""
        return "ordinal" if last in ("", "ten", "hundred", "scale") else ""
    if token == "hundred":
        return "hundred" if last in ("article", "unit", "ten") else ""
    if token in EN_SCALES:
        return "scale" if last in ("article", "unit", "ten", "hundred", "scale") else ""
    return ""


def scale_en(low: str, end: int, readings: tuple[Decimal, ...], *, money: bool) -> Numeral:
    """The digits ending at `end` with the scale after them: ``12.5 billion``, ``$5m``, ``5k``.

    Args:
        money: Whether a currency stands before, so that ``m`` is million and not metre.
    """
    scale = Decimal(1)
    while match := _EN_SCALE.match(low, end):
        short = match[2]
        if short in ("m", "b") and not money:
            break
        scale *= Decimal(_EN_SHORT.get(short, 10**3)) if short else EN_SCALES[match[1]]
        end = match.end()
    return Numeral(end, tuple(amount * scale for amount in readings), scale)
