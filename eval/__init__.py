"""Scores of drafts against references, behind guards.

Values in, values out: nothing here reads files, prints or loads a model.
"""

from songngu.eval.bitext import evaluate_bitext
from songngu.eval.comparison import Comparison, compare
from songngu.eval.effort import PostEditEffort, post_edit_effort
from songngu.eval.evaluation import evaluate
from songngu.eval.report import Finding, Report, format_score, score_to_dict
from songngu.eval.scoring import METRICS, segment_scores
from songngu.eval.surface import NORMALISATIONS

__all__ = [
    "METRICS",
    "NORMALISATIONS",
    "Comparison",
    "Finding",
    "PostEditEffort",
    "Report",
    "compare",
    "evaluate",
    "evaluate_bitext",
    "format_score",
    "post_edit_effort",
    "score_to_dict",
    "segment_scores",
]
