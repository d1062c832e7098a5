"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from songngu.translate import ENGINES

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.translate import Drafter

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]

STORE_VARIABLE = "SONGNGU_STORE"
LANGUAGES = ("vi", "en")

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")

store_option = click.option(
    "--store",
    envvar=STORE_VARIABLE,
    show_envvar=True,
    metavar="FILE|URL",
    help="The database: an SQLite file or a PostgreSQL URL. "
    "Default: songngu.db in your data folder.",
)

language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    help="Take the page to be in this language, whatever it looks like.",
)


def engine_options(function: F) -> F:
    """Add ``--engine`` and ``--threads`` to a command."""
    engine = click.option(
        "--engine",
        default="embedded",
        show_default=True,
        metavar="NAME",
        help=f"The drafting engine: {', '.join(ENGINES)}, or the folder of a model.",
    )
    threads = click.option(
        "--threads",
        type=click.IntRange(min=1),
        default=default_threads(),
        show_default="the processors this machine has, 4 at most",
        metavar="N",
        help="Processor threads for the engine.",
    )
    return engine(threads(function))


def default_threads() -> int:
    """Return the processors this process may use, 4 at most: more hardly help a small model."""
    return min(len(os.sched_getaffinity(0)), 4)


def store_location(given: str | None) -> str:
    """Return the file or URL of the database: as given, or in the user's data folder."""
    if given:
        return given
    import platformdirs

    folder = Path(platformdirs.user_data_dir("songngu"))
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder / "songngu.db")


def shown_location(location: str) -> str:
    """Return the location without a password, for messages."""
    if "://" not in location:
        return location
    from sqlalchemy.engine import make_url

    return make_url(location).render_as_string(hide_password=True)


def open_workbench(given: str | None) -> Store:
    """Return the open database; see :func:`songngu.corpora.store.open_store` for the errors."""
    from songngu.corpora.store import open_store

    return open_store(store_location(given))


def open_engine(name: str, threads: int) -> Drafter:
    """Return the drafting engine, showing on standard error what its first use has to prepare.

    Raises:
        EngineError: It cannot be loaded.
    """
    from songngu.translate import load_drafter

    return load_drafter(name, threads=threads, progress=True)
