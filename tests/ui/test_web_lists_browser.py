"""Articles, terms and memory, jobs and quality in a real Chromium, as people go through them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from songngu.corpora.store import open_store
from songngu.corpora.types import Status, TranslationUnit
from songngu.ui.actions import page_from_text

pytestmark = pytest.mark.browser

SCRIPT = '<script>window.pwned=1</script><img src=x onerror="window.pwned=1">'
ROW = ".sg-articles tbody tr"


def harmless(page: Any) -> None:
    assert page.evaluate("window.pwned") is None
    assert page.locator(".sg-screen script, .sg-screen img, dialog img").count() == 0


def upload(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_articles_from_many_files_to_the_emptied_bin(
    visit: Callable[..., Any], bitext: Any, axe: Callable[[Any], list[str]], tmp_path: Path
) -> None:
    editor = visit()
    page = editor.page
    page.click(".sg-articles [data-part=way-files]")
    french = "Le gouvernement a annoncé mardi la construction de trois écoles. " * 4
    files = [
        upload("bai.txt", bitext.source),
        upload("page.txt", bitext.target),
        upload(f"{SCRIPT}.txt", "Hôm nay thành phố mở thêm hai tuyến xe buýt mới."),
        upload("autre.txt", french),
        upload("rien.txt", ""),
    ]
    page.set_input_files("[data-part=files-input]", files)
    page.wait_for_selector(".sg-taken li:nth-child(5)[data-mood]")
    moods = page.eval_on_selector_all(".sg-taken li", "found => found.map(e => e.dataset.mood)")
    assert moods == ["good", "good", "good", "bad", "bad"]
    assert "French" in page.locator(".sg-taken li").nth(3).inner_text()
    assert SCRIPT in page.locator(".sg-taken").inner_text()
    page.locator(".sg-taken li").nth(3).get_by_text("It is English: take it").click()
    page.wait_for_selector(".sg-taken li:nth-child(4)[data-mood=good]")
    with open_store(tmp_path / "articles.db") as store:
        text = f"Tin {SCRIPT} nóng\n\nHôm nay trời nắng đẹp ở Đà Lạt."
        hostile = page_from_text(text, url=f"https://x.example/{SCRIPT}", language="vi")
        number = store.add_document(hostile.document, hostile.segments).id
        store.set_assignee(number, SCRIPT)
    page.reload()
    page.wait_for_function(f"() => document.querySelectorAll('{ROW}').length === 5")
    assert page.inner_text(f"{ROW}[data-article='{number}']").count(SCRIPT) == 3
    assert axe(page) == []
    harmless(page)

    # Its English version is proposed, and taken.
    article = page.locator(ROW, has_text=bitext.pairs[0][0])
    article.get_by_text("Find its English page").first.click()
    page.wait_for_selector("dialog .sg-proposal")
    assert bitext.pairs[0][1] in page.locator("dialog .sg-proposal").first.inner_text()
    assert axe(page) == []
    page.keyboard.press("Enter")
    article.locator(".sg-badge[data-verdict=translation]").wait_for()
    assert page.locator(ROW).count() == 4  # the pair is one line
    assert article.locator("[data-share=drafted]").evaluate("e => e.style.inlineSize") == "100%"

    # Somebody takes it; filters, search and sort find it again, also after a reload.
    article.get_by_role("button", name=re.compile("^Take ")).first.click()
    article.locator(".sg-person[data-mine=yes]").wait_for()
    page.select_option(".sg-articles [data-part=who]", "me")
    page.wait_for_function(f"() => document.querySelectorAll('{ROW}').length === 1")
    page.reload()
    page.wait_for_selector(ROW)
    assert page.locator(ROW).count() == 1
    page.click(".sg-articles [data-part=clear]")
    page.wait_for_function(f"() => document.querySelectorAll('{ROW}').length === 4")
    page.keyboard.press("/")
    page.keyboard.type("xe buyt")
    page.wait_for_function(f"() => document.querySelectorAll('{ROW}').length === 1")
    page.locator(".sg-articles [data-part=search]").fill("zebra")
    page.wait_for_selector(".sg-articles [data-part=nothing-found]:visible")
    page.locator(".sg-articles [data-part=search]").fill("")
    page.select_option(".sg-articles [data-part=sort]", "title")
    page.click(".sg-articles [data-part=direction]")
    page.wait_for_function(
        "() => document.querySelector('.sg-article-title')?.textContent.startsWith('Cần')"
    )

    # By keyboard from title to title and into the article, back by the browser's button.
    page.locator(".sg-article-title").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"article=\d+"))
    page.go_back()
    page.wait_for_selector(ROW)

    # Into the bin and back at once; into the bin and back from there; gone for good.
    for restore in ("undo", "bin", None):
        article.locator("summary").click()
        article.get_by_text("Put in the bin").click()
        article.wait_for(state="detached")
        if restore == "undo":
            page.locator(".sg-toast").get_by_text("Undo").click()
            article.wait_for()
            continue
        page.click(".sg-articles [data-part=bin]")
        page.wait_for_selector("[data-part=bin-line]:visible")
        assert page.locator(ROW).count() == 2  # with its English version
        if restore == "bin":
            assert axe(page) == []
            for n_left in (1, 0):
                page.locator(ROW).first.get_by_role("button").click()
                page.wait_for_function(
                    f"n => document.querySelectorAll('{ROW}').length === n", arg=n_left
                )
            page.click(".sg-articles [data-part=bin]")
            article.wait_for()
            continue
        page.click(".sg-articles [data-part=empty-bin]")
        page.locator("dialog").get_by_role("button", name="Empty the bin").click()
        page.wait_for_selector("[data-part=bin-line]", state="hidden")
    page.wait_for_function(f"() => document.querySelectorAll('{ROW}').length === 3")
    harmless(page)


def test_terms_by_keyboard_from_empty_to_exported(
    visit: Callable[..., Any], axe: Callable[[Any], list[str]], tmp_path: Path
) -> None:
    editor = visit(accept_downloads=True)
    page = editor.page
    page.goto(f"{editor.url}?screen=terms")
    page.wait_for_selector(".sg-terms [data-part=empty]:visible")
    assert page.locator(".sg-terms [data-part=empty] li").count() == 3
    assert axe(page) == []
    for source, target in [("Bò Kẹo", "Bokeo"), (SCRIPT, f"x {SCRIPT}")]:
        page.keyboard.press("n")
        page.wait_for_selector("dialog #sg-term-source")
        page.keyboard.type(source)
        page.keyboard.press("Tab")
        page.keyboard.type(target)
        page.keyboard.press("Tab")
        page.keyboard.type(f"ghi chú {SCRIPT}")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog", state="detached")
    page.wait_for_function("() => document.querySelectorAll('.sg-terms tbody tr').length === 2")
    assert SCRIPT in page.locator(".sg-terms tbody").inner_text()
    assert axe(page) == []
    harmless(page)

    # A term without its other side is not saved; nothing typed is lost.
    page.keyboard.press("n")
    page.wait_for_selector("dialog #sg-term-source")
    page.keyboard.type("sở")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog .sg-problem:visible")
    assert page.evaluate("document.activeElement.id") == "sg-term-target"
    assert page.input_value("#sg-term-source") == "sở"
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")

    # Found without diacritics, marked, changed; deleted and put back.
    page.keyboard.press("/")
    page.keyboard.type("bo keo", delay=300)  # a search after each letter, the space too
    # One row is left after "bo ke" too: what is marked says when the last letter has arrived.
    page.wait_for_function(
        "() => [...document.querySelectorAll('.sg-terms tbody th mark')]"
        ".map((mark) => mark.innerText).join('|') === 'Bò|Kẹo'"
    )
    assert page.locator(".sg-terms tbody tr").count() == 1
    page.wait_for_url(re.compile(r"[?&]q=bo\+keo(&|$)"))
    page.get_by_role("button", name="Change Bò Kẹo").click()
    page.fill("#sg-term-target", "Bo Keo")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sg-terms td:has-text('Bo Keo') mark")
    assert page.locator(".sg-terms tbody td mark").all_inner_texts() == ["Bo", "Keo"]
    page.get_by_role("button", name="Delete Bò Kẹo").click()
    page.wait_for_selector(".sg-terms [data-part=nothing]:visible")
    page.locator(".sg-toast").get_by_text("Undo").click()
    page.wait_for_selector(".sg-terms tbody tr:visible")
    page.fill(".sg-terms [data-part=search]", "")

    # A list from a spreadsheet comes in, and goes out again.
    page.set_input_files(
        ".sg-terms [data-part=import]", [upload("a.csv", "vi,en\nsở,department\nBò Kẹo,Bo Keo\n")]
    )
    page.locator(".sg-toast", has_text="2 terms read, 1 of them new.").wait_for()
    page.wait_for_function("() => document.querySelectorAll('.sg-terms tbody tr').length === 3")
    page.set_input_files(".sg-terms [data-part=import]", [upload("b.csv", "a\nb\n")])
    page.wait_for_selector(".sg-terms [data-part=problem]:visible")
    assert "b.csv:1: expected 2 to 3 columns" in page.inner_text(".sg-terms [data-part=problem]")
    page.click(".sg-export summary")
    with page.expect_download() as download:
        page.get_by_text("Text with tabs (TSV)").click()
    saved = Path(download.value.path()).read_text("utf-8-sig")
    assert download.value.suggested_filename == "songngu-terms.tsv"
    assert "sở\tdepartment" in saved

    # The memory: what was approved, with the way to where that was.
    with open_store(tmp_path / "articles.db") as store:
        store.add_units(
            [TranslationUnit(f"Cầu {SCRIPT} mở.", "It opened.", confidence=0.5, origin=SCRIPT)]
        )
    page.keyboard.press("Escape")
    page.click("[data-part=kind-memory]")
    page.wait_for_selector(".sg-terms tbody tr[data-unit]")
    assert SCRIPT in page.inner_text(".sg-terms tbody")
    assert axe(page) == []
    page.locator(".sg-terms tbody").get_by_text("Change").click()
    page.fill("#sg-unit-target", "The bridge opened.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_function(
        "() => /The bridge opened.*by a person/s"
        ".test(document.querySelector('.sg-terms tbody').innerText)"
    )
    page.reload()
    page.wait_for_selector(".sg-terms tbody tr[data-unit]")
    harmless(page)


def test_jobs_go_on_without_the_page_and_after_the_server(
    visit: Callable[..., Any],
    visitor_class: type,
    serve_page: Callable[..., Any],
    server: Any,
    chromium: Any,
    bitext: Any,
    drafter: Any,
    axe: Callable[[Any], list[str]],
) -> None:
    editor = visit()
    page = editor.page
    page.goto(f"{editor.url}?screen=jobs")
    page.wait_for_selector(".sg-jobs [data-part=empty]:visible")
    drafter.gate.clear()
    page.goto(editor.url)
    editor.add(bitext.source)
    page.wait_for_url(re.compile(r"article=\d+"))
    page.close()  # the work does not notice
    page = editor.page = editor.open("?screen=jobs")
    row = page.locator(".sg-jobs tbody tr").first
    row.wait_for()
    assert bitext.pairs[0][0] in row.inner_text()
    assert axe(page) == []
    row.get_by_role("button", name=re.compile("^Cancel")).click()
    drafter.gate.set()
    page.wait_for_selector(".sg-jobs tr[data-state=cancelled]")
    drafter.gate.clear()
    row.get_by_role("button", name=re.compile("^Continue")).click()
    page.wait_for_selector(".sg-jobs tr:is([data-state=running], [data-state=loading])")
    editor.context.close()
    server.stop()

    # Another server finds it interrupted, and it goes on.
    drafter.gate.set()
    later = visitor_class(chromium, serve_page().url)
    page = later.page
    page.goto(f"{later.url}?screen=jobs")
    page.wait_for_selector(".sg-jobs tbody tr[data-state]")
    state = page.locator(".sg-jobs tbody tr").first
    if state.get_attribute("data-state") != "done":  # it may have ended while the server closed
        state.get_by_role("button", name=re.compile("^Continue")).click()
    page.wait_for_selector(".sg-jobs tr[data-state=done]")
    page.click(".sg-jobs [data-part=forget]")
    page.wait_for_selector(".sg-jobs [data-part=empty]:visible")
    assert later.faults == []
    later.context.close()


def test_quality_tells_numbers_with_their_limits(
    desk: Any, axe: Callable[[Any], list[str]], tmp_path: Path
) -> None:
    page = desk.page
    page.click(".sg-tabs a:has-text('Quality')")
    page.wait_for_selector("[data-against=english]")
    assert page.locator("[data-against=post-edits] .sg-score").is_disabled()
    page.click("[data-against=english] .sg-score")
    page.wait_for_selector("[data-against=english] .sg-metric >> nth=3")
    text = page.inner_text("[data-against=english]")
    assert "Few segments: the numbers are a hint" in text
    assert "too few segments for an interval" in text
    with open_store(tmp_path / "articles.db") as store:
        for record in store.segments(1):
            assert record.draft is not None
            text = record.draft.text.replace("some days", "20 days")
            store.save_revision(
                record.id, text, status=Status.APPROVED, editor="Lan", previous=None
            )
    page.reload()
    page.click("[data-against=post-edits] .sg-score:enabled")
    page.wait_for_selector("[data-against=post-edits] [data-metric=HTER]")
    assert "83 % of these drafts were kept" in page.inner_text("[data-against=post-edits]")
    assert axe(page) == []
    page.select_option(".sg-shell [data-part=language]", "vi")
    page.wait_for_selector("h2:has-text('So với phần hiệu đính')")
    assert "Ít câu" in page.inner_text("[data-against=post-edits]")
    page.locator("[data-against=post-edits] .sg-weakest a").first.click()
    page.wait_for_url(re.compile(r"segment=\d+"))
    page.go_back()
    page.wait_for_selector("[data-against=english] .sg-bars a")
    page.locator("[data-against=english] .sg-bars a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"article=1.*segment=\d+|segment=\d+.*article=1"))
