"""Calibration of the beads' confidences and of the verdict: logistic regressions on samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from alignment_samples import VERDICTS, Sample

from songngu.align.aligner import all_links, path_links
from songngu.align.moved import candidates
from songngu.align.verdict import Link, document_features, link_features
from songngu.align.weights import Weights


@dataclass
class Decoded:
    """A sample's links as the bead weights give them, before calibration."""

    sample: Sample
    links: list[Link]
    document: dict[str, float]


def decoded(sample: Sample, weights: Weights, drafts: bool) -> Decoded:
    """The links of a sample and what the pair of texts is judged by."""
    bitext = sample.bitext(weights, drafts=drafts)
    links = all_links(bitext, weights)
    return Decoded(sample, links, document_features(bitext, links))


def fit_moved(
    samples: Sequence[Sample], weights: Weights, drafts: bool, decay: float = 1e-3
) -> dict[str, float]:
    """Weights of the probability that two segments away from the path are counterparts."""
    rows, wrong = [], []
    for sample in samples:
        bitext = sample.bitext(weights, drafts=drafts)
        gold = set(sample.beads)
        if not gold:  # no translation; the verdict accounts for these
            continue
        for candidate in candidates(bitext, path_links(bitext, weights), weights):
            rows.append(dict(candidate.features))
            wrong.append(int(((candidate.source,), (candidate.target,)) not in gold))
    names, table = _table(rows)
    line = logistic(table, np.array(wrong), 2, decay)[0]
    return {name: round(float(w), 4) for name, w in zip(names, line, strict=True)}


def logistic(rows: np.ndarray, labels: np.ndarray, classes: int, decay: float) -> np.ndarray:
    """Multinomial logistic regression by Newton's method: (classes, n_features), the last zero.

    Args:
        rows: float64, (n_rows, n_features).
        labels: int64, (n_rows,), below ``classes``.
        classes: Number of classes.
        decay: Weight of half the squared norm of the weights, against the mean log-likelihood.
    """
    n, d = rows.shape
    free = classes - 1
    weights = np.zeros((free, d))
    gold = np.eye(classes)[labels][:, :free]
    for _ in range(60):
        scores = np.column_stack([rows @ weights.T, np.zeros(n)])
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = (p / p.sum(axis=1, keepdims=True))[:, :free]
        slope = (gold - p).T @ rows / n - decay * weights
        curve = decay * np.eye(free * d)
        for a in range(free):
            for b in range(free):
                part = p[:, a] * ((a == b) - p[:, b])
                block = (rows * part[:, None]).T @ rows / n
                curve[a * d : (a + 1) * d, b * d : (b + 1) * d] += block
        step = np.linalg.solve(curve, slope.ravel()).reshape(free, d)
        # Far from the optimum a whole step may overshoot.
        weights += step * min(1.0, 5.0 / max(1e-12, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-6:
            break
    return np.vstack([weights, np.zeros(d)])


def _table(rows: Sequence[dict[str, float]]) -> tuple[list[str], np.ndarray]:
    names = list(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows])


def fit_verdict(cases: Sequence[Decoded], decay: float = 1e-5) -> dict[str, dict[str, float]]:
    """For each verdict, the weights of the document features."""
    names, table = _table([case.document for case in cases])
    labels = np.array([VERDICTS.index(case.sample.verdict) for case in cases])
    fitted = logistic(table, labels, len(VERDICTS), decay)
    return {
        verdict: {name: round(float(w), 4) for name, w in zip(names, row, strict=True)}
        for verdict, row in zip(VERDICTS, fitted, strict=True)
    }


def fit_confidence(cases: Sequence[Decoded], decay: float = 1e-5) -> dict[str, float]:
    """Weights of the probability that a link is right, if the texts are parallel."""
    rows, wrong = [], []
    for case in cases:
        gold = set(case.sample.beads)
        if not gold:  # no translation; the verdict accounts for these
            continue
        for link in case.links:
            if link.moved:
                continue
            rows.append(link_features(link, case.document))
            wrong.append(int(link.groups not in gold))
    names, table = _table(rows)
    line = logistic(table, np.array(wrong), 2, decay)[0]
    return {name: round(float(w), 4) for name, w in zip(names, line, strict=True)}
