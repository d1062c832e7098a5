"""Options that several commands share."""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from songngu.translate import ENGINES
from songngu.translate.device import DEVICES
from songngu.translate.endpoint import (
    ENDPOINT_VARIABLE,
    KEY_VARIABLE,
    SETTING_NAMES,
    EndpointSettings,
    read_settings,
)

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.corpora.types import Term
    from songngu.translate import Drafter
    from songngu.translate.style import HouseStyle
    from songngu.ui.actions.house_style import StyleRule
    from songngu.ui.actions.memory import FileMemory

F = TypeVar("F", bound=Callable[..., Any])
Decorator = Callable[[F], F]

STORE_VARIABLE = "SONGNGU_STORE"
STYLE_VARIABLE = "SONGNGU_STYLE"
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


memory_option = click.option(
    "--memory",
    "memories",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A translation memory (.tmx, .tsv, .jsonl): what it has approved is not drafted again, "
    "similar translations are examples; may be given again, later ones count.",
)


def read_memory(paths: Sequence[Path]) -> FileMemory | None:
    """Return the memory of the ``--memory`` options; None without any.

    Raises:
        FormatError: A file is no translation memory.
        InputError: It cannot be read.
    """
    from songngu.ui.actions.memory import FileMemory

    with _readable("a translation memory"):
        return FileMemory.load(paths) if paths else None


@contextlib.contextmanager
def _readable(expected: str) -> Iterator[None]:
    from songngu.corpora.errors import InputError

    try:
        yield
    except OSError as error:
        raise InputError(
            f"{error.filename}: {error.strerror}, expected {expected} that can be read"
        ) from error


terms_option = click.option(
    "--terms",
    "term_lists",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="A list of terms (.csv, .tsv, .tmx, .jsonl), in a table Vietnamese and English, such as "
    "UBND and People's Committee: drafts have them so; may be given again, later ones count.",
)


def read_terms(paths: Sequence[Path]) -> tuple[Term, ...]:
    """Return the terms of the ``--terms`` options.

    Raises:
        FormatError: A file is no list of terms.
        InputError: It cannot be read.
    """
    from songngu.ui.actions.terms import load_terms

    with _readable("a list of terms"):
        return load_terms(paths)


style_option = click.option(
    "--style",
    "style",
    multiple=True,
    metavar="FILE|NAME=CHOICE",
    help="The house style of drafts: a TOML file, or a choice such as dates=day-first or "
    "spelling=en-GB; may be given again, later ones count. Default: the one chosen on the page, "
    f"for what is in the database; else the file that {STYLE_VARIABLE} names, else "
    "headlines=title.",
)


def read_style(given: Sequence[str] = ()) -> StyleRule:
    """Return which house style holds: that of the ``--style`` options, in order, where given.

    Raises:
        InputError: A file cannot be read, or an option or choice is unknown.
    """
    from songngu.translate.style import HouseStyle, change_style, load_style
    from songngu.ui.actions.house_style import StyleRule

    style = HouseStyle()
    if not given:
        named = os.environ.get(STYLE_VARIABLE, "")
        return StyleRule(default=load_style(Path(named)) if named else style)
    for each in given:
        name, equals, choice = each.partition("=")
        if equals and not Path(each).exists():
            style = change_style(style, {name.strip(): choice.strip()}, "--style")
        else:
            style = load_style(Path(each), style)
    return StyleRule(given=style)


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """What a person said about the engine.

    Attributes:
        name: As ``--engine`` gives it.
        threads: Processor threads.
        beam: Hypotheses kept in the search.
        device: One of :data:`~songngu.translate.device.DEVICES`.
        endpoint: Address of an ``openai:`` engine's endpoint; None for that of the environment.
        settings: ``NAME=VALUE`` each, for that endpoint.
        raw: Leave drafts as the model has them.
    """

    name: str
    threads: int
    beam: int = 4
    device: str = "auto"
    endpoint: str | None = None
    settings: tuple[str, ...] = ()
    raw: bool = False

    def load(self, style: HouseStyle | None = None, *, progress: bool = True) -> Drafter:
        """Return the engine, ready to draft.

        Args:
            style: How drafts are to be written; None for what holds outside any database.
            progress: Show on standard error what its first use has to prepare.

        Raises:
            EngineError: It cannot be loaded.
            InputError: The user's house style cannot be read.
        """
        from songngu.translate import load_drafter
        from songngu.translate.faithful import RAW

        return load_drafter(
            self.name,
            threads=self.threads,
            beam_size=self.beam,
            progress=progress,
            device=self.device,
            style=style or read_style().of(None),
            endpoint=self.endpoint_settings(),
            faithful=RAW if self.raw else None,
        )

    def endpoint_settings(self) -> EndpointSettings | None:
        """Return the settings of an ``openai:`` engine; None for any other.

        Raises:
            EngineError: They are incomplete or wrong.
            UsageError: They were given for an engine without an endpoint.
        """
        if self.name.startswith("openai:"):
            return read_settings(self.endpoint, self.settings)
        if self.endpoint or self.settings:
            raise click.UsageError(
                "--endpoint and --endpoint-setting belong to an engine openai:MODEL, not "
                f"{self.name}"
            )
        return None


def engine_options(function: F) -> F:
    """Add what is to be said about the engine, which the command gets as an :class:`EngineChoice`.

    These are ``--engine``, ``--threads``, ``--beam``, ``--device``, ``--raw``, ``--endpoint`` and
    ``--endpoint-setting``.
    """

    @functools.wraps(function)
    def gathered(
        *args: Any,
        engine: str,
        threads: int,
        beam: int,
        device: str,
        endpoint: str | None,
        endpoint_settings: tuple[str, ...],
        raw: bool,
        **others: Any,
    ) -> Any:
        choice = EngineChoice(engine, threads, beam, device, endpoint, endpoint_settings, raw)
        return function(*args, engine=choice, **others)

    command: Any = gathered
    for option in reversed(_engine_options()):
        command = option(command)
    return cast(F, command)


def _engine_options() -> Sequence[Callable[[Any], Any]]:
    return (
        click.option(
            "--engine",
            default="embedded",
            show_default=True,
            metavar="NAME",
            help=f"The drafting engine: {', '.join(ENGINES)}, or the folder of a model.",
        ),
        click.option(
            "--threads",
            type=click.IntRange(min=1),
            default=default_threads(),
            show_default="the processors this machine has, 4 at most",
            metavar="N",
            help="Processor threads for the engine.",
        ),
        click.option(
            "--beam",
            type=click.IntRange(1, 16),
            default=4,
            show_default=True,
            metavar="N",
            help="Hypotheses that a model on this machine keeps in its search: more draft a little "
            "better and take longer.",
        ),
        click.option(
            "--device",
            type=click.Choice(DEVICES),
            default="auto",
            show_default=True,
            help="Where the engine runs: cpu, cuda (a graphics card), or auto, which takes the "
            "graphics card where there is one.",
        ),
        click.option(
            "--raw",
            is_flag=True,
            help="Leave drafts as the model has them: names, numbers and terms are not put right, "
            "which takes less time.",
        ),
        click.option(
            "--endpoint",
            metavar="URL",
            help="For openai:MODEL: the endpoint's address, such as http://127.0.0.1:11434/v1. "
            f"Default: {ENDPOINT_VARIABLE}. Its key is read from {KEY_VARIABLE}.",
        ),
        click.option(
            "--endpoint-setting",
            "endpoint_settings",
            multiple=True,
            metavar="NAME=VALUE",
            help=f"A bound for that endpoint ({', '.join(SETTING_NAMES)}); may be given again.",
        ),
    )


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
