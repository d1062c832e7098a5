"""Accepted wordings: small patterns over the words of a text, for names, places and offices."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from songngu.corpora.vietnamese import without_marks

_WORD = re.compile(r"[^\W_]+")
_GAP = "…"
_GAP_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wording:
    """What may stand for a name, a place or an office in English.

    Attributes:
        accept: Forms, each enough. Words are compared without regard to case and punctuation; a
            Vietnamese word counts with all its marks or with none. ``a/b`` is either word,
            ``(a)`` a word that may be left out, ``…`` up to eight words of any kind.
        not_after: Words that make it something else when they stand right before it
            (``lieutenant`` before ``colonel``).
        not_before: Words that do so right behind it (``Cai`` behind ``Lao``).
    """

    accept: tuple[str, ...]
    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse what cannot be looked for.

        Raises:
            ValueError: There are no forms, or one cannot be read.
        """
        if not self.accept:
            raise ValueError("expected at least one accepted form, found none")
        for form in self.accept:
            _compiled(form)

    def found_in(self, text: str) -> bool:
        """Whether a text says it."""
        line = " ".join([*words(text), ""])
        return any(self._holds(line, form) for form in self.accept)

    def _holds(self, line: str, form: str) -> bool:
        pattern = _compiled(form)
        match = pattern.search(line)
        while match:
            before = line[: match.start()].rstrip().rpartition(" ")[2]
            after = line[match.end() :].partition(" ")[0]
            if before not in self.not_after and after not in self.not_before:
                return True
            # Matches may overlap: "Vice Chairman A and Chairman B of the People's Committee".
            match = pattern.search(line, match.start() + 1)
        return False


def words(text: str) -> list[str]:
    """The words of a text in NFC and lower case, without punctuation."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


@lru_cache(maxsize=4096)
def _compiled(form: str) -> re.Pattern[str]:
    """A form as a pattern over words that each have a space behind them.

    Raises:
        ValueError: The form has no words, or an opened bracket is not closed.
    """
    parts = [_part(item, form) for item in form.split()]
    if not any(part != _any() for part in parts):
        raise ValueError(f"an accepted form needs at least one word, found {form!r}")
    return re.compile(r"(?<!\S)" + "".join(parts))


def _any() -> str:
    return rf"(?:\S+ ){{0,{_GAP_WORDS}}}?"


def _part(item: str, form: str) -> str:
    if item == _GAP:
        return _any()
    optional = item.startswith("(")
    if optional != item.endswith(")"):
        raise ValueError(f"brackets hold one word, possibly with '/', found {item!r} in {form!r}")
    choices = [_choice(choice) for choice in item.strip("()").split("/")]
    return f"(?:{'|'.join(choices)}){'?' if optional else ''}"


def _choice(text: str) -> str:
    """One or more words (``people's`` is two), each with all marks or none."""
    found = words(text)
    return "".join(f"(?:{re.escape(word)}|{re.escape(without_marks(word))}) " for word in found)
