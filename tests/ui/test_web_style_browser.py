"""The house style in a real Chromium: seen, chosen, and drafted in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.store import Role, open_store
from songngu.corpora.types import Draft
from songngu.translate import Drafter, HouseDrafter
from songngu.ui import actions

pytestmark = pytest.mark.browser

PAGE = (
    "Bến xe mở thêm tuyến\n\nNgày 2/12, bến xe thuê thêm lao động cho ba tuyến mới.\n\n"
    "Tuyến\tGiá vé\tSố chuyến\nTrung tâm\t7.000\t40\nSân bay\t\t26\n\n"
    "Hành khách đi lại thuận tiện hơn trong dịp Tết, theo ban quản lý bến xe."
)
PASSWORD = "a long enough password"


class Constant(Drafter):
    """Drafts everything alike."""

    signature = "constant|1"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> HouseDrafter:
        return HouseDrafter(self)

    def draft_batch(
        self, texts: Sequence[str], *, terms: Any = (), matches: Any = None, progress: Any = None
    ) -> list[Draft]:
        assert self.gate.wait(60)
        return [Draft(f"labor {len(text)} by December 2.", 0.5, (), "") for text in texts]


@pytest.fixture
def drafter() -> Constant:
    return Constant()


def boxes(page: Any) -> list[str]:
    return page.eval_on_selector_all(".sg-row .sg-box", "found => found.map(e => e.value)")


def test_a_style_is_chosen_and_articles_are_drafted_in_it(
    visit: Callable[..., Any], axe: Callable[[Any], list[str]]
) -> None:
    editor = visit()
    page = editor.page
    editor.add(PAGE)
    page.wait_for_selector(".sg-row .sg-box")
    editor.wait_box("Labor 20 by December 2")
    editor.wait("() => document.querySelectorAll('.sg-row').length === 6")
    page.wait_for_selector(".sg-job", state="hidden")
    # The table's columns are there on both sides; numbers are written in English without a model.
    sources = page.eval_on_selector_all(".sg-source p", "found => found.map(e => e.textContent)")
    assert sources[3:5] == ["Trung tâm\t7.000\t40", "Sân bay\t\t26"]
    columns = page.eval_on_selector(
        ".sg-row:nth-child(1) .sg-source p", "e => getComputedStyle(e).whiteSpace"
    )
    assert columns == "pre-wrap"
    assert [box.split("\t")[1:] for box in boxes(page)[3:5]] == [["7,000", "40"], ["", "26"]]

    desk = page.url
    page.get_by_role("link", name="House style").click()
    page.wait_for_selector(".sg-style-option")
    assert page.locator(".sg-style-option input:checked").count() == 6
    assert page.locator("[name=sg-style-headlines]:checked").get_attribute("value") == "title"
    assert "Nobody has chosen" in page.inner_text("[data-part=whose]")
    assert axe(page) == []
    page.check("[name=sg-style-dates][value=day-first]")
    page.check("[name=sg-style-spelling][value=en-GB]")
    page.get_by_role("button", name="Use for new drafts").click()
    page.locator(".sg-toast", has_text="Saved").wait_for()
    assert "Chosen by" in page.inner_text("[data-part=whose]")
    page.reload()
    page.wait_for_selector("[name=sg-style-dates][value=day-first]:checked")
    page.select_option("[data-part=language]", "vi")
    assert page.inner_text(".sg-style h1") == "Quy cách bản dịch"
    assert "đã chọn" in page.inner_text("[data-part=whose]")
    assert axe(page) == []
    page.select_option("[data-part=language]", "en")

    # What was drafted before stays until somebody wants it in the new style.
    page.goto(desk)
    page.wait_for_selector(".sg-job[data-state=other-style]")
    assert "house style: 6" in page.inner_text("[data-part=job-text]")
    assert axe(page) == []
    editor.wait_box("Labor 20 by December 2")
    page.get_by_role("button", name="Draft them again").click()
    editor.wait_box("Labour 20 by 2 December")
    page.wait_for_selector(".sg-job", state="hidden")
    assert "labour" in boxes(page)[1]

    page.goto(f"{editor.url}?screen=style")
    page.get_by_role("button", name="Back to the usual style").click()
    page.wait_for_selector("[name=sg-style-dates][value=as-drafted]:checked")
    assert "Nobody has chosen" in page.inner_text("[data-part=whose]")


def test_editors_see_the_style_and_cannot_change_it(
    tmp_path: Path, serve_page: Callable[..., Any], chromium: Any
) -> None:
    with open_store(tmp_path / "articles.db") as store:
        actions.add_user(store, "Hà", PASSWORD, Role.EDITOR)
    server = serve_page(host="127.0.0.1")
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{server.url}?screen=style")
    page.fill("[name=name]", "Hà")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector(".sg-shell")
    page.goto(f"{server.url}?screen=style")
    page.wait_for_selector(".sg-style-option")
    assert page.locator(".sg-style-option input:enabled").count() == 0
    assert page.locator(".sg-style-option input:checked").count() == 6
    assert "Reviewers and administrators" in page.inner_text("[data-part=ask]")
    assert not page.is_visible(".sg-style [data-part=save]")
    context.close()
