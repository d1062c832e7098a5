"""Which language a text is in, or ``und`` where there is too little of it to say."""

from __future__ import annotations

import importlib
import re
from functools import lru_cache
from typing import Any, Protocol

from songngu.corpora.normalise import normalise
from songngu.corpora.types import UNDETERMINED, BlockKind
from songngu.corpora.vietnamese import DISTINCTIVE, is_syllable, without_marks

MIN_LETTERS = 20
MIN_WORDS = 4
MIN_CONFIDENCE = 0.8
# Share of words with letters that only Vietnamese has. Of 2,000 Vietnamese news sentences 95 in
# 100 have .37 or more (the median is .57); English ones about Vietnam, with the marks of every
# name kept, were seen with up to .25.
MIN_VIETNAMESE_SHARE = 0.3
MAX_SAMPLE = 20_000

_WORD = re.compile(r"[^\W\d_]+")
_NOT_PROSE = re.compile(
    r"https?://\S+|www\.\S+|\S{1,80}@\S+|\S{1,150}\.(?:jpe?g|png|gif|webp)\b", re.IGNORECASE
)
_NAMES = {
    "vi": "Vietnamese",
    "en": "English",
    "fr": "French",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
    "lo": "Lao",
    "th": "Thai",
    "km": "Khmer",
    "ru": "Russian",
    "de": "German",
    "es": "Spanish",
}


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def identify(text: str) -> str:
    """``vi``, ``en`` or another language's tag; ``und`` for lines too short or mixed to tell.

    Vietnamese is told by its own letters, other languages by py3langid's normalised confidence
    (at least .8). A caption credit, a bare date, a name or a number gives ``und``.
    """
    sample = _NOT_PROSE.sub(" ", normalise(text[:MAX_SAMPLE]))
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    if not letters:
        return UNDETERMINED
    spaced = not _writes_without_spaces(sample)
    if spaced and _is_vietnamese(words):
        return "vi"
    if spaced and (len(words) < MIN_WORDS or letters < MIN_LETTERS):
        return UNDETERMINED
    if not spaced and letters < 8:
        return UNDETERMINED
    if spaced and _all_names(words):
        return UNDETERMINED
    # Vietnamese names keep their marks in English news; the words around them tell.
    others = [word for word in words if DISTINCTIVE.isdisjoint(word)]
    if spaced and len(others) < MIN_WORDS:
        return UNDETERMINED
    if not spaced:
        # The script alone narrows it to a few languages; less confidence will do.
        return _classify(sample, minimum=0.5)
    found = _classify(" ".join(others).lower())
    # English news keeps the marks of names with few letters of their own, too (Chà, Biên).
    plain = [word for word in others if word.isascii()]
    if found == UNDETERMINED and MIN_WORDS <= len(plain) < len(others):
        found = _classify(" ".join(plain).lower())
    return found


def _classify(text: str, minimum: float = MIN_CONFIDENCE) -> str:
    tag, confidence = _identifier().classify(text)
    # Without the letters of Vietnamese the guess vi means toneless text or a list of names.
    return UNDETERMINED if confidence < minimum or tag == "vi" else tag


def _is_vietnamese(words: list[str]) -> bool:
    marked = [word for word in words if not DISTINCTIVE.isdisjoint(word)]
    valid = sum(is_syllable(word) for word in marked)
    # Three words with a tone of its own: Ảnh: CAND has one, a person's name has up to three.
    needed = 3 if any(word.islower() for word in marked) else 5
    return valid >= needed and valid >= MIN_VIETNAMESE_SHARE * len(words)


def _all_names(words: list[str]) -> bool:
    """Whether at most one word begins small, as in a by-line."""
    small = sum(word[0].islower() for word in words)
    return small == 0 and len(words) < 12


def _writes_without_spaces(text: str) -> bool:
    """Whether the letters are mostly Han, kana, Thai, Lao, Khmer or Burmese."""
    letters = [char for char in text[:2000] if char.isalpha()]
    dense = sum(
        0x0E00 <= ord(char) <= 0x0EFF
        or 0x1000 <= ord(char) <= 0x109F
        or 0x1780 <= ord(char) <= 0x17FF
        or 0x3040 <= ord(char) <= 0x9FFF
        for char in letters
    )
    return dense > len(letters) / 2


@lru_cache(maxsize=1)
def _identifier() -> _Identifier:
    # The package has no type information.
    langid: Any = importlib.import_module("py3langid.langid")
    identifier: _Identifier = langid.LanguageIdentifier.from_model_file(
        langid.MODEL_FILE, norm_probs=True
    )
    return identifier


def language_name(tag: str) -> str:
    """The language's English name, its tag where we know no name."""
    return _NAMES.get(tag.partition("-")[0], f"the language {tag!r}")


def identify_document(document_text: str, blocks: list[tuple[BlockKind, str]]) -> str:
    """The language of a page's article text; of the whole page where the article is too short."""
    article = " ".join(
        text
        for kind, text in blocks
        if kind in (BlockKind.TITLE, BlockKind.LEAD, BlockKind.PARAGRAPH, BlockKind.CAPTION)
    )
    found = identify(article)
    return found if found != UNDETERMINED else identify(document_text)


def strip_marks(text: str) -> str:
    """The text without diacritics and in lower case, for comparisons (``Đại hội`` → dai hoi)."""
    return without_marks(text.casefold())
