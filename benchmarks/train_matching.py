"""Train document matching: ``train_matching.py PAIRS.tsv.gz --out align/matching.json``.

Conditional logits (McFadden 1974), maximum penalised likelihood: first the weights of the
likenesses by which the short list is made, on the articles most like each queried one; then, on the
short list aligned, those of the choice among its articles and none. Queries are held-out articles
(``train`` in ``alignment_pairs.held_out``), in a store that holds everything or in a small one.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matching_samples import Article, degraded, make, vocabulary

from songngu.align import align
from songngu.align.match_model import LIKENESS, MatchModel
from songngu.align.matching import Index, article_keys, read_query
from songngu.align.versions import CANDIDATES, FEATURES, choice_features, n_hopeful

START = {"words": 4.0, "names": 1.0, "values": 1.0, "length": -0.5}
WIDE = 40  # articles that the likenesses are fitted on
BLOCK = 30  # neighbouring articles of a small store

Choice = tuple[np.ndarray, int]  # (n_choices, n_features) and which was right, −1 for none


def fit(choices: Sequence[Choice], decay: float, *, outside: bool) -> np.ndarray:
    """Weights of the highest penalised likelihood, by Adam (Kingma & Ba 2015).

    Args:
        choices: What could be chosen; with ``outside``, nothing at all as well, at score 0.
        decay: Penalty on the squared weights, per query.
        outside: Whether none may be right.
    """
    size = choices[0][0].shape[1]
    weights, first, second = np.zeros(size), np.zeros(size), np.zeros(size)
    spread = np.concatenate([rows for rows, _ in choices]).std(axis=0) + 1e-3
    for step in range(1, 1501):
        slope = -decay * weights * len(choices)
        for rows, right in choices:
            rows = rows / spread
            scores = rows @ weights
            top = max(scores.max(), 0.0 if outside else -np.inf)
            p = np.exp(scores - top)
            p /= p.sum() + (np.exp(-top) if outside else 0.0)
            slope -= p @ rows
            if right >= 0:
                slope += rows[right]
        slope /= len(choices)
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights += 0.03 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    return weights / spread


class Looked:
    """A queried article with its drafts and the store that it is looked for in."""

    def __init__(self, article: Article, drafts: list[str] | None, index: Index) -> None:
        self.article, self.drafts, self.index = article, drafts, index
        self.query = read_query(article.texts, drafts)

    def place(self, ids: Sequence[int]) -> int:
        """Where its version stands among the articles, −1 where it does not."""
        number = self.article.number
        return ids.index(number) if self.article.english is not None and number in ids else -1


def looked_for(
    articles: Sequence[Article], drafts: bool, n_queries: int, rng: random.Random
) -> list[Looked]:
    """Queries, half in the store of everything and half in small ones around their neighbours."""
    keys = {a.number: article_keys(a.english) for a in articles if a.english is not None}
    whole, words, numbers = Index(keys), vocabulary(articles), list(keys)
    queried = [article for article in articles if article.part == "train"][:n_queries]
    found = []
    for start in range(0, len(queried), BLOCK):
        block = queried[start : start + BLOCK]
        wanted = {a.number for a in block} | set(rng.sample(numbers, rng.choice((5, 50, 500))))
        small = Index({number: keys[number] for number in sorted(wanted & keys.keys())})
        for article in block:
            made = degraded(article, words, rng) if drafts else None
            found.append(Looked(article, made, rng.choice((whole, small))))
    return found


def fit_likeness(queries: Sequence[Looked]) -> dict[str, float]:
    """Weights of the likenesses: the version against the articles most like the query."""
    near: list[Choice] = []
    for each in queries:
        found = each.index.shortlist(each.query, WIDE, MatchModel(START, {}))
        if (place := each.place(found.ids)) >= 0:
            near.append((np.column_stack([found.cosines, np.abs(found.length)]), place))
    fitted = fit(near, 1e-3, outside=False)
    return {k: round(float(w), 4) for k, w in zip(LIKENESS, fitted, strict=True)}


def train(
    articles: Sequence[Article], *, drafts: bool, n_queries: int, seed: int
) -> dict[str, dict[str, float]]:
    """The two sets of weights for matching with or without drafts."""
    queries = looked_for(articles, drafts, n_queries, random.Random(seed))
    model = MatchModel(fit_likeness(queries), {})
    texts = {a.number: a.english or [] for a in articles}
    choices: list[Choice] = []
    for each in queries:
        found = each.index.shortlist(each.query, CANDIDATES, model)
        hopeful = found.ids[: n_hopeful(found, model)]
        aligned = [align(each.article.texts, texts[k], each.drafts) for k in hopeful]
        choices.append((choice_features(found, aligned, model), each.place(hopeful)))
    fitted = fit(choices, 3e-3, outside=True)
    n_there = sum(each.article.english is not None for each in queries)
    print(
        f"{'with' if drafts else 'without'} drafts: {len(queries)} articles, {n_there} with a "
        f"version, {n_there - sum(place >= 0 for _, place in choices)} of these not on the short "
        "list",
        file=sys.stderr,
    )
    choice = {k: round(float(w), 4) for k, w in zip(FEATURES, fitted, strict=True)}
    return {"likeness": dict(model.likeness), "choice": choice}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path, help="gzip TSV: source name, Vietnamese, English")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", type=int, default=5000, help="English articles in the store")
    parser.add_argument("--queries", type=int, default=700, help="articles looked for")
    parser.add_argument("--seed", type=int, default=20251122)
    options = parser.parse_args()
    began = time.process_time()
    articles = make(options.pairs, options.size, options.seed)
    size, seed = options.queries, options.seed
    models = {
        "with_drafts": train(articles, drafts=True, n_queries=size, seed=seed),
        "without_drafts": train(articles, drafts=False, n_queries=size, seed=seed + 1),
    }
    options.out.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
    print(f"trained in {time.process_time() - began:.0f} s of CPU time", file=sys.stderr)


if __name__ == "__main__":
    main()
