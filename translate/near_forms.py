"""Offices and bodies that a draft has nearly right: a word of them left out, split or bent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from songngu.translate.expectations import Draftwork, Expectation, Expected, met_at
from songngu.translate.forms import Span, fold, inflections, overlap, plural
from songngu.translate.substitution import put_in

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DERIVED = re.compile(r"(.{5,}?)(?:ions?|ive|al|e?ment|ing|e?d|e?s|e)")
_OF = frozenset(["of", "for", "in", "at", "on"])
_SMALL = frozenset(["the", "a", "an", "of", "and", "for", "in", "at", "on", "to"])
# What makes it somebody else's office, or says when.
_NEVER_LIST = """
    deputy vice former ex acting standing permanent honorary interim first second senior
"""
_NEVER_PUT_IN = frozenset(_NEVER_LIST.split())
# What is said within an office or body too.
_WITHIN = frozenset((Expected.PLACE, Expected.NAME, Expected.UNIT))
_MIN_LEFT = 4  # words of a form that have to stand in the draft where one is missing
# Behind these words a name or office begins.
_FUNCTION_LIST = """
    the a an of and or but for in at on to by with from as under over about against between among
    is are was were be been being has have had do does did will would can could may might must
    shall should not also who whom whose which that when where while since because if after before
    during until than he she it they we i his her its their our my this these those both either
    including according said says say told tells met meets saw gave led sent made took wrote spoke
    beat knew called came went became got won lost fell rose held kept brought found began thanks
    via per through then now there yesterday today tonight
"""
_FUNCTION_WORDS = frozenset(_FUNCTION_LIST.split())
_BEFORE = re.compile(r"([^\W\d_]+)[\s\"“‘(]*\Z")
_GOES_ON = re.compile(
    r"\s(?:of|for|office|department|division|bureau|board|station|team|unit|cent(?:re|er))\b",
    re.IGNORECASE,
)


def near_form(office: Expectation, expected: Sequence[Expectation], work: Draftwork) -> str | None:
    """A draft with an office or body where words stand that are nearly one of its forms.

    ``Anti-Smuggle Investigation Department``, ``Inter generational Club``, ``director of the Asian
    Development Bank`` for the country director: words bent or split, or one of five or more left
    out, though never the one that makes a deputy or says when. None where something else that is
    expected claims them, where what stands beside them may be another word for the one missing, or
    where they are several: heads of education divisions.
    """
    words = _without_articles(work.folded)
    others = [item for item in expected if item is not office and item.kind not in _WITHIN]
    taken = [span for item in others for span in met_at(item, work)]
    keys = [word.group() for word in words]
    for spare in (0, 1):
        for form in office.forms:
            wanted = [word for word in _WORD.findall(fold(form)) if word != "the"]
            for at, used in _places(wanted, keys, spare):
                span = words[at].start(), words[at + used - 1].end()
                if _are_several(wanted, keys[at : at + used]):
                    continue
                if spare and form[0].isupper() and not _same(keys[at], wanted[0]):
                    continue  # EVN deputy director, of a body that is called otherwise
                free = not any(overlap(span, other) for other in taken)
                if free and not (spare and _is_put_otherwise(work.text, span)):
                    return put_in(work.text, span, form)
    return None


def _without_articles(folded: str) -> list[re.Match[str]]:
    """The words of a draft but for the article of "of the", which forms have or have not."""
    words = list(_WORD.finditer(folded))
    return [
        word
        for at, word in enumerate(words)
        if word.group() != "the" or words[max(0, at - 1)].group() not in _SMALL
    ]


def _are_several(form: list[str], words: list[str]) -> bool:
    """Whether words of a draft say in the plural who or what a form says is one.

    That is the word before "of", or before a body that the form ends with: centre director.
    """
    heads = {form[next((at for at, word in enumerate(form) if word in _OF), 0) - 1]}
    if "of" not in form:
        heads.add(form[-1])
    return any(head not in words and plural(head) in words for head in heads)


def ends_before(text: str, at: int) -> bool:
    """Whether what stands right before a place of an English text is no noun or adjective."""
    before = _BEFORE.search(text, 0, at)
    return before is None or is_function_word(before[1])


def _is_put_otherwise(text: str, span: Span) -> bool:
    """Whether what stands right before or behind a span may say what is missing in it."""
    return not ends_before(text, span[0]) or _GOES_ON.match(text, span[1]) is not None


def is_function_word(word: str) -> bool:
    """Whether a name, office or body may begin behind an English word, and end before it."""
    low = word.lower()
    return low in _FUNCTION_WORDS or (word.islower() and low.endswith("ed"))


def _places(form: list[str], words: list[str], spare: int) -> Iterator[tuple[int, int]]:
    """Where a draft has nearly a form: the index of the first word and how many there are."""
    n_content = sum(word not in _SMALL for word in form)
    if n_content < (_MIN_LEFT + 1 if spare else 2):
        return
    for at in range(len(words)):
        if words[at] in _SMALL:
            continue
        used = _alike(form, words[at:], spare)
        if used and words[at + used - 1] not in _SMALL:
            yield at, used


def _alike(form: list[str], words: list[str], spare: int) -> int | None:
    """How many words, from the first, are nearly a form that may lack `spare` of its words."""
    if not form:
        return 0
    for n_used in (1, 2):
        said = "".join(words[:n_used])
        if len(words) >= n_used and (said == form[0] or (n_used == 1 and _same(said, form[0]))):
            rest = _alike(form[1:], words[n_used:], spare)
            if rest is not None:
                return n_used + rest
    said_by_rest = len(form) > 1 and form[0].isalpha()  # the last says what it all is
    if not spare or not said_by_rest or form[0] in _SMALL | _NEVER_PUT_IN:
        return None
    return _alike(form[1:], words, spare - 1)


def _same(said: str, wanted: str) -> bool:
    """Whether a word is another, or one of the same stem."""
    bent = said in inflections(wanted) or wanted in inflections(said)
    return bent or _stem(said) == _stem(wanted)


def _stem(word: str) -> str:
    derived = _DERIVED.fullmatch(word)
    return derived[1] if derived else word
