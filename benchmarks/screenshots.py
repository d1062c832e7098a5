"""Pictures of the web page for the documentation: ``screenshots.py --out DIR [--engine NAME]``.

Serves the page on a database of its own in a temporary folder, drafts the bundled sample article,
aligns it with its English version, and photographs each state in Chromium, in both languages, both
themes and two widths. Needs the ``dev`` extra and an installed Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from songngu.corpora.store import open_store
from songngu.corpora.types import Status, Term
from songngu.translate import Drafter
from songngu.translate.engines import load_engine
from songngu.translate.house import HouseDrafter
from songngu.ui import actions
from songngu.ui.web.app import WebServer
from songngu.ui.web.people import REMEMBERED_S
from songngu.ui.web.session import Role

WIDE, NARROW = (1280, 720), (820, 1180)
ENGLISH_LIGHT: dict[str, Any] = {"locale": "en-GB", "color_scheme": "light"}
VIETNAMESE_DARK: dict[str, Any] = {"locale": "vi-VN", "color_scheme": "dark"}
TERMS = [
    Term("Thủ tướng Chính phủ", "Prime Minister"),
    Term("ủy ban nhân dân", "People's Committee", note="of a province, a district, a commune"),
    Term("Bò Kẹo", "Bokeo", note="a province of Laos"),
]
FRENCH = (
    "Le gouvernement a annoncé mardi la construction de trois nouvelles écoles dans la région. "
    "Les travaux commenceront au printemps et devraient durer deux ans, selon le ministère."
)


class HeldDrafter(Drafter):
    """Drafts with another drafter once it may, so that work in progress can be photographed."""

    def __init__(self, inner: Drafter) -> None:
        self._inner = inner
        self.may_start = threading.Event()

    @property
    def signature(self) -> str:
        """The other drafter's."""
        return self._inner.signature

    def draft_batch(self, texts: Any, **options: Any) -> Any:
        """Return the drafts of the other drafter, as soon as it may start."""
        self.may_start.wait()
        return self._inner.draft_batch(texts, **options)

    def draft_iter(self, texts: Any, **options: Any) -> Any:
        """Yield the drafts as they are finished, as soon as it may start."""
        self.may_start.wait()
        yield from self._inner.draft_iter(texts, **options)


def sample(name: str) -> str:
    return (resources.files("songngu.ui") / "samples" / name).read_text(encoding="utf-8")


@contextmanager
def served(folder: Path, drafter: HeldDrafter) -> Iterator[str]:
    server = WebServer(
        folder / "articles.db", port=0, drafter_factory=lambda: HouseDrafter(drafter)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.url
    finally:
        drafter.may_start.set()
        server.stop()
        thread.join()


@contextmanager
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if path is None:
        sys.exit("found no Chromium, expected one on the PATH; apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Photographer:
    """Takes pictures of one page, numbered in the order they are taken."""

    def __init__(self, browser: Any, url: str, out: Path) -> None:
        self._browser, self._url, self._out = browser, url, out
        self._count = 0

    @contextmanager
    def page(
        self,
        path: str = "",
        size: tuple[int, int] = WIDE,
        shows: str = ".sg-screen:not([hidden])",
        **options: str,
    ) -> Iterator[Any]:
        """Give a page in a browser of its own, as soon as it shows what it is to show."""
        viewport = {"width": size[0], "height": size[1]}
        context = self._browser.new_context(viewport=viewport, **options)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto(self._url + path)
        page.wait_for_selector(shows)
        yield page
        context.close()

    def take(self, page: Any, name: str) -> None:
        """Save what the page shows."""
        self._count += 1
        page.wait_for_timeout(400)  # fonts, and the progress bar's movement
        page.screenshot(path=self._out / f"{self._count:02}-{name}.png")


def first_article(photographer: Photographer, drafter: HeldDrafter) -> None:
    with photographer.page(**ENGLISH_LIGHT) as page:
        photographer.take(page, "empty-en-light")
        page.fill("#sg-source-text", sample("vi-page.txt"))
        page.fill("#sg-target-text", sample("en-page.txt"))
        page.click("[data-part=submit]")
        page.wait_for_selector(".sg-row .sg-box")
        page.wait_for_selector(".sg-job[data-state=running]")
        photographer.take(page, "drafting-en-light")
        drafter.may_start.set()
        drafted = "() => [...document.querySelectorAll('.sg-box')].every((box) => box.value)"
        page.wait_for_function(drafted, timeout=600_000)
        page.wait_for_selector(".sg-job", state="hidden")


def desks(photographer: Photographer) -> None:
    for size, where in ((WIDE, "wide"), (NARROW, "narrow")):
        for options, how in ((ENGLISH_LIGHT, "en-light"), (VIETNAMESE_DARK, "vi-dark")):
            with photographer.page("?article=1", size, **options) as page:
                page.wait_for_selector(".sg-box")
                photographer.take(page, f"desk-{where}-{how}")
                page.locator(".sg-box").last.focus()
                photographer.take(page, f"desk-end-{where}-{how}")
    with photographer.page("?article=1", **ENGLISH_LIGHT) as page:
        page.click("[data-part=pairing-head]")
        photographer.take(page, "another-english-page-en-light")


LISTED = ".sg-screen:not([hidden]) :is(tbody tr, .sg-metric, .sg-style-option)"


def lists(photographer: Photographer, folder: Path) -> None:
    """Articles, terms and memory, house style, jobs and quality, with something in each."""
    with open_store(folder / "articles.db") as store:
        store.add_terms(TERMS, editor="Lan")
        for record in store.segments(1)[:4]:
            if record.draft is not None:
                store.save_revision(
                    record.id,
                    record.post_edit or record.draft.text,
                    status=Status.APPROVED,
                    editor="Lan",
                    previous=record.revision.id if record.revision else None,
                )
    places = {
        "articles": "",
        "terms": "?screen=terms",
        "memory": "?screen=terms&kind=memory",
        "style": "?screen=style",
        "jobs": "?screen=jobs",
        "quality": "?article=1&screen=quality",
    }
    with photographer.page("?article=1&screen=quality", **ENGLISH_LIGHT) as page:
        for against, metric in (("english", "BLEU"), ("post-edits", "HTER")):
            page.click(f"[data-against={against}] .sg-score:enabled")
            page.wait_for_selector(f"[data-against={against}] [data-metric={metric}]")
    for size, where in ((WIDE, "wide"), (NARROW, "narrow")):
        for options, how in ((ENGLISH_LIGHT, "en-light"), (VIETNAMESE_DARK, "vi-dark")):
            for name, path in places.items():
                with photographer.page(path, size, **options) as page:
                    page.wait_for_selector(LISTED)
                    photographer.take(page, f"{name}-{where}-{how}")
    with photographer.page(**ENGLISH_LIGHT) as page:
        page.locator("summary").first.click()
        photographer.take(page, "article-menu-en-light")


def blocks_and_links(photographer: Photographer) -> None:
    for size, where in ((WIDE, "wide"), (NARROW, "narrow")):
        for options, how in ((ENGLISH_LIGHT, "en-light"), (VIETNAMESE_DARK, "vi-dark")):
            with photographer.page("?article=1&screen=clean", size, **options) as page:
                page.wait_for_selector(".sg-clean-block")
                photographer.take(page, f"clean-{where}-{how}")
            with photographer.page("?article=1&screen=links", size, **options) as page:
                page.wait_for_selector(".sg-ribbon")
                photographer.take(page, f"links-{where}-{how}")
                page.locator(".sg-links-card").nth(2).focus()
                page.keyboard.press("s")
                page.wait_for_selector("dialog[open]")
                photographer.take(page, f"links-split-{where}-{how}")


def conflict(photographer: Photographer) -> None:
    with (
        photographer.page("?article=1", **ENGLISH_LIGHT) as one,
        photographer.page("?article=1", **VIETNAMESE_DARK) as other,
    ):
        for page, name in ((one, "Lan"), (other, "Minh")):
            page.wait_for_selector(".sg-box")
            page.fill("[data-part=editor]", name)
        one.locator(".sg-box").nth(2).fill("A first wording.")
        other.locator(".sg-box").nth(2).fill("Another wording, typed at the same time.")
        loser = None
        while loser is None:  # whoever is saved second; that cannot be told beforehand
            one.wait_for_timeout(200)
            panels = (page.locator(".sg-conflict:not([hidden])") for page in (one, other))
            loser = next((panel for panel in panels if panel.count()), None)
        loser.scroll_into_view_if_needed()
        photographer.take(loser.page, "conflict")
        loser.locator("button").first.click()
        loser.wait_for(state="detached")


def refusals(photographer: Photographer, folder: Path) -> None:
    binary, big, nothing = (folder / name for name in ("picture.txt", "big.txt", "nothing.txt"))
    binary.write_bytes(bytes(range(256)) * 50)
    big.write_bytes("chữ ".encode() * (50 * 1024 * 1024 // 6))
    nothing.write_bytes(b"")
    cases: dict[str, Callable[[Any], None]] = {
        "binary": lambda page: page.set_input_files("[data-part=source-file]", binary),
        "50-mb": lambda page: page.set_input_files("[data-part=source-file]", big),
        "empty": lambda page: page.set_input_files("[data-part=source-file]", nothing),
        "english": lambda page: page.fill("#sg-source-text", sample("en-page.txt")),
        "french": lambda page: page.fill("#sg-source-text", FRENCH),
    }
    for options, how in ((ENGLISH_LIGHT, "en-light"), (VIETNAMESE_DARK, "vi-dark")):
        for name, give in cases.items():
            with photographer.page(**options) as page:
                page.click(".sg-articles [data-part=add]")
                give(page)
                page.click("[data-part=submit]")
                page.wait_for_selector("#sg-source-problem:not([hidden])")
                photographer.take(page, f"refused-{name}-{how}")


def signing_in(photographer: Photographer, folder: Path) -> None:
    with open_store(folder / "articles.db") as store:
        actions.add_user(store, "Lê Thị Hà", "ba con mèo đen", Role.EDITOR)
    time.sleep(REMEMBERED_S + 1)  # until the server asks whether there are users
    for options, how in ((ENGLISH_LIGHT, "en-light"), (VIETNAMESE_DARK, "vi-dark")):
        for size, width in ((WIDE, ""), (NARROW, "-narrow")):
            with photographer.page("login", size, "form", **options) as page:
                photographer.take(page, f"sign-in-{how}{width}")
                page.fill("[name=name]", "Lê Thị Hà")
                page.fill("[name=password]", "not the password")
                page.keyboard.press("Enter")
                page.wait_for_selector("[role=alert]")
                photographer.take(page, f"sign-in-refused-{how}{width}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the PNG files")
    parser.add_argument("--engine", default="embedded", help="as songngu draft takes it")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    drafter = HeldDrafter(load_engine(arguments.engine))
    with (
        tempfile.TemporaryDirectory() as name,
        served(Path(name), drafter) as url,
        chromium() as browser,
    ):
        photographer = Photographer(browser, url, arguments.out)
        first_article(photographer, drafter)
        desks(photographer)
        blocks_and_links(photographer)
        conflict(photographer)
        lists(photographer, Path(name))
        refusals(photographer, Path(name))
        signing_in(photographer, Path(name))  # the last: from then on everybody has to
    print(f"{len(list(arguments.out.glob('*.png')))} pictures in {arguments.out}")


if __name__ == "__main__":
    main()
