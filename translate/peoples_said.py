"""Peoples of Vietnam that a draft says in the place of another, or bent to a country's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.translate.expectations import Draftwork, Expectation
from songngu.translate.forms import Span, overlap
from songngu.translate.near_forms import is_function_word
from songngu.translate.newsroom.peoples import is_bent, is_other_people

_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.?[ -]\Z")
_WORD_AFTER = re.compile(r"[ -]([^\W\d_])")


def names_other_people(wanted: Expectation, work: Draftwork, span: Span) -> bool:
    """Whether another people is named there, and not somebody or a place called so."""
    before = _WORD_BEFORE.search(work.text, 0, span[0])
    after = _WORD_AFTER.match(work.text, span[1])
    if before and not before[1].islower() and not is_function_word(before[1]):
        return False  # Mr Ma
    if after and after[1].isupper():
        return False  # Ma Thi Thu
    return is_other_people(work.text[slice(*span)], wanted.forms)


def bent_names(wanted: Expectation, work: Draftwork, taken: Sequence[Span]) -> list[Span]:
    """Where the name of a people has the ending of a country's: the Mongols."""
    return [
        word.span()
        for word in _CAPITALISED.finditer(work.text)
        if is_bent(word.group(), wanted.forms)
        and not any(overlap(word.span(), other) for other in taken)
    ]
