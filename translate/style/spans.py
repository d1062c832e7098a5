"""Spans of a text that a rule has to leave alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from songngu.corpora.types import Term
from songngu.translate.literals import literals

Span = tuple[int, int]


def inside(span: Span, kept: Iterable[Span]) -> bool:
    """Whether a span touches one of those that are kept."""
    return any(start < span[1] and span[0] < end for start, end in kept)


def like(word: str, other: str) -> str:
    """Another word with the capitals of the first."""
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other[0].upper() + other[1:] if word[0].isupper() else other


def kept_spans(text: str, terms: Sequence[Term] = ()) -> list[Span]:
    """The spans of a draft that no rule may touch: addresses, codes, approved terms, ascending."""
    found = [
        (literal.start, literal.end)
        for literal in literals(text)
        if literal.kind.value not in ("english", "emoji")
    ]
    low = text.casefold()
    for term in terms if len(low) == len(text) else ():
        target = " ".join(term.target.casefold().split())
        at = low.find(target) if target else -1
        while at >= 0:
            found.append((at, at + len(target)))
            at = low.find(target, at + len(target))
    return sorted(found)


def replaced(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    """The text with each span written anew; of two that touch, the first in the text counts."""
    out, at = [], 0
    for (start, end), new in sorted(edits):
        if start >= at:
            out += [text[at:start], new]
            at = end
    return "".join(out) + text[at:]
