"""Normalised text, with the way back to the raw text.

What is done: Unicode NFC; every run of white space (no-break, thin, ideographic, line ends …)
becomes one space, none at the ends; control characters, soft hyphens, zero-width characters and
direction marks go; the Icelandic ``Ð`` that old Vietnamese keyboards wrote becomes ``Đ``.

What is not done by default: quotation marks, dashes and ellipses stay as the newspaper set them
(they are part of its typography, and the scorer must see the same marks as the reader), and so
does the place of tone marks (``hòa`` or ``hoà``). Both can be asked for, and so can that tabs stay,
which part the cells of a table's row.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

ToneMarks = Literal["keep", "new", "old"]
Quotes = Literal["keep", "straight"]

_BLANKS = (" ", "\t")  # a tab beside a space stands for both
_ZERO_WIDTH_JOINER = "\u200d"
_DROPPED = frozenset(
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb"
)
_REPLACED = {"\u00d0": "\u0110"}
_STRAIGHT = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′", "'"),
}
# Text of these alone (ASCII, Vietnamese in NFC, common punctuation) needs nothing but its spaces
# seen to; nearly every line is such.
_PLAIN_CHARS = "!-~“”‘’–—…À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ"
_PLAIN = re.compile(f"[{_PLAIN_CHARS}]+(?: [{_PLAIN_CHARS}]+)*")

_OLD_OPEN = {"o": "òóỏõọ", "u": "ùúủũụ"}
_NEW_OPEN = {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ"}


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A normalised text and where each of its characters was in the raw text.

    Attributes:
        starts: For each character of ``text``, where its raw characters begin; ascending.
        ends: For each character of ``text``, where they end (exclusive); ascending.
    """

    text: str
    starts: tuple[int, ...] | range
    ends: tuple[int, ...] | range

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of ``text[start:end]``.

        Raises:
            ValueError: The span is empty or lies outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(
                f"span [{start}, {end}) is empty or outside a text of {len(self.text)} characters"
            )
        return self.starts[start], self.ends[end - 1]


def normalise(
    text: str, *, tone_marks: ToneMarks = "keep", quotes: Quotes = "keep", tabs: bool = False
) -> str:
    """The text in one line, normalised as the module says.

    Args:
        text: Any text.
        tone_marks: ``new`` writes hoà, khoẻ, thuý; ``old`` writes hòa, khỏe, thúy.
        quotes: ``straight`` turns curly quotes, primes and guillemets into ``"`` and ``'``.
        tabs: Whether tabs stay, two in a row as well: there a cell is empty.

    Raises:
        ValueError: An unknown setting.
    """
    return normalise_with_offsets(text, tone_marks=tone_marks, quotes=quotes, tabs=tabs).text


def normalise_with_offsets(
    text: str,
    *,
    tone_marks: ToneMarks = "keep",
    quotes: Quotes = "keep",
    tabs: bool = False,
    base: int = 0,
) -> NormalisedText:
    """:func:`normalise` with the raw span of each character, shifted by ``base``.

    Raises:
        ValueError: An unknown setting.
    """
    if tone_marks not in ("keep", "new", "old"):
        raise ValueError(f"tone_marks must be 'keep', 'new' or 'old', not {tone_marks!r}")
    if quotes not in ("keep", "straight"):
        raise ValueError(f"quotes must be 'keep' or 'straight', not {quotes!r}")
    if _PLAIN.fullmatch(text):
        plain = range(base, base + len(text))
        result = NormalisedText(text, plain, range(base + 1, base + len(text) + 1))
    else:
        result = _collapse(_compose(_select(text, tabs)), base)
    changed = result.text
    if quotes == "straight":
        changed = "".join(_STRAIGHT.get(char, char) for char in changed)
    if tone_marks != "keep":
        changed = place_tone_marks(changed, tone_marks)
    return NormalisedText(changed, result.starts, result.ends)


_Piece = tuple[str, int, int]


def _select(text: str, tabs: bool) -> list[_Piece]:
    """Characters that stay, white space as a plain space or tab, with their raw spans."""
    pieces: list[_Piece] = []
    last = len(text) - 1
    for index, char in enumerate(text):
        if char.isspace():
            pieces.append(("\t" if tabs and char == "\t" else " ", index, index + 1))
        elif char in _DROPPED:
            continue
        elif char == _ZERO_WIDTH_JOINER:
            # Between pictographs it makes one picture of two; elsewhere it is dirt.
            if 0 < index < last and _is_pictograph(text[index + 1]):
                pieces.append((char, index, index + 1))
        elif unicodedata.category(char) not in ("Cc", "Cs"):
            pieces.append((_REPLACED.get(char, char), index, index + 1))
    return pieces


def _is_pictograph(char: str) -> bool:
    return unicodedata.category(char) == "So"


def _compose(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces in NFC; what is composed together gets the span of the whole cluster."""
    if unicodedata.is_normalized("NFC", "".join(char for char, _, _ in pieces)):
        return pieces
    composed: list[_Piece] = []
    cluster: list[_Piece] = []
    for piece in pieces:
        if cluster and not _continues(cluster[-1][0], piece[0]):
            composed.extend(_compose_cluster(cluster))
            cluster = []
        cluster.append(piece)
    composed.extend(_compose_cluster(cluster))
    return composed


@lru_cache(maxsize=4096)
def _continues(before: str, char: str) -> bool:
    """Whether ``char`` may combine with what stands before it."""
    if char.isascii():
        return False
    if unicodedata.combining(char):
        return True
    # Starters that compose with a starter before them: Hangul vowels, some Indic signs.
    decomposed = unicodedata.normalize("NFD", char)
    if unicodedata.combining(decomposed[0]):
        return True
    return 0x1160 <= ord(char) <= 0x11FF or (
        unicodedata.category(char) in ("Mc", "Mn") and not before.isspace()
    )


def _compose_cluster(cluster: list[_Piece]) -> list[_Piece]:
    if len(cluster) == 1 and unicodedata.is_normalized("NFC", cluster[0][0]):
        return cluster
    text = unicodedata.normalize("NFC", "".join(char for char, _, _ in cluster))
    start, end = cluster[0][1], cluster[-1][2]
    if len(text) == len(cluster):
        # Nothing merged: at most the marks changed order. Keep the finer spans where they fit.
        same = all(a == b for a, (b, _, _) in zip(text, cluster, strict=True))
        if same:
            return cluster
    return [(char, start, end) for char in text]


def _collapse(pieces: list[_Piece], base: int) -> NormalisedText:
    """One space for each run of spaces, none at the ends and beside tabs."""
    kept: list[_Piece] = []
    for piece in pieces:
        char, _, end = piece
        last = kept[-1][0] if kept else ""
        if char not in _BLANKS or (char == "\t" == last) or (last and last not in _BLANKS):
            kept.append(piece)
        elif last:
            kept[-1] = (max(last, char, key=_BLANKS.index), kept[-1][1], end)
    while kept and kept[-1][0] in _BLANKS:
        kept.pop()
    return NormalisedText(
        "".join(char for char, _, _ in kept),
        tuple(base + start for _, start, _ in kept),
        tuple(base + end for _, _, end in kept),
    )


def _tone_tables() -> tuple[dict[str, str], dict[str, str]]:
    """From the old spelling of an open rime (``òa``) to the new (``oà``), and back."""
    to_new: dict[str, str] = {}
    for first, second in (("o", "a"), ("o", "e"), ("u", "y")):
        for old, new in zip(_OLD_OPEN[first], _NEW_OPEN[second], strict=True):
            for upper_first in (False, True):
                for upper_second in (False, True):
                    a = old.upper() if upper_first else old
                    b = second.upper() if upper_second else second
                    c = first.upper() if upper_first else first
                    d = new.upper() if upper_second else new
                    to_new[a + b] = c + d
    return to_new, {new: old for old, new in to_new.items()}


_TO_NEW, _TO_OLD = _tone_tables()
# Only open syllables differ (hòa/hoà, but hoàn in both), and the u of qu belongs to the onset.
_OPEN_OLD = re.compile(rf"(?<![qQ])(?:{'|'.join(_TO_NEW)})(?!\w)")
_OPEN_NEW = re.compile(rf"(?<![qQ])(?:{'|'.join(_TO_OLD)})(?!\w)")


def place_tone_marks(text: str, style: Literal["new", "old"]) -> str:
    """The NFC text with the tone marks of open oa, oe, uy in one style; same length.

    ``new`` is the school spelling since 1984 (hoà, khoẻ, thuý), ``old`` the one most newspapers
    print (hòa, khỏe, thúy).
    """
    if style == "new":
        return _OPEN_OLD.sub(lambda match: _TO_NEW[match.group()], text)
    return _OPEN_NEW.sub(lambda match: _TO_OLD[match.group()], text)
