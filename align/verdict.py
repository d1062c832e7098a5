"""Calibrated confidences of links, and what two texts are to each other.

Both are (multinomial) logistic regressions on a handful of features, fitted on synthetic bitexts
by ``benchmarks/train_alignment.py``; the weights are in ``weights.json``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from songngu.align.channels import Bitext
from songngu.align.evidence import Bag, Channel, Floats, Ints, csr_rows, take_rows
from songngu.align.lattice import Groups
from songngu.corpora.types import Verdict

_LOGIT_CAP = 9.0
_SCORE_CAP = 20.0
_LONGEST = 160  # segments of both sides; longer texts than the weights saw are judged as such ones
_PRIOR_SEGMENTS = 4.0  # pseudo-segments without a counterpart; two matching lines prove little
PARALLEL = 0.5  # probability from which texts count as a translation at least in part
VERDICTS = (Verdict.TRANSLATION, Verdict.PARTIAL, Verdict.SAME_TOPIC, Verdict.UNRELATED)


@dataclass(frozen=True, slots=True)
class Link:
    """A decoded link before calibration.

    Attributes:
        groups: Source and target indices.
        score: Log-odds of the link against leaving its segments alone, nats.
        probability: Of the link among all alignments of the lattice, 0–1.
        moved: Found away from the path; the probability is then that of ``moved``.
        fixed: Made by hand.
    """

    groups: Groups
    score: float
    probability: float
    moved: bool = False
    fixed: bool = False

    @property
    def size(self) -> int:
        """Segments on both sides."""
        return len(self.groups[0]) + len(self.groups[1])


def _logit(p: float) -> float:
    p = min(max(p, 1e-9), 1 - 1e-9)
    return max(-_LOGIT_CAP, min(_LOGIT_CAP, math.log(p / (1 - p))))


def _shared_share(keys: Bag, p: Floats, other: Bag) -> float:
    """Share of a side's keys, weighted by rarity, that occur anywhere in the other document."""
    if not len(keys.ids):
        return 0.0
    weight = -np.log(p[keys.ids])
    return float(weight[np.isin(keys.ids, other.ids)].sum() / max(1e-9, weight.sum()))


def _overlap(channel: Channel | None) -> float:
    """Mean over both sides of the share of keys found in the other document, 0–1."""
    if channel is None:
        return 0.0
    forward = _shared_share(channel.target, channel.p_target, channel.source)
    backward = _shared_share(channel.source, channel.p_source, channel.target)
    return (forward + backward) / 2


@dataclass(frozen=True, slots=True)
class _Support:
    """What the links rest on besides lengths and positions.

    Attributes:
        share: Channels (names, values) with something in common, per link, 0–2.
        rarity: How rare what is shared is, nats per link.
        source, target: Expected segments in links with something in common.
    """

    share: float
    rarity: float
    source: float
    target: float


def _of_links(keys: Bag, links: Sequence[Link], side: int, n_ids: int) -> Ints:
    """The distinct keys of each link's segments on a side, as link · n_ids + key, ascending."""
    segments = np.array([s for link in links for s in link.groups[side]], dtype=np.int64)
    owner = np.repeat(np.arange(len(links)), [len(link.groups[side]) for link in links])
    entries, offsets = take_rows(keys.offsets, segments)
    return np.unique(owner[csr_rows(offsets)] * n_ids + keys.ids[entries])


def _supported(bitext: Bitext, links: Sequence[Link]) -> _Support:
    """The names and values that linked segments have in common."""
    if not links:
        return _Support(0.0, 0.0, 0.0, 0.0)
    held = np.zeros((2, len(links)), dtype=np.bool_)
    rarity = 0.0
    for k, name in enumerate(("names", "values")):
        channel = bitext.channels[name]
        n_ids = max(1, len(channel.p_target))
        ours = _of_links(channel.source, links, 0, n_ids)
        theirs = _of_links(channel.target, links, 1, n_ids)
        shared = np.intersect1d(ours, theirs, assume_unique=True)
        held[k, shared // n_ids] = True
        rarity += float(-np.log(channel.p_target[shared % n_ids]).sum())
    some = held.any(axis=0)
    probability = np.array([link.probability for link in links]) * some
    sizes = np.array([[len(group) for group in link.groups] for link in links])
    n = len(links)
    return _Support(
        float(held.sum()) / n,
        rarity / n,
        float(probability @ sizes[:, 0]),
        float(probability @ sizes[:, 1]),
    )


def document_features(bitext: Bitext, links: Sequence[Link]) -> dict[str, float]:
    """What the verdict is judged by; every entry is of the order of 1."""
    n, m = max(1, bitext.n_source), max(1, bitext.n_target)
    weight_source = sum(link.probability * len(link.groups[0]) for link in links)
    weight_target = sum(link.probability * len(link.groups[1]) for link in links)
    both = weight_source + weight_target
    strength = sum(link.probability * min(link.score, _SCORE_CAP) for link in links)
    names = bitext.channels["names"]
    support = _supported(bitext, links)
    return {
        "bias": 1.0,
        "coverage": both / (n + m),
        "least_coverage": min(weight_source / n, weight_target / m),
        "coverage_with_prior": both / (n + m + 2 * _PRIOR_SEGMENTS),
        "strength": strength / max(1.0, sum(link.probability for link in links)) / 10,
        "strength_per_segment": strength / (n + m) / 5,
        "words_shared": _overlap(bitext.channels.get("words")),
        "values_shared": _overlap(bitext.channels["values"]),
        "names_shared": min(2.0, (len(names.source.ids) + len(names.target.ids)) / (n + m) / 2),
        "names_found": bitext.names_found,
        "topic": bitext.topic,
        "supported": support.share,
        "rarity": support.rarity / 10,
        "supported_coverage": (support.source + support.target) / (n + m),
        "least_supported": min(support.source / n, support.target / m),
        "length": math.log(min(n + m, _LONGEST)) / 4,
    }


def verdict_probabilities(
    features: Mapping[str, float], weights: Mapping[str, Mapping[str, float]]
) -> dict[Verdict, float]:
    """Probability of each verdict; they sum to 1."""
    scores = [
        sum(features.get(name, 0.0) * w for name, w in weights[verdict.value].items())
        for verdict in VERDICTS
    ]
    top = max(scores)
    exponentials = [math.exp(score - top) for score in scores]
    total = sum(exponentials)
    return {v: e / total for v, e in zip(VERDICTS, exponentials, strict=True)}


def judged(probabilities: Mapping[Verdict, float]) -> Verdict:
    """The most probable verdict of those that agree with the texts being parallel or not."""
    choice = VERDICTS[:2] if parallel(probabilities) >= PARALLEL else VERDICTS[2:]
    return max(choice, key=lambda verdict: probabilities[verdict])


def not_parallel(probabilities: Mapping[Verdict, float]) -> dict[Verdict, float]:
    """The probabilities of texts of which it is known that they are no translations; sum 1."""
    rest = {verdict: probabilities[verdict] for verdict in VERDICTS[2:]}
    total = sum(rest.values())
    if not total:
        rest, total = {Verdict.SAME_TOPIC: 0.5, Verdict.UNRELATED: 0.5}, 1.0
    return dict.fromkeys(VERDICTS[:2], 0.0) | {v: p / total for v, p in rest.items()}


def parallel(probabilities: Mapping[Verdict, float]) -> float:
    """Probability that the texts are a translation of each other at least in part."""
    return probabilities[Verdict.TRANSLATION] + probabilities[Verdict.PARTIAL]


def link_features(link: Link, document: Mapping[str, float]) -> dict[str, float]:
    """What a link's confidence is judged by."""
    return {
        "bias": 1.0,
        "posterior": _logit(link.probability),
        "score": min(link.score, _SCORE_CAP) / link.size,
        "single": float(link.size == 2),
        "coverage": document["coverage"],
    }


def link_confidence(
    link: Link, features: Mapping[str, float], weights: Mapping[str, float], parallel_p: float
) -> float:
    """Probability that the link is right: that the texts are parallel, and it is if they are."""
    if link.fixed:
        return 1.0
    if link.moved:
        return parallel_p * link.probability
    score = sum(features[name] * weight for name, weight in weights.items())
    return parallel_p / (1 + math.exp(-max(-60.0, min(60.0, score))))
