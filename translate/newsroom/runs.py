"""Runs of capitalised words in the tokens of a text: what a name can be."""

from __future__ import annotations

import re

from songngu.corpora.vietnamese import DISTINCTIVE, is_syllable
from songngu.translate.newsroom.tokens import Token

APOSTROPHES = frozenset("'’ʼ")
_LONGEST_RUN = 20
# Within foreign names: Ruud van Nistelrooy, Mohammed bin Salman.
_PARTICLE_LIST = """
    van von der den de del della di da dos du la le el al ter ten zu bin bint ibn ben abu
"""
PARTICLES = frozenset(_PARTICLE_LIST.split())
_KOREAN_LIST = "kim lee park choi jung jeong jang shin yoon kang cho lim han moon kwon"
_KOREAN = frozenset(_KOREAN_LIST.split())
# McGregor, DeSantis
_CAPITAL_INSIDE = re.compile(r"(?:Mc|Mac|De|Di|Le|La)[A-Z][a-z]+")


def is_foreign(token: Token) -> bool:
    """Whether it is a capitalised word that Vietnamese does not spell, and no abbreviation."""
    name = token.is_capital and is_name_like(token) and not token.text.isupper()
    return name and not is_syllable(token.text) and DISTINCTIVE.isdisjoint(token.text)


def word_run(tokens: list[Token], at: int) -> int:
    """Where the run of capitalised words that begins at `at` ends (exclusive token index).

    An apostrophe inside a word (``H'Bia``) belongs to the run, and so do the small words of foreign
    names (``van``); abbreviations and words with digits end it. Names are shorter than the tokens
    that are looked at.
    """
    end = at
    while end < min(len(tokens), at + _LONGEST_RUN):
        token = tokens[end]
        if token.is_capital and is_name_like(token):
            end += 1
        elif (
            token.text in APOSTROPHES
            and end > at
            and token.joined
            and end + 1 < len(tokens)
            and tokens[end + 1].joined
            and tokens[end + 1].is_word
        ):
            end += 2
        elif end - at == 2 and tokens[at].key in _KOREAN and goes_on(tokens, end):
            return end + 2  # Kim Dong-won
        elif end > at and (past := _past_particles(tokens, end)) > end:
            end = past
        else:
            break
    if end < len(tokens) and tokens[end].text == "-" and tokens[end].joined and end > at:
        following = tokens[end + 1] if end + 1 < len(tokens) else None
        if following is not None and following.joined and following.text[0].islower():
            return at  # Pu-tin, Xi-xu-lít: a sound spelling, which is not copied
    return end


def hyphenated(tokens: list[Token], at: int) -> int:
    """Where a capitalised word of hyphenated syllables that begins there ends; `at` for none.

    As of a run, only the first tokens are looked at.
    """
    if at >= len(tokens) or not tokens[at].is_capital or not tokens[at].text.isalpha():
        return at
    end = at + 1
    while end + 1 < min(len(tokens), at + _LONGEST_RUN):
        hyphen, syllable = tokens[end : end + 2]
        if hyphen.text != "-" or not (
            hyphen.joined and syllable.joined and syllable.text.isalpha()
        ):
            break
        end += 2
    return end if end > at + 1 else at


def goes_on(tokens: list[Token], end: int) -> bool:
    """Whether a hyphen or point binds what follows to the word that ends there."""
    if end + 1 >= len(tokens):
        return False
    return tokens[end].text in "-." and tokens[end].joined and tokens[end + 1].joined


def is_name_like(token: Token) -> bool:
    """Whether a word is written as those of names are: no digits, capitals as in McGregor."""
    text = token.text
    if text.isalpha() and (len(text) == 1 or text[1:].islower() or text.isupper()):
        return True
    return _CAPITAL_INSIDE.fullmatch(text) is not None


def _past_particles(tokens: list[Token], at: int) -> int:
    """The index after the small words of a foreign name there; `at` where none goes on with one."""
    end = at
    while end < len(tokens) and tokens[end].text in PARTICLES and not tokens[end].joined:
        end += 1
    if end > at and end + 1 < len(tokens) and tokens[end].text == "-":
        end += 1  # al-Assad
    goes_on = end < len(tokens) and is_name_like(tokens[end])
    return end if goes_on and tokens[end].is_capital and is_foreign(tokens[at - 1]) else at
