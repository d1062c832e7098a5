"""The command line: ``songngu COMMAND``.

Exit codes: 0 done, 1 the data or the machine stood in the way, 2 the command was not understood,
130 interrupted. Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import importlib.metadata
import os
import sys
from typing import Any, NoReturn

import click

from songngu.corpora.errors import WorkbenchError
from songngu.ui.commands.base import write_examples

COMMANDS = {
    "ingest": "ingest",
    "draft": "draft",
    "align": "align",
    "match": "match",
    "eval": "evaluate",
    "batch": "batch",
    "export": "exchange",
    "import": "exchange",
    "train": "train",
    "serve": "serve",
    "users": "users",
    "demo": "demo",
}
"""Each command and the module of :mod:`songngu.ui.commands` that defines it."""

EXAMPLES = (
    "songngu draft page.txt > drafts.txt",
    "songngu align page.txt english.html --json",
)
INTERRUPTED = 130


class DataError(click.ClickException):
    """Ends the program with exit code 1 and one message on standard error."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the message."""
        click.echo(f"songngu: {self.message}", err=True)


class Interrupted(click.ClickException):
    """Ends the program with exit code 130 and a sentence on what was saved."""

    exit_code = INTERRUPTED

    def show(self, file: Any = None) -> None:
        """Print the message."""
        click.echo(f"\nsongngu: interrupted; {self.message}", err=True)


class Workbench(click.Group):
    """The group of commands; loads a command when it is asked for and turns errors into codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the work."""
        return list(COMMANDS)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(formatter, EXAMPLES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"songngu.ui.commands.{COMMANDS[cmd_name]}")
        command = getattr(module, f"{cmd_name}_command")
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name}_command is not a command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see :mod:`songngu.ui.cli` for what becomes of errors."""
        saved = ctx.ensure_object(Saved)
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted(saved.sentence) from None
        except WorkbenchError as error:
            raise DataError(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            raise DataError(os_error_message(error)) from error


class Saved:
    """What a person is told about their work when a command is interrupted.

    Attributes:
        sentence: Kept up to date by the running command.
    """

    def __init__(self) -> None:
        self.sentence = "nothing was saved, and nothing that was there before has changed"


def saved(ctx: click.Context) -> Saved:
    """Return the note on what has been saved so far; commands write to it."""
    return ctx.ensure_object(Saved)


def os_error_message(error: OSError) -> str:
    """Return what stood in the way and what to do, for an error of the operating system."""
    where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
    hint = {
        errno.ENOSPC: "free some space, or write to another disk",
        errno.EDQUOT: "free some space, or write to another disk",
        errno.EACCES: "give a path that you may read and write",
        errno.EPERM: "give a path that you may read and write",
        errno.EROFS: "write to another place",
        errno.ENOENT: "give a path that exists",
        errno.EISDIR: "give a file, not a folder",
    }.get(error.errno or 0, "try again, or use another place")
    return f"{where}{error.strerror or error}; {hint}"


def version() -> str:
    """Return the version of the installed package."""
    try:
        return importlib.metadata.version("songngu")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


@click.group(
    cls=Workbench,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(version(), prog_name="songngu")
def songngu() -> None:
    """Clean, draft, align, score and correct Vietnamese–English news.

    A PAGE is a file (text, .html, .docx), a web address, - for standard input, or article:3 for
    the article with that number in the database.
    """


def _occupy_closed_streams() -> None:
    # A file opened in the place of a closed stream would take in what libraries print there.
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", closefd=False)


def main() -> None:
    """Run the command line and end the program."""
    _occupy_closed_streams()
    try:
        songngu(prog_name="songngu")
    except KeyboardInterrupt:
        click.echo(f"\nsongngu: interrupted; {Saved().sentence}", err=True)
        _leave(INTERRUPTED)
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _leave(INTERRUPTED)
        raise


def _leave(code: int) -> NoReturn:
    """End the process now; everything is saved and closed.

    The interpreter's own end would wait for the batch that a model engine's thread is working on.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
