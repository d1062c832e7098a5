"""Learn the lexicon: ``train_lexicon.py PAIRS.tsv.gz … --out corpora/lexicon/lexicon.npz``.

1. Vietnamese words: neighbouring syllables that occur together far more often than by chance.
2. Translation probabilities both ways by expectation maximisation: IBM Model 1 (Brown et al. 1993)
   with a preference for the diagonal (Dyer et al. 2013) and, after the first rounds, counts from
   links that both directions agree on (Liang et al. 2006).
3. Discounting and pruning.

Every line of the files is ``source name<TAB>Vietnamese<TAB>English``; :data:`WEIGHTS` says which
sources count, and :func:`alignment_pairs.held_out` which news sentences are kept for other uses.
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from alignment_pairs import held_out

from songngu.corpora.lexicon import CAPITAL, MAX_SYLLABLES, serialise, source_units
from songngu.corpora.lexicon.words import words as stems

# How much a sentence of each source counts; news, whose words the aligner will meet, the most.
WEIGHTS = {
    "EVBNews": 1.0,
    "baosongngu-news": 1.0,
    "XQuAD-paragraphs": 1.0,
    "xquad": 0.7,
    "TED-IWSLT15-dev2010-tst2010-tst2011": 0.6,
    "TED-IWSLT-valid-lowercased": 0.6,
    "3b1b-captions-reviewed": 0.3,
    "Tatoeba": 0.5,
    "debian-website": 0.3,
    "mozilla-www-l10n": 0.3,
    "udhr": 1.0,
    "d2l-vn": 0.3,
    "unicode-cldr": 0.5,
    "i18n-iso-countries": 0.5,
}
LONGEST = 60  # units; longer sentences cost more than they teach
_MIN_TOGETHER = 8.0  # occurrences of a word's syllables together
# Times as often as by chance, for joining syllables and then twice for joining what was joined.
_COHESION = (12.0, 200.0, 200.0)
_MIN_UNIT = 2.0
_NULL = 0.2  # share of words with no counterpart
_DIAGONAL = 4.0  # nats that the furthest cell of a sentence pair loses
_ROUNDS = (4, 5)  # plain, then with agreement
_DISCOUNT = 0.4  # counts taken off each entry, and
_DOUBT = 1.0  # added to each word's total: what was seen once is half believed
_LEAST = 0.004  # probabilities below are pruned

Pair = tuple[str, str, float]


def read(paths: Sequence[Path]) -> Iterator[Pair]:
    """Vietnamese, English and weight of the lines that count."""
    csv.field_size_limit(1 << 24)
    for path in paths:
        places: collections.Counter[str] = collections.Counter()
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                name, source, target = line.rstrip("\n").split("\t")
                if not (source.strip() and target.strip()):
                    continue
                place = places[name]
                places[name] += 1
                if name in WEIGHTS and not held_out(name, place):
                    yield source, target, WEIGHTS[name]


def learn_words(sources: Sequence[str], weights: Sequence[float]) -> set[str]:
    """Words of two to four syllables, joined by spaces (Mikolov et al. 2013, section 4)."""
    known: set[str] = set()
    for cohesion in _COHESION:
        single: collections.Counter[str] = collections.Counter()
        double: collections.Counter[tuple[str, str]] = collections.Counter()
        for source, weight in zip(sources, weights, strict=True):
            units = source_units(source, known.__contains__)
            for unit in units:
                single[unit] += weight  # type: ignore[assignment]
            for pair in itertools.pairwise(units):
                double[pair] += weight  # type: ignore[assignment]
        total = sum(single.values())
        for (a, b), count in double.items():
            together = f"{a} {b}"
            above_chance = (count - _MIN_TOGETHER / 2) * total > cohesion * single[a] * single[b]
            if count >= _MIN_TOGETHER and above_chance and together.count(" ") < MAX_SYLLABLES:
                known.add(together)
    return known


@dataclass
class Sentences:
    """One side of the text as ids: ``ids[offsets[k]:offsets[k + 1]]`` are sentence ``k``'s."""

    words: list[str]
    ids: np.ndarray
    offsets: np.ndarray
    share: np.ndarray


def index(sentences: Sequence[list[str]], weights: Sequence[float]) -> Sentences:
    """The sentences over the words that are frequent enough."""
    counts: collections.Counter[str] = collections.Counter()
    for words, weight in zip(sentences, weights, strict=True):
        for word in words:
            counts[word] += weight  # type: ignore[assignment]
    words = sorted(w for w, c in counts.items() if c >= _MIN_UNIT)
    place = {word: k for k, word in enumerate(words)}
    ids = [[place[w] for w in sentence if w in place][:LONGEST] for sentence in sentences]
    offsets = np.cumsum([0, *map(len, ids)])
    share = np.array([counts[w] for w in words])
    flat = np.array([k for sentence in ids for k in sentence], dtype=np.int64)
    return Sentences(words, flat, offsets, share / share.sum())


@dataclass
class Cells:
    """Every pair of a source and a target token of one sentence pair.

    Attributes:
        source, target: int32, token numbers.
        entry: int32, number of the (unit, stem) in ``rows``, ``columns``.
        prior: float32, preference for the diagonal.
    """

    source: np.ndarray
    target: np.ndarray
    entry: np.ndarray
    prior: np.ndarray
    rows: np.ndarray
    columns: np.ndarray


def cells(source: Sentences, target: Sentences) -> Cells:
    n, m = np.diff(source.offsets), np.diff(target.offsets)
    pair = np.repeat(np.arange(len(n)), n * m)
    begin = np.concatenate([[0], np.cumsum(n * m)])[:-1]
    local = np.arange(len(pair)) - begin[pair]
    row, column = local // m[pair], local % m[pair]
    off = np.abs((row + 0.5) / n[pair] - (column + 0.5) / m[pair])
    prior = np.exp(-_DIAGONAL * off).astype(np.float32)
    i = (source.offsets[pair] + row).astype(np.int32)
    j = (target.offsets[pair] + column).astype(np.int32)
    del pair, local, row, column, off
    code = source.ids[i] * len(target.words) + target.ids[j]
    unique, entry = np.unique(code, return_inverse=True)
    rows, columns = np.divmod(unique, len(target.words))
    return Cells(i, j, entry.astype(np.int32), prior, rows, columns)


def _responsibility(
    prior: np.ndarray, t: np.ndarray, token: np.ndarray, chance: np.ndarray
) -> np.ndarray:
    """Probability that each cell is the origin of its token."""
    reach = np.bincount(token, prior, len(chance))
    each = prior * t
    total = (1 - _NULL) * np.bincount(token, each, len(chance)) / np.maximum(reach, 1e-9)
    return (1 - _NULL) * each / reach[token] / (total + _NULL * chance)[token]


def learn(
    source: Sentences, target: Sentences, weights: np.ndarray
) -> tuple[Cells, np.ndarray, np.ndarray, np.ndarray]:
    """The entries, expected counts of the last round, and both tables of probabilities."""
    table = cells(source, target)
    print(f"{len(table.entry)} cells, {len(table.rows)} entries", file=sys.stderr)
    weight = np.repeat(weights, np.diff(source.offsets))[table.source].astype(np.float32)
    chance_source, chance_target = source.share[source.ids], target.share[target.ids]
    forward, backward = target.share[table.columns], source.share[table.rows]
    counts = forward
    for number in range(sum(_ROUNDS)):
        to_target = _responsibility(table.prior, forward[table.entry], table.target, chance_target)
        to_source = _responsibility(table.prior, backward[table.entry], table.source, chance_source)
        if number < _ROUNDS[0]:
            a = np.bincount(table.entry, weight * to_target, len(table.rows))
            b = np.bincount(table.entry, weight * to_source, len(table.rows))
        else:
            a = b = np.bincount(table.entry, weight * to_target * to_source, len(table.rows))
        counts = a
        forward = a / np.maximum(np.bincount(table.rows, a)[table.rows], 1e-9)
        backward = b / np.maximum(np.bincount(table.columns, b)[table.columns], 1e-9)
        print(f"round {number}", file=sys.stderr)
    return table, counts, forward, backward


def pruned(
    table: Cells, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rows, columns and discounted probabilities both ways of the entries worth keeping."""
    left = np.maximum(counts - _DISCOUNT, 0)
    forward = left / (np.bincount(table.rows, counts)[table.rows] + _DOUBT)
    backward = left / (np.bincount(table.columns, counts)[table.columns] + _DOUBT)
    keep = np.maximum(forward, backward) >= _LEAST
    keep &= left > 0
    return table.rows[keep], table.columns[keep], forward[keep], backward[keep]


def compact(source: Sentences, target: Sentences, entries: tuple[np.ndarray, ...]) -> bytes:
    """The file without words that have no entry left."""
    rows, columns, forward, backward = entries
    kept_rows, new_rows = np.unique(rows, return_inverse=True)
    kept_columns, new_columns = np.unique(columns, return_inverse=True)
    return serialise(
        [source.words[k] for k in kept_rows],
        [target.words[k] for k in kept_columns],
        new_rows,
        new_columns,
        forward,
        backward,
        source.share[kept_rows],
        target.share[kept_columns],
    )


def units(pairs: Sequence[Pair]) -> list[list[str]]:
    """The Vietnamese sides as units; syllables with a capital inside a sentence are marked."""
    words = learn_words([p[0] for p in pairs], [p[2] for p in pairs])
    print(f"{len(words)} words of several syllables", file=sys.stderr)

    def known(unit: str) -> bool:
        return unit.startswith(CAPITAL) or unit in words

    return [source_units(p[0], known) for p in pairs]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path, nargs="+", help="gzip TSV: source, Vietnamese, English")
    parser.add_argument("--out", type=Path, required=True, help="the .npz file to write")
    options = parser.parse_args()
    began = time.process_time()
    pairs = list(read(options.pairs))
    print(f"{len(pairs)} pairs", file=sys.stderr)
    weights = [p[2] for p in pairs]
    source = index(units(pairs), weights)
    target = index([stems(p[1]) for p in pairs], weights)
    table, counts, _, _ = learn(source, target, np.array(weights))
    content = compact(source, target, pruned(table, counts))
    options.out.write_bytes(content)
    print(f"{len(content)} bytes, {time.process_time() - began:.0f} s of CPU time", file=sys.stderr)


if __name__ == "__main__":
    main()
