"""TSV and JSON Lines: their own rules, and files that other programs wrote."""

from __future__ import annotations

import json

import pytest

from songngu.corpora.errors import FormatError
from songngu.corpora.formats import FORMATS
from songngu.corpora.types import TranslationUnit

TSV = FORMATS["tsv"]
JSONL = FORMATS["jsonl"]
U = TranslationUnit


def test_tsv_is_written_as_documented() -> None:
    unit = U("một\thai\\", "one\ntwo\r\x01", "vi", "en", 0.5, "bài.html")
    assert TSV.serialise([unit]).decode() == (
        "source\ttarget\tsource_language\ttarget_language\tconfidence\torigin\n"
        "một\\thai\\\\\tone\\ntwo\\r\\u0001\tvi\ten\t0.5\tbài.html\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xin chào\tHello\n", [U("Xin chào", "Hello")]),
        ("Xin chào\tHello", [U("Xin chào", "Hello")]),
        ("một\tone\r\nhai\ttwo\r\n", [U("một", "one"), U("hai", "two")]),
        ("a\tb\n\n   \nc\td\n", [U("a", "b"), U("c", "d")]),
        ("C:\\new\tC:\\table\n", [U("C:\\new", "C:\\table")]),
        ("một\t\n", [U("một", "")]),
        ("vi\ten\nmột\tone\n", [U("một", "one")]),
        ("en\tvi\none\tmột\n", [U("one", "một", "en", "vi")]),
        ("vi_vn\tEN-us\nmột\tone\n", [U("một", "one", "vi-VN", "en-US")]),
        ("ba\tba\n", [U("ba", "ba")]),
        ("source\ttarget\nmột\\thai\tone\n", [U("một\thai", "one")]),
        ("source\ttarget\torigin\nmột\tone\tx\n", [U("một", "one", origin="x")]),
        ("source\ttarget\tconfidence\nmột\tone\t\n", [U("một", "one")]),
        ("source\ttarget\r\nmột\tone\r\n", [U("một", "one")]),
        ("một\tone\u2028line\x85\n", [U("một", "one\u2028line\x85")]),
    ],
    ids=[
        "plain", "no-last-newline", "crlf", "blank-lines", "backslashes", "empty-target",
        "languages-named", "languages-named-reversed", "regions", "no-languages",
        "own-two-columns", "own-some-columns", "own-no-confidence", "own-crlf", "odd-separators",
    ],
)  # fmt: skip
def test_tsv_reads(text: str, expected: list[TranslationUnit]) -> None:
    assert TSV.parse(text.encode()) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_tsv_of_a_spreadsheet_reads(encoding: str) -> None:
    assert TSV.parse("một\tone\r\n".encode(encoding)) == [U("một", "one")]


HEADER = "source\ttarget\tconfidence\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\na\tb\tc\n", "m.tsv:2: expected 2 tab-separated fields, found 3"),
        ("không có tab\n", "m.tsv:1: expected 2 tab-separated fields, found 1"),
        (HEADER + "a\tb\t1\na\tb\n", "m.tsv:3: expected 3 tab-separated fields, found 2"),
        (HEADER + "a\tb\t1.5\n", "m.tsv:2: expected a confidence from 0 to 1, found '1.5'"),
        (HEADER + "a\tb\tnan\n", "m.tsv:2: expected a confidence from 0 to 1, found 'nan'"),
        (HEADER + "a\\x\tb\t\n", "m.tsv:2: expected \\t, \\n, \\r, \\\\ or \\uXXXX, found '\\\\x'"),
        (HEADER + "a\\\tb\t\n", "m.tsv:2: expected \\t"),
        (HEADER + "a\\u12\tb\t\n", "m.tsv:2: expected \\t"),
        ("source\ttarget\tnote\na\tb\tc\n", "m.tsv:1: expected columns among source, target"),
        ("source\ttarget\tsource\na\tb\tc\n", "m.tsv:1: expected columns among source, target"),
        ("a\tb\na\0\tb\n", "m.tsv:2: expected text, found a NUL character"),
    ],
    ids=lambda value: value[:20] if value.startswith("m.tsv") else None,
)
def test_tsv_errors_name_the_line(text: str, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        TSV.parse(text.encode(), name="m.tsv")
    assert str(caught.value).startswith(message)


def test_a_wrong_number_of_fields_says_what_to_do() -> None:
    with pytest.raises(FormatError, match="correct the line, or name the file's columns in its"):
        TSV.parse(b"a\tb\tc\n", name="m.tsv")


def test_bytes_that_are_not_utf8_are_named_with_their_line() -> None:
    with pytest.raises(FormatError, match=r"m\.tsv:2: expected text in UTF-8, found the byte 0xE1"):
        TSV.parse(b"a\tb\nc\xe1\td\n", name="m.tsv")


def test_half_a_surrogate_pair_survives_tsv() -> None:
    units = [U("a\ud800b", "x")]
    assert TSV.parse(TSV.serialise(units)) == units


def test_jsonl_has_one_object_a_line_that_any_reader_splits_alike() -> None:
    units = [U("một\u2028\x85hai\n", "x", confidence=0.25, origin="o"), U("b", "c")]
    lines = JSONL.serialise(units).decode().splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "source": "một\u2028\x85hai\n", "target": "x", "source_language": "vi",
            "target_language": "en", "confidence": 0.25, "origin": "o",
        },
        {
            "source": "b", "target": "c", "source_language": "vi",
            "target_language": "en", "confidence": None, "origin": "",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"source": "một", "target": "one"}', [U("một", "one")]),
        ('{"target": "one", "source": "một", "id": 7}\r\n\r\n', [U("một", "one")]),
        ('{"source": "m\\u1ed9t", "target": "", "origin": null}\n', [U("một", "")]),
        ('{"source": "a", "target": "b", "confidence": 1}\n', [U("a", "b", confidence=1.0)]),
    ],
    ids=["least", "more-keys-crlf-blank", "escaped-null-origin", "whole-number"],
)
def test_jsonl_reads(text: str, expected: list[TranslationUnit]) -> None:
    assert JSONL.parse(text.encode()) == expected


GOOD = '{"source": "a", "target": "b"}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "{", "m.jsonl:2: expected a JSON object on one line, found text that is not JSON"),
        (GOOD + "[1]", "m.jsonl:2: expected a JSON object, found list"),
        (GOOD + '{"source": "a"}', "m.jsonl:2: expected a text under 'target', found no such key"),
        ('{"source": 5, "target": "b"}', "m.jsonl:1: expected a text under 'source', found int 5"),
        (
            '{"source": null, "target": "b"}',
            "m.jsonl:1: expected a text under 'source', found NoneType None",
        ),
        (
            '{"source": "a", "target": "b", "confidence": 2}',
            "m.jsonl:1: expected a confidence from 0 to 1, found '2'",
        ),
        (
            '{"source": "a", "target": "b", "confidence": true}',
            "m.jsonl:1: expected a confidence from 0 to 1, found 'True'",
        ),
        ('{"source": "a", "target": "b", "confidence": NaN}', "m.jsonl:1: expected a JSON object"),
        ("[" * 100_000, "m.jsonl:1: expected a JSON object"),
    ],
    ids=[
        "cut-off", "list", "no-target", "number", "null", "above-one", "boolean", "nan", "deep",
    ],
)  # fmt: skip
def test_jsonl_errors_name_the_line(text: str, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        JSONL.parse(text.encode(), name="m.jsonl")
    assert str(caught.value).startswith(message)
