"""Whether an English text holds a form: in any case, with or without marks, inflected or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: From where to where words stand in a text (the end exclusive).
Span = tuple[int, int]

_VOWELS = "aeiou"
_WORD = re.compile(r"[^\W_]+(?:['’.&/][^\W_]+)*[+%]?")
#: How English plurals end.
PLURAL = re.compile(r"(?<![su])s\Z|ies\Z|men\Z|people\Z")
_NO_PLURAL = frozenset(["police", "staff", "personnel"])
_PLURALS = frozenset(["children", "people", "feet", "teeth", "lives", "wives", "knives", "halves"])
_GAP = r"[\s\-‐‑–()\[\]\"“”.,]{1,4}"
_IRREGULAR_LIST = """
    man men; woman women; child children; person people persons; foot feet; tooth teeth;
    be is are was were been being; have has had having; do does did done doing;
    go goes went gone going; say says said saying; make makes made making; take takes took taken;
    give gives gave given; get gets got getting; see sees saw seen; come comes came coming;
    know knows knew known; find finds found; hold holds held; keep keeps kept; lead leads led;
    leave leaves left; lose loses lost; meet meets met; pay pays paid; put puts putting;
    run runs ran running; sell sells sold; buy buys bought; send sends sent; spend spends spent;
    build builds built; set sets setting; speak speaks spoke spoken; stand stands stood;
    tell tells told; think thinks thought; win wins won winning; write writes wrote written;
    begin begins began begun; break breaks broke broken; bring brings brought;
    choose chooses chose chosen; draw draws drew drawn; drive drives drove driven;
    fall falls fell fallen; fight fights fought; fly flies flew flown; grow grows grew grown;
    rise rises rose risen; seek seeks sought; strike strikes struck; teach teaches taught;
    wear wears wore worn; hit hits hitting; cut cuts cutting; let lets letting;
    life lives; wife wives; knife knives; leaf leaves; half halves; shelf shelves
"""
_IRREGULAR: dict[str, frozenset[str]] = {
    word: frozenset(group.split()) for group in _IRREGULAR_LIST.split(";") for word in group.split()
}


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in "đĐ":
        return "d"
    return unicodedata.normalize("NFD", char)[0].lower()[0]


def whole(spans: Iterable[Span]) -> list[Span]:
    """The longest of spans that overlap, in order."""
    longest: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not longest or not overlap(longest[-1], span):
            longest.append(span)
    return longest


def fold(text: str) -> str:
    """A text in lower case without any marks, as English papers write Vietnamese names.

    Composed first; every character of the NFC text gives one, so that offsets agree with it.
    """
    return "".join(map(_plain, unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=8192)
def inflections(word: str) -> frozenset[str]:
    """A lower-case English word with its regular and commonest irregular inflections.

    Plural and singular of nouns, tenses and participles of verbs, by rule; what the rules make
    beyond that is no word and does no harm.
    """
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return frozenset((word,))
    found = {word, *_IRREGULAR.get(word, ())}
    found |= _plurals(word) | _singulars(word) | _tenses(word)
    return frozenset(found)


def _plurals(word: str) -> set[str]:
    if word.endswith("man"):
        return {word[:-2] + "en"}
    if word.endswith("y") and word[-2] not in _VOWELS:
        return {word[:-1] + "ies"}
    if word.endswith(("s", "x", "z", "ch", "sh", "o")):
        return {word + "es", word + "s"}
    return {word + "s"}


def _singulars(word: str) -> set[str]:
    if word.endswith("men"):
        return {word[:-2] + "an"}
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return set()
    if word.endswith("ies") and len(word) > 4:
        return {word[:-3] + "y"}
    if word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return {word[:-2], word[:-1]}
    return {word[:-1]}


def _tenses(word: str) -> set[str]:
    if word.endswith("e"):
        return {word + "d", word[:-1] + "ing"}
    if word.endswith("y") and word[-2] not in _VOWELS:
        return {word[:-1] + "ied", word + "ing"}
    found = {word + "ed", word + "ing"}
    if word[-1] not in "aeiouwxyhs" and word[-2] in _VOWELS and word[-3] not in _VOWELS:
        found |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return found


def plural(form: str) -> str:
    """An English noun in the plural, with what it is of: heads of the team; one already in it."""
    noun = re.split(r"(?= (?:of|in|for|at|on) )|,", form, maxsplit=1)[0]
    last = noun.rsplit(" ", 1)[-1]
    if PLURAL.search(noun) or last in _NO_PLURAL:
        return form
    irregular = sorted(_IRREGULAR.get(last, frozenset()) & _PLURALS)
    many = irregular[0] if irregular else max(_plurals(last), key=len)
    return noun[: len(noun) - len(last)] + many + form[len(noun) :]


def _between(gap: str) -> str:
    """What may stand between two words of a form: its own signs, which may be spaced otherwise."""
    if re.fullmatch(_GAP, gap):
        return _GAP
    signs = [re.escape(sign) for sign in gap if not sign.isspace()]
    return r"\s*".join(["", *signs, ""])


@lru_cache(maxsize=16384)
def _pattern(form: str, inflected: bool) -> re.Pattern[str] | None:
    words = list(_WORD.finditer(low := fold(form)))
    if not words:
        return None
    body = ""
    for at, word in enumerate(words):
        if at:
            body += _between(low[words[at - 1].end() : word.start()])
        variants = inflections(word.group()) if inflected else {word.group()}
        body += "(?:" + "|".join(sorted(map(re.escape, variants), key=len)[::-1]) + ")"
    # An apostrophe written straight or curled is the same.
    body = re.sub("['’]", "['’]", body)
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])")


def find_forms(
    text: str, form: str, *, inflected: bool = True, folded: str | None = None
) -> list[tuple[int, int]]:
    """Where an English text holds a form, as whole words: spans in the NFC text, in order.

    Args:
        text: English.
        form: One or several words.
        inflected: Whether the words of the form may stand in another number or tense.
        folded: ``fold(text)`` where it is known, to save time.
    """
    pattern = _pattern(form, inflected)
    if pattern is None:
        return []
    low = fold(text) if folded is None else folded
    return [match.span() for match in pattern.finditer(low)]
