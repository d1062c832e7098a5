"""Which pairs a model is trained on, and a count of those left out, by source and reason."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from songngu.translate.clauses import flatten
from songngu.translate.training.config import FilterTable
from songngu.translate.training.pairs import TrainingPair

#: Why a pair is left out, in the order in which it is looked at, and what that means.
REASONS = {
    "empty": "one side holds no text",
    "untranslated": "both sides are the same",
    "length": "too short or too long",
    "ratio": "one side is too long for the other",
    "confidence": "the link between the two is not sure enough",
    "duplicate": "the same pair has come before",
    "language": "not Vietnamese against English",
    "evaluation": "in an evaluation set, word for word",
    "evaluation-near": "in an evaluation set, nearly so",
    "held-out": "in the held-out set, or nearly so",
    "tokens": "longer than the model is trained on",
}

#: The language of a text as a BCP 47 tag, ``und`` where it cannot be told.
Identify = Callable[[str], str]
#: The reason, out of :data:`REASONS`, for which a pair must not be trained on; None for none.
Forbidden = Callable[[TrainingPair], str | None]


@dataclass(slots=True)
class SourceCount:
    """What became of the pairs of one source."""

    n_read: int = 0
    removed: Counter[str] = field(default_factory=Counter)

    @property
    def n_kept(self) -> int:
        """Pairs that are trained on."""
        return self.n_read - self.removed.total()


Counts = dict[str, SourceCount]


def _letters(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


class PairFilter:
    """Lets pairs pass, one at a time; remembers what has come before.

    Attributes:
        counts: What became of the pairs, by source.
    """

    def __init__(
        self,
        settings: FilterTable,
        *,
        identify: Identify | None = None,
        forbidden: Forbidden | None = None,
    ) -> None:
        """Take the settings and the judgements that other rooms make.

        Args:
            settings: What to leave out.
            identify: Tells languages; without it they are not looked at.
            forbidden: Knows evaluation and held-out sets.
        """
        self.counts: Counts = {}
        self._settings = settings
        self._identify = identify if settings.language else None
        self._forbidden = forbidden
        self._seen: set[int] = set()

    def __call__(self, pairs: Iterable[TrainingPair]) -> list[TrainingPair]:
        """The pairs that pass, on one line each and in composed letters."""
        kept = []
        for pair in pairs:
            count = self.counts.setdefault(pair.origin, SourceCount())
            count.n_read += 1
            clean = replace(pair, source=flatten(pair.source), target=flatten(pair.target))
            reason = self._reason(clean)
            if reason is None:
                kept.append(clean)
            else:
                count.removed[reason] += 1
        return kept

    def remove(self, pair: TrainingPair, reason: str) -> None:
        """Count a pair out that had passed."""
        self.counts[pair.origin].removed[reason] += 1

    def _reason(self, pair: TrainingPair) -> str | None:
        return (
            self._by_form(pair)
            or self._by_language(pair)
            or (self._forbidden(pair) if self._forbidden is not None else None)
        )

    def _by_form(self, pair: TrainingPair) -> str | None:
        limits = self._settings
        n_source, n_target = len(pair.source), len(pair.target)
        if not any(map(str.isalnum, pair.source)) or not any(map(str.isalnum, pair.target)):
            return "empty"
        source, target = _letters(pair.source), _letters(pair.target)
        if source == target:
            return "untranslated"
        shortest, longest = sorted((n_source, n_target))
        if shortest < limits.min_characters or longest > limits.max_characters:
            return "length"
        if not limits.min_ratio <= n_target / n_source <= limits.max_ratio:
            return "ratio"
        if pair.confidence is not None and pair.confidence < limits.min_confidence:
            return "confidence"
        key = hash((source, target))
        if limits.duplicates and key in self._seen:
            return "duplicate"
        self._seen.add(key)
        return None

    def _by_language(self, pair: TrainingPair) -> str | None:
        if self._identify is None:
            return None
        sides = (self._identify(pair.source), "vi"), (self._identify(pair.target), "en")
        return None if all(found in (expected, "und") for found, expected in sides) else "language"


def count_table(counts: Counts) -> list[str]:
    """What became of the pairs as lines: source, read, kept, and what was left out and why."""
    lines = []
    width = max(map(len, counts), default=0)
    for origin in sorted(counts, key=lambda name: -counts[name].n_read):
        count = counts[origin]
        why = ", ".join(f"{reason} {number}" for reason, number in _ordered(count.removed))
        lines.append(
            f"{origin:<{width}}  {count.n_read:>8} read  {count.n_kept:>8} kept"
            + (f"  left out: {why}" if why else "")
        )
    return lines


def _ordered(removed: Counter[str]) -> Sequence[tuple[str, int]]:
    return [(reason, removed[reason]) for reason in REASONS if removed[reason]]
