"""Drafting, in steps small enough that an interruption loses little."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from songngu.corpora.errors import EngineError
from songngu.corpora.types import Draft, MemoryMatch, Status, Term

if TYPE_CHECKING:
    from songngu.corpora.store import SegmentRecord, Store
    from songngu.translate import Drafter

Progress = Callable[[int], None]
STEP = 8
"""Segments drafted between two saves: what a kill can cost at most; Ctrl-C costs none."""


def undrafted(records: Sequence[SegmentRecord], signature: str) -> list[int]:
    """Return the positions of the segments that this drafter has not drafted yet, ascending.

    Approved ones that have a draft of any drafter are not among them.
    """
    return [
        position
        for position, record in enumerate(records)
        if record.draft is None
        or (record.draft.signature != signature and not _is_approved(record))
    ]


def _is_approved(record: SegmentRecord) -> bool:
    return record.revision is not None and record.revision.status is Status.APPROVED


def draft_article(
    store: Store,
    document_id: int,
    drafter: Drafter,
    *,
    progress: Progress | None = None,
    again: bool = False,
) -> list[Draft]:
    """Return the drafts of a stored article, one per segment, in order.

    Segments that the same drafter (by signature) has already drafted are not drafted again. Drafts
    are saved as they come, also when interrupted, so that the article goes on where it stopped.
    Terms and memory of the store are offered to the drafter. Segments that are split, merged or
    corrected meanwhile do not take their drafts: call it again for them.

    Args:
        progress: Called with the number of segments done, among those of the whole article.
        again: Draft every segment anew but for the approved; the older drafts stay in the store.

    Raises:
        NotFoundError: No such document.
        EngineError: The engine failed or left segments out; what was drafted before stays saved.
    """
    document = store.document(document_id)
    records = store.segments(document_id)
    drafts: list[Draft | None] = [record.draft for record in records]
    todo = undrafted(records, "" if again else drafter.signature)
    done = len(records) - len(todo)
    report = progress or (lambda done: None)
    report(done)
    if not todo:
        return [draft for draft in drafts if draft is not None]
    texts = [records[position].segment.text for position in todo]
    terms = store.terms(document.language.split("-")[0], "en")
    matches = [store.look_up(text) for text in texts]
    pending: dict[int, Draft] = {}
    try:
        for index, draft in _finished(drafter, texts, terms, matches):
            pending[todo[index]] = drafts[todo[index]] = draft
            if len(pending) >= STEP:
                _save(store, document_id, records, pending)
            done += 1
            report(done)
    finally:
        # Also after Ctrl-C or a failure of the engine: what is drafted is drafted.
        _save(store, document_id, records, pending)
    return _complete(drafts, drafter)


def _finished(
    drafter: Drafter,
    texts: Sequence[str],
    terms: Sequence[Term],
    matches: Sequence[Sequence[MemoryMatch]] | None,
) -> Iterator[tuple[int, Draft]]:
    """Yield the drafts as they are finished, with the index of their text."""
    if hasattr(drafter, "draft_iter"):
        yield from drafter.draft_iter(texts, terms=terms, matches=matches)
        return
    # A drafter may have been written with nothing but the one method of the protocol.
    for start in range(0, len(texts), STEP):
        part = slice(start, start + STEP)
        found = drafter.draft_batch(
            texts[part], terms=terms, matches=matches[part] if matches is not None else None
        )
        yield from enumerate(found, start=start)


def _save(
    store: Store,
    document_id: int,
    records: Sequence[SegmentRecord],
    pending: dict[int, Draft],
) -> None:
    if pending:
        made = [
            (records[position].id, records[position].segment.text, draft)
            for position, draft in sorted(pending.items())
        ]
        store.save_drafts(document_id, made)
        pending.clear()


def _complete(drafts: Sequence[Draft | None], drafter: Drafter) -> list[Draft]:
    complete = [draft for draft in drafts if draft is not None]
    if len(complete) != len(drafts):
        raise EngineError(
            f"{drafter.signature}: {len(drafts) - len(complete)} of {len(drafts)} segments came "
            "back without a draft, expected one each; draft again, or use another engine"
        )
    return complete


def draft_texts(
    drafter: Drafter,
    texts: Sequence[str],
    *,
    terms: Sequence[Term] = (),
    matches: Sequence[Sequence[MemoryMatch]] | None = None,
    progress: Progress | None = None,
    each: Callable[[int, Draft], None] | None = None,
) -> list[Draft]:
    """Return one draft per text, in order.

    Args:
        progress: Called with the number of texts done so far.
        each: Called with each draft and the index of its text, in the engine's own order.

    Raises:
        EngineError: The engine failed or left texts out.
    """
    drafts: list[Draft | None] = [None] * len(texts)
    for done, (index, draft) in enumerate(_finished(drafter, texts, terms, matches), start=1):
        drafts[index] = draft
        if each is not None:
            each(index, draft)
        if progress is not None:
            progress(done)
    return _complete(drafts, drafter)
