"""Vietnamese and English words that translate each other, learned from parallel text."""

from songngu.corpora.lexicon.lexicon import (
    CAPITAL,
    MAX_SYLLABLES,
    KeyBag,
    Lexicon,
    Table,
    default_lexicon,
    group,
    serialise,
    source_units,
)

__all__ = [
    "CAPITAL",
    "MAX_SYLLABLES",
    "KeyBag",
    "Lexicon",
    "Table",
    "default_lexicon",
    "group",
    "serialise",
    "source_units",
]
