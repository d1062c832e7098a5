"""The names of firms in Vietnamese text."""

from __future__ import annotations

from songngu.corpora.vietnamese import is_syllable
from songngu.translate.newsroom.ordinary import is_ordinary
from songngu.translate.newsroom.parts import ends_with, name_parts
from songngu.translate.newsroom.runs import word_run
from songngu.translate.newsroom.tokens import Token

_MOST_WORDS = 4
_MOST_FIELD_WORDS = 6
_NO_FIELD_LIST = """
    của do tại ở cho từ với bị đã được là có trong ngoài theo về đến tới sang khi mà thì này đó ký
    bán mua bởi vào ra lên trước sau cùng
"""
_NO_FIELD = frozenset(_NO_FIELD_LIST.split())


def firm_name_end(tokens: list[Token], at: int) -> int:
    """Where the name ends that a firm has of its own, behind what sort of firm it is.

    Of *Công ty TNHH Hoa Lư Xanh Trần Văn Hải* before the director. `at` where there is none, or
    where the words are ordinary ones (*Ngân hàng Trung ương*).
    """
    end = _before_person(tokens, at)
    words = tokens[at:end]
    if not words or not is_syllable(words[0].text):
        return end
    goes_on = end < len(tokens) and tokens[end].text.islower() and tokens[end].text.isalpha()
    if len(words) < 2 or is_ordinary(words, alone=False):
        return at
    return at if goes_on and is_ordinary(tokens[end - 1 : end + 1], alone=False) else end


def follows_firm(tokens: list[Token], at: int) -> bool:
    """Whether a firm's own name may begin there, behind what it does: Công ty TNHH Bao bì …"""
    parts = name_parts()
    if tokens[at - 1].is_capital or (tokens[at].key,) in parts.titles:
        return False
    firms = parts.firms
    for start in range(at - 1, max(0, at - _MOST_FIELD_WORDS - 1), -1):
        if not tokens[start].text.isalpha() or tokens[start].key in _NO_FIELD:
            return False
        if tokens[start].is_capital and ends_with(tokens, start, firms):
            return True
    return False


def _before_person(tokens: list[Token], at: int) -> int:
    """Where the capitals end, or the name of a person behind the firm's begins."""
    run, parts = word_run(tokens, at), name_parts()
    for index in range(at + 1, run - 1):
        key = tokens[index].key
        weak = key in parts.weak or (key,) in parts.ethnic
        if key in parts.strong or (weak and run - at > _MOST_WORDS and run - index in (3, 4)):
            return index
    return run if run - at <= _MOST_WORDS else at
