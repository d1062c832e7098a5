"""Serving the page, and what the page is made of."""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import songngu.ui.web as web
from songngu.corpora.store import JobState, open_store
from songngu.corpora.types import BlockKind, CheckName, Verdict
from songngu.translate.style import OPTIONS
from songngu.ui.actions.house_style import StyleSource
from songngu.ui.web.app import Address, ServeError, WebServer, is_loopback, serve
from songngu.ui.web.intake import MAX_BYTES
from songngu.ui.web.jobs import Worker
from songngu.ui.web.limits import MOST_BYTES, Limits
from songngu.ui.web.page import SHARED, build_page, strings
from songngu.ui.web.screens import SCREENS
from songngu.ui.web.session import Role, User, acting_as
from songngu.ui.web.site import Site
from songngu.ui.web.work import KINDS

STATIC = Path(next(iter(web.__path__))) / "static"
STRINGS = strings()


class TestAddress:
    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
    def test_loopback_is_served_without_users(self, host: str, tmp_path: Path) -> None:
        assert is_loopback(host)
        server = WebServer(tmp_path / "a.db", host=host, port=0)
        assert server.url.startswith("http://")
        server.stop()
        server.run()

    @pytest.mark.parametrize(
        "host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "", "localhos"]
    )
    def test_any_other_address_is_refused_with_a_way_out(self, host: str, tmp_path: Path) -> None:
        with pytest.raises(ServeError, match=r"no users.*songngu users add.*ssh -L"):
            serve(tmp_path / "a.db", host=host, port=0)
        assert not (tmp_path / "a.db").exists()

    def test_so_is_another_name_for_this_machine(self, tmp_path: Path) -> None:
        with pytest.raises(ServeError, match=r"--allow-host news.example.*no users"):
            serve(tmp_path / "a.db", port=0, address=Address(names=("news.example",)))

    def test_a_taken_port_is_named_and_another_proposed(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(ServeError, match=rf"port {port} .* is taken.*--port {port + 1}"):
                serve(tmp_path / "a.db", port=port)

    @pytest.mark.parametrize("port", [-1, 65536])
    def test_an_impossible_port_is_explained(self, port: int, tmp_path: Path) -> None:
        with pytest.raises(ServeError, match="from 1 to 65535"):
            WebServer(tmp_path / "a.db", port=port)

    def test_a_store_that_cannot_be_opened_frees_the_port(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        (tmp_path / "a.db").write_bytes(b"not a database, whatever it is called" * 100)
        for _ in range(2):
            with pytest.raises(Exception, match="not a database"):
                WebServer(tmp_path / "a.db", port=port)


class TestRequests:
    @pytest.fixture
    def url(self, serve_page: Callable[..., Any]) -> str:
        return str(serve_page().url)

    def test_the_page_and_its_fonts_come_from_here(self, url: str) -> None:
        page = httpx.get(url)
        assert page.status_code == 200
        assert "default-src 'self'" in page.headers["content-security-policy"]
        for name, start in (("page.css", "@font-face"), ("page.js", "const songnguSettings")):
            assert httpx.get(f"{url}songngu/{name}").text.startswith(start)
        font = httpx.get(f"{url}songngu/be-vietnam-pro-vietnamese-400-normal.woff2")
        assert font.content[:4] == b"wOF2"

    def test_its_own_pages_are_answered_and_those_of_other_sites_are_not(self, url: str) -> None:
        own = url.rstrip("/")
        assert httpx.get(url, headers={"origin": own}).status_code == 200
        for origin in (
            "https://evil.example",
            "null",
            "http://127.0.0.1.evil.example",
            f"{own}1",
            "http://127.0.0.1",
            "http://localhost",
        ):
            assert httpx.get(url, headers={"origin": origin}).status_code == 403, origin
        for host in ("evil.example", "evil.example:7860"):
            assert httpx.get(url, headers={"host": host}).status_code == 403, host

    def test_what_gradio_brings_along_and_nobody_needs_is_not_there(self, url: str) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            for path in (
                "gradio_api/file=/etc/passwd",
                "gradio_api/file=pyproject.toml",
                "gradio_api/file=https://evil.example/",
                "gradio_api/proxy=https://evil.hf.space/",
                "gradio_api/queue/data?session_hash=x",
                "gradio_api/info",
                "gradio_api/vibe-code/",
                "config",
                "monitoring",
                "svelte/x.js",
                "tools",
                "tools/",
                "tools/config",
                "tools/gradio_api/info",
                "tools/gradio_api/file=/etc/passwd",
            ):
                assert client.get(path).status_code == 404, path
            for path in ("upload", "run/predict", "call/x", "queue/join", "vibe-edit/"):
                for before in ("", "tools/"):
                    assert client.post(f"{before}gradio_api/{path}", json={}).status_code == 404
            for path in ("static/../../pyproject.toml", "songngu/%2e%2e/app.py", "assets/..%2fx"):
                assert client.get(path).status_code in (403, 404), path


class TestLimits:
    def ask(self, chunks: list[bytes], *headers: tuple[bytes, bytes]) -> tuple[int, list[bytes]]:
        """Return the status of the answer, and the parts of the body that were read."""
        sent: list[Any] = []
        left = list(chunks)
        read: list[bytes] = []

        async def application(scope: Any, receive: Any, send: Any) -> None:
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ConnectionError("the client is gone")
                read.append(message["body"])
                more = message["more_body"]
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        async def receive() -> Any:
            body = left.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(left)}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "path": "/api/v1/articles", "headers": list(headers)}
        asyncio.run(Limits(application)(scope, receive, send))
        starts = [message for message in sent if message["type"] == "http.response.start"]
        assert len(starts) == 1
        return starts[0]["status"], read

    def test_two_files_of_the_greatest_size_are_taken(self) -> None:
        page = b"x" * (MAX_BYTES * 4 // 3 + 4)
        assert self.ask([page, page])[0] == 200

    def test_a_request_that_says_it_is_too_big_is_not_read(self) -> None:
        length = (b"content-length", str(MOST_BYTES + 1).encode())
        assert self.ask([b"x"], length) == (413, [])

    def test_one_that_does_not_say_is_read_up_to_the_limit(self) -> None:
        part = b"x" * (MOST_BYTES // 2)
        status, read = self.ask([part, part, part, part])
        assert (status, len(read)) == (413, 2)


def test_a_handler_that_is_called_past_the_gate_works_for_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_store(tmp_path / "a.db") as store:
        worker = Worker(store, lambda: pytest.fail("no engine is needed"))
        page = build_page(Site(store, worker))
        listed = next(
            block.articles for block in page.blocks.values() if hasattr(block, "articles")
        )
        assert listed({}) == {"ok": False, "code": "unexpected", "message": "PermissionError"}
        with acting_as(User("Hà", Role.EDITOR)):
            assert listed({})["ok"] is True
        worker.close()
    assert "past the gate" in caplog.text


class TestWords:
    def test_both_languages_say_the_same_things(self) -> None:
        assert STRINGS["vi"].keys() == STRINGS["en"].keys()
        for key, text in STRINGS["en"].items():
            blanks = [sorted(re.findall(r"\{\w+\}", said)) for said in (text, STRINGS["vi"][key])]
            assert blanks[0] == blanks[1], key

    def test_every_word_the_page_asks_for_is_there(self) -> None:
        sources = "\n".join(
            path.read_text(encoding="utf-8")
            for path in sorted(STATIC.iterdir())
            if path.suffix in (".js", ".html")
        )
        quoted = r"[\"']([a-z]+\.(?!sg-)[a-z][a-z.-]*)[\"']"
        groups = {key.split(".")[0] for key in STRINGS["en"]}
        asked = {key for key in re.findall(quoted, sources) if key.split(".")[0] in groups}
        assert len(asked) > 50
        assert asked <= STRINGS["en"].keys()

    def test_every_word_is_asked_for_somewhere(self) -> None:
        source = _source()
        templates = re.findall(r"`((?:\$\{[^}]*\}|[^`\s${])*)`", source)
        patterns = [_pattern(text) for text in templates if "${" in text]
        door = (STATIC.parents[1] / "templates" / "login.html.jinja").read_text("utf-8")
        asked = {f"login.{name}" for name in re.findall(r"words\.(\w+)", door)}
        asked |= {
            key for key in STRINGS["en"] if re.search(f"[\"'`]{re.escape(key)}[\"'`]", source)
        }
        made = {key for key in STRINGS["en"] if any(each.fullmatch(key) for each in patterns)}
        assert STRINGS["en"].keys() - asked - made == set()
        assert not any(each.fullmatch("desk.no-such.word") for each in patterns)

    def test_every_class_that_has_looks_is_on_some_element(self) -> None:
        source = _source()
        looks = "".join(path.read_text("utf-8") for path in STATIC.glob("*.css"))
        made = [_pattern(text) for text in re.findall(r"sg-[\w-]*\$\{[^}]*\}[\w-]*", source)]
        named = set(re.findall(r"sg-[\w-]+", source))
        idle = {
            name
            for name in re.findall(r"\.(sg-[\w-]+)", looks)
            if name not in named and not any(pattern.fullmatch(name) for pattern in made)
        }
        assert idle == set()

    def test_every_value_of_the_shared_types_has_a_word(self) -> None:
        keys = [f"kind.{kind.value}" for kind in BlockKind]
        keys += [f"nav.{screen.name}" for screen in SCREENS if screen.in_navigation]
        keys += [f"check.{check.value}{end}" for check in CheckName for end in ("", ".why")]
        for verdict in Verdict:
            name = verdict.value
            keys += [f"verdict.{name}", f"verdict.{name}.why", f"badge.{name}"]
        states = {"queued", "loading", "running", "aligning", "interrupted", "none", "other-style"}
        states |= {state.value for state in JobState if state is not JobState.STOPPED}
        keys += [f"job.{state}" for state in states]
        keys += [f"jobs.kind.{kind}" for kind in KINDS]
        for option, choices in OPTIONS.items():
            keys += [f"style.{option}", f"style.{option}.what"]
            keys += [f"style.{option}.{each}" for each in choices if each != "as-drafted"]
        keys += [f"style.whose.{source}" for source in StyleSource]
        assert set(keys) <= STRINGS["en"].keys()


def _source() -> str:
    """All that makes elements and asks for words."""
    paths = [*STATIC.glob("*.js"), *STATIC.glob("*.html"), *STATIC.parent.glob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in sorted(paths))


def _pattern(template: str) -> re.Pattern[str]:
    """What a JavaScript template can become; a blank is one part of a key, a leading one more."""
    first, *others = re.split(r"\$\{[^}]*\}", template)
    if not any(re.search(r"[a-z]", part) for part in (first, *others)):
        return re.compile(r"(?!)")
    blank = r"[\w+-]+" if first else r"[\w.+-]+"
    return re.compile(re.escape(first) + "".join(f"{blank}{re.escape(part)}" for part in others))


def _themes() -> Iterator[tuple[str, dict[str, str]]]:
    css = (STATIC / "common.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--sg-([a-z-]+): (#[0-9a-f]{6})", css.split(start)[1].split("}")[0]))
        for start in (":root {", ':root[data-theme="dark"] {')
    )
    yield "light", light
    yield "dark", dark


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PLAIN = list(itertools.product(["text", "muted", "accent"], ["bg", "surface", "sunken"]))
PLAIN += [("text", "accent-soft"), ("muted", "accent-soft"), ("good", "surface")]
PLAIN += [(mood, f"{mood}-soft") for mood in ("good", "warn", "bad")]
PLAIN += [("text", f"{mood}-soft") for mood in ("good", "warn", "bad")]
PLAIN += [("accent-text", "accent"), ("warn", "surface"), ("bad", "surface"), ("bad", "sunken")]
PLAIN += [("accent", "accent-soft"), ("muted", "bad-soft"), ("good", "accent-soft")]
PLAIN += [("warn", "accent-soft"), ("bad", "accent-soft")]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_on_every_surface(theme: str) -> None:
    colours = dict(_themes())[theme]
    poor = {
        (text, ground): round(_contrast(colours[text], colours[ground]), 2)
        for text, ground in PLAIN
        if _contrast(colours[text], colours[ground]) < 4.5
    }
    assert poor == {}
    assert _contrast(colours["edge"], colours["surface"]) >= 3  # outlines of controls
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # WebAIM's checker


def test_every_screen_has_its_files_and_every_file_its_screen() -> None:
    folders = {path.name for path in STATIC.iterdir() if path.is_dir()}
    assert folders == {"strings"}, "package-data takes static/* and static/strings/*"
    names = {path.name for path in STATIC.iterdir() if path.is_file()}
    scripts = {file for screen in SCREENS for file in screen.files} | {*SHARED, "prelude.js"}
    pages = {f"{screen.name}.html" for screen in SCREENS}
    assert {name for name in names if name.endswith(".js")} == scripts
    assert {name for name in names if name.endswith(".html")} == pages
    styles = {name for name in names if name.endswith(".css")}
    assert styles <= {f"{screen.name}.css" for screen in SCREENS} | {"common.css"}
    licence = (STATIC / "be-vietnam-pro-OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
