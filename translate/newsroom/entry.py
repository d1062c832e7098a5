"""What the newsroom lexicon says about a stretch of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from songngu.corpora.vietnamese import may_be_name


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


def is_foreign_name(source: str, forms: Sequence[str]) -> bool:
    """Whether a name is one that English copies as it is: *Virginia*, *Fatih Erkoç*.

    Args:
        source: The name as the Vietnamese text has it.
        forms: Its English, the preferred first.
    """
    words = re.findall(r"[^\W\d_]+", source)
    return source in forms[:1] and not may_be_name(words)
