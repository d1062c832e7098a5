"""The newsroom lexicon: names, places, ranks, offices and set phrases, with their English."""

from songngu.translate.newsroom.entry import Entry, Kind, is_foreign_name
from songngu.translate.newsroom.finder import find, offices, personal_names, places, ranks
from songngu.translate.newsroom.lexicon import countries, target_forms
from songngu.translate.newsroom.own_names import own_name

__all__ = [
    "Entry",
    "Kind",
    "countries",
    "find",
    "is_foreign_name",
    "offices",
    "own_name",
    "personal_names",
    "places",
    "ranks",
    "target_forms",
]
