"""What is looked at in a segment: English word stems, names across the two languages, values.

Pure text functions. Everything is NFC-normalised first, so decomposed input gives the same keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import groupby

from songngu.corpora.lexicon.words import fold as fold
from songngu.corpora.lexicon.words import nfc as nfc
from songngu.corpora.lexicon.words import stem as stem
from songngu.corpora.lexicon.words import tokens as tokens
from songngu.corpora.lexicon.words import words as words
from songngu.corpora.lexicon.words import written_words as written_words
from songngu.corpora.values import extract_values

_TEXT = re.compile(r"[^\W_]")
_VOWELS = re.compile(r"[aeiouy]+")
_PREFIX = 4  # letters; shorter prefixes join unrelated words, longer ones lose inflections
_MIN_SKELETON = 3  # consonants; "hn" would be Hà Nội, Hải Ninh and Hồ Nam at once
_RUN = 3  # syllables of a Vietnamese name joined into one key (Luông Nậm Thà → luongnamtha)
_MARKS = {c: mark for mark in ("?", "!", ";", ":", "(", "%") for c in mark}
_MARK = re.compile("[" + re.escape("".join(_MARKS)) + "]")
_MARKS |= dict.fromkeys('"“”„«»', '"') | {"…": "…", "—": "–", "–": "–", "/": "/"}


def has_text(text: str) -> bool:
    """Whether the text holds a letter or digit, and so can be a translation of anything."""
    return _TEXT.search(text) is not None


def prefix(word: str) -> str:
    """The start of a stem, which related forms share: ``indonesian``, ``indonesia`` → ``indo``."""
    return word[:_PREFIX]


@lru_cache(maxsize=65536)
def _name_key(word: str) -> str:
    """The word folded where it may be a name or a loan word, else empty."""
    like = len(word) > 1 and (word[0].isupper() or (len(word) > 4 and word.isascii()))
    return fold(word) if like else ""


@lru_cache(maxsize=65536)
def _is_capitalised(word: str) -> bool:
    return word[0].isupper()


def names(text: str) -> list[str]:
    """Comparable keys of the names, acronyms and loan words of a text in either language.

    A key is a folded word (``Điện`` → ``dien``), up to three capitalised neighbours joined
    (``Bò Kẹo`` → ``bokeo``), or, after ``~``, the consonants of such a name, which survive
    transliteration (``Luông Nậm Thà``, ``Luang Namtha`` → ``~lngnmth``).
    """
    written = tokens(text)
    keys = [key for key in map(_name_key, written) if key]
    for capitalised, run in groupby(written, _is_capitalised):
        if capitalised:
            keys += _joined(tuple(map(fold, run)))
    return keys


@lru_cache(maxsize=65536)
def _joined(run: tuple[str, ...]) -> list[str]:
    """The keys of capitalised neighbours: joined, and as consonants."""
    keys = []
    for size in range(1, _RUN + 1):
        for start in range(len(run) - size + 1):
            joined = "".join(run[start : start + size])
            skeleton = _VOWELS.sub("", joined)
            if size > 1:
                keys.append(joined)
            if len(skeleton) >= _MIN_SKELETON and len(joined) > 4:
                keys.append("~" + skeleton)
    return keys


def inner_capitals(texts: Iterable[str]) -> set[str]:
    """The distinct capitalised words inside texts (not their first), folded: names, mostly."""
    written = {word for text in texts for word in tokens(text)[1:]}
    return {fold(word) for word in written if len(word) > 1 and word[0].isupper()}


def folded(texts: Iterable[str]) -> set[str]:
    """Every distinct word of texts in lower case without diacritics."""
    return {fold(word) for word in {word for text in texts for word in tokens(text)}}


def values(text: str, language: str) -> list[str]:
    """Keys of the numbers, dates, times and amounts of a text, equal where the values are.

    A value gives its canonical form after ``=``; and, after ``~``, that form and its looser
    readings (the bare amount of a sum of money, the day and year of a date).
    """
    keys = []
    for value in extract_values(nfc(text), language):
        keys += [
            "=" + value.key,
            *("~" + form for form in (value.key, *value.readings)),
        ]
    return keys


def marks(text: str) -> list[str]:
    """The kinds of punctuation in a text that translators keep: quotes, questions, brackets…"""
    return sorted({_MARKS[c] for c in _MARK.findall(text)})


def keys_of(texts: Sequence[str], extract: Callable[[str], list[str]]) -> list[list[str]]:
    """The keys of each text, extracted once where texts repeat."""
    seen: dict[str, list[str]] = {}
    for text in texts:
        if text not in seen:
            seen[text] = extract(text)
    return [seen[text] for text in texts]
