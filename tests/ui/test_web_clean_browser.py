"""The blocks of a page, set right in a real browser, by keyboard and by mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.store import Store, open_store
from songngu.corpora.types import BlockKind
from songngu.ui import actions

pytestmark = pytest.mark.browser
NASTY = "<img src=x onerror=\"document.title='bad'\"> & <script>document.title='bad'</script>"


@pytest.fixture
def article(tmp_path: Path, server: Any, bitext: Any, drafter: Any) -> tuple[Store, int]:
    """The sample pair, drafted and aligned, and the third sentence of it edited."""
    store = open_store(tmp_path / "articles.db")
    source = actions.ingest_text(store, bitext.source, expected="vi").id
    target = actions.ingest_text(store, bitext.target, expected="en").id
    actions.draft_article(store, source, drafter)
    actions.align_articles(store, source, target)
    store.save_revision(store.segments(source)[2].id, "Edited.", editor="Chi", previous=None)
    return store, source


def open_clean(visitor: Any, source: int) -> Any:
    visitor.page.goto(f"{visitor.url.rstrip('/')}/?article={source}&screen=clean")
    visitor.page.wait_for_selector(".sg-clean-block")
    return visitor.page


def block(page: Any, index: int) -> Any:
    return page.locator(f".sg-clean-block[data-block='{index}']")


def settle(page: Any) -> None:
    # A dialog that was answered is taken out by the event that begins the step.
    page.wait_for_function("!document.querySelector('dialog')")
    page.wait_for_function("!document.querySelector('.sg-clean').hasAttribute('aria-busy')")


def shape(store: Store, source: int) -> Any:
    return (
        store.document(source).blocks,
        [(r.id, r.segment, r.post_edit) for r in store.segments(source)],
    )


def test_by_keyboard_alone(
    visit: Callable[..., Any], article: Any, axe: Callable[[Any], list[str]]
) -> None:
    store, source = article
    before = shape(store, source)
    texts = [each.text for each in store.document(source).blocks]
    page = open_clean(visit(), source)
    assert axe(page) == []
    press = page.keyboard.press

    def step(keys: str) -> None:
        press(keys)
        settle(page)

    block(page, 1).focus()
    step("3")
    assert store.document(source).blocks[1].kind is BlockKind.PARAGRAPH
    step("Space")
    assert not store.document(source).blocks[1].kept
    assert len(store.segments(source)) == 5
    step("Space")
    press("ArrowDown")
    step("j")
    assert store.document(source).blocks[2].text == f"{texts[2]} {texts[3]}"
    assert store.segments(source)[2].post_edit == "Edited."
    press("k")
    page.wait_for_selector("dialog[open] .sg-cutter:focus")
    press("Tab")
    press("Tab")
    step("Enter")
    assert [each.text for each in store.document(source).blocks[2:4]] == texts[2:4]
    press("Enter")
    page.wait_for_selector(".sg-clean textarea:focus")
    page.keyboard.type("Mới! ")
    press("Enter")
    page.wait_for_selector(".sg-clean textarea", state="detached")
    assert store.document(source).blocks[2].text == f"Mới! {texts[2]}"
    corrected = store.segments(source)
    assert [record.segment.text for record in corrected[2:4]] == ["Mới!", texts[2]]
    assert corrected[3].post_edit == "Edited."
    settle(page)
    block(page, 2).focus()
    for _ in range(6):
        step("Control+z")
    assert shape(store, source) == before
    step("Control+y")
    assert store.document(source).blocks[1].kind is BlockKind.PARAGRAPH


def test_by_mouse_on_both_pages(visit: Callable[..., Any], article: Any) -> None:
    store, source = article
    n_segments = len(store.segments(source))
    furniture = next(i for i, each in enumerate(store.document(source).blocks) if not each.kept)
    visitor = visit(locale="vi-VN", viewport={"width": 820, "height": 1180})
    page = open_clean(visitor, source)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.select_option(".sg-clean [data-part=filter]", "aside")
    assert page.locator(".sg-clean-block").count() == 6
    # What is taken in is drafted at once; the rest keeps what it has.
    block(page, furniture).locator("[data-control=keep]").click()
    settle(page)
    page.select_option(".sg-clean [data-part=filter]", "all")
    assert len(store.segments(source)) == n_segments + 1
    page.wait_for_selector(".sg-clean [data-part=job]", state="hidden")
    block(page, furniture).locator("select").select_option("caption")
    settle(page)
    assert store.document(source).blocks[furniture].kind is BlockKind.CAPTION
    assert store.segments(source)[2].post_edit == "Edited."
    # The English version's steps stand in the article's list.
    page.click(".sg-clean [data-part=side-english]")
    page.wait_for_function(
        "document.querySelector('.sg-clean-block p').textContent.startsWith('Can Tho')"
    )
    target = store.aligned_with(source)
    assert target is not None
    text = store.document(target).blocks[1].text
    block(page, 1).locator(".sg-clean-text").dblclick()
    page.fill(".sg-clean textarea", text.replace("September", "October") + NASTY)
    page.click(".sg-clean-save")
    page.wait_for_selector(".sg-clean textarea", state="detached")
    settle(page)
    assert NASTY in store.document(target).blocks[1].text
    assert "<script>" in block(page, 1).locator(".sg-clean-text").text_content()
    settle(page)
    page.click(".sg-clean [data-part=undo]")
    settle(page)
    assert store.document(target).blocks[1].text == text
    assert page.title() != "bad"


def test_a_correction_against_another_is_told_and_what_was_typed_stays(
    visit: Callable[..., Any], article: Any
) -> None:
    store, source = article
    page = open_clean(visit(), source)
    block(page, 2).focus()
    page.keyboard.press("Enter")
    page.fill(".sg-clean textarea", "Tôi sửa.")
    store.correct_block(source, 2, "Bình sửa.", editor="Bình")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sg-clean [data-part=problem]:not([hidden])")
    assert page.input_value(".sg-clean textarea") == "Tôi sửa."
    assert store.document(source).blocks[2].text == "Bình sửa."
    page.keyboard.press("Escape")
    page.wait_for_function(
        "document.querySelectorAll('.sg-clean-text')[2].textContent.startsWith('Bình')",
        timeout=15_000,
    )


def test_approved_text_is_said_to_be_protected(visit: Callable[..., Any], article: Any) -> None:
    store, source = article
    record = store.segments(source)[2]
    actions.save_post_edit(
        store, record.id, "OK", editor="Chi", previous=record.revision.id, status="approved"
    )
    page = open_clean(visit(), source)
    block(page, 2).locator("[data-control=cut]").click()
    page.wait_for_selector("dialog[open]")
    page.click("dialog[open] .sg-primary")
    page.wait_for_selector(".sg-clean [data-part=problem]:not([hidden])")
    assert "approved" in page.text_content(".sg-clean [data-part=problem]")
    assert store.segments(source)[2].segment == record.segment


def test_a_correction_half_made_outlives_an_input_method_a_reload_and_other_screens(
    visit: Callable[..., Any], article: Any
) -> None:
    store, source = article
    text = store.document(source).blocks[2].text
    page = open_clean(visit(), source)
    block(page, 2).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".sg-clean textarea:focus")
    # While a syllable is being composed, Enter and Escape belong to the input method.
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "việ", "selectionStart": 3, "selectionEnd": 3})
    for key in ("Enter", "Escape"):
        page.evaluate(
            "key => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true}))",
            key,
        )
    keys.send("Input.insertText", {"text": "Việc: "})
    assert page.input_value(".sg-clean textarea") == f"Việc: {text}"
    assert store.document(source).blocks[2].text == text
    # The browser asks before it throws away what was typed; the editor stays.
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => location.reload(), 0)")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.input_value(".sg-clean textarea") == f"Việc: {text}"
    page.get_by_role("link", name="Links").click()
    page.wait_for_selector(".sg-links:not([hidden])")
    page.go_back()
    page.wait_for_selector(".sg-clean:not([hidden]) textarea")
    page.locator(".sg-clean textarea").press("Enter")
    settle(page)
    page.wait_for_selector(".sg-clean textarea", state="detached")
    assert store.document(source).blocks[2].text == f"Việc: {text}"
