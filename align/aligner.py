"""The aligner: texts → evidence → move scores → path → moved sentences → confidence, verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from songngu.align.band import parts
from songngu.align.channels import Bitext, read_bitext
from songngu.align.features import Rectangle, bead_score, score_moves
from songngu.align.fixed import checked, corners, in_order, uncrossed, without
from songngu.align.lattice import (
    GROUP,
    Groups,
    Lattice,
    Posterior,
    best_path,
    groups_of,
    move_probability,
    posterior,
)
from songngu.align.moved import candidates, with_moved
from songngu.align.rescoring import Texts, rescored
from songngu.align.scorers import SegmentScorer
from songngu.align.verdict import (
    Link,
    document_features,
    judged,
    link_confidence,
    link_features,
    not_parallel,
    parallel,
    verdict_probabilities,
)
from songngu.align.weights import Model, Weights, default_weights
from songngu.corpora.types import Alignment, Bead, BlockKind, Verdict

VERSION = "0.3.0"  # of the method; changes whenever the same weights would give another result
Ask = Callable[[Lattice, Posterior, Rectangle], Lattice]
HIGH_CONFIDENCE = 0.5  # from here on a link may be shown as found rather than as a guess
MIN_CONFIDENCE = 0.3  # links below are dissolved: an editor is better off without them


def _check(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None,
    source_kinds: Sequence[BlockKind] | None,
    target_kinds: Sequence[BlockKind] | None,
    drafted: str,
) -> None:
    for name, side in (("source", source), ("target", target), ("drafts", drafts)):
        if isinstance(side, str):
            raise ValueError(
                f"{name} is one string, expected a sequence of segments; put it into a list"
            )
    n_drafted = len(source if drafted == "source" else target)
    if drafts is not None and len(drafts) != n_drafted:
        raise ValueError(
            f"found {len(drafts)} drafts for {n_drafted} {drafted} segments, expected one for each "
            "Vietnamese segment; give an empty string where a draft failed"
        )
    sides = (("source", source, source_kinds), ("target", target, target_kinds))
    for name, side, kinds in sides:
        if kinds is not None and len(kinds) != len(side):
            raise ValueError(
                f"found {len(kinds)} block kinds for {len(side)} {name} segments, expected one "
                "for each"
            )


def signature(
    weights: Weights,
    *,
    drafts: bool,
    min_confidence: float = MIN_CONFIDENCE,
    scorers: Sequence[SegmentScorer] = (),
) -> str:
    """The settings string of an alignment made with these weights."""
    asked = "".join(f"|scorer:{scorer.signature}" for scorer in scorers)
    used = "yes" if drafts else "no"
    return (
        f"songngu-align|v:{VERSION}|groups:{GROUP}|weights:{weights.digest}|drafts:{used}"
        f"|min:{min_confidence:g}{asked}"
    )


def decode(lattice: Lattice, sums: Posterior, area: Rectangle) -> list[Link]:
    """The links of the best path through an area with their probabilities, in path order."""
    links = []
    for move, row, column in best_path(lattice).moves:
        probability = move_probability(lattice, sums, move, row, column)
        groups = groups_of(move, row + area.top, column + area.left)
        score = float(lattice.scores[move, row, column - lattice.first[row]]) / len(groups)
        links += [Link(group, score, probability) for group in groups]
    return links


def path_links(
    bitext: Bitext, weights: Weights, fixed: Sequence[Groups] = (), ask: Ask | None = None
) -> list[Link]:
    """The links of the best path between the segments that no hand link holds, in path order.

    Args:
        bitext: The texts; their blank segments, those of hand links among them, stay alone.
        weights: The model.
        fixed: Hand links, which the path does not cross where they stand in order.
        ask: Gives a part's lattice what scorers say of it.
    """
    links = []
    for part in parts(bitext, corners(fixed)):
        area, window = part.area, part.window
        lattice = score_moves(bitext, window.first, window.width, weights, area)
        sums = posterior(lattice)
        ordered = in_order(fixed, area, lattice, sums)
        if ordered:
            lattice = uncrossed(lattice, ordered, area)
            sums = posterior(lattice)
        if ask is not None:
            lattice = ask(lattice, sums, area)
            sums = posterior(lattice)
        links += decode(lattice, sums, area)
    return links


def all_links(
    bitext: Bitext, weights: Weights, fixed: Sequence[Groups] = (), ask: Ask | None = None
) -> list[Link]:
    """The links of the path, those over a distance and those made by hand."""
    model = weights.model(drafts="words" in bitext.channels)
    free = without(bitext, fixed)
    links = path_links(free, weights, fixed, ask)
    links = with_moved(links, candidates(free, links, weights), model)
    for groups in fixed:
        if groups[0] and groups[1]:
            links.append(Link(groups, bead_score(bitext, *groups, weights), 1.0, fixed=True))
    return links


def _judge(
    bitext: Bitext, links: Sequence[Link], model: Model
) -> tuple[list[float], Verdict, float]:
    """Confidence of each link, the verdict and its probability."""
    document = document_features(bitext, links)
    probabilities = verdict_probabilities(document, model.verdict)
    if bitext.one_language:
        probabilities = not_parallel(probabilities)
    verdict = judged(probabilities)
    together = parallel(probabilities)
    confidences = [
        link_confidence(link, link_features(link, document), model.confidence, together)
        for link in links
    ]
    return confidences, verdict, probabilities[verdict]


def complete(beads: Sequence[Bead], n_source: int, n_target: int) -> tuple[Bead, ...]:
    """The beads with a null bead for each segment that has none.

    Order: by first source index; a null bead of the target side follows the bead of the target
    segment before it.
    """
    linked = {i for bead in beads for i in bead.source}
    ordered = [bead for bead in beads if bead.source]
    ordered += [Bead((i,), (), 0.0, 0.0) for i in range(n_source) if i not in linked]
    ordered.sort(key=lambda bead: bead.source[0])
    place = {j: k for k, bead in enumerate(ordered) for j in bead.target}
    alone = {j: bead for bead in beads if not bead.source for j in bead.target}
    following: list[list[Bead]] = [[] for _ in range(len(ordered) + 1)]
    last = -1
    for j in range(n_target):
        bead = alone.get(j, Bead((), (j,), 0.0, 0.0))
        if j not in place and bead.target[0] == j:
            following[last + 1].append(bead)
        last = place.get(j, last)
    out = following[0]
    for bead, after in zip(ordered, following[1:], strict=True):
        out += [bead, *after]
    return tuple(out)


def _beads(
    links: Sequence[Link], confidences: Sequence[float], fixed: Sequence[Groups], least: float
) -> list[Bead]:
    """The links of enough confidence as beads, and the hand-made null beads."""
    beads = [
        Bead(*link.groups, link.score, confidence, link.fixed)
        for link, confidence in zip(links, confidences, strict=True)
        if link.fixed or confidence >= least
    ]
    return beads + [Bead(*groups, 0.0, 1.0, True) for groups in fixed if not all(groups)]


def _mirrored(alignment: Alignment, n_source: int, n_target: int) -> Alignment:
    """The alignment with its sides exchanged; the sizes are those after that."""
    beads = [replace(bead, source=bead.target, target=bead.source) for bead in alignment.beads]
    return replace(alignment, beads=complete(beads, n_source, n_target))


def _is(language: str, primary: str) -> bool:
    return language.replace("_", "-").split("-")[0].lower() == primary


def _aligned(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None,
    *,
    languages: tuple[str, str],
    kinds: tuple[Sequence[BlockKind] | None, Sequence[BlockKind] | None],
    held: Sequence[Groups],
    least: float,
    scorers: Sequence[SegmentScorer],
    weights: Weights,
) -> Alignment:
    """The alignment of a Vietnamese source with an English target, all arguments checked."""
    drafted = drafts is not None
    settings = signature(weights, drafts=drafted, min_confidence=least, scorers=scorers)
    if not source or not target:
        beads = complete(_beads([], [], held, least), len(source), len(target))
        return Alignment(beads, Verdict.UNRELATED, 1.0, settings)
    bitext = read_bitext(source, target, drafts, weights, languages, kinds)
    texts = Texts(source, drafts or [""] * len(source), target)
    ask = partial(rescored, texts=texts, scorers=scorers) if scorers else None
    links = all_links(bitext, weights, held, ask)
    confidences, verdict, certainty = _judge(bitext, links, weights.model(drafts=drafted))
    found = _beads(links, confidences, held, least)
    return Alignment(complete(found, len(source), len(target)), verdict, certainty, settings)


def align(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None = None,
    *,
    source_language: str = "vi",
    target_language: str = "en",
    min_confidence: float = MIN_CONFIDENCE,
    fixed: Sequence[tuple[Sequence[int], Sequence[int]]] = (),
    source_kinds: Sequence[BlockKind] | None = None,
    target_kinds: Sequence[BlockKind] | None = None,
    scorers: Sequence[SegmentScorer] = (),
    weights: Weights | None = None,
) -> Alignment:
    """The alignment of two texts, with a confidence for each bead and a verdict on the pair.

    Args:
        source: Source segments (Vietnamese), in order.
        target: Target segments (English), in order.
        drafts: A machine translation of each Vietnamese segment, an empty string where it failed.
            Without them words are compared by the lexicon alone, and confidences are lower.
        source_language: Language of the source. With English as the source and Vietnamese as the
            target the result is that of the exchanged sides, mirrored.
        target_language: Language of the target.
        min_confidence: Links of lower confidence become null beads, 0–1.
        fixed: Links made by hand, as source and target indices; with one side empty, segments
            that have no counterpart. They may cross, have gaps and be of any size. They come back
            as they are, with confidence 1, and the rest is aligned around them.
        source_kinds: What kind of block each source segment comes from; compared with
            ``target_kinds`` where both are given.
        target_kinds: The same of the target segments.
        scorers: Asked about the links that all other evidence leaves open.
        weights: Learned numbers to use instead of those in the package.

    Returns:
        Beads of up to 5 segments on one side and 1 on the other, or up to 3 on both, every segment
        in exactly one. Links may cross. The same input gives the same result.

    Raises:
        ValueError: Unequal numbers of segments and drafts or kinds, one string for a sequence,
            hand links that contradict each other or name no segment, or ``min_confidence`` outside
            0–1.
    """
    exchanged = _is(source_language, "en") and _is(target_language, "vi")
    drafted = "target" if exchanged else "source"
    _check(source, target, drafts, source_kinds, target_kinds, drafted)
    if not 0 <= min_confidence <= 1:
        raise ValueError(f"min_confidence is {min_confidence}, expected a number from 0 to 1")
    held = checked(fixed, len(source), len(target))
    sides, kinds = (source, target), (source_kinds, target_kinds)
    languages = source_language, target_language
    if exchanged:
        sides, kinds, languages = sides[::-1], kinds[::-1], languages[::-1]
        held = tuple((theirs, ours) for ours, theirs in held)
    alignment = _aligned(
        *sides,
        drafts,
        languages=languages,
        kinds=kinds,
        held=held,
        least=min_confidence,
        scorers=scorers,
        weights=weights or default_weights(),
    )
    return _mirrored(alignment, len(source), len(target)) if exchanged else alignment
