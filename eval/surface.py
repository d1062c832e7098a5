"""Differences between two texts that are no differences in translation.

Each fold makes one kind of difference disappear. Those that Unicode or the file format calls the
same text are applied by default; the others change what published scores would be and are only
applied on request, but what they would change is measured and reported.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_CURLY = re.compile("[“”„‟«»‘’‚‛‹›″′`´]")
_STRAIGHT = re.compile("[\"']")
_QUOTES = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛‹›′`´", "'")},
)
# Zero-width and direction marks, the soft hyphen, and spaces other than the plain one.
_INVISIBLE = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f", " "),
    },
)


@dataclass(frozen=True, slots=True)
class Fold:
    """One kind of surface difference and how to remove it.

    Attributes:
        code: Code of the finding.
        apply: Text without the difference; applying it twice changes nothing more.
        differs: True when the two sides of a pair differ in this way.
        label: What the sides differ in, for the message.
        remedy: What the fold does, for the message.
        signature: Key and value added to the signature of a score made with it.
    """

    code: str
    apply: Callable[[str], str]
    differs: Callable[[str, str], bool]
    label: str
    remedy: str
    signature: tuple[str, str]


def nfc(text: str) -> str:
    """The text in Unicode normalisation form C."""
    return unicodedata.normalize("NFC", text)


def strip_leftovers(text: str) -> str:
    """The text without a byte-order mark before it and line ends after it."""
    return text.lstrip("\ufeff").rstrip("\r\n")


def straighten(text: str) -> str:
    """The text with typewriter quotes and apostrophes."""
    return text.translate(_QUOTES)


def drop_invisible(text: str) -> str:
    """The text without zero-width characters and with plain spaces only."""
    return text.translate(_INVISIBLE)


def _either_changes(apply: Callable[[str], str]) -> Callable[[str, str], bool]:
    return lambda one, other: apply(one) != one or apply(other) != other


def _forms_differ(one: str, other: str) -> bool:
    return (nfc(one) == one) != (nfc(other) == other)


def _quotes_differ(one: str, other: str) -> bool:
    kinds = [(bool(_CURLY.search(text)), bool(_STRAIGHT.search(text))) for text in (one, other)]
    return kinds[0] != kinds[1] and all(any(kind) for kind in kinds)


LEFTOVERS = Fold(
    "line-leftovers",
    strip_leftovers,
    _either_changes(strip_leftovers),
    "carry a byte-order mark or a line end of their file",
    "without them",
    ("leftovers", "stripped"),
)
UNICODE_FORM = Fold(
    "unicode-form",
    nfc,
    _forms_differ,
    "are in different Unicode forms on the two sides (composed NFC against decomposed NFD)",
    "with both sides in NFC",
    ("unicode", "nfc"),
)
QUOTE_STYLE = Fold(
    "quote-style",
    straighten,
    _quotes_differ,
    "have curly quotes or apostrophes on one side and straight ones on the other",
    "with straight quotes on both sides",
    ("quotes", "straight"),
)
HTML_ENTITIES = Fold(
    "html-entities",
    html.unescape,
    _either_changes(html.unescape),
    "contain HTML entities such as &#39; or &quot;",
    "with the entities decoded",
    ("entities", "decoded"),
)
INVISIBLE = Fold(
    "invisible-characters",
    drop_invisible,
    lambda one, other: (
        drop_invisible(one.strip("\ufeff")) != one.strip("\ufeff")
        or drop_invisible(other.strip("\ufeff")) != other.strip("\ufeff")
    ),
    "contain zero-width characters, soft hyphens or no-break spaces",
    "with them removed",
    ("invisible", "removed"),
)

FOLDS = (LEFTOVERS, UNICODE_FORM, HTML_ENTITIES, QUOTE_STYLE, INVISIBLE)
"""All folds, in the order in which they are applied."""

NORMALISATIONS: dict[str, frozenset[str]] = {
    "none": frozenset(),
    "canonical": frozenset({LEFTOVERS.code, UNICODE_FORM.code}),
    "typography": frozenset(fold.code for fold in FOLDS),
}
"""What ``normalise`` takes, with the codes of the folds that it applies to both sides."""


def folded(texts: Sequence[str], codes: frozenset[str]) -> list[str]:
    """The texts with the folds of those codes applied."""
    result = list(texts)
    for fold in FOLDS:
        if fold.code in codes:
            result = [fold.apply(text) for text in result]
    return result
