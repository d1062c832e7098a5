"""Links between two pages, made and undone in a real browser, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.store import Store, open_store
from songngu.ui import actions

pytestmark = pytest.mark.browser
NASTY = "<img src=x onerror=\"document.title='bad'\"> & <script>document.title='bad'</script>"


@pytest.fixture
def pair(tmp_path: Path, server: Any, bitext: Any, drafter: Any) -> tuple[Store, int, int]:
    """The sample pair, drafted and aligned, in the database that the page shows."""
    store = open_store(tmp_path / "articles.db")
    source = actions.ingest_text(store, bitext.source, expected="vi").id
    target = actions.ingest_text(store, bitext.target, expected="en").id
    actions.draft_article(store, source, drafter)
    actions.align_articles(store, source, target)
    return store, source, target


def linked(store: Store, source: int) -> set[tuple[tuple[int, ...], tuple[int, ...], bool]]:
    stored = store.alignment(source)
    assert stored is not None
    return {(bead.source, bead.target, bead.fixed) for bead in stored.alignment.beads}


def open_links(visitor: Any, source: int, **parameters: Any) -> Any:
    extra = "".join(f"&{name}={value}" for name, value in parameters.items())
    visitor.page.goto(f"{visitor.url.rstrip('/')}/?article={source}&screen=links{extra}")
    visitor.page.wait_for_selector(".sg-links-card")
    return visitor.page


def card(page: Any, side: str, index: int) -> Any:
    return page.locator(f".sg-links-card[data-side={side}]").nth(index)


def settle(page: Any) -> None:
    """Wait until a step is stored and shown."""
    # A dialog that was answered is taken out by the event that begins the step.
    page.wait_for_function("!document.querySelector('dialog')")
    page.wait_for_function("!document.querySelector('.sg-links').hasAttribute('aria-busy')")


def ribbons(page: Any, level: str) -> int:
    return int(page.locator(f".sg-ribbon[data-level={level}]").count())


def test_by_mouse(visit: Callable[..., Any], pair: Any, axe: Callable[[Any], list[str]]) -> None:
    store, source, _target = pair
    before = linked(store, source)
    page = open_links(visit(), source)
    page.wait_for_function("document.querySelectorAll('.sg-ribbon').length === 6")
    # One sentence with two of the other page.
    card(page, "source", 1).click()
    card(page, "target", 1).click()
    card(page, "target", 2).click()
    assert "1" in page.text_content(".sg-links .sg-links-state")
    page.click(".sg-links [data-part=link]")
    settle(page)
    page.wait_for_selector(".sg-ribbon-hand")
    assert ((1,), (1, 2), True) in linked(store, source)
    assert card(page, "source", 2).get_attribute("data-alone") == "yes"
    assert axe(page) == []
    # Dragged onto a sentence of the other side, it joins that one's link.
    card(page, "source", 2).drag_to(card(page, "target", 2))
    settle(page)
    assert ((1, 2), (1, 2), True) in linked(store, source)
    # A ribbon chooses all that it links; then the aligner may decide again.
    page.locator(".sg-ribbon-hand").click()
    assert page.locator(".sg-links-card[aria-pressed=true]").count() == 4
    page.click(".sg-links [data-part=release]")
    settle(page)
    assert ((1, 2), (1, 2), False) in linked(store, source)
    for _ in range(3):
        page.click(".sg-links [data-part=undo]")
        settle(page)
    assert linked(store, source) == before
    assert page.is_disabled(".sg-links [data-part=undo]")
    page.click(".sg-links [data-part=redo]")
    settle(page)
    assert ((1,), (1, 2), True) in linked(store, source)


def test_by_keyboard_alone(visit: Callable[..., Any], pair: Any) -> None:
    store, source, target = pair
    ids = [record.id for record in store.segments(source)]
    page = open_links(visit(), source, segment=ids[1])
    press = page.keyboard.press

    def step(keys: str) -> None:
        press(keys)
        settle(page)

    page.wait_for_function(
        "id => document.activeElement?.dataset.segment === String(id)", arg=ids[1]
    )
    # Choose, go over to the other side and down one, choose, link.
    press("Space")
    press("ArrowRight")
    press("ArrowDown")
    press("Space")
    step("l")
    assert ((1,), (2,), True) in linked(store, source)
    # What nothing says on the other side.
    press("ArrowLeft")
    press("ArrowDown")
    step("u")
    assert ((2,), (), True) in linked(store, source)
    # Merged with the next one, then split again: the place is chosen with the arrow keys.
    card(page, "source", 3).focus()
    texts = [record.segment.text for record in store.segments(target)]
    card(page, "target", 3).focus()
    press("s")
    page.wait_for_selector("dialog[open] .sg-cutter:focus")
    press("Home")
    press("ArrowRight")
    press("Tab")
    press("Tab")
    step("Enter")
    page.wait_for_function(
        "document.querySelectorAll('[data-side=target].sg-links-card').length === 7"
    )
    now = [record.segment.text for record in store.segments(target)]
    first = texts[3].split()[:2]
    assert now[3:5] == [" ".join(first), texts[3].removeprefix(" ".join(first)).strip()]
    assert ((3,), (3, 4), False) in linked(store, source)
    card(page, "target", 3).focus()
    step("m")
    assert [record.segment.text for record in store.segments(target)] == texts
    # Moved to the link below.
    card(page, "source", 4).focus()
    step("Alt+ArrowDown")
    assert ((4, 5), (5,), True) in linked(store, source)
    for _ in range(5):
        step("Control+z")
    assert [record.segment.text for record in store.segments(target)] == texts
    assert not any(fixed for _, _, fixed in linked(store, source))
    step("Control+Shift+z")
    assert ((1,), (2,), True) in linked(store, source)
    # Around it everything is aligned again, and the desk shows the same.
    step("a")
    assert ((1,), (2,), True) in linked(store, source)
    card(page, "source", 1).focus()
    press("Enter")
    page.wait_for_selector(".sg-desk:not([hidden])")
    assert f"segment={ids[1]}" in page.url
    page.go_back()
    page.wait_for_selector(".sg-links:not([hidden]) .sg-ribbon-hand")
    press("?")
    page.wait_for_selector("dialog[open]")
    assert "L" in page.locator("dialog[open] kbd").all_text_contents()


def test_what_others_change_appears_and_conflicts_are_told(
    visit: Callable[..., Any], pair: Any
) -> None:
    store, source, target = pair
    vi, en = ([record.id for record in store.segments(id_)] for id_ in (source, target))
    page = open_links(visit(), source)
    card(page, "source", 1).focus()
    page.keyboard.press("u")
    settle(page)
    store.link(source, target, [([vi[1]], [en[1]])], editor="Bình")
    page.wait_for_selector(".sg-ribbon-hand", timeout=15_000)
    page.keyboard.press("Control+z")
    settle(page)
    page.wait_for_selector(".sg-links [data-part=problem]:not([hidden])")
    assert ((1,), (1,), True) in linked(store, source)
    # A sentence that somebody splits at the same moment is not split by what the page showed.
    text = store.segments(source)[3].segment.text
    card(page, "source", 3).focus()
    page.keyboard.press("s")
    page.wait_for_selector("dialog[open]")
    store.split_segment(vi[3], text.index(",") + 1, editor="Bình")
    page.click("dialog[open] .sg-primary")
    settle(page)
    page.wait_for_selector(".sg-links [data-part=problem]:not([hidden])")
    assert len(store.segments(source)) == len(vi) + 1
    page.wait_for_function(
        "document.querySelectorAll('[data-side=source].sg-links-card').length === 7"
    )


def test_a_split_takes_the_translation_along_and_text_is_only_text(
    visit: Callable[..., Any], pair: Any
) -> None:
    store, source, target = pair
    record = store.segments(source)[2]
    saved = f"First part. {NASTY} second part."
    store.save_revision(record.id, saved, editor=NASTY, previous=None)
    store.correct_segment(store.segments(target)[1].id, NASTY, editor="An")
    visitor = visit(locale="vi-VN", color_scheme="dark", viewport={"width": 820, "height": 1100})
    page = open_links(visitor, source)
    assert "<script>" in card(page, "target", 1).text_content()
    card(page, "source", 2).focus()
    page.keyboard.press("s")
    page.wait_for_selector("dialog[open]")
    page.locator("dialog[open] .sg-cutter-word", has_text="được").first.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.click("dialog[open] .sg-primary")
    settle(page)
    first, second = store.segments(source)[2:4]
    assert (first.segment.text, second.segment.text) == (
        "Công trình có tổng vốn đầu tư 85 tỷ đồng,", "được xây dựng trong 14 tháng.",
    )  # fmt: skip
    assert (first.post_edit, second.post_edit) == (
        "First part.", f"{NASTY} second part.",
    )  # fmt: skip
    assert page.title() != "bad"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_an_english_version_it_says_what_to_do(
    visit: Callable[..., Any], server: Any, tmp_path: Path, bitext: Any
) -> None:
    store = open_store(tmp_path / "articles.db")
    source = actions.ingest_text(store, bitext.source, expected="vi").id
    visitor = visit()
    visitor.page.goto(f"{visitor.url.rstrip('/')}/?article={source}&screen=links")
    visitor.page.click(".sg-links [data-part=to-desk] a")
    visitor.page.wait_for_selector(".sg-desk:not([hidden])")


def test_of_a_long_article_only_what_is_near_stands_in_the_page(
    visit: Callable[..., Any], server: Any, tmp_path: Path
) -> None:
    store = open_store(tmp_path / "articles.db")
    source, target = long_pair(store, 1500)
    page = open_links(visit(), source)
    page.wait_for_selector(".sg-ribbon")
    n_cards = "document.querySelectorAll('.sg-links-card').length"
    assert page.evaluate(n_cards) < 200
    card(page, "source", 2).focus()
    page.keyboard.press("u")
    settle(page)
    assert ((2,), (), True) in linked(store, source)
    assert page.evaluate("document.activeElement.textContent").startswith("3Câu số 2 ")
    # At the other end of the page the focus is still where it was.
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    last = page.locator(".sg-links-card[data-side=source]", has_text="Câu số 1499 ")
    last.wait_for()
    assert last.locator(".sg-links-number").text_content() == "1500"
    assert page.evaluate("document.activeElement.textContent").startswith("3Câu số 2 ")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.activeElement.textContent.startsWith('4Câu số 3 ')")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") > 0
    # What is in doubt far away is found, and put into the page.
    ids = [passage.id for passage in store.passages(source)]
    store.link(source, target, [([ids[1200], ids[1201]], [])], editor="Bình")
    store.release(source, target, [ids[1200]], editor="Bình")
    state = "document.querySelector('.sg-links .sg-links-state').textContent"
    page.wait_for_function(f"{state}.startsWith('1497 links, 4 doubtful')", timeout=15_000)
    page.keyboard.press("n")
    page.wait_for_function("document.activeElement.textContent.startsWith('1201Sentence 1200 ')")
    assert page.evaluate(n_cards) < 300


def long_pair(store: Store, n: int) -> tuple[int, int]:
    """Two pages of as many sentences as asked, linked one to one."""
    from songngu.corpora.types import Alignment, Bead, Block, BlockKind, Document, Segment, Verdict

    ids = []
    for language, word in (("vi", "Câu số"), ("en", "Sentence")):
        raw, blocks, segments = "", [], []
        for index in range(n):
            text = f"{word} {index} nói về một việc xảy ra trong ngày thứ {index}."
            block = Block(BlockKind.PARAGRAPH, text, True, len(raw), len(raw) + len(text))
            blocks.append(block)
            segments.append(Segment(index, text, index, block.start, block.end))
            raw += text + "\n"
        document = Document(language, word, None, None, None, raw, tuple(blocks))
        ids.append(store.add_document(document, segments).id)
    beads = tuple(Bead((i,), (i,), 0.0, 0.9) for i in range(n))
    store.add_alignment(*ids, Alignment(beads, Verdict.TRANSLATION, 0.9, "align|1"))
    return ids[0], ids[1]
