"""Lists of terms as files: tables that a spreadsheet opens, and the formats of units."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from songngu.corpora.errors import FormatError
from songngu.corpora.formats import FORMATS
from songngu.corpora.formats.base import canonical_tag, decode
from songngu.corpora.types import Term, TranslationUnit

COLUMNS = ("source", "target", "note", "source_language", "target_language")
_DELIMITERS = {"tsv": "\t", "csv": ","}
TERM_FORMATS = (*_DELIMITERS, *(name for name in FORMATS if name not in _DELIMITERS))
"""The names of the formats, those that keep every field first."""

# What a spreadsheet would take for a formula and run. Nothing is lost: the mark goes on reading.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


def term_format(name: str) -> str:
    """Return the format of a file with this name.

    Raises:
        FormatError: Where its ending names none.
    """
    ending = Path(name).suffix.lower().removeprefix(".")
    if ending in ("txt", "tab"):
        return "tsv"
    if ending not in TERM_FORMATS:
        known = ", ".join(f".{each}" for each in TERM_FORMATS)
        raise FormatError(f"{name}: expected a list of terms in a file named {known} or .txt")
    return ending


def parse_terms(data: bytes, format_name: str, *, name: str = "input") -> list[Term]:
    """Return the terms of a file in their order, each once; lines without text are passed over.

    A table may begin with a line that names its columns (``source``, ``target``, ``note``,
    ``source_language``, ``target_language``, or language tags such as ``vi`` and ``en`` over the
    texts); without one the columns are Vietnamese, English and, where there is a third, a note.
    In the formats of units the origin stands for the note.

    Raises:
        FormatError: Where the file breaks the format's rules, with ``name:line:`` in front.
    """
    if format_name in _DELIMITERS:
        terms = _parse_table(decode(data, name), format_name, name)
    else:
        terms = [
            Term(unit.source, unit.target, unit.source_language, unit.target_language, unit.origin)
            for unit in FORMATS[format_name].parse(data, name=name)
        ]
    return list(dict.fromkeys(_tidied(term) for term in terms if _has_text(term)))


def serialise_terms(terms: Iterable[Term], format_name: str) -> bytes:
    """Return the whole file with these terms in their order."""
    if format_name in _DELIMITERS:
        return _table(terms, format_name)
    return FORMATS[format_name].serialise(
        TranslationUnit(
            term.source, term.target, term.source_language, term.target_language, None, term.note
        )
        for term in terms
    )


def _has_text(term: Term) -> bool:
    return bool(term.source.strip() and term.target.strip())


def _tidied(term: Term) -> Term:
    source, target, note = (
        " ".join(text.split()) for text in (term.source, term.target, term.note)
    )
    return Term(source, target, term.source_language, term.target_language, note)


def _table(terms: Iterable[Term], format_name: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=_DELIMITERS[format_name], lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for term in terms:
        texts = (term.source, term.target, term.note, term.source_language, term.target_language)
        writer.writerow([f"'{text}" if _FORMULA.match(text) else text for text in texts])
    # With the mark a spreadsheet knows it for UTF-8.
    return out.getvalue().encode("utf-8-sig")


def _parse_table(text: str, format_name: str, name: str) -> list[Term]:
    lines = text.splitlines(keepends=True)
    delimiter = _DELIMITERS[format_name]
    if format_name == "csv" and lines:
        # Spreadsheets separate by semicolons where the comma is the decimal sign.
        delimiter = max(",;\t", key=lines[0].count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    terms: list[Term] = []
    columns: Sequence[str] | None = None
    languages = ("vi", "en")
    try:
        for row in reader:
            fields = [_unmarked(field.strip()) for field in row]
            if not any(fields):
                continue
            if columns is None:
                named = _named(fields, f"{name}:{reader.line_num}")
                columns = named or COLUMNS[:3]
                languages = _languages(fields, named)
                if named:
                    continue
            terms.append(_term(fields, columns, languages, f"{name}:{reader.line_num}"))
    except csv.Error as error:
        raise FormatError(
            f"{name}:{reader.line_num}: expected a table of {format_name.upper()}, found a line "
            f"that breaks its rules ({error}); save it from the spreadsheet again"
        ) from error
    return terms


def _unmarked(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _named(fields: Sequence[str], where: str) -> list[str] | None:
    """Return the columns that a first line names; None where it is a term already."""
    names = [field.lower().replace(" ", "_") for field in fields]
    if {"source", "target"} <= set(names):
        unknown = [field for field in names if field and field not in COLUMNS]
        if unknown or len({*names}) != len(names):
            raise FormatError(
                f"{where}: expected columns among {', '.join(COLUMNS)}, each once, found "
                f"{', '.join(fields)}"
            )
        return names
    if len(fields) in (2, 3) and all(_LANGUAGE.fullmatch(field) for field in fields[:2]):
        tags = [canonical_tag(field).split("-")[0] for field in fields[:2]]
        if set(tags) == {"vi", "en"}:
            sides = {"vi": "source", "en": "target"}
            return [*(sides[tag] for tag in tags), "note"][: len(fields)]
    return None


def _languages(fields: Sequence[str], named: Sequence[str] | None) -> tuple[str, str]:
    """Return what a first line of language tags says, the Vietnamese one first."""
    if named is None or "source" in (field.lower() for field in fields):
        return "vi", "en"
    tags = sorted((canonical_tag(field) for field in fields[:2]), key=lambda tag: tag[:2] != "vi")
    return tags[0], tags[1]


def _term(
    fields: Sequence[str], columns: Sequence[str], languages: tuple[str, str], where: str
) -> Term:
    if not 2 <= len(fields) <= len(columns):
        raise FormatError(
            f"{where}: expected 2 to {len(columns)} columns ({', '.join(columns)}), found "
            f"{len(fields)}; correct the line, or give a text with a comma or tab in it quotation "
            "marks"
        )
    values = dict(zip(columns, fields, strict=False))
    return Term(
        values["source"],
        values["target"],
        values.get("source_language") or languages[0],
        values.get("target_language") or languages[1],
        values.get("note", ""),
    )
