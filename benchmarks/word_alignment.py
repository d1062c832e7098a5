"""How well words are linked: ``word_alignment.py [GOLD.txt]`` → AER, names, numbers, time.

The file beside this one holds sentence pairs aligned by hand and says in its head how to read it.
Alignment error rate as in Och and Ney (2003), over pairs of words; a link of several words counts
as all pairs of theirs.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from songngu.translate.word_alignment import WordLink, align_words

GOLD = Path(__file__).with_name("word_alignment_gold.txt")
_PART = re.compile(r"([\[(])(\d+)([nv]?)(=?) ([^\])]*)[\])]")
_WORD = re.compile(r"[^\W_]+")
Pair = tuple[int, int]


@dataclass(frozen=True)
class Gold:
    """A sentence pair and what stands for what, as pairs of places of words.

    Attributes:
        sure: Pairs that have to be found.
        possible: Those and the ones that may be found.
        kinds: ``n`` or ``v`` of the sure pairs that are a name or a value.
    """

    source: str
    target: str
    sure: frozenset[Pair]
    possible: frozenset[Pair]
    kinds: dict[Pair, str]


@dataclass
class _Side:
    text: str
    groups: dict[int, list[int]]
    maybe: dict[int, list[int]]
    kinds: dict[int, str]
    in_order: set[int]


def _side(line: str) -> _Side:
    side = _Side("", {}, {}, {}, set())
    at = 0
    for part in _PART.finditer(line):
        side.text += line[at : part.start()]
        at = part.end()
        opening, number, kind, order, words = part.groups()
        first = len(_WORD.findall(side.text))
        side.text += words
        places = range(first, len(_WORD.findall(side.text)))
        groups = side.groups if opening == "[" else side.maybe
        groups.setdefault(int(number), []).extend(places)
        if kind:
            side.kinds[int(number)] = kind
        if order:
            side.in_order.add(int(number))
    side.text += line[at:]
    return side


def _gold(lines: Sequence[str]) -> Gold:
    ours, theirs = map(_side, lines)
    sure: set[Pair] = set()
    possible: set[Pair] = set()
    kinds: dict[Pair, str] = {}
    for number, places in ours.groups.items():
        others = theirs.groups.get(number, [])
        if number in ours.in_order and len(places) == len(others):
            pairs = set(zip(places, others, strict=True))
        else:
            pairs = {(i, j) for i in places for j in others}
        sure |= pairs
        kinds |= dict.fromkeys(pairs, ours.kinds.get(number, theirs.kinds.get(number, "")))
    for number in ours.groups.keys() | ours.maybe.keys():
        all_ours = ours.groups.get(number, []) + ours.maybe.get(number, [])
        all_theirs = theirs.groups.get(number, []) + theirs.maybe.get(number, [])
        possible |= {(i, j) for i in ours.maybe.get(number, []) for j in all_theirs}
        possible |= {(i, j) for i in all_ours for j in theirs.maybe.get(number, [])}
    return Gold(ours.text, theirs.text, frozenset(sure), frozenset(possible | sure), kinds)


def read(path: Path) -> list[Gold]:
    """The sentence pairs of a file.

    Raises:
        ValueError: A pair has not two lines, or a group only one side.
    """
    content = "\n".join(
        line for line in path.read_text("utf-8").split("\n") if not line.startswith("#")
    )
    found = []
    for block in re.split(r"\n\s*\n", content.strip()):
        lines = block.strip().split("\n")
        if len(lines) != 2:
            raise ValueError(f"{path}: expected two lines a pair, found {block!r}")
        one, other = (set(_side(line).groups) for line in lines)
        # Vietnamese says more with particles, and such groups have nothing opposite.
        if other - one:
            raise ValueError(f"{path}: groups {sorted(other - one)} on one side only: {block!r}")
        found.append(_gold(lines))
    return found


def word_pairs(gold: Gold, links: Iterable[WordLink]) -> set[Pair]:
    """The links as pairs of places of words."""

    def places(text: str, span: tuple[int, int]) -> list[int]:
        words = enumerate(_WORD.finditer(text))
        return [k for k, word in words if word.start() < span[1] and span[0] < word.end()]

    return {
        (i, j)
        for link in links
        for i in places(gold.source, link.source)
        for j in places(gold.target, link.target)
    }


@dataclass(frozen=True)
class Quality:
    """Alignment error rate, precision and recall; recall and precision of names and values."""

    error_rate: float
    precision: float
    recall: float
    names: tuple[float, float]
    values: tuple[float, float]


def quality(
    pairs: Sequence[Gold], align: Callable[[str, str], Iterable[WordLink]] = align_words
) -> Quality:
    """How well an aligner does on sentence pairs."""
    n_found = n_sure = found_sure = found_possible = 0
    kinds = {kind: [0, 0, 0] for kind in "nv"}  # gold, gold found, links at such words
    for gold in pairs:
        found = word_pairs(gold, align(gold.source, gold.target))
        n_found += len(found)
        n_sure += len(gold.sure)
        found_sure += len(found & gold.sure)
        found_possible += len(found & gold.possible)
        for kind, counts in kinds.items():
            wanted = {pair for pair in gold.sure if gold.kinds[pair] == kind}
            ours = {i for i, _ in wanted}
            counts[0] += len(wanted)
            counts[1] += len(wanted & found)
            counts[2] += len({p for p in found if p[0] in ours} - (gold.possible - gold.sure))
    return Quality(
        1 - (found_sure + found_possible) / (n_found + n_sure),
        found_possible / n_found,
        found_sure / n_sure,
        *((c[1] / max(1, c[0]), c[1] / max(1, c[2])) for c in kinds.values()),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="?", default=GOLD)
    parser.add_argument("--show", action="store_true", help="print what is missing and wrong")
    options = parser.parse_args()
    pairs = read(options.gold)
    result = quality(pairs)
    print(f"{len(pairs)} pairs, AER {result.error_rate:.3f}")
    print(f"precision {result.precision:.3f}, recall {result.recall:.3f} of sure links")
    for name, (recall, precision) in (("names", result.names), ("values", result.values)):
        print(f"{name}: recall {recall:.3f}, precision {precision:.3f}")
    certain = quality(pairs, lambda a, b: [x for x in align_words(a, b) if x.probability >= 0.5])
    print(
        f"links of probability .5 and more: precision {certain.precision:.3f}, "
        f"recall {certain.recall:.3f}"
    )
    began = time.process_time()
    for _ in range(5):
        for gold in pairs:
            align_words(gold.source, gold.target)
    spent = (time.process_time() - began) / 5 / len(pairs)
    n_words = sum(len(_WORD.findall(gold.source)) for gold in pairs) / len(pairs)
    print(f"{spent * 1000:.2f} ms of CPU time a pair of {n_words:.0f} syllables on average")
    if options.show:
        show(pairs)


def show(pairs: Sequence[Gold]) -> None:
    for gold in pairs:
        ours, theirs = (_WORD.findall(text) for text in (gold.source, gold.target))
        found = word_pairs(gold, align_words(gold.source, gold.target))
        print(f"{gold.source}\n{gold.target}")
        for mark, wrong in (("-", gold.sure - found), ("+", found - gold.possible)):
            print("   ", *(f"{mark}{ours[i]}/{theirs[j]}" for i, j in sorted(wrong)))


if __name__ == "__main__":
    main()
