"""Which terms of a termbase occur in a source text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from songngu.corpora.types import Term
from songngu.translate.clauses import flatten
from songngu.translate.newsroom.tokens import fold

_WORD = re.compile(r"[^\W\d_]+")


def occurrences(text: str, terms: Sequence[Term]) -> list[tuple[int, int, Term]]:
    """Where terms occur in a text for the first time; see :func:`all_occurrences`."""
    first: dict[Term, tuple[int, int, Term]] = {}
    for place in all_occurrences(text, terms):
        first.setdefault(place[2], place)
    return list(first.values())


def all_occurrences(text: str, terms: Sequence[Term]) -> list[tuple[int, int, Term]]:
    """Where terms occur in a text as whole words: start, end and term, in order.

    In any case, the tone mark on either vowel (``Uỷ ban``, ``Ủy ban``). The longest first: a term
    inside a longer one that occurs at the same place does not count. Of several terms with the same
    source the first is given.

    Args:
        text: NFC.
        terms: In any order, of any normalisation.
    """
    folded = _comparable(text)
    taken = [False] * len(folded)
    found: list[tuple[int, int, Term]] = []
    for term in sorted(terms, key=lambda term: -len(term.source)):
        word = _wanted(term.source)
        found += [(start, start + len(word), term) for start in _find_word(folded, word, taken)]
    return sorted(found, key=lambda item: item[0])


def terms_in(text: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms that occur in a text as whole words, in order of appearance; each once."""
    return tuple(term for _, _, term in occurrences(text, terms))


def near_terms(text: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms that may occur in a text (NFC): a quick choice, of several of one source all."""
    folded = _comparable(text)
    return tuple(term for term in terms if _wanted(term.source) in folded)


def _comparable(text: str) -> str:
    """A text as terms are looked for in it, character for character."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(char.lower()[0] for char in text)
    return _WORD.sub(lambda word: fold(word.group()), low)


@lru_cache(maxsize=65536)
def _wanted(source: str) -> str:
    return _comparable(flatten(source))


def _find_word(text: str, word: str, taken: list[bool]) -> list[int]:
    """Where a word occurs on free ground, all of which it takes."""
    found: list[int] = []
    start = text.find(word) if word else -1
    while start >= 0:
        end = start + len(word)
        whole = not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum()
        if whole and not any(taken[start:end]):
            taken[start:end] = [True] * len(word)
            found.append(start)
        start = text.find(word, start + 1)
    return found
