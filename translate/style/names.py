"""Vietnamese names in a draft, with their marks or without, as the source tells them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from songngu.corpora.lexicon.words import fold
from songngu.corpora.vietnamese import may_be_name, without_marks
from songngu.translate.style.settings import Names
from songngu.translate.style.spans import Span, inside, replaced

_WORD = re.compile(r"[^\W\d_]+")
# Syllables of names that, without their marks, are English words.
_ENGLISH_LIST = """
    do an to the man long ha dung hung my can than men hat bang ban bay be bin but cam chi con dam
    dan dang den dig dim din do don dong gang giant go ha ham hang he hen her him ho hoe hon in
    kim la lam lan lap let lie long lot lo me mia minh mien mom mo my nam nay net no noi of on pha
    phi quay rang rest sang she so son sun tan tan ten than thanh that the then thin thong thu tin
    to ton too tot tin toi tong top tu tuna tune van vi via viet we win ya yen may mai hong king so
"""
_ENGLISH = frozenset(_ENGLISH_LIST.split()) - frozenset(["minh", "thanh", "nam", "viet", "dung"])


def mark_names(text: str, names: Names, source: str, kept: Sequence[Span] = ()) -> str:
    """The draft with the marks of Vietnamese names kept as the source writes them, or dropped.

    Names are words with a capital that the draft shares with its source, marks apart. English
    names of places (Hanoi, Vietnam) are words of their own and stay.

    Args:
        source: The Vietnamese segment; what it does not have is left alone.
        kept: Spans of the draft to leave as they are.
    """
    if names is Names.AS_DRAFTED:
        return text
    text = unicodedata.normalize("NFC", text)
    runs = _source_runs(unicodedata.normalize("NFC", source))
    words = list(_WORD.finditer(text))
    edits: list[tuple[Span, str]] = []
    at = 0
    while at < len(words):
        found = _longest(text, words, at, runs)
        for match, spelling in zip(words[at:], found, strict=False):
            new = spelling if names is Names.KEEP else without_marks(spelling)
            if match.group() != new and not inside(match.span(), kept):
                edits.append((match.span(), _cased(match.group(), new)))
        at += max(1, len(found))
    return replaced(text, edits)


def _source_runs(source: str) -> list[list[str]]:
    """The words that stand together with a capital each, all of them Vietnamese, with a mark."""
    runs: list[list[str]] = []
    run: list[str] = []
    end = 0
    for match in _WORD.finditer(source):
        word = match.group()
        joined = bool(run) and source[end : match.start()].isspace()
        if not joined or not word[0].isupper():
            runs.append(run)
            run = []
        if word[0].isupper():
            # The first word of a sentence has a capital whatever it is.
            run.append(word)
        end = match.end()
    runs.append(run)
    return [each for each in runs if _has_marks(each) and may_be_name(each)]


def _has_marks(run: Sequence[str]) -> bool:
    return any(word != without_marks(word) for word in run)


def _longest(
    text: str, words: Sequence[re.Match[str]], at: int, runs: Sequence[Sequence[str]]
) -> list[str]:
    """The source's spelling of the words of the draft from here on that are a name there."""
    best: list[str] = []
    for run in runs:
        for start in range(len(run)):
            size = 0
            while (
                start + size < len(run)
                and at + size < len(words)
                and _same(words[at + size].group(), run[start + size])
                and (not size or _adjacent(text, words, at + size))
            ):
                size += 1
            if size > len(best) and (size > 1 or _sure(words, at, run, start)):
                best = list(run[start : start + size])
    return best


def _same(word: str, other: str) -> bool:
    return word[0].isupper() and fold(word) == fold(other)


def _adjacent(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    between = text[words[at - 1].end() : words[at].start()]
    return between in (" ", "\u00a0", "-")


def _sure(words: Sequence[re.Match[str]], at: int, run: Sequence[str], start: int) -> bool:
    """Whether one word by itself is a name for certain: Minh after Đỗ Ngọc Minh, but not Do."""
    word = words[at].group()
    if word != without_marks(word) and len(word) > 1:
        return fold(word) == fold(run[start])  # marked in the draft: no English word
    if len(run) > 1 and start == 0 and word.lower() in ("ong", "ba", "anh", "chi", "em", "co"):
        return False
    return word.lower() not in _ENGLISH and len(word) > 2 and len(run) > 1


def _cased(word: str, other: str) -> str:
    """The other spelling, in capitals where the draft is (a headline)."""
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other if not other.isupper() or len(other) == 1 else other.capitalize()
