"""Cutting a text that is too long for a model where it hurts least."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# From the best place to cut to the worst: sentence end, semicolon or colon, dash, comma, and
# conjunctions (và, nhưng, mà, hoặc, do, vì, để, khi, nếu) that open a clause.
_BREAKS = (
    re.compile(r"(?<=[.!?…])\s+"),
    re.compile(r"(?<=[;:])\s+"),
    re.compile(r"\s+(?=[–—-]\s)"),
    re.compile(r"(?<=,)\s+"),
    re.compile(r"\s+(?=(?:và|nhưng|mà|hoặc|do|vì|để|khi|nếu)\s)", re.IGNORECASE),
    re.compile(r"\s+"),
)


def flatten(text: str) -> str:
    """The text on one line, NFC: line breaks, tabs and runs of spaces as single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def cut_text(text: str, count_tokens: Callable[[str], int], limit: int) -> list[str]:
    """The parts of a text, each within the limit, no word lost; the text itself if it fits.

    Cuts fall at sentence ends, else at semicolons and colons, dashes, commas, conjunctions,
    else between words; only a single word beyond the limit is cut inside.

    Args:
        text: One line.
        count_tokens: Length of a text as the limit counts it.
        limit: Most tokens in a part.

    Raises:
        ValueError: The limit is not positive.
    """
    if limit < 1:
        raise ValueError(f"expected a positive limit, found {limit}")
    return _cut(text, count_tokens, limit, 0)


def _cut(text: str, count_tokens: Callable[[str], int], limit: int, level: int) -> list[str]:
    if not text or count_tokens(text) <= limit:
        return [text] if text else []
    if level == len(_BREAKS):
        half = len(text) // 2
        if not half:  # a single character; nothing smaller to offer
            return [text]
        return [
            part
            for side in (text[:half], text[half:])
            for part in _cut(side, count_tokens, limit, level)
        ]
    pieces = [
        part
        for piece in _BREAKS[level].split(text)
        for part in _cut(piece, count_tokens, limit, level + 1)
    ]
    return _fill(pieces, count_tokens, limit)


def _fill(pieces: list[str], count_tokens: Callable[[str], int], limit: int) -> list[str]:
    """Neighbouring pieces put together again while they fit."""
    parts: list[str] = []
    for piece in pieces:
        joined = f"{parts[-1]} {piece}" if parts else piece
        if parts and count_tokens(joined) <= limit:
            parts[-1] = joined
        else:
            parts.append(piece)
    return parts
