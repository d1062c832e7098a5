"""The words that offices and bodies are built of: ``building.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from songngu.translate.newsroom.tokens import tokenise

Phrase = tuple[str, ...]
Forms = tuple[str, ...]


class Table:
    """Phrases with their English, looked up in folded words."""

    def __init__(self, lines: str) -> None:
        self._by_word: dict[str, list[tuple[Phrase, Forms]]] = {}
        for line in lines.strip().splitlines():
            source, forms = line.split("=")
            phrase = tuple(token.key for token in tokenise(source))
            self._by_word.setdefault(phrase[0], []).append((phrase, tuple(forms.split("|"))))
        for phrases in self._by_word.values():
            phrases.sort(key=lambda item: -len(item[0]))

    def at(self, keys: Phrase, start: int) -> Iterable[tuple[int, Forms]]:
        """The phrases that begin there, longest first: index behind it, and its English."""
        for phrase, forms in self._by_word.get(keys[start], ()) if start < len(keys) else ():
            end = start + len(phrase)
            if keys[start:end] == phrase:
                yield end, forms


@dataclass(frozen=True, slots=True)
class BuildingWords:
    """What ``building.toml`` has.

    Attributes:
        tables: Heads, kinds, fields and the other parts, by name.
        preferred: Which words of a body each head usually goes with.
        no_prefix_after: Folded words after which nguyên and quyền are parts of other words.
        numbered: English last words of the bodies that have a number of their own.
        names: English names of bodies, which have no article.
    """

    tables: dict[str, Table]
    preferred: dict[str, frozenset[str]]
    no_prefix_after: dict[str, frozenset[str]]
    numbered: frozenset[str]
    names: frozenset[str]


@lru_cache(maxsize=1)
def building_words() -> BuildingWords:
    """The tables, read once."""
    text = (resources.files(__package__) / "data" / "building.toml").read_text("utf-8")
    raw = tomllib.loads(text)
    preferred, no_prefix_after = (
        {key: frozenset(words.split()) for key, words in raw.pop(name).items()}
        for name in ("preferred", "no_prefix_after")
    )
    numbered = frozenset(raw.pop("numbered").split())
    names = frozenset(raw.pop("names").strip().splitlines())
    tables = {name: Table(lines) for name, lines in raw.items()}
    return BuildingWords(tables, preferred, no_prefix_after, numbered, names)
