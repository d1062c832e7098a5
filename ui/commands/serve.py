"""``songngu serve``: the web page."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import click

from songngu.corpora.errors import WorkbenchError
from songngu.ui.cli import saved
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import (
    EngineChoice,
    F,
    engine_options,
    json_option,
    read_style,
    shown_location,
    store_location,
    store_option,
    style_option,
)
from songngu.ui.commands.streams import note, write_stdout
from songngu.ui.results import to_bytes

if TYPE_CHECKING:
    from songngu.ui.actions.house_style import StyleRule
    from songngu.ui.web.app import Address

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
        "--host",
        default=HOST,
        show_default=True,
        help="The address to listen on; one that other machines can reach needs users.",
    )
    return host(port(command))


def network_options(command: F) -> F:
    """Add ``--allow-host``, ``--certificate`` and ``--key``."""
    names = click.option(
        "--allow-host",
        "names",
        multiple=True,
        metavar="NAME",
        help="A further name under which the page may be asked for, such as a proxy's; can be "
        "given several times.",
    )
    existing = click.Path(exists=True, dir_okay=False, path_type=Path)
    certificate = click.option(
        "--certificate", type=existing, help="A certificate (PEM), to serve HTTPS."
    )
    key = click.option("--key", type=existing, help="Its private key, where it is not in there.")
    return names(certificate(key(command)))


@click.command(
    "serve",
    cls=Command,
    short_help="Serve the web page.",
    examples=(
        "songngu serve",
        "songngu serve --port 8000 --store articles.db",
        "songngu serve --host 0.0.0.0 --certificate desk.pem",
    ),
)
@address_options
@network_options
@engine_options
@style_option
@store_option
@json_option
@click.pass_context
def serve_command(
    ctx: click.Context,
    host: str,
    port: int,
    names: tuple[str, ...],
    certificate: Path | None,
    key: Path | None,
    engine: EngineChoice,
    style: tuple[str, ...],
    store: str | None,
    as_json: bool,
) -> None:
    """Serve the web page until Ctrl-C.

    Without users (songngu users add) only this machine can reach it, and nobody signs in. --json
    prints its address as soon as it can be opened.
    """
    from songngu.ui.web.app import Address, is_loopback

    if key is not None and certificate is None:
        raise click.UsageError("--key needs --certificate")
    if certificate is None and not is_loopback(host):
        note("songngu: passwords and articles travel unencrypted; --certificate serves HTTPS")
    serve_workbench(
        ctx,
        store_location(store),
        host,
        port,
        engine=engine,
        style=read_style(style),
        address=Address(names, certificate, key),
        as_json=as_json,
    )


def serve_workbench(
    ctx: click.Context,
    location: str,
    host: str,
    port: int,
    *,
    engine: EngineChoice,
    style: StyleRule | None = None,
    address: Address | None = None,
    as_json: bool = False,
) -> None:
    """Serve the database at a location until interrupted.

    Raises:
        StoreError: The database cannot be used.
        WorkbenchError: The address cannot be had.
    """
    from songngu.ui.web.app import serve

    engine.endpoint_settings()  # the engine itself is loaded when it is first needed
    shown = shown_location(location)
    saved(ctx).sentence = f"all edits are saved in {shown}"

    def ready(url: str) -> None:
        if as_json:
            write_stdout(to_bytes({"url": url, "store": shown}))
        note(f"songngu: serving {shown} on {url} until Ctrl-C")

    rule = style or read_style()
    serve(
        location,
        host,
        port,
        drafter_factory=engine.load,
        style=rule,
        address=address,
        ready=ready,
    )
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
