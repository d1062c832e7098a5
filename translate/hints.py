"""What a model is told before it drafts: the English of terms, names, places, ranks, offices."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.corpora.types import Term
from songngu.translate.expectations import Expectation, Expected, is_own_name
from songngu.translate.newsroom import countries, is_foreign_name

_MAX_HINTS = 12


def hints_for(
    source: str,
    expected: Sequence[Expectation],
    kinds: frozenset[Expected],
    *,
    all_known: bool = False,
) -> tuple[Term, ...]:
    """The terms of a text and what else the model is told, in the order of the source.

    Args:
        source: The text, NFC.
        expected: What its translation has to contain.
        kinds: What is told beside the terms.
        all_known: Also what the model is likelier to write right without having been told it.
    """
    units = {i.end: i for i in expected if i.kind is Expected.UNIT and not i.optional}
    found = [
        item
        for item in expected
        if item.forms
        and (item.kind is Expected.TERM or item.kind in kinds)
        and (all_known or _helps(item))
        and not any(is_own_name(item, other) for other in expected)
    ]
    # Should there be too many: terms of the termbase first, last what the model may know.
    found.sort(key=lambda item: (item.kind is not Expected.TERM, not _helps(item)))
    chosen = found[:_MAX_HINTS]
    return tuple(_hint(item, source, units) for item in sorted(chosen, key=lambda item: item.start))


def _helps(item: Expectation) -> bool:
    """Whether a model is likelier to write something right for having been told it.

    Countries it knows, as adjectives and peoples too, which the name that it is told keeps it
    from; foreign names it copies. Countries spelt by their sound it may not know.
    """
    if item.kind not in (Expected.NAME, Expected.PLACE):
        return True
    if item.source in countries():
        return "-" in item.source
    return not is_foreign_name(item.source, item.forms)


def _hint(item: Expectation, source: str, units: dict[int, Expectation]) -> Term:
    """The preferred English; of a place with the word for what it is, where that goes before."""
    if item.kind is Expected.OFFICE:
        return Term(item.source, as_written(item, source))
    unit = units.get(item.start - 1)
    if item.kind is not Expected.PLACE or unit is None:
        return Term(item.source, item.forms[0])
    return Term(source[unit.start : item.end], f"{item.forms[0]} {unit.forms[0]}")


def as_written(item: Expectation, source: str) -> str:
    """The English of an office or body; in small letters where the source means any such."""
    blank, behind = source[item.end : item.end + 1], source[item.end + 1 : item.end + 2]
    named = blank == " " and (behind.isupper() or behind.isdigit())
    if named or not item.source.islower():
        return item.forms[0]
    return next((form for form in item.forms if form.islower()), item.forms[0])
