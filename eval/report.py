"""What an evaluation hands back, and how its numbers are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from songngu.corpora.types import Score


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the texts that a reader of the score has to know.

    Attributes:
        code: Stable short name, such as ``quote-style``; listed in docs/evaluation.md.
        message: One or two sentences: what was found, what it does to the score, what to do.
    """

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """Scores of one set of hypotheses and everything that limits their meaning.

    Attributes:
        scores: One per metric, in the order asked for.
        n_segments: Number of pairs that were scored.
        coverage: Share of the segments handed in that could be scored, 0–1.
        warnings: In a fixed order; empty when nothing was found.
    """

    scores: tuple[Score, ...]
    n_segments: int
    coverage: float
    warnings: tuple[Finding, ...]

    def score(self, metric: str) -> Score:
        """The score of one metric.

        Raises:
            KeyError: That metric was not asked for.
        """
        for score in self.scores:
            if score.metric == metric:
                return score
        raise KeyError(metric)

    def to_dict(self) -> dict[str, Any]:
        """The report as dicts, lists, strings and numbers, ready for :mod:`json`; unrounded."""
        return {
            "scores": [score_to_dict(score) for score in self.scores],
            "n_segments": self.n_segments,
            "coverage": self.coverage,
            "warnings": [{"code": w.code, "message": w.message} for w in self.warnings],
        }


def score_to_dict(score: Score) -> dict[str, Any]:
    """A score as a JSON-able dict; the interval is a list of two numbers or None."""
    return {
        "metric": score.metric,
        "value": score.value,
        "interval": None if score.interval is None else list(score.interval),
        "signature": score.signature,
        "coverage": score.coverage,
    }


def format_score(score: Score, *, digits: int = 1) -> str:
    """A score as people write it: ``41.1 [39.7–42.5]``, without brackets where none is known.

    Rounding is for showing only; :attr:`Score.value` keeps every digit.
    """
    text = f"{score.value:.{digits}f}"
    if score.interval is None:
        return text
    low, high = score.interval
    return f"{text} [{low:.{digits}f}–{high:.{digits}f}]"
