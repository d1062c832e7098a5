"""The web page: building it, and serving it on this machine only."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from songngu.corpora.errors import WorkbenchError

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp, Receive, Scope, Send

    from songngu.corpora.store import Store
    from songngu.translate import Drafter
    from songngu.ui.web.jobs import Worker

DrafterFactory = Callable[[], "Drafter"]
DEFAULT_PORT = 7860


class ServeError(WorkbenchError):
    """The page cannot be served at the address that was asked for."""


def serve(
    store_url: str | Path,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    *,
    engine: str = "embedded",
    drafter_factory: DrafterFactory | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until stopped (Ctrl-C).

    Args:
        store_url: A database URL or the path of an SQLite file; made where there is none.
        host: A loopback address; there are no users yet, so no other is served.
        port: 0 for any free one.
        engine: The drafting engine, as ``--engine`` names it; loaded when first needed.
        drafter_factory: Loads the drafter in its stead.
        ready: Called with the page's address as soon as it can be opened.

    Raises:
        ServeError: Not a loopback address, or the port is taken.
        StoreError: The database cannot be opened.
    """
    server = WebServer(store_url, host, port, engine=engine, drafter_factory=drafter_factory)
    if ready is not None:
        ready(server.url)
    server.run()


class WebServer:
    """The page on a socket of its own.

    The socket is bound at once, so that a taken port is known before anything is loaded, and
    requests wait in it until :meth:`run` answers them.

    Attributes:
        url: The page's address.
    """

    def __init__(
        self,
        store_url: str | Path,
        host: str = "127.0.0.1",
        port: int = DEFAULT_PORT,
        *,
        engine: str = "embedded",
        drafter_factory: DrafterFactory | None = None,
    ) -> None:
        self._socket = _bind(check_loopback(host), host, port)
        try:
            self._store, self._worker = _open(store_url, engine, drafter_factory)
            self._server = _uvicorn_server(self._store, self._worker)
        except BaseException:
            self._socket.close()
            raise
        name = f"[{host}]" if ":" in host else host
        self.url = f"http://{name}:{self._socket.getsockname()[1]}/"

    def run(self) -> None:
        """Answer requests until :meth:`stop` or Ctrl-C; then put everything away."""
        try:
            self._server.run(sockets=[self._socket])
        except KeyboardInterrupt:
            pass  # uvicorn raises it again after an orderly end
        finally:
            self._worker.close()
            self._store.close()
            self._socket.close()

    def stop(self) -> None:
        """Make :meth:`run` return, from another thread."""
        self._server.should_exit = True


def check_loopback(host: str) -> socket.AddressFamily:
    """Return the address family of a loopback address.

    Raises:
        ServeError: Any other address: there are no users and passwords yet.
    """
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise ServeError(
            f"found the address {host!r}, expected 127.0.0.1 (or localhost, ::1): the page has no "
            "users and passwords yet, so it is not offered to other machines; to reach it from "
            "one, forward the port, for example with: ssh -L 7860:127.0.0.1:7860 THIS-MACHINE"
        )
    return socket.AF_INET6 if address.version == 6 else socket.AF_INET


def _open(
    store_url: str | Path, engine: str, drafter_factory: DrafterFactory | None
) -> tuple[Store, Worker]:
    from songngu.corpora.store import open_store
    from songngu.ui.web.jobs import Worker

    def load() -> Drafter:
        from songngu.translate import load_drafter

        return load_drafter(engine)

    store = open_store(store_url)
    return store, Worker(store, drafter_factory or load)


def _bind(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    found = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except (OSError, OverflowError) as error:
        found.close()
        raise ServeError(_why_not(host, port, error)) from error
    return found


def _why_not(host: str, port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OverflowError):
        return f"found the port {port}, expected one from 1 to 65535, or 0 for any free one"
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is taken, perhaps by a page that is still running; stop that "
            f"one, or choose another port, for example --port {port + 1}"
        )
    if error.errno == errno.EACCES:
        return f"port {port} needs special rights; choose one above 1023, for example 7860"
    return f"cannot listen on {host}, port {port}: {error.strerror}; try 127.0.0.1"


def _uvicorn_server(store: Store, worker: Worker) -> uvicorn.Server:
    import fastapi
    import gradio as gr
    import uvicorn
    from starlette.staticfiles import StaticFiles

    from songngu.ui.web.page import ASSETS, build_page, in_event_loop

    application = fastapi.FastAPI(openapi_url=None)
    static = Path(__file__).parent / "static"
    application.mount(ASSETS, StaticFiles(directory=static))
    in_event_loop(
        lambda: gr.mount_gradio_app(
            application,
            build_page(store, worker),
            path="/",
            theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            show_error=True,
            max_file_size="1mb",  # nothing is uploaded Gradio's way
            enable_monitoring=False,
            pwa=False,
            head=_HEAD,
        )
    )
    config = uvicorn.Config(
        LoopbackOnly(application),
        log_level="warning",
        timeout_graceful_shutdown=2,
        lifespan="on",
    )
    return uvicorn.Server(config)


# Before the components are there: the right background, so that nothing flashes.
_HEAD = """
<style>
  body { background: #f3f5f7; }
  @media (prefers-color-scheme: dark) { body { background: #11181e; } }
</style>
<link rel="icon" href="data:,">
"""

_HEADERS = {
    # Gradio needs inline scripts and eval; everything else is held to this server.
    b"content-security-policy": b"default-src 'self'; script-src 'self' 'unsafe-inline' "
    b"'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    b"font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    b"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


class LoopbackOnly:
    """ASGI middleware: requests addressed to this machine by pages of this machine only.

    Other web sites open in the same browser can reach a loopback port; the names in ``Host`` and
    ``Origin`` give them away.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403 to requests from elsewhere, pass on the others."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not _is_local(host) or (origin and not _is_local(origin.partition("://")[2])):
            await _forbid(send)
            return

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS.items()]
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _is_local(host: str) -> bool:
    name = host.rpartition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0]
    try:
        check_loopback(name)
    except ServeError:
        return False
    return True


async def _forbid(send: Send) -> None:
    body = "songngu answers pages of this machine only: open it at http://127.0.0.1\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
