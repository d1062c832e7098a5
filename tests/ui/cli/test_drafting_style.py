"""The house style on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.types import Draft
from songngu.translate import Drafter, HouseDrafter
from songngu.translate.style import Dates, Headlines, HouseStyle, Spelling

PAGE = """Giá gạo xuất khẩu tăng mạnh

Giá gạo xuất khẩu đã tăng mạnh trong tuần đầu của tháng này, theo Bộ Công Thương.

Các doanh nghiệp cho biết đơn hàng mới đến từ nhiều thị trường trong khu vực.
"""


class Constant(Drafter):
    """Drafts everything alike."""

    signature = "constant|1"

    def draft_batch(self, texts, *, terms=(), matches=None, progress=None):
        return [Draft("labor costs rose on December 2.", 0.5, (), "constant|1") for _ in texts]


@pytest.fixture
def styles(monkeypatch: pytest.MonkeyPatch) -> list[HouseStyle]:
    """The styles that engines were asked for."""
    asked: list[HouseStyle] = []

    def load(name: str = "embedded", *, style: HouseStyle, **settings: Any) -> HouseDrafter:
        asked.append(style)
        return HouseDrafter(Constant(), style)

    monkeypatch.setattr("songngu.translate.load_drafter", load)
    return asked


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.vi.txt"
    path.write_text(PAGE, "utf-8")
    return path


def test_headlines_are_in_title_case_unless_told_otherwise(run, page, styles) -> None:
    result = run("draft", page)
    assert result.code == 0, result.err
    lines = result.out.splitlines()
    assert lines[0] == "Labor Costs Rose on December 2"
    assert set(lines[1:]) == {"labor costs rose on December 2."}
    assert styles == [HouseStyle()]


def test_files_and_choices_count_in_their_order(run, page, styles, tmp_path) -> None:
    house = tmp_path / "house.toml"
    house.write_text('dates = "month-first"\nspelling = "en-GB"\n', "utf-8")
    result = run("draft", page, "--style", house, "--style", "dates=day-first", "--json")
    style = HouseStyle(dates=Dates.DAY_FIRST, spelling=Spelling.BRITISH)
    assert styles == [style]
    answer = result.json()
    assert answer["signature"] == f"constant|1|prep:2|style:{style.signature}"
    assert answer["segments"][0]["draft"] == "Labour Costs Rose on 2 December"
    assert answer["segments"][1]["draft"] == "labour costs rose on 2 December."


def test_the_variable_names_the_file_that_holds_otherwise(
    run, page, styles, tmp_path, monkeypatch
) -> None:
    house = tmp_path / "my house.toml"
    house.write_text('headlines = "sentence"\n', "utf-8")
    monkeypatch.setenv("SONGNGU_STYLE", str(house))
    assert run("draft", page).code == 0
    assert run("draft", page, "--style", "names=drop").code == 0
    assert [style.headlines for style in styles] == [Headlines.SENTENCE, Headlines.TITLE]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("dates=yesterday", "found dates = 'yesterday', expected one of as-drafted, month-first"),
        ("date=day-first", "found the option 'date', expected one of names, dates"),
        ("nowhere.toml", "expected a TOML file with a house style"),
    ],
)
def test_what_is_wrong_with_a_style_is_said(run, page, styles, given, message) -> None:
    result = run("draft", page, "--style", given)
    assert result.code == 1
    assert message in result.err
    assert styles == []


def test_another_style_drafts_a_stored_article_again(run, page, styles) -> None:
    assert run("draft", page, "--save").code == 0
    first = run("draft", "article:1", "--json").json()
    second = run("draft", "article:1", "--style", "spelling=en-GB", "--json").json()
    assert [s["draft"] for s in first["segments"]][1] == "labor costs rose on December 2."
    assert [s["draft"] for s in second["segments"]][1] == "labour costs rose on December 2."


def test_a_batch_has_the_style_in_its_settings(run, page, styles, tmp_path) -> None:
    out = tmp_path / "out"
    assert run("batch", page, "--out", out).code == 0
    assert "1 done before" in run("batch", page, "--out", out).out
    assert "1 done," in run("batch", page, "--out", out, "--style", "spelling=en-GB").out


def test_what_was_chosen_on_the_page_holds_for_articles_of_the_database(
    run, page, styles, database
) -> None:
    from songngu.corpora.store import open_store
    from songngu.ui.actions.house_style import choose_style

    run("ingest", page, "--save")
    with open_store(database) as store:
        choose_style(store, {"spelling": "en-GB"}, editor="Lan")
    run("draft", "article:1")
    run("draft", "article:1", "--style", "dates=day-first")
    run("draft", page)
    assert styles == [
        HouseStyle(spelling=Spelling.BRITISH),
        HouseStyle(dates=Dates.DAY_FIRST),
        HouseStyle(),
    ]
