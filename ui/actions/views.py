"""A stored article as an editor sees it: source, draft, post-edit and aligned English in rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from songngu.corpora.types import (
    Alignment,
    Bead,
    Block,
    BlockKind,
    Check,
    Draft,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from songngu.corpora.store import SegmentRecord, Store


@dataclass(frozen=True, slots=True)
class EnglishSegment:
    """A segment of the existing English version.

    Attributes:
        segment_id: The store's id.
        position: 0-based place among the English segments.
        bead: Index of its bead in the alignment.
        linked: False where the bead is a null bead: nothing of the source says this.
        confidence: The bead's, 0–1.
        fixed: Whether a person made the bead.
    """

    segment_id: int
    position: int
    text: str
    bead: int
    linked: bool
    confidence: float
    fixed: bool


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One source segment with all that is known about its translation.

    Attributes:
        segment_id: The store's id, for saving.
        position: 0-based place among the article's segments.
        kind: Of the block it stands in: title, lead, paragraph, caption.
        draft: The latest draft; None where none was made.
        post_edit: What an editor saved last; None where nobody did.
        status: ``draft`` until somebody saves.
        revision_id: Of the post-edit; give it as ``previous`` when saving. None where there is
            none.
        editor: Who saved the post-edit; None where nobody did.
        checks: What the health checks found in the draft.
        aligned: The English segments of the row's bead, joined by spaces; "" where there are none.
        targets: Their positions, ascending.
        confidence: Of the bead, 0–1; None where the article is not aligned.
        bead: Index of the bead in the alignment; rows of one bead carry the same. None where the
            article is not aligned.
        fixed: Whether a person made the bead.
    """

    segment_id: int
    position: int
    kind: BlockKind
    source: str
    draft: Draft | None
    post_edit: str | None
    status: Status
    revision_id: int | None
    editor: str | None
    checks: tuple[Check, ...]
    aligned: str
    targets: tuple[int, ...]
    confidence: float | None
    bead: int | None
    fixed: bool

    @property
    def text(self) -> str:
        """The translation as it stands: the post-edit, else the draft, else ""."""
        if self.post_edit is not None:
            return self.post_edit
        return self.draft.text if self.draft is not None else ""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """A stored article, ready to be shown.

    Attributes:
        rows: One per source segment, in page order.
        blocks: All blocks of the page, those set aside included.
        target_id: The English version it is aligned with; None where it is not.
        english: All segments of that version, in order.
        verdict: What the two pages are to each other; None where it is not aligned.
        verdict_confidence: 0–1; None where it is not aligned.
        alignment_signature: None where it is not aligned.
        alignment_stale: Whether segments came or went since it was aligned: align again.
    """

    id: int
    language: str
    title: str | None
    url: str | None
    published: dt.date | None
    byline: str | None
    blocks: tuple[Block, ...]
    rows: tuple[ArticleRow, ...]
    target_id: int | None
    target_title: str | None
    english: tuple[EnglishSegment, ...]
    verdict: Verdict | None
    verdict_confidence: float | None
    alignment_signature: str | None
    alignment_stale: bool

    @property
    def unlinked_english(self) -> tuple[EnglishSegment, ...]:
        """The English segments that no source segment is linked with, in order."""
        return tuple(segment for segment in self.english if not segment.linked)


def article_view(store: Store, source_id: int) -> ArticleView:
    """Return a stored article with drafts, post-edits and its latest alignment.

    Raises:
        NotFoundError: No such article.
    """
    document = store.document(source_id)
    records = store.segments(source_id)
    stored = store.alignment(source_id)
    alignment = stored.alignment if stored is not None else None
    target = store.document(stored.target_id) if stored is not None else None
    others = store.segments(stored.target_id) if stored is not None else []
    texts = [record.segment.text for record in others]
    beads = _beads_by_source(alignment)
    return ArticleView(
        id=source_id,
        language=document.language,
        title=document.title,
        url=document.url,
        published=document.published,
        byline=document.byline,
        blocks=document.blocks,
        rows=tuple(
            _row(record, document.blocks, beads.get(record.segment.position), texts)
            for record in records
        ),
        target_id=stored.target_id if stored is not None else None,
        target_title=target.title if target is not None else None,
        english=_english(alignment, others),
        verdict=alignment.verdict if alignment is not None else None,
        verdict_confidence=alignment.confidence if alignment is not None else None,
        alignment_signature=alignment.signature if alignment is not None else None,
        alignment_stale=stored.stale if stored is not None else False,
    )


def _beads_by_source(alignment: Alignment | None) -> dict[int, tuple[int, Bead]]:
    if alignment is None:
        return {}
    return {i: (number, bead) for number, bead in enumerate(alignment.beads) for i in bead.source}


def _english(
    alignment: Alignment | None, records: Sequence[SegmentRecord]
) -> tuple[EnglishSegment, ...]:
    if alignment is None:
        return ()
    return tuple(
        EnglishSegment(
            records[j].id,
            j,
            records[j].segment.text,
            number,
            bool(bead.source),
            bead.confidence,
            bead.fixed,
        )
        for number, bead in enumerate(alignment.beads)
        for j in bead.target
    )


def _row(
    record: SegmentRecord,
    blocks: Sequence[Block],
    numbered: tuple[int, Bead] | None,
    english: Sequence[str],
) -> ArticleRow:
    number, bead = numbered if numbered is not None else (None, None)
    targets = bead.target if bead is not None else ()
    revision, draft = record.revision, record.draft
    return ArticleRow(
        segment_id=record.id,
        position=record.segment.position,
        kind=blocks[record.segment.block].kind,
        source=record.segment.text,
        draft=draft,
        post_edit=record.post_edit,
        status=revision.status if revision is not None else Status.DRAFT,
        revision_id=revision.id if revision is not None else None,
        editor=revision.editor if revision is not None else None,
        checks=draft.checks if draft is not None else (),
        aligned=" ".join(english[j] for j in targets),
        targets=targets,
        confidence=bead.confidence if bead is not None else None,
        bead=number,
        fixed=bead.fixed if bead is not None else False,
    )
