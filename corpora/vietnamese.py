"""What a Vietnamese written syllable looks like; evidence for encodings and languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

VOWELS = "aăâeêioôơuưy"
TONES = {
    "": "",
    "grave": "\u0300",
    "acute": "\u0301",
    "hook": "\u0309",
    "tilde": "\u0303",
    "dot": "\u0323",
}
#: The letters beyond ASCII, lower case, NFC: 66 vowels and đ.
LETTERS = (
    "".join(
        unicodedata.normalize("NFC", vowel + mark)
        for vowel in VOWELS
        for mark in TONES.values()
        if not (vowel + mark).isascii()
    )
    + "đ"
)
#: Letters that hardly any other living language writes.
DISTINCTIVE = frozenset(
    "ạảấầẩẫậắằẳẵặẹẻẽềếểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹđơưă"
    + "ạảấầẩẫậắằẳẵặẹẻẽềếểễệỉĩịọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹđơưă".upper()
)

_TONE_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ONSET = "(?:ngh|ng|nh|ph|th|tr|ch|gh|gi|kh|qu|[bcdđghklmnpqrstvx])?"
_NUCLEUS = (
    "(?:iêu|yêu|uya|uyê|uyu|ươi|ươu|uôi|oai|oay|oao|oeo|uây|oă|oa|oe|oo|uâ|uê|uơ|uô|ươ|ưa|ưi|ưu|"
    "ua|ui|uy|iê|yê|ia|iu|ai|ao|au|ay|âu|ây|eo|êu|oi|ôi|ơi|[aăâeêioôơuưy])"
)
_CODA = "(?:ch|ng|nh|[cmnpt])?"
_SYLLABLE = re.compile(f"{_ONSET}{_NUCLEUS}{_CODA}")


def without_marks(text: str) -> str:
    """A text as English papers write Vietnamese names: ``Đỗ Ngọc Minh`` → ``Do Ngoc Minh``; NFC."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(char for char in letters if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether a word (any case, NFC) can be read as one Vietnamese syllable with one tone at most.

    Sound laws beyond the spelling are not checked, so some impossible syllables pass.
    """
    if len(word) > 7:
        return False
    decomposed = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", _TONE_MARKS.sub("", decomposed))
    if len(_TONE_MARKS.findall(decomposed)) > 1:
        return False
    return _SYLLABLE.fullmatch(bare) is not None


def may_be_name(words: Sequence[str]) -> bool:
    """Whether words (any case, NFC) can be a Vietnamese name: São Paulo and Müller are none."""
    distinctive = any(not DISTINCTIVE.isdisjoint(word) for word in words)
    return distinctive or all(map(is_syllable, words))
