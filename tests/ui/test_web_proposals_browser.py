"""Why a link was made, and the repairs that the other page proposes, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.store import open_store
from songngu.ui import actions

pytestmark = pytest.mark.browser
OPEN_DIALOG = "dialog[open] .sg-repair"


@pytest.fixture
def pair(tmp_path: Path, server: Any, bitext: Any, drafter: Any) -> SimpleNamespace:
    """Two sentences taken for one in the article, one torn in two in the English version."""
    store = open_store(tmp_path / "articles.db")
    sides = []
    for side, language in ((0, "vi"), (1, "en")):
        lines = [each[side] for each in bitext.pairs]
        text = "\n\n".join([lines[0], f"{lines[1]} {lines[2]}", lines[3], f"{lines[4]} {lines[5]}"])
        sides.append(actions.ingest_text(store, text, expected=language).id)
    source, target = sides
    records = store.segments(source)
    store.merge_segments([records[1].id, records[2].id], editor="An")
    torn = store.segments(target)[4]
    store.split_segment(torn.id, torn.segment.text.index("she had"), editor="An")
    actions.draft_article(store, source, drafter)
    actions.align_articles(store, source, target)
    return SimpleNamespace(store=store, source=source, target=target)


def texts(pair: Any) -> tuple[list[str], list[str]]:
    return (
        [record.segment.text for record in pair.store.segments(pair.source)],
        [record.segment.text for record in pair.store.segments(pair.target)],
    )


def show(visitor: Any, pair: Any, screen: str) -> Any:
    visitor.page.goto(f"{visitor.url.rstrip('/')}/?article={pair.source}&screen={screen}")
    return visitor.page


def test_why_follows_the_focus(
    visit: Callable[..., Any], pair: Any, axe: Callable[[Any], list[str]]
) -> None:
    page = show(visit(viewport={"width": 1280, "height": 560}), pair, "links")
    cards = page.locator(".sg-links-card[data-side=source]")
    cards.first.focus()
    assert page.is_hidden(".sg-links-why")
    page.keyboard.press("w")
    reasons = page.locator(".sg-links-why .sg-reason")
    reasons.first.wait_for()
    assert page.get_attribute(".sg-links [data-part=reasons]", "aria-expanded") == "true"
    told = reasons.all_inner_texts()
    assert any("The same kind of block" in line and line.count("title") == 1 for line in told)
    assert any("45 and 67 characters" in line for line in told)
    assert axe(page) == []
    # Each link says its own, and the sentence in focus stays in sight above the panel.
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "document.querySelector('.sg-links-why').textContent.includes('Trần Thị Lụa')"
        " || document.querySelector('.sg-links-why').textContent.includes('Tran Thi Lua')"
        " || document.querySelector('.sg-links-why').textContent.includes('20 ngày')"
    )
    bounds = "document.querySelector('.sg-links-why').getBoundingClientRect().top"
    assert page.evaluate(f"document.activeElement.getBoundingClientRect().bottom <= {bounds}")
    # Linked by hand, then said to have no counterpart: the panel tells both.
    page.keyboard.press("u")
    page.wait_for_function(
        "document.querySelector('[data-part=why-head]').textContent.includes('by hand')"
    )
    assert reasons.count() == 0
    page.keyboard.press("Control+z")
    reasons.first.wait_for()
    page.keyboard.press("w")
    assert page.is_hidden(".sg-links-why")


def test_the_desk_words_the_reasons_too(visit: Callable[..., Any], pair: Any) -> None:
    vi, en = (
        [record.id for record in pair.store.segments(each)] for each in (pair.source, pair.target)
    )
    pair.store.link(pair.source, pair.target, [(vi[:2], en[:2])], editor="An")
    page = show(visit(), pair, "desk")
    page.locator(".sg-row .sg-box").first.click()
    page.locator(".sg-tab[data-tab=link]").click()
    page.locator(".sg-reasons .sg-reason").first.wait_for()
    told = page.locator(".sg-reasons .sg-reason").all_inner_texts()
    assert any(" characters" in line for line in told), told
    kind = next(line for line in told if "kind of block" in line)
    assert kind.endswith("title, lead"), kind  # of both sides, in words


def test_repairs_are_made_and_taken_back(
    visit: Callable[..., Any], pair: Any, axe: Callable[[Any], list[str]]
) -> None:
    before = texts(pair)
    page = show(visit(), pair, "clean")
    page.wait_for_selector("[data-part=repairs][data-some=yes]")
    assert page.text_content(".sg-clean [data-part=repairs]") == "Proposed repairs: 2"
    page.locator(".sg-clean-block").first.focus()
    page.keyboard.press("p")
    page.wait_for_selector(".sg-repair-do:focus")
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_function(f"document.querySelectorAll('{OPEN_DIALOG}').length === 1")
    assert (len(texts(pair)[0]), texts(pair)[1]) == (len(before[0]) + 1, before[1])
    page.wait_for_selector(".sg-repair-do:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]", state="detached")
    repaired = texts(pair)
    assert [len(side) for side in repaired] == [6, 6]
    assert "Tran Thi Lua, who sells at the market, said she had to close" in repaired[1][4]
    # Both are steps: taken back one by one, and then they are proposed again.
    for n_proposed in (1, 2):
        page.wait_for_selector(".sg-clean [data-part=undo]:enabled")
        page.keyboard.press("Control+z")
        page.wait_for_function(
            "n => document.querySelector('.sg-clean [data-part=repairs]').textContent"
            " === `Proposed repairs: ${n}`",
            arg=n_proposed,
        )
    assert texts(pair) == before


def test_a_repair_of_text_that_changed_is_refused(visit: Callable[..., Any], pair: Any) -> None:
    page = show(visit(), pair, "clean")
    page.wait_for_selector("[data-part=repairs][data-some=yes]")
    page.click(".sg-clean [data-part=repairs]")
    page.wait_for_selector(OPEN_DIALOG)
    joined = pair.store.segments(pair.source)[1]
    pair.store.correct_segment(joined.id, "Một câu khác hẳn.", editor="Bình")
    page.locator(".sg-repair-do").first.click()
    page.wait_for_selector(".sg-clean [data-part=problem]:not([hidden])")
    assert "Một câu khác hẳn." in texts(pair)[0]
    # The list is asked for again after the refusal.
    page.wait_for_function(f"document.querySelectorAll('{OPEN_DIALOG}').length === 1")
    page.locator(".sg-repair").get_by_text("Leave as it is").click()
    page.wait_for_selector("dialog[open]", state="detached")
