"""Parallel sentences in document order, and drafts of them.

Drafts are a machine's own of the same sentences, or the English side degraded, or something in
between.
"""

from __future__ import annotations

import csv
import dataclasses
import gzip
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from songngu.corpora.types import BlockKind

NEWS = ("EVBNews", "baosongngu-news")

# Of every so many sentence pairs, which are kept from the lexicon for training and for testing.
HELD_OUT = {
    "EVBNews": (3000, range(0, 640), range(1500, 1660)),
    "baosongngu-news": (1000, range(100, 360), range(600, 680)),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation.

    Attributes:
        source, target: Vietnamese and English.
        draft: A machine's draft, None where there is none.
        run: Number of the run it comes from.
        kind: What block it stands in.
    """

    source: str
    target: str
    draft: str | None = None
    run: int = -1
    kind: BlockKind = BlockKind.PARAGRAPH


def held_out(name: str, place: int) -> str:
    """What the ``place``-th sentence pair of a source is kept for, empty where the lexicon has it.

    ``train`` is for bead weights and calibration, which must not see what the lexicon was learned
    from, and ``test`` for measuring. Both are runs, so that articles stay together.
    """
    span, train, test = HELD_OUT.get(name, (1, range(0), range(0)))
    if place % span in train:
        return "train"
    return "test" if place % span in test else ""


def read_pairs(path: Path, names: Sequence[str] = NEWS) -> dict[str, list[tuple[str, str]]]:
    """The sentence pairs of the named sources, in file order."""
    csv.field_size_limit(1 << 24)
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            name, source, target = line.rstrip("\n").split("\t")
            if name in found and source.strip() and target.strip():
                found[name].append((source, target))
    return found


def read_drafts(path: Path | None) -> dict[str, str]:
    """Drafts by Vietnamese sentence from a TSV file (Vietnamese, draft); none without a file."""
    if path is None:
        return {}
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return {row[0]: row[1] for row in rows}


def runs(pairs: dict[str, list[tuple[str, str]]], drafts: dict[str, str], part: str) -> Runs:
    """The runs of pairs that are held out for ``train`` or ``test``."""
    found: list[list[Pair]] = []
    for name, rows in pairs.items():
        before = ""
        for place, (source, target) in enumerate(rows):
            use = held_out(name, place)
            if use == part:
                if before != part:
                    found.append([])
                found[-1].append(Pair(source, target, drafts.get(source), len(found)))
            before = use
    return Runs([run for run in found if len(run) >= _SHORTEST_RUN])


_SHORTEST_RUN = 24
_ENDS = (".", "!", "?", ":", '"', "”", "…", ")", ";", ",")


@dataclass
class Runs:
    """Runs of consecutive pairs to draw from, and words to corrupt drafts with."""

    runs: list[list[Pair]]
    vocabulary: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.vocabulary = [w for run in self.runs for p in run for w in p.target.split()]

    def stretch(
        self, size: int, rng: random.Random, wanted: Callable[[list[Pair]], bool]
    ) -> list[Pair]:
        """Consecutive pairs that are as wanted; the last ones tried if none are found soon."""
        part: list[Pair] = []
        for _ in range(200):
            run = rng.choices(self.runs, [len(run) for run in self.runs])[0]
            start = rng.randrange(max(1, len(run) - size + 1))
            part = run[start : start + size]
            if len(part) == size and wanted(part):
                break
        return part


def one_article(part: Sequence[Pair]) -> bool:
    """Whether no line but the first looks like a title, so that the lines belong together."""
    return all(pair.source.rstrip().endswith(_ENDS) for pair in part[1:])


def drafted(part: Sequence[Pair]) -> bool:
    """Whether all pairs have a machine's draft."""
    return all(pair.draft is not None for pair in part)


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


def with_drafts(pairs: Sequence[Pair], vocabulary: Sequence[str], rng: random.Random) -> list[Pair]:
    """The pairs with drafts of one manner for the text, of its own quality for each sentence.

    A machine's own (half of the time, where there are any; of these a third with some of the
    sentences better, as a better machine might put them), otherwise the English degraded. Now and
    then single drafts have failed and are empty, rarely many of them.
    """
    mean = rng.uniform(0.2, 0.8)
    better = rng.uniform(0.2, 0.7) if rng.random() < 0.33 else 0.0
    machine = drafted(pairs) and rng.random() < 0.6
    failed = rng.choice((0.0, 0.0, 0.0, 0.03, rng.uniform(0, 0.1), rng.uniform(0, 0.6)))
    out = []
    for pair in pairs:
        quality = max(0.1, rng.betavariate(6 * mean, 6 * (1 - mean)))
        draft = pair.draft or ""
        if not machine:
            draft = degrade(pair.target, quality, vocabulary, rng)
        elif rng.random() < better:
            draft = degrade(pair.target, rng.uniform(0.5, 0.9), vocabulary, rng)
        if rng.random() < failed:
            draft = ""
        out.append(dataclasses.replace(pair, draft=draft))
    return out


def with_blocks(pairs: Sequence[Pair], rng: random.Random) -> list[Pair]:
    """The pairs as a page has them: a title, perhaps a lead, here and there a caption."""
    kinds = [BlockKind.CAPTION if rng.random() < 0.07 else BlockKind.PARAGRAPH for _ in pairs]
    kinds[0] = BlockKind.TITLE
    if len(kinds) > 1 and rng.random() < 0.7:
        kinds[1] = BlockKind.LEAD
    return [dataclasses.replace(p, kind=kind) for p, kind in zip(pairs, kinds, strict=True)]
