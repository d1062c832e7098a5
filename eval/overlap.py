"""Whether a text is in an evaluation set: word for word, or nearly so.

A system trained on what it is scored on scores too high. Exact matching alone misses the same
sentence with another comma, in a longer paragraph, or with a word changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Literal

_WORD = re.compile(r"\w+")
_RUN = 4
# Shorter texts share runs of four words with many by chance; they count only as a whole.
_MIN_WORDS = 8
_NEAR = 0.6


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def _runs(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {words[at : at + _RUN] for at in range(len(words) - _RUN + 1)}


class Overlap:
    """The texts of evaluation sets, looked up by their words."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts, in any language."""
        self._whole: set[tuple[str, ...]] = set()
        self._texts_of_run: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._n_runs: list[int] = []
        for text in texts:
            words = _words(text)
            if not words or words in self._whole:
                continue
            self._whole.add(words)
            if len(words) >= _MIN_WORDS:
                runs = _runs(words)
                for run in runs:
                    self._texts_of_run[run].append(len(self._n_runs))
                self._n_runs.append(len(runs))

    def find(self, text: str) -> Literal["exact", "near"] | None:
        """How a text is among them.

        Letter case, punctuation, spaces and Unicode forms make no difference.

        Returns:
            ``exact``: with the very same words. ``near``: with at least three in five of the runs
            of four words of one of the texts (of eight words and more), be it a changed copy or a
            longer text around it, or of this text, be it a part of one. None otherwise.
        """
        words = _words(text)
        if words in self._whole:
            return "exact"
        if len(words) < _MIN_WORDS:
            return None
        runs = _runs(words)
        shared = Counter(at for run in runs for at in self._texts_of_run.get(run, ()))
        near = any(
            count >= _NEAR * min(self._n_runs[at], len(runs)) for at, count in shared.items()
        )
        return "near" if near else None
