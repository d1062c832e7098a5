"""Pages from a web server on this machine."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from songngu.corpora.errors import InputError
from songngu.corpora.ingest import fetch, read_page, web

TITLE = "New clinic opens in mountain commune"
PARAGRAPHS = [
    "A new clinic with twelve rooms opened in a mountain commune on Wednesday after long work.",
    "Residents used to travel more than thirty kilometres to the district hospital, a doctor said.",
    "On its opening day the clinic examined more than one hundred elderly people free of charge.",
]
PAGE = (
    f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>"
    + "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    + "</article><script>alert(1)</script></body></html>"
)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self._send(302, b"", {"Location": "/page"})
        elif self.path == "/circle":
            self._send(302, b"", {"Location": "/circle"})
        elif self.path == "/page":
            self._send(200, PAGE.encode(), {"Content-Type": "text/html; charset=utf-8"})
        elif self.path == "/zipped":
            self._send(200, gzip.compress(PAGE.encode()), {"Content-Encoding": "gzip"})
        elif self.path == "/bomb":
            self._send(200, gzip.compress(bytes(30_000_000)), {"Content-Encoding": "gzip"})
        elif self.path == "/big":
            self._send(200, b"", {"Content-Length": "50000000"})
        elif self.path == "/pdf":
            self._send(200, b"%PDF-1.7", {"Content-Type": "application/pdf"})
        elif self.path == "/slow":
            self.server.stop.wait(3)  # type: ignore[attr-defined]
            self._send(200, b"late", {})
        else:
            self._send(404, b"no", {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.stop = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.stop.set()  # type: ignore[attr-defined]
    httpd.shutdown()
    httpd.server_close()
    thread.join()


@pytest.mark.parametrize("path", ["/page", "/moved", "/zipped"])
def test_a_page_is_fetched(server: str, path: str) -> None:
    document = fetch(server + path)
    assert document.title == TITLE
    assert [block.text for block in document.blocks if block.kept] == [TITLE, *PARAGRAPHS]
    assert document.language == "en"
    assert document.url is not None
    assert document.url.endswith("/page" if path == "/moved" else path)


def test_an_address_is_as_good_as_a_path(server: str) -> None:
    assert read_page(f"{server}/page") == fetch(f"{server}/page")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/none", r"answered 404.*check the address"),
        ("/circle", r"cannot be fetched.*redirect"),
        ("/big", r"found at least 50\.0 MB, expected"),
        ("/bomb", r"found at least \d+\.\d MB, expected"),
        ("/pdf", r"PDF"),
    ],
)
def test_what_cannot_be_read_says_why(server: str, path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        fetch(server + path)


def test_a_slow_server_is_given_up(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "READ_TIMEOUT_S", 0.3)
    with pytest.raises(InputError, match=r"no answer within.*try again"):
        fetch(f"{server}/slow")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/a", "begins with http"),
        ("file:///etc/passwd", "begins with http"),
        ("http://127.0.0.1:1/", r"cannot be fetched.*check the address and the network"),
        ("http://", "cannot be fetched"),
        ("http://a b c/", "cannot be fetched"),
    ],
)
def test_bad_addresses(url: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        fetch(url)


def test_private_addresses_can_be_refused_also_behind_a_redirect(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"/page: found an address of this machine"):
        web.download(f"{server}/page", public_only=True)
    asked: list[str] = []
    check = web._public_address

    def first_is_public(url: Any) -> str | None:
        asked.append(url.path)
        return check(url) if len(asked) > 1 else None

    monkeypatch.setattr(web, "_public_address", first_is_public)
    with pytest.raises(InputError, match=r"/page: found an address of this machine"):
        web.download(f"{server}/moved", public_only=True)
    assert asked == ["/moved", "/page"]


def test_the_address_that_was_checked_is_the_one_that_is_asked(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads to a public address when it is checked, and elsewhere a moment later."""
    import socket

    looked_up: list[str] = []
    plain = socket.getaddrinfo

    def rebinding(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        if host != "moves.example":
            return plain(host, port, *args, **more)
        looked_up.append(host)
        return plain("127.0.0.1" if len(looked_up) > 1 else "192.0.2.1", port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(web, "_is_public", lambda address: str(address) == "192.0.2.1")
    monkeypatch.setattr(web, "CONNECT_TIMEOUT_S", 0.3)
    port = server.rpartition(":")[2]
    with pytest.raises(InputError, match=r"no answer|cannot be fetched"):  # no route to TEST-NET
        web.download(f"http://moves.example:{port}/page", public_only=True)
    assert len(looked_up) == 1


def test_the_server_is_asked_under_the_name_that_was_given(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "_public_address", lambda url: "127.0.0.1")
    port = server.rpartition(":")[2]
    data, final = web.download(f"http://clinic.example:{port}/moved", public_only=True)
    assert final == f"http://clinic.example:{port}/page"
    assert PARAGRAPHS[0].encode() in data


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("::ffff:8.8.8.8", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.251", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::fb", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    import ipaddress

    assert web._is_public(ipaddress.ip_address(address)) is public
