"""The web page: building it, and serving it."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from songngu.corpora.errors import WorkbenchError
from songngu.ui.actions.house_style import USUAL, StyleRule
from songngu.ui.web import login
from songngu.ui.web.gate import Gate, Hosts
from songngu.ui.web.limits import Limits
from songngu.ui.web.people import People
from songngu.ui.web.site import Site

if TYPE_CHECKING:
    import gradio as gr
    import uvicorn
    from fastapi import FastAPI

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
    style: StyleRule = USUAL,
    address: Address | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the page until stopped (Ctrl-C).

    Args:
        store_url: A database URL or the path of an SQLite file; made where there is none.
        host: The address to listen on; one that other machines can reach needs users.
        port: 0 for any free one.
        engine: The drafting engine, as ``--engine`` names it; loaded when first needed.
        drafter_factory: Loads the drafter in its stead.
        style: Which house style its drafts are written in.
        address: What else there is to say about the address.
        ready: Called with the page's address as soon as it can be opened.

    Raises:
        ServeError: The address cannot be had, or must not be served.
        StoreError: The database cannot be opened.
    """
    server = WebServer(
        store_url,
        host,
        port,
        engine=engine,
        drafter_factory=drafter_factory,
        style=style,
        address=address,
    )
    if ready is not None:
        ready(server.url)
    server.run()


@dataclass(frozen=True)
class Address:
    """What there is to say about the server's address beside host and port.

    Attributes:
        names: Further names under which it may be asked for, a proxy's for instance.
        certificate: A file with the certificate chain (PEM), to serve HTTPS; None for HTTP.
        key: A file with its private key; None where it is in the same file.
    """

    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None


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
        style: StyleRule = USUAL,
        address: Address | None = None,
    ) -> None:
        address = address or Address()
        private = is_loopback(host) and not address.names
        if not private and not _has_users(store_url):
            raise ServeError(_why_users(host, address))
        self._socket = _bind(host, port)
        try:
            self._store, self._worker = _open(store_url, engine, drafter_factory, style)
            people = People(self._store, single_user=private)
            hosts = Hosts.of(loopback=is_loopback(host), host=host, allowed=address.names)
            self._server = _uvicorn_server(Site(self._store, self._worker), people, hosts, address)
        except BaseException:  # Ctrl-C too: the port must be free again
            self._socket.close()
            raise
        name = f"[{host}]" if ":" in host else host
        scheme = "https" if address.certificate else "http"
        self.url = f"{scheme}://{name}:{self._socket.getsockname()[1]}/"

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


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback
    except ValueError:
        return False


def _has_users(store_url: str | Path) -> bool:
    from songngu.corpora.store import open_store
    from songngu.corpora.store.connection import parse_url

    url = parse_url(store_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return False  # nor is one made by asking
    with open_store(store_url) as store:
        return store.has_users()


def _why_users(host: str, address: Address) -> str:
    found = f"the address {host!r}" if not is_loopback(host) else f"--allow-host {address.names[0]}"
    return (
        f"found {found}, under which other machines reach the page, and no users in the database; "
        "expected at least one, so that not everybody may read and change everything: add one "
        "with: songngu users add NAME --role admin; or serve 127.0.0.1 and forward the port, for "
        "example with: ssh -L 7860:127.0.0.1:7860 THIS-MACHINE"
    )


def _open(
    store_url: str | Path,
    engine: str,
    drafter_factory: DrafterFactory | None,
    style: StyleRule,
) -> tuple[Store, Worker]:
    from songngu.corpora.store import open_store
    from songngu.ui.web.jobs import Worker

    def load() -> Drafter:
        from songngu.translate import load_drafter

        return load_drafter(engine)

    store = open_store(store_url)
    return store, Worker(store, drafter_factory or load, style)


def _bind(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise ServeError(
            f"found the port {port}, expected one from 1 to 65535, or 0 for any free one"
        )
    try:
        wanted = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise ServeError(_why_not(host, port, error)) from error
    family, kind, protocol, _, address = wanted[0]
    found = socket.socket(family, kind, protocol)
    if os.name == "posix":
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(address)
        found.listen(128)
    except OSError as error:
        found.close()
        raise ServeError(_why_not(host, port, error)) from error
    return found


def _why_not(host: str, port: int, error: OSError | UnicodeError) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"port {port} on {host} is taken, perhaps by a page that is still running; stop that "
            f"one, or choose another port, for example --port {port + 1}"
        )
    if number == errno.EACCES:
        return f"port {port} needs special rights; choose one above 1023, for example 7860"
    reason = getattr(error, "strerror", None) or error
    return f"cannot listen on {host!r}, port {port}: {reason}; try 127.0.0.1"


def _uvicorn_server(site: Site, people: People, hosts: Hosts, address: Address) -> uvicorn.Server:
    import fastapi
    import gradio as gr
    import uvicorn
    from starlette.responses import FileResponse

    from songngu.ui.cli import version
    from songngu.ui.web.api import app as api
    from songngu.ui.web.api import tools
    from songngu.ui.web.page import ASSETS, STATIC, assets, build_page, style_link

    application = fastapi.FastAPI(openapi_url=None)
    application.mount(ASSETS, assets())
    application.get("/favicon.ico")(lambda: FileResponse(STATIC / "icon.svg"))
    application.include_router(login.routes(people, style_link()))
    application.mount(api.PATH, api.build_api(site, version()))
    # Before the page, which takes all that is left.
    _mount(application, tools.PATH, lambda: tools.build_tools(site), mcp_server=True)
    _mount(
        application,
        "/",
        lambda: build_page(site),
        mcp_server=False,
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
        head=_HEAD + style_link(),
    )
    config = uvicorn.Config(
        Gate(Limits(application), people, hosts),
        ssl_certfile=address.certificate,
        ssl_keyfile=address.key,
        # Only a proxy on this machine may say whom it asks for; without one, anybody here could.
        proxy_headers=bool(address.names),
        log_level="warning",
        timeout_graceful_shutdown=2,
        lifespan="on",
    )
    return uvicorn.Server(config)


def _mount(application: FastAPI, path: str, build: Callable[[], gr.Blocks], **options: Any) -> None:
    import gradio as gr

    from songngu.ui.web.page import in_event_loop

    def mount() -> FastAPI:
        mounted: FastAPI = gr.mount_gradio_app(
            application,
            build(),
            path=path,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            show_error=True,
            max_file_size="1mb",  # nothing is uploaded Gradio's way
            enable_monitoring=False,
            pwa=False,
            **options,
        )
        return mounted

    in_event_loop(mount)


# Before the components are there: the right background, so that nothing flashes.
_HEAD = """
<style>
  body { background: #f3f5f7; }
  @media (prefers-color-scheme: dark) { body { background: #11181e; } }
</style>
"""
