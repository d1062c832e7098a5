"""Sentence alignment of Vietnamese and English texts.

:func:`align` is the way in. It says which segments match, how sure that is, and whether the texts
are translations of each other at all.
"""

from songngu.align.aligner import HIGH_CONFIDENCE, MIN_CONFIDENCE, align
from songngu.align.explain import Explainer, Reason, Signal, explain
from songngu.align.measures import unlinked_share
from songngu.align.repair import Repair, RepairKind, repaired, repaired_drafts, repairs

__all__ = [
    "HIGH_CONFIDENCE",
    "MIN_CONFIDENCE",
    "Explainer",
    "Reason",
    "Repair",
    "RepairKind",
    "Signal",
    "align",
    "explain",
    "repaired",
    "repaired_drafts",
    "repairs",
    "unlinked_share",
]
