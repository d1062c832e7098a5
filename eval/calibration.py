"""Whether confidences mean what they say: reliability table, calibration error, curve and plot.

A confidence is calibrated when, of the links that carry about .8, about 80 % are right.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from songngu.corpora.types import Verdict

N_BINS = 10
SURE = 0.9  # from here on a link may be taken over unread; its precision is reported
THRESHOLDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)

Judged = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Bin:
    """The links of one range of confidence, ``[low, high)``; the last one includes 1.

    Attributes:
        n: Number of links.
        confidence: Their mean confidence; the middle of the range where there are none.
        precision: Share of them that are right; None where there are none.
    """

    low: float
    high: float
    n: int
    confidence: float
    precision: float | None


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What is left when only links of at least a confidence are kept.

    Attributes:
        precision: Share of the kept links that are right; None where none is kept.
        coverage: Links kept, as a share of all links.
    """

    threshold: float
    precision: float | None
    coverage: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidences can be trusted.

    Attributes:
        bins: Ranges of equal width, ascending.
        error: Expected calibration error (Naeini et al. 2015): mean over the links of the
            difference between confidence and precision of their bin, 0–1.
        curve: Precision and coverage at :data:`THRESHOLDS`.
        sure: Precision of the links from :data:`SURE` on; None where there are none.
        n_sure: Number of those links.
        n: Number of links.
    """

    bins: tuple[Bin, ...]
    error: float
    curve: tuple[CurvePoint, ...]
    sure: float | None
    n_sure: int
    n: int

    def to_dict(self) -> dict[str, Any]:
        """The numbers as dicts and lists, ready for :mod:`json`; unrounded."""
        return {
            "expected_calibration_error": self.error,
            "n_links": self.n,
            "sure": {"threshold": SURE, "n": self.n_sure, "precision": self.sure},
            "bins": [
                {
                    "low": b.low,
                    "high": b.high,
                    "n": b.n,
                    "confidence": b.confidence,
                    "precision": b.precision,
                }
                for b in self.bins
            ],
            "curve": [
                {"threshold": p.threshold, "precision": p.precision, "coverage": p.coverage}
                for p in self.curve
            ],
        }


def _precision(links: Sequence[Judged]) -> float | None:
    return sum(right for _, right in links) / len(links) if links else None


def _bin(links: Sequence[Judged], low: float, high: float) -> Bin:
    mean = math.fsum(confidence for confidence, _ in links) / len(links) if links else None
    return Bin(low, high, len(links), (low + high) / 2 if mean is None else mean, _precision(links))


def calibrate(links: Iterable[Judged], *, n_bins: int = N_BINS) -> Calibration:
    """The calibration of links, given as confidence (0–1) and whether they are right.

    Without links the error is 0.

    Raises:
        ValueError: A confidence outside 0–1, or fewer than one bin.
    """
    judged = list(links)
    if n_bins < 1:
        raise ValueError(f"n_bins is {n_bins}, expected at least 1")
    for confidence, _ in judged:
        if not 0 <= confidence <= 1:
            raise ValueError(f"found a confidence of {confidence}, expected a number from 0 to 1")
    groups: list[list[Judged]] = [[] for _ in range(n_bins)]
    for link in judged:
        groups[min(int(link[0] * n_bins), n_bins - 1)].append(link)
    bins = tuple(_bin(group, k / n_bins, (k + 1) / n_bins) for k, group in enumerate(groups))
    gaps = (b.n * abs(b.confidence - b.precision) for b in bins if b.precision is not None)
    curve = []
    for threshold in THRESHOLDS:
        kept = [link for link in judged if link[0] >= threshold]
        share = len(kept) / len(judged) if judged else 0.0
        curve.append(CurvePoint(threshold, _precision(kept), share))
    sure = [link for link in judged if link[0] >= SURE]
    return Calibration(
        bins,
        math.fsum(gaps) / len(judged) if judged else 0.0,
        tuple(curve),
        _precision(sure),
        len(sure),
        len(judged),
    )


@dataclass(frozen=True, slots=True)
class Confusion:
    """Verdicts given against verdicts that would have been right.

    Attributes:
        table: ``table[expected][given]``, number of pairs; every verdict of both.
    """

    table: dict[Verdict, dict[Verdict, int]]

    @property
    def n(self) -> int:
        """Number of pairs of texts."""
        return sum(sum(row.values()) for row in self.table.values())

    @property
    def accuracy(self) -> float:
        """Share of the verdicts that are right, 0–1; 0 without any."""
        right = sum(self.table[verdict][verdict] for verdict in Verdict)
        return right / self.n if self.n else 0.0


def confusion(pairs: Iterable[tuple[Verdict, Verdict]]) -> Confusion:
    """The confusion of pairs of the verdict expected and the verdict given."""
    counts = Counter(pairs)
    return Confusion({a: {b: counts[a, b] for b in Verdict} for a in Verdict})


# The plot.

_SIZE = 360
_LEFT, _TOP = 56, 40
_HISTOGRAM = 60  # height of the bars below that say how many links a bin has


def _place(x: float, y: float) -> tuple[float, float]:
    return round(_LEFT + x * _SIZE, 1), round(_TOP + (1 - y) * _SIZE, 1)


def _axis() -> list[str]:
    parts = []
    for k in range(0, 11, 2):
        x, y = _place(k / 10, 0)
        parts.append(f'<text x="{x}" y="{y + 16}" text-anchor="middle">{k / 10:.1f}</text>')
        x, y = _place(0, k / 10)
        parts.append(f'<text x="{x - 8}" y="{y + 4}" text-anchor="end">{k / 10:.1f}</text>')
        parts.append(f'<path class="grid" d="M{x} {y}h{_SIZE}"/>')
    (x, y), (to_x, to_y) = _place(0, 0), _place(1, 1)
    return [*parts, f'<path class="ideal" d="M{x} {y}L{to_x} {to_y}"/>']


def _bars(calibration: Calibration) -> list[str]:
    parts = []
    width = _SIZE / len(calibration.bins)
    most = max((b.n for b in calibration.bins), default=0) or 1
    base = _TOP + _SIZE + 44 + _HISTOGRAM
    for b in calibration.bins:
        left, _ = _place(b.low, 0)
        tall = round(_HISTOGRAM * b.n / most, 1)
        parts.append(
            f'<rect class="count" x="{left + 1}" y="{base - tall}" width="{width - 2:.1f}" '
            f'height="{tall}"><title>{b.n} links</title></rect>'
        )
    return parts


def _dots(calibration: Calibration) -> list[str]:
    points = [
        (b, _place(b.confidence, b.precision)) for b in calibration.bins if b.precision is not None
    ]
    line = " ".join(f"{x},{y}" for _, (x, y) in points)
    dots = [
        f'<circle cx="{x}" cy="{y}" r="4"><title>confidence {b.confidence:.3f}, right '
        f"{b.precision:.3f}, {b.n} links</title></circle>"
        for b, (x, y) in points
    ]
    return [f'<polyline class="found" points="{line}"/>', *dots]


_STYLE = (
    "text{font:12px sans-serif;fill:#333}.grid{stroke:#ddd}.ideal{stroke:#999;"
    "stroke-dasharray:4 4}.found{fill:none;stroke:#0b5cad;stroke-width:2}circle{fill:#0b5cad}"
    ".count{fill:#9dbfe0}"
)


def reliability_svg(calibration: Calibration, *, title: str = "Reliability of links") -> str:
    """The reliability plot as an SVG document of its own: precision over confidence, and counts.

    Args:
        calibration: What to plot; bins without links have no dot.
        title: Plain text above the plot.
    """
    from xml.sax.saxutils import escape

    width, height = _LEFT + _SIZE + 20, _TOP + _SIZE + 44 + _HISTOGRAM + 24
    middle, below = _LEFT + _SIZE / 2, _TOP + _SIZE + 34
    side = _TOP + _SIZE / 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{middle}" y="20" text-anchor="middle">{escape(title)}</text>',
        *_axis(),
        *_bars(calibration),
        *_dots(calibration),
        f'<text x="{middle}" y="{below}" text-anchor="middle">confidence</text>',
        f'<text transform="translate(14 {side}) rotate(-90)" text-anchor="middle">'
        "share of links that are right</text>",
        f'<text x="{middle}" y="{height - 6}" text-anchor="middle">links per range; expected '
        f"calibration error {calibration.error:.3f}</text>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
