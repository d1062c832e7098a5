"""Segments split, merged and corrected; what hangs on them comes along."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import ChangedError, NotFoundError, ProtectedError
from songngu.corpora.normalise import normalise
from songngu.corpora.segments import raw_offset
from songngu.corpora.store import beads, order
from songngu.corpora.store.documents import require
from songngu.corpora.store.recording import Recorder, latest_revision
from songngu.corpora.store.records import OperationKind
from songngu.corpora.store.schema import (
    BlockRow,
    DocumentRow,
    DraftRow,
    OperationRow,
    RevisionRow,
    SegmentRow,
)
from songngu.corpora.types import BlockKind, Status

_ORDER = list(Status)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+")


def split(
    session: Session,
    segment_id: int,
    offset: int,
    *,
    editor: str,
    text_offset: int | None,
    article: int | None,
    expected: str | None,
) -> OperationRow:
    """Split a segment in two; its translation is split with it."""
    row = active(session, segment_id, expected)
    recorder = Recorder(session)
    new = split_row(recorder, row, offset, editor, text_offset)
    order.renumber(session, row.document_id)
    return recorder.save(
        article or row.document_id, OperationKind.SPLIT, editor, [segment_id, new.id]
    )


def merge(
    session: Session, segment_ids: Sequence[int], *, editor: str, article: int | None
) -> OperationRow:
    """Merge neighbouring segments of one block into the first of them."""
    if len(set(segment_ids)) < 2:
        raise ValueError(f"expected two segments or more to merge, found {list(segment_ids)}")
    rows = sorted((active(session, id_) for id_ in set(segment_ids)), key=lambda row: row.position)
    first, last = rows[0], rows[-1]
    if len({(row.document_id, row.block) for row in rows}) > 1:
        raise ValueError(
            "found segments of several blocks, expected neighbours in one; join the blocks first"
        )
    if last.position - first.position != len(rows) - 1:
        raise ValueError("found segments with others between them, expected neighbours")
    recorder = Recorder(session)
    merge_rows(recorder, rows, editor)
    order.renumber(session, first.document_id)
    ids = [row.id for row in rows]
    return recorder.save(article or first.document_id, OperationKind.MERGE, editor, ids)


def correct(
    session: Session,
    segment_id: int,
    text: str,
    *,
    editor: str,
    article: int | None,
    expected: str | None,
) -> OperationRow:
    """Correct the text of a segment, and with it that of its block."""
    row = active(session, segment_id, expected)
    text = normalise(text, tabs="\t" in row.text)
    if not text:
        raise ValueError("found no text, expected the corrected one; to drop it, set it aside")
    refuse_approved(session, [row])
    recorder = Recorder(session)
    recorder.segment(row, text=text)
    block = session.get_one(BlockRow, (row.document_id, row.block))
    # Cut from one line of text, so that blanks are all there is between segments.
    whole = " ".join(each.text for each in live(session, block))
    recorder.block(block, text=whole)
    if block.kind == BlockKind.TITLE.value:
        follow_title(recorder, row.document_id)
    order.refresh_search(session, row.document_id)
    article = article or row.document_id
    return recorder.save(article, OperationKind.CORRECT, editor, [segment_id])


# ---- what the operations on blocks share ---------------------------------------------------------


def active(session: Session, segment_id: int, expected: str | None = None) -> SegmentRow:
    """Return a segment that is in its article, whose document nobody else changes meanwhile.

    Raises:
        ChangedError: It is there no longer, or its text is not the expected one.
        NotFoundError: Where the store has no such segment.
    """
    row = session.get(SegmentRow, segment_id)
    if row is None:
        raise NotFoundError(f"found no segment {segment_id}; reload the article")
    require(session, row.document_id)
    order.touch(session, row.document_id)
    session.refresh(row, with_for_update={"key_share": True})
    if not row.active:
        raise ChangedError(
            f"segment {segment_id} is no longer in the article: it was merged or set aside "
            "meanwhile; reload the article"
        )
    if expected is not None and row.text != expected:
        raise ChangedError(
            f"segment {segment_id} reads {row.text!r} now, expected {expected!r}; somebody has "
            "corrected or split it: reload the article"
        )
    return row


def live(session: Session, block: BlockRow) -> list[SegmentRow]:
    """Return the segments of a block in order: those there, or set aside with the block."""
    session.flush()
    query = sa.select(SegmentRow).where(
        SegmentRow.document_id == block.document_id,
        SegmentRow.block == block.position,
        SegmentRow.active | SegmentRow.aside,
    )
    return list(session.scalars(query.order_by(SegmentRow.place, SegmentRow.id)))


def refuse_approved(session: Session, rows: Sequence[SegmentRow]) -> None:
    """Do nothing, unless one of the segments is approved.

    Raises:
        ProtectedError: It is; its text must not change unseen.
    """
    for row in rows:
        latest = latest_revision(session, row.id)
        if latest is not None and latest.status == Status.APPROVED.value:
            raise ProtectedError(
                f"segment {row.position + 1} was approved by {latest.editor}; "
                "open it again before changing it",
                segment=row.id,
            )


def split_row(
    recorder: Recorder, row: SegmentRow, offset: int, editor: str, text_offset: int | None = None
) -> SegmentRow:
    """Return the second half of a segment, which keeps the first and its id."""
    session, text = recorder.session, row.text
    left, right = text[:offset].rstrip(), text[offset:].lstrip()
    if not 0 < offset < len(text) or not left or not right:
        raise ValueError(
            f"expected a place inside the text (1–{len(text) - 1}) to split at, found {offset}"
        )
    refuse_approved(session, [row])
    raw = raw_offset(row.start, row.end, len(text), len(text) - len(right))
    end = row.end
    place = order.make_room(session, row)
    recorder.segment(row, text=left, end=max(raw, row.start))
    new = recorder.new_segment(
        document_id=row.document_id,
        block=row.block,
        position=row.position + 1,
        place=place,
        text=right,
        start=raw,
        end=end,
    )
    recorder.origin(new.id, row.id)
    _split_text(recorder, row, new, editor, text_offset, len(left) / len(text))
    for pair in beads.pairs_of(session, row.document_id):
        _join_beads(recorder, pair, row, {row.id, new.id})
    return new


def _split_text(
    recorder: Recorder,
    row: SegmentRow,
    new: SegmentRow,
    editor: str,
    text_offset: int | None,
    share: float,
) -> None:
    latest = latest_revision(recorder.session, row.id)
    if latest is None or not latest.text:
        return
    if text_offset is not None and not 0 <= text_offset <= len(latest.text):
        raise ValueError(
            f"expected a place in the translation (0–{len(latest.text)}) to split at, "
            f"found {text_offset}"
        )
    at = text_offset if text_offset is not None else split_point(latest.text, share)
    status = min(Status(latest.status), Status.EDITED, key=_ORDER.index)
    recorder.text(row.id, latest.text[:at].rstrip(), status, editor)
    recorder.text(new.id, latest.text[at:].lstrip(), status, editor)


def split_point(text: str, share: float) -> int:
    """Return where a translation is split best when so much of it belongs to the first part.

    At the end of a sentence if one is near, else between two words; 0–``len(text)``.
    """
    wanted = share * len(text)
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    nearest = min(ends, key=lambda at: abs(at - wanted), default=None)
    if nearest is not None and abs(nearest - wanted) <= len(text) / 4:
        return nearest
    gaps = [match.end() for match in re.finditer(r"\s+", text)]
    return min(gaps, key=lambda at: abs(at - wanted), default=len(text))


def merge_rows(recorder: Recorder, rows: Sequence[SegmentRow], editor: str) -> None:
    """Merge segments, in order, into the first of them."""
    session, (first, *others) = recorder.session, rows
    refuse_approved(session, rows)
    standing = [_standing(session, row) for row in rows]
    recorder.segment(first, text=" ".join(row.text for row in rows), end=rows[-1].end)
    for row in others:
        recorder.segment(row, active=False, aside=False)
        recorder.origin(first.id, row.id)
    if any(saved for _, _, saved in standing):
        status = min((status for text, status, _ in standing if text), key=_ORDER.index)
        joined = " ".join(text for text, _, _ in standing if text)
        recorder.text(first.id, joined, status, editor)
    for pair in beads.pairs_of(session, first.document_id):
        _join_beads(recorder, pair, first, {row.id for row in rows}, keep=first.id)


def _standing(session: Session, row: SegmentRow) -> tuple[str, Status, bool]:
    """Return the translation as it stands, how far it has come, and whether anybody saved it."""
    latest: RevisionRow | None = latest_revision(session, row.id)
    if latest is not None and latest.text:
        return latest.text, Status(latest.status), True
    draft = session.scalar(
        sa.select(DraftRow.text)
        .where(DraftRow.segment_id == row.id)
        .where(DraftRow.source.is_(None) | (DraftRow.source == row.text))
        .order_by(DraftRow.id.desc())
        .limit(1)
    )
    return draft or "", Status.DRAFT, False


def _join_beads(
    recorder: Recorder,
    pair: tuple[int, int],
    row: SegmentRow,
    ids: set[int],
    *,
    keep: int | None = None,
) -> None:
    """Make one bead of those of some segments; only ``keep`` of them stays in it, if given."""
    session = recorder.session
    alignment_id = beads.latest_id(session, *pair)
    found = beads.touching(session, alignment_id, sorted(ids)) if alignment_id else []
    if not found:
        return
    side = 0 if pair[0] == row.document_id else 1
    members: list[set[int]] = [set(), set()]
    for bead in found:
        members[0] |= set(bead.source)
        members[1] |= set(bead.target)
    members[side] = (members[side] - ids) | ({keep} if keep is not None else ids)
    source, target = (tuple(sorted(each)) for each in members)
    surest = max(found, key=lambda bead: (bool(bead.source and bead.target), bead.confidence))
    confidence = 0.0 if not (source and target) else surest.confidence
    if len(found) == 1:
        confidence = surest.confidence
    joined = beads.BeadImage(
        source, target, surest.score, confidence, any(bead.fixed for bead in found)
    )
    recorder.links(*pair, [joined], leaving=sorted(ids - set(joined.members)))


def follow_title(recorder: Recorder, document_id: int) -> None:
    """Let a document's title follow its title block, if there is one."""
    text = recorder.session.scalar(
        sa.select(BlockRow.text)
        .where(BlockRow.document_id == document_id, BlockRow.active, BlockRow.kept)
        .where(BlockRow.kind == BlockKind.TITLE.value)
        .order_by(BlockRow.place)
        .limit(1)
    )
    document = recorder.session.get_one(DocumentRow, document_id)
    if text is not None and document.title != text:
        recorder.title(document_id, text)
