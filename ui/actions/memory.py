"""What a draft may draw on beside the engine: the store's memory, files, what was approved."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from songngu.corpora.types import MemoryMatch, Status, TranslationUnit

if TYPE_CHECKING:
    from songngu.corpora.store import SegmentRecord, Store

_MOST_NAMES = 10  # of an article that the memory is asked for
_PER_NAME = 3


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
        wanted = ("vi", "en")
        return cls(
            [
                unit
                for unit in units
                if wanted == tuple(tag[:2].lower() for tag in _languages(unit)) and unit.target
            ]
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


def _languages(unit: TranslationUnit) -> tuple[str, str]:
    return unit.source_language, unit.target_language


def matches(texts: Sequence[str], *memories: Memory | None) -> list[list[MemoryMatch]]:
    """Return for each text what the memories have like it, the best first."""
    found = []
    for text in texts:
        each = [
            match for memory in memories if memory is not None for match in memory.look_up(text)
        ]
        found.append(sorted(each, key=lambda match: -match.similarity))
    return found


def approved_before(
    store: Store, records: Sequence[SegmentRecord], texts: Sequence[str]
) -> list[tuple[str, str]]:
    """Return Vietnamese and English that was approved and names what an article names.

    Args:
        store: Its memory is asked for the people's names in the texts.
        records: The article's segments; their approved text comes last, as what weighs most.
        texts: Those of them that are to be drafted.
    """
    from songngu.translate.newsroom import personal_names

    names = dict.fromkeys(entry.source for text in texts for entry in personal_names(text))
    pairs: dict[tuple[str, str], None] = {}
    for name in list(names)[:_MOST_NAMES]:
        if " " not in name:
            continue
        units, _ = store.find_units(name, limit=_PER_NAME)
        for unit in (record.unit for record in reversed(units)):
            if unit.confidence is None and name in unit.source:
                pairs[unit.source, unit.target] = None
    approved = [
        (record.segment.text, record.revision.text)
        for record in records
        if record.revision is not None and record.revision.status is Status.APPROVED
    ]
    return [*pairs, *approved]
