"""A translation made anew for a source that differs in numbers, dates and names alone.

Only where it is sure to be right: each thing that differs stands once in both old texts, its
English can be told apart and written in the same way, and nothing else of the sentence hangs on it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from songngu.corpora.values import Value, ValueKind, extract_values, missing_values, unmatched
from songngu.corpora.vietnamese import without_marks
from songngu.translate.clauses import flatten
from songngu.translate.expectations import expectations, unmet
from songngu.translate.forms import find_forms, fold
from songngu.translate.newsroom import Entry, Kind, find
from songngu.translate.style import Dates, HouseStyle, Money, Percent, render_value
from songngu.translate.style.render import write_digits

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_ARTICLE = re.compile(r"\b(?:an?|the)\s+\Z", re.IGNORECASE)
_INDEFINITE = re.compile(r"\ban?\s+\Z", re.IGNORECASE)
_GENDERED = re.compile(
    r"\b(?:he|him|his|she|hers?|mr|mrs|ms|himself|herself|brother|sister|son|daughter|wife|husband"
    r"|father|mother|(?:police)?(?:wo)?m[ae]n|boys?|girls?)\b",
    re.IGNORECASE,
)
_SOURCE_GENDER = re.compile(r"\b(?:ông|bà|anh|chị|cô|nam|nữ)\b", re.IGNORECASE)
_SIDES = (Dates, Money, Percent)
# Of these a unit's number, one or many, may hang on the amount.
_COUNTED = (ValueKind.NUMBER, ValueKind.QUANTITY, ValueKind.MONEY)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SIGNS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'",
                         "–": "-", "—": "-", "\u2011": "-",
                         # Invisible, and left in memories by other programs.
                         "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None,
                         "\u2060": None, "\ufeff": None})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """A number, date, name or place of a source text.

    Attributes:
        kind: What may stand in its place: a value of the same kind and unit, a name, a place.
        value: For a value.
        entry: For a name or place.
    """

    kind: str
    start: int
    end: int
    text: str
    value: Value | None = None
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """A translation made anew.

    Attributes:
        text: English.
        changes: What was exchanged, ``25 → 26``.
    """

    text: str
    changes: tuple[str, ...]


def plain(text: str) -> str:
    """A Vietnamese text as it is compared: one line, one kind of quotes and dashes and of spelling.

    What cannot be seen does not count. ``hoà`` and ``hòa`` are the same word, the tone mark on
    either vowel.
    """
    words = flatten(text).replace("…", "...").translate(_SIGNS).split(" ")
    return " ".join(map(_tone_last, words))


def _tone_last(word: str) -> str:
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(char for char in letters if char in _TONES)
    return "".join(char for char in letters if char not in _TONES) + tones


def exchanged(old: str, translation: str, new: str) -> Exchange | None:
    """The translation of ``old`` made one of ``new``, or None where that is not sure to be right.

    Args:
        old: Vietnamese.
        translation: Its English, approved.
        new: Vietnamese that differs from it.
    """
    old, new, translation = flatten(old), flatten(new), flatten(translation)
    before, after = slots(old), slots(new)
    if _around(old, before) != _around(new, after):
        return None
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if plain(a.text) != plain(b.text)]
    if not pairs or _hangs_together(before, pairs, old, translation):
        return None
    edits = []
    for a, b in pairs:
        edit = _edit(a, b, translation)
        if edit is None:
            return None
        edits.append(edit)
    text = _applied(translation, edits)
    if text is None or not _holds(new, text, pairs, _lost(old, translation)):
        return None
    return Exchange(text, tuple(f"{a.text} → {b.text}" for a, b in pairs))


def slots(text: str) -> list[Slot]:
    """The numbers, dates, names and places of a Vietnamese text (NFC), in order."""
    found = [
        Slot(f"{value.kind}/{value.unit}", value.start, value.end, value.text, value=value)
        for value in extract_values(text, "vi")
    ]
    taken = [(slot.start, slot.end) for slot in found]
    for entry in find(text):
        free = all(entry.end <= start or end <= entry.start for start, end in taken)
        if free and entry.kind in (Kind.NAME, Kind.PLACE):
            words = text[entry.start : entry.end]
            found.append(Slot(entry.kind.value, entry.start, entry.end, words, entry=entry))
    return sorted(found, key=lambda slot: slot.start)


def _around(text: str, found: Sequence[Slot]) -> list[str]:
    """What stands between the slots, and their kinds."""
    parts, at = [], 0
    for slot in found:
        parts += [plain(text[at : slot.start]), slot.kind]
        at = slot.end
    return [*parts, plain(text[at:])]


def _hangs_together(
    before: Sequence[Slot], pairs: Sequence[tuple[Slot, Slot]], old: str, translation: str
) -> bool:
    """Whether other words of the translation may hang on what differs."""
    said = [plain(slot.text).casefold() for slot in before]
    if any(said.count(plain(a.text).casefold()) > 1 for a, _ in pairs):
        return True
    if any(a.kind == Kind.NAME for a, _ in pairs):
        return bool(_GENDERED.search(translation)) and not _SOURCE_GENDER.search(old)
    return False


def _edit(old: Slot, new: Slot, translation: str) -> tuple[Span, str] | None:
    if old.value is not None and new.value is not None:
        return _edit_value(old.value, new.value, translation)
    if old.entry is None or new.entry is None:
        return None
    if old.kind == Kind.NAME:
        return _edit_name(old.text, new.text, translation)
    return _edit_place(old.entry, new.entry, translation)


def _edit_value(old: Value, new: Value, translation: str) -> tuple[Span, str] | None:
    there = [
        value
        for value in extract_values(translation, "en", doubtful=True)
        if not unmatched((old,), (value,)) and value.key == old.key
    ]
    if len(there) != 1:
        return None
    span = there[0].start, there[0].end
    if old.key == new.key:  # 1.000 = 1000: what stands there says it
        return span, there[0].text
    if old.kind in _COUNTED and _is_one(old) != _is_one(new):
        return None
    if _INDEFINITE.search(translation[: span[0]]):
        return None
    written = _digits_exchanged(old.text, new.text, there[0].text)
    if written is None:
        written = _rendered(old, new, there[0].text)
    return (span, written) if written is not None else None


def _is_one(value: Value) -> bool:
    # The first reading is the likeliest: 1.000 is a thousand.
    return value.readings[:1] == ("1",)


def _digits_exchanged(old: str, new: str, english: str) -> str | None:
    """The English of an amount with other digits: ``12,5 tỷ đồng`` = ``12.5 billion dong``."""
    ours, others, theirs = (_DIGITS.findall(text) for text in (old, new, english))
    if not len(ours) == len(others) == len(theirs) == 1:
        return None
    if plain(_DIGITS.sub("0", old)) != plain(_DIGITS.sub("0", new)):
        return None
    written = write_digits(others[0])
    if written is None or write_digits(ours[0]) != theirs[0]:
        return None
    return english.replace(theirs[0], written)


def _rendered(old: Value, new: Value, english: str) -> str | None:
    """The new value in the house style that gives the old one as it is written."""
    for dates, money, percent in itertools.product(*_SIDES):
        style = HouseStyle(dates=dates, money=money, percent=percent)
        if render_value(old, style) == english:
            return render_value(new, style)
    return None


def _edit_name(old: str, new: str, translation: str) -> tuple[Span, str] | None:
    spans = find_forms(translation, old, inflected=False)
    if len(spans) != 1:
        return None
    start, end = spans[0]
    for form in (unicodedata.normalize("NFC", old), without_marks(old)):
        if translation[start:end] == form:
            return (start, end), new if form == old else without_marks(new)
    return None


def _edit_place(old: Entry, new: Entry, translation: str) -> tuple[Span, str] | None:
    spans = {
        span
        for form in old.targets
        for span in find_forms(translation, form, inflected=False)
        if translation[slice(*span)] == form
    }
    if len(spans) != 1 or not new.targets:
        return None
    span = spans.pop()
    if _ARTICLE.search(translation[: span[0]]) or new.targets[0].lower().startswith("the "):
        return None
    return span, new.targets[0]


def _applied(text: str, edits: Sequence[tuple[Span, str]]) -> str | None:
    """The text with all edits made; None where two of them meet."""
    ordered = sorted(edits)
    if any(a[0][1] > b[0][0] for a, b in itertools.pairwise(ordered)):
        return None
    for (start, end), words in reversed(ordered):
        text = text[:start] + words + text[end:]
    return text


def _holds(
    source: str, text: str, pairs: Sequence[tuple[Slot, Slot]], passed_over: Collection[str]
) -> bool:
    """Whether a text says all that the source expects, no other value, and no old name.

    Args:
        passed_over: What the approved translation did not have to say either.
    """
    if not _lost(source, text) <= set(passed_over):
        return False
    if missing_values(source, text) or missing_values(text, source, "en", "vi"):
        return False
    # Lower-case words may be English: do, an.
    written = {fold(word) for word in _WORD.findall(text) if word[0].isupper()}
    return written.isdisjoint(_old_words(pairs))


def _lost(source: str, text: str) -> set[str]:
    return {plain(item.source) for item in unmet(expectations(source), text) if item.required}


def _old_words(pairs: Sequence[tuple[Slot, Slot]]) -> Iterator[str]:
    """The words of names and places that are no longer in the source."""
    kept = {word for _, b in pairs if b.entry for word in fold(b.text).split()}
    for a, _ in pairs:
        if a.entry is not None:
            yield from (word for word in fold(a.text).split() if word not in kept)
