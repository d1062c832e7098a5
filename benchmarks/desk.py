"""How the desk holds up under a long article and many editors: ``desk.py [--segments 10000]``.

Makes an article of that many segments with drafts, an English version and links, serves it in a
process of its own (``songngu serve``), and measures in real Chromium: opening the desk, from a key
to the next painted frame, from the last key to "saved"; and over HTTP, in the page's own requests:
saves of 20 editors at once, some of them in the same segments. At the end the database must hold
every revision that an editor was told of. ``--check`` exits with 1 where a limit is passed.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from songngu.corpora.store import open_store
from songngu.corpora.types import (
    Alignment,
    Bead,
    Block,
    BlockKind,
    Document,
    Draft,
    Segment,
    Verdict,
)

LIMITS = {"open_s": 1.5, "key_to_paint_ms": 50.0, "save_ms": 150.0, "lost": 0.0}
PLACES = ("Cần Thơ", "Quảng Ngãi", "Thái Nguyên", "Bến Tre", "Lào Cai", "Gia Lai", "Huế", "Vinh")
WORKS = ("trạm bơm", "cây cầu", "trường học", "bệnh viện", "tuyến đường", "hồ chứa", "nhà máy")
PER_BLOCK = 5


def sentence(rng: random.Random, number: int) -> tuple[str, str]:
    place, work, n = rng.choice(PLACES), rng.choice(WORKS), rng.randrange(10, 900)
    source = (
        f"Ngày {number % 28 + 1}/9/2025, UBND tỉnh {place} cho biết {work} thứ {number + 1} có "
        f"tổng vốn {n} tỷ đồng sẽ được hoàn thành trước mùa mưa năm sau."
    )
    english = (
        f"On September {number % 28 + 1}, 2025, the people's committee of {place} said that work "
        f"no. {number + 1}, with a budget of {n} billion dong, would be finished before the rains."
    )
    return source, english


def page(texts: Sequence[str], language: str) -> tuple[Document, list[Segment]]:
    blocks, segments, raw = [], [], ""
    for start in range(0, len(texts), PER_BLOCK):
        part, offset, at = texts[start : start + PER_BLOCK], len(raw), 0
        for text in part:
            where = offset + at
            place = (len(segments), text, len(blocks), where, where + len(text))
            segments.append(Segment(*place))
            at += len(text) + 1
        joined = " ".join(part)
        blocks.append(Block(BlockKind.PARAGRAPH, joined, True, offset, offset + len(joined)))
        raw += joined + "\n\n"
    document = Document(
        language=language,
        title=texts[0][:60],
        url=None,
        published=None,
        byline=None,
        blocks=tuple(blocks),
        raw=raw,
    )
    return document, segments


def fill(path: Path, n_segments: int) -> list[int]:
    """Return the segment ids of the article in a new database; the article is number 1."""
    rng = random.Random(20251)
    pairs = [sentence(rng, number) for number in range(n_segments)]
    with open_store(path) as store:
        article = store.add_document(*page([source for source, _ in pairs], "vi")).id
        target = store.add_document(*page([english for _, english in pairs], "en")).id
        drafts = [Draft(english, 0.9, (), "benchmark|1") for _, english in pairs]
        store.add_drafts(article, drafts)
        beads = tuple(Bead((i,), (i,), 1.0, 0.95) for i in range(n_segments))
        made = Alignment(beads, Verdict.TRANSLATION, 0.95, "benchmark|1")
        store.add_alignment(article, target, made)
        return [record.id for record in store.segments(article)]


@contextmanager
def served(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the address and the process id of a server on a database."""
    command = [sys.executable, "-m", "songngu.ui", "serve", "--json", "--port", "0"]
    process = subprocess.Popen([*command, "--store", str(path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    told = b""
    while not told.rstrip().endswith(b"}"):
        told += process.stdout.readline()
    try:
        yield json.loads(told)["url"], process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


@dataclass
class Editor:
    """One of the editors over HTTP: types in a few segments, saves, asks what others did."""

    url: str
    component: int
    name: str
    mine: list[int]
    shared: list[int]
    until: float
    saves_ms: list[float] = field(default_factory=list)
    told: list[tuple[int, int, str]] = field(default_factory=list)
    conflicts: int = 0
    failures: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Work until the time is over."""
        rng = random.Random(self.name)
        latest: dict[int, int | None] = {}
        cookies = {"songngu_name": quote(self.name)}
        with httpx.Client(base_url=self.url, cookies=cookies, timeout=60) as client:
            at, count = 0, 0
            while time.monotonic() < self.until:
                segment = rng.choice(self.shared if rng.random() < 0.1 else self.mine)
                count += 1
                text = f"{self.name} writes for the {count}th time into segment {segment}."
                previous = latest.get(segment)
                begun = time.perf_counter()
                answer = self.ask(client, "save", segment=segment, text=text, previous=previous)
                self.saves_ms.append((time.perf_counter() - begun) * 1000)
                if answer.get("ok"):
                    latest[segment] = answer["revision"]["id"]
                    self.told.append((segment, latest[segment] or 0, text))
                elif answer.get("code") == "conflict":
                    latest[segment] = answer["conflict"]["id"]  # read, then saved on top of it
                    self.conflicts += 1
                else:
                    self.failures.append(str(answer)[:300])
                if count % 4 == 0:
                    pulse = self.ask(client, "pulse", id=1, since=at, tab=self.name)
                    at = int(pulse.get("latest", at) or at)
                time.sleep(rng.uniform(0.7, 1.3))  # the page saves at most about once a second

    def ask(self, client: httpx.Client, name: str, **request: Any) -> dict[str, Any]:
        """Return what the page would be answered."""
        body = {
            "data": request,
            "component_id": self.component,
            "fn_name": name,
            "session_hash": self.name,
        }
        answer = client.post("gradio_api/component_server", json=body)
        if answer.status_code != 200:
            return {"ok": False, "code": str(answer.status_code), "message": answer.text[:200]}
        found: dict[str, Any] = answer.json()
        return found


def desk_component(url: str) -> int:
    """Return Gradio's number of the desk's component."""
    page = httpx.get(url, timeout=60).text
    at = page.index("window.gradio_config = ") + len("window.gradio_config = ")
    config, _ = json.JSONDecoder().raw_decode(page, at)
    for each in config["components"]:
        if each["props"].get("elem_id") == "songngu-desk":
            return int(each["id"])
    raise SystemExit("found no desk in the page's configuration, expected songngu-desk")


# Times from the keydown event to the frame after the one in which its effect is painted.
PAINTS = """
() => {
  window.paints = [];
  addEventListener("keydown", (event) => {
    const begun = event.timeStamp;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.paints.push(performance.now() - begun);
      channel.port2.postMessage(0);
    });
  }, { capture: true });
}
"""


def in_browser(url: str, n_sessions: int, n_segments: int) -> dict[str, list[float]]:
    """Return times in real browser sessions, typing at the same time: see :func:`main`."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    found: dict[str, list[float]] = {"open_s": [], "key_to_paint_ms": [], "shown_saved_s": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for number in range(n_sessions):
            context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-GB")
            tab = context.new_page()
            tab.goto(url)  # the page itself; what is measured is the desk
            tab.wait_for_selector(".sg-screen:not([hidden])", timeout=60_000)
            begun = time.perf_counter()
            tab.evaluate("songngu.go({ article: 1, screen: 'desk' })")
            tab.wait_for_selector(".sg-row .sg-box", timeout=60_000)
            found["open_s"].append(time.perf_counter() - begun)
            tab.evaluate(PAINTS)
            box = tab.locator(".sg-row .sg-box").nth(5 + number)
            box.click()
            for _ in range(4):
                tab.keyboard.type("Nước lên nhanh trong đêm. ", delay=40)
            begun = time.perf_counter()
            tab.wait_for_function(
                "n => /^saved/.test(document.querySelectorAll('.sg-row .sg-state')[n].textContent)",
                arg=5 + number,
                timeout=60_000,
            )
            found["shown_saved_s"].append(time.perf_counter() - begun)
            found["key_to_paint_ms"] += tab.evaluate("window.paints")
            context.close()
        browser.close()
    return found


def at_once(url: str, segments: list[int], n_editors: int, duration_s: float) -> list[Editor]:
    """Return the editors after they have worked at the same time."""
    component = desk_component(url)
    until = time.monotonic() + duration_s
    shared = segments[-10:]
    editors = [
        Editor(url, component, f"editor {n}", segments[n * 20 : n * 20 + 20], shared, until)
        for n in range(n_editors)
    ]
    threads = [threading.Thread(target=editor.run) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return editors


def n_lost(path: Path, editors: Sequence[Editor]) -> int:
    """Return how many revisions that editors were told of the database does not hold as told."""
    with open_store(path) as store:
        told = [(*each, editor.name) for editor in editors for each in editor.told]
        kept = {
            (segment, revision.id, revision.text, revision.editor)
            for segment in {each[0] for each in told}
            for revision in store.revisions(segment)
        }
    return sum(each not in kept for each in told)


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def server_cpu_s(pid: int) -> float:
    """Return the processor time that a process has used; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    import os

    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--segments", type=int, default=10_000)
    parser.add_argument("--editors", type=int, default=20)
    parser.add_argument("--sessions", type=int, default=3, help="browser sessions; 0 for none")
    parser.add_argument("--duration", type=float, default=60.0, help="of the editors' work, s")
    parser.add_argument("--check", action="store_true", help="exit with 1 over a limit")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.db"
        segments = fill(path, options.segments)
        with served(path) as (url, pid):
            browser: dict[str, list[float]] = {}
            if options.sessions:
                browser = in_browser(url, options.sessions, options.segments)
            before = server_cpu_s(pid)
            editors = at_once(url, segments, options.editors, options.duration)
            cpu_s = server_cpu_s(pid) - before
        lost = n_lost(path, editors)
    saves = [ms for editor in editors for ms in editor.saves_ms]
    failures = [failure for editor in editors for failure in editor.failures]
    own_cpu_s = resource.getrusage(resource.RUSAGE_SELF)
    result = {
        "segments": options.segments,
        "open_s": round(statistics.median(browser.get("open_s") or [0]), 2),
        "key_to_paint_ms": round(percentile(browser.get("key_to_paint_ms", []), 0.95), 1),
        "key_to_paint_median_ms": round(percentile(browser.get("key_to_paint_ms", []), 0.5), 1),
        "last_key_to_saved_s": round(percentile(browser.get("shown_saved_s", []), 1.0), 2),
        "editors": options.editors,
        "saves": len(saves),
        "save_median_ms": round(percentile(saves, 0.5), 1),
        "save_ms": round(percentile(saves, 0.95), 1),
        "conflicts": sum(editor.conflicts for editor in editors),
        "told": sum(len(editor.told) for editor in editors),
        "lost": lost,
        "failures": len(failures),
        "server_cpu_ms_per_save": round(cpu_s * 1000 / max(1, len(saves)), 2),
        "driver_cpu_s": round(own_cpu_s.ru_utime + own_cpu_s.ru_stime, 1),
    }
    print(json.dumps(result, indent=2))
    for failure in failures[:5]:
        print(failure, file=sys.stderr)
    over = [name for name, limit in LIMITS.items() if float(result[name]) > limit]
    print("over the limit: " + (", ".join(over) or "nothing"), file=sys.stderr)
    return 1 if options.check and (over or failures) else 0


if __name__ == "__main__":
    sys.exit(main())
