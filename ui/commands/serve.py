"""``songngu serve``: the web page."""

from __future__ import annotations

import socket

import click

from songngu.corpora.errors import WorkbenchError
from songngu.ui.cli import saved
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import (
    F,
    engine_options,
    json_option,
    shown_location,
    store_location,
    store_option,
)
from songngu.ui.commands.streams import note, write_stdout
from songngu.ui.results import to_bytes

HOST = "127.0.0.1"
PORT = 7860


def address_options(command: F) -> F:
    """Add ``--host`` and ``--port``."""
    port = click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=PORT,
        show_default=True,
        help="0: any free one.",
    )
    host = click.option(
        "--host", default=HOST, show_default=True, help="A loopback address to listen on."
    )
    return host(port(command))


@click.command(
    "serve",
    cls=Command,
    short_help="Serve the web page on this machine.",
    examples=("songngu serve", "songngu serve --port 8000 --store articles.db"),
)
@address_options
@engine_options
@store_option
@json_option
@click.pass_context
def serve_command(
    ctx: click.Context,
    host: str,
    port: int,
    engine: str,
    threads: int,
    store: str | None,
    as_json: bool,
) -> None:
    """Serve the web page on this machine until Ctrl-C.

    The page has no users and passwords, so only this machine can reach it. --json prints its
    address as soon as it can be opened.
    """
    serve_workbench(
        ctx, store_location(store), host, port, engine=engine, threads=threads, as_json=as_json
    )


def serve_workbench(
    ctx: click.Context,
    location: str,
    host: str,
    port: int,
    *,
    engine: str,
    threads: int,
    as_json: bool = False,
) -> None:
    """Serve the database at a location until interrupted.

    Raises:
        StoreError: The database cannot be used.
        WorkbenchError: The address cannot be had.
    """
    from songngu.translate import Drafter, load_drafter
    from songngu.ui.web.app import serve

    shown = shown_location(location)
    saved(ctx).sentence = f"all edits are saved in {shown}"

    def ready(url: str) -> None:
        if as_json:
            write_stdout(to_bytes({"url": url, "store": shown}))
        note(f"songngu: serving {shown} on {url} until Ctrl-C")

    def load() -> Drafter:
        return load_drafter(engine, threads=threads)

    serve(location, host, port, drafter_factory=load, ready=ready)
    note(f"songngu: stopped; all edits are saved in {shown}")


def check_port(host: str, port: int) -> None:
    """Do nothing where a server can listen on this port; spares the work before it otherwise.

    Raises:
        WorkbenchError: It cannot.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        raise WorkbenchError(
            f"cannot listen on {host}:{port} ({error.strerror or error}), expected a free port; "
            "stop what runs there (another songngu serve?) or give another --port"
        ) from error
