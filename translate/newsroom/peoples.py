"""Vietnam's peoples: what in an English text may be said in the place of one by mistake."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from songngu.translate.newsroom.entry import Kind
from songngu.translate.newsroom.lexicon import COUNTRIES, PEOPLES, fold_words, load_terms

_MIN_BENT = 4  # letters of a name that another may be made of
# Mongol, Mongolian
_BENT = re.compile(r"(?:ol)?(?:s|ians?|ese)?")


def is_people(source: str, forms: Sequence[str]) -> bool:
    """Whether a place of the lexicon is one of Vietnam's peoples: the Mông, not Mông Cổ.

    Args:
        source: As the Vietnamese text has it.
        forms: Its English, the preferred first.
    """
    return _peoples().get(fold_words(source)) == tuple(forms)


def is_other_people(words: str, forms: Sequence[str]) -> bool:
    """Whether English words are another people's name, and not that of all in Vietnam.

    Args:
        words: Of a text.
        forms: English of the people that is meant.
    """
    low = words.casefold()
    return low in _names() and low not in map(str.casefold, forms)


def is_bent(words: str, forms: Sequence[str]) -> bool:
    """Whether English words are a people's name with an ending: Mongolian, but not Mongolia.

    Args:
        words: Of a text.
        forms: English of the people.
    """
    low = words.casefold()
    if low in _places():
        return False
    names = (form.casefold() for form in forms if len(form) >= _MIN_BENT)
    return any(low.startswith(name) and _BENT.fullmatch(low, len(name)) for name in names)


@lru_cache(maxsize=1)
def _peoples() -> dict[str, tuple[str, ...]]:
    terms = (term for term in load_terms() if term.file == PEOPLES)
    return {fold_words(term.source): term.targets for term in terms}


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """What the peoples are called, but for Vietnamese."""
    vietnam = {t.casefold() for t in _targets("Việt Nam")}
    names = {target.casefold() for targets in _peoples().values() for target in targets}
    return frozenset(name for name in names - vietnam if name != "viet")


def _targets(country: str) -> tuple[str, ...]:
    return next(t.targets for t in load_terms() if t.file == COUNTRIES and t.source == country)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """Places by their own names; countries are also called by adjectives and by their people."""
    return frozenset(
        target.casefold()
        for term in load_terms()
        if term.kind is Kind.PLACE and term.file != PEOPLES
        for target in (term.targets[:1] if term.file == COUNTRIES else term.targets)
    )
