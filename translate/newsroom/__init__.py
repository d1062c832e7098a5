"""The newsroom lexicon: names, places, ranks, offices and set phrases, with their English."""

from songngu.translate.newsroom.entry import Entry, Kind
from songngu.translate.newsroom.finder import find, offices, personal_names, places, ranks
from songngu.translate.newsroom.lexicon import countries, target_forms

__all__ = [
    "Entry",
    "Kind",
    "countries",
    "find",
    "offices",
    "personal_names",
    "places",
    "ranks",
    "target_forms",
]
