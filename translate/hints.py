"""What a model is told before it drafts: the English of terms, names, places, ranks, offices."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.corpora.types import Term
from songngu.translate.expectations import Expectation, Expected

_MAX_HINTS = 12


def hints_for(
    source: str, expected: Sequence[Expectation], kinds: frozenset[Expected]
) -> tuple[Term, ...]:
    """The terms of a text and what else the model is told, in the order of the source.

    Args:
        source: The text, NFC.
        expected: What its translation has to contain.
        kinds: What is told beside the terms.
    """
    units = {item.end: item for item in expected if item.kind is Expected.UNIT}
    found = [
        item
        for item in expected
        if item.forms and (item.kind is Expected.TERM or item.kind in kinds)
    ]
    # Terms of the termbase first, should there be too many.
    chosen = sorted(found, key=lambda item: item.kind is not Expected.TERM)[:_MAX_HINTS]
    return tuple(_hint(item, source, units) for item in sorted(chosen, key=lambda item: item.start))


def _hint(item: Expectation, source: str, units: dict[int, Expectation]) -> Term:
    """The preferred English; of a place with the word for what it is, where that goes before."""
    if item.kind is Expected.OFFICE:
        return Term(item.source, _as_written(item, source))
    unit = units.get(item.start - 1)
    if item.kind is not Expected.PLACE or unit is None:
        return Term(item.source, item.forms[0])
    return Term(source[unit.start : item.end], f"{item.forms[0]} {unit.forms[0]}")


def _as_written(item: Expectation, source: str) -> str:
    """The English of an office or body; in small letters where the source means any such."""
    blank, behind = source[item.end : item.end + 1], source[item.end + 1 : item.end + 2]
    named = blank == " " and (behind.isupper() or behind.isdigit())
    if named or not item.source.islower():
        return item.forms[0]
    return next((form for form in item.forms if form.islower()), item.forms[0])
