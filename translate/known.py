"""English forms of the newsroom lexicon in an English text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from songngu.translate.forms import fold
from songngu.translate.newsroom import Kind, target_forms

_CASED = (Kind.PLACE, Kind.NAME)
_WORD = re.compile(r"[^\W_]+(?:['’.&/][^\W_]+)*")
_GAP = re.compile(r"[\s\-‐‑–()\[\]\"“”'’.,/&]{1,4}")


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


@dataclass(slots=True)
class _Node:
    """A place in the tree of the forms' words."""

    next: dict[str, _Node] = field(default_factory=dict)
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: its span without a possessive ending, the span's end with it, its key."""

    start: int
    end: int
    whole_end: int
    key: str


def _words(folded: str, *, inflected: bool) -> list[_Word]:
    found = []
    for match in _WORD.finditer(folded):
        word = match.group().replace("’", "'")
        end = match.end()
        if word.endswith("'s"):
            word, end = word[:-2], end - 2
        if inflected and len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
            word = word[:-1]
        found.append(_Word(match.start(), end, match.end(), word))
    return found


@lru_cache(maxsize=8)
def _tree(*kinds: Kind, inflected: bool) -> _Node:
    root = _Node()
    for kind in kinds:
        for form in target_forms(kind):
            node = root
            for word in _words(fold(form), inflected=inflected):
                node = node.next.setdefault(word.key, _Node())
            node.is_end = node is not root
    return root


def known_spans(work: Folded, *kinds: Kind) -> list[tuple[int, int]]:
    """Where English forms of some kinds stand in a text, in order, the longest at each place.

    So a lieutenant colonel is no colonel. Places and names need a capital letter; the words of
    ranks and offices may be plurals.
    """
    cased = any(kind in _CASED for kind in kinds)
    root = _tree(*kinds, inflected=not cased)
    words = _words(work.folded, inflected=not cased)
    found = [
        (word.start, end)
        for at, word in enumerate(words)
        if (not cased or work.text[word.start].isupper())
        and (end := _longest(root, words, at, work.folded))
    ]
    kept: list[tuple[int, int]] = []
    for span in sorted(found, key=lambda span: (span[0] - span[1], span)):
        if not any(span[0] < end and start < span[1] for start, end in kept):
            kept.append(span)
    return sorted(kept)


def _longest(root: _Node, words: list[_Word], at: int, folded: str) -> int:
    """Where the longest form that begins at a word ends; 0 where none does."""
    node: _Node | None = root
    end = 0
    for index in range(at, len(words)):
        if index > at and not _GAP.fullmatch(
            folded, words[index - 1].whole_end, words[index].start
        ):
            break
        node = node.next.get(words[index].key) if node else None
        if node is None:
            break
        if node.is_end:
            end = words[index].end
    return end
