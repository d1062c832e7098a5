"""``songngu ingest``: a page into labelled blocks and segments."""

from __future__ import annotations

import textwrap

import click
from songngu.ui.actions.pages import Page
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import json_option, language_option, store_option
from songngu.ui.commands.pages import locate, tell_saved, workbench
from songngu.ui.commands.streams import print_text, write_stdout
from songngu.ui.results import page_json, to_bytes


@click.command(
    "ingest",
    cls=Command,
    short_help="Clean a page into labelled blocks and segments.",
    examples=(
        "songngu ingest page.txt --json",
        "xclip -o | songngu ingest - --save",
    ),
)
@click.argument("page")
@language_option
@click.option("--save", is_flag=True, help="Add the page to the database.")
@store_option
@json_option
def ingest_command(
    page: str, language: str | None, save: bool, store: str | None, as_json: bool
) -> None:
    """Clean a page: label its blocks, set the furniture aside, split it into segments.

    PAGE is a file (text, .html, .docx), a web address, - for standard input, or article:3. The
    page may be Vietnamese or English. With --save, "article" in the JSON is its number.
    """
    with workbench((page,), store, save=save) as opened:
        found = locate(page, opened, expected=None, language=language)
    if as_json:
        result = page_json(found.page.document, found.page.segments)
        if found.id is not None:
            result["article"] = found.id
        write_stdout(to_bytes(result))
    else:
        print_text(_readable(found.page))
    if save:
        tell_saved(store, found.id)


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
    for block in document.blocks:
        label = block.kind.value if block.kept else f"({block.kind.value})"
        lines += textwrap.wrap(
            block.text, 98, initial_indent=f"{label:<13}", subsequent_indent=" " * 13
        )
    return "\n".join(lines)
