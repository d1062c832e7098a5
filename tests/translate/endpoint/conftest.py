"""A server that speaks chat completions, on this machine, and does what a test tells it to."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

KEY = "sk-geheim-8c1f0e5a"


@dataclass
class Reply:
    """What the server answers: a status, a body (JSON unless bytes), headers, after a delay.

    With a ``drip`` there is a pause of so many seconds before each byte.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0


def completion(content: Any, **more: Any) -> dict[str, Any]:
    """A body as an endpoint answers, with a content that is text or becomes JSON."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return {"choices": [{"message": {"role": "assistant", "content": text}}], **more}


def segments(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The segments that a request asks for."""
    material = json.loads(body["messages"][-1]["content"])
    found: list[dict[str, Any]] = material["segments"]
    return found


def translations(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Good answers to a request: the sources in capitals."""
    return [{"id": each["id"], "english": each["vietnamese"].upper()} for each in segments(body)]


def good(body: dict[str, Any]) -> Reply:
    return Reply(200, completion({"translations": translations(body)}))


class Server:
    """Answers with the next of :attr:`replies`, then with :attr:`usual`; notes what it is asked."""

    def __init__(self) -> None:
        self.replies: list[Reply | Callable[[dict[str, Any]], Reply]] = []
        self.usual: Callable[[dict[str, Any]], Reply] = good
        self.models = Reply(200, {"data": []})
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []
        self.pauses: list[float] = []  # for clients that note how long they would wait
        self.n_active = 0
        self.most_active = 0
        self._lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                outer.headers.append(dict(self.headers))
                self._send(outer.models)

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                body = json.loads(raw)
                reply = outer.take(body, dict(self.headers))
                time.sleep(reply.delay)
                outer.leave()
                self._send(reply)

            def _send(self, reply: Reply) -> None:
                data = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body)
                data = data.encode() if isinstance(data, str) else data
                try:
                    self.send_response(reply.status)
                    self.send_header("Content-Length", str(len(data)))
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    for start in range(0, len(data), 1 if reply.drip else len(data) or 1):
                        time.sleep(reply.drip)
                        self.wfile.write(data[start : start + 1] if reply.drip else data)
                except OSError:  # whoever asked has given up
                    self.close_connection = True

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def take(self, body: dict[str, Any], headers: dict[str, str]) -> Reply:
        with self._lock:
            self.requests.append(body)
            self.headers.append(headers)
            self.times.append(time.monotonic())
            self.n_active += 1
            self.most_active = max(self.most_active, self.n_active)
            reply = self.replies.pop(0) if self.replies else self.usual
        return reply if isinstance(reply, Reply) else reply(body)

    def leave(self) -> None:
        with self._lock:
            self.n_active -= 1

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()
    yield found
    found.close()


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SONGNGU_API_KEY", "OPENAI_API_KEY", "SONGNGU_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("SONGNGU_API_KEY", KEY)
    return KEY


@pytest.fixture
def answers() -> Any:
    """The helpers above, since test modules do not import each other."""
    from types import SimpleNamespace

    return SimpleNamespace(
        Reply=Reply, completion=completion, good=good, segments=segments, translations=translations
    )
