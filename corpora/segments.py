"""The segments of a document: its kept blocks split into sentences."""

from __future__ import annotations

from songngu.corpora.ingest.lines import block_text
from songngu.corpora.normalise import NormalisedText
from songngu.corpora.split import splitter
from songngu.corpora.types import Block, BlockKind, Document, Segment

#: Facts about the article rather than text of it; nothing there to translate.
UNSPLIT = frozenset((BlockKind.DATE, BlockKind.BYLINE))


def segment(document: Document) -> tuple[Segment, ...]:
    """The segments of the kept blocks, in order; each block gives at least one.

    Dates and by-lines give none. Furniture gives its own once an editor has restored it. Spans
    refer to :attr:`Document.raw`.
    """
    segments: list[Segment] = []
    for index, block in enumerate(document.blocks):
        if block.kept and block.kind not in UNSPLIT:
            segments += block_segments(document, index, len(segments))
    return tuple(segments)


def block_segments(document: Document, index: int, position: int = 0) -> list[Segment]:
    """The segments of one block, numbered from ``position``, whether it is kept or not.

    In a block whose text was corrected by hand, spans are as near as can be told.
    """
    block = document.blocks[index]
    normalised = _with_way_back(document.raw, block)
    return [
        Segment(number, normalised.text[start:end], index, *normalised.raw_span(start, end))
        for number, (start, end) in enumerate(
            sentence_spans(normalised.text, document.language), start=position
        )
    ]


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Where the segments of a block's text are; a table's row, with tabs in it, is one."""
    return [(0, len(text))] if "\t" in text else splitter(language).split(text)


def _with_way_back(raw: str, block: Block) -> NormalisedText:
    normalised = block_text(raw, block.kind, block.start, block.end)
    if normalised.text == block.text:
        return normalised
    length = len(block.text)
    places = [raw_offset(block.start, block.end, length, at) for at in range(length + 1)]
    return NormalisedText(block.text, tuple(places[:-1]), tuple(places[1:]))


def raw_offset(start: int, end: int, length: int, offset: int) -> int:
    """Where a character of a text is in the raw span that the text was made from.

    Exact where normalising kept the length, else in proportion.

    Args:
        start: Where the span begins.
        end: Where it ends.
        length: Of the text, at least 1.
        offset: Of the character in the text, 0 to ``length``.
    """
    if length == end - start:
        return start + offset
    return start + round((end - start) * offset / length)
