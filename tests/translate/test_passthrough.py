"""Segments taken apart before the model sees them, and put together after it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.corpora.types import CheckName
from songngu.translate.capitals import in_capitals, out_of_capitals
from songngu.translate.checks import check_draft
from songngu.translate.literals import LiteralKind, keep_literals, literals
from songngu.translate.passthrough import Piece, prepare
from songngu.translate.tongues import english_runs, is_english, is_foreign


def layout(text: str) -> list[str]:
    """The layout with pieces in guillemets."""
    return [p if isinstance(p, str) else f"«{p.text}»" for p in prepare(text).layout]


@pytest.mark.parametrize(
    "text",
    [
        "Giá gạo tăng nhẹ.",
        "Ngày 02/12/2025, 12,5 tỷ đồng được giải ngân cho tỉnh Điện Biên (75%).",
        "“Tôi rất vui”, bà Nguyễn Thị Lan nói.",
        "Nghị định 168/2024/NĐ-CP có hiệu lực.",
        "UBND TP.HCM",
        "Thuế suất là A|B tuỳ loại.",
    ],
)
def test_running_text_is_one_piece_as_it_is(text: str) -> None:
    assert layout(text) == [f"«{text}»"]
    assert prepare(text).checks == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "🎉 Chúc mừng năm mới! 🎊 Hẹn gặp lại. ❤️",
            ["🎉 ", "«Chúc mừng năm mới!»", " 🎊 ", "«Hẹn gặp lại.»", " ❤️"],
        ),
        ("👉 Xem thêm ở đây 👇", ["👉 ", "«Xem thêm ở đây»", " 👇"]),
        ("• Bộ Y tế công bố", ["• ", "«Bộ Y tế công bố»"]),
        ("– Ông có thấy không?", ["– ", "«Ông có thấy không?»"]),
        ("1. Kinh tế tăng trưởng", ["1. ", "«Kinh tế tăng trưởng»"]),
        ("3.1. Thu ngân sách", ["3.1. ", "«Thu ngân sách»"]),
        ("đ) Các bị can khác;", ["đ) ", "«Các bị can khác;»"]),
        ("1.200 người đã sơ tán", ["«1.200 người đã sơ tán»"]),
        ("3.500 tỷ đồng được giải ngân", ["«3.500 tỷ đồng được giải ngân»"]),
        ("(TTXVN) - Giá dầu tăng.", ["(VNA) - ", "«Giá dầu tăng.»"]),
        ("Hà Nội (TTXVN) – Giá dầu tăng.", ["«Hà Nội»", " (VNA) – ", "«Giá dầu tăng.»"]),
        ("TTO - Giá dầu tăng.", ["TTO - ", "«Giá dầu tăng.»"]),
        ("Giá dầu tăng. (Theo TTXVN)", ["«Giá dầu tăng.»", " (Source: VNA)"]),
        ("Giá dầu tăng. (TTXVN/Vietnam+).", ["«Giá dầu tăng.»", " (VNA/Vietnam+)."]),
        ("Giá dầu tăng #giádầu #kinhtế", ["«Giá dầu tăng»", " #giádầu #kinhtế"]),
        ("Hãy ủng hộ #HàNội", ["«Hãy ủng hộ #HàNội»"]),
        ("@vtv24: Bão đổ bộ", ["@vtv24: ", "«Bão đổ bộ»"]),
        ("Xem thêm: https://a.vn/x", ["«Xem thêm:»", " https://a.vn/x"]),
        ("Xem tại https://a.vn/x.", ["«Xem tại https://a.vn/x.»"]),
        ("Email: toasoan@a.vn", ["Email: toasoan@a.vn"]),
        ("* * *", ["* * *"]),
        ("", []),
    ],
)
def test_what_stands_around_the_text_is_cut_off(text: str, expected: list[str]) -> None:
    assert layout(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12,5 - 13,0", "12.5 - 13.0"),
        ("1.250.000", "1,250,000"),
        ("12.5", "12.5"),
        ("0.750 - 1.5%", "0.750 - 1.5%"),
        ("1,234.5", "1,234.5"),
        ("02/12/2025", "December 2, 2025"),
        ("12,5 tỷ đồng", "12.5 billion VND"),
        ("(7,09%)", "(7.09%)"),
        ("0912 345 678", "0912 345 678"),
        ("2-1", "2-1"),
    ],
)
def test_numbers_are_written_without_a_model(text: str, expected: str) -> None:
    assert layout(text) == [expected]


def test_a_table_is_drafted_cell_by_cell() -> None:
    text = "Chỉ tiêu\tNăm ngoái\nTăng trưởng\t7,09%\n\tNgày sinh"
    prepared = prepare(text)
    assert [p.text for p in prepared.pieces] == ["Năm ngoái"]
    assert prepared.checks == ()
    draft = prepared.restore(["Last year"]).text
    assert draft == "Indicator\tLast year\nGrowth\t7.09%\n\tDate of birth"
    assert layout("| Tỉnh | Sản lượng |") == ["| Province | ", "«Sản lượng»", " |"]
    assert layout("---|---") == ["---|---"]


def test_lines_that_are_no_table_are_flattened() -> None:
    assert layout("một\nhai  ba") == ["«một hai ba»"]


@pytest.mark.parametrize(
    "text",
    [
        "The minister said the two sides would expand trade.",
        "Nguyễn Văn An said the road was closed.",
        "习近平",
        "ສະບາຍດີ",
        "Президент выступил в Москве.",
    ],
)
def test_text_that_is_not_vietnamese_is_taken_over_and_said_so(text: str) -> None:
    prepared = prepare(text)
    assert prepared.layout == (text,)
    assert [check.name for check in prepared.checks] == [CheckName.NOT_VIETNAMESE]


@pytest.mark.parametrize(
    "text", ["Ha Noi hom nay mua lon va gio manh", "Cho toi xem", "Cong an tinh Dien Bien"]
)
def test_vietnamese_without_marks_goes_to_the_model(text: str) -> None:
    assert not is_english(text)
    assert layout(text) == [f"«{text}»"]


def test_brands_stay_but_abbreviations_do_not() -> None:
    assert layout("Samsung Galaxy Ultra") == ["Samsung Galaxy Ultra"]
    assert is_foreign("Apple Watch")
    assert not is_foreign("UBND")


def test_english_inside_a_sentence_is_found() -> None:
    text = "Bộ phim The Lord of the Rings ra rạp, theo AP."
    assert [text[a:b] for a, b in english_runs(text)] == ["The Lord of the Rings"]


def test_markup_is_left_out_and_said_so() -> None:
    prepared = prepare("Giá&nbsp;vàng <b>tăng</b><br/>mạnh &amp; nhanh")
    assert [p.text for p in prepared.pieces] == ["Giá vàng tăng mạnh & nhanh"]
    (check,) = prepared.checks
    assert check.name is CheckName.MARKUP
    assert check.found == ("<b>", "</b>", "<br/>", "&nbsp;", "&amp;")
    assert layout("Nhiệt độ < 5 và > 3") == ["«Nhiệt độ < 5 và > 3»"]


def test_what_cannot_be_seen_goes_and_letters_are_composed() -> None:
    text = unicodedata.normalize("NFD", "Hà Nội") + "\u200b m\u00adưa\ufeff"
    assert layout(text) == ["«Hà Nội mưa»"]
    assert layout("👨‍👩‍👧 Gia đình") == ["👨‍👩‍👧 ", "«Gia đình»"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "CÔNG AN HÀ NỘI KHỞI TỐ NGUYỄN VĂN AN",
            "Công an Hà Nội khởi tố Nguyễn Văn An",
        ),
        ("ASEAN VÀ UKRAINE KÝ THỎA THUẬN", "ASEAN và Ukraine ký thỏa thuận"),
        ("DỊCH COVID-19: 5 CA MỚI", "Dịch COVID-19: 5 ca mới"),
        ("UBND TP.HCM HỌP KHẨN", "UBND TP.HCM họp khẩn"),
    ],
)
def test_capitals_are_written_small_but_for_names(text: str, expected: str) -> None:
    (piece,) = prepare(text).pieces
    assert piece == Piece(expected, True, literals(expected))


@pytest.mark.parametrize("text", ["UBND TP.HCM", "Giá VÀNG tăng", "VTV1", "", "123"])
def test_abbreviations_and_running_text_are_not_in_capitals(text: str) -> None:
    assert not in_capitals(text)


@given(st.text(alphabet="AĂÂBCDĐEÊNGHIƯƠẾỘ .,-19", max_size=40))
def test_writing_small_changes_nothing_but_case(text: str) -> None:
    assert out_of_capitals(text).upper() == text.upper()
    assert len(out_of_capitals(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("Xem https://a.vn/b-1(c).", LiteralKind.ADDRESS, ["https://a.vn/b-1(c)"]),
        ("Báo vnexpress.net đưa tin", LiteralKind.ADDRESS, ["vnexpress.net"]),
        ("Gửi a.b@c.com.vn nhé", LiteralKind.EMAIL, ["a.b@c.com.vn"]),
        ("Theo @vtv24 và #TếtViệt", LiteralKind.HANDLE, ["@vtv24", "#TếtViệt"]),
        ("Gọi 024.3825.1234, 1900 6868", LiteralKind.PHONE, ["024.3825.1234", "1900 6868"]),
        ("từ 08-10-2025 đến 0.250", LiteralKind.PHONE, []),
        ("1.250.000 đồng, 0,123 456 m", LiteralKind.PHONE, []),
        ("Xe 29A-123.45, lỗi CVE-2024-1234", LiteralKind.CODE, ["29A-123.45", "CVE-2024-1234"]),
        ("Tệp bao-cao_1.pdf và `x = 1`", LiteralKind.CODE, ["bao-cao_1.pdf", "`x = 1`"]),
        ("Nghị định 168/2024/NĐ-CP", LiteralKind.CODE, []),
        ("ông Tập (习近平) nói", LiteralKind.SCRIPT, ["习近平"]),
        ("Tôi ❤️ Hà Nội 🇻🇳", LiteralKind.EMOJI, ["❤️", "🇻🇳"]),
    ],
)
def test_literals_are_found(text: str, kind: LiteralKind, expected: list[str]) -> None:
    found = [literal for literal in literals(text) if literal.kind is kind]
    assert [literal.text for literal in found] == expected
    assert all(text[literal.start : literal.end] == literal.text for literal in found)


@pytest.mark.parametrize(
    ("source", "draft", "expected", "repaired"),
    [
        ("Xem tại https://a.vn/b-1.", "See https://a.vn/b-1.", "See https://a.vn/b-1.", 0),
        ("Xem tại https://a.vn/b-1.", "See https://a.vn/b1.", "See https://a.vn/b-1.", 1),
        ("Xem tại https://a.vn/b-1.", "See here.", "See here (https://a.vn/b-1).", 1),
        ("Xem https://a.vn/b-1?i=2", "At https://a.vn/ b-1?i=2", "At https://a.vn/b-1?i=2", 1),
        ("Xem https://a.vn/b-1?i=2", "At https://a.vn / b-1?i=2", "At https://a.vn/b-1?i=2", 1),
        ("Xem https://a.vn/b-1?i=2", "At a.vn b-1?i=2.", "At https://a.vn/b-1?i=2.", 1),
        ("Xem https://a.vn/b-1?i=2", "At https://A.vn/b-1?i=2", "At https://a.vn/b-1?i=2", 1),
        ("Gửi về tin@bao.vn nhé.", "Send to Tin@bao.vn.", "Send to tin@bao.vn.", 1),
        ("Xem https://a.vn/b?i=12&x=3", "See #12 & 3", "See https://a.vn/b?i=12&x=3", 1),
        (
            "Gọi 12 & xem https://a.vn/?i=12",
            "Call 12 & see",
            "Call 12 & see (https://a.vn/?i=12)",
            1,
        ),
        ("Máy bay Il-76 rơi.", "Two Il-76s crashed.", "Two Il-76s crashed.", 0),
        ("Gọi 0912 345 678 ngay.", "Call 0912345678 now.", "Call 0912345678 now.", 0),
        ("Gọi 0912 345 678 ngay.", "Call 0912 345 768 now.", "Call 0912 345 678 now.", 1),
        ("Ông Putin (Путин) đến.", "Mr. Putin came.", "Mr. Putin (Путин) came.", 1),
        ("Ông Putin (Путин) đến.", "Mr. Putin (Poutine) came.", "Mr. Putin (Путин) came.", 1),
        ("Vợ ông Tập Cận Bình (习近平)", "Xi Jinping's wife", "Xi Jinping's (习近平) wife", 1),
        ("Ông Tập Cận Bình (习近平) đến.", "Xi Jinping came.", "Xi Jinping (习近平) came.", 1),
        ("Lỗi CVE-2024-1234 cũ.", "Old CVE 2024-1234.", "Old CVE 2024-1234.", 0),
    ],
)
def test_literals_are_put_back_into_the_draft(source, draft, expected, repaired) -> None:
    kept = keep_literals(source, draft)
    assert (kept.text, len(kept.repaired)) == (expected, repaired)


def test_a_line_that_is_mostly_addresses_is_not_taken_for_another_language() -> None:
    source = "Email: toa-soan@bao-tinh.example.vn xem https://bao-tinh.example.vn/tin/moi?id=7&x=3"
    assert CheckName.NOT_VIETNAMESE not in [each.name for each in check_draft(source, "See it.")]
    source += " where readers find news of all the districts"
    assert CheckName.NOT_VIETNAMESE in [each.name for each in check_draft(source, "See it.")]


BITS = [
    "Giá vàng tăng", "https://a.vn/x", "a@b.vn", "🎉", "#tin", "1.", "•", "|", "\t", "\n", "12,5",
    "&nbsp;", "<b>", "(TTXVN) -", "(Theo TTXVN)", "the ministers said that", "NGHỊ QUYẾT MỚI", ".",
    "习近平", "0912 345 678", "02/12/2025", "-", "\u200b", "VF8-PLUS", ":", "a)", "❤️", "!",
]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(BITS), max_size=7).map(" ".join), st.text(max_size=40))


@given(TEXTS)
def test_pieces_drafted_as_they_are_give_every_literal_and_word_back(text: str) -> None:
    prepared = prepare(text)
    restored = prepared.restore([piece.text for piece in prepared.pieces])
    assert restored.repaired == ()
    for literal in literals(unicodedata.normalize("NFC", text).replace("\u200b", "")):
        if literal.kind in (LiteralKind.ADDRESS, LiteralKind.EMAIL, LiteralKind.HANDLE):
            assert literal.text in restored.text
    assert all(piece.text == " ".join(piece.text.split()) != "" for piece in prepared.pieces)


@given(TEXTS, st.text(alphabet="ab .", max_size=12).filter(str.strip))
def test_no_address_is_lost_whatever_the_draft(text: str, draft: str) -> None:
    prepared = prepare(text)
    restored = prepared.restore([draft] * len(prepared.pieces))
    for piece in prepared.pieces:
        for literal in piece.literals:
            if literal.kind is LiteralKind.ENGLISH:
                continue
            if literal.kind in (LiteralKind.ADDRESS, LiteralKind.EMAIL):
                assert literal.text in restored.text
            assert literal.text.casefold() in restored.text.casefold()


def test_as_many_drafts_as_pieces() -> None:
    with pytest.raises(ValueError, match="expected 1 drafts, found 2"):
        prepare("Giá gạo tăng.").restore(["a", "b"])
