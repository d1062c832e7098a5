"""The language data a splitter runs on: abbreviations by how they behave before a capital."""

from __future__ import annotations

from dataclasses import dataclass, field


def words(*lines: str) -> frozenset[str]:
    """The whitespace-separated words of `lines`."""
    return frozenset(word for line in lines for word in line.split())


@dataclass(frozen=True, slots=True)
class Rules:
    """What one language knows about its full stops.

    Abbreviations are NFC, without their last stop, and matched in their case; those of
    ``titles`` also count in capitals and joined by stops (``GS.TS``).

    Attributes:
        language: Primary BCP 47 subtag.
        titles: Stand before a name or title and never end a sentence (``TP``, ``Dr``).
        numbered: End no sentence before a number (``tr``, ``No``); before a word they do.
        seldom_final: End a sentence only where a word of `starters` follows (``Inc``, ``U.S``).
        often_final: End one before any capital that is not in `calendar` (``v.v``, ``a.m``).
        never_final: Are always followed by more of the sentence (``e.g``, ``vs``).
        starters: Capitalised words that begin sentences and hardly ever names.
        calendar: Capitalised words that go on after a time of day (``Monday``, ``EST``).
        headings: Words that with a number make a heading at the start of a line, in lower case.
        lettered: Nouns that take a capital as their kind, which may end a sentence (``vitamin C``).
        speech_verbs: Words that after a quoted question carry its sentence on.
        shouted_names: Names that end in ``!`` or ``?``, without it (``Yahoo``).
    """

    language: str
    titles: frozenset[str]
    numbered: frozenset[str]
    seldom_final: frozenset[str]
    often_final: frozenset[str]
    never_final: frozenset[str]
    starters: frozenset[str]
    calendar: frozenset[str]
    headings: frozenset[str]
    lettered: frozenset[str]
    speech_verbs: frozenset[str]
    shouted_names: frozenset[str] = field(default_factory=frozenset)

    def is_title(self, token: str) -> bool:
        """Whether `token` is a title, or titles joined by stops (``PGS.TS.BS``)."""
        if token in self.titles:
            return True
        parts = [part for part in token.split(".") if part]
        return len(parts) > 1 and all(part in self.titles for part in parts)
