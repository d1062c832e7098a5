"""Links told by the place: what is left over on both sides between words that are linked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from songngu.corpora.lexicon.words import fold as plain
from songngu.translate.word_units import Sides, Unit, same_kind

Floats = NDArray[np.float64]

_IN_NAME = 0.45  # an unlinked part of a name that is linked otherwise
_ALIKE = 0.6  # Indel similarity of names that are written differently
_OTHER_VALUE = 0.4
_IN_TITLE = 0.5
_BOTH_SIDES = 0.35
_ONE_SIDE = 0.25
#: Words that seldom stand for anything of the other language, and so fill no gap at its ends.
FUNCTION_WORDS = frozenset(
    fold
    for words in (
        "a an the of to in on at by for from with as and or but that which who whom whose it its",
        "he she they his her their our your this these those is are was were be been being has",
        "have had will would can could may might should do does did not no so than then there",
        "into up out off over also more most very s t",
        "các những một của và thì là mà được bị đã đang sẽ cho với ở tại trong trên vào về từ",
        "đến này đó kia ấy cái chiếc con việc sự cũng rất lên xuống ra",
    )
    for fold in map(plain, words.split())
)
_LONGEST = 4  # units of a gap that is filled


def fill_gaps(sides: Sides, texts: Sequence[str], strength: Floats) -> None:
    """Add to the links of ``strength`` (n, m), in place, those that only the place tells.

    Args:
        sides: The units.
        texts: Source and target that they lie in.
        strength: Probability of each link, 0 for none.
    """
    _values(sides, strength)
    _names(sides, texts, strength)
    _rest(sides, strength)
    _titles(sides, texts[1], strength)


def _free(strength: Floats, axis: int) -> list[int]:
    return np.flatnonzero(strength.max(axis=axis) == 0).tolist()


def _values(sides: Sides, strength: Floats) -> None:
    """Values without their equal, with values of a like kind that are left over."""
    for i in _free(strength, 1):
        ours = sides.source[i].value
        if ours is None:
            continue
        found = []
        for j in _free(strength, 0):
            theirs = sides.target[j].value
            if theirs is not None and same_kind(ours, theirs):
                n, m = strength.shape
                found.append((ours.kind != theirs.kind, abs(i / n - j / m), j))
        if found:
            strength[i, min(found)[2]] = _OTHER_VALUE


def _runs(units: Sequence[Unit], text: str) -> Iterator[list[int]]:
    """Neighbouring capitalised units with a space between them, or any with a hyphen."""
    run: list[int] = []
    for at, unit in enumerate(units):
        between = text[units[at - 1].end : unit.start] if run else ""
        joined = between == "-"
        if run and not joined and (not unit.capital or between != " "):
            yield run
            run = []
        if unit.capital or joined:
            run.append(at)
    if run:
        yield run


def _names(sides: Sides, texts: Sequence[str], strength: Floats) -> None:
    """The parts of names that differ, in order, and names that are only written alike."""
    theirs = list(_runs(sides.target, texts[1]))
    loose = []
    for run in _runs(sides.source, texts[0]):
        # A run is without a gap.
        rows = strength[run[0] : run[-1] + 1]
        linked = [other for other in theirs if rows[:, other[0] : other[-1] + 1].any()]
        if len(linked) == 1:
            _complete(run, linked[0], strength)
        elif not rows.any():
            loose.append(run)
    for run in loose:
        name = "".join(sides.source[i].fold for i in run)
        best = max(
            (
                (Indel.normalized_similarity(name, _joined(sides.target, part)), part)
                for other in theirs
                for part in [[j for j in other if not strength[:, j].any()]]
                if part
            ),
            default=(0.0, []),
        )
        if best[0] >= _ALIKE:
            strength[np.ix_(run, best[1])] = best[0]


def _joined(units: Sequence[Unit], places: Sequence[int]) -> str:
    return "".join(units[j].fold for j in places)


def _complete(ours: Sequence[int], theirs: Sequence[int], strength: Floats) -> None:
    """Link the free parts of two names that lie at the same place between linked ones."""
    for at, i in enumerate(ours):
        if strength[i].any():
            continue
        for step in (1, -1):
            beside = at - step
            if not 0 <= beside < len(ours):
                continue
            places = [j + step for j in theirs if strength[ours[beside], j]]
            free = [j for j in places if j in theirs and not strength[:, j].any()]
            if free:
                strength[i, free[0]] = _IN_NAME
                break


def _rest(sides: Sides, strength: Floats) -> None:
    """Runs of unlinked words, with the unlinked words beside the links of their neighbours.

    Each gap is filled once, those first that are hemmed in on both sides.
    """
    ours = _gaps(sides.source, strength.max(axis=1) > 0)
    theirs = _gaps(sides.target, strength.max(axis=0) > 0)
    linked = strength > 0
    found = [(-_beside(a, b, linked), abs(len(a) - len(b)), a, b) for a in ours for b in theirs]
    for sides_linked, _, a, b in sorted(found):
        if sides_linked and not strength[a].any() and not strength[:, b].any():
            strength[np.ix_(a, b)] = _BOTH_SIDES if sides_linked < -1 else _ONE_SIDE


def _gaps(units: Sequence[Unit], linked: NDArray[np.bool_]) -> list[list[int]]:
    """Runs of unlinked units without the function words at their ends."""
    runs: list[list[int]] = [[]]
    for at, taken in enumerate(linked.tolist()):
        if taken or units[at].value is not None:
            runs.append([])
        else:
            runs[-1].append(at)
    found = []
    for run in runs:
        telling = [at for at in run if units[at].fold not in FUNCTION_WORDS]
        if telling and telling[-1] - telling[0] < _LONGEST:
            found.append(list(range(telling[0], telling[-1] + 1)))
    return found


def _beside(a: Sequence[int], b: Sequence[int], linked: NDArray[np.bool_]) -> int:
    """On how many sides of a source gap the neighbour is linked beside the target gap."""
    n, m = linked.shape
    sides = 0
    for i in (a[0] - 1, a[-1] + 1):
        if 0 <= i < n:
            near = [j for j in (b[0] - 2, b[0] - 1, b[-1] + 1, b[-1] + 2) if 0 <= j < m]
            sides += bool(linked[i, near].any())
    return sides


def _titles(sides: Sides, text: str, strength: Floats) -> None:
    """Capitalised words left over before one that is linked: Senior Colonel, National Assembly."""
    copied = {j for _, j in sides.equal}
    for run in _runs(sides.target, text):
        for j, following in reversed(list(pairwise(run))):
            if following not in copied and not strength[:, j].any():
                strength[:, j] = np.minimum(strength[:, following], _IN_TITLE)
