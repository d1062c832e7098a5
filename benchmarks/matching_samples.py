"""Vietnamese articles and a store of English ones, for training and measuring document matching.

Runs of consecutive sentence pairs become articles: neighbouring runs of one report, and the two
halves made of its alternate sentences, are near-duplicates of each other by topic. English versions
leave sentences out, join some and add some; every third queried article has none in the store.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from alignment_pairs import degrade, held_out

SOURCES = ("EVBNews", "baosongngu-news")
SIZES = (5, 12)  # sentence pairs of an article
WITHOUT_VERSION = 1 / 3


@dataclass(frozen=True)
class Pair:
    """A sentence pair, the source it is of and its place there."""

    name: str
    place: int
    source: str
    target: str


@dataclass(frozen=True)
class Article:
    """An article to be looked for or to be found.

    ``part`` is "train", "test" or empty (what the lexicon was learned from); ``english`` is its
    version, None where the store has none.
    """

    number: int
    part: str
    source: list[Pair]
    english: list[str] | None

    @property
    def texts(self) -> list[str]:
        """The Vietnamese segments."""
        return [pair.source for pair in self.source]


def read(path: Path) -> list[list[Pair]]:
    """The runs of pairs that are all of one part, in file order."""
    runs: list[list[Pair]] = []
    places = dict.fromkeys(SOURCES, 0)
    before = ("", "")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            name, source, target = line.rstrip("\n").split("\t")
            if name not in places or not (source.strip() and target.strip()):
                continue
            part = (name, held_out(name, places[name]))
            if part != before:
                runs.append([])
            runs[-1].append(Pair(name, places[name], source, target))
            before = part
            places[name] += 1
    return runs


def cut(run: Sequence[Pair], rng: random.Random) -> Iterator[list[Pair]]:
    """The run as articles: neighbours, and half of the time pairs of alternate sentences."""
    at = 0
    while at < len(run):
        size = rng.randint(*SIZES)
        if rng.random() < 0.5:
            both = list(run[at : at + 2 * size])
            at += 2 * size
            pieces = [both[::2], both[1::2]]
        else:
            pieces = [list(run[at : at + size])]
            at += size
        yield from (piece for piece in pieces if len(piece) >= SIZES[0])


def versions(
    pairs: Sequence[Pair], others: Sequence[Pair], rng: random.Random
) -> tuple[list[Pair], list[str]]:
    """A Vietnamese article and its English version, which keeps 40 % of the sentences or more."""
    left_out = rng.choice((0.0, 0.05, 0.15, 0.3, 0.5))
    own, joined = rng.choice((0.0, 0.0, 0.1, 0.25)), rng.choice((0.0, 0.1, 0.2))
    dropped = set(rng.sample(range(len(pairs)), min(round(left_out * len(pairs)), len(pairs) - 3)))
    source, target = [], []
    for k, pair in enumerate(pairs):
        # Of what is left out, half of the time the Vietnamese has less, not the English.
        if k not in dropped or rng.random() < 0.6:
            source.append(pair)
            if k in dropped:
                continue
        if target and rng.random() < joined:
            target[-1] += " " + pair.target
        else:
            target.append(pair.target)
        if rng.random() < own:
            target.append(rng.choice(others).target)
    return source, target


def make(path: Path, size: int, seed: int) -> list[Article]:
    """Articles of which ``size`` have an English version: together they are the store."""
    rng = random.Random(seed)
    runs = read(path)
    others = [pair for run in runs for pair in run[::50]]
    # Those of the held-out parts first, so that a small store has queries too.
    runs.sort(key=lambda run: not held_out(run[0].name, run[0].place))
    articles: list[Article] = []
    for run in runs:
        part = held_out(run[0].name, run[0].place)
        for pairs in cut(run, rng):
            source, english = versions(pairs, others, rng)
            lacking = part and rng.random() < WITHOUT_VERSION
            articles.append(Article(len(articles), part, source, None if lacking else english))
            size -= not lacking
            if size == 0:
                return articles
    raise ValueError(
        f"{path}: found pairs for {sum(a.english is not None for a in articles)} English articles, "
        f"expected {size} more; ask for a smaller store"
    )


def degraded(article: Article, vocabulary: Sequence[str], rng: random.Random) -> list[str]:
    """Drafts of the article: its English degraded to what a small model shares with it."""
    mean = rng.uniform(0.35, 0.75)
    return [
        degrade(pair.target, max(0.1, rng.betavariate(6 * mean, 6 * (1 - mean))), vocabulary, rng)
        for pair in article.source
    ]


def vocabulary(articles: Sequence[Article]) -> list[str]:
    """English words as they come in the articles that nobody looks for."""
    found = [a.english for a in articles if not a.part and a.english]
    return [word for english in found[:300] for text in english for word in text.split()]
