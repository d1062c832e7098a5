"""How much an editor changed: HTER of drafts against what was saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from songngu.corpora.types import Draft, Score
from songngu.eval.evaluation import Settings, score_pairs
from songngu.eval.report import Finding, score_to_dict
from songngu.eval.surface import NORMALISATIONS, folded

# What is suspicious between a draft and a reference is what one hopes for in a post-edit.
_EXPECTED = frozenset({"identical"})


@dataclass(frozen=True, slots=True)
class PostEditEffort:
    """The editing that drafts needed.

    Attributes:
        hter: TER of the drafts against their post-edits (Snover et al. 2006), in edits per 100
            words of the post-edit; lower is less work. Case alone does not count as an edit.
        unchanged: Share of the drafts that were saved exactly as they were, 0–1.
        n_segments: Number of pairs.
        warnings: What limits the meaning of the number.
    """

    hter: Score
    unchanged: float
    n_segments: int
    warnings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        """The effort as dicts, lists, strings and numbers, ready for :mod:`json`."""
        return {
            "hter": score_to_dict(self.hter),
            "unchanged": self.unchanged,
            "n_segments": self.n_segments,
            "warnings": [{"code": w.code, "message": w.message} for w in self.warnings],
        }


def post_edit_effort(
    drafts: Sequence[str | Draft],
    post_edits: Sequence[str],
    *,
    confidence: float = 0.95,
    n_bootstrap: int = 1000,
    seed: int = 12345,
    normalise: str = "canonical",
    target_language: str = "en",
) -> PostEditEffort:
    """The editing effort between drafts and their post-edits.

    Args:
        drafts: What the editor was shown, one per segment.
        post_edits: What the editor saved, in the same order.
        confidence: As in :func:`~songngu.eval.evaluate`, like all that follow.
        n_bootstrap: Resamples for the interval; 0 for none.
        seed: Of the resamples.
        normalise: What is made equal on both sides before scoring.
        target_language: BCP 47 tag.

    Raises:
        EvaluationError: Texts that must not be scored against each other.
        ValueError: Unknown settings.
    """
    settings = Settings(("TER",), confidence, n_bootstrap, seed, normalise, target_language)
    texts = [draft.text if isinstance(draft, Draft) else draft for draft in drafts]
    report = score_pairs(texts, post_edits, None, settings)
    score = report.score("TER")
    hter = Score("HTER", score.value, score.interval, score.signature, score.coverage)
    codes = NORMALISATIONS[normalise]
    pairs = zip(folded(texts, codes), folded(post_edits, codes), strict=True)
    same = [draft.strip() == post_edit.strip() for draft, post_edit in pairs if post_edit.strip()]
    warnings = tuple(w for w in report.warnings if w.code not in _EXPECTED)
    return PostEditEffort(hter, sum(same) / len(same), report.n_segments, warnings)
