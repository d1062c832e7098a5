"""Checks that say what a translation lacks of its source, and what was put right by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from songngu.corpora.types import Check, CheckName
from songngu.translate.expectations import Expectation, Expected

_MOST = 5
_NAMED = (Expected.NAME, Expected.PLACE, Expected.RANK, Expected.OFFICE)
_ORDER = {name: place for place, name in enumerate(CheckName)}


def check_missing(lost: Sequence[Expectation]) -> tuple[Check, ...]:
    """The checks for names, places, ranks, offices and terms that a translation lacks.

    Values have a health check of their own, which holds for all drafts.
    """
    names = [item for item in lost if item.kind in _NAMED]
    terms = [item for item in lost if item.kind is Expected.TERM]
    checks = []
    if names:
        found = tuple(item.source for item in names[:_MOST])
        message = f"Not found in the text: {', '.join(found)}."
        checks.append(Check(CheckName.NAME_MISSING, message, found))
    if terms:
        found = tuple(f"{item.source} → {item.forms[0]}" for item in terms[:_MOST])
        message = f"The termbase says: {', '.join(found)}."
        checks.append(Check(CheckName.TERM_MISSING, message, found))
    return tuple(checks)


def check_repaired(forms: Sequence[str]) -> tuple[Check, ...]:
    """The check that says what was put in where the model had something else."""
    found = tuple(dict.fromkeys(forms))[:_MOST]
    if not found:
        return ()
    message = f"Put right by itself, please look: {', '.join(found)}."
    return (Check(CheckName.REPAIRED, message, found),)


def in_order(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Checks in the order of :class:`CheckName`."""
    return tuple(sorted(checks, key=lambda check: _ORDER[check.name]))
