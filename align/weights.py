"""The learned numbers that come with the package, and the settings string they give."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from songngu.corpora.lexicon import Lexicon, default_lexicon

_COMMON = 400  # per million; more frequent stems are no names
_WORD_FLOOR = 60  # per million, chance of a word outside the list
_PER_MILLION = 1e-6


@dataclass(frozen=True, slots=True)
class Background:
    """How frequent English stems are in news.

    Attributes:
        words: Occurrences per million words, by stem.
        prefixes: The same by beginning of the stem, summed over the stems that share it.
    """

    words: Mapping[str, float]
    prefixes: Mapping[str, float]

    @classmethod
    def of(cls, words: Mapping[str, float], prefix_length: int = 4) -> Background:
        """The background of given stem frequencies (per million)."""
        prefixes: dict[str, float] = {}
        for word, share in words.items():
            prefixes[word[:prefix_length]] = prefixes.get(word[:prefix_length], 0.0) + share
        return cls(words, prefixes)

    def word(self, word: str) -> float:
        """Probability that a word of a text is this one by chance."""
        return max(self.words.get(word, 0.0), _WORD_FLOOR) * _PER_MILLION

    def prefix(self, prefix: str) -> float:
        """Probability that a word of a text begins so by chance."""
        return max(self.prefixes.get(prefix, 0.0), 2 * _WORD_FLOOR) * _PER_MILLION

    def is_common(self, word: str) -> bool:
        """Whether the stem is too frequent to be told from a name."""
        return self.words.get(word, 0.0) > _COMMON


@dataclass(frozen=True, slots=True)
class LengthModel:
    """Gale & Church (1993): target characters per source character, and variance per character."""

    ratio: float
    variance: float


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of one way of working, with or without drafts.

    Attributes:
        moves: Weight of each bead feature (see ``features``).
        confidence: Weights of the calibration of bead confidences.
        moved: Weights of the confidence of links over a distance (see ``moved``).
        verdict: For each verdict, the weights of the document features.
    """

    moves: Mapping[str, float]
    confidence: Mapping[str, float] = field(default_factory=dict)
    verdict: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    moved: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """All learned numbers of the aligner; ``digest`` is the first 8 hex digits of their SHA-256."""

    background: Background
    lexicon: Lexicon
    source_length: LengthModel
    draft_length: LengthModel
    with_drafts: Model
    without_drafts: Model
    digest: str

    def model(self, *, drafts: bool) -> Model:
        """The model for working with or without drafts."""
        return self.with_drafts if drafts else self.without_drafts

    @classmethod
    def parse(cls, weights: bytes, background: bytes, lexicon: Lexicon) -> Weights:
        """The weights in the two JSON files of the package, with its lexicon."""
        data = json.loads(weights)
        return cls(
            Background.of(json.loads(background)["per_million"]),
            lexicon,
            LengthModel(**data["source_length"]),
            LengthModel(**data["draft_length"]),
            Model(**data["with_drafts"]),
            Model(**data["without_drafts"]),
            hashlib.sha256(weights + background + lexicon.digest.encode()).hexdigest()[:8],
        )


@cache
def default_weights() -> Weights:
    """The weights stored in the package."""
    folder = resources.files("songngu.align")
    return Weights.parse(
        folder.joinpath("weights.json").read_bytes(),
        folder.joinpath("background.json").read_bytes(),
        default_lexicon(),
    )
