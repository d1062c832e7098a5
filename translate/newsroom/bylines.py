"""Whom a paper names as the author of a picture or text: ``Ảnh: Mai Ly - TTXVN``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from songngu.translate.newsroom.ordinary import is_ordinary
from songngu.translate.newsroom.parts import name_parts
from songngu.translate.newsroom.runs import is_foreign, word_run
from songngu.translate.newsroom.tokens import Token, begins_sentence, tokenise

_JOINING = frozenset([",", "-", "—", "/", "&", "+", ";", "và"])
_ENDS = frozenset([".", ")", "]", "”", '"', "»"])
_MOST_BEFORE = 6  # tokens of "Tin, bài và ảnh"
_MOST_TOKENS = 16
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit that closes a text.

    Attributes:
        label: Its folded words before the colon, or *theo*.
        start: Where the first of whom it names begins in the text, in code points.
        end: Where the last ends (exclusive).
        bracketed: Whether it stands in parentheses.
    """

    label: frozenset[str]
    start: int
    end: int
    bracketed: bool


def closing_credit(text: str) -> Credit | None:
    """The credit at the end of a text in NFC, if it has one and more than that."""
    tokens = tokenise(text)
    for label, start, end in _credits(tokens):
        if label > 0 and start < end and all(t.text in _ENDS for t in tokens[end:]):
            words = frozenset(token.key for token in tokens[label:start] if token.is_word)
            bracketed = tokens[label - 1].text == "("
            return Credit(words, tokens[start].start, tokens[end - 1].end, bracketed)
    return None


def credited(tokens: list[Token]) -> dict[int, int]:
    """The people and papers that a credit line names: for where each begins, the index after it.

    They stand alone, so that a name needs nothing else to be known by, no family name either. Left
    out are abbreviations, bodies (*Báo Nhân Dân*) and ordinary words (*Ảnh: Gia Đình*).
    """
    found: dict[int, int] = {}
    for _, start, end in _credits(tokens):
        for first, last in _items(tokens, start, end):
            if _is_author(tokens, first, last):
                found[first] = last
    return found


def _credits(tokens: list[Token]) -> Iterator[tuple[int, int, int]]:
    """Where the words of credits begin, and where what they name begins and ends."""
    for at, token in enumerate(tokens):
        theo = token.key == "theo" and begins_sentence(tokens, at)
        label = at if theo else _label(tokens, at) if token.text == ":" else None
        if label is None:
            continue
        start = end = at + 1
        while end < len(tokens) and tokens[end].text not in _ENDS:
            end += 1
        # What Theo begins is a sentence where a verb or comma follows.
        if end - start <= _MOST_TOKENS and (not theo or _closes(tokens, start, end)):
            yield label, start, end


def _label(tokens: list[Token], colon: int) -> int | None:
    """Where the words before a colon begin that are those of a credit (Tin, ảnh), if they are."""
    parts, at = name_parts(), colon
    while at > 0 and colon - at < _MOST_BEFORE:
        token = tokens[at - 1]
        if token.key not in parts.credits and token.key not in _JOINING:
            break
        at -= 1
        if token.key in parts.credits and begins_sentence(tokens, at):
            return at
    return None


def _closes(tokens: list[Token], start: int, end: int) -> bool:
    """Whether the text or parenthesis ends there and has capitalised words alone."""
    bracketed = start > 1 and tokens[start - 2].text in "(["
    over = end == len(tokens) if not bracketed else tokens[end : end + 1] != []
    alone = all(token.is_capital or token.text in _JOINING for token in tokens[start:end])
    return over and alone and start < end


def _items(tokens: list[Token], start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for at in range(start, end + 1):
        if at == end or tokens[at].key in _JOINING:
            if first < at:
                yield first, at
            first = at + 1


def _is_author(tokens: list[Token], first: int, last: int) -> bool:
    """Whether an item of a credit is a name that is kept in English."""
    words = tokens[first:last]
    if word_run(tokens, first) < last or len(words) > _MOST_WORDS:
        return False
    parts = name_parts()
    if words[0].key in parts.publishers or tuple(word.key for word in words) in parts.no_authors:
        return False
    if any(is_foreign(word) for word in words):
        return True
    if len(words) == 1 and words[0].text.isupper():
        return words[0].key in parts.given
    named = all(word.key in parts.given or word.key in parts.middle for word in words)
    return named or not is_ordinary(words, alone=True)
