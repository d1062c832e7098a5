"""A table from the pasted page over the stored segment and the draft to the exported file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.formats import FORMATS
from songngu.corpora.store import open_store
from songngu.corpora.types import Draft
from songngu.translate import Drafter, HouseDrafter
from songngu.ui import actions

PAGE = """Bốn tỉnh công bố số học sinh đầu cấp

Sở Giáo dục bốn tỉnh vừa công bố số học sinh lớp một của năm học mới vào sáng thứ hai.

Tỉnh\tSố trường\tSố học sinh
An Giang\t412\t38.200
Cà Mau\t\t21.050

Các trường nhận hồ sơ đến hết ngày 20/7, theo thông báo của Sở Giáo dục từng tỉnh.
"""
CELLS = {
    "Số trường": "Schools",
    "An Giang": "An Giang",
    "Cà Mau": "Ca Mau",
}
ROWS = [
    ("Tỉnh\tSố trường\tSố học sinh", "Province\tSchools\tStudents"),
    ("An Giang\t412\t38.200", "An Giang\t412\t38,200"),
    ("Cà Mau\t\t21.050", "Ca Mau\t\t21,050"),
]


class Cells(Drafter):
    """Knows the cells of one table; says of all else that it is a sentence."""

    signature = "cells|1"

    def draft_batch(
        self, texts: Sequence[str], *, terms: Any = (), matches: Any = None, progress: Any = None
    ) -> list[Draft]:
        return [Draft(CELLS.get(text, "A sentence."), 0.5, (), self.signature) for text in texts]


def test_columns_come_through(tmp_path: Path) -> None:
    with open_store(tmp_path / "articles.db") as store:
        article = actions.ingest_text(store, PAGE).id
        actions.draft_article(store, article, HouseDrafter(Cells()))
        for name in ("tsv", "jsonl", "tmx"):
            content = FORMATS[name].serialise(actions.export_units(store, article, which="drafts"))
            units = FORMATS[name].parse(content, name=f"drafts.{name}")
            found = [(unit.source, unit.target) for unit in units]
            assert [pair for pair in found if "\t" in pair[0]] == ROWS, name
        record = next(each for each in store.segments(article) if "An Giang" in each.segment.text)
        assert record.draft is not None
        assert actions.check_text(store, record.segment.text, record.draft.text) == ()


def test_the_command_line_prints_them(
    run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "songngu.translate.load_drafter", lambda *_, style, **__: HouseDrafter(Cells(), style)
    )
    page = tmp_path / "page.vi.txt"
    page.write_text(PAGE, "utf-8")
    result = run("draft", page)
    assert result.code == 0, result.err
    assert [line for line in result.out.splitlines() if "\t" in line] == [row for _, row in ROWS]
