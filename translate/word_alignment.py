"""Which words of an English text stand for which of a Vietnamese one.

Probabilities of the bilingual lexicon in both directions, with a preference for like places
(Dyer et al. 2013), multiplied so that only links count that both directions agree on (Liang et
al. 2006), and preferred where the neighbours are linked alongside. Values and names written alike
are certain. What is then left over on both sides at the same place is linked with a low
probability: so a name, rank or number that a draft has wrong is found as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from songngu.corpora.lexicon import Lexicon, default_lexicon
from songngu.corpora.values.scan import nfc_offsets
from songngu.translate.word_gaps import fill_gaps
from songngu.translate.word_units import Sides, units

Floats = NDArray[np.float64]

_NULL = 0.2  # share of words without a counterpart, as when the lexicon was trained
_UNKNOWN = 1e-5  # share of a word that the lexicon does not know
_DIAGONAL = 6.0  # nats that the furthest place loses
_CERTAIN = 0.95
_LEAST = 0.15  # product of both directions' probabilities
_ROUNDS = 2
# How much a link speaks for its neighbours; Vietnamese puts the adjective behind the noun.
_NEIGHBOURS = (
    ((1, 1), 1.0), ((1, -1), 0.6), ((0, 1), 0.4), ((1, 0), 0.4), ((2, 2), 0.4), ((2, 1), 0.2),
    ((1, 2), 0.2),
)  # fmt: skip
_ALONE = 0.1
_ONE_WAY = 0.3  # least probability in one direction beside a link
_GROWN = 0.7
#: Characters, beyond any sentence: time and memory grow with the square.
LONGEST = 3000
_NEAR = 8  # characters between two words of one counterpart, such as " of the "


@dataclass(frozen=True, slots=True)
class WordLink:
    """A piece of the source and what stands for it.

    Attributes:
        source: Span in the source text.
        target: Span in the target text.
        probability: How sure, 0–1; below .5 it is told by the place alone.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    probability: float


def align_words(
    source: str, target: str, *, lexicon: Lexicon | None = None
) -> tuple[WordLink, ...]:
    """Links between the words of a Vietnamese text and those of its English translation.

    A Vietnamese word of several syllables, a name written as one word in English and a number
    with its unit are one piece; a piece may have several links. Words without a counterpart have
    none, and texts of more than 3,000 characters have no links at all. The same texts give the same
    links.

    Args:
        source: Vietnamese, in any normal form; spans refer to the text as given.
        target: English, likewise.
        lexicon: To use instead of the one in the package.

    Returns:
        By place in the source, then in the target.
    """
    if max(len(source), len(target)) > LONGEST:
        return ()
    lexicon = lexicon or default_lexicon()
    composed, offsets = zip(*(_composed(text) for text in (source, target)), strict=True)
    sides = units(composed[0], composed[1], lexicon)
    if not sides.source or not sides.target:
        return ()
    to_target, to_source = _directions(sides, lexicon)
    strength = to_target * to_source
    strength[strength < _LEAST] = 0.0
    np.sqrt(strength, out=strength)
    _grow(strength, to_target, to_source)
    fill_gaps(sides, composed, strength)
    return tuple(
        WordLink(_span(a, offsets[0]), _span(b, offsets[1]), round(probability, 3))
        for a, b, probability in _merged(sides, strength)
    )


def _composed(text: str) -> tuple[str, list[int] | None]:
    if unicodedata.is_normalized("NFC", text):
        return text, None
    return nfc_offsets(text)


def _span(span: tuple[int, int], offsets: list[int] | None) -> tuple[int, int]:
    return span if offsets is None else (offsets[span[0]], offsets[span[1]])


def _directions(sides: Sides, lexicon: Lexicon) -> tuple[Floats, Floats]:
    """Probability of each pair that the source unit made the target unit, and the other way round.

    Returns:
        Two float64, (n_source, n_target): columns of the first and rows of the second sum to at
        most 1.
    """
    ours = np.array([unit.key for unit in sides.source], dtype=np.int64)
    theirs = np.array([unit.key for unit in sides.target], dtype=np.int64)
    forward = lexicon.forward.probabilities(ours, theirs)
    backward = np.ascontiguousarray(lexicon.backward.probabilities(theirs, ours).T)
    for i, j in sides.equal:
        forward[i, j] = backward[i, j] = _CERTAIN
    null_ours = _NULL * np.where(ours >= 0, lexicon.p_source[ours], _UNKNOWN)[:, None]
    null_theirs = _NULL * np.where(theirs >= 0, lexicon.p_target[theirs], _UNKNOWN)[None, :]
    n, m = forward.shape
    off = np.abs((np.arange(n) + 0.5)[:, None] / n - (np.arange(m) + 0.5)[None, :] / m)
    diagonal = np.exp(-_DIAGONAL * off)
    prior = diagonal
    for _ in range(_ROUNDS):
        to_target = (1 - _NULL) * forward * (prior / prior.sum(axis=0))
        to_target /= to_target.sum(axis=0) + null_theirs
        to_source = (1 - _NULL) * backward * (prior / prior.sum(axis=1, keepdims=True))
        to_source /= to_source.sum(axis=1, keepdims=True) + null_ours
        prior = diagonal * (_ALONE + _support(to_target * to_source))
    return to_target, to_source


def _support(links: Floats) -> Floats:
    """How much the neighbours of each pair are linked alongside, (n, m)."""
    n, m = links.shape
    padded = np.zeros((n + 4, m + 4))
    padded[2:-2, 2:-2] = links
    total = np.zeros_like(links)
    for (di, dj), weight in _NEIGHBOURS:
        for sign in (1, -1):
            a, b = 2 + sign * di, 2 + sign * dj
            total += weight * padded[a : a + n, b : b + m]
    return total


def _grow(strength: Floats, to_target: Floats, to_source: Floats) -> None:
    """Link units that one direction alone is for, beside a unit that is linked, in place.

    So the other syllable of a word that the lexicon does not have, and the other word of a term.
    """
    linked = strength > 0
    for i in np.flatnonzero(strength.max(axis=1) == 0).tolist():
        beside = np.logical_or.reduce(linked[max(0, i - 1) : i + 2])
        j = int(np.argmax(np.where(beside, to_source[i], 0.0)))
        if beside[j] and to_source[i, j] >= _ONE_WAY:
            strength[i, j] = _GROWN * to_source[i, j]
    for j in np.flatnonzero(strength.max(axis=0) == 0).tolist():
        beside = np.logical_or.reduce(linked[:, max(0, j - 1) : j + 2], axis=1)
        i = int(np.argmax(np.where(beside, to_target[:, j], 0.0)))
        if beside[i] and to_target[i, j] >= _ONE_WAY:
            strength[i, j] = _GROWN * to_target[i, j]


def _merged(
    sides: Sides, strength: Floats
) -> Iterable[tuple[tuple[int, int], tuple[int, int], float]]:
    """Source span, target span and probability; target units side by side are one span."""
    for unit, row in zip(sides.source, strength.tolist(), strict=True):
        places = [j for j, probability in enumerate(row) if probability]
        for k, j in enumerate(places):
            if k == 0 or j > places[k - 1] + 1:
                first, best = j, 0.0
            best = max(best, row[j])
            if places[k + 1 : k + 2] != [j + 1]:
                span = sides.target[first].start, sides.target[j].end
                yield (unit.start, unit.end), span, best


def mirrored(links: Sequence[WordLink]) -> tuple[WordLink, ...]:
    """The links with source and target exchanged, by place in the new source."""
    turned = (WordLink(link.target, link.source, link.probability) for link in links)
    return tuple(sorted(turned, key=lambda link: (link.source, link.target)))


def counterpart(links: Sequence[WordLink], start: int, end: int) -> tuple[int, int] | None:
    """The span of the target that stands for ``[start, end)`` of the source.

    Of several places apart from each other the one with the surest links.

    Returns:
        None where nothing in the source span is linked.
    """
    found = sorted(
        (link.target, link.probability)
        for link in links
        if link.source[0] < end and start < link.source[1]
    )
    best: tuple[float, tuple[int, int]] | None = None
    at = 0
    while at < len(found):
        (first, last), total = found[at]
        at += 1
        while at < len(found) and found[at][0][0] - last <= _NEAR:
            last = max(last, found[at][0][1])
            total += found[at][1]
            at += 1
        if best is None or total > best[0]:
            best = total, (first, last)
    return best[1] if best is not None else None
