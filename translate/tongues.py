"""Which words of a Vietnamese newspaper's text are English, or of another script."""

from __future__ import annotations

import re
from dataclasses import dataclass

from songngu.corpora.vietnamese import is_syllable

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: Runs of letters that neither Vietnamese nor English writes, blanks between them included.
OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0530-\u06ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
    "(?:[\u0370-\u03ff\u0400-\u052f\u0530-\u06ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff·・\\s]*"
    "[\u0370-\u03ff\u0400-\u052f\u0530-\u06ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])?"
)
# Words that Vietnamese written without its marks does not have; "the", "to" and "an" it has.
_ENGLISH_LIST = """
    of and is are was were for with that this from by has have will been which their said who its
    would after about his her they we our your you it as at be or but than into over under between
    all also more new first last year years government minister world police people says
"""
_ENGLISH = frozenset(_ENGLISH_LIST.split())
_ENDINGS = ("ing", "ed", "tion", "tions", "ment", "ments", "ies", "ers", "ous", "ness", "ity")
_LEAST_IN_RUN = 4


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    english: bool  # an English word for certain
    foreign: bool  # no Vietnamese syllable
    vietnamese: bool  # written with marks, and no name
    article: bool
    small: bool  # an English word that begins small


def _words(text: str) -> list[_Word]:
    return [_word(match) for match in WORD.finditer(text)]


def _word(match: re.Match[str]) -> _Word:
    word, low = match.group(), match.group().lower()
    english = low in _ENGLISH or (len(low) >= 5 and low.isascii() and low.endswith(_ENDINGS))
    return _Word(
        match.start(),
        match.end(),
        english,
        foreign=not is_syllable(word),
        vietnamese=not word.isascii() and not word[0].isupper() and is_syllable(word),
        article=low in ("the", "a", "an"),
        small=english and word[0].islower(),
    )


def is_english(text: str) -> bool:
    """Whether a text is English all through, names of other languages apart.

    Vietnamese written without its marks is none, nor is a line of names.
    """
    return _is_english(_words(text), least=2)


def _is_english(words: list[_Word], least: int) -> bool:
    if len(words) < least or any(word.vietnamese for word in words):
        return False
    n_english = sum(word.english for word in words)
    n_foreign = sum(word.foreign or word.english for word in words)
    return n_english >= max(1, 0.15 * len(words)) and n_foreign >= 0.4 * len(words)


def is_foreign(text: str) -> bool:
    """Whether no word of a text can be Vietnamese: brands, foreign names, other scripts.

    An abbreviation in capitals may be (``UBND``, ``CSGT``).
    """
    words = _words(text)
    return bool(words) and all(
        word.foreign and not (text[word.start : word.end].isupper() and word.end - word.start > 1)
        for word in words
    )


def english_runs(text: str) -> list[tuple[int, int]]:
    """The spans of the English passages of four words and more in a Vietnamese text, ascending."""
    found: list[tuple[int, int]] = []
    run: list[_Word] = []
    for word in _words(text):
        if run and not re.fullmatch(r"[\s'’“”\"&-]*", text[run[-1].end : word.start]):
            found += _run(run)
            run = []
        if word.vietnamese or not text[word.start : word.end].isascii():
            found += _run(run)
            run = []
        else:
            run.append(word)
    return found + _run(run)


def _run(run: list[_Word]) -> list[tuple[int, int]]:
    """The span of a run of unmarked words without what may be Vietnamese at its ends."""
    sure = [at for at, word in enumerate(run) if word.english or word.foreign]
    if not sure:
        return []
    first = sure[0] - 1 if sure[0] and run[sure[0] - 1].article else sure[0]
    words = run[first : sure[-1] + 1]
    if not any(word.small for word in words):
        return []  # a line of names
    if not _is_english(words, least=_LEAST_IN_RUN):
        return []
    return [(words[0].start, words[-1].end)]
