"""Headlines in title case or sentence case."""

from __future__ import annotations

import re
from collections.abc import Sequence

from titlecase import titlecase

from songngu.corpora.lexicon.words import fold
from songngu.corpora.values import extract_values
from songngu.translate.newsroom import Kind, find
from songngu.translate.style.settings import Headlines
from songngu.translate.style.spans import Span, inside

_WORD = re.compile(r"[^\W\d_][\w'’]*(?:\.[^\W\d_]\.?)*", re.UNICODE)
_PROPER_LIST = """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June
    July August September October November December I English French German Spanish Russian Chinese
    Japanese Korean Vietnamese Lao Laotian Thai Khmer Cambodian American British European Asian
    African Australian Indian Indonesian Malaysian Philippine Filipino Singaporean Myanmar Burmese
    Vietnam Laos Thailand Cambodia China Japan Korea Korean Russia Ukraine America Britain England
    France Germany Italy Italian Spain Portugal Portuguese Canada Canadian Mexico Mexican Brazil
    Brazilian Argentina Cuba Cuban India Indonesia Malaysia Singapore Philippines Australia Zealand
    Israel Israeli Palestine Palestinian Iran Iranian Iraq Iraqi Syria Syrian Turkey Turkish Egypt
    Africa Asia Europe Pacific Atlantic Mekong Hanoi Saigon Tet Christmas Lunar Internet Olympic
    Olympics Euro Buddhist Catholic Muslim Christian Communist Marxist Facebook Google Apple Samsung
"""
_PROPER = frozenset(map(fold, _PROPER_LIST.split()))
_MARKS = "\"'“”‘’().,:;!?"
_LEAST_SHARE = 0.6
_SMALL_LIST = """
    a an and as at but by en for if in of on or the to v via vs nor so yet per from with
"""
_SMALL = frozenset(_SMALL_LIST.split())


def set_headline(text: str, case: Headlines, source: str, kept: Sequence[Span] = ()) -> str:
    """A headline in the case of the style, without the full stop that a model may have put.

    Title case is that of the New York Times and nearly the AP: articles, conjunctions and
    prepositions of up to three letters small. For sentence case, capitals stay in words that the
    source has with one as well, in English names of its places, and in names that news knows.

    Args:
        source: The Vietnamese headline.
        kept: Spans of the headline to leave as they are.
    """
    if case is Headlines.AS_DRAFTED:
        return text
    if text.endswith(".") and not source.rstrip().endswith((".", "…")) and not _abbreviated(text):
        text = text[:-1]
    return _title(text, source, kept) if case is Headlines.TITLE else _sentence(text, source, kept)


def _abbreviated(text: str) -> bool:
    return bool(
        re.search(
            r"(?:\.[^\W\d_]|\b[^\W\d_]|\b(?:Inc|Co|Ltd|Jr|Sr|St|etc|p\.m|a\.m))\.$|\.\.$", text
        )
    )


def _title(text: str, source: str, kept: Sequence[Span]) -> str:
    if text.isupper():
        return text
    named = _named(source)
    blocks = {match.span() for match in re.finditer(r"\S+", text) if inside(match.span(), kept)}
    at = 0

    def leave(word: str, **_: object) -> str | None:
        nonlocal at
        start = text.find(word, at)
        at = start + len(word)
        core = word.strip(_MARKS)
        # An, To and Van are parts of names as well as small words.
        name = core[:1].isupper() and core.lower() in _SMALL and fold(core) in named
        return word if name or (start, at) in blocks else None

    titled = str(titlecase(text, callback=leave))
    # It takes runs of blanks and the letters of other scripts as they come; nothing else may go.
    return titled if titled.casefold() == text.casefold() else text


def _sentence(text: str, source: str, kept: Sequence[Span]) -> str:
    words = list(_WORD.finditer(text))
    # Dates and amounts have capitals of their own.
    values = [(value.start, value.end) for value in extract_values(text, "en", doubtful=True)]
    main = [
        match
        for match in words[1:]
        if match.group().lower() not in _SMALL and not inside(match.span(), [*kept, *values])
    ]
    capital = sum(match.group()[0].isupper() for match in main)
    out = list(text)
    if main and capital > _LEAST_SHARE * len(main) and len(main) > 2:
        proper = _PROPER | _named(source)
        for at, match in enumerate(words):
            word = match.group()
            if inside(match.span(), kept) or not word[0].isupper() or _opens(text, match, at):
                continue
            if any(char.isupper() for char in word[1:]) or _base(word) in proper:
                continue
            out[match.start()] = word[0].lower()
    first = words[0].start() if words else 0
    opens = words and not any(char.isalnum() for char in text[:first])
    if opens and not inside(words[0].span(), kept) and words[0].group().islower():
        out[first] = out[first].upper()
    return "".join(out)


def _opens(text: str, match: re.Match[str], at: int) -> bool:
    """Whether a sentence begins with a word of a headline."""
    return not at or bool(re.search(r"[.!?]\s*[\"“‘(]*\Z", text[: match.start()]))


def _base(word: str) -> str:
    return fold(re.sub(r"['’]s?$", "", word))


def _named(source: str) -> set[str]:
    """The words, folded, of names in a headline's source and of their English forms."""
    found = set()
    running = list(_WORD.finditer(source))
    for at, match in enumerate(running):
        word = match.group()
        if word[0].isupper() and (at or _next_is_capital(running)) and not source.isupper():
            found.add(fold(word))
    for entry in find(source):
        if entry.kind in (Kind.PLACE, Kind.NAME, Kind.INSTITUTION):
            for target in entry.targets:
                found.update(fold(w) for w in re.findall(r"[^\W\d_]+", target) if w[0].isupper())
    return found


def _next_is_capital(words: Sequence[re.Match[str]]) -> bool:
    return len(words) > 1 and words[1].group()[0].isupper()
