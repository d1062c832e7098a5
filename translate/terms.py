"""Which terms of a termbase occur in a source text."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.corpora.types import Term
from songngu.translate.clauses import flatten


def occurrences(text: str, terms: Sequence[Term]) -> list[tuple[int, int, Term]]:
    """Where terms occur in a text as whole words: start, end and term, by the first occurrence.

    The longest first: a term inside a longer one that occurs at the same place does not count.
    Of several terms with the same source the first is given.

    Args:
        text: NFC.
        terms: In any order, of any normalisation.
    """
    folded = _lower(text)
    taken = [False] * len(folded)
    found: list[tuple[int, int, Term]] = []
    for term in sorted(terms, key=lambda term: -len(term.source)):
        word = _lower(flatten(term.source))
        found += [(start, start + len(word), term) for start in _find_word(folded, word, taken)[:1]]
    return sorted(found, key=lambda item: item[0])


def terms_in(text: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms that occur in a text as whole words, in order of appearance; each once."""
    return tuple(term for _, _, term in occurrences(text, terms))


def _lower(text: str) -> str:
    """In lower case, character for character."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(char.lower()[0] for char in text)


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
