"""Train the aligner's weights: ``train_alignment.py prose.tsv.gz --drafts FILE --out align/``.

1. Background frequencies of English stems and the length models, counted on the parallel text.
2. Bead weights, see ``alignment_crf.py``.
3. Calibration of the bead confidences and the verdict on fresh bitexts, see
   ``alignment_judging.py``.

Only news sentences that the lexicon has not seen are used for 2 and 3. The same files, sizes and
seed give the same bytes.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import multiprocessing
import random
import sys
import time
from pathlib import Path

import numpy as np
from alignment_crf import Case, fit
from alignment_judging import decoded, fit_confidence, fit_moved, fit_verdict
from alignment_pairs import Runs, held_out, read_drafts, read_pairs, runs
from alignment_samples import make

from songngu.align import text
from songngu.align.features import FEATURES
from songngu.align.weights import Background, LengthModel, Model, Weights
from songngu.corpora.lexicon import default_lexicon

MIXTURE = {"translation": 0.75, "partial": 0.1, "same-topic": 0.08, "unrelated": 0.07}
JUDGED = {"translation": 0.4, "partial": 0.2, "same-topic": 0.2, "unrelated": 0.2}
MOVING = {"moved": 0.6, "translation": 0.25, "partial": 0.15}
EPOCHS = 6


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


def train(pool: Runs, start: Weights, drafts: bool, size: int, seed: int) -> Model:
    """A model fitted on ``size`` samples, and judged on three times as many fresh ones."""
    rng = random.Random(seed)
    cases = [Case(sample, start, drafts) for sample in make(size, MIXTURE, pool, rng)]
    vector = fit(cases, drafts, EPOCHS, rng)
    del cases
    moves = {k: round(float(v), 4) for k, v in zip(FEATURES, vector, strict=True)}
    return judge(pool, start, Model(moves), drafts, 3 * size, rng)


def judge(
    pool: Runs, start: Weights, model: Model, drafts: bool, size: int, rng: random.Random
) -> Model:
    """The model with moved links, confidence and verdict fitted on its beads of new samples."""

    def weights() -> Weights:
        return dataclasses.replace(start, with_drafts=model, without_drafts=model)

    moving = make(size // 3, MOVING, pool, rng)
    model = dataclasses.replace(model, moved=fit_moved(moving, weights(), drafts))
    fresh = [decoded(sample, weights(), drafts) for sample in make(size, JUDGED, pool, rng)]
    return dataclasses.replace(model, confidence=fit_confidence(fresh), verdict=fit_verdict(fresh))


def untrained(pairs: dict[str, list[tuple[str, str]]], drafts: dict[str, str]) -> Weights:
    """Counted numbers only, no models, of the pairs that are not held out for testing."""
    known = [
        pair
        for name, rows in pairs.items()
        for place, pair in enumerate(rows)
        if held_out(name, place) != "test"
    ]
    drafted = [(drafts[source], target) for source, target in known if drafts.get(source)]
    return Weights(
        Background.of(background(known)),
        default_lexicon(),
        length_model(known),
        length_model(drafted) if drafted else LengthModel(1.0, 1.5),
        Model({}),
        Model({}),
        "",
    )


def _train(job: tuple[Runs, Weights, bool, int, int]) -> Model:
    return train(*job)


def write(folder: Path, start: Weights, with_drafts: Model, without_drafts: Model) -> None:
    """The two JSON files that :meth:`songngu.align.weights.Weights.parse` reads."""
    listed = json.dumps({"per_million": start.background.words}, ensure_ascii=False, indent=0)
    (folder / "background.json").write_text(listed + "\n", encoding="utf-8")
    data = {
        "source_length": dataclasses.asdict(start.source_length),
        "draft_length": dataclasses.asdict(start.draft_length),
        "with_drafts": dataclasses.asdict(with_drafts),
        "without_drafts": dataclasses.asdict(without_drafts),
    }
    (folder / "weights.json").write_text(json.dumps(data, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path, help="gzip TSV: source name, Vietnamese, English")
    parser.add_argument("--drafts", type=Path, help="TSV: Vietnamese, a machine's draft")
    parser.add_argument("--out", type=Path, required=True, help="folder for the two JSON files")
    parser.add_argument("--size", type=int, default=600, help="samples for each model")
    parser.add_argument("--seed", type=int, default=20251122)
    parser.add_argument("--processes", type=int, default=1, choices=(1, 2))
    options = parser.parse_args()
    began = time.time()
    pairs, drafts = read_pairs(options.pairs), read_drafts(options.drafts)
    pool = runs(pairs, drafts, "train")
    start = untrained(pairs, drafts)
    jobs = [
        (pool, start, True, options.size, options.seed),
        (pool, start, False, options.size, options.seed + 1),
    ]
    if options.processes == 1:
        models = [_train(job) for job in jobs]
    else:
        with multiprocessing.get_context("fork").Pool(2) as workers:
            models = workers.map(_train, jobs, chunksize=1)
    write(options.out, start, *models)
    print(f"trained in {time.time() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
