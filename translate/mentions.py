"""How a translation calls the names, places, ranks, bodies and terms of its source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import Indel

from songngu.corpora.types import Term
from songngu.translate.exchange import plain
from songngu.translate.forms import Span, find_forms, fold, overlap
from songngu.translate.newsroom import Entry, Kind, find
from songngu.translate.terms import occurrences
from songngu.translate.word_alignment import WordLink, align_words, counterpart

_WRITTEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*\.?")
_INSIDE = re.compile(r"[^\W_][,;]? \Z")
_POINT = re.compile(r"\.(?= \w|,)")
_ABBREVIATED = 3  # letters of a word that may be an abbreviation
_ALIKE = 0.5  # Indel similarity of two spellings of one foreign name
_SURE = 0.5
_KINDS = (Kind.NAME, Kind.PLACE, Kind.RANK, Kind.OFFICE, Kind.INSTITUTION)


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that should be called alike throughout an article, at one place.

    Attributes:
        key: The same for the same thing.
        span: Where the translation says it, in its NFC text.
        form: The words there.
        forms: How it may be called, the preferred first; none where only the article tells.
    """

    key: str
    span: Span
    form: str
    forms: tuple[str, ...] = ()


def mentions(source: str, text: str, terms: Sequence[Term] = ()) -> list[Mention]:
    """What a translation calls alike throughout, in its order, without overlap.

    Only what stands once in the source, and where it is sure which words stand for it. A rank
    counts where a name follows it: later on an article may say "the colonel".

    Args:
        source: Vietnamese.
        text: English.
        terms: The termbase; a term goes before what the newsroom's lexicon says.
    """
    source, text = (unicodedata.normalize("NFC", side) for side in (source, text))
    links = cache(lambda: align_words(source, text))  # most texts do without
    found: list[Mention] = []
    for item in _items(source, terms):
        mention = _mention(item, text, links)
        if mention is not None and not any(overlap(mention.span, other.span) for other in found):
            found.append(mention)
    return sorted(found, key=lambda mention: mention.span)


@dataclass(frozen=True, slots=True)
class _Item:
    kind: str
    start: int
    end: int
    source: str
    forms: tuple[str, ...] = ()


def _items(source: str, terms: Sequence[Term]) -> list[_Item]:
    """What to look for, by weight; each thing once, where it stands once."""
    found = [*_of_terms(source, terms)]
    entries = find(source)
    for at, entry in enumerate(entries):
        if _counts(entry, entries[at + 1 : at + 2], source):
            found.append(_Item(entry.kind, entry.start, entry.end, entry.source, entry.targets))
    found += _unknown(source)
    free: list[_Item] = []
    for item in found:
        if not any(overlap((item.start, item.end), (other.start, other.end)) for other in free):
            free.append(item)
    keys = [plain(item.source).casefold() for item in free]
    return [item for item, key in zip(free, keys, strict=True) if keys.count(key) == 1]


def _unknown(source: str) -> Iterator[_Item]:
    """Capitalised words that may be a name: several, or one with hyphens.

    Of those that begin a sentence the first is left out, unless it has hyphens itself.
    """
    for start, end in _capitals(source):
        words = source[start:end]
        first, _, rest = words.partition(" ")
        if "-" not in first and not _INSIDE.search(source[:start]):
            start, words = end - len(rest), rest
        if (" " in words or "-" in words) and not words.isupper():
            yield _Item("unknown", start, end, words)


def _capitals(text: str) -> list[Span]:
    """Capitalised words side by side: a name, or a rank before one."""
    found: list[Span] = []
    for word in _WRITTEN.finditer(text):
        if not word.group()[0].isupper():
            continue
        if found and text[found[-1][1] : word.start()] == " ":
            found[-1] = found[-1][0], word.end()
        else:
            found.append(word.span())
    return found


def _of_terms(source: str, terms: Sequence[Term]) -> Iterator[_Item]:
    forms: dict[str, list[str]] = {}
    for term in terms:
        forms.setdefault(plain(term.source).casefold(), []).append(term.target)
    for start, end, term in occurrences(source, terms):
        known = tuple(dict.fromkeys(forms[plain(term.source).casefold()]))
        yield _Item("term", start, end, source[start:end], known)


def _counts(entry: Entry, following: Sequence[Entry], source: str) -> bool:
    if entry.kind is not Kind.RANK:
        return entry.kind in _KINDS
    return any(
        after.kind is Kind.NAME and source[entry.end : after.start] == " " for after in following
    )


def _mention(item: _Item, text: str, links: Callable[[], Sequence[WordLink]]) -> Mention | None:
    key = f"{item.kind}:{plain(item.source).casefold()}"
    known = {span for form in item.forms for span in find_forms(text, form, inflected=False)}
    # Of "colonel" and "senior colonel" at one place the longer is meant.
    known = {span for span in known if not any(_inside(span, other) for other in known)}
    if known:
        if len(known) > 1:
            return None
        return _at(key, known.pop(), text, item.forms)
    if item.kind not in (Kind.NAME, Kind.PLACE, Kind.RANK, "unknown"):
        return None
    sure = [link for link in links() if link.probability >= _SURE]
    found = counterpart(sure, item.start, item.end)
    if found is None or _capitals(text[slice(*found)]) != [(0, found[1] - found[0])]:
        return None
    likeness = Indel.normalized_similarity(_letters(item.source), _letters(text[slice(*found)]))
    if item.kind != Kind.RANK and likeness < _ALIKE:
        return None
    return _at(key, found, text, item.forms)


def _at(key: str, span: Span, text: str, forms: tuple[str, ...]) -> Mention:
    """A mention with the point of an abbreviation that the words end with: Lt. Col."""
    start, end = span
    last = text[start:end].rpartition(" ")[2]
    if len(last) <= _ABBREVIATED and _POINT.match(text, end):
        end += 1
    return Mention(key, (start, end), text[start:end], forms)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def _inside(one: Span, other: Span) -> bool:
    return other != one and other[0] <= one[0] and one[1] <= other[1]
