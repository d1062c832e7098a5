"""The segments of a document: its kept blocks split into sentences."""

from __future__ import annotations

from songngu.corpora.ingest.lines import block_text
from songngu.corpora.split import splitter
from songngu.corpora.types import BlockKind, Document, Segment

#: Facts about the article rather than text of it; nothing there to translate.
UNSPLIT = frozenset((BlockKind.DATE, BlockKind.BYLINE))


def segment(document: Document) -> tuple[Segment, ...]:
    """The segments of the kept blocks, in order; each block gives at least one.

    Dates and by-lines give none. Furniture gives its own once an editor has restored it. Spans
    refer to :attr:`Document.raw`.
    """
    split = splitter(document.language).split
    segments: list[Segment] = []
    for index, block in enumerate(document.blocks):
        if not block.kept or block.kind in UNSPLIT:
            continue
        normalised = block_text(document.raw, block.kind, block.start, block.end)
        for start, end in split(normalised.text):
            raw_start, raw_end = normalised.raw_span(start, end)
            text = normalised.text[start:end]
            segments.append(Segment(len(segments), text, index, raw_start, raw_end))
    return tuple(segments)
