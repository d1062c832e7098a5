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
            checks = (Check(CheckName.NUMBER_MISSING, "Not found by value in the draft: 20."),)
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

    def start(port: int = 0) -> Any:
        server = WebServer(tmp_path / "articles.db", port=port, drafter_factory=drafter)
        thread = threading.Thread(target=server.run, name="web server")
        thread.start()
        started.append((server, thread))

        def stop() -> None:
            drafter.gate.set()
            server.stop()
            thread.join(20)
            assert not thread.is_alive()

        return SimpleNamespace(url=server.url, stop=stop)

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
