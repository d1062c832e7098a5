"""Train the aligner's weights: ``train_alignment.py prose.tsv.gz --out align/``.

1. Background frequencies of English stems and the length model, counted on the parallel text.
2. Bead weights: a conditional random field over the alignments of synthetic bitexts, maximum
   likelihood (the gradient is gold minus expected features, from forward-backward), Adam.
3. Calibration of the bead confidences and the verdict: logistic regressions on fresh bitexts.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
from alignment_samples import VERDICTS, Sample, draw, read_pairs

from songngu.align import text
from songngu.align.aligner import decode
from songngu.align.band import window
from songngu.align.channels import read_bitext
from songngu.align.features import FEATURES, Rectangle, feature_tensor, impossible, score_moves
from songngu.align.lattice import CROSS, MOVES, Lattice, posterior
from songngu.align.lexicon import default_lexicon
from songngu.align.verdict import document_features, link_features
from songngu.align.weights import Background, LengthModel, Model, Weights, default_weights

SOURCES = ("EVBNews", "baosongngu-news")
MIXTURE = {"translation": 0.7, "partial": 0.1, "same-topic": 0.1, "unrelated": 0.1}
JUDGED = {"translation": 0.35, "partial": 0.25, "same-topic": 0.2, "unrelated": 0.2}


def background(pairs: list[tuple[str, str]], limit: int = 5000) -> dict[str, float]:
    """Occurrences per million words of the commonest stems."""
    counts = collections.Counter(w for _, target in pairs for w in text.words(target))
    total = sum(counts.values())
    return {w: round(1e6 * c / total, 1) for w, c in counts.most_common(limit)}


def length_model(pairs: list[tuple[str, str]]) -> LengthModel:
    """Ratio and variance of lengths (Gale & Church 1993, section 3.1), robust to bad pairs."""
    a = np.array([len(s) for s, _ in pairs], dtype=float)
    b = np.array([len(t) for _, t in pairs], dtype=float)
    ratio = float(np.median(b / a))
    squares = (b - ratio * a) ** 2 / ((a + b / ratio) / 2)
    return LengthModel(round(ratio, 4), round(float(np.median(squares) / 0.455), 3))


class Case:
    """A sample's features, and the gold moves among them."""

    def __init__(self, sample: Sample, weights: Weights, drafts: bool) -> None:
        bitext = read_bitext(
            sample.source, sample.target, sample.drafts if drafts else None, weights
        )
        self.n, self.m = bitext.n_source, bitext.n_target
        tensor = feature_tensor(bitext, weights)
        area = Rectangle(0, self.n, 0, self.m)
        self.closed = np.stack([impossible(bitext, area, t) for t in range(len(MOVES))])
        self.features = tensor.astype(np.float32)
        self.gold = np.zeros(len(FEATURES))
        for move, i, j in gold_moves(sample):
            self.gold += tensor[move, :, i - 1, j - 1]

    def lattice(self, vector: np.ndarray) -> Lattice:
        """The lattice scored with the given weights."""
        scores = np.full((len(MOVES), self.n + 1, self.m + 1), -np.inf)
        inner = np.einsum("f,tfij->tij", vector, self.features)
        inner[self.closed] = -np.inf
        scores[:, 1:, 1:] = inner
        return Lattice(scores, np.zeros(self.n + 1, dtype=np.int64), self.m)

    def gradient(self, vector: np.ndarray) -> tuple[float, np.ndarray]:
        """Log-likelihood of the gold alignment and its gradient."""
        lattice = self.lattice(vector)
        sums = posterior(lattice)
        expected = np.zeros(len(FEATURES))
        for t, (a, b) in enumerate(MOVES):
            if a > self.n or b > self.m:
                continue
            log_p = (
                sums.forward[: self.n + 1 - a, : self.m + 1 - b]
                + lattice.scores[t, a:, b:]
                + sums.backward[a:, b:]
                - sums.log_z
            )
            p = np.exp(np.minimum(log_p, 0))
            expected += np.einsum("ij,fij->f", p, self.features[t, :, a - 1 :, b - 1 :])
        return float(vector @ self.gold - sums.log_z), self.gold - expected


def gold_moves(sample: Sample) -> list[tuple[int, int, int]]:
    """The gold beads as moves; two crossing 1-1 beads are one move."""
    out = []
    crossed: set[tuple[int, int]] = set()
    single = {(s[0], t[0]) for s, t in sample.beads if len(s) == len(t) == 1}
    for i, j in single:
        if (i + 1, j - 1) in single:
            crossed |= {(i, j), (i + 1, j - 1)}
            out.append((CROSS, i + 2, j + 1))
    for s, t in sample.beads:
        if len(s) == len(t) == 1 and (s[0], t[0]) in crossed:
            continue
        if (len(s), len(t)) in MOVES:
            out.append((MOVES.index((len(s), len(t))), s[-1] + 1, t[-1] + 1))
    return out


def start_vector(drafts: bool) -> np.ndarray:
    start = {"names": 0.5, "values": 0.5, "length": 0.2, "crossing": -3.0, "position": 0.3}
    if drafts:
        start |= {"words_forward": 0.4, "words_backward": 0.4}
    start |= {"dictionary_forward": 0.2, "dictionary_backward": 0.2}
    start |= {k: -4.0 for k in FEATURES if k.startswith("kind_")}
    start["kind_1_1"] = 0.0
    return np.array([start.get(name, 0.0) for name in FEATURES])


def fit(
    cases: list[Case], drafts: bool, epochs: int, rng: random.Random, batch: int = 16
) -> np.ndarray:
    """Weights of the highest penalised likelihood, by Adam (Kingma & Ba 2015)."""
    vector = start_vector(drafts)
    prior = vector.copy()
    first, second = np.zeros_like(vector), np.zeros_like(vector)
    step = 0
    for epoch in range(epochs):
        rng.shuffle(cases)
        total = 0.0
        for at in range(0, len(cases), batch):
            part = cases[at : at + batch]
            pieces = [case.gradient(vector) for case in part]
            total += sum(p[0] for p in pieces)
            size = sum(case.n + case.m for case in part)
            slope = sum(p[1] for p in pieces) / size - 1e-5 * (vector - prior)
            step += 1
            first = 0.9 * first + 0.1 * slope
            second = 0.99 * second + 0.01 * slope**2
            rate = 0.1 / (1 + epoch)
            vector = vector + rate * (first / (1 - 0.9**step)) / (
                np.sqrt(second / (1 - 0.99**step)) + 1e-8
            )
        size = sum(case.n + case.m for case in cases)
        print(f"epoch {epoch}: log-likelihood {total / size:.4f} a segment", file=sys.stderr)
    return vector


def logistic(rows: np.ndarray, labels: np.ndarray, classes: int, decay: float) -> np.ndarray:
    """Multinomial logistic regression by Adam: (classes, n_features), the last class zero."""
    weights = np.zeros((classes, rows.shape[1]))
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    gold = np.eye(classes)[labels]
    for step in range(1, 3001):
        scores = rows @ weights.T
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        slope = (gold - p).T @ rows / len(rows) - decay * weights
        slope[-1] = 0
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights += 0.03 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return weights


def judge(
    samples: list[Sample], weights: Weights, drafts: bool
) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Weights of the confidence and of the verdict, fitted on decoded samples."""
    documents, labels, decoded = [], [], []
    for sample in samples:
        bitext = read_bitext(
            sample.source, sample.target, sample.drafts if drafts else None, weights
        )
        area = window(bitext)
        _, links = decode(score_moves(bitext, area.first, area.width, weights))
        documents.append(document_features(bitext, links))
        labels.append(VERDICTS.index(sample.verdict))
        decoded.append((links, set(sample.beads)))
    names = list(documents[0])
    table = np.array([[d[k] for k in names] for d in documents])
    fitted = logistic(table, np.array(labels), len(VERDICTS), 1e-4)
    verdict = {
        v: {k: round(float(w), 4) for k, w in zip(names, row, strict=True)}
        for v, row in zip(VERDICTS, fitted, strict=True)
    }
    rows, right = [], []
    for document, (links, gold) in zip(documents, decoded, strict=True):
        if not gold:  # no translation; the verdict accounts for these
            continue
        for link in links:
            rows.append(link_features(link, document))
            right.append(int(link.groups in gold))
    keys = list(rows[0])
    matrix = np.array([[r[k] for k in keys] for r in rows])
    line = logistic(matrix, 1 - np.array(right), 2, 1e-4)[0]
    return {k: round(float(w), 4) for k, w in zip(keys, line, strict=True)}, verdict


def make(
    n: int,
    mixture: dict[str, float],
    corpora: list[list[tuple[str, str]]],
    vocabulary: list[str],
    rng: random.Random,
) -> list[Sample]:
    """Samples in the given shares of verdicts."""
    samples = []
    while len(samples) < n:
        verdict = rng.choices(list(mixture), list(mixture.values()))[0]
        sample = draw(corpora, vocabulary, verdict, rng)
        if sample.source and sample.target:
            samples.append(sample)
    return samples


def train(
    corpora: list[list[tuple[str, str]]], start: Weights, drafts: bool, size: int, seed: int
) -> Model:
    """A model fitted on ``size`` samples, and judged on as many fresh ones."""
    rng = random.Random(seed)
    vocabulary = [w for _, t in corpora[0][:5000] for w in t.split()]
    cases = [Case(s, start, drafts) for s in make(size, MIXTURE, corpora, vocabulary, rng)]
    vector = fit(cases, drafts, 5, rng)
    moves = {k: round(float(v), 4) for k, v in zip(FEATURES, vector, strict=True)}
    del cases
    model = Model(moves)
    weights = dataclasses.replace(start, with_drafts=model, without_drafts=model)
    fresh = make(2 * size, JUDGED, corpora, vocabulary, rng)
    confidence, verdict = judge(fresh, weights, drafts)
    return Model(moves, confidence, verdict)


def untrained(corpora: list[list[tuple[str, str]]], folder: Path) -> Weights:
    """Counted numbers only, no models; the stem frequencies are also written to the folder."""
    pairs = [pair for corpus in corpora for pair in corpus]
    frequencies = background(pairs)
    listed = json.dumps({"per_million": frequencies}, ensure_ascii=False, indent=0)
    (folder / "background.json").write_text(listed + "\n", encoding="utf-8")
    return Weights(
        Background.of(frequencies),
        default_lexicon(),
        length_model(pairs),
        LengthModel(1.0, 1.5),
        Model({}),
        Model({}),
        "",
    )


def judged_anew(
    corpora: list[list[tuple[str, str]]], weights: Weights, drafts: bool, size: int, seed: int
) -> Model:
    """The model with its bead weights kept, and confidence and verdict fitted again."""
    rng = random.Random(seed)
    vocabulary = [w for _, t in corpora[0][:5000] for w in t.split()]
    fresh = make(2 * size, JUDGED, corpora, vocabulary, rng)
    confidence, verdict = judge(fresh, weights, drafts)
    model = weights.with_drafts if drafts else weights.without_drafts
    return dataclasses.replace(model, confidence=confidence, verdict=verdict)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path, help="gzip TSV: source name, Vietnamese, English")
    parser.add_argument("--out", type=Path, required=True, help="folder for the two JSON files")
    parser.add_argument("--size", type=int, default=400, help="samples for each model")
    parser.add_argument("--seed", type=int, default=20251122)
    parser.add_argument(
        "--judge-only",
        action="store_true",
        help="keep the bead weights of the package; fit confidence and verdict anew",
    )
    options = parser.parse_args()
    began = time.process_time()
    corpora = read_pairs(options.pairs, SOURCES)
    if options.judge_only:
        start = default_weights()
        fit_model = judged_anew
    else:
        start = untrained(corpora, options.out)
        fit_model = train
    with_drafts = fit_model(corpora, start, True, options.size, options.seed)
    without_drafts = fit_model(corpora, start, False, options.size, options.seed + 1)
    data = {
        "source_length": dataclasses.asdict(start.source_length),
        "draft_length": dataclasses.asdict(start.draft_length),
        "with_drafts": dataclasses.asdict(with_drafts),
        "without_drafts": dataclasses.asdict(without_drafts),
    }
    (options.out / "weights.json").write_text(json.dumps(data, indent=1) + "\n")
    print(f"trained in {time.process_time() - began:.0f} s of CPU time", file=sys.stderr)


if __name__ == "__main__":
    main()
