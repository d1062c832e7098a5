"""A server killed while somebody types: nothing that was shown as saved is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.store import open_store
from songngu.ui import actions

pytestmark = pytest.mark.browser

# Notes each text at the moment at which the page says of it that it is saved.
WATCH = """
() => {
  window.shownAsSaved = [];
  const row = document.querySelector(".sg-row");
  const look = () => {
    const state = row.querySelector(".sg-state")?.textContent ?? "";
    const text = row.querySelector(".sg-box").value;
    if (/^saved \\d\\d:/.test(state) && window.shownAsSaved.at(-1) !== text) {
      window.shownAsSaved.push(text);
    }
  };
  const options = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(row, options);
}
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., SimpleNamespace]]:
    """Start a server in a process of its own."""
    running: list[subprocess.Popen[bytes]] = []

    def start_server(port: int = 0) -> SimpleNamespace:
        command = [sys.executable, "-m", "songngu.ui", "serve", "--json", "--port", str(port)]
        command += ["--store", str(tmp_path / "articles.db")]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        running.append(process)
        assert process.stdout is not None
        told = b""
        while not told.rstrip().endswith(b"}"):
            line = process.stdout.readline()
            assert line, "the server ended before it served"
            told += line
        url = json.loads(told)["url"]
        return SimpleNamespace(url=url, kill=lambda: process.send_signal(signal.SIGKILL))

    yield start_server
    for process in running:
        process.kill()
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()


def test_a_killed_server_loses_nothing_that_was_shown_as_saved(
    start: Callable[..., SimpleNamespace],
    serve_page: Callable[..., Any],
    chromium: Any,
    visitor_class: Any,
    tmp_path: Path,
    bitext: Any,
    drafter: Any,
) -> None:
    path = tmp_path / "articles.db"
    with open_store(path) as store:
        article = actions.ingest_text(store, bitext.source).id
        actions.draft_article(store, article, drafter)
        segment = store.segments(article)[0].id
    server = start()
    editor = visitor_class(chromium, server.url)
    page = editor.open(f"?article={article}&screen=desk")
    editor.page = page
    editor.wait_box(bitext.pairs[0][1])
    page.evaluate(WATCH)
    box = editor.box(0)
    box.click()
    box.fill("")
    typed = ""
    deadline = time.monotonic() + 60
    while page.evaluate("window.shownAsSaved.length") < 2:  # pauses in which it is saved
        assert time.monotonic() < deadline
        for letter in "Nước lên. ":
            page.keyboard.type(letter, delay=15)
            typed += letter
        page.wait_for_timeout(1100)
    page.keyboard.type("Đêm nay. ", delay=15)  # and on, within the second
    typed += "Đêm nay. "
    server.kill()
    shown = page.evaluate("window.shownAsSaved")
    page.keyboard.type("Và nữa.", delay=15)
    typed += "Và nữa."
    with open_store(path) as store:
        kept = [revision.text for revision in store.revisions(segment)]
    assert shown
    assert all(text in kept for text in shown)
    page.wait_for_timeout(1500)
    assert box.input_value() == typed  # typing goes on without a server
    assert not editor.page.evaluate(
        "/^saved/.test(document.querySelector('.sg-row .sg-state').textContent)"
    )
    # In this process: another one would read all libraries anew.
    again = serve_page(int(server.url.rstrip("/").rpartition(":")[2]))
    assert again.url == server.url
    editor.wait_state(r"^saved \d\d:\d\d:\d\d$")
    with open_store(path) as store:
        assert store.revisions(segment)[-1].text == typed
    page.reload()
    editor.wait_box(typed)
    page.context.close()
