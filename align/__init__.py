"""Sentence alignment of Vietnamese and English texts.

:func:`align` is the way in. It says which segments match, how sure that is, and whether the texts
are translations of each other at all.
"""

from songngu.align.aligner import HIGH_CONFIDENCE, MIN_CONFIDENCE, align
from songngu.align.explain import Explainer, Reason, Signal, explain
from songngu.align.measures import unlinked_share

__all__ = [
    "HIGH_CONFIDENCE",
    "MIN_CONFIDENCE",
    "Explainer",
    "Reason",
    "Signal",
    "align",
    "explain",
    "unlinked_share",
]
