"""What every exchange format must do: one contract class, subclassed by each format."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from songngu.corpora.errors import FormatError
from songngu.corpora.formats import FORMATS, Format, format_for
from songngu.corpora.types import TranslationUnit

VIETNAMESE = "Sáng 2/12, UBND tỉnh Hòa Bình tổ chức lễ khánh thành cầu Đà Giang."
ENGLISH = "On the morning of December 2, Hoa Binh province opened the Da Giang bridge."

# Every assigned plane's characters and all control characters; half surrogates are no text.
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(
        st.sampled_from("\\\t\r\n\"'<>&]!-ntru0 ấđ\x00\x01\x0b\x1c\x7f\x85\u2028\ufeff😀\ufffe")
    ),
    st.just(VIETNAMESE).map(lambda text: unicodedata.normalize("NFD", text)),
)
ORIGINS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
UNITS = st.builds(
    TranslationUnit,
    source=TEXTS,
    target=TEXTS,
    source_language=st.sampled_from(["vi", "vi-VN"]),
    target_language=st.sampled_from(["en", "en-US", "en-GB"]),
    confidence=st.none() | st.floats(0, 1),
    origin=ORIGINS,
)

HARD_TEXTS = {
    "nfc": unicodedata.normalize("NFC", VIETNAMESE),
    "nfd": unicodedata.normalize("NFD", VIETNAMESE),
    "tab": "một\thai",
    "newlines": "một\nhai\n\nba\n",
    "carriage-return": "một\r\nhai\rba\r",
    "backslashes": "C:\\new\\table\\\\u0041\\",
    "quotes": "\"Ông nói: 'không'\" “vâng” ‘ừ’",
    "markup": "<b>1 &lt; 2 && 3 > 2</b> ]]> <!-- x --> &amp;",
    "forbidden-in-xml": "a\x00b\x01c\x0bd\x1fe\ufffef\uffff",
    "c1-and-separators": "a\x7f\x85\u2028\u2029b",
    "byte-order-mark": "\ufeffa\ufeff",
    "emoji": "Việt Nam 🇻🇳 👩‍👩‍👧 vô địch",
    "spaces": "  đầu và cuối  \u00a0\u3000",
    "empty": "",
    "header-words": "source\ttarget",
}


class FormatContract:
    """Subclass with a ``format``."""

    format: Format

    # Each subclass runs it on a format of its own; an example kept for one is tried on all.
    @settings(suppress_health_check=[HealthCheck.differing_executors])
    @given(units=st.lists(UNITS, max_size=6))
    def test_round_trip(self, units: list[TranslationUnit]) -> None:
        assert self.format.parse(self.format.serialise(units)) == units

    @pytest.mark.parametrize("text", HARD_TEXTS.values(), ids=HARD_TEXTS)
    def test_round_trip_of_hard_texts(self, text: str) -> None:
        units = [TranslationUnit(text, "x"), TranslationUnit("x", text), TranslationUnit(text, "")]
        assert self.format.parse(self.format.serialise(units)) == units

    def test_no_units_round_trip(self) -> None:
        data = self.format.serialise([])
        assert data
        assert self.format.parse(data) == []

    def test_confidence_comes_back_to_the_last_bit(self) -> None:
        units = [TranslationUnit("a", "b", confidence=value) for value in (0.0, 0.1 + 0.2, 1e-9, 1)]
        assert self.format.parse(self.format.serialise(units)) == units

    def test_takes_a_generator(self) -> None:
        unit = TranslationUnit(VIETNAMESE, ENGLISH, origin="báo.html")
        assert self.format.parse(self.format.serialise(unit for _ in range(3))) == [unit] * 3

    def test_output_is_utf8_and_ends_its_last_line(self) -> None:
        text = self.format.serialise([TranslationUnit(VIETNAMESE, ENGLISH)]).decode("utf-8")
        assert VIETNAMESE in text
        assert text.endswith("\n")
        assert not text.startswith("\ufeff")

    def test_a_byte_order_mark_is_passed_over(self) -> None:
        unit = TranslationUnit(VIETNAMESE, ENGLISH)
        data = b"\xef\xbb\xbf" + self.format.serialise([unit])
        assert self.format.parse(data) == [unit]

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"PK\x03\x04\x00\x00\xff\xfe",
            b"\x00\x01\x02",
            "tiếng Việt".encode("cp1258", "replace"),
        ],
        ids=["empty", "zip", "binary", "legacy-encoding"],
    )
    def test_what_is_no_text_is_an_error_naming_the_file(self, data: bytes) -> None:
        with pytest.raises(FormatError, match=r"^bộ nhớ\.dat[ :].*(expected|found)"):
            self.format.parse(data, name="bộ nhớ.dat")

    def test_is_found_by_name_and_by_suffix(self) -> None:
        assert FORMATS[self.format.name] is self.format
        assert format_for(self.format.name) is self.format
        assert format_for(self.format.name.upper()) is self.format
        assert format_for(f"/tmp/a.b/Bài 1{self.format.suffix.upper()}") is self.format


class TestTsv(FormatContract):
    format = FORMATS["tsv"]


class TestJsonLines(FormatContract):
    format = FORMATS["jsonl"]


class TestTmx(FormatContract):
    format = FORMATS["tmx"]


def test_every_format_has_a_contract() -> None:
    tested = {cls.format.name for cls in FormatContract.__subclasses__()}
    assert tested == set(FORMATS)


@pytest.mark.parametrize("name", ["x.xlsx", "tmx2", "", "folder.tmx/file"])
def test_an_unknown_format_names_those_there_are(name: str) -> None:
    with pytest.raises(FormatError, match="expected one of the formats tsv, jsonl, tmx"):
        format_for(name)
