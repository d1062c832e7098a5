"""The desk in a real Chromium: what helps with a segment, keys, undo, long articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.store import open_store
from songngu.corpora.types import Draft, Term, TranslationUnit
from songngu.ui import actions

pytestmark = pytest.mark.browser

BOX = ".sg-row .sg-box"
SCRIPT = '<script>window.pwned=1</script><img src=x onerror="window.pwned=1">'


@pytest.fixture
def desk(
    tmp_path: Path,
    bitext: Any,
    drafter: Any,
    serve_page: Callable[..., Any],
    visitor_class: Any,
    chromium: Any,
) -> Iterator[Any]:
    """The desk with the sample pair drafted and aligned, two terms and two units in the store."""
    with open_store(tmp_path / "articles.db") as store:
        article = actions.ingest_text(store, bitext.source, language="vi").id
        english = actions.ingest_text(store, bitext.target, language="en").id
        records = store.segments(article)
        store.add_drafts(article, [drafter.draft(record.segment.text) for record in records])
        actions.align_articles(store, article, english)
        store.add_terms([Term("trạm bơm", "pumping station"), Term("khánh thành", SCRIPT)])
        source = records[1].segment.text
        store.add_units([TranslationUnit(source, f"From the memory. {SCRIPT}", origin=SCRIPT)])
        store.add_units([TranslationUnit(source[:-10], "A similar sentence.")])
    visitor = visitor_class(chromium, serve_page().url)
    visitor.page.goto(f"{visitor.url}?article={article}")
    visitor.page.wait_for_selector(BOX)
    yield visitor
    faults = list(visitor.faults)
    visitor.context.close()
    assert faults == []


def keys(visitor: Any, *names: str) -> None:
    for name in names:
        visitor.page.keyboard.press(name)


def wait_focus(visitor: Any, row: int) -> None:
    visitor.wait(
        "(n) => document.querySelectorAll('.sg-row .sg-box')[n] === document.activeElement", row
    )


def test_what_helps_with_a_segment_is_there_and_taken_by_key(desk: Any, bitext: Any) -> None:
    page = desk.page
    desk.box(1).focus()
    page.wait_for_selector(".sg-panel .sg-term")
    marked = page.locator(".sg-row >> nth=1 >> .sg-term-mark").all_inner_texts()
    assert sorted(marked) == ["khánh thành", "trạm bơm"]
    percents = page.locator(".sg-percent").all_inner_texts()
    assert percents[0] == "100 %"
    assert 60 <= int(percents[1].split()[0]) < 100
    assert SCRIPT in page.locator(".sg-panel-memory").inner_text()
    keys(desk, "Control+a", "Alt+2")
    assert desk.box(1).input_value() == "pumping station"
    keys(desk, "Alt+m")
    assert desk.box(1).input_value().startswith("From the memory.")
    page.wait_for_selector(".sg-diff del")
    keys(desk, "Alt+e")
    assert desk.box(1).input_value() == bitext.pairs[1][1]
    keys(desk, "Alt+s")
    assert desk.box(1).input_value() == bitext.pairs[1][0]
    page.wait_for_selector(".sg-panel-checks >> text=The Vietnamese was copied")
    keys(desk, "Alt+d", "End")
    page.keyboard.type(" More  words")
    desk.wait_state("^saved", 1)
    page.wait_for_selector(".sg-panel-checks >> text=Two spaces stand together")
    assert page.locator(".sg-diff ins").inner_text().strip() == "More  words"
    page.click("[data-tab=link]")
    page.wait_for_selector(".sg-reasons >> text=12,000")
    page.click("[data-tab=context]")
    page.wait_for_selector(".sg-context li >> nth=3")
    page.click("[data-tab=comments]")
    desk.box(1).focus()
    keys(desk, "Alt+c")
    page.keyboard.type(f"Really? {SCRIPT}")
    keys(desk, "Control+Enter")
    page.wait_for_selector(".sg-comment")
    wait_focus(desk, 1)
    page.wait_for_selector(".sg-row >> nth=1 >> .sg-remarks >> text=remarks: 1")
    page.select_option("[data-part=show]", "comments")
    desk.wait("() => document.querySelectorAll('.sg-row .sg-box').length === 1")
    page.click(".sg-comment .sg-small")
    page.wait_for_selector(".sg-comment[data-resolved=yes]")
    assert page.evaluate("() => window.pwned") is None
    assert page.locator(".sg-desk img").count() == 0


def wait_words(visitor: Any, source: list[str], target: list[str]) -> None:
    """Wait until these words are marked in the source and in the box."""
    visitor.wait(
        """(wanted) => JSON.stringify(wanted) === JSON.stringify([
          [...(CSS.highlights.get("sg-words") ?? [])].map((range) => range.toString()),
          [...document.querySelectorAll(".sg-echo mark")].map((mark) => mark.textContent),
        ])""",
        [source, target],
    )


def test_words_that_stand_for_each_other_are_marked(desk: Any) -> None:
    page = desk.page
    source = page.locator(".sg-row >> nth=0 >> .sg-source-text").inner_text()
    assert source == "Cần Thơ vận hành trạm bơm chống ngập đầu tiên"
    box = desk.box(0)
    box.focus()
    box.fill("Can Tho runs its first anti-flood pumping station")
    box.evaluate("(box) => box.setSelectionRange(4, 4)")
    keys(desk, "ArrowRight")
    wait_words(desk, ["Thơ"], ["Tho"])
    # Typing takes the marks away; the words are then linked anew.
    keys(desk, "End")
    page.keyboard.type(", officials say")
    wait_words(desk, [], [])
    keys(desk, "Control+Home")
    wait_words(desk, ["Cần"], ["Can"])
    echo, place = (page.locator(at).first.bounding_box() for at in (".sg-echo", BOX))
    assert all(abs(echo[side] - place[side]) < 1 for side in echo)
    # From the source: the word under the pointer, and back to the caret's when it leaves.
    spot = page.evaluate(
        """() => {
          const text = document.querySelector(".sg-source-text");
          const range = document.createRange();
          range.setStart(text.firstChild, 0);
          range.setEnd(text.firstChild, 2);
          const box = range.getBoundingClientRect();
          return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
    )
    box.evaluate("(box) => box.setSelectionRange(5, 5)")
    keys(desk, "ArrowRight")
    wait_words(desk, ["Thơ"], ["Tho"])
    page.mouse.move(*spot)
    wait_words(desk, ["Cần"], ["Can"])
    page.mouse.move(5, 5)
    wait_words(desk, ["Thơ"], ["Tho"])
    assert page.locator(".sg-echo").get_attribute("aria-hidden") == "true"
    page.locator("[data-part=find]").focus()
    wait_words(desk, [], [])


def test_undo_and_redo_reach_back_across_saves_and_a_refresh(desk: Any, bitext: Any) -> None:
    page = desk.page
    draft = bitext.pairs[0][1]
    desk.box(0).focus()
    keys(desk, "Control+a")
    page.keyboard.type("First")
    desk.wait_state("^saved", 0)
    keys(desk, "Alt+ArrowDown", "Control+a")
    page.keyboard.type("Second")
    desk.wait_state("^saved", 1)
    keys(desk, "Control+z")  # within the stay: this row's own step
    assert desk.box(1).input_value() == bitext.pairs[1][1]
    keys(desk, "Control+Shift+z")
    assert desk.box(1).input_value() == "Second"
    page.reload()
    desk.wait_box("Second", 1)
    desk.box(3).focus()
    keys(desk, "Control+z")
    desk.wait_box(bitext.pairs[1][1], 1)
    wait_focus(desk, 1)
    keys(desk, "Control+z")
    desk.wait_box(draft, 0)
    keys(desk, "Control+y")
    desk.wait_box("First", 0)
    page.click("[data-part=redo]")
    desk.wait_box("Second", 1)


def test_split_merge_and_approval_by_keyboard(desk: Any, bitext: Any) -> None:
    page, count = desk.page, len(bitext.pairs)
    desk.box(1).focus()
    keys(desk, "Alt+x")
    page.wait_for_selector("dialog[open] .sg-split-text:focus")
    at = bitext.pairs[1][0].index("UBND")
    keys(desk, "Control+Home", *["ArrowRight"] * at, "Tab", "Tab", "Tab", "Enter")
    desk.wait("(n) => document.querySelectorAll('.sg-row .sg-box').length === n", count + 1)
    sources = page.locator(".sg-source-text").all_inner_texts()
    assert sources[1] == bitext.pairs[1][0][:at].strip()
    assert sources[2] == bitext.pairs[1][0][at:]
    wait_focus(desk, 1)
    keys(desk, "Alt+g")
    desk.wait("(n) => document.querySelectorAll('.sg-row .sg-box').length === n", count)
    assert page.locator(".sg-source-text").all_inner_texts()[1] == bitext.pairs[1][0]
    wait_focus(desk, 1)
    page.keyboard.type("A good text. ")
    keys(desk, "Alt+a")
    page.wait_for_selector(".sg-row[data-status=approved]")
    wait_focus(desk, 2)
    keys(desk, "Alt+ArrowUp")
    approved = desk.box(1).input_value()
    page.keyboard.type("not this")
    assert desk.box(1).input_value() == approved
    keys(desk, "Alt+d")
    page.wait_for_selector(".sg-toast >> text=This segment is approved")
    keys(desk, "Alt+o")
    page.wait_for_selector(".sg-row >> nth=1 >> .sg-box:not([readonly])")
    page.keyboard.type("now ")
    desk.wait_state("^saved", 1)


def test_finding_moving_and_the_map_of_keys(desk: Any) -> None:
    page = desk.page
    desk.box(0).focus()
    keys(desk, "Alt+p")
    wait_focus(desk, 4)  # the only one whose draft lacks a number
    keys(desk, "Control+Enter")
    wait_focus(desk, 5)
    keys(desk, "Alt+n")
    wait_focus(desk, 0)
    keys(desk, "Control+f")
    page.keyboard.type("tran thi LUA")
    desk.wait("() => document.querySelectorAll('.sg-row .sg-box').length === 1")
    assert page.locator("[data-part=found]").inner_text() == "1 found"
    assert page.locator(".sg-number").inner_text() == "5"
    keys(desk, "Control+a")
    page.keyboard.type("zebra")
    page.wait_for_selector("[data-part=nothing]:not([hidden])")
    keys(desk, "Control+a", "Delete")
    desk.wait("() => document.querySelectorAll('.sg-row .sg-box').length === 6")
    page.locator(".sg-place-title").click()
    keys(desk, "Shift+?")
    page.wait_for_selector("dialog[open]")
    shown = page.locator("dialog[open]").inner_text()
    for words in (
        "Confirm, go to the next segment",
        "Undo",
        "Insert term 1 to 9",
        "Write a remark",
    ):
        assert words in shown


def test_two_editors_see_each_other_on_a_segment(
    desk: Any, visitor_class: Any, chromium: Any
) -> None:
    other = visitor_class(chromium, desk.url)
    other.page.fill("[data-part=editor]", "Minh")
    other.page.locator("[data-part=editor]").blur()
    other.page.goto(desk.page.url)
    other.page.wait_for_selector(BOX)
    other.box(2).focus()
    desk.box(2).focus()
    desk.page.wait_for_selector(".sg-row >> nth=2 >> .sg-here >> text=Minh is here")
    other.page.wait_for_selector(".sg-row >> nth=2 >> .sg-here:not([hidden])")
    other.box(3).focus()
    desk.page.wait_for_selector(".sg-row >> nth=3 >> .sg-here >> text=Minh is here")
    assert other.faults == []
    other.context.close()


def test_the_desk_has_no_serious_fault_for_screen_readers(
    desk: Any, axe: Callable[[Any], list[str]]
) -> None:
    page = desk.page
    desk.box(1).focus()
    page.wait_for_selector(".sg-panel .sg-term")
    found = axe(page)
    for tab in ("history", "comments", "context"):
        page.click(f"[data-tab={tab}]")
    page.click("[data-part=theme]")
    desk.box(4).fill("Not  much, , said.")
    desk.wait_state("^saved", 4)
    found += axe(page)
    keys(desk, "Alt+x")
    page.wait_for_selector("dialog[open]")
    assert found + axe(page) == []


def test_a_very_long_article_is_read_by_windows(
    tmp_path: Path, serve_page: Callable[..., Any], visitor_class: Any, chromium: Any
) -> None:
    total = 2000
    text = "\n\n".join(f"Thành phố xây thêm {n} trạm bơm trong năm nay." for n in range(total))
    with open_store(tmp_path / "articles.db") as store:
        article = actions.ingest_text(store, text, language="vi").id
        records = store.segments(article)
        store.add_drafts(
            article, [Draft(f"The city builds {n} stations.", 1, (), "s") for n in range(total)]
        )
    desk = visitor_class(chromium, serve_page().url)
    page = desk.page
    page.goto(f"{desk.url}?article={article}")
    page.wait_for_selector(BOX)
    there = len(page.locator(BOX).all())
    assert 40 <= there <= 400
    assert f"0 of {total} edited" in page.locator("[data-part=summary]").inner_text()
    last = records[-1].id
    page.goto(f"{desk.url}?article={article}&segment={last}")
    page.wait_for_selector(f"#sg-box-{last}:focus")
    assert page.input_value(f"#sg-box-{last}") == f"The city builds {total - 1} stations."
    page.keyboard.press("Control+a")
    page.keyboard.type("The last one.")
    page.wait_for_selector(f"[data-segment='{last}'] .sg-state >> text=/^saved/")
    page.fill("[data-part=find]", "1234")
    page.wait_for_selector(f"#sg-box-{records[1234].id}")
    assert page.locator(BOX).count() == 1
    page.fill("[data-part=find]", "")
    desk.wait("() => document.querySelectorAll('.sg-row .sg-box').length > 30")
    page.evaluate("() => window.scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_selector(f"#sg-box-{last}")
    assert page.input_value(f"#sg-box-{last}") == "The last one."
    assert page.locator(BOX).count() < 600
    assert desk.faults == []
    desk.context.close()


def test_the_panel_does_not_lie_on_the_box_in_focus(desk: Any) -> None:
    page = desk.page
    page.locator(".sg-box").last.focus()
    page.wait_for_selector(".sg-panel:not([hidden])")
    page.wait_for_function(
        "() => document.activeElement.getBoundingClientRect().bottom"
        " <= document.querySelector('.sg-panel').getBoundingClientRect().top"
    )
