"""Recipes that make two texts with known beads of consecutive sentence pairs.

Segments are merged, cut differently on the two sides, left out, inserted, swapped and moved; or the
two texts are no translations of each other at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from alignment_pairs import Pair, Runs, drafted, one_article, with_blocks, with_drafts

from songngu.align.channels import Bitext, read_bitext
from songngu.align.weights import Weights
from songngu.corpora.types import BlockKind

Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]
VERDICTS = ("translation", "partial", "same-topic", "unrelated")
ENOUGH = 0.7  # share of either side that must have a counterpart for a translation


@dataclass
class Sample:
    """Two texts with drafts, the beads between them and what they are to each other."""

    source: list[str]
    target: list[str]
    drafts: list[str]
    beads: Beads
    verdict: str
    kinds: tuple[list[BlockKind], list[BlockKind]] | None = None

    def bitext(self, weights: Weights, *, drafts: bool) -> Bitext:
        """The evidence between the texts, with or without the drafts."""
        used = self.drafts if drafts else None
        kinds = self.kinds or (None, None)
        return read_bitext(self.source, self.target, used, weights, kinds=kinds)


class Builder:
    """Two texts under construction; every segment knows the bead that it belongs to, or −1."""

    def __init__(self) -> None:
        self.source: list[tuple[str, str, int, BlockKind]] = []
        self.target: list[tuple[str, int, BlockKind]] = []
        self.n_beads = 0

    def link(self, sources: Sequence[Sequence[Pair]], targets: Sequence[Sequence[Pair]]) -> None:
        """Add a bead whose segments are the given groups of sentences."""
        self._add(sources, targets, self.n_beads)
        self.n_beads += 1

    def alone(self, sources: Sequence[Pair], targets: Sequence[Pair]) -> None:
        """Add segments without counterpart."""
        self._add([[p] for p in sources], [[p] for p in targets], -1)

    def _add(
        self, sources: Iterable[Sequence[Pair]], targets: Iterable[Sequence[Pair]], bead: int
    ) -> None:
        for group in sources:
            drafts = [p.draft or "" for p in group]
            # One failed draft fails the segment: half a draft would be no draft of it.
            draft = " ".join(drafts) if all(drafts) else ""
            text = " ".join(p.source for p in group)
            self.source.append((text, draft, bead, group[0].kind))
        for group in targets:
            self.target.append((" ".join(p.target for p in group), bead, group[0].kind))

    def move(self, rng: random.Random) -> None:
        """Take the targets of a few neighbouring beads to a place further off."""
        bead, n_moved = rng.randrange(self.n_beads), rng.choice((1, 1, 1, 2, 3))
        taken = [t for t in self.target if bead <= t[1] < bead + n_moved]
        rest = [t for t in self.target if not bead <= t[1] < bead + n_moved]
        old = next(k for k, t in enumerate(self.target) if t[1] == bead)
        places = [
            k
            for k in range(len(rest) + 1)
            if abs(k - old) >= 2
            and (k in (0, len(rest)) or rest[k - 1][1] != rest[k][1] or rest[k][1] < 0)
        ]
        if places:
            near = [k for k in places if abs(k - old) <= 8]
            place = rng.choice(near if near and rng.random() < 0.6 else places)
            self.target = rest[:place] + taken + rest[place:]

    def swap(self, rng: random.Random) -> None:
        """Exchange two neighbouring targets that have one source each."""
        single = [b for b in range(self.n_beads - 1) if self._single(b) and self._single(b + 1)]
        if single:
            bead = rng.choice(single)
            i = next(k for k, t in enumerate(self.target) if t[1] == bead)
            j = next(k for k, t in enumerate(self.target) if t[1] == bead + 1)
            self.target[i], self.target[j] = self.target[j], self.target[i]

    def _single(self, bead: int) -> bool:
        return sum(s[2] == bead for s in self.source) == sum(t[1] == bead for t in self.target) == 1

    def sample(self) -> Sample:
        """The finished texts."""
        beads: Beads = []
        for bead in range(self.n_beads):
            sources = tuple(i for i, s in enumerate(self.source) if s[2] == bead)
            targets = tuple(j for j, t in enumerate(self.target) if t[1] == bead)
            beads.append((sources, targets))
        sources_, drafts = [s[0] for s in self.source], [s[1] for s in self.source]
        kinds = ([s[3] for s in self.source], [t[2] for t in self.target])
        sample = Sample(sources_, [t[0] for t in self.target], drafts, beads, "", kinds)
        sample.verdict = label(sample) if sample.source and sample.target else "unrelated"
        return sample


# Where a run of sentences is cut on either side: sentences per segment.
CUTS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    **{f"{n}-1": ((1,) * n, (n,)) for n in range(2, 6)},
    **{f"1-{n}": ((n,), (1,) * n) for n in range(2, 6)},
    "2-2": ((2, 1), (1, 2)),
    "2-2 back": ((1, 2), (2, 1)),
    "2-2 long": ((3, 1), (1, 3)),
    "2-2 even": ((2, 2), (1, 3)),
    "2-3": ((2, 2), (1, 2, 1)),
    "3-2": ((1, 2, 1), (2, 2)),
    "3-3": ((2, 2, 1), (1, 2, 2)),
    "3-3 back": ((1, 2, 2), (2, 2, 1)),
}
_SHARES = {"2-1": 5, "1-2": 5, "2-2": 5, "2-2 back": 5, "3-1": 2, "1-3": 2}
"""How often a way to cut is drawn; others 1."""


def cut(builder: Builder, name: str, rows: Sequence[Pair]) -> None:
    """Add a bead of the sentences cut in one of the ways of :data:`CUTS`."""

    def groups(sizes: Sequence[int]) -> list[Sequence[Pair]]:
        ends = [sum(sizes[: k + 1]) for k in range(len(sizes))]
        return [rows[end - size : end] for end, size in zip(ends, sizes, strict=True)]

    sources, targets = CUTS[name]
    builder.link(groups(sources), groups(targets))


def break_in_two(builder: Builder, pair: Pair, rng: random.Random) -> None:
    """Add a bead one of whose sides is one sentence wrongly split in two at a comma."""
    side = rng.random() < 0.5
    text = pair.source if side else pair.target
    commas = [k for k, c in enumerate(text) if c in ",;:" and 10 < k < len(text) - 10]
    if not commas:
        builder.link([[pair]], [[pair]])
        return
    at = rng.choice(commas) + 1
    words = (pair.draft or "").split()
    middle = round(len(words) * at / len(text))
    drafts = (" ".join(words[:middle]), " ".join(words[middle:]))
    texts = (text[:at].strip(), text[at:].strip())
    halves = [[Pair(t, t, d)] for t, d in zip(texts, drafts, strict=True)]
    builder.link(halves if side else [[pair]], [[pair]] if side else halves)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is done to a run of sentences.

    Attributes:
        cuts: Ways of :data:`CUTS` to draw from.
        cut: Share of the steps that are cut in one of these ways.
        broken: Share of the sentences that the splitter broke in two.
        lost: Share of the sentences that one side has not, on the sides named in ``losers``.
        losers: ``source``, ``target`` or both.
        run: Most sentences lost at once.
        inserted: Off-topic sentences for each sentence, on either side.
        swaps, moves: How many.
    """

    cuts: tuple[str, ...] = ()
    cut: float = 0.0
    broken: float = 0.0
    lost: float = 0.0
    losers: tuple[str, ...] = ("source", "target")
    run: int = 1
    inserted: float = 0.0
    swaps: int = 0
    moves: int = 0


def _cuts(rng: random.Random, n: int) -> tuple[str, ...]:
    names = list(CUTS)
    return tuple(rng.choices(names, [_SHARES.get(name, 1) for name in names], k=n))


def recipe(size: int, rng: random.Random) -> Recipe:
    """How a translation differs from its original: usually in one manner, sometimes in many."""
    rate = rng.choice((0.06, 0.12, 0.2, 0.35))
    few = rng.randint(1, 1 + size // 10)
    sides = rng.choice((("source",), ("target",), ("source", "target"), ("source", "target")))
    kinds = (
        (3, Recipe()),
        (6, Recipe(_cuts(rng, 1), rate)),
        (3, Recipe(_cuts(rng, 6), rate)),
        (1, Recipe(broken=rate)),
        (4, Recipe(lost=rng.choice((0.05, 0.15, 0.3)), losers=sides, run=rng.choice((1, 1, 4)))),
        (2, Recipe(inserted=rate / 2)),
        (2, Recipe(swaps=few)),
        (2, Recipe(moves=rng.randint(1, 2))),
        (
            5,
            Recipe(
                _cuts(rng, 4),
                rate,
                broken=rng.choice((0.0, 0.05)),
                lost=rng.choice((0.0, 0.1, 0.2)),
                losers=sides,
                run=rng.choice((1, 3)),
                inserted=rng.choice((0.0, 0.05)),
                swaps=rng.choice((0, few)),
                moves=rng.choice((0, 0, 1)),
            ),
        ),
    )
    return rng.choices([k for _, k in kinds], [w for w, _ in kinds])[0]


def assemble(
    rows: Sequence[Pair], how: Recipe, strangers: Callable[[], Pair], rng: random.Random
) -> Sample:
    """The two texts that a recipe makes of consecutive pairs."""
    builder = Builder()
    at = 0
    while at < len(rows):
        name = rng.choice(how.cuts) if how.cuts else ""
        size = sum(CUTS[name][0]) if name else 1
        if rng.random() < how.lost / (0.5 + how.run / 2):
            size = min(rng.randint(1, how.run), len(rows) - at)
            lost = rows[at : at + size]
            side = rng.choice(how.losers)
            builder.alone(*(([], lost) if side == "source" else (lost, [])))
        elif name and rng.random() < how.cut and at + size <= len(rows):
            cut(builder, name, rows[at : at + size])
        else:
            size = 1
            if rng.random() < how.broken:
                break_in_two(builder, rows[at], rng)
            else:
                builder.link([[rows[at]]], [[rows[at]]])
        at += size
        if rng.random() < how.inserted:
            builder.alone([strangers()], [])
        if rng.random() < how.inserted:
            builder.alone([], [strangers()])
    if builder.n_beads > 3:
        for _ in range(how.swaps):
            builder.swap(rng)
        for _ in range(how.moves):
            builder.move(rng)
    return builder.sample()


def label(sample: Sample) -> str:
    """``translation`` where 70 % of each side's segments have a counterpart, else ``partial``."""
    return "translation" if least_share(sample) >= ENOUGH else "partial"


def least_share(sample: Sample) -> float:
    """Share of the segments with a counterpart, on the side where it is smaller."""
    source = sum(len(a) for a, _ in sample.beads) / len(sample.source)
    target = sum(len(b) for _, b in sample.beads) / len(sample.target)
    return min(source, target)


def _size(rng: random.Random) -> int:
    return rng.randint(*rng.choice(((5, 12), (8, 24), (8, 24), (12, 40), (30, 60))))


def _rows(pool: Runs, rng: random.Random) -> list[Pair]:
    """Pairs for one text with drafts: mostly a run, sometimes several short ones in sequence."""
    wanted = drafted if rng.random() < 0.7 else lambda _: True
    size = _size(rng)
    rows: list[Pair] = []
    short = rng.random() < 0.25
    while len(rows) < size:
        part = rng.randint(2, 5) if short else size
        rows += pool.stretch(min(part, size - len(rows)), rng, wanted)
    return with_blocks(with_drafts(rows, pool.vocabulary, rng), rng)


def _partial(rng: random.Random) -> Recipe:
    """One side is an extract of the other, or each has much of its own."""
    sides = rng.choice((("source",), ("target",), ("source", "target")))
    return Recipe(_cuts(rng, 2), 0.08, lost=rng.uniform(0.35, 0.85), losers=sides, run=5)


def _mismatch(one: Sequence[Pair], other: Sequence[Pair], verdict: str) -> Sample:
    """Two texts without a common sentence."""
    drafts = [p.draft or "" for p in one]
    kinds = ([p.kind for p in one], [p.kind for p in other])
    return Sample([p.source for p in one], [p.target for p in other], drafts, [], verdict, kinds)


def _same_topic(pool: Runs, rng: random.Random) -> Sample:
    """Two reports of one event: parts of one article, which share its names and topics."""
    size = min(_size(rng), 28)

    def wanted(part: list[Pair]) -> bool:
        return one_article(part) and (drafted(part) or rng.random() < 0.3)

    both = with_drafts(pool.stretch(max(8, size), rng, wanted), pool.vocabulary, rng)
    how = rng.random()
    if how < 0.5:
        one, other = both[::2], both[1::2]
    else:
        middle = round(len(both) * rng.uniform(0.3, 0.7))
        one, other = both[:middle], both[middle:]
        if how < 0.75:
            one, other = other, one
    return _mismatch(one, other, "same-topic")


def _unrelated(pool: Runs, rng: random.Random) -> Sample:
    """Texts of different runs; half of the time of like size, so that sizes tell nothing."""
    while True:
        one, other = _rows(pool, rng), _rows(pool, rng)
        if rng.random() < 0.5:
            other = other[: max(3, len(one) + rng.randint(-1, 1))]
        if not {p.run for p in one} & {p.run for p in other}:
            return _mismatch(one, other, "unrelated")


def draw(pool: Runs, verdict: str, rng: random.Random) -> Sample:
    """A random bitext of the given verdict (a translation that lost much becomes partial).

    ``moved`` stands for a translation with sentences in other places.
    """
    if verdict == "unrelated":
        return _unrelated(pool, rng)
    if verdict == "same-topic":
        return _same_topic(pool, rng)

    def stranger() -> Pair:
        part = with_drafts(pool.stretch(1, rng, lambda _: True), pool.vocabulary, rng)
        return part[0]

    rows = _rows(pool, rng)
    if verdict == "moved":
        how = Recipe(_cuts(rng, 2), 0.1, lost=rng.choice((0.0, 0.1, 0.3)), moves=rng.randint(1, 3))
    else:
        how = recipe(len(rows), rng) if verdict == "translation" else _partial(rng)
    return assemble(rows, how, stranger, rng)


def _mislabelled(kinds: list[BlockKind], rng: random.Random) -> list[BlockKind]:
    """The kinds with what a reader of pages overlooks: some blocks taken for paragraphs."""
    return [BlockKind.PARAGRAPH if rng.random() < 0.1 else kind for kind in kinds]


def make(n: int, mixture: dict[str, float], pool: Runs, rng: random.Random) -> list[Sample]:
    """Samples in the given shares of verdicts; every one has segments on both sides.

    The kinds of the blocks are known in half of them.
    """
    samples: list[Sample] = []
    while len(samples) < n:
        verdict = rng.choices(list(mixture), list(mixture.values()))[0]
        sample = draw(pool, verdict, rng)
        if not (sample.source and sample.target):
            continue
        if sample.kinds is not None and rng.random() < 0.5:
            sample.kinds = None
        if sample.kinds is not None:
            source, target = sample.kinds
            sample.kinds = _mislabelled(source, rng), _mislabelled(target, rng)
        samples.append(sample)
    return samples
