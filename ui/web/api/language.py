"""Terms and translation memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Response
from pydantic import BaseModel, Field

from songngu.corpora.errors import NotFoundError
from songngu.corpora.store import TermRecord, UnitRecord
from songngu.corpora.types import MemoryMatch, Term, TranslationUnit
from songngu.ui import actions
from songngu.ui.web.api.operations import Id, Operation
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Site

Text = Annotated[str, Field(min_length=1, max_length=10_000)]
Skip = Annotated[int, Field(ge=0, lt=2**31)]
Most = Annotated[int, Field(ge=1, le=200)]


class TermIn(BaseModel):
    """A term."""

    source: Text
    target: Text
    source_language: str = "vi"
    target_language: str = "en"
    note: Annotated[str, Field(max_length=10_000)] = ""

    def term(self) -> Term:
        """Return it as the store takes it."""
        return Term(**self.model_dump())


class UnitIn(BaseModel):
    """A source text and its translation."""

    source: Text
    target: Text
    source_language: str = "vi"
    target_language: str = "en"
    origin: Annotated[str, Field(max_length=10_000)] = ""

    def unit(self) -> TranslationUnit:
        """Return it as the store takes it: a person's, so that its confidence is not in doubt."""
        return TranslationUnit(**self.model_dump(), confidence=None)


class LookUp(BaseModel):
    """A text to look up."""

    text: Annotated[str, Field(min_length=1, max_length=100_000)]
    threshold: Annotated[float, Field(gt=0, le=1)] = Field(0.75, description="Least similarity.")
    limit: Annotated[int, Field(ge=1, le=50)] = 5


@dataclasses.dataclass(frozen=True)
class Terms:
    """A page of the termbase, and how many terms were found altogether."""

    terms: list[TermRecord]
    n_found: int


@dataclasses.dataclass(frozen=True)
class Units:
    """A page of the memory, and how many units were found altogether."""

    units: list[UnitRecord]
    n_found: int


def list_terms(site: Site, search: str | None = None, offset: Skip = 0, limit: Most = 50) -> Terms:
    """Search the termbase: every word has to be in source, target or note."""
    found, n_found = site.store.find_terms(search, offset=offset, limit=limit)
    return Terms(found, n_found)


def add_term(site: Site, term: TermIn) -> TermRecord:
    """Add a term; one that is there already takes the new note."""
    return actions.save_term(site.store, term.term(), editor=current_user().name)


def change_term(site: Site, term_id: Id, term: TermIn) -> TermRecord:
    """Put a term in the place of another."""
    return actions.save_term(site.store, term.term(), term_id=term_id, editor=current_user().name)


def delete_term(site: Site, term_id: Id) -> Term:
    """Remove a term; answers with what it was."""
    return _only(site.store.delete_terms([term_id]), f"term {term_id}")


def list_units(site: Site, search: str | None = None, offset: Skip = 0, limit: Most = 50) -> Units:
    """Search the translation memory (concordance): every word has to be in source or target."""
    found, n_found = site.store.find_units(search, offset=offset, limit=limit)
    return Units(found, n_found)


def add_unit(site: Site, unit: UnitIn) -> int:
    """Add a unit to the translation memory; answers 1, or 0 where it was there already."""
    return site.store.add_units([unit.unit()])


def change_unit(site: Site, unit_id: Id, unit: UnitIn) -> UnitIn:
    """Put a unit in the place of another; it gets a new number."""
    site.store.change_unit(unit_id, unit.unit())
    return unit


def delete_unit(site: Site, unit_id: Id) -> TranslationUnit:
    """Remove a unit from the translation memory; answers with what it was."""
    return _only(site.store.delete_units([unit_id]), f"unit {unit_id}")


def look_up(site: Site, sought: LookUp) -> list[MemoryMatch]:
    """Return the units with the most similar source text, best first."""
    return site.store.look_up(sought.text, threshold=sought.threshold, limit=sought.limit)


def export_terms(site: Site, format: str, search: str | None = None) -> Response:  # noqa: A002
    """Return the terms as a file: ``tsv``, ``csv``, ``jsonl`` or ``tmx``."""
    from songngu.corpora.errors import FormatError
    from songngu.corpora.formats.terms import TERM_FORMATS

    if format not in TERM_FORMATS:
        raise FormatError(f"found {format!r}, expected one of: {', '.join(TERM_FORMATS)}")
    content = actions.export_terms(site.store, format, search)
    return as_file(content, f"songngu-terms.{format}")


def as_file(content: bytes, name: str) -> Response:
    """Return an answer that is a file, never shown as a page."""
    from urllib.parse import quote

    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"content-disposition": disposition},
    )


_Found = TypeVar("_Found")


def _only(found: Sequence[_Found], what: str) -> _Found:
    if not found:
        raise NotFoundError(f"found no {what}; the list shows which there are")
    return found[0]


OPERATIONS = (
    Operation("GET", "/terms", list_terms),
    Operation("POST", "/terms", add_term, 201),
    Operation("PUT", "/terms/{term_id}", change_term),
    Operation("DELETE", "/terms/{term_id}", delete_term),
    Operation("GET", "/terms.{format}", export_terms, tool=False),
    Operation("GET", "/memory", list_units),
    Operation("POST", "/memory", add_unit, 201),
    Operation("PUT", "/memory/{unit_id}", change_unit),
    Operation("DELETE", "/memory/{unit_id}", delete_unit),
    Operation("POST", "/memory/look-up", look_up),
)
