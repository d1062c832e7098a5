"""The PAGE argument: a file, a web address, standard input, or an article of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from songngu.corpora.errors import NotFoundError
from songngu.ui.actions.pages import Page, check_language, read_page
from songngu.ui.commands.options import open_workbench, shown_location, store_location
from songngu.ui.commands.streams import STDIN, STDIN_NAME, note, read_bytes

if TYPE_CHECKING:
    from songngu.corpora.store import Store

ARTICLE = "article:"


@dataclass(frozen=True, slots=True)
class Located:
    """A page and where the database holds it.

    Attributes:
        id: The article's number; None where it is not stored.
    """

    page: Page
    id: int | None


def article_number(page: str) -> int | None:
    """Return the number in ``article:3``; None for any other page.

    Raises:
        click.UsageError: What follows the colon is no number.
    """
    if not page.startswith(ARTICLE):
        return None
    number = page.removeprefix(ARTICLE)
    if not (number.isascii() and number.isdigit()):
        raise click.UsageError(
            f"{page!r} names no article: expected article:NUMBER (or ./{page} for a file)"
        )
    return int(number)


def locate(
    page: str,
    store: Store | None,
    *,
    expected: str | None,
    language: str | None,
    option: str = "--language",
) -> Located:
    """Return the page that an argument names, added to the store where one is given.

    Args:
        option: The option that overrules the language, for messages.

    Raises:
        InputError: The page cannot be read, or is in another language.
        NotFoundError: No such article.
    """
    number = article_number(page)
    if number is not None:
        if store is None:
            raise ValueError("an article of the database needs an open store")
        found = located_article(store, number)
        check_language(
            found.page.document, label=page, given=language, expected=expected, option=option
        )
        return found
    source, name = (read_bytes(page), STDIN_NAME) if page == STDIN else (page, None)
    read = read_page(source, name=name, language=language, expected=expected, option=option)
    if store is None:
        return Located(read, None)
    # An article that was there before may have had blocks restored or set aside by an editor.
    return located_article(store, store.add_document(read.document, read.segments).id)


def check_article(store: Store, number: int) -> None:
    """Do nothing where the database has an article of this number.

    Raises:
        NotFoundError: It has not; the message says how to see what it has.
    """
    try:
        store.document(number)
    except NotFoundError:
        raise NotFoundError(
            f"there is no article {number} in the database; 'songngu export --list' shows which "
            "there are"
            if store.documents()
            else f"there is no article {number}, the database is empty; add pages with "
            "'songngu ingest PAGE --save', or name another database with --store"
        ) from None


def located_article(store: Store, number: int) -> Located:
    """Return an article of the database.

    Raises:
        NotFoundError: No such article.
    """
    check_article(store, number)
    segments = tuple(record.segment for record in store.segments(number))
    return Located(Page(store.document(number), segments), number)


@contextmanager
def workbench(pages: tuple[str, ...], store: str | None, *, save: bool) -> Iterator[Store | None]:
    """Open the database where saving was asked for or a page names an article; else give None."""
    if not save and not any(article_number(page) is not None for page in pages):
        yield None
        return
    with open_workbench(store) as opened:
        yield opened


def tell_saved(store: str | None, *ids: int | None) -> None:
    """Say on standard error which articles the database holds now."""
    names = " and ".join(f"article:{number}" for number in ids if number is not None)
    if names:
        note(f"saved as {names} in {shown_location(store_location(store))}")


def one_stdin(*names: str | None) -> None:
    """Do nothing where at most one of the inputs is standard input.

    Raises:
        click.UsageError: Two are.
    """
    if sum(name == STDIN for name in names) > 1:
        raise click.UsageError("only one input can be - (standard input)")
