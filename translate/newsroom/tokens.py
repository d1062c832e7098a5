"""Words and marks of a Vietnamese text with their places, and the form they are compared in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_OPEN_TONE = re.compile("(o)([àáảãạ])$|(o)([èéẻẽẹ])$|(u)([ỳýỷỹỵ])$")
_SENTENCE_END = frozenset(".!?:;…“”\"'‘’(-–—•*»«/|")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a single mark.

    Attributes:
        text: As written, NFC.
        key: In lower case with the tone mark where the older spelling has it (``hoà`` → ``hòa``).
        start: In code points of the text.
        end: Exclusive.
        joined: Whether it follows the one before without a space.
    """

    text: str
    key: str
    start: int
    end: int
    joined: bool

    @property
    def is_word(self) -> bool:
        """Whether it is letters or digits rather than a mark."""
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it is a word that begins with a capital letter."""
        return self.text[0].isupper()


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """The form of a word or mark that spellings share: ``HOÀ`` is ``hòa``, a dash ``-``."""
    low = unicodedata.normalize("NFC", word).lower()
    if low == "–":
        return "-"
    return _OPEN_TONE.sub(_older_spelling, low)


def _older_spelling(match: re.Match[str]) -> str:
    first, second = (part for part in match.groups() if part)
    apart = unicodedata.normalize("NFD", second)
    return unicodedata.normalize("NFC", first + apart[1:]) + apart[0]


def tokenise(text: str) -> list[Token]:
    """The words and marks of a text in NFC, in order."""
    tokens: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(text):
        word = match.group()
        tokens.append(Token(word, fold(word), match.start(), match.end(), match.start() == end))
        end = match.end()
    return tokens


def begins_sentence(tokens: list[Token], index: int) -> bool:
    """Whether a capital letter there may be owed to the beginning of a sentence or quotation."""
    return index == 0 or tokens[index - 1].text in _SENTENCE_END


def all_capitals(tokens: list[Token]) -> bool:
    """Whether a text is set in capitals, as headlines are."""
    words = [token.text for token in tokens if token.text.isalpha() and len(token.text) > 1]
    return len(words) > 1 and sum(word.isupper() for word in words) > 0.7 * len(words)
