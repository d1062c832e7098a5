"""Scores of drafts against references, behind guards, and of alignments against gold.

Values in, values out: nothing here reads files, prints or loads a model.
"""

from songngu.eval.alignment import (
    AlignmentCounts,
    AlignmentScores,
    count_beads,
    judged_links,
    score_counts,
)
from songngu.eval.bitext import evaluate_bitext
from songngu.eval.calibration import Calibration, Confusion, calibrate, confusion, reliability_svg
from songngu.eval.comparison import Comparison, compare
from songngu.eval.effort import PostEditEffort, post_edit_effort
from songngu.eval.evaluation import evaluate
from songngu.eval.link_report import LinkReport, evaluate_links
from songngu.eval.newsroom import NewsroomReport, TestSentence, judge, judge_all
from songngu.eval.newsroom_files import parse_forms, parse_sentences
from songngu.eval.overlap import Overlap
from songngu.eval.report import Finding, Report, format_score, score_to_dict
from songngu.eval.scoring import METRICS, segment_scores
from songngu.eval.surface import NORMALISATIONS

__all__ = [
    "METRICS",
    "NORMALISATIONS",
    "AlignmentCounts",
    "AlignmentScores",
    "Calibration",
    "Comparison",
    "Confusion",
    "Finding",
    "LinkReport",
    "NewsroomReport",
    "Overlap",
    "PostEditEffort",
    "Report",
    "TestSentence",
    "calibrate",
    "compare",
    "confusion",
    "count_beads",
    "evaluate",
    "evaluate_bitext",
    "evaluate_links",
    "format_score",
    "judge",
    "judge_all",
    "judged_links",
    "parse_forms",
    "parse_sentences",
    "post_edit_effort",
    "reliability_svg",
    "score_counts",
    "score_to_dict",
    "segment_scores",
]
