"""``songngu draft``: an English draft of a Vietnamese page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from songngu.corpora.types import Draft, Term
from songngu.ui.actions.drafting import Progress, Scope, draft_article, draft_texts, to_draft
from songngu.ui.actions.pages import Page
from songngu.ui.cli import Saved, saved
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import (
    EngineChoice,
    engine_options,
    json_option,
    language_option,
    memory_option,
    open_workbench,
    read_memory,
    read_style,
    read_terms,
    shown_location,
    store_location,
    store_option,
    style_option,
    terms_option,
)
from songngu.ui.commands.pages import Located, locate, tell_saved, workbench
from songngu.ui.commands.streams import note, print_text, write_stdout
from songngu.ui.progress import ProgressBar
from songngu.ui.results import drafted_json, to_bytes

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.translate import Drafter
    from songngu.ui.actions.memory import Memory


@click.command(
    "draft",
    cls=Command,
    short_help="Draft an English translation of a page.",
    examples=(
        "songngu draft page.txt --json",
        "songngu draft page.txt --terms names.csv --memory approved.tmx --style dates=day-first",
        "songngu draft page.txt --save --engine hf:Helsinki-NLP/opus-mt-vi-en",
    ),
)
@click.argument("page")
@language_option
@engine_options
@style_option
@terms_option
@memory_option
@click.option("--save", is_flag=True, help="Add page and drafts to the database as they are made.")
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),
    default=Scope.OUTDATED.value,
    help="Of a stored article, draft the segments without a draft (missing), those as well whose "
    "draft is another engine's or in another house style (outdated, the default), or all. "
    "Approved ones are left alone.",
)
@store_option
@json_option
@click.pass_context
def draft_command(
    ctx: click.Context,
    page: str,
    language: str | None,
    engine: EngineChoice,
    style: tuple[str, ...],
    term_lists: tuple[Path, ...],
    memories: tuple[Path, ...],
    save: bool,
    scope: str,
    store: str | None,
    as_json: bool,
) -> None:
    """Draft an English translation of a Vietnamese page, segment by segment.

    PAGE is a file (text, .html, .docx), a web address, - for standard input, or article:3. Prints
    one draft a line; what the health checks found goes to standard error. With --save, or for an
    article of the database, drafts are saved as they are made, an interrupted run goes on where it
    stopped, what the same engine has drafted before is not drafted again, and the database's own
    terms and translation memory are used as well.
    """
    known, rule = Known(read_terms(term_lists), read_memory(memories)), read_style(style)
    with workbench((page,), store, save=save) as opened:
        found = locate(page, opened, expected="vi", language=language)
        where = store_location(store)
        drafter = engine.load(rule.of(opened))
        drafts = _draft(opened, found, drafter, Scope(scope), saved(ctx), where, known)
    document, segments = found.page.document, found.page.segments
    if as_json:
        result = drafted_json(document, segments, drafts, drafter.signature)
        if found.id is not None:
            result["article"] = found.id
        write_stdout(to_bytes(result))
    else:
        print_text("\n".join(_line(draft.text) for draft in drafts))
        tell_checks(drafts)
    if save:
        tell_saved(store, found.id)


@dataclass(frozen=True, slots=True)
class Known:
    """What a person gave a draft to go by, beside what the database has.

    Attributes:
        terms: Of several with the same source the first counts.
        memory: A translation memory.
    """

    terms: tuple[Term, ...] = ()
    memory: Memory | None = None


NOTHING_KNOWN = Known()


def _line(text: str) -> str:
    """A draft on one line; the cells of a table's row stay apart."""
    return "\t".join(" ".join(cell.split()) for cell in text.split("\t"))


def _draft(
    store: Store | None,
    found: Located,
    drafter: Drafter,
    scope: Scope,
    kept: Saved,
    location: str,
    known: Known,
) -> list[Draft]:
    if store is None or found.id is None:
        return draft_unsaved(found.page, drafter, location, kept, known)
    where = shown_location(location)
    return draft_stored(store, found.id, drafter, scope=scope, kept=kept, where=where, known=known)


def draft_unsaved(
    page: Page, drafter: Drafter, location: str, kept: Saved, known: Known = NOTHING_KNOWN
) -> list[Draft]:
    """Return the drafts of a page; what stops before the end leaves its drafts in the database."""
    where = shown_location(location)
    made: list[Draft | None] = [None] * len(page.segments)
    with ProgressBar("drafting", len(made)) as bar:
        try:
            return draft_texts(
                drafter,
                page.texts,
                terms=known.terms,
                memory=known.memory,
                progress=bar,
                each=made.__setitem__,
                headlines=page.headlines,
                parts=bar.part,
            )
        except (KeyboardInterrupt, Exception) as stopped:
            # Whatever it was: drafts take time, and those of some engines money.
            done = sum(draft is not None and bool(draft.text) for draft in made)
            if done:
                with open_workbench(location) as store:
                    number = _rescue(store, page, made)
                command = f"songngu draft article:{number}"
                _note_saved(kept, len(made), number, where, command)(done)
                if isinstance(stopped, Exception):
                    note(kept.sentence)
            raise


def _rescue(store: Store, page: Page, made: Sequence[Draft | None]) -> int:
    """Return the article that now holds the drafts that were made."""
    by_text = {
        segment.text: draft
        for segment, draft in zip(page.segments, made, strict=True)
        if draft is not None
    }
    number = store.add_document(page.document, page.segments).id
    # By text: the article may have been there before, with blocks restored or set aside since.
    records = store.segments(number)
    store.add_drafts(number, [by_text.get(record.segment.text) for record in records])
    return number


def draft_stored(
    store: Store,
    number: int,
    drafter: Drafter,
    *,
    scope: Scope,
    kept: Saved,
    where: str,
    known: Known = NOTHING_KNOWN,
) -> list[Draft]:
    """Return the drafts of a stored article, with a progress bar and a note for Ctrl-C."""
    records = store.segments(number)
    earlier = len(records) - len(to_draft(records, scope, drafter.signature))
    with ProgressBar("drafting", len(records)) as bar:
        bar.skip(earlier)
        note_saved = _note_saved(kept, len(records), number, where)
        note_saved(earlier)

        def progress(done: int) -> None:
            bar(done)
            note_saved(done)

        return draft_article(
            store,
            number,
            drafter,
            progress=progress,
            scope=scope,
            terms=known.terms,
            memory=known.memory,
            parts=bar.part,
        )


def _note_saved(
    kept: Saved, total: int, number: int, where: str, command: str = "the same command"
) -> Progress:
    def note_saved(done: int) -> None:
        kept.sentence = (
            f"{done} of {total} drafts of article:{number} are saved in {where}; "
            f"{command} goes on from there"
        )

    return note_saved


def tell_checks(drafts: Sequence[Draft]) -> None:
    """Say on standard error what the health checks found."""
    for position, draft in enumerate(drafts, start=1):
        for check in draft.checks:
            note(f"segment {position}: {check.name.value}: {check.message}")
