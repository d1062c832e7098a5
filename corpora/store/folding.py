"""Text as searching sees it."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return the text as searching sees it: without case and diacritics, đ as d."""
    folded = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(char for char in folded if not unicodedata.combining(char))
