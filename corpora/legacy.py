"""Vietnamese in two fonts' own codes, TCVN3 (ABC) and VNI, as they look read as Western text.

``C«ng an tØnh §iÖn Biªn`` (TCVN3) and ``Coâng an tænh Ñieän Bieân`` (VNI) both say Công an tỉnh
Điện Biên. Files of before about 2005 and copies from their fonts come so, as bytes or already as
such characters in a UTF-8 file; both are turned into text of windows-1252 characters first and
converted here.

Sources: TCVN 5712:1993 (VN3; tone marks 0xB0–0xB4 after the letter from VN2, which fonts of the
time lack for capitals); the VNI for Windows code table (base letter, then a mark letter).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from songngu.corpora.vietnamese import LETTERS, TONES, is_syllable

_MARKS = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")

# Bytes of each vowel without tone, then grave, hook, tilde, acute, dot below.
_TCVN3_VOWELS = {
    "a": (0x61, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9),
    "ă": (0xA8, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6),
    "â": (0xA9, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB),
    "e": (0x65, 0xCC, 0xCE, 0xCF, 0xD0, 0xD1),
    "ê": (0xAA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6),
    "i": (0x69, 0xD7, 0xD8, 0xDC, 0xDD, 0xDE),
    "o": (0x6F, 0xDF, 0xE1, 0xE2, 0xE3, 0xE4),
    "ô": (0xAB, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9),
    "ơ": (0xAC, 0xEA, 0xEB, 0xEC, 0xED, 0xEE),
    "u": (0x75, 0xEF, 0xF1, 0xF2, 0xF3, 0xF4),
    "ư": (0xAD, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9),
    "y": (0x79, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE),
}
_TCVN3_CAPITALS = {"Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7}
_TCVN3_TONES = {0xB0: "\u0300", 0xB1: "\u0309", 0xB2: "\u0303", 0xB3: "\u0301", 0xB4: "\u0323"}

# VNI writes the tone (and breve or circumflex with it) as a letter after the base letter.
_VNI_TONE = ("", "ø", "û", "õ", "ù", "ï")
_VNI_BREVE = ("ê", "è", "ú", "ü", "é", "ë")
_VNI_CIRCUMFLEX = ("â", "à", "å", "ã", "á", "ä")
_VNI_I = ("i", "ì", "æ", "ó", "í", "ò")


def _compose(vowel: str, mark: str) -> str:
    return unicodedata.normalize("NFC", vowel + mark)


def _tcvn3_table() -> dict[str, str]:
    table = {
        chr(code): _compose(vowel, mark)
        for vowel, codes in _TCVN3_VOWELS.items()
        for code, mark in zip(codes, _MARKS, strict=True)
        if code > 0x7F
    }
    table[chr(0xAE)] = "đ"
    table.update({chr(code): capital for capital, code in _TCVN3_CAPITALS.items()})
    table.update({chr(code): mark for code, mark in _TCVN3_TONES.items()})
    return table


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {"ñ": "đ"}
    rows = {
        "a": ("a", _VNI_TONE),
        "ă": ("a", _VNI_BREVE),
        "â": ("a", _VNI_CIRCUMFLEX),
        "e": ("e", _VNI_TONE),
        "ê": ("e", _VNI_CIRCUMFLEX),
        "o": ("o", _VNI_TONE),
        "ô": ("o", _VNI_CIRCUMFLEX),
        "ơ": ("ô", _VNI_TONE),
        "u": ("u", _VNI_TONE),
        "ư": ("ö", _VNI_TONE),
        "y": ("y", _VNI_TONE),
    }
    for vowel, (base, marks) in rows.items():
        for mark, tone in zip(marks, _MARKS, strict=True):
            if base + mark != vowel:
                table[base + mark] = _compose(vowel, tone)
    for code, tone in zip(_VNI_I, _MARKS, strict=True):
        if code != "i":
            table[code] = _compose("i", tone)
    table["î"] = "ỵ"  # the dot below y has a letter of its own
    del table["yï"]
    upper = {code.upper(): letter.upper() for code, letter in table.items()}
    # A capital with a small mark letter (Aù) is as common as AÙ.
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in table.items()}
    return {**mixed, **table, **upper}


_TCVN3: Final = _tcvn3_table()
_VNI: Final = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_TCVN3_BACK: Final = {letter: code for code, letter in _TCVN3.items()}
_VNI_BACK: Final = {
    letter: code
    for code, letter in _VNI.items()
    if len(code) == 1 or code[0].isupper() == code[1].isupper()
}
_WORD = re.compile(r"[^\W\d_]+")
_TCVN3_LETTERS = "A-Za-z" + re.escape("".join(c for c in _TCVN3 if ord(c) not in _TCVN3_TONES))
# A tone mark only after a letter: in 30°C the same code is a degree sign.
_TCVN3_WORD = re.compile(f"[{_TCVN3_LETTERS}][{_TCVN3_LETTERS}{''.join(map(chr, _TCVN3_TONES))}]*")

LEGACY_ENCODINGS = ("tcvn3", "vni")
MIN_CONVERTED_WORDS = 3
MIN_VALID_SHARE = 0.8


def decode_tcvn3(text: str) -> str:
    """Vietnamese in NFC from TCVN3 codes read as Latin-1 characters; other characters stay.

    Words that a capital font was meant for (``TØNH`` for TỈNH) come out in capitals.
    """
    spelled = _TCVN3_WORD.sub(_tcvn3_word, text)
    return unicodedata.normalize("NFC", spelled)


def _tcvn3_word(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii():
        return word
    decoded = "".join(_TCVN3.get(char, char) for char in word)
    ascii_letters = [char for char in word if char.isascii()]
    # .VnTimeH draws the codes of small letters as capitals: TØNH was meant as TỈNH.
    if sum(char.isupper() for char in ascii_letters) >= 2 and all(
        char.isupper() for char in ascii_letters
    ):
        return decoded.upper()
    return decoded


def encode_tcvn3(text: str) -> str:
    """TCVN3 codes as Latin-1 characters; the inverse of :func:`decode_tcvn3` for Vietnamese.

    Capitals with a tone, which the fonts lack, are written as letter and tone mark (VN2).
    """
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        if char in _TCVN3_BACK:
            out.append(_TCVN3_BACK[char])
        elif char.lower() in LETTERS:
            base, tone = _split_tone(char)
            out.append(_TCVN3_BACK.get(base, base) + _TCVN3_BACK[tone])
        else:
            out.append(char)
    return "".join(out)


def _split_tone(letter: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next(mark for mark in decomposed if mark in TONES.values() and mark)
    return unicodedata.normalize("NFC", decomposed.replace(tone, "")), tone


def decode_vni(text: str) -> str:
    """Vietnamese in NFC from VNI codes read as windows-1252 characters; the rest stays."""
    return _VNI_PATTERN.sub(lambda match: _VNI[match.group()], text)


def encode_vni(text: str) -> str:
    """VNI codes as windows-1252 characters; the inverse of :func:`decode_vni` for Vietnamese."""
    return "".join(_VNI_BACK.get(char, char) for char in unicodedata.normalize("NFC", text))


_DECODERS = {"tcvn3": decode_tcvn3, "vni": decode_vni}


def detect_legacy(text: str) -> str | None:
    """``tcvn3`` or ``vni`` when the text is Vietnamese in that code, else None.

    Decided on the words that a conversion changes: at least three, of which no more than half may
    be Vietnamese as they stand and four in five must be afterwards, with as many of all words.
    Text in proper Vietnamese, English, French or Spanish does not pass this.
    """
    # Decomposed text is full of bare tone marks and must not pass for anything but itself.
    sample = unicodedata.normalize("NFC", text[:200_000])
    if sample.isascii():
        return None
    best, best_share = None, 0.0
    for name, decode in _DECODERS.items():
        share = _gain(sample, decode(sample))
        if share > best_share:
            best, best_share = name, share
    return best


def _gain(before: str, after: str) -> float:
    """Share of valid syllables among the converted words; 0 where the evidence is too thin."""
    old, new = before.split(), after.split()
    if len(old) != len(new):
        return 0.0
    changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    if len(changed) < MIN_CONVERTED_WORDS or len(changed) < 0.15 * len(new):
        return 0.0
    valid_before = sum(_is_vietnamese(word) for word, _ in changed) / len(changed)
    valid_after = sum(_is_vietnamese(word) for _, word in changed) / len(changed)
    valid_all = sum(_is_vietnamese(word) for word in new) / len(new)
    if valid_before > 0.5 or valid_after < MIN_VALID_SHARE or valid_all < 0.6:
        return 0.0
    return valid_after


def _is_vietnamese(word: str) -> bool:
    parts = _WORD.findall(word)
    return all(is_syllable(part) for part in parts)


def convert_legacy(text: str) -> tuple[str, str | None]:
    """The text, converted when it is in a legacy code, and the name of that code or None."""
    name = detect_legacy(text)
    return (text, None) if name is None else (_DECODERS[name](text), name)


def convert_as(text: str, name: str) -> str:
    """The text read as the named legacy code.

    Raises:
        ValueError: An unknown name.
    """
    if name not in _DECODERS:
        raise ValueError(f"legacy encoding must be one of {LEGACY_ENCODINGS}, not {name!r}")
    return _DECODERS[name](text)
