"""English forms of the newsroom lexicon in an English text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from songngu.translate.forms import find_forms, fold
from songngu.translate.newsroom import Kind, target_forms

_CASED = (Kind.PLACE, Kind.NAME)


class Folded(Protocol):
    """A text with its folded form; see :class:`songngu.translate.expectations.Draftwork`."""

    @property
    def text(self) -> str:
        """The text, NFC."""
        ...

    @property
    def folded(self) -> str:
        """Without case and marks, character for character."""
        ...


@lru_cache(maxsize=8)
def _by_first_word(*kinds: Kind) -> dict[str, tuple[str, ...]]:
    """The forms of some kinds by their first word, the longest first."""
    found: dict[str, set[str]] = {}
    for kind in kinds:
        for form in target_forms(kind):
            words = re.findall(r"[^\W_]+", fold(form))
            if words:
                found.setdefault(words[0], set()).add(form)
    return {word: tuple(sorted(forms, key=len, reverse=True)) for word, forms in found.items()}


def known_spans(work: Folded, *kinds: Kind) -> list[tuple[int, int]]:
    """Where English forms of some kinds stand in a text, in order, the longest at each place.

    So a lieutenant colonel is no colonel. Places and names need a capital letter.
    """
    forms = _by_first_word(*kinds)
    cased = any(kind in _CASED for kind in kinds)
    found: set[tuple[int, int]] = set()
    for word in set(re.findall(r"[^\W_]+", work.folded)):
        for form in forms.get(word, ()):
            found |= set(find_forms(work.text, form, inflected=not cased, folded=work.folded))
    kept: list[tuple[int, int]] = []
    for span in sorted(found, key=lambda span: (span[0] - span[1], span)):
        if cased and not work.text[span[0]].isupper():
            continue
        if not any(span[0] < end and start < span[1] for start, end in kept):
            kept.append(span)
    return sorted(kept)
