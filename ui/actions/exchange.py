"""Translation units out of the store, and into its memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from songngu.corpora.errors import NotFoundError
from songngu.corpora.types import Alignment, Document, Status, TranslationUnit, Verdict

if TYPE_CHECKING:
    from songngu.corpora.store import Store

Which = Literal["post-edits", "drafts", "aligned"]
WHICH: tuple[Which, ...] = get_args(Which)


def export_units(
    store: Store, source_id: int | None = None, *, which: Which = "post-edits"
) -> list[TranslationUnit]:
    """Return the translation units of one stored Vietnamese article, or of all, in page order.

    Args:
        which: ``post-edits``: what editors saved; ``drafts``: machine drafts, the draft's score as
            confidence; ``aligned``: the existing English, one unit per bead with both sides, only
            from pairs that are at least a partial translation.

    Raises:
        NotFoundError: No such article, or nothing of that kind is stored.
        ValueError: ``which`` is none of the three.
    """
    if which not in WHICH:
        raise ValueError(f"which must be one of {', '.join(WHICH)}, got {which!r}")
    if source_id is None:
        ids = [summary.id for summary in store.documents(language="vi")]
        where = f"any of the {len(ids)} stored Vietnamese articles"
    else:
        ids, where = [source_id], f"article {source_id}"
    units = [unit for article in ids for unit in _units(store, article, which)]
    if not units:
        raise NotFoundError(f"no {_NAME[which]} in {where}; {_REMEDY[which]}")
    return units


_NAME: dict[Which, str] = {
    "post-edits": "post-edits",
    "drafts": "drafts",
    "aligned": "aligned English",
}
_REMEDY: dict[Which, str] = {
    "post-edits": "correct and save a draft first, or export the drafts or the aligned English",
    "drafts": "draft an article first",
    "aligned": "align an article with its English translation first (pairs that are no "
    "translation of each other are left out)",
}


def import_units(store: Store, units: Sequence[TranslationUnit]) -> int:
    """Return how many of the units were new to the store's translation memory."""
    return store.add_units(units)


def origin(document: Document) -> str:
    """Return what a unit of this page names as its origin: its address, or its title."""
    return document.url or document.title or ""


def aligned_units(
    source: Sequence[str], target: Sequence[str], alignment: Alignment, *, origin: str = ""
) -> list[TranslationUnit]:
    """Return a unit per bead that has both sides; none where the verdict is no translation."""
    if alignment.verdict not in (Verdict.TRANSLATION, Verdict.PARTIAL):
        return []
    return [
        TranslationUnit(
            source=" ".join(source[i] for i in bead.source),
            target=" ".join(target[j] for j in bead.target),
            confidence=bead.confidence,
            origin=origin,
        )
        for bead in alignment.beads
        if bead.source and bead.target
    ]


def _units(store: Store, source_id: int, which: Which) -> Iterator[TranslationUnit]:
    document = store.document(source_id)
    records = store.segments(source_id)
    label = origin(document)
    if which == "aligned":
        stored = store.alignment(source_id)
        if stored is not None:
            source = [record.segment.text for record in records]
            target = [record.segment.text for record in store.segments(stored.target_id)]
            yield from aligned_units(source, target, stored.alignment, origin=label)
        return
    for record in records:
        text = record.segment.text
        edited = record.revision is not None and record.revision.status is not Status.DRAFT
        if which == "post-edits" and edited and record.post_edit is not None:
            yield TranslationUnit(text, record.post_edit, origin=label)
        elif which == "drafts" and record.draft is not None and record.draft.text:
            score = record.draft.score
            yield TranslationUnit(text, record.draft.text, confidence=score, origin=label)
