"""The words of a text: as written, folded, and as stems that inflected English forms share.

Pure text functions. Everything is NFC-normalised first, so decomposed input gives the same words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+")  # letters only; digits are left to `songngu.corpora.values`

_SUFFIXES = (
    ("sses", "ss"),
    ("ies", "y"),
    ("ied", "y"),
    ("ying", "y"),
    ("ing", ""),
    ("edly", ""),
    ("ed", ""),
    ("es", ""),
    ("ly", ""),
    ("s", ""),
)


def nfc(text: str) -> str:
    """The text in Unicode normalisation form C."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word in lower case without diacritics: ``Điện`` → ``dien``."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.replace("đ", "d")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """An English word without its inflection; only equality of stems matters, not their look."""
    for suffix, replacement in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(suffix)] + replacement
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def tokens(text: str) -> list[str]:
    """The runs of letters of a text, as written."""
    return _WORD.findall(nfc(text))


def written_words(text: str) -> list[str]:
    """The words that :func:`words` gives the stems of, in the same order, as they are written."""
    return [word for word in tokens(text) if len(word) > 1]


@lru_cache(maxsize=65536)
def stem_of(word: str) -> str:
    """The stem of an English word as it is written: ``Provinces`` → ``provinc``."""
    return stem(fold(word))


def words(text: str) -> list[str]:
    """Stems of the words of an English text, in order; numbers are left to the values."""
    return [stem_of(word) for word in written_words(text)]
