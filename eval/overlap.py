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

from rapidfuzz.distance import Indel

_WORD = re.compile(r"\w+")
_RUN = 4
# Shorter texts share runs of four words with many by chance; they count only as a whole.
_MIN_WORDS = 8
_NEAR = 0.6
# Of fewer words, one in the middle is in two fifths of the runs and more: such texts are compared
# word by word, with those that have a shorter run in common.
_FEW_WORDS = 14
_SHORT_RUN = 3
_ALIKE = 0.8


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


def _runs(words: tuple[str, ...], length: int = _RUN) -> set[tuple[str, ...]]:
    return {words[at : at + length] for at in range(len(words) - length + 1)}


class Overlap:
    """The texts of evaluation sets, looked up by their words."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the texts, in any language."""
        self._whole: set[tuple[str, ...]] = set()
        self._texts_of_run: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._n_runs: list[int] = []
        self._short_texts_of_run: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
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
                if len(words) < _FEW_WORDS:
                    for run in _runs(words, _SHORT_RUN):
                        self._short_texts_of_run[run].append(words)

    def find(self, text: str) -> Literal["exact", "near"] | None:
        """How a text is among them.

        Letter case, punctuation, spaces and Unicode forms make no difference.

        Returns:
            ``exact``: with the very same words. ``near``: with at least three in five of the runs
            of four words of one of the texts (of eight words and more), be it a changed copy or a
            longer text around it, or of this text, be it a part of one; or both of eight to 13
            words, four in five of which are the same in the same order. None otherwise: texts of
            fewer than eight words are found as a whole only.
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
        return "near" if near or self._is_reworded(words) else None

    def _is_reworded(self, words: tuple[str, ...]) -> bool:
        """Whether a text of few words is one of theirs but for a word or two."""
        if len(words) >= _FEW_WORDS:
            return False
        found = {
            other
            for run in _runs(words, _SHORT_RUN)
            for other in self._short_texts_of_run.get(run, ())
        }
        return any(Indel.normalized_similarity(words, other) >= _ALIKE for other in found)
