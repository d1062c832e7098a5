"""The page in a real Chromium, as an editor goes through it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

BOX = ".sg-row .sg-box"
STATE = ".sg-row .sg-state"
SCRIPT = '<script>window.pwned=1</script><img src=x onerror="window.pwned=1"><b>bold</b>'


def test_from_two_pasted_pages_to_a_saved_correction(
    visit: Callable[..., Any], bitext: Any, drafter: Any
) -> None:
    editor = visit()
    page = editor.page
    assert page.locator("[data-part=empty] li").count() == 3
    drafter.gate.clear()
    editor.add(bitext.source, bitext.target)
    page.wait_for_url(re.compile(r"\?article=\d+$"))
    page.wait_for_selector(".sg-job .sg-job-bar:not([hidden])")
    page.close()  # drafting belongs to the server, not to the tab
    drafter.gate.set()
    editor.page = page = editor.open("?article=1")
    for row, (_, english) in enumerate(bitext.pairs[:4]):
        editor.wait_box(english, row)
    page.wait_for_selector(".sg-verdict[data-verdict=translation]")
    assert page.locator(".sg-english .sg-link").count() == len(bitext.pairs)
    assert "100 %" not in page.locator(".sg-desk").inner_text()  # nothing here is certain
    assert page.locator(".sg-check").first.text_content().startswith("!A number is missing")
    assert "Set aside" in page.locator("[data-part=aside]").inner_text()

    editor.box(1).fill("On 12 September 2025 Can Tho opened the Rach Soi pumping station.")
    saved = editor.wait_state(r"^saved \d\d:\d\d:\d\d$", 1)
    assert "1 of 6 edited" in page.locator("[data-part=summary]").inner_text()
    page.reload()
    editor.wait_box("On 12 September 2025 Can Tho opened the Rach Soi pumping station.", 1)
    assert page.locator(".sg-row[data-status=edited]").count() == 1
    assert saved


def test_what_ended_between_opening_and_the_first_look_is_shown(
    visit: Callable[..., Any], bitext: Any, drafter: Any
) -> None:
    editor, other = visit(), visit()
    held: list[Any] = []

    def hold(route: Any) -> None:
        first = '"pulse"' in (route.request.post_data or "") and not held
        if first:
            held.append(route)
        else:
            route.continue_()

    editor.page.route("**/component_server**", hold)
    drafter.gate.clear()
    editor.add(bitext.source, bitext.target)
    editor.page.wait_for_selector(BOX)  # opened while the drafts are still to come
    other.page.goto(editor.url + "?article=1")
    drafter.gate.set()
    other.wait_box(bitext.pairs[0][1])
    other.page.wait_for_selector(".sg-verdict[data-verdict=translation]")
    other.page.wait_for_selector(".sg-job", state="hidden")
    assert len(held) == 1
    held[0].continue_()
    editor.wait_box(bitext.pairs[0][1])
    editor.page.wait_for_selector(".sg-verdict[data-verdict=translation]")
    editor.page.wait_for_selector(".sg-job", state="hidden")


def test_saving_starts_within_a_second_of_the_last_key(desk: Any) -> None:
    desk.page.evaluate(
        """() => {
          const real = window.fetch;
          window.saves = [];
          window.fetch = (...request) => {
            if (String(request[1]?.body).includes('"fn_name":"save"')) {
              window.saves.push(performance.now());
            }
            return real(...request);
          };
          document.addEventListener("input", () => { window.last = performance.now(); }, true);
        }"""
    )
    desk.box(0).press_sequentially(" and more", delay=60)
    desk.wait_state("^saved")
    saves = desk.page.evaluate("() => window.saves.map((time) => time - window.last)")
    assert len(saves) == 1  # not one per key
    assert 0 < saves[0] <= 1000


def test_two_editors_on_one_segment_both_keep_their_text(
    desk: Any, visit: Callable[..., Any]
) -> None:
    other = visit()
    other.page.fill("[data-part=editor]", "Minh")
    other.page.goto(desk.url + "?article=1")
    other.page.wait_for_selector(BOX)
    held: list[Any] = []

    def hold(route: Any) -> None:
        if '"fn_name":"save"' in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    # Typing holds back what comes from others; so both are at work on the same draft.
    other.page.route("**/component_server**", hold)
    other.box(0).fill("Text of Minh.")
    while not held:
        other.page.wait_for_timeout(50)
    desk.box(0).fill("Text of the first editor.")
    desk.wait_state("^saved")
    held[0].continue_()
    other.wait_state("^not saved: two")
    other.page.unroute("**/component_server**")
    winner, loser = desk, other
    panel = loser.page.locator(".sg-conflict:not([hidden])")
    assert panel.locator(".sg-theirs").inner_text() == winner.box(0).input_value()
    assert panel.locator(".sg-mine").inner_text() == loser.box(0).input_value()
    mine = loser.box(0).input_value()
    loser.page.reload()  # not even a refresh loses the text that was not saved
    loser.page.wait_for_selector(".sg-conflict:not([hidden])")
    assert loser.box(0).input_value() == mine
    loser.page.locator(".sg-conflict button").first.click()
    loser.wait_state("^saved")
    winner.wait_box(mine)  # and the other editor gets to see it


def test_own_second_save_is_no_conflict_even_from_a_second_tab(desk: Any) -> None:
    tab = desk.open("?article=1")
    tab.wait_for_selector(BOX)
    desk.box(0).fill("First.")
    desk.wait_state("^saved")
    tab.wait_for_function("() => document.querySelector('.sg-box').value === 'First.'")
    tab.locator(BOX).first.fill("Second.")
    desk.wait_box("Second.")
    desk.box(0).fill("Third.")
    desk.wait_state("^saved")
    assert desk.page.locator(".sg-conflict:not([hidden])").count() == 0


def test_markup_in_an_article_is_text_everywhere(visit: Callable[..., Any], bitext: Any) -> None:
    editor = visit()
    page = editor.page
    page.fill("[data-part=editor]", SCRIPT)
    page.locator("[data-part=editor]").blur()
    source = [f"{text} {SCRIPT}" if n < 2 else text for n, (text, _) in enumerate(bitext.pairs)]
    target = [f"{text} {SCRIPT}" if n < 2 else text for n, (_, text) in enumerate(bitext.pairs)]
    editor.add("\n\n".join(source), "\n\n".join(target))
    page.wait_for_selector(".sg-verdict:not([data-verdict=none])")
    page.wait_for_selector(".sg-job", state="hidden")
    editor.box(0).fill(SCRIPT)
    editor.wait_state("^saved")
    page.reload()
    editor.wait_box(SCRIPT)
    assert "<script>" in page.locator(".sg-source").first.inner_text()
    page.click(".sg-nav a >> nth=0")
    page.wait_for_selector(".sg-article-title")
    assert "<b>bold</b>" in page.locator(".sg-article-title").first.inner_text()
    assert page.evaluate("() => window.pwned") is None
    assert page.locator(".sg-desk img, .sg-shell img, .sg-desk b, .sg-shell b").count() == 0


def test_a_whole_article_by_keyboard_alone(desk: Any, bitext: Any) -> None:
    page = desk.page
    desk.box(0).focus()
    for row, (_, english) in enumerate(bitext.pairs):
        focused = page.evaluate(
            "() => [...document.querySelectorAll('.sg-row .sg-box')]"
            ".indexOf(document.activeElement)"
        )
        assert focused == row
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Control+a")
        page.keyboard.type(f"{row}: {english}")
        page.keyboard.press("Control+Enter")
    for row in range(len(bitext.pairs)):
        desk.wait_state("^saved", row)
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type("x")
    desk.wait_state("^saved", len(bitext.pairs) - 2)
    assert "6 of 6 edited" in page.locator("[data-part=summary]").inner_text()


def test_confirming_an_untouched_draft_saves_it(desk: Any, bitext: Any) -> None:
    desk.box(0).focus()
    desk.page.keyboard.press("Control+Enter")
    desk.wait_state("^saved")
    desk.page.reload()
    desk.wait_state("^edited by editor-")
    assert desk.box(0).input_value() == bitext.pairs[0][1]


def test_nothing_is_saved_and_no_key_fires_while_composing(desk: Any, bitext: Any) -> None:
    page = desk.page
    desk.box(0).focus()
    page.keyboard.press("End")
    session = desk.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "tiê", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(1500)
    state = page.locator(STATE).first.text_content()
    assert not state.startswith("saved")
    # As an input method sends it: the key belongs to the composition.
    page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
          { key: "Enter", ctrlKey: true, isComposing: true, bubbles: true, cancelable: true }))"""
    )
    assert page.evaluate("() => document.activeElement.id") == page.locator(
        BOX
    ).first.get_attribute("id")
    session.send("Input.insertText", {"text": "tiếng"})
    desk.wait_state("^saved")
    assert desk.box(0).input_value() == bitext.pairs[0][1] + "tiếng"


def test_files_are_taken_like_pasted_text(
    visit: Callable[..., Any], bitext: Any, tmp_path: Path
) -> None:
    editor = visit()
    source, target = tmp_path / "bài.txt", tmp_path / "page.html"
    source.write_text(bitext.source, encoding="utf-16")
    paragraphs = "".join(f"<p>{english}</p>" for _, english in bitext.pairs[1:])
    target.write_text(
        f"<html><body><article><h1>{bitext.pairs[0][1]}</h1>{paragraphs}</article>"
        "<script>window.pwned=1</script></body></html>",
        encoding="utf-8",
    )
    editor.page.set_input_files("[data-part=source-file]", source)
    editor.page.set_input_files("[data-part=target-file]", target)
    assert "bài.txt" in editor.page.locator("[data-part=source-file-name]").inner_text()
    editor.page.click("[data-part=submit]")
    editor.page.wait_for_selector(".sg-verdict[data-verdict=translation]")
    editor.wait_box(bitext.pairs[0][1])
    assert editor.page.evaluate("() => window.pwned") is None


def test_bad_input_is_explained_and_stays_in_the_box(
    visit: Callable[..., Any], bitext: Any, tmp_path: Path
) -> None:
    editor = visit()
    page = editor.page
    problem = page.locator("#sg-source-problem")
    page.click("[data-part=submit]")
    problem.wait_for(state="visible")
    assert problem.inner_text().startswith("There is no text yet")
    editor.add(bitext.target)
    page.wait_for_selector("#sg-source-problem:has-text('looks like English')")
    assert page.input_value("#sg-source-text") == bitext.target
    page.reload()  # nor does a refresh lose what was pasted
    page.wait_for_selector("#sg-source-text")
    editor.wait("(text) => document.querySelector('#sg-source-text').value === text", bitext.target)
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 50)
    page.set_input_files("[data-part=source-file]", tmp_path / "picture.txt")
    page.click("[data-part=submit]")
    page.wait_for_selector("#sg-source-problem:has-text('could not be read')")
    (tmp_path / "nothing.txt").touch()
    page.set_input_files("[data-part=source-file]", tmp_path / "nothing.txt")
    page.click("[data-part=submit]")
    page.wait_for_selector("#sg-source-problem:has-text('file is empty')")
    page.click("[data-part=source-file-name] button")
    assert page.input_value("#sg-source-text") == bitext.target
    editor.add(
        "Le gouvernement a annoncé mardi la construction de trois nouvelles écoles dans la région."
    )
    page.wait_for_selector("#sg-source-problem:has-text('another language (French)')")


def test_a_page_in_another_language_is_taken_when_the_person_says_so(
    visit: Callable[..., Any], bitext: Any
) -> None:
    editor = visit()
    editor.add(bitext.target)
    editor.page.click("#sg-source-problem .sg-sure")
    editor.page.wait_for_url(re.compile(r"\?article=\d+$"))
    editor.wait_box(f"Sentence of {len(bitext.pairs[0][1])} characters.")


def test_an_english_page_is_added_from_the_desk(visit: Callable[..., Any], bitext: Any) -> None:
    editor = visit()
    page = editor.page
    editor.add(bitext.source)
    editor.wait_box(bitext.pairs[0][1])
    page.wait_for_selector(".sg-job", state="hidden")
    editor.box(0).fill("Corrected before the English came.")
    page.click("[data-part=pairing-head]")
    page.fill("#sg-english-text", bitext.source)
    page.click("[data-part=pairing-submit]")
    page.wait_for_selector("#sg-english-problem:has-text('looks like Vietnamese')")
    page.fill("#sg-english-text", bitext.target)
    page.click("[data-part=pairing-submit]")
    page.wait_for_selector(".sg-verdict[data-verdict=translation]")
    assert page.locator(".sg-english .sg-link").count() == len(bitext.pairs)
    assert editor.box(0).input_value() == "Corrected before the English came."
    assert "another English page" in page.locator("[data-part=pairing-head]").inner_text()


def test_an_unknown_article_says_so(visit: Callable[..., Any]) -> None:
    page = visit().page
    page.goto(page.url.split("?")[0] + "?article=4711")
    page.wait_for_selector(".sg-problem:has-text('no such article')")
    page.click(".sg-nav a >> nth=0")
    page.wait_for_selector("[data-part=empty]")


def test_the_interface_speaks_vietnamese_and_keeps_what_is_typed(desk: Any) -> None:
    page = desk.page
    desk.box(0).fill("Typed before the switch.")
    page.select_option("[data-part=language]", "vi")
    desk.wait_state(r"^đã lưu \d\d:\d\d:\d\d$")
    assert desk.box(0).input_value() == "Typed before the switch."
    assert page.locator(".sg-verdict h2").inner_text() == "Trang tiếng Anh là bản dịch của bài này"
    desk.box(4).focus()
    page.wait_for_selector(".sg-panel-checks >> text=Không thấy giá trị này trong bản nháp: 20")
    assert page.evaluate("() => document.documentElement.lang") == "vi"
    page.reload()
    page.wait_for_selector(BOX)
    assert page.locator(".sg-nav a").first.inner_text() == "Bài viết"


def test_a_vietnamese_browser_in_the_dark_gets_its_own(visit: Callable[..., Any]) -> None:
    page = visit(locale="vi-VN", color_scheme="dark").page
    assert page.locator(".sg-articles [data-part=empty] h2").inner_text() == "Chưa có bài nào"
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    page.click("[data-part=theme]")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "light"


def test_every_control_has_a_name(desk: Any) -> None:
    nameless = """() => [...document.querySelectorAll(
        ":is(.sg-desk, .sg-shell) :is(input, textarea, select, button, a, summary)")]
      .filter((element) => !(element.getAttribute("aria-label") || element.labels?.length
        || element.textContent.trim())).map((element) => element.outerHTML.slice(0, 90))"""
    assert desk.page.evaluate(nameless) == []
    desk.page.click(".sg-nav a >> nth=0")
    desk.page.wait_for_selector("tr[data-article]")
    assert desk.page.evaluate(nameless) == []


@pytest.mark.parametrize("width", [1280, 820, 390], ids=["desktop", "tablet", "phone"])
def test_nothing_sticks_out_sideways(desk: Any, width: int) -> None:
    desk.page.set_viewport_size({"width": width, "height": 720})
    desk.page.locator(".sg-bar select").select_option("vi")  # its words are the longer ones
    ready = {"?article=1": BOX, "": "tr[data-article]", "?screen=style": ".sg-choice"}
    for path, awaited in ready.items():
        desk.page.goto(desk.url + path)
        desk.page.locator(awaited).first.wait_for()
        wide = desk.page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width


def test_a_dead_server_costs_no_typing(
    chromium: Any, serve_page: Callable[..., Any], bitext: Any, visitor_class: Any
) -> None:
    server = serve_page()
    visitor = visitor_class(
        chromium, server.url
    )  # its faults do not count: the server dies on purpose
    visitor.add(bitext.source)
    visitor.wait_box(bitext.pairs[0][1])
    visitor.page.wait_for_selector(".sg-job", state="hidden")
    server.stop()
    visitor.box(0).fill("Typed while the server was away.")
    visitor.wait_state("^not sent yet")
    serve_page(port=int(server.url.rstrip("/").rpartition(":")[2]))
    visitor.wait_state("^(saved|edited by)")
    visitor.page.goto(server.url + "?article=1")
    visitor.wait_box("Typed while the server was away.")
    visitor.context.close()


def test_axe_finds_no_serious_fault(desk: Any, axe: Callable[[Any], list[str]]) -> None:
    page = desk.page
    found = axe(page)
    page.click("[data-part=keys]")
    page.wait_for_selector("dialog[open] kbd")
    found += axe(page)
    page.keyboard.press("Escape")
    page.click(".sg-nav a >> nth=0")
    page.wait_for_selector("tr[data-article]")
    page.click("[data-part=theme]")
    assert found + axe(page) == []
