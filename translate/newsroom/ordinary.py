"""Capitalised words that are ordinary words all the same, and foreign names behind them."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from songngu.corpora.lexicon import CAPITAL, default_lexicon
from songngu.corpora.vietnamese import is_syllable, without_marks
from songngu.translate.newsroom.parts import name_parts
from songngu.translate.newsroom.tokens import Token

# Of a name's translations more are its own syllables, and none is as likely as a word's.
_COPIED = 0.1
_TRANSLATED = 0.25
_MIN_SHARE = 1e-6  # among the units of news


def foreign_from(tokens: list[Token], at: int, end: int) -> int:
    """Where the foreign name begins that a capitalised generic word or direction stands before.

    Of *Cảng Auckland* at *Auckland*; `at` where there is none, or where other words come first.
    """
    parts = name_parts()
    for index in range(at, end):
        token = tokens[index]
        if token.text.isascii() and not is_syllable(token.text):
            return index
        if (token.key,) not in parts.leads and token.key not in parts.not_places:
            break
    return at


def is_ordinary(words: list[Token], *, alone: bool) -> bool:
    """Whether two neighbours of capitalised words are an ordinary word: Dự Báo Bão Quốc Gia.

    Args:
        words: Of what may be a place.
        alone: Whether a single word counts too.
    """
    if len(words) == 1:
        return alone and _is_translated(words[0].text.lower())
    return any(_is_translated(f"{a.text} {b.text}".lower()) for a, b in pairwise(words))


@lru_cache(maxsize=1)
def _stems() -> tuple[str, ...]:
    """English stems by their ids."""
    return tuple(default_lexicon().target_index)


@lru_cache(maxsize=4096)
def _is_translated(unit: str) -> bool:
    """Whether a word is known and put into English rather than copied."""
    lexicon = default_lexicon()
    index = lexicon.source_index
    row = index.get(CAPITAL + unit, index.get(unit))
    if row is None or lexicon.p_source[row] < _MIN_SHARE:
        return False
    first, last = lexicon.forward.offsets[row : row + 2]
    columns, values = lexicon.forward.columns[first:last], lexicon.forward.values[first:last]
    plain = without_marks(unit).replace(" ", "")
    copied = sum(p for c, p in zip(columns, values, strict=True) if _stems()[c] in plain)
    return bool(copied < _COPIED and values.max(initial=0.0) > _TRANSLATED)
