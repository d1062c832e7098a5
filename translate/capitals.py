"""Vietnamese text in capitals, written the way running text is.

Models know words in small letters far better than in capitals.
"""

from __future__ import annotations

import re

from songngu.corpora.vietnamese import is_syllable
from songngu.translate.newsroom import Kind, find
from songngu.translate.tongues import WORD

_LEAST_WORDS = 2
_LEAST_SHARE = 0.85
_LONGEST_ABBREVIATION = 4
_ABBREVIATION_LIST = "ASEAN UNESCO UNICEF COVID INTERPOL UNCLOS OCOP VOVTV WIPO SWIFT BIDV VNEID"
_ABBREVIATIONS = frozenset(_ABBREVIATION_LIST.split())
_VOWEL = re.compile("[AEIOUY]")
# T.Ư, U.S.: letters with points between them.
_DOTTED = re.compile(r"(?<!\w)(?:\w\.)+\w(?!\w)")
_BEGINNING = re.compile(r"(?:^|[.!?…:]\s+|\s[–—-]\s+)[\"'“‘«(\[]*(\w)")


def in_capitals(text: str) -> bool:
    """Whether a text is in capitals: two Vietnamese words at least and next to nothing else.

    ``UBND TP.HCM`` is not: abbreviations are always in capitals.
    """
    cased = [char for char in text if char.isupper() or char.islower()]
    capital = sum(char.isupper() for char in cased)
    if not cased or capital < _LEAST_SHARE * len(cased):
        return False
    words = (match.group() for match in WORD.finditer(text))
    return sum(len(word) > 1 and word.isupper() and is_syllable(word) for word in words) >= (
        _LEAST_WORDS
    )


def out_of_capitals(text: str) -> str:
    """The same text with capitals only where sentences and names begin, and in abbreviations.

    The length stays.
    """
    named = [
        entry
        for entry in find(text)
        if entry.kind in (Kind.NAME, Kind.PLACE) and any(c.isalpha() for c in entry.source)
    ]
    dotted = [match.span() for match in _DOTTED.finditer(text)]
    out = list(text)
    for match in WORD.finditer(text):
        word, (start, end) = match.group(), match.span()
        if any(a <= start and end <= b for a, b in dotted) or not word.isupper():
            continue
        name = any(entry.start <= start and end <= entry.end for entry in named)
        out[start:end] = _lowered(word, name)
    for match in _BEGINNING.finditer(text):
        out[match.start(1)] = out[match.start(1)].upper()
    return "".join(out)


def _lowered(word: str, name: bool) -> str:
    low = "".join(char.lower() if len(char.lower()) == 1 else char for char in word)
    titled = word[0] + low[1:]
    if is_syllable(word):
        return titled if name else low
    if word in _ABBREVIATIONS or not _VOWEL.search(word):
        return word
    if name:
        return titled
    # What Vietnamese cannot spell is a foreign name, or, when short, an abbreviation.
    return word if len(word) <= _LONGEST_ABBREVIATION else titled
