"""Automatic alignments against those that editors have corrected by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Alignment
from songngu.eval.alignment import AlignmentScores, count_beads, judged_links, score_counts
from songngu.eval.calibration import Calibration, Confusion, calibrate, confusion


@dataclass(frozen=True, slots=True)
class LinkReport:
    """How far an aligner agrees with corrected alignments.

    Attributes:
        calibration: Of the confidences of its links.
        verdicts: Verdicts of the corrected alignments against its own.
        signature: The aligner's settings; those of several, joined by a comma.
    """

    scores: AlignmentScores
    calibration: Calibration
    verdicts: Confusion
    signature: str

    def to_dict(self) -> dict[str, Any]:
        """The report as dicts, lists, strings and numbers, ready for :mod:`json`; unrounded."""
        return {
            "scores": self.scores.to_dict(),
            "calibration": self.calibration.to_dict(),
            "verdicts": {
                expected.value: {given.value: n for given, n in row.items() if n}
                for expected, row in self.verdicts.table.items()
                if any(row.values())
            },
            "signature": self.signature,
        }


def _sizes(gold: Alignment, found: Alignment) -> tuple[int, int]:
    counts = []
    for side in ("source", "target"):
        sizes = [
            sum(len(getattr(bead, side)) for bead in alignment.beads) for alignment in (gold, found)
        ]
        if sizes[0] != sizes[1]:
            raise EvaluationError(
                f"found {sizes[1]} {side} segments in the alignment and {sizes[0]} in the "
                "corrected one, expected the same texts in both; align the corrected texts again"
            )
        counts.append(sizes[0])
    return counts[0], counts[1]


def evaluate_links(pairs: Iterable[tuple[Alignment, Alignment]]) -> LinkReport:
    """The report on pairs of a corrected alignment and an automatic one of the same texts.

    Raises:
        EvaluationError: No pair, or the alignments of a pair are of other texts.
    """
    counts, links, verdicts, signatures = [], [], [], []
    for gold, found in pairs:
        n_source, n_target = _sizes(gold, found)
        counts.append(count_beads(gold.beads, found.beads, n_source, n_target))
        links += judged_links(gold.beads, found, n_source, n_target)
        verdicts.append((gold.verdict, found.verdict))
        signatures.append(found.signature)
    return LinkReport(
        score_counts(counts),
        calibrate(links),
        confusion(verdicts),
        ", ".join(dict.fromkeys(signatures)),
    )
