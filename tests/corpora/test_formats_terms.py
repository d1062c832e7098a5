"""Lists of terms as files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.corpora.errors import FormatError
from songngu.corpora.formats.terms import TERM_FORMATS, parse_terms, serialise_terms, term_format
from songngu.corpora.types import Term

# What a spreadsheet may hold in a cell: no line ends, no space around.
CELL = st.text(
    st.characters(
        blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs"), blacklist_characters="\ufeff"
    ),
    min_size=1,
)
TERMS = st.lists(
    st.builds(Term, CELL, CELL, note=CELL | st.just("")), min_size=1, unique=True, max_size=8
)


@pytest.mark.parametrize("format_name", TERM_FORMATS)
@given(terms=TERMS)
def test_what_is_written_is_read(format_name: str, terms: list[Term]) -> None:
    assert parse_terms(serialise_terms(terms, format_name), format_name) == terms


@pytest.mark.parametrize(
    ("format_name", "text", "expected"),
    [
        ("tsv", "sở\tdepartment\n", [Term("sở", "department")]),
        (
            "tsv",
            "sở\tdepartment\tof a province\n\n",
            [Term("sở", "department", note="of a province")],
        ),
        ("csv", "vi,en\nsở,department\n", [Term("sở", "department")]),
        ("csv", "en-GB,vi-VN\ndepartment,sở\n", [Term("sở", "department", "vi-VN", "en-GB")]),
        (
            "csv",
            "Source;Target;Note\nsở;department;a, b\n",
            [Term("sở", "department", note="a, b")],
        ),
        ("csv", '"Bò  Kẹo","Bokeo\n"\n"Bò Kẹo",Bokeo\n,\nsở,\n', [Term("Bò Kẹo", "Bokeo")]),
        ("csv", "source,target\n'=1+1,'''-x\n", [Term("=1+1", "''-x")]),
        ("jsonl", '{"source": "sở", "target": "department"}', [Term("sở", "department")]),
    ],
    ids=lambda value: str(value)[:24],
)
def test_lists_as_people_make_them_are_read(
    format_name: str, text: str, expected: list[Term]
) -> None:
    assert parse_terms(text.encode(), format_name) == expected


def test_a_spreadsheet_finds_no_formula_in_a_term() -> None:
    data = serialise_terms([Term("=HYPERLINK(0)", "+1", note="@x")], "csv").decode("utf-8-sig")
    assert data.splitlines()[1] == "'=HYPERLINK(0),'+1,'@x,vi,en"


@pytest.mark.parametrize(
    ("format_name", "text", "message"),
    [
        ("tsv", "sở\n", r"list.tsv:1: expected 2 to 3 columns .* found 1"),
        ("tsv", "a\tb\na\tb\tc\td\n", r"list.tsv:2: expected 2 to 3 columns .* found 4"),
        ("csv", "source,target,colour\na,b,c\n", r"list.csv:1: expected columns among source, "),
        ("csv", 'a,b\n"a"x,b\n', r"list.csv:2: expected a table of CSV, .* save it"),
        ("tsv", "", r"list.tsv: found an empty file"),
    ],
)
def test_what_is_no_list_is_explained(format_name: str, text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        parse_terms(text.encode(), format_name, name=f"list.{format_name}")


def test_the_ending_tells_the_format() -> None:
    assert [term_format(name) for name in ("a.CSV", "b.txt", "c.tmx")] == ["csv", "tsv", "tmx"]
    with pytest.raises(FormatError, match=r"a\.xlsx: expected a list of terms in a file named"):
        term_format("a.xlsx")
