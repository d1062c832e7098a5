"""Blocks of a page kept, set aside, labelled, corrected, cut and joined.

Only the segments of the blocks concerned come, go or change; those of others keep their ids,
drafts, revisions and links.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import ChangedError, NotFoundError
from songngu.corpora.normalise import normalise
from songngu.corpora.segments import UNSPLIT, block_segments, raw_offset, sentence_spans
from songngu.corpora.split import splitter
from songngu.corpora.store import order
from songngu.corpora.store.documents import load, require
from songngu.corpora.store.recording import Recorder, latest_revision
from songngu.corpora.store.records import OperationKind
from songngu.corpora.store.schema import BlockRow, DocumentRow, OperationRow, SegmentRow
from songngu.corpora.store.structure import (
    follow_title,
    live,
    merge_rows,
    refuse_approved,
    split_row,
)
from songngu.corpora.types import BlockKind, Status


def label(
    session: Session,
    document_id: int,
    index: int,
    *,
    kind: BlockKind | None,
    kept: bool | None,
    editor: str,
    article: int | None,
) -> OperationRow:
    """Say what a block is, and whether it is kept."""
    block = _block(session, document_id, index)
    if kept is None:
        kept = block.kept
        # Furniture is set aside, and what was taken for it is wanted after all.
        if kind not in (None, block.kind) and BlockKind.FURNITURE in (kind, block.kind):
            kept = kind is not BlockKind.FURNITURE
    recorder = Recorder(session)
    titles = {block.kind, kind or block.kind}
    recorder.block(block, kept=kept, kind=(kind or BlockKind(block.kind)).value)
    _show_or_hide(recorder, block, index)
    return _saved(recorder, block, OperationKind.BLOCK, editor, article, titles)


def _show_or_hide(recorder: Recorder, block: BlockRow, index: int) -> None:
    """Let a block's segments be there or not as the block now is."""
    wanted = block.kept and block.kind not in UNSPLIT
    rows = live(recorder.session, block)
    for row in rows:
        recorder.segment(row, active=wanted, aside=not wanted)
    if wanted and not rows:
        _insert(recorder, block, index)


def _insert(recorder: Recorder, block: BlockRow, index: int) -> None:
    document = load(recorder.session, block.document_id)
    for place, segment in enumerate(block_segments(document, index)):
        recorder.new_segment(
            document_id=block.document_id,
            block=block.position,
            position=0,
            place=place,
            text=segment.text,
            start=segment.start,
            end=segment.end,
        )


def correct(
    session: Session,
    document_id: int,
    index: int,
    text: str,
    *,
    editor: str,
    article: int | None,
    expected: str | None,
) -> OperationRow:
    """Correct the text of a block; segments whose text stays are not touched."""
    block = _block(session, document_id, index, expected)
    text = normalise(text, tabs="\t" in block.text)
    if not text:
        raise ValueError("found no text, expected the corrected one; to drop it, set it aside")
    recorder = Recorder(session)
    recorder.block(block, text=text)
    rows = live(session, block)
    if rows:
        language = session.get_one(DocumentRow, document_id).language
        spans = sentence_spans(text, language)
        _reconcile(recorder, block, rows, [text[start:end] for start, end in spans], editor)
    return _saved(recorder, block, OperationKind.CORRECT, editor, article, {block.kind})


def _reconcile(
    recorder: Recorder,
    block: BlockRow,
    rows: Sequence[SegmentRow],
    texts: Sequence[str],
    editor: str,
) -> None:
    """Change segments so that they read as given; what is translated stays with its neighbours."""
    matcher = SequenceMatcher(None, [row.text for row in rows], texts, autojunk=False)
    before: SegmentRow | None = None
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        old, new = list(rows[i1:i2]), list(texts[j1:j2])
        if tag == "equal":
            before = old[-1]
            continue
        refuse_approved(recorder.session, old)
        if new and len(old) > len(new):
            surplus = old[len(new) - 1 :]
            merge_rows(recorder, surplus, editor)
            old = old[: len(new)]
        for row, text in zip(old, new, strict=False):
            recorder.segment(row, text=text)
            before = row
        if not new:
            for row in old:
                recorder.segment(row, active=False, aside=False)
        for text in new[len(old) :]:
            before = _add_after(recorder, block, before, text)


def _add_after(
    recorder: Recorder, block: BlockRow, before: SegmentRow | None, text: str
) -> SegmentRow:
    if before is None:
        # The first of the block: put before all that ever were in it.
        same = (SegmentRow.document_id == block.document_id) & (SegmentRow.block == block.position)
        lowest = recorder.session.scalar(sa.select(sa.func.min(SegmentRow.place)).where(same))
        place, start = (0 if lowest is None else lowest - 1), block.start
    else:
        place, start = order.make_room(recorder.session, before), before.end
    active = block.kept and block.kind not in UNSPLIT
    row = recorder.new_segment(
        document_id=block.document_id,
        block=block.position,
        position=0,
        place=place,
        text=text,
        start=start,
        end=max(start, block.end),
    )
    if not active:
        recorder.segment(row, active=False, aside=True)
    return row


def cut(
    session: Session,
    document_id: int,
    index: int,
    offset: int,
    *,
    editor: str,
    article: int | None,
    expected: str | None,
) -> OperationRow:
    """Cut a block in two; a segment that goes over the cut is split."""
    block = _block(session, document_id, index, expected)
    text = block.text
    left, right = text[:offset].rstrip(), text[offset:].lstrip()
    if not 0 < offset < len(text) or not left or not right:
        raise ValueError(
            f"expected a place inside the text (1–{len(text) - 1}) to cut at, found {offset}"
        )
    recorder = Recorder(session)
    moving = _behind(recorder, block, live(session, block), offset, editor)
    raw = raw_offset(block.start, block.end, len(text), len(text) - len(right))
    end, kind = block.end, BlockKind(block.kind)
    place = order.make_room(session, block)
    recorder.block(block, text=left, end=max(raw, block.start))
    highest = session.scalar(
        sa.select(sa.func.max(BlockRow.position)).where(BlockRow.document_id == document_id)
    )
    new = recorder.new_block(
        document_id=document_id,
        position=(highest or 0) + 1,
        place=place,
        # An article has one title; what was run into it is not.
        kind=(BlockKind.PARAGRAPH if kind is BlockKind.TITLE else kind).value,
        text=right,
        kept=block.kept,
        start=raw,
        end=end,
    )
    for row in moving:
        recorder.segment(row, block=new.position)
    return _saved(recorder, block, OperationKind.CUT, editor, article, {block.kind})


def _behind(
    recorder: Recorder, block: BlockRow, rows: Sequence[SegmentRow], offset: int, editor: str
) -> list[SegmentRow]:
    """Return the segments behind a place in their block's text."""
    cursor, moving = 0, []
    for row in rows:
        start = block.text.find(row.text, cursor)
        start = cursor if start < 0 else start
        cursor = end = start + len(row.text)
        if start >= offset:
            moving.append(row)
        elif end > offset and row.text[: offset - start].strip() and row.text[offset - start :]:
            aside = row.aside
            new = split_row(recorder, row, offset - start, editor)
            if aside:
                recorder.segment(new, active=False, aside=True)
            moving.append(new)
    return moving


def join(
    session: Session, document_id: int, index: int, *, editor: str, article: int | None
) -> OperationRow:
    """Join a kept block with the next kept one; a sentence that they share becomes one segment."""
    block = _block(session, document_id, index)
    numbers = order.block_numbers(session, document_id)[index + 1 :]
    later = [session.get_one(BlockRow, (document_id, number)) for number in numbers]
    other = next((each for each in later if each.kept), None)
    if not block.kept or other is None:
        raise ValueError(
            f"expected a kept block with another kept one after it, found block {index} "
            + ("set aside" if not block.kept else "to be the last")
        )
    if (block.kind in UNSPLIT) != (other.kind in UNSPLIT):
        raise ValueError(
            f"found a {block.kind} and a {other.kind}, of which only one is translated; "
            "give both the same kind first"
        )
    recorder = Recorder(session)
    first, second = live(session, block), live(session, other)
    recorder.block(block, text=f"{block.text} {other.text}", end=max(block.end, other.end))
    recorder.block(other, active=False)
    same = (SegmentRow.document_id == document_id) & (SegmentRow.block == block.position)
    highest = session.scalar(sa.select(sa.func.max(SegmentRow.place)).where(same)) or 0
    for place, row in enumerate(second, start=highest + 1):
        recorder.segment(row, block=block.position)
        row.place = place
    session.flush()
    if first and second and _one_sentence(session, first[-1], second[0]):
        merge_rows(recorder, [first[-1], second[0]], editor)
    return _saved(recorder, block, OperationKind.JOIN, editor, article, {block.kind, other.kind})


def _one_sentence(session: Session, left: SegmentRow, right: SegmentRow) -> bool:
    """Whether two segments are one sentence that a line break tore apart."""
    for row in (left, right):
        latest = latest_revision(session, row.id)
        if latest is not None and latest.status == Status.APPROVED.value:
            return False
    language = session.get_one(DocumentRow, left.document_id).language
    return len(splitter(language).split(f"{left.text} {right.text}")) == 1


def _block(session: Session, document_id: int, index: int, expected: str | None = None) -> BlockRow:
    require(session, document_id)
    order.touch(session, document_id)
    numbers = order.block_numbers(session, document_id)
    if not 0 <= index < len(numbers):
        raise NotFoundError(
            f"document {document_id} has blocks 0 to {len(numbers) - 1}, found {index}"
        )
    block = session.get_one(BlockRow, (document_id, numbers[index]))
    if expected is not None and block.text != expected:
        raise ChangedError(
            f"block {index} reads {block.text!r} now, expected {expected!r}; somebody has changed "
            "it: reload the article"
        )
    return block


def _saved(
    recorder: Recorder,
    block: BlockRow,
    kind: OperationKind,
    editor: str,
    article: int | None,
    kinds: set[str | BlockKind],
) -> OperationRow:
    document_id, number = block.document_id, block.position
    if BlockKind.TITLE in {BlockKind(each) for each in kinds}:
        follow_title(recorder, document_id)
    order.renumber(recorder.session, document_id)
    order.refresh_search(recorder.session, document_id)
    rows = live(recorder.session, recorder.session.get_one(BlockRow, (document_id, number)))
    return recorder.save(article or document_id, kind, editor, [row.id for row in rows])
