"""Links made by hand: checked, kept out of the automatic alignment, and kept uncrossed by it.

The segments of a hand link take no part in the dynamic programme. Where the hand link stands in
the order of the texts, the automatic links may not cross it either, so that one correction puts
its neighbours right; a hand link that says a sentence was moved leaves the order around it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from songngu.align.band import Point, longest_chain
from songngu.align.channels import Bitext
from songngu.align.features import Rectangle
from songngu.align.lattice import MOVES, Groups, Lattice, Posterior

# Log-probability, nats, from which a hand link counts as one in order. Right 1-1 links of news win
# 15 to 17 nats in the median and 8 to 10 in the lowest tenth: a hand link may overrule one weak
# link beside it, but where it stands against a middling one, it says that a sentence was moved,
# and the rest must not be bent around it.
IN_ORDER = -12.0


def checked(
    fixed: Sequence[tuple[Sequence[int], Sequence[int]]], n_source: int, n_target: int
) -> tuple[Groups, ...]:
    """The hand links as ascending tuples.

    Raises:
        ValueError: A link is empty on both sides, names a segment that does not exist or the same
            segment twice, or two links share a segment.
    """
    owner: tuple[dict[int, Groups], dict[int, Groups]] = ({}, {})
    out = []
    for source, target in fixed:
        groups = (tuple(sorted(map(int, source))), tuple(sorted(map(int, target))))
        if not groups[0] and not groups[1]:
            raise ValueError("a fixed bead is empty on both sides, expected a segment on one")
        for side, (name, size) in enumerate((("source", n_source), ("target", n_target))):
            for index in groups[side]:
                if not 0 <= index < size:
                    raise ValueError(
                        f"fixed bead {groups} names {name} segment {index}, expected one of the "
                        f"{size} from 0; were the texts split anew since the link was made?"
                    )
                if index in owner[side]:
                    raise ValueError(
                        f"fixed beads {owner[side][index]} and {groups} both hold {name} segment "
                        f"{index}, expected each segment in one; take one of the links back"
                    )
                owner[side][index] = groups
        out.append(groups)
    return tuple(out)


def without(bitext: Bitext, fixed: Sequence[Groups]) -> Bitext:
    """The bitext with the segments of hand links closed to automatic ones."""
    source, target = bitext.blank_source.copy(), bitext.blank_target.copy()
    for rows, columns in fixed:
        source[list(rows)] = True
        target[list(columns)] = True
    return replace(bitext, blank_source=source, blank_target=target)


def corners(fixed: Sequence[Groups]) -> list[Point]:
    """Where each hand link with two sides begins."""
    return [(rows[0], columns[0]) for rows, columns in fixed if rows and columns]


def _log_probability(lattice: Lattice, sums: Posterior, row: int, column: int) -> float:
    """Log-probability that no link crosses a lattice point."""
    k = column - int(lattice.first[row])
    if not 0 <= k < lattice.width:
        return -np.inf
    return float(sums.forward[row, k] + sums.backward[row, k] - sums.log_z)


def in_order(
    fixed: Sequence[Groups], area: Rectangle, lattice: Lattice, sums: Posterior
) -> list[Groups]:
    """The hand links in an area that the texts around agree with, ascending on both sides."""
    agreed = {}
    for groups in fixed:
        if groups[0] and groups[1]:
            row, column = groups[0][0] - area.top, groups[1][0] - area.left
            inside = 0 <= row < lattice.n_source and 0 <= column < lattice.n_target
            if inside and _log_probability(lattice, sums, row, column) >= IN_ORDER:
                agreed[row, column] = groups
    return [agreed[point] for point in longest_chain(list(agreed))]


def uncrossed(lattice: Lattice, ordered: Sequence[Groups], area: Rectangle) -> Lattice:
    """The lattice without the moves that would cross one of the hand links.

    Args:
        lattice: Of the area.
        ordered: Hand links that ascend on both sides.
        area: The segments that the lattice spans.
    """
    # The first and the last target that each source segment may be linked to.
    low = np.zeros(lattice.n_source, dtype=np.int64)
    high = np.full(lattice.n_source, lattice.n_target - 1)
    for rows, columns in ordered:
        after = slice(rows[-1] + 1 - area.top, None)
        before = slice(0, rows[0] - area.top)
        low[after] = np.maximum(low[after], columns[0] - area.left)
        high[before] = np.minimum(high[before], columns[-1] - area.left)
    scores = lattice.scores.copy()
    for last in range(lattice.n_source):
        ends = int(lattice.first[last + 1]) + np.arange(lattice.width) - 1
        for move, (a, b) in enumerate(MOVES):
            crossing = (ends - b + 1 < low[last]) | (ends > high[max(0, last - a + 1)])
            scores[move, last + 1, crossing] = -np.inf
    return Lattice(scores, lattice.first, lattice.n_target)
