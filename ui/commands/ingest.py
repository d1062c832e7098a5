"""``songngu ingest``: a page into labelled blocks and segments."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from songngu.corpora.errors import InputError
from songngu.ui.actions.articles import keep_block
from songngu.ui.actions.pages import Page
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import json_option, language_option, store_option
from songngu.ui.commands.pages import Located, locate, located_article, tell_saved, workbench
from songngu.ui.commands.streams import print_text, write_stdout
from songngu.ui.results import page_json, to_bytes

if TYPE_CHECKING:
    from songngu.corpora.store import Store


@click.command(
    "ingest",
    cls=Command,
    short_help="Clean a page into labelled blocks and segments.",
    examples=(
        "songngu ingest page.txt --json",
        "xclip -o | songngu ingest - --save",
        "songngu ingest article:3 --restore 17",
    ),
)
@click.argument("page")
@language_option
@click.option("--save", is_flag=True, help="Add the page to the database.")
@click.option(
    "--restore",
    multiple=True,
    type=click.IntRange(min=0),
    metavar="BLOCK",
    help="Take this block of a stored page for text again; may be given again.",
)
@click.option(
    "--set-aside",
    multiple=True,
    type=click.IntRange(min=0),
    metavar="BLOCK",
    help="Set this block of a stored page aside; may be given again.",
)
@store_option
@json_option
def ingest_command(
    page: str,
    language: str | None,
    save: bool,
    restore: tuple[int, ...],
    set_aside: tuple[int, ...],
    store: str | None,
    as_json: bool,
) -> None:
    """Clean a page: label its blocks, set the furniture aside, split it into segments.

    PAGE is a file (text, .html, .docx), a web address, - for standard input, or article:3. The
    page may be Vietnamese or English. With --save, "article" in the JSON is its number. BLOCK is
    the number that the list of blocks begins with.
    """
    changes = [(block, True) for block in restore] + [(block, False) for block in set_aside]
    with workbench((page,), store, save=save) as opened:
        found = locate(page, opened, expected=None, language=language)
        if changes:
            found = _changed(opened, found, changes)
    if as_json:
        result = page_json(found.page.document, found.page.segments)
        if found.id is not None:
            result["article"] = found.id
        write_stdout(to_bytes(result))
    else:
        print_text(_readable(found.page))
    if save:
        tell_saved(store, found.id)


def _changed(store: Store | None, found: Located, changes: Sequence[tuple[int, bool]]) -> Located:
    """Return the page after blocks of it were restored or set aside, all of them or none."""
    if store is None or found.id is None:
        raise click.UsageError(
            "--restore and --set-aside change a stored page: add --save, or give article:NUMBER"
        )
    n_blocks = len(found.page.document.blocks)
    for block, _ in changes:
        if block >= n_blocks:
            raise InputError(
                f"article:{found.id} has the blocks 0 to {n_blocks - 1}, found {block}; "
                f"'songngu ingest article:{found.id}' lists them"
            )
    for block, kept in changes:
        keep_block(store, found.id, block, kept)
    return located_article(store, found.id)


def _readable(page: Page) -> str:
    document = page.document
    kept = sum(block.kept for block in document.blocks)
    lines = [
        f"language   {document.language}",
        f"title      {document.title or '—'}",
        f"published  {document.published or '—'}",
        f"byline     {document.byline or '—'}",
        f"blocks     {kept} kept, {len(document.blocks) - kept} set aside",
        f"segments   {len(page.segments)}",
        "",
    ]
    for number, block in enumerate(document.blocks):
        label = block.kind.value if block.kept else f"({block.kind.value})"
        lines += textwrap.wrap(
            block.text, 98, initial_indent=f"{number:>4} {label:<13}", subsequent_indent=" " * 18
        )
    return "\n".join(lines)
