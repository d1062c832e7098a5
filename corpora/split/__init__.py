"""Sentence splitting for news text: one rules engine, data for Vietnamese and English."""

from __future__ import annotations

from songngu.corpora.split.engine import Splitter
from songngu.corpora.split.english import ENGLISH
from songngu.corpora.split.rules import Rules
from songngu.corpora.split.vietnamese import VIETNAMESE

RULES: dict[str, Rules] = {rules.language: rules for rules in (VIETNAMESE, ENGLISH)}


def splitter(language: str) -> Splitter:
    """The splitter of a language; languages without rules of their own get the English ones.

    A page in a third language still has to be shown in pieces, and English rules cut most
    European text well enough for that, so an unknown language is no error.

    Args:
        language: BCP 47 tag; only the primary subtag counts (``vi-VN`` is ``vi``).

    Raises:
        ValueError: `language` is empty or not shaped like a BCP 47 tag.
    """
    primary = language.replace("_", "-").split("-")[0].lower()
    if not (primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 8):
        raise ValueError(f"expected a BCP 47 language tag such as 'vi' or 'en', found {language!r}")
    return Splitter(RULES.get(primary, ENGLISH))


__all__ = ["RULES", "Rules", "Splitter", "splitter"]
