"""From the lines of a flattened page to labelled blocks.

Nothing is thrown away: every line ends in exactly one block, and a line is set aside only on
evidence, never for want of it. The evidence, in the order it is looked at: the wording of whole
lines (:mod:`.vocabulary`), where the article begins (:mod:`.top`) and ends (:mod:`.tail`), then
what each remaining line is.
"""

from __future__ import annotations

from statistics import median

from songngu.corpora.ingest.captions import (
    CAPTION_SCORE,
    caption_score,
    describes,
    has_credit,
    is_credit,
)
from songngu.corpora.ingest.lines import Line, block_text
from songngu.corpora.ingest.names import is_labelled_byline
from songngu.corpora.ingest.tail import Extent, find_extent
from songngu.corpora.ingest.top import Top, find_top
from songngu.corpora.ingest.vocabulary import Role
from songngu.corpora.types import Block, BlockKind

_FURNITURE, _CAPTION, _PARAGRAPH = BlockKind.FURNITURE, BlockKind.CAPTION, BlockKind.PARAGRAPH
_ADJACENT_CAPTION_WORDS = 40


def clean(raw: str, lines: list[Line]) -> tuple[Block, ...]:
    """The page's blocks in order; spans of ``raw``.

    Args:
        raw: The page's text.
        lines: Its lines, as :func:`songngu.corpora.ingest.lines.split_lines` gives them.
    """
    kinds, folds = label(lines)
    blocks: list[Block] = []
    groups: list[tuple[BlockKind, int, int]] = []
    for index, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if index in folds and groups:
            groups[-1] = (_CAPTION, groups[-1][1], line.end)
        else:
            groups.append((kind, line.start, line.end))
    for kind, start, end in groups:
        text = block_text(raw, kind, start, end).text
        blocks.append(Block(kind, text, kind != _FURNITURE, start, end))
    return tuple(blocks)


def label(lines: list[Line]) -> tuple[list[BlockKind], frozenset[int]]:
    """The kind of each line, and the lines that belong to the caption in the line before."""
    top = find_top(lines)
    extent = find_extent(lines, top)
    kinds = _first_labels(lines, top, extent)
    folds = _label_captions(lines, kinds, top)
    _label_lead(lines, kinds, top)
    return kinds, folds


def _first_labels(lines: list[Line], top: Top, extent: Extent) -> list[BlockKind]:
    kinds: list[BlockKind] = []
    for index, line in enumerate(lines):
        if index == top.title:
            kinds.append(BlockKind.TITLE)
        elif index in top.dates or index in extent.dates:
            kinds.append(BlockKind.DATE)
        elif index in top.bylines or index in extent.bylines:
            kinds.append(BlockKind.BYLINE)
        elif index in top.aside or index in extent.aside or _is_furniture(line):
            kinds.append(_FURNITURE)
        else:
            kinds.append(line.hint or _PARAGRAPH)
    return kinds


def _is_furniture(line: Line) -> bool:
    if line.hint == _FURNITURE:
        return True
    # A contact line can be part of an announcement, a section's name a subheading: these are
    # set aside only with the top or the tail of the page.
    return line.role in (Role.WIDGET, Role.FOOTER, Role.COMMENTS, Role.HEADING)


def _label_captions(lines: list[Line], kinds: list[BlockKind], top: Top) -> frozenset[int]:
    folds: set[int] = set()
    body = [len(line.text) for line, kind in zip(lines, kinds, strict=True) if kind == _PARAGRAPH]
    typical = median(body) if body else 0.0
    for index, line in enumerate(lines):
        if line.is_image and kinds[index] in (_PARAGRAPH, _CAPTION):
            _label_image(lines, kinds, index, folds)
    for index, line in enumerate(lines):
        if kinds[index] != _PARAGRAPH:
            continue
        if is_credit(line):
            kinds[index] = _CAPTION
            if index and _can_carry_credit(lines, kinds, index, typical):
                kinds[index - 1] = _CAPTION
                folds.add(index)
        elif has_credit(line) or (
            top.title is not None
            and index > top.title
            and len(body) >= 3
            and caption_score(line, typical) >= CAPTION_SCORE
        ):
            kinds[index] = _CAPTION
    return frozenset(folds)


def _label_image(lines: list[Line], kinds: list[BlockKind], index: int, folds: set[int]) -> None:
    """Joins an image-file line to its caption, after or before it; sets it aside without one."""
    image = lines[index]
    following = index + 1
    if following < len(lines) and kinds[following] in (_PARAGRAPH, _CAPTION):
        line = lines[following]
        if not line.is_image and (
            describes(image, line) or has_credit(line) or _stands_close(lines, kinds, following)
        ):
            kinds[index] = kinds[following] = _CAPTION
            folds.add(following)
            return
    if index and kinds[index - 1] in (_PARAGRAPH, _CAPTION) and describes(image, lines[index - 1]):
        kinds[index] = kinds[index - 1] = _CAPTION
        folds.add(index)
        return
    kinds[index] = _FURNITURE


def _stands_close(lines: list[Line], kinds: list[BlockKind], index: int) -> bool:
    """Whether a short line right under an image file is set off from what follows."""
    line = lines[index]
    if line.gap or line.words > _ADJACENT_CAPTION_WORDS:
        return False
    last = index + 1 == len(lines)
    return last or lines[index + 1].gap or lines[index + 1].is_image or line.words <= 25


def _can_carry_credit(
    lines: list[Line], kinds: list[BlockKind], index: int, typical: float
) -> bool:
    """Whether the line before a bare credit is the caption that it belongs to."""
    before, line = lines[index - 1], lines[index]
    if kinds[index - 1] == _CAPTION:
        return not line.gap
    if kinds[index - 1] != _PARAGRAPH or before.words > 40:
        return False
    if caption_score(before, typical) >= CAPTION_SCORE - 1:
        return True
    # On a page without empty lines, standing right above says nothing.
    spaced = sum(other.gap for other in lines) > 1
    return not line.gap and (spaced or not before.terminal)


def _label_lead(lines: list[Line], kinds: list[BlockKind], top: Top) -> None:
    """The first paragraph after the title is the lead where more text follows it."""
    if top.title is None:
        return
    paragraphs = [
        index
        for index in range(top.title + 1, len(lines))
        if kinds[index] in (_PARAGRAPH, BlockKind.LEAD)
    ]
    if any(kinds[index] == BlockKind.LEAD for index in paragraphs) or len(paragraphs) < 2:
        return
    for index in paragraphs[:3]:
        if lines[index].words >= 6 and not is_labelled_byline(lines[index].text):
            if index != paragraphs[-1]:
                kinds[index] = BlockKind.LEAD
            return
