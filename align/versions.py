"""Which article of a short list is the version of another, or that none is.

Each candidate is aligned; what the alignment says, the likeness of the two and the lead over the
other candidates are weighed in a conditional logit (McFadden 1974) in which "none of them" is one
of the choices. Two versions of one article therefore share the probability between them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from songngu.align.aligner import align
from songngu.align.evidence import Floats
from songngu.align.match_model import KINDS, MatchModel, match_model
from songngu.align.matching import Query, Shortlist
from songngu.corpora.types import Alignment, Verdict

VERSION = 1  # of the method; changes whenever the same weights would give another result
CANDIDATES = 6  # on held-out articles the version was among the first three
HOPELESS = 6.0  # nats of likeness behind the best, from where on a candidate is not aligned
LEAST = 0.05  # probability below which a candidate is no proposal
SURE = 0.85  # from here on a proposal that is parallel may be taken without being looked at

FEATURES = (
    "none",  # against every candidate alike
    *KINDS,  # cosines of the keys
    "lead",  # likeness over that of the best other candidate
    "length",  # absolute log ratio of the lengths
    "translation",  # the verdict's probability, where it is this verdict
    "partial",
    "same_topic",
    "source_linked",  # share of the source segments in links, by confidence
    "target_linked",
    "least_linked",  # the smaller of the two
)

Aligner = Callable[[Sequence[str], Sequence[str], Sequence[str] | None], Alignment]


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate that has been looked at.

    Attributes:
        id: The article's number.
        confidence: Probability that it is the version, among all candidates and none, 0–1.
        alignment: Of the source with it.
    """

    id: int
    confidence: float
    alignment: Alignment

    @property
    def sure(self) -> bool:
        """Whether it may be taken for the version without being looked at."""
        parallel = self.alignment.verdict in (Verdict.TRANSLATION, Verdict.PARTIAL)
        return parallel and self.confidence >= SURE


def signature() -> str:
    """The settings string of matches made with the weights of the package."""
    digest = match_model(drafts=True).digest
    return f"songngu-match|v:{VERSION}|candidates:{CANDIDATES}|weights:{digest}"


def linked_shares(alignment: Alignment) -> tuple[float, float]:
    """Expected shares of source and target segments that have a counterpart, 0–1."""
    n_source = sum(len(bead.source) for bead in alignment.beads)
    n_target = sum(len(bead.target) for bead in alignment.beads)
    linked = [bead for bead in alignment.beads if bead.source and bead.target]
    source = sum(bead.confidence * len(bead.source) for bead in linked)
    target = sum(bead.confidence * len(bead.target) for bead in linked)
    return source / max(1, n_source), target / max(1, n_target)


def _candidate(
    cosines: Floats, length: float, lead: float, alignment: Alignment
) -> dict[str, float]:
    source, target = linked_shares(alignment)
    of = dict.fromkeys(Verdict, 0.0) | {alignment.verdict: alignment.confidence}
    return {
        "none": -1.0,
        **dict(zip(KINDS, cosines.tolist(), strict=True)),
        "lead": lead,
        "length": abs(length),
        "translation": of[Verdict.TRANSLATION],
        "partial": of[Verdict.PARTIAL],
        "same_topic": of[Verdict.SAME_TOPIC],
        "source_linked": source,
        "target_linked": target,
        "least_linked": min(source, target),
    }


def n_hopeful(shortlist: Shortlist, model: MatchModel) -> int:
    """How many of the candidates, from the first on, are worth aligning."""
    likeness = shortlist.likeness(model)
    return int((likeness >= likeness.max(initial=-np.inf) - HOPELESS).sum())


def choice_features(
    shortlist: Shortlist, alignments: Sequence[Alignment], model: MatchModel
) -> Floats:
    """What each candidate is chosen by: float64, (n_alignments, n_features).

    Args:
        shortlist: The candidates.
        alignments: Of the first of them, as many as are not hopeless.
        model: The weights of the likeness.
    """
    likeness = shortlist.likeness(model)
    rows = []
    for k, alignment in enumerate(alignments):
        others = np.delete(likeness, k)
        lead = float(likeness[k] - others.max(initial=0.0))
        found = _candidate(shortlist.cosines[k], float(shortlist.length[k]), lead, alignment)
        rows.append([found[name] for name in FEATURES])
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


def probabilities(features: Floats, model: MatchModel) -> list[float]:
    """Probability of each candidate; what is missing from 1 is that of none."""
    scores = features @ np.array([model.choice[name] for name in FEATURES])
    top = max(0.0, float(scores.max(initial=0.0)))
    exponentials = np.exp(scores - top)
    return [float(e) for e in exponentials / (exponentials.sum() + math.exp(-top))]


def choose(
    source: Sequence[str],
    drafts: Sequence[str] | None,
    query: Query,
    shortlist: Shortlist,
    texts: Mapping[int, Sequence[str]],
    *,
    model: MatchModel | None = None,
    aligner: Aligner = align,
) -> list[Match]:
    """The candidates with their probabilities, likeliest first; those of no hope are left out.

    Args:
        source: The article's segments.
        drafts: English drafts of them.
        query: What :func:`~songngu.align.matching.read_query` read from these.
        shortlist: What :meth:`~songngu.align.matching.Index.shortlist` found for it.
        texts: The segments of each article of the short list; one that is missing here has gone
            in the meantime and is passed over.
        model: The weights; those of the package where None.
        aligner: Aligns source, English and drafts.

    Returns:
        At most as many as the short list has, none where all are below :data:`LEAST`.
    """
    present = [k for k, number in enumerate(shortlist.ids) if texts.get(number)]
    if not present:
        return []
    model = model or match_model(drafts=query.drafts)
    shortlist = shortlist.of(present)
    hopeful = shortlist.ids[: n_hopeful(shortlist, model)]
    used = drafts if query.drafts else None
    alignments = [aligner(source, texts[number], used) for number in hopeful]
    chances = probabilities(choice_features(shortlist, alignments, model), model)
    matches = [
        Match(number, chance, alignment)
        for number, chance, alignment in zip(hopeful, chances, alignments, strict=True)
        if chance >= LEAST
    ]
    return sorted(matches, key=lambda match: (-match.confidence, match.id))
