"""The text of a file's bytes: Unicode, windows-1258 and the two Vietnamese font codes."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from songngu.corpora.errors import InputError
from songngu.corpora.legacy import convert_legacy
from songngu.corpora.vietnamese import is_syllable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What the first bytes of a file that holds no text look like, and the way out.
_MAGIC = (
    (b"%PDF-", "a PDF file", "copy the article's text out of it and save that as .txt"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Word file (.doc) or an encrypted Office file",
        "save it as .docx without a password, or as .txt",
    ),
    (b"{\\rtf", "an RTF file", "save it as .docx or .txt"),
    (b"PK\x03\x04", "a ZIP archive that is not a .docx", "unpack it and take the page inside"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", "a page is text: type or copy it out"),
    (b"\xff\xd8\xff", "a JPEG image", "a page is text: type or copy it out"),
    (b"GIF8", "a GIF image", "a page is text: type or copy it out"),
    (b"RIFF", "a media file (RIFF)", "a page is text: type or copy it out"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"BZh", "a bzip2 archive", "unpack it first"),
    (b"\xfd7zXZ", "an xz archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it first"),
    (b"SQLite format 3\x00", "an SQLite database", "open it with --db instead"),
    (b"\x7fELF", "a program", "choose the page's file"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NON_ASCII = re.compile(rb"[\x80-\xff]")
# Curly quotes, dashes, ellipsis, bullets, no-break space, ©, ®, ° … of windows-1252.
_TYPOGRAPHIC = frozenset(
    b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa9\xab\xae\xb0\xb7\xbb\xbd"
)
_WORD = re.compile(r"[^\W\d_]+")
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_SNIFFED = 200_000


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A file's text and the encoding it was found to be in (``utf-8``, ``tcvn3`` …)."""

    text: str
    encoding: str


def decode(data: bytes, *, name: str = "the page") -> DecodedText:
    """The text of the bytes in NFC-agnostic form: characters as encoded, nothing cleaned.

    Tried in order: a byte order mark, UTF-16 without one, UTF-8, the character set that an HTML
    page declares, and for bytes that are not UTF-8 whichever of windows-1258, TCVN3 and VNI gives
    Vietnamese syllables; then windows-1252 for Western text. Text in UTF-8 that spells TCVN3 or
    VNI codes is converted too.

    Raises:
        InputError: Not text, or text in an encoding that cannot be told.
    """
    refuse_binary(data, name=name)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _finish(_decode_strictly(data, encoding, name), encoding)
    wide = _utf16_without_bom(data)
    if wide is not None:
        return _finish(_decode_strictly(data, wide, name), wide)
    _refuse_control_bytes(data, name)
    try:
        return _finish(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        return _decode_bytes_not_utf8(data, name, error)


def refuse_binary(data: bytes, *, name: str) -> None:
    """Nothing, for what may be text.

    Raises:
        InputError: The bytes begin as a known kind of file does that holds no plain text.
    """
    for magic, what, advice in _MAGIC:
        if data.startswith(magic):
            raise InputError(
                f"{name}: found {what}, expected a page as text, HTML or .docx; {advice}."
            )


def _refuse_control_bytes(data: bytes, name: str) -> None:
    sample = data[:_SNIFFED]
    controls = len(_CONTROL.findall(sample))
    if b"\x00" in sample or controls > max(2, len(sample) // 200):
        raise InputError(
            f"{name}: found binary data ({controls} control bytes in the first {len(sample)}), "
            "expected a page as text, HTML or .docx; check that this is the right file."
        )


def _utf16_without_bom(data: bytes) -> str | None:
    """``utf-16-le`` or ``-be`` when every other byte is mostly zero or a Vietnamese high byte."""
    sample = data[:4000]
    if len(data) % 2 or len(sample) < 4 or b"\x00" not in sample:
        return None
    half = len(sample) // 2
    high = frozenset((0x00, 0x01, 0x03, 0x1E, 0x20))
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        highs, lows = sample[offset::2], sample[1 - offset :: 2]
        if sum(byte in high for byte in highs) > 0.97 * half and lows.count(0) <= 0.01 * half:
            return encoding
    return None


def _decode_strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: marked as {encoding.removesuffix('-sig').upper()}, but the bytes at offset "
            f"{error.start} are not ({error.reason}); the file is damaged or cut short: "
            "save the page again as UTF-8."
        ) from None
    return text.removeprefix("\ufeff")


def _finish(text: str, encoding: str) -> DecodedText:
    converted, legacy = convert_legacy(text)
    return DecodedText(converted, legacy or encoding.removesuffix("-sig"))


def _decode_bytes_not_utf8(data: bytes, name: str, error: UnicodeDecodeError) -> DecodedText:
    found = _vietnamese_bytes(data) or _declared(data)
    if found is not None:
        return found
    if _mostly_utf8(data):
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name}: UTF-8 text with broken bytes, the first at offset {error.start} (line "
            f"{line}); the file is damaged or cut short: save the page again as UTF-8."
        )
    western = _western(data)
    if western is not None:
        return western
    raise InputError(
        f"{name}: found bytes such as 0x{data[error.start]:02X} at offset {error.start} in an "
        "encoding that cannot be told, expected UTF-8, UTF-16, windows-1258, TCVN3 or VNI; open "
        "the page in the program that made it and save it as UTF-8."
    )


def _vietnamese_bytes(data: bytes) -> DecodedText | None:
    """The reading among windows-1258, TCVN3 and VNI that makes Vietnamese syllables, if any."""
    if len(_NON_ASCII.findall(data[:_SNIFFED])) < 3:
        return None
    latin = data.decode("cp1252", errors="surrogateescape")
    text = _restore_undefined(latin)
    converted, legacy = convert_legacy(text)
    if legacy is not None:
        return DecodedText(converted, legacy)
    try:
        windows = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    words = [word for word in _WORD.findall(windows[:_SNIFFED]) if not word.isascii()]
    valid = sum(is_syllable(word) for word in words)
    toned = sum(any(ord(char) > 0x1E00 for char in word) for word in words)
    if len(words) >= 3 and valid >= 0.8 * len(words) and toned:
        return DecodedText(windows, "windows-1258")
    return None


def _restore_undefined(text: str) -> str:
    """Bytes that windows-1252 leaves undefined, as the Latin-1 control characters they were."""
    return re.sub(r"[\udc80-\udcff]", lambda match: chr(ord(match.group()) - 0xDC00), text)


def _declared(data: bytes) -> DecodedText | None:
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    encoding = match.group(1).decode("ascii")
    try:
        if codecs.lookup(encoding).name == "utf-8":
            return None
        return DecodedText(data.decode(encoding), encoding.lower())
    except (LookupError, UnicodeDecodeError):
        return None


def _mostly_utf8(data: bytes) -> bool:
    """Whether well-formed multi-byte sequences far outnumber broken ones."""
    text = data[:_SNIFFED].decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = sum(1 for char in text if ord(char) > 0x7F) - broken
    return sound >= 4 * broken


def _western(data: bytes) -> DecodedText | None:
    """windows-1252 text: typographic marks alone, or what charset-normalizer says is Western."""
    high = _NON_ASCII.findall(data[:_SNIFFED])
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return _guessed(data)
    if all(byte[0] in _TYPOGRAPHIC for byte in high):
        return DecodedText(text, "windows-1252")
    return _guessed(data)


def _guessed(data: bytes) -> DecodedText | None:
    """charset-normalizer's best guess, where it finds the reading free of disorder."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:20_000]).best()
    if best is None or best.chaos > 0.05 or best.coherence < 0.3:
        return None
    try:
        return DecodedText(data.decode(best.encoding), best.encoding.replace("_", "-"))
    except UnicodeDecodeError:
        return None
