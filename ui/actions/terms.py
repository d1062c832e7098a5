"""Terms: saved one by one, read from files and written to them."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from songngu.corpora.errors import FormatError, InputError, NotFoundError
from songngu.corpora.types import Term

if TYPE_CHECKING:
    from songngu.corpora.store import Store, TermRecord

MAX_TERM_LENGTH = 500
"""The longest term or note, characters: whole sentences belong into the translation memory."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome of an import.

    Attributes:
        n_read: Terms or units in the file.
        n_new: Those that were not stored already.
    """

    n_read: int
    n_new: int


def save_term(
    store: Store, term: Term, *, term_id: int | None = None, editor: str = ""
) -> TermRecord:
    """Return a term as it is stored now, with white space evened out.

    Args:
        store: Where it goes.
        term: The term.
        term_id: The stored term whose place it takes; None for a new one.
        editor: Who saves it.

    Raises:
        InputError: A side is empty or too long.
        NotFoundError: No such term.
        StoreError: The changed term would be the same as another.
    """
    fields = {
        name: " ".join(unicodedata.normalize("NFC", getattr(term, name)).split())
        for name in ("source", "target", "note")
    }
    for name, text in fields.items():
        if not text and name != "note":
            raise InputError(f"the term has no {name} text, expected both sides; fill it in")
        if len(text) > MAX_TERM_LENGTH:
            raise InputError(
                f"the {name} of the term has {len(text)} characters, expected at most "
                f"{MAX_TERM_LENGTH}; sentences belong into the translation memory"
            )
    tidied = dataclasses.replace(term, **fields)
    return store.save_term(tidied, term_id=term_id, editor=editor)


def import_terms(
    store: Store, data: bytes, *, name: str, format_name: str | None = None, editor: str = ""
) -> Imported:
    """Return how many terms a file held and how many of them were new.

    Args:
        store: Where they go; one stored already takes the new note.
        data: The whole file.
        name: Its name; the ending says the format.
        format_name: One of :data:`~songngu.corpora.formats.terms.TERM_FORMATS`, to overrule it.
        editor: Who imports them.

    Raises:
        FormatError: The file breaks the rules of its format; nothing is stored.
    """
    from songngu.corpora.formats.terms import parse_terms, term_format

    terms = parse_terms(data, format_name or term_format(name), name=name)
    return Imported(len(terms), store.add_terms(terms, editor=editor))


def load_terms(paths: Sequence[Path]) -> tuple[Term, ...]:
    """Return the terms of files, from Vietnamese into English; those of later files first.

    Drafting takes the first of several terms with the same source.

    Raises:
        FormatError: A file is no list of terms, or has none.
        OSError: It cannot be read.
    """
    from songngu.corpora.formats.terms import parse_terms, term_format
    from songngu.ui.actions.memory import languages_of

    found: list[Term] = []
    for path in reversed(paths):
        read = parse_terms(path.read_bytes(), term_format(str(path)), name=str(path))
        terms = [term for term in read if languages_of(term) == ("vi", "en")]
        if not terms:
            raise FormatError(
                f"{path}: found no term, expected Vietnamese in the first column and English in "
                "the second; fill it in, or leave the file out"
            )
        found += terms
    return tuple(found)


def export_terms(store: Store, format_name: str, search: str | None = None) -> bytes:
    """Return the stored terms as a file.

    Args:
        store: Where they are.
        format_name: One of :data:`~songngu.corpora.formats.terms.TERM_FORMATS`.
        search: Only those that :meth:`~songngu.corpora.store.Store.find_terms` finds by this.

    Raises:
        NotFoundError: There are none.
    """
    from songngu.corpora.formats.terms import serialise_terms

    found, _n_found = store.find_terms(search, limit=2**31 - 1)
    if not found:
        raise NotFoundError("there are no terms to export; add some or import a list first")
    return serialise_terms([record.term for record in found], format_name)
