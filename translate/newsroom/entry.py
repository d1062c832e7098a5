"""What the newsroom lexicon says about a stretch of text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a found stretch is."""

    NAME = "name"  # of a person
    PLACE = "place"
    RANK = "rank"
    OFFICE = "office"  # what a person is: director of the provincial police
    INSTITUTION = "institution"
    LEGAL = "legal"
    FORMULA = "formula"  # set phrases of official language
    UNIT = "unit"  # province, commune, hamlet … ahead of a name or number


@dataclass(frozen=True, slots=True)
class Entry:
    """A stretch of Vietnamese text with its English.

    Attributes:
        kind: What it is.
        start: Where it begins in the text, in code points.
        end: Where it ends there (exclusive).
        source: The text between them, as written.
        targets: English forms that are right, the preferred first; at least one. Written as in
            running text; compare without regard to case.
    """

    kind: Kind
    start: int
    end: int
    source: str
    targets: tuple[str, ...]
