"""Rows of tables, their cells parted by tabs, from the pasted page to segments."""

from __future__ import annotations

import pytest

from songngu.corpora.ingest import read_text
from songngu.corpora.normalise import normalise, normalise_with_offsets
from songngu.corpora.segments import segment
from songngu.corpora.store import Store
from songngu.corpora.types import BlockKind

PAGE = """Bốn tỉnh công bố số học sinh đầu cấp

Sở Giáo dục bốn tỉnh vừa công bố số học sinh lớp một của năm học mới vào sáng thứ hai.

Tỉnh\tTrường\t Số học sinh
An Giang\t412\t38.200
Cà Mau\t\t21.050
Kiên Giang (cũ). Nay thuộc An Giang\t190\t17.400

Các trường nhận hồ sơ đến hết ngày 20/7, theo thông báo của Sở Giáo dục từng tỉnh.
"""
ROWS = [
    "Tỉnh\tTrường\tSố học sinh",
    "An Giang\t412\t38.200",
    "Cà Mau\t\t21.050",
    "Kiên Giang (cũ). Nay thuộc An Giang\t190\t17.400",
]


def texts(page: str) -> list[str]:
    return [each.text for each in segment(read_text(page, language="vi"))]


def test_a_row_is_one_segment_with_its_columns() -> None:
    found = texts(PAGE)
    assert [text for text in found if "\t" in text] == ROWS
    assert len(found) == len(ROWS) + 3


def test_spans_of_rows_lead_back_to_the_page() -> None:
    document = read_text(PAGE, language="vi")
    found = [each for each in segment(document) if "\t" in each.text]
    spans = [document.raw[each.start : each.end] for each in found]
    assert spans == [row.replace("\tSố", "\t Số") for row in ROWS]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        pytest.param(["Sáng\t12 độ", "Chiều\t19 độ"], [True, True], id="two columns"),
        pytest.param(["Sáng\t12 độ", "", "Chiều\t19 độ"], [True, True], id="a blank line between"),
        pytest.param(["Sáng\t12 độ\tcó mưa"], [True], id="three columns in one line"),
        pytest.param(["Bà Lụa cho biết\tchợ mở cửa từ năm giờ sáng."], [False], id="a stray tab"),
        pytest.param(
            ["1.\tChợ mở cửa từ năm giờ sáng.", "2.\tXe tải vào chợ trước sáu giờ."],
            [False, False],
            id="numbered paragraphs",
        ),
        pytest.param(["\tChợ mở cửa từ năm giờ sáng."], [False], id="an indented line"),
        pytest.param(["Sáng 12 độ\t", "Chiều 19 độ\t"], [False, False], id="tabs at the ends"),
    ],
)
def test_what_is_a_row(lines: list[str], kept: list[bool]) -> None:
    head = "Chợ đầu mối đổi giờ mở cửa từ tháng này\n\n"
    body = "Ban quản lý chợ đầu mối vừa báo cho tiểu thương biết giờ mở cửa mới.\n\n"
    page = head + body + "\n".join(lines) + "\n\n" + body.replace("mới", "của mùa đông")
    found = texts(page)[2:-1]
    assert ["\t" in text for text in found] == kept
    assert [text.replace("\t", " ") for text in found] == [
        " ".join(line.split()) for line in lines if line
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a\tb", "a\tb"),
        (" a \t b ", "a\tb"),
        ("a\t\tb", "a\t\tb"),
        ("a\t \tb", "a\t\tb"),
        ("\ta\t", "a"),
        ("a\n\tb", "a\tb"),
        ("\t", ""),
    ],
)
def test_tabs_stay_where_they_are_asked_for(given: str, expected: str) -> None:
    assert normalise(given, tabs=True) == expected
    assert normalise(given) == " ".join(given.split())
    found = normalise_with_offsets(given, tabs=True)
    assert len(found.starts) == len(found.ends) == len(found.text)
    assert list(found.starts) == sorted(found.starts)
    for at, char in enumerate(found.text):
        start, end = found.raw_span(at, at + 1)
        assert char in given[start:end] or char in " \t"


def test_names_and_dates_in_a_table_are_no_byline() -> None:
    table = [
        "Họ và tên\tNgày sinh\tChức vụ",
        "Bùi Văn Nam\t02/03/1975\tChủ tịch xã",
        "Quách Thị Hoa\t15/8/1982\tPhó chủ tịch xã",
    ]
    page = "\n".join([*PAGE.splitlines()[:3], "", *table, "", "Lê Thu", ""])
    document = read_text(page, language="vi")
    assert [each.text for each in segment(document) if "\t" in each.text] == table
    assert document.published is None
    assert [b.text for b in document.blocks if b.kind is BlockKind.BYLINE] == ["Lê Thu"]


@pytest.mark.parametrize("mark", ["\t", " | "])
def test_a_long_table_at_the_end_is_no_list_of_headlines(mark: str) -> None:
    rows = [
        mark.join(["", f"Xã Suối {n}", "đã đạt chuẩn mới", f"{n}12 hộ", ""]).strip("\t ")
        for n in range(1, 10)
    ]
    page = "\n".join([*PAGE.splitlines()[:3], "", *rows, ""])
    assert texts(page)[2:] == rows


def test_a_lone_byline_may_be_parted_by_tabs() -> None:
    page = PAGE.replace("\n\nSở", "\n\nLê Thu Hà\t02/12/2025\t10:15\n\nSở", 1)
    document = read_text(page, language="vi")
    assert str(document.published) == "2025-12-02"


def test_a_corrected_row_keeps_its_columns(store: Store) -> None:
    document = read_text(PAGE, language="vi")
    article = store.add_document(document, segment(document)).id
    row = next(each for each in store.segments(article) if each.segment.text == ROWS[1])
    store.correct_segment(row.id, "An Giang \t 412\t38.300", editor="Lan")
    block = next(
        at for at, each in enumerate(store.document(article).blocks) if "Cà Mau" in each.text
    )
    store.correct_block(article, block, "Cà Mau. Và Bạc Liêu\t\t40.050", editor="Lan")
    found = [each.segment.text for each in store.segments(article)]
    assert "An Giang\t412\t38.300" in found
    assert "Cà Mau. Và Bạc Liêu\t\t40.050" in found
    assert len(found) == len(ROWS) + 3


def test_a_tab_typed_into_a_sentence_is_a_space(store: Store) -> None:
    document = read_text(PAGE, language="vi")
    article = store.add_document(document, segment(document)).id
    first = store.segments(article)[0]
    store.correct_segment(first.id, "Năm tỉnh\tcông bố số học sinh", editor="Lan")
    assert store.segments(article)[0].segment.text == "Năm tỉnh công bố số học sinh"
