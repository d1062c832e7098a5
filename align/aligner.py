"""The aligner: texts → evidence → move scores → best path → beads → confidence → verdict."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.align.band import window
from songngu.align.channels import Bitext, read_bitext
from songngu.align.features import score_moves
from songngu.align.lattice import (
    GROUP,
    Lattice,
    Path,
    best_path,
    groups_of,
    move_probability,
    posterior,
)
from songngu.align.verdict import (
    Link,
    document_features,
    judged,
    link_confidence,
    link_features,
    parallel,
    verdict_probabilities,
)
from songngu.align.weights import Model, Weights, default_weights
from songngu.corpora.types import Alignment, Bead, Verdict

VERSION = "0.3.0"  # of the method; changes whenever the same weights would give another result
HIGH_CONFIDENCE = 0.5  # from here on a link may be shown as found rather than as a guess
MIN_CONFIDENCE = 0.3  # links below are dissolved: an editor is better off without them


def _check(source: Sequence[str], target: Sequence[str], drafts: Sequence[str] | None) -> None:
    for name, side in (("source", source), ("target", target), ("drafts", drafts)):
        if isinstance(side, str):
            raise ValueError(
                f"{name} is one string, expected a sequence of segments; put it into a list"
            )
    if drafts is not None and len(drafts) != len(source):
        raise ValueError(
            f"found {len(drafts)} drafts for {len(source)} source segments, expected one for each; "
            "give an empty string where a draft failed"
        )


def signature(weights: Weights, *, drafts: bool) -> str:
    """The settings string of an alignment made with these weights."""
    used = "yes" if drafts else "no"
    return f"songngu-align|v:{VERSION}|groups:{GROUP}|weights:{weights.digest}|drafts:{used}"


def decode(lattice: Lattice) -> tuple[Path, list[Link]]:
    """The best path, and its links with their posterior probabilities, in path order."""
    path, sums = best_path(lattice), posterior(lattice)
    links = []
    for move, row, column in path.moves:
        probability = move_probability(lattice, sums, move, row, column)
        groups = groups_of(move, row, column)
        score = float(lattice.scores[move, row, column - lattice.first[row]]) / len(groups)
        links += [Link(group, score, probability) for group in groups]
    return path, links


def _judge(
    bitext: Bitext, links: Sequence[Link], model: Model
) -> tuple[list[float], Verdict, float]:
    """Confidence of each link, the verdict and its probability."""
    document = document_features(bitext, links)
    probabilities = verdict_probabilities(document, model.verdict)
    verdict = judged(probabilities, drafts="words" in bitext.channels)
    together = parallel(probabilities)
    confidences = [
        link_confidence(link_features(link, document), model.confidence, together) for link in links
    ]
    return confidences, verdict, probabilities[verdict]


def complete(links: Sequence[tuple[Link, float]], n_source: int, n_target: int) -> tuple[Bead, ...]:
    """The links as beads, with a null bead for each segment that has none.

    Order: by first source index; a null bead of the target side follows the bead of the target
    segment before it.
    """
    beads = [Bead(*link.groups, link.score, confidence) for link, confidence in links]
    linked = {i for bead in beads for i in bead.source}
    beads += [Bead((i,), (), 0.0, 0.0) for i in range(n_source) if i not in linked]
    beads.sort(key=lambda bead: bead.source[0])
    place = {j: k for k, bead in enumerate(beads) for j in bead.target}
    lone: list[list[Bead]] = [[] for _ in range(len(beads) + 1)]
    last = -1
    for j in range(n_target):
        if j not in place:
            lone[last + 1].append(Bead((), (j,), 0.0, 0.0))
        last = place.get(j, last)
    ordered = lone[0]
    for bead, following in zip(beads, lone[1:], strict=True):
        ordered += [bead, *following]
    return tuple(ordered)


def align(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None = None,
    *,
    source_language: str = "vi",
    target_language: str = "en",
    min_confidence: float = MIN_CONFIDENCE,
    weights: Weights | None = None,
) -> Alignment:
    """The alignment of two texts, with a confidence for each bead and a verdict on the pair.

    Args:
        source: Source segments (Vietnamese), in order.
        target: Target segments (English), in order.
        drafts: A machine translation of each source segment, an empty string where it failed.
            Without them only names, values, lengths and positions are compared, and the
            confidences are lower.
        source_language: Language of the source, for reading its numbers and dates.
        target_language: Language of the target, likewise.
        min_confidence: Links of lower confidence become null beads, 0–1.
        weights: Learned numbers to use instead of those in the package.

    Returns:
        Beads of up to 4 segments a side, every segment in exactly one. Links may cross only where
        two neighbouring segments have changed places. The same input gives the same result.

    Raises:
        ValueError: Unequal numbers of source segments and drafts, one string for a sequence, or
            ``min_confidence`` outside 0–1.
    """
    _check(source, target, drafts)
    if not 0 <= min_confidence <= 1:
        raise ValueError(f"min_confidence is {min_confidence}, expected a number from 0 to 1")
    weights = weights or default_weights()
    settings = signature(weights, drafts=drafts is not None)
    if not source or not target:
        beads = complete([], len(source), len(target))
        return Alignment(beads, Verdict.UNRELATED, 1.0, settings)
    languages = (source_language, target_language)
    bitext = read_bitext(source, target, drafts, weights, languages)
    area = window(bitext)
    _, links = decode(score_moves(bitext, area.first, area.width, weights))
    model = weights.without_drafts if drafts is None else weights.with_drafts
    confidences, verdict, certainty = _judge(bitext, links, model)
    sure = [(link, c) for link, c in zip(links, confidences, strict=True) if c >= min_confidence]
    return Alignment(complete(sure, len(source), len(target)), verdict, certainty, settings)
