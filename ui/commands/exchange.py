"""``songngu export`` and ``songngu import``: translation units out, and into the memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from songngu.corpora.errors import FormatError, NotFoundError
from songngu.corpora.formats import FORMATS
from songngu.corpora.formats.terms import TERM_FORMATS
from songngu.corpora.types import TranslationUnit
from songngu.ui.actions.exchange import WHICH, Which, export_units, import_units
from songngu.ui.actions.terms import Imported, import_terms
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import (
    json_option,
    open_workbench,
    shown_location,
    store_location,
    store_option,
)
from songngu.ui.commands.pages import check_article, one_stdin
from songngu.ui.commands.streams import (
    STDIN,
    note,
    print_text,
    read_bytes,
    shown,
    write_stdout,
)
from songngu.ui.results import (
    ResultKind,
    parse_result,
    result_units,
    summary_json,
    to_bytes,
    unit_json,
)

if TYPE_CHECKING:
    from songngu.corpora.formats import Format

format_option = click.option(
    "--format",
    "format_name",
    type=click.Choice(sorted(FORMATS)),
    help="The format. Default: what the ending of the file name says.",
)


@click.command(
    "export",
    cls=Command,
    short_help="Write TSV, JSONL or TMX.",
    examples=(
        "songngu export --list",
        "songngu export --which drafts --document 3 -o article.tmx",
        "songngu draft page.txt --json | songngu export - --format tsv",
    ),
)
@click.argument("results", nargs=-1, metavar="[RESULT]...")
@click.option(
    "--document",
    type=click.IntRange(min=1),
    metavar="ID",
    help="Only this article of the database. Default: all of them.",
)
@click.option(
    "--which",
    type=click.Choice(WHICH),
    help="What editors saved, the machine's drafts, or the aligned English. Default: post-edits "
    "from the database, drafts from results that have any.",
)
@click.option(
    "--list", "listing", is_flag=True, help="List the articles of the database with their numbers."
)
@format_option
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Where to write. Default: standard output, which needs --format.",
)
@store_option
@json_option
def export_command(
    results: tuple[str, ...],
    document: int | None,
    which: Which | None,
    listing: bool,
    format_name: str | None,
    output: str | None,
    store: str | None,
    as_json: bool,
) -> None:
    """Write translation units as TSV, JSONL or TMX, from the database or from results.

    RESULT is what songngu draft, align or batch gave as JSON, - for standard input; without any,
    the database is exported. A file is written whole or not at all: what stood there before stays
    until the new one is complete. --json prints the units, or with --output how many there were.
    """
    one_stdin(*results)
    if listing:
        if results or document or which or format_name or output:
            raise click.UsageError("--list goes with --store and --json alone")
        _list(store, as_json)
        return
    _check_results(results, document, which)
    to_stdout = output is None or output == STDIN
    if to_stdout and format_name is None and not as_json:
        raise click.UsageError("give --output FILE, or --format for standard output")
    chosen = None if to_stdout and format_name is None else _format(format_name, output or "")
    if results:
        units = _units_of_results(results, which if which != "post-edits" else None)
    else:
        with open_workbench(store) as opened:
            if document is not None:
                check_article(opened, document)
            units = export_units(opened, document, which=which or "post-edits")
    _write(units, chosen, None if to_stdout else output, as_json)


def _check_results(results: Sequence[str], document: int | None, which: Which | None) -> None:
    if results and document is not None:
        raise click.UsageError("give results or --document, not both")
    if results and which == "post-edits":
        raise click.UsageError("results hold no post-edits: leave them out to export the database")


def _list(store: str | None, as_json: bool) -> None:
    with open_workbench(store) as opened:
        found = sorted(opened.documents(), key=lambda summary: summary.id)
    if as_json:
        write_stdout(to_bytes({"articles": [summary_json(summary) for summary in found]}))
        return
    if not found:
        note(f"no articles in {shown_location(store_location(store))}")
    for summary in found:
        title = " ".join((summary.title or "(no title)").split())
        work = f"{summary.n_segments} segments"
        if summary.n_drafted:
            work += f", {summary.n_drafted} drafted"
        if summary.n_edited:
            work += f", {summary.n_edited} edited"
        if summary.verdict is not None:
            work += f"; with article:{summary.target_id}: {summary.verdict.value}"
        print_text(f"article:{summary.id:<4} {summary.language}  {title}  ({work})")


def _write(
    units: Sequence[TranslationUnit], chosen: Format | None, output: str | None, as_json: bool
) -> None:
    if output is not None and chosen is not None:
        from songngu.corpora.files import write_atomic

        write_atomic(Path(output), chosen.serialise(units))
        if as_json:
            write_stdout(to_bytes({"output": output, "n_units": len(units)}))
        else:
            note(f"wrote {len(units)} units to {output}")
    elif as_json:
        listed = [unit_json(unit) for unit in units]
        write_stdout(to_bytes({"n_units": len(units), "units": listed}))
    elif chosen is not None:
        write_stdout(chosen.serialise(units))


def _units_of_results(results: Sequence[str], which: ResultKind | None) -> list[TranslationUnit]:
    units: list[TranslationUnit] = []
    for result in results:
        name = shown(result)
        units += result_units(parse_result(read_bytes(result), name=name), name=name, which=which)
    if not units:
        raise NotFoundError(
            "no translation unit in these results, expected at least one; pages that are no "
            "translation of each other have none: export their drafts (--which drafts)"
        )
    return units


@click.command(
    "import",
    cls=Command,
    short_help="Read files into the memory, or the list of terms.",
    examples=(
        "songngu import memory.tmx",
        "songngu import --terms names.csv",
        "zcat memory.jsonl.gz | songngu import - --format jsonl --json",
    ),
)
@click.argument("file")
@click.option(
    "--terms",
    "as_terms",
    is_flag=True,
    help="FILE is a list of terms: add them to the database's, which drafts of its articles keep "
    "to. In a table: Vietnamese, English and, if wanted, a note; CSV too.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(sorted(TERM_FORMATS)),
    help="The format; csv is for terms. Default: what the ending of the file name says.",
)
@store_option
@json_option
def import_command(
    file: str, as_terms: bool, format_name: str | None, store: str | None, as_json: bool
) -> None:
    """Add the translation units of a TSV, JSONL or TMX file to the translation memory.

    FILE may be - for standard input, which needs --format. Nothing is added from a file that
    breaks the rules of its format.
    """
    if file == STDIN and format_name is None:
        raise click.UsageError("give --format for standard input")
    if format_name is not None and format_name not in FORMATS and not as_terms:
        raise click.UsageError(f"--format {format_name} is for lists of terms; give --terms too")
    if as_terms:
        data = read_bytes(file)
        with open_workbench(store) as opened:
            imported = import_terms(opened, data, name=shown(file), format_name=format_name)
    else:
        units = _format(format_name, file).parse(read_bytes(file), name=shown(file))
        with open_workbench(store) as opened:
            imported = Imported(len(units), import_units(opened, units))
    where = shown_location(store_location(store))
    if as_json:
        count = {"n_terms" if as_terms else "n_units": imported.n_read, "n_new": imported.n_new}
        write_stdout(to_bytes({**count, "store": where}))
    else:
        read, goal = ("terms", "terms") if as_terms else ("units", "memory")
        print_text(f"{imported.n_read} {read} read, {imported.n_new} new to the {goal} in {where}")


def _format(name: str | None, path: str) -> Format:
    if name is not None:
        return FORMATS[name]
    from songngu.corpora.formats import format_for

    try:
        return format_for(path)
    except FormatError as error:
        raise FormatError(f"{error}; name the file so, or say what it is with --format") from None
