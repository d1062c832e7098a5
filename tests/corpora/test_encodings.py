"""Bytes to text: Unicode, windows-1258, TCVN3 and VNI."""

from __future__ import annotations

import codecs
import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.corpora.encodings import decode
from songngu.corpora.errors import InputError
from songngu.corpora.legacy import (
    convert_as,
    convert_legacy,
    decode_tcvn3,
    decode_vni,
    detect_legacy,
    encode_tcvn3,
    encode_vni,
)
from songngu.corpora.vietnamese import LETTERS

SENTENCES = [
    "Ủy ban nhân dân tỉnh vừa ban hành kế hoạch phòng chống hạn hán trong mùa khô năm nay.",
    "Sáng nay, lực lượng chức năng đã tìm thấy hai ngư dân mất tích sau cơn bão.",
    "Đoàn công tác đã kiểm tra tiến độ thi công tuyến đường nối hai huyện biên giới.",
    "Giá lúa gạo tại đồng bằng sông Cửu Long tiếp tục tăng trong tuần qua.",
    "Nhà trường tổ chức trao học bổng cho những học sinh vượt khó học giỏi.",
]
ENGLISH = "The committee said the road would be finished before the rainy season – “on time”."
OTHERS = [
    ENGLISH,
    "Le ministre a déclaré que l’été prochain, la forêt sera protégée à côté des hôtels. «Voilà»",
    "El niño comió piñas en la montaña, según el año pasado; ¿qué pasó después?",
    "Die Behörde prüft, ob größere Brücken für Züge übrig bleiben müssen.",
    "O governo não irá reduzir as ações de prevenção à poluição até a próxima eleição.",
    "",
    "12.05.2025 – 30°C © ® ™",
]


def cp1258(text: str) -> bytes:
    """The text in windows-1258: base letters, tone marks after them."""
    out = bytearray()
    for char in unicodedata.normalize("NFC", text):
        try:
            out += char.encode("cp1258")
            continue
        except UnicodeEncodeError:
            pass
        marks = unicodedata.normalize("NFD", char)
        tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", marks.replace(tone, ""))
        out += base.encode("cp1258") + tone.encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize("letter", [*LETTERS, *LETTERS.upper()])
def test_each_letter_round_trips_in_both_codes(letter: str) -> None:
    assert decode_tcvn3(encode_tcvn3(letter)) == letter
    assert decode_vni(encode_vni(letter)) == letter
    if letter.islower():
        assert len(encode_tcvn3(letter)) == 1
    assert len(encode_vni(letter)) <= 2


def test_the_codes_give_every_letter_a_code_of_its_own() -> None:
    for encode in (encode_tcvn3, encode_vni):
        codes = [encode(letter) for letter in LETTERS + LETTERS.upper()]
        assert len(set(codes)) == 134


def test_lower_case_tcvn3_is_what_glibc_says() -> None:
    # glibc's TCVN5712-1 table, bytes 0xA1–0xFE, the letters that VN1 and VN3 share.
    shared = bytes([0xB5, 0xB8, 0xB6, 0xB7, 0xB9, 0xA8, 0xBB, 0xBE, 0xBC, 0xBD, 0xC6, 0xA9, 0xC7])
    assert decode_tcvn3(shared.decode("latin-1")) == "àáảãạăằắẳẵặâầ"


@pytest.mark.parametrize(
    ("name", "coded", "expected"),
    [
        ("tcvn3", "C«ng an tØnh §iÖn Biªn", "Công an tỉnh Điện Biên"),
        ("tcvn3", "Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("tcvn3", "§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        ("tcvn3", "TØNH ñy, nhiÖt ®é 30°C", "TỈNH ủy, nhiệt độ 30°C"),
        ("vni", "Coâng an tænh Ñieän Bieân", "Công an tỉnh Điện Biên"),
        ("vni", "Thaønh phoá Hoà Chí Minh", "Thành phố Hồ Chí Minh"),
        ("vni", "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("vni", "Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
    ],
)
def test_well_known_phrases(name: str, coded: str, expected: str) -> None:
    assert convert_as(coded, name) == expected


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValueError, match="must be one of"):
        convert_as("a", "viscii")


@given(st.lists(st.sampled_from(" ".join(SENTENCES).split()), max_size=30))
def test_text_round_trips(words: list[str]) -> None:
    text = " ".join(words)
    assert decode_tcvn3(encode_tcvn3(text)) == text
    assert decode_vni(encode_vni(text)) == text


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_in_a_legacy_code_is_detected_and_converted(text: str) -> None:
    assert convert_legacy(encode_tcvn3(text)) == (text, "tcvn3")
    assert convert_legacy(encode_vni(text)) == (text, "vni")


@pytest.mark.parametrize("text", [*SENTENCES, *OTHERS])
def test_other_text_is_left_alone(text: str) -> None:
    assert detect_legacy(text) is None
    assert detect_legacy(unicodedata.normalize("NFD", text)) is None


PAGE = "\n".join(SENTENCES)


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        pytest.param(PAGE.encode(), PAGE, "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + PAGE.encode(), PAGE, "utf-8", id="utf-8-bom"),
        pytest.param(PAGE.encode("utf-16"), PAGE, "utf-16", id="utf-16-bom"),
        pytest.param(PAGE.encode("utf-16-le"), PAGE, "utf-16-le", id="utf-16-le"),
        pytest.param(PAGE.encode("utf-16-be"), PAGE, "utf-16-be", id="utf-16-be"),
        pytest.param(ENGLISH.encode("utf-16-le"), ENGLISH, "utf-16-le", id="utf-16-english"),
        pytest.param(PAGE.encode("utf-32"), PAGE, "utf-32", id="utf-32-bom"),
        pytest.param(cp1258(PAGE), PAGE, "windows-1258", id="windows-1258"),
        pytest.param(encode_tcvn3(PAGE).encode("latin-1"), PAGE, "tcvn3", id="tcvn3-bytes"),
        pytest.param(encode_vni(PAGE).encode("latin-1"), PAGE, "vni", id="vni-bytes"),
        pytest.param(encode_tcvn3(PAGE).encode(), PAGE, "tcvn3", id="tcvn3-in-utf-8"),
        pytest.param(encode_vni(PAGE).encode(), PAGE, "vni", id="vni-in-utf-8"),
        pytest.param(ENGLISH.encode("cp1252"), ENGLISH, "windows-1252", id="curly-quotes"),
        pytest.param(b"plain words only", "plain words only", "utf-8", id="ascii"),
        pytest.param(b"", "", "utf-8", id="empty"),
    ],
)
def test_decoding(data: bytes, text: str, encoding: str) -> None:
    found = decode(data)
    assert (found.text, found.encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG image"),
        (b"%PDF-1.7\n%\xe2\xe3", r"PDF file.*\.txt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", r"old Word file.*\.docx"),
        (b"{\\rtf1\\ansi}", r"RTF.*save it as"),
        (b"PK\x03\x04\x14\x00", "ZIP archive"),
        (random.Random(3).randbytes(5000), "binary data"),
        (b"text\x00with\x00nul bytes", "binary data"),
        (PAGE.encode()[:-30] + b"\xe1\xbb" + b" sau", r"broken bytes.*line 5"),
        (PAGE.encode("utf-16") + b"\x00", "damaged or cut"),
        ("Тихо и ясно сегодня в городе, где живут люди".encode("koi8-r") * 1, r"save.*UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_the_next_step(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=f"(?s)the page.*{message}"):
        decode(data)


def test_a_declared_character_set_is_believed() -> None:
    text = '<html><head><meta charset="koi8-r"></head><body>Тихо и ясно</body></html>'
    assert decode(text.encode("koi8-r")).text == text


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_message_with_the_next_step(data: bytes) -> None:
    message = ""
    try:
        text = decode(data).text
    except InputError as error:
        text, message = "", str(error)
    assert text or not data or "expected" in message or "save the page again" in message
