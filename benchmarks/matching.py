"""Measure document matching: ``matching.py PAIRS.tsv.gz``.

A store of English articles with near-duplicates by topic (see ``matching_samples``) is made in a
temporary folder, and held-out Vietnamese articles are looked for in it, a third of which have no
version there. Printed are precision and recall of the proposals that are sure, over thresholds, the
calibration, and the time: the first reading of the texts, a new process, and each query after.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from matching_samples import Article, degraded, make, vocabulary

from songngu.corpora.store import Store, open_store
from songngu.corpora.types import Block, BlockKind, Document, Segment
from songngu.ui.actions.matching import Proposal, english_index, find_versions

Drafts = list[str] | None


def add(store: Store, texts: Sequence[str]) -> int:
    """The number of an English article made of these segments."""
    raw, blocks, segments = "\n".join(texts), [], []
    at = 0
    for k, text in enumerate(texts):
        end = at + len(text)
        blocks.append(Block(BlockKind.PARAGRAPH, text, True, at, end))
        segments.append(Segment(k, text, k, at, end))
        at = end + 1
    document = Document("en", texts[0][:80], None, None, None, raw, tuple(blocks))
    return store.add_document(document, segments).id


def timed(action: Callable[[], object]) -> float:
    """Seconds that an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def real_drafts(path: Path) -> dict[tuple[str, int], str]:
    """Drafts by source and place, of a TSV: source, place, Vietnamese, English, draft."""
    csv.field_size_limit(1 << 24)
    with path.open(encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return {(row[0], int(row[1])): row[4] for row in rows if len(row) == 5}


def drafted(
    articles: Sequence[Article], how: str, known: dict[tuple[str, int], str], seed: int
) -> list[tuple[Article, Drafts]]:
    """The articles with drafts: "none", "degraded", or "real" where all segments have one."""
    if how == "none":
        return [(article, None) for article in articles if article.part == "test"]
    rng = random.Random(seed)
    words = vocabulary(articles)
    found: list[tuple[Article, Drafts]] = []
    for article in articles:
        if article.part != "test":
            continue
        if how == "degraded":
            found.append((article, degraded(article, words, rng)))
        elif all((p.name, p.place) in known for p in article.source):
            found.append((article, [known[p.name, p.place] for p in article.source]))
    return found


def quality(
    right: Sequence[int | None], found: Sequence[Sequence[Proposal]], threshold: float | None
) -> tuple[float, float]:
    """Precision and recall of the best proposals from a confidence on, or of the sure ones."""
    taken = [
        best[0].document_id == gold
        for best, gold in zip(found, right, strict=True)
        if best and (best[0].sure if threshold is None else best[0].confidence >= threshold)
    ]
    hits = sum(taken)
    return hits / max(1, len(taken)), hits / max(1, sum(gold is not None for gold in right))


def calibration_error(
    right: Sequence[int | None], found: Sequence[Sequence[Proposal]], bins: int = 10
) -> float:
    """Expected calibration error of all proposals, in bins of equal width."""
    pairs = [
        (each.confidence, each.document_id == gold)
        for proposals, gold in zip(found, right, strict=True)
        for each in proposals
    ]
    total = 0.0
    for k in range(bins):
        inside = [(p, hit) for p, hit in pairs if min(bins - 1, int(p * bins)) == k]
        total += abs(sum(p for p, _ in inside) - sum(hit for _, hit in inside))
    return total / max(1, len(pairs))


def report(
    how: str, store: Store, ids: dict[int, int], queries: list[tuple[Article, Drafts]]
) -> None:
    """Look for the queries and print what came out."""
    found, seconds = [], []
    began_cpu = time.process_time()
    for article, drafts in queries:
        began = time.perf_counter()
        found.append(find_versions(store, article.texts, drafts))
        seconds.append(time.perf_counter() - began)
    right = [ids.get(article.number) for article, _ in queries]
    n_there = sum(gold is not None for gold in right)
    first = sum(
        bool(best) and best[0].document_id == gold
        for best, gold in zip(found, right, strict=True)
        if gold is not None
    )
    print(f"\ndrafts: {how}; {len(queries)} articles, {n_there} with a version in the store")
    print(f"version proposed first       {first / max(1, n_there):.3f}")
    print(f"calibration error            {calibration_error(right, found):.3f}")
    print("confidence from   precision   recall")
    for threshold in (0.5, 0.7, 0.8, 0.9, 0.95, 0.99, None):
        precision, recall = quality(right, found, threshold)
        name = "sure" if threshold is None else f"{threshold:.2f}"
        print(f"{name:>15}{precision:12.3f}{recall:9.3f}")
    seconds.sort()
    middle, late = statistics.median(seconds), seconds[int(0.95 * (len(seconds) - 1))]
    cpu = (time.process_time() - began_cpu) / max(1, len(queries))
    print(f"a query, seconds             median {middle:.3f}, 95 % {late:.3f}, CPU {cpu:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path, help="gzip TSV: source name, Vietnamese, English")
    parser.add_argument("--size", type=int, default=5000, help="English articles in the store")
    parser.add_argument("--queries", type=int, help="articles looked for at most")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--real-drafts", type=Path, help="TSV: source, place, vi, en, draft")
    options = parser.parse_args()
    articles = make(options.pairs, options.size, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.db"
        with open_store(path) as store:
            ids = {a.number: add(store, a.english) for a in articles if a.english}
            print(f"English articles             {len(ids)}")
            print(f"first index, seconds         {timed(lambda: english_index(store)):.2f}")
        with open_store(path) as store:
            print(f"index in a new process       {timed(lambda: english_index(store)):.2f}")
            print(f"index unchanged              {timed(lambda: english_index(store)):.3f}")
            add(store, ["An article that has just come in.", "It is about the index."])
            print(f"index after one more article {timed(lambda: english_index(store)):.2f}")
            ways = ["none", "degraded"] + (["real"] if options.real_drafts else [])
            known = real_drafts(options.real_drafts) if options.real_drafts else {}
            for how in ways:
                queries = drafted(articles, how, known, options.seed)
                report(how, store, ids, queries[: options.queries])


if __name__ == "__main__":
    main()
