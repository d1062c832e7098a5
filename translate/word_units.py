"""The units that word alignment links: words of several syllables, names and values, with spans."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from songngu.corpora.lexicon import Lexicon, group
from songngu.corpora.lexicon.words import fold, stem_of
from songngu.corpora.values import Value, ValueKind, extract_values, unmatched
from songngu.translate.newsroom import find

Pair = tuple[int, int]
Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+")
_MAX_JOINED = 4  # syllables of a name that English may write as one word: Đắk Lắk, Daklak
_MIN_JOINED = 4  # letters of such a name
_MAX_PHRASE = 4  # words of an office or place taken as a whole; longer ones are linked in parts
_COMMON = 1e-3  # share of English words above which a word of the same letters is no loan


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of one side that is linked as a whole.

    Attributes:
        start: Where it begins in the (NFC) text.
        end: Where it ends there (exclusive).
        fold: Its letters and digits in lower case without diacritics and spaces.
        key: Its id in the lexicon, -1 where that does not know it.
        capital: Whether each of its words begins with a capital.
        value: The number, date or amount that it is, if it is one.
    """

    start: int
    end: int
    fold: str
    key: int = -1
    capital: bool = False
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """Both texts as units.

    Attributes:
        source, target: Units in order, without overlap.
        equal: Places of source and target units that are certainly the same: a value, or a name
            or loan word written alike.
    """

    source: tuple[Unit, ...]
    target: tuple[Unit, ...]
    equal: tuple[tuple[int, int], ...]


def units(source: str, target: str, lexicon: Lexicon) -> Sides:
    """The units of a Vietnamese and an English text, both NFC."""
    ours, theirs, pairs = _values(source, target)
    phrases = _phrases(source, target, ours)
    english = _target_units(target, theirs, lexicon)
    vietnamese = _source_units(source, ours, list(phrases), english, lexicon)
    equal = [
        (_place(vietnamese, ours[i].start), _place(english, theirs[j].start)) for i, j in pairs
    ]
    for (start, _), spans in phrases.items():
        i = _place(vietnamese, start)
        equal += [
            (i, j)
            for j, unit in enumerate(english)
            if any(begin <= unit.start and unit.end <= end for begin, end in spans)
        ]
    return Sides(vietnamese, english, (*equal, *_written_alike(vietnamese, english, lexicon)))


def _place(units: Sequence[Unit], start: int) -> int:
    return bisect_left(units, start, key=lambda unit: unit.start)


def _phrases(source: str, target: str, values: Sequence[Value]) -> dict[Span, list[Span]]:
    """What the newsroom's lexicon knows in the source, and where the target has it."""
    flat = "".join(fold(char)[:1] or char for char in target)
    found: dict[Span, list[Span]] = {}
    for entry in find(source):
        taken = any(value.start < entry.end and entry.start < value.end for value in values)
        if taken or len(entry.source.split()) > _MAX_PHRASE:
            continue
        words = set(fold(entry.source).split())
        for form in map(fold, entry.targets):
            if form.count(" ") < _MAX_PHRASE and (there := _occurrences(form, flat)):
                # What holds a name (Bạch Mai Hospital) is linked in parts.
                if words.isdisjoint(form.split()):
                    found[entry.start, entry.end] = there
                break
    return found


def _occurrences(words: str, text: str) -> list[Span]:
    """Where words stand in a text as whole words."""
    found = []
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            found.append((start, end))
        start = text.find(words, end)
    return found


def _values(source: str, target: str) -> tuple[list[Value], list[Value], list[Pair]]:
    """The values of both sides, and places of those that are equal.

    What may be no value at all is one where the other side has it as well.
    """
    ours = extract_values(source, "vi", doubtful=True)
    theirs = extract_values(target, "en", doubtful=True)
    pairs = _same_values(ours, theirs, len(source), len(target))
    kept = []
    for values, matched in ((ours, {i for i, _ in pairs}), (theirs, {j for _, j in pairs})):
        kept.append([k for k, value in enumerate(values) if k in matched or not value.doubtful])
    renumbered = [(kept[0].index(i), kept[1].index(j)) for i, j in pairs]
    return [ours[k] for k in kept[0]], [theirs[k] for k in kept[1]], renumbered


def _same_values(
    ours: Sequence[Value], theirs: Sequence[Value], n_ours: int, n_theirs: int
) -> list[Pair]:
    """Pairs of equal values, each value once: those of one key first, then those at like places."""
    found = []
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            if _same_value(a, b):
                off = abs(a.start / n_ours - b.start / n_theirs)
                found.append((a.doubtful, a.key != b.key, off, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(found):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return list(pairs.items())


def _same_value(one: Value, other: Value) -> bool:
    if one.key == other.key:
        return True
    loose = not one.doubtful and not {one.key, *one.readings}.isdisjoint(other.readings)
    return loose and not unmatched((one,), (other,))


def _value_unit(value: Value, key: int) -> Unit:
    return Unit(value.start, value.end, "", key, value=value)


def _words(text: str, values: Sequence[Value]) -> list[re.Match[str]]:
    """The words of a text that stand outside values."""
    inside = [False] * len(text)
    for value in values:
        inside[value.start : value.end] = [True] * (value.end - value.start)
    return [word for word in _WORD.finditer(text) if not inside[word.start()]]


def _target_units(text: str, values: Sequence[Value], lexicon: Lexicon) -> tuple[Unit, ...]:
    index = lexicon.target_index
    found = [_value_unit(value, index.get(stem_of(value.text), -1)) for value in values]
    for match in _words(text, values):
        word = match.group()
        key = index.get(stem_of(word), -1) if len(word) > 1 else -1
        found.append(Unit(match.start(), match.end(), fold(word), key, word[0].isupper()))
    return tuple(sorted(found, key=lambda unit: unit.start))


def _source_units(
    text: str,
    values: Sequence[Value],
    phrases: Sequence[Span],
    english: Sequence[Unit],
    lexicon: Lexicon,
) -> tuple[Unit, ...]:
    index = lexicon.source_index
    found = [_value_unit(value, index.get(value.text.lower(), -1)) for value in values]
    words = _words(text, values)
    written = {unit.fold for unit in english if unit.capital}
    whole = dict(phrases)
    pending: list[re.Match[str]] = []
    at = 0
    while at < len(words):
        end = whole.get(words[at].start(), 0)
        if end:
            size = bisect_right(words, end, at, key=lambda word: word.end()) - at
        else:
            size = _copied(words, at, text, written)
        if size:
            found += _known(pending, lexicon)
            pending = []
            found.append(_unit(words[at : at + size], -1))
        else:
            pending.append(words[at])
        at += max(1, size)
    found += _known(pending, lexicon)
    return tuple(sorted(found, key=lambda unit: unit.start))


def _copied(words: Sequence[re.Match[str]], at: int, text: str, written: Iterable[str]) -> int:
    """How many words from here on are a name that the other side writes alike; 0 for none.

    A name of several syllables may be one word there.
    """
    end = at
    while end < min(len(words), at + _MAX_JOINED) and words[end].group()[0].isupper():
        if end > at and text[words[end - 1].end() : words[end].start()] != " ":
            break
        end += 1
    for stop in range(end, at, -1):
        joined = "".join(fold(word.group()) for word in words[at:stop])
        enough = _MIN_JOINED if stop - at > 1 else 2
        if len(joined) >= enough and joined in written:
            return stop - at
    return 0


def _known(words: Sequence[re.Match[str]], lexicon: Lexicon) -> list[Unit]:
    """Words grouped as the lexicon has them; never across a sign, never across what is left out."""
    index = lexicon.source_index
    found = []
    at = 0
    for unit, size in group([word.group() for word in words], index.__contains__, lexicon.longest):
        part = words[at : at + size]
        if part[-1].end() - part[0].start() == sum(len(w.group()) for w in part) + size - 1:
            found.append(_unit(part, index.get(unit, -1)))
        else:
            found += [_unit([word], index.get(word.group().lower(), -1)) for word in part]
        at += size
    return found


def _unit(words: Sequence[re.Match[str]], key: int) -> Unit:
    folded = "".join(fold(word.group()) for word in words)
    capital = all(word.group()[0].isupper() for word in words)
    return Unit(words[0].start(), words[-1].end(), folded, key, capital)


def _written_alike(
    source: Sequence[Unit], target: Sequence[Unit], lexicon: Lexicon
) -> Iterable[tuple[int, int]]:
    """Places of names and loan words of the same letters."""
    places: dict[str, list[int]] = {}
    for j, unit in enumerate(target):
        if len(unit.fold) > 1 and unit.value is None:
            places.setdefault(unit.fold, []).append(j)
    for i, unit in enumerate(source):
        for j in places.get(unit.fold, ()) if unit.value is None else ():
            loan = unit.key < 0 and len(unit.fold) > 2 and _rare(target[j], lexicon)
            if loan or (unit.capital and target[j].capital):
                yield i, j


def _rare(unit: Unit, lexicon: Lexicon) -> bool:
    return unit.key < 0 or bool(lexicon.p_target[unit.key] < _COMMON)


def same_kind(one: Value, other: Value) -> bool:
    """Whether one value may be a wrong translation of another."""
    counts = (ValueKind.NUMBER, ValueKind.QUANTITY, ValueKind.MONEY, ValueKind.PERCENT)
    dates = (ValueKind.DATE, ValueKind.WEEKDAY)
    return one.kind == other.kind or any(
        one.kind in kinds and other.kind in kinds for kinds in (counts, dates)
    )
