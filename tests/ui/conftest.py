"""A drafter that needs no model, a sample bitext, a running page and a real Chromium."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.types import Check, CheckName, Draft, MemoryMatch, Term

# Written for these tests; place names are real, events and people are not.
PAIRS = [
    (
        "Cần Thơ vận hành trạm bơm chống ngập đầu tiên",
        "Can Tho puts its first flood-control pumping station into operation",
    ),
    (
        "Sáng 12/9/2025, UBND thành phố Cần Thơ khánh thành trạm bơm Rạch Sỏi với công suất "
        "12.000 m3 mỗi giờ.",
        "On the morning of September 12, 2025, the Can Tho People's Committee inaugurated the "
        "Rach Soi pumping station, with a capacity of 12,000 cubic metres an hour.",
    ),
    (
        "Công trình có tổng vốn đầu tư 85 tỷ đồng, được xây dựng trong 14 tháng.",
        "The project cost 85 billion dong in all and was built in 14 months.",
    ),
    (
        "Trước đây, ba tuyến đường quanh chợ Tân An thường ngập sâu 40 cm khi triều cường.",
        "Until now, three roads around Tan An market were often under 40 cm of water at high tide.",
    ),
    (
        "Bà Trần Thị Lụa, tiểu thương tại chợ, cho biết mùa mưa năm ngoái bà phải nghỉ bán "
        "20 ngày.",
        "Tran Thi Lua, who sells at the market, said she had to close for 20 days in last year's "
        "rainy season.",
    ),
    (
        "Thành phố sẽ xây thêm bốn trạm bơm tương tự trước năm 2028.",
        "The city will build four more pumping stations of this kind before 2028.",
    ),
]
FURNITURE = "In bài viết\nChia sẻ Facebook\nGửi email\n\nBình luận\nÝ kiến của bạn\nGửi bình luận"


class FakeDrafter:
    """Follows the ``Drafter`` protocol without a model: looks sentences up, else makes one up.

    ``gate`` holds it back while cleared, so that a test can look at work in progress.
    """

    signature = "fake|1"

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.batches: list[list[str]] = []
        self.loads = 0

    def __call__(self) -> FakeDrafter:
        self.loads += 1
        return self

    def draft_batch(
        self,
        texts: Sequence[str],
        *,
        terms: Sequence[Term] = (),
        matches: Sequence[Sequence[MemoryMatch]] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> list[Draft]:
        assert self.gate.wait(60)
        self.batches.append(list(texts))
        drafts = [self.draft(text) for text in texts]
        if progress is not None:
            progress(len(drafts))
        return drafts

    def draft(self, text: str) -> Draft:
        known = dict(PAIRS).get(text)
        checks: tuple[Check, ...] = ()
        if "20 ngày" in text:
            known = (known or "").replace("20 days", "some days")
            message = "Not found by value in the draft: 20."
            checks = (Check(CheckName.NUMBER_MISSING, message, ("20",)),)
        return Draft(known or f"Sentence of {len(text)} characters.", 0.8, checks, self.signature)


@pytest.fixture
def drafter() -> Iterator[FakeDrafter]:
    fake = FakeDrafter()
    yield fake
    fake.gate.set()


@pytest.fixture
def bitext() -> SimpleNamespace:
    """``source`` and ``target``: two pages to paste, the first with furniture; ``pairs``."""
    paragraphs = [source for source, _ in PAIRS]
    return SimpleNamespace(
        source="\n\n".join([*paragraphs, FURNITURE]),
        target="\n\n".join(target for _, target in PAIRS),
        pairs=PAIRS,
    )


@pytest.fixture
def serve_page(tmp_path: Path, drafter: FakeDrafter) -> Iterator[Callable[..., Any]]:
    """Start the page on a free port; call it again after ``stop`` for a restarted server."""
    from songngu.ui.web.app import WebServer

    started: list[tuple[WebServer, threading.Thread]] = []

    def start(port: int = 0, **options: Any) -> Any:
        path = tmp_path / "articles.db"
        server = WebServer(path, port=port, drafter_factory=drafter, **options)
        thread = threading.Thread(target=server.run, name="web server")
        thread.start()
        started.append((server, thread))

        def stop() -> None:
            drafter.gate.set()
            server.stop()
            thread.join(20)
            assert not thread.is_alive()

        return SimpleNamespace(url=server.url, stop=stop, store=path)

    yield start
    drafter.gate.set()
    for server, thread in started:
        server.stop()
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture(scope="module")  # its event loop must not outlive the module
def chromium() -> Iterator[Any]:
    """A real Chromium; skips without one unless ``SONGNGU_REQUIRE_BROWSER=1``."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        reason = f"none of {', '.join(names)} is installed (apt-get install chromium)"
        if os.environ.get("SONGNGU_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    quiet = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
    silent = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*quiet, *silent])
        yield browser
        browser.close()


class Visitor:
    """A browser of its own (own storage), with everything that must not happen written down."""

    def __init__(self, chromium: Any, url: str, **options: Any) -> None:
        options = {"viewport": {"width": 1280, "height": 720}, "locale": "en-GB", **options}
        self.context = chromium.new_context(**options)
        self.context.set_default_timeout(60_000)
        self.url = url
        self.faults: list[str] = []
        self.page = self.open()

    def open(self, path: str = "") -> Any:
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._request)
        page.goto(self.url + path)
        page.wait_for_selector(".sg-screen:not([hidden])")
        return page

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text} {message.location}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.faults.append(f"request: {request.url}")

    def add(self, source: str, target: str = "") -> None:
        self.page.wait_for_selector("[data-part=add]:visible, [data-part=empty]:visible")
        if not self.page.is_visible("#sg-source-text"):
            self.page.click(".sg-articles [data-part=add]")
        self.page.fill("#sg-source-text", source)
        self.page.fill("#sg-target-text", target)
        self.page.click("[data-part=submit]")

    def wait(self, expression: str, argument: Any = None) -> None:
        self.page.wait_for_function(expression, arg=argument)

    def wait_state(self, pattern: str, row: int = 0) -> str:
        self.wait(
            "([n, p]) => new RegExp(p).test(document.querySelectorAll('.sg-row .sg-state')[n]"
            "?.textContent ?? '')",
            [row, pattern],
        )
        return str(self.page.locator(".sg-row .sg-state").nth(row).text_content())

    def wait_box(self, text: str, row: int = 0) -> None:
        self.wait(
            "([n, t]) => document.querySelectorAll('.sg-row .sg-box')[n]?.value === t", [row, text]
        )

    def box(self, row: int = 0) -> Any:
        return self.page.locator(".sg-row .sg-box").nth(row)


@pytest.fixture
def server(serve_page: Callable[..., Any]) -> Any:
    return serve_page()


@pytest.fixture
def visit(chromium: Any, server: Any) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def start(**options: Any) -> Visitor:
        visitors.append(Visitor(chromium, server.url, **options))
        return visitors[-1]

    yield start
    faults = [fault for visitor in visitors for fault in visitor.faults]
    for visitor in visitors:
        visitor.context.close()
    assert faults == []


@pytest.fixture
def desk(visit: Callable[..., Visitor], bitext: Any) -> Visitor:
    """The desk with the sample pair, drafted and aligned."""
    visitor = visit()
    visitor.add(bitext.source, bitext.target)
    visitor.page.wait_for_selector(".sg-verdict[data-verdict=translation]")
    visitor.wait_box(bitext.pairs[0][1])
    visitor.page.wait_for_selector(".sg-job", state="hidden")
    return visitor


@pytest.fixture
def visitor_class() -> type[Visitor]:
    """For a browser whose faults do not count, because a server dies on purpose."""
    return Visitor


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """Look a page over with axe-core: what it finds serious, one line each; [] is the aim.

    Rules of WCAG 2.2 A and AA, axe-core's best practices left out.
    """
    from axe_playwright_python.sync_playwright import Axe

    levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options = {"runOnly": {"type": "tag", "values": levels}}

    def look(page: Any) -> list[str]:
        found = Axe().run(page, options=options).response
        assert found["passes"], "axe-core looked at nothing"
        return [
            f"{fault['id']} ({fault['impact']}): {node['target']} {node['html'][:120]}"
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    return look
