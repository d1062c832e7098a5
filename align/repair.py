"""Boundary errors of the splitter that the other side shows: a segment to cut, neighbours to join.

A cut is proposed inside a segment that is linked with several, at a place that looks like the end
of a sentence, where the two halves match their counterparts better than the whole did. A join is
proposed where several neighbours are linked with fewer segments, and the text between them does
not look like the end of a sentence. Nothing is changed here: :func:`repaired` gives the texts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from songngu.align.channels import Bitext, read_bitext
from songngu.align.features import bead_features
from songngu.align.text import has_text
from songngu.align.weights import Weights, default_weights
from songngu.corpora.types import Alignment, Bead

Side = Literal["source", "target"]

MIN_GAIN = 1.0  # nats that a cut must win; see docs/alignment.md for what that finds
_NEAR = 12  # segments around a bead that are read with it: what is frequent there proves little
_END = re.compile(r"""(?P<mark>[.!?…]+|:(?=\s*["“«‘]))["”’»)\]]*(?P<gap>\s*)(?=\S)""")
_INITIAL = re.compile(r"(?:^|[\s(.])[^\W\d_]$")
# What stands before a name and ends in a full stop: titles, ranks, kinds of places.
_TITLE = re.compile(
    r"(?:^|[\s(.,])(?:TP|TX|TT|GS|PGS|TS|ThS|BS|KTS|LS|NSND|NSƯT|"
    r"Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Capt|Sgt|Sen|Rep|Gov|Rev|Hon|No)$"
)
_FINAL = re.compile(r"""[.!?…:;]["”’»)\]]*$""")
_CLOSING = '"”’»)]'


class RepairKind(StrEnum):
    """What to do to the segments of a repair."""

    CUT = "cut"
    JOIN = "join"


@dataclass(frozen=True, slots=True)
class Repair:
    """A boundary to set or to remove.

    Attributes:
        side: Which of the two texts, as they were given.
        segments: Of a cut the one segment, of a join the neighbours, ascending.
        offset: Of a cut, the code point of the segment's text where its second part begins; else 0.
        draft_offset: Where to cut the segment's draft; None where it has none, and for joins.
        gain: What the alignment's score wins by it, nats, above 0.
    """

    kind: RepairKind
    side: Side
    segments: tuple[int, ...]
    offset: int
    draft_offset: int | None
    gain: float


def boundaries(text: str) -> list[int]:
    """Where inside a text a new sentence may begin: code points, ascending.

    Marks that belong to a number, an abbreviation, an initial or a web address do not count.
    """
    places = []
    for match in _END.finditer(text):
        before, following = text[: match.start()], text[match.end() :]
        if not has_text(before) or not has_text(following):
            continue
        first = following.lstrip('"“«‘([-–— ')[:1]
        if first.islower() or (not match["gap"] and not _glued(before, following)):
            continue
        if match["mark"] == "." and (_TITLE.search(before) or _INITIAL.search(before)):
            continue
        places.append(match.end())
    return places


def _glued(before: str, following: str) -> bool:
    """Whether a missing space parts two sentences (``chiều.Ông``) rather than a name or number."""
    return before[-1:].islower() and (following[:1].isupper() or following[:1] in '"“«‘')


def _unfinished(text: str, following: str, *, one_block: bool) -> bool:
    """Whether the splitter cut in the middle of a sentence, by the look of the two parts."""
    head, tail = text.rstrip(), following.lstrip()
    if not head or not tail:
        return False
    if tail[0].islower() or tail[0] in ",;%)" or head[-1] == ",":
        return True
    if head[-1] == ".":
        return bool(_TITLE.search(head[:-1]))
    return one_block and not _FINAL.search(head) and head[-1] not in _CLOSING


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts with Vietnamese first."""

    source: Sequence[str]
    target: Sequence[str]
    drafts: Sequence[str] | None
    languages: tuple[str, str]
    weights: Weights

    def side(self, side: int) -> Sequence[str]:
        return (self.source, self.target)[side]

    def near(self, rows: Sequence[int], columns: Sequence[int]) -> tuple[_Texts, int, int]:
        """The surroundings of a bead, and the indices that they begin at."""
        top, left = max(0, rows[0] - _NEAR), max(0, columns[0] - _NEAR)
        down, right = rows[-1] + _NEAR + 1, columns[-1] + _NEAR + 1
        drafts = None if self.drafts is None else self.drafts[top:down]
        part = replace(
            self, source=self.source[top:down], target=self.target[left:right], drafts=drafts
        )
        return part, top, left

    def cut(self, side: int, index: int, offset: int, draft_offset: int) -> _Texts:
        """The texts with one segment cut in two."""
        drafts = self.drafts
        if side:
            return replace(self, target=_cut(self.target, index, offset))
        if drafts is not None:
            drafts = _cut(drafts, index, draft_offset)
        return replace(self, source=_cut(self.source, index, offset), drafts=drafts)

    def join(self, side: int, first: int, last: int) -> _Texts:
        """The texts with neighbours joined."""
        if side:
            return replace(self, target=_join(self.target, first, last))
        drafts = None if self.drafts is None else _join(self.drafts, first, last)
        return replace(self, source=_join(self.source, first, last), drafts=drafts)

    def read(self) -> Bitext:
        return read_bitext(self.source, self.target, self.drafts, self.weights, self.languages)

    def score(self, bitext: Bitext, rows: Sequence[int], columns: Sequence[int]) -> float:
        """Log-odds of a bead against leaving its segments alone."""
        model = self.weights.without_drafts if self.drafts is None else self.weights.with_drafts
        features = bead_features(bitext, rows, columns, self.weights)
        return sum(model.moves.get(name, 0.0) * value for name, value in features.items())


def _cut(texts: Sequence[str], index: int, offset: int) -> list[str]:
    text = texts[index]
    parts = [text[:offset].strip(), text[offset:].strip()]
    return [*texts[:index], *parts, *texts[index + 1 :]]


def _join(texts: Sequence[str], first: int, last: int) -> list[str]:
    joined = " ".join(text.strip() for text in texts[first : last + 1] if text.strip())
    return [*texts[:first], joined, *texts[last + 1 :]]


def _consecutive(indices: Sequence[int]) -> bool:
    return indices[-1] - indices[0] == len(indices) - 1


def _draft_offsets(draft: str, share: float) -> list[int]:
    """Where a draft may be cut for a source cut at a share of its length: best guesses first."""
    places = boundaries(draft) or [match.end() for match in re.finditer(r"\s+(?=\S)", draft)]
    return sorted(places, key=lambda place: abs(place / len(draft) - share))[:3]


def _cuts(texts: _Texts, side: int, index: int) -> Iterator[tuple[int, int]]:
    """Possible cuts of a segment: its offset and that of its draft, 0 where there is none."""
    text = texts.side(side)[index]
    for offset in boundaries(text):
        draft = texts.drafts[index] if texts.drafts is not None and side == 0 else ""
        places = _draft_offsets(draft, offset / len(text)) if has_text(draft) else []
        for place in places or [0]:
            yield offset, place


def _best_cut(texts: _Texts, rows: list[int], columns: list[int]) -> Repair | None:
    """The cut of one of the bead's segments that wins most."""
    near, top, left = texts.near(rows, columns)
    sides = [[i - top for i in rows], [j - left for j in columns]]
    whole = near.score(near.read(), *sides)
    best: Repair | None = None
    for side in (0, 1):
        if len(sides[1 - side]) < 2:
            continue
        for index in sides[side]:
            for offset, draft_offset in _cuts(near, side, index):
                changed = near.cut(side, index, offset, draft_offset)
                gain = _parted(changed, sides, side, index) - whole
                if gain >= MIN_GAIN and (best is None or gain > best.gain):
                    name: Side = "target" if side else "source"
                    place = (index + (left if side else top),)
                    best = Repair(RepairKind.CUT, name, place, offset, draft_offset or None, gain)
    return best


def _parted(texts: _Texts, sides: list[list[int]], side: int, index: int) -> float:
    """Score of the best two beads that meet at the cut behind a segment; −inf if one is bad."""
    first, other = sides[side], sides[1 - side]
    before = [*range(first[0], index + 1)]
    after = [*range(index + 1, first[-1] + 2)]
    bitext = texts.read()
    best = -float("inf")
    for k in range(1, len(other)):
        halves = [(before, other[:k]), (after, other[k:])]
        scores = [texts.score(bitext, *(pair if side == 0 else pair[::-1])) for pair in halves]
        if min(scores) > 0:
            best = max(best, sum(scores))
    return best


def _best_join(
    texts: _Texts, rows: list[int], columns: list[int], blocks: list[Sequence[int] | None]
) -> Repair | None:
    """The join of neighbours of the bead's longer side that wins most."""
    side = 0 if len(rows) > len(columns) else 1
    chosen = (rows, columns)[side]
    if len(rows) == len(columns):
        return None
    near, top, left = texts.near(rows, columns)
    sides = [[i - top for i in rows], [j - left for j in columns]]
    whole = near.score(near.read(), *sides)
    best: Repair | None = None
    for first, second in itertools.pairwise(chosen):
        known = blocks[side]
        if known is not None and known[first] != known[second]:
            continue
        pair = texts.side(side)[first], texts.side(side)[second]
        if not _unfinished(*pair, one_block=known is not None):
            continue
        start = left if side else top
        changed = near.join(side, first - start, second - start)
        shorter = [*sides]
        shorter[side] = sides[side][:-1]
        gain = changed.score(changed.read(), *shorter) - whole
        if gain > 0 and (best is None or gain > best.gain):
            name: Side = "target" if side else "source"
            best = Repair(RepairKind.JOIN, name, (first, second), 0, None, gain)
    return best


def repairs(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None,
    alignment: Alignment,
    *,
    source_language: str = "vi",
    target_language: str = "en",
    source_blocks: Sequence[int] | None = None,
    target_blocks: Sequence[int] | None = None,
    weights: Weights | None = None,
) -> tuple[Repair, ...]:
    """Boundary errors that an alignment shows, the one that wins most first.

    No segment is in two of them, and links that were made by hand give none, so all may be made
    at once.

    Args:
        source: The segments that were aligned.
        target: Their counterparts.
        drafts: As given to :func:`songngu.align.align`, like the languages and weights.
        alignment: What it returned.
        source_language: ``vi`` or ``en``.
        target_language: ``en`` or ``vi``.
        source_blocks: Number of the block that each source segment comes from. Where given,
            segments of two blocks are never joined, and a missing full stop inside a block counts.
        target_blocks: The same of the target.
        weights: Learned numbers to use instead of those in the package.
    """
    turned = source_language.startswith("en") and target_language.startswith("vi")
    sides = (target, source) if turned else (source, target)
    languages = (source_language, target_language)
    texts = _Texts(
        *sides, drafts, languages[::-1] if turned else languages, weights or default_weights()
    )
    blocks = [source_blocks, target_blocks][:: -1 if turned else 1]
    found = []
    for bead in alignment.beads:
        repair = _repair(texts, bead, blocks, turned)
        if repair is not None:
            found.append(repair)
    return tuple(sorted(found, key=lambda r: (-r.gain, r.side, r.segments)))


def _repair(
    texts: _Texts, bead: Bead, blocks: list[Sequence[int] | None], turned: bool
) -> Repair | None:
    rows, columns = sorted(bead.source), sorted(bead.target)
    if turned:
        rows, columns = columns, rows
    if bead.fixed or not rows or not columns or len(rows) + len(columns) < 3:
        return None
    if not (_consecutive(rows) and _consecutive(columns)):
        return None
    # A sentence cut in two is the surer finding: it shows in the text itself.
    repair = _best_join(texts, rows, columns, blocks) or _best_cut(texts, rows, columns)
    if repair is None or not turned:
        return repair
    return replace(repair, side="source" if repair.side == "target" else "target")


def repaired(texts: Sequence[str], repairs: Sequence[Repair], side: Side) -> list[str]:
    """The texts of a side with its repairs made; parts are stripped, joins get a space.

    Raises:
        ValueError: A repair of a segment that is not there, or two of the same.
    """
    return _made(texts, [(r, r.offset) for r in repairs if r.side == side])


def repaired_drafts(drafts: Sequence[str], repairs: Sequence[Repair], side: Side) -> list[str]:
    """The drafts of a side's segments after its repairs; empty where a part has none.

    Raises:
        ValueError: As for :func:`repaired`.
    """
    return _made(drafts, [(r, r.draft_offset or 0) for r in repairs if r.side == side])


def _made(texts: Sequence[str], chosen: Sequence[tuple[Repair, int]]) -> list[str]:
    touched = sorted(i for repair, _ in chosen for i in repair.segments)
    if touched and not 0 <= touched[0] <= touched[-1] < len(texts):
        raise ValueError(
            f"found a repair of segment {touched[-1]}, expected segments from 0 to "
            f"{len(texts) - 1}; give the texts that the repairs were found in"
        )
    if len(set(touched)) < len(touched):
        raise ValueError("found two repairs of one segment, expected one; make one and align again")
    out = list(texts)
    for repair, offset in sorted(chosen, key=lambda item: -item[0].segments[0]):
        first, last = repair.segments[0], repair.segments[-1]
        out = _cut(out, first, offset) if repair.kind is RepairKind.CUT else _join(out, first, last)
    return out
