"""What a draft may draw on beside the engine: the store's memory, files, what was approved."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from songngu.corpora.types import MemoryMatch, Term, TranslationUnit

if TYPE_CHECKING:
    from songngu.corpora.store import Store

_MOST_NAMES = 10  # of an article that the memory is asked for
_PER_NAME = 3
_TWO_LETTERS = {"vie": "vi", "eng": "en"}


class Memory(Protocol):
    """What has translations of similar texts."""

    def look_up(self, text: str, /) -> list[MemoryMatch]:
        """Return the translations of similar texts, the best first."""
        ...


class FileMemory:
    """A translation memory out of files, held in main memory.

    Attributes:
        signature: Tells memories of other content apart.
    """

    def __init__(self, units: Sequence[TranslationUnit]) -> None:
        from songngu.corpora.store.similarity import comparable, index_texts

        self._units = tuple(units)
        self._index = index_texts((k, comparable(unit.source)) for k, unit in enumerate(units))
        texts = "\n".join(f"{unit.source}\t{unit.target}\t{unit.confidence}" for unit in units)
        digest = hashlib.sha256(texts.encode(errors="surrogateescape")).hexdigest()
        self.signature = f"memory:{digest[:8]}"

    @classmethod
    def load(cls, paths: Sequence[Path]) -> FileMemory:
        """Return the memory in TMX, TSV or JSONL files; of those that differ the later counts.

        Pairs that are not from Vietnamese into English are passed over.

        Raises:
            FormatError: A file is none of these, or is broken.
            OSError: It cannot be read.
        """
        from songngu.corpora.formats import format_for

        units: list[TranslationUnit] = []
        for path in paths:
            units += format_for(path).parse(path.read_bytes(), name=str(path))
        return cls(
            [unit for unit in units if languages_of(unit) == ("vi", "en") and unit.target.strip()]
        )

    def look_up(
        self, text: str, /, *, threshold: float = 0.75, limit: int = 5
    ) -> list[MemoryMatch]:
        """Return the units with the most similar source text, the best first, of equals the later.

        Args:
            text: Source text.
            threshold: Least similarity, above 0, at most 1.
            limit: At most so many.
        """
        from songngu.corpora.store.similarity import comparable, similar

        found = similar(self._index, comparable(text), threshold)
        best = sorted(found.items(), key=lambda item: (item[1], item[0]), reverse=True)
        return [MemoryMatch(self._units[at], similarity) for at, similarity in best[:limit]]


def languages_of(unit: TranslationUnit | Term) -> tuple[str, str]:
    """Return a unit's or term's languages without region or script: ``vi`` for ``vie_Latn``."""
    from songngu.corpora.formats.base import canonical_tag

    source, target = (
        canonical_tag(tag).partition("-")[0] for tag in (unit.source_language, unit.target_language)
    )
    return _TWO_LETTERS.get(source, source), _TWO_LETTERS.get(target, target)


def matches(text: str, memories: Sequence[Memory]) -> list[MemoryMatch]:
    """Return what the memories have like a text, the best first."""
    found = [match for memory in memories for match in memory.look_up(text)]
    return sorted(found, key=lambda match: -match.similarity)


class ApprovedNames:
    """What a store's memory has approved of the people that an article names, each asked once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: set[str] = set()

    def look_up(self, text: str) -> list[tuple[str, str]]:
        """Return Vietnamese and English that name people of a text, the newest last."""
        from songngu.translate.newsroom import personal_names

        pairs: dict[tuple[str, str], None] = {}
        for name in dict.fromkeys(entry.source for entry in personal_names(text)):
            if " " not in name or name in self._asked or len(self._asked) >= _MOST_NAMES:
                continue
            self._asked.add(name)
            units, _ = self._store.find_units(name, limit=_PER_NAME)
            for unit in (record.unit for record in reversed(units)):
                if unit.confidence is None and name in unit.source:
                    pairs[unit.source, unit.target] = None
        return list(pairs)
