"""Synthetic bitexts with known beads, made from parallel sentences in document order.

Consecutive sentence pairs become two texts whose segments are then merged, shifted, deleted,
inserted and swapped; drafts are the English side degraded to about what a machine translation
shares with a reference (or real drafts of the same sentences).
"""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Pair = tuple[str, str, str]  # source, target, draft
Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]
VERDICTS = ("translation", "partial", "same-topic", "unrelated")

# Of every so many sentence pairs, which are kept from the lexicon for training and for testing.
HELD_OUT = {
    "EVBNews": (3000, range(0, 640), range(1500, 1660)),
    "baosongngu-news": (1000, range(100, 360), range(600, 680)),
}


@dataclass
class Sample:
    """Two texts with drafts, the beads between them and what they are to each other."""

    source: list[str]
    target: list[str]
    drafts: list[str]
    beads: Beads
    verdict: str


def held_out(name: str, place: int) -> str:
    """What the ``place``-th sentence pair of a source is kept for, empty where the lexicon has it.

    ``train`` is for bead weights and calibration, which must not see what the lexicon was learned
    from, and ``test`` for measuring. Both are runs, so that articles stay together.
    """
    span, train, test = HELD_OUT.get(name, (1, range(0), range(0)))
    if place % span in train:
        return "train"
    return "test" if place % span in test else ""


def read_pairs(path: Path, names: Sequence[str]) -> list[list[tuple[str, str]]]:
    """The sentence pairs of the named sources, in file order, one list for each source."""
    csv.field_size_limit(1 << 24)
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            name, source, target = line.rstrip("\n").split("\t")
            if name in found and source.strip() and target.strip():
                found[name].append((source, target))
    return list(found.values())


def degrade(text: str, quality: float, vocabulary: Sequence[str], rng: random.Random) -> str:
    """An English sentence of which about ``quality`` of the words stay as they are."""
    words = []
    for word in text.split():
        if rng.random() < quality:
            words.append(word)
            continue
        how = rng.random()
        if how < 0.15 and len(word) > 4:
            words.append(word[:-1] if word.endswith("s") else word + "s")
        elif how < 0.8:
            words.append(rng.choice(vocabulary))
        if how > 0.95:
            words.append(rng.choice(vocabulary))
    for k in range(len(words) - 1):
        if rng.random() < 0.1:
            words[k], words[k + 1] = words[k + 1], words[k]
    return " ".join(words)


def with_drafts(
    pairs: Sequence[tuple[str, str]], vocabulary: Sequence[str], rng: random.Random
) -> list[Pair]:
    """The pairs with degraded drafts, of one quality for the text and its own for each sentence."""
    mean = rng.uniform(0.35, 0.75)
    out = []
    for source, target in pairs:
        quality = rng.betavariate(6 * mean, 6 * (1 - mean))
        out.append((source, target, degrade(target, max(0.1, quality), vocabulary, rng)))
    return out


def _join(parts: Sequence[str]) -> str:
    return " ".join(parts)


def assemble(pairs: Sequence[Pair], operations: Sequence[tuple[str, int]]) -> Sample:
    """The texts that come from applying operations to consecutive pairs.

    An operation is ``(name, n)``: ``keep`` (n pairs 1-1), ``n-1`` and ``1-n`` (merge n), ``shift``
    (three pairs cut differently on the two sides), ``swap`` (two pairs, English swapped), ``cross``
    (four pairs as a 2-2 whose middle cut differs), ``drop-source``/``drop-target`` (n pairs).
    """
    sample = Sample([], [], [], [], "translation")
    at = 0
    for name, n in operations:
        rows = list(pairs[at : at + n])
        at += n
        _apply(sample, name, rows)
    return sample


def _add(sample: Sample, sources: list[list[Pair]], targets: list[list[Pair]]) -> None:
    s, t = len(sample.source), len(sample.target)
    for group in sources:
        sample.source.append(_join([p[0] for p in group]))
        sample.drafts.append(_join([p[2] for p in group]))
    sample.target.extend(_join([p[1] for p in group]) for group in targets)
    source = tuple(range(s, len(sample.source)))
    target = tuple(range(t, len(sample.target)))
    if source and target:
        sample.beads.append((source, target))


def _apply(sample: Sample, name: str, rows: list[Pair]) -> None:
    singles = [[row] for row in rows]
    if name == "keep":
        for row in singles:
            _add(sample, [row], [row])
    elif name == "n-1":
        _add(sample, singles, [rows])
    elif name == "1-n":
        _add(sample, [rows], singles)
    elif name == "shift" and len(rows) >= 3:
        _add(sample, [rows[:-1], rows[-1:]], [rows[:1], rows[1:]])
    elif name == "shift-back" and len(rows) >= 3:
        _add(sample, [rows[:1], rows[1:]], [rows[:-1], rows[-1:]])
    elif name == "swap" and len(rows) == 2:
        s, t = len(sample.source), len(sample.target)
        _add(sample, [], [[rows[1]], [rows[0]]])
        _add(sample, singles, [])
        sample.beads += [((s,), (t + 1,)), ((s + 1,), (t,))]
    elif name == "drop-source":
        _add(sample, [], singles)
    elif name == "drop-target":
        _add(sample, singles, [])
    else:
        _apply(sample, "keep", rows)


CHANGES = (
    ("n-1", 2, 4),
    ("1-n", 2, 4),
    ("n-1", 3, 2),
    ("1-n", 3, 2),
    ("n-1", 4, 1),
    ("1-n", 4, 1),
    ("shift", 3, 3),
    ("shift-back", 3, 3),
    ("swap", 2, 3),
    ("drop-source", 1, 8),
    ("drop-target", 1, 8),
)


def plan(n_pairs: int, rate: float, rng: random.Random) -> list[tuple[str, int]]:
    """Operations over ``n_pairs`` pairs, of which about ``rate`` start a change."""
    operations: list[tuple[str, int]] = []
    kinds = rng.sample(CHANGES, rng.randint(1, len(CHANGES)))
    left = n_pairs
    while left:
        name, n = "keep", 1
        if rng.random() < rate:
            name, n, _ = rng.choices(kinds, [kind[2] for kind in kinds])[0]
        if n > left:
            name, n = "keep", 1
        operations.append((name, n))
        left -= n
    return operations


def gaps(n_pairs: int, share: float, rng: random.Random) -> list[tuple[str, int]]:
    """Operations that keep ``1 - share`` of the pairs, in runs, and give the rest to one side."""
    sides = rng.choice((("drop-source",), ("drop-target",), ("drop-source", "drop-target")))
    operations: list[tuple[str, int]] = []
    left = n_pairs
    while left:
        n = min(left, rng.randint(1, 5))
        operations.append((rng.choice(sides) if rng.random() < share else "keep", n))
        left -= n
    return operations


def _cut(
    pairs: Sequence[tuple[str, str]],
    rng: random.Random,
    at: int | None = None,
    size: int | None = None,
) -> slice:
    size = size or rng.randint(*rng.choice(((4, 12), (5, 34))))
    start = rng.randrange(0, max(1, len(pairs) - 80)) if at is None else at
    return slice(start, start + size)


def _other_size(cut: slice, rng: random.Random) -> int | None:
    """Sizes of two texts must not tell whether they are translations: half the time as large."""
    size = int(cut.stop - cut.start)
    return max(3, size + rng.randint(-1, 1)) if rng.random() < 0.5 else None


def _mismatch(one: list[Pair], other: list[Pair], verdict: str) -> Sample:
    return Sample([p[0] for p in one], [p[1] for p in other], [p[2] for p in one], [], verdict)


def draw(
    corpora: Sequence[Sequence[tuple[str, str]]],
    vocabulary: Sequence[str],
    verdict: str,
    rng: random.Random,
) -> Sample:
    """A random bitext of the given verdict."""
    pairs = rng.choices(corpora, [len(c) for c in corpora])[0]
    cut = _cut(pairs, rng)
    rows = with_drafts(pairs[cut], vocabulary, rng)
    if verdict == "unrelated":
        size = _other_size(cut, rng)
        other = _cut(pairs, rng, size=size)
        while abs(other.start - cut.start) < 300:
            other = _cut(pairs, rng, size=size)
        return _mismatch(rows, with_drafts(pairs[other], vocabulary, rng), verdict)
    if verdict == "same-topic" and rng.random() < 0.5:
        # Two reports of one event: alternate sentences of one article, with the same names.
        both = with_drafts(pairs[slice(cut.start, 2 * cut.stop - cut.start)], vocabulary, rng)
        return _mismatch(both[::2], both[1::2], verdict)
    if verdict == "same-topic":
        after = _cut(pairs, rng, at=cut.stop, size=_other_size(cut, rng))
        return _mismatch(rows, with_drafts(pairs[after], vocabulary, rng), verdict)
    if verdict == "partial":
        sample = assemble(rows, gaps(len(rows), rng.uniform(0.45, 0.8), rng))
    else:
        rate = rng.choice((0.0, 0.05, 0.15, 0.3, 0.45))
        sample = assemble(rows, plan(len(rows), rate, rng))
    if sample.source and sample.target:
        sample.verdict = label(sample)
    return sample


def label(sample: Sample) -> str:
    """``translation`` where 70 % of each side's segments have a counterpart, else ``partial``."""
    source = sum(len(a) for a, _ in sample.beads) / len(sample.source)
    target = sum(len(b) for _, b in sample.beads) / len(sample.target)
    return "translation" if min(source, target) >= 0.7 else "partial"
