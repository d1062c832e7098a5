"""Drafting, in steps small enough that an interruption loses little."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Sequence
from typing import TYPE_CHECKING

from songngu.corpora.errors import EngineError
from songngu.corpora.types import Draft, MemoryMatch, Status, Term
from songngu.ui.actions.memory import Memory, approved_before, matches
from songngu.ui.actions.pages import headlines_of

if TYPE_CHECKING:
    from songngu.corpora.store import SegmentRecord, Store
    from songngu.translate import Drafter
    from songngu.translate.consistency import Consistency

Progress = Callable[[int], None]
Parts = Callable[[int, int], None]
STEP = 8
"""Segments drafted between two saves: what a kill can cost at most; Ctrl-C costs none."""


def undrafted(records: Sequence[SegmentRecord], signature: str) -> list[int]:
    """Return the positions of the segments that this drafter has not drafted yet, ascending.

    Approved ones that have a draft of any drafter are not among them, and none that has its draft
    from the memory, unless ``signature`` is empty.
    """
    return [position for position, record in enumerate(records) if not _is_done(record, signature)]


def _is_done(record: SegmentRecord, signature: str) -> bool:
    from songngu.translate.consistency import MARK
    from songngu.translate.memory import is_recalled

    if record.draft is None:
        return False
    if record.revision is not None and record.revision.status is Status.APPROVED:
        return True
    by_engine = record.draft.signature.removesuffix(MARK) == signature
    return bool(signature) and (by_engine or is_recalled(record.draft))


def draft_article(
    store: Store,
    document_id: int,
    drafter: Drafter,
    *,
    progress: Progress | None = None,
    again: bool = False,
    memory: Memory | None = None,
    parts: Parts | None = None,
) -> list[Draft]:
    """Return the drafts of a stored article, one per segment, in order.

    Segments that the same drafter (by signature) has already drafted are not drafted again. Drafts
    are saved as they come, also when interrupted, so that the article goes on where it stopped.
    What the memory has approved is not drafted again (:mod:`songngu.translate.memory`); terms and
    similar translations are offered to the drafter, and what the article names is called alike
    throughout (:mod:`songngu.translate.consistency`). Segments that are split, merged or corrected
    meanwhile do not take their drafts: call it again for them.

    Args:
        progress: Called with the number of segments done, among those of the whole article.
        again: Draft every segment anew but for the approved; the older drafts stay in the store.
        memory: A memory to ask beside the store's.
        parts: Called with how many parts of a long segment are drafted, and of how many.

    Raises:
        NotFoundError: No such document.
        EngineError: The engine failed or left segments out; what was drafted before stays saved.
    """
    document = store.document(document_id)
    records = store.segments(document_id)
    drafts: list[Draft | None] = [record.draft for record in records]
    todo = undrafted(records, "" if again else drafter.signature)
    report = progress or (lambda done: None)
    report(len(records) - len(todo))
    if not todo:
        return [draft for draft in drafts if draft is not None]
    texts = [records[position].segment.text for position in todo]
    headlines = headlines_of(document, [records[position].segment for position in todo])
    terms = store.terms(document.language.split("-")[0], "en")
    article = _article(drafter, terms, approved_before(store, records, texts))
    pending = _already_drafted(article, records, set(todo))
    for position, draft in pending.items():
        drafts[position] = draft
    left = set(todo)
    try:
        for position, draft in _finished(
            drafter, todo, texts, terms, matches(texts, store, memory), article, headlines, parts
        ):
            pending[position] = drafts[position] = draft
            # The first one at once: somebody may be looking at the article.
            if len(pending) >= STEP or len(left) == len(todo):
                _save(store, document_id, records, pending)
            if position in left:
                left.discard(position)
                report(len(records) - len(left))
    finally:
        # Also after Ctrl-C or a failure of the engine: what is drafted is drafted.
        _save(store, document_id, records, pending)
    return _complete(drafts, drafter)


def _article(
    drafter: Drafter, terms: Sequence[Term], approved: Sequence[tuple[str, str]] = ()
) -> Consistency:
    from songngu.translate.consistency import Consistency
    from songngu.translate.style import Names

    style = getattr(drafter, "style", None)
    # A house style that sets the marks of names does so for all of them.
    return Consistency(terms, approved, marks=style is None or style.names is Names.AS_DRAFTED)


def _already_drafted(
    article: Consistency, records: Sequence[SegmentRecord], todo: Container[int]
) -> dict[int, Draft]:
    """Tell an article of the drafts it has and nobody has touched; return those that change."""
    changed: dict[int, Draft] = {}
    for position, record in enumerate(records):
        if position not in todo and record.draft is not None and record.revision is None:
            changed |= article.add(position, record.segment.text, record.draft)
    return {at: draft for at, draft in changed.items() if draft != records[at].draft}


def _finished(
    drafter: Drafter,
    places: Sequence[int],
    texts: Sequence[str],
    terms: Sequence[Term],
    matches: Sequence[Sequence[MemoryMatch]],
    article: Consistency,
    headlines: Collection[int] = (),
    parts: Parts | None = None,
) -> Iterator[tuple[int, Draft]]:
    """Yield the drafts as they are finished, with the place of their text.

    First what the memory has. Again what a later draft changes.
    """
    from songngu.translate.memory import recall

    asked = []
    for index, text in enumerate(texts):
        recalled = recall(text, matches[index])
        if recalled is None:
            asked.append(index)
        else:
            yield from article.add(places[index], text, recalled)
    examples = [matches[index] for index in asked]
    titles = [at for at, index in enumerate(asked) if index in headlines]
    left = [texts[index] for index in asked]
    for at, draft in _engine(drafter, left, terms, examples, titles, parts):
        yield from article.add(places[asked[at]], texts[asked[at]], draft)


def _engine(
    drafter: Drafter,
    texts: Sequence[str],
    terms: Sequence[Term],
    matches: Sequence[Sequence[MemoryMatch]],
    headlines: Collection[int] = (),
    parts: Parts | None = None,
) -> Iterator[tuple[int, Draft]]:
    """Yield the engine's drafts as they are finished, with the index of their text."""
    from songngu.translate import HouseDrafter

    if isinstance(drafter, HouseDrafter):
        yield from drafter.draft_iter(
            texts, terms=terms, matches=matches, headlines=headlines, parts=parts
        )
        return
    if hasattr(drafter, "draft_iter"):
        yield from drafter.draft_iter(texts, terms=terms, matches=matches)
        return
    # A drafter may have been written with nothing but the one method of the protocol.
    for start in range(0, len(texts), STEP):
        part = slice(start, start + STEP)
        found = drafter.draft_batch(texts[part], terms=terms, matches=matches[part])
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
    memory: Memory | None = None,
    progress: Progress | None = None,
    each: Callable[[int, Draft], None] | None = None,
    headlines: Collection[int] = (),
    parts: Parts | None = None,
) -> list[Draft]:
    """Return one draft per text of an article, in order.

    Args:
        drafter: The engine.
        texts: Its segments.
        terms: The termbase.
        memory: Approved translations, as in :func:`draft_article`.
        progress: Called with the number of texts done so far.
        each: Called with each draft and the index of its text, in the engine's own order, and
            again where a later draft changes it.
        headlines: The indices of the texts that are headlines.
        parts: As in :func:`draft_article`.

    Raises:
        EngineError: The engine failed or left texts out.
    """
    drafts: list[Draft | None] = [None] * len(texts)
    n_done = 0
    places = range(len(texts))
    found = matches(texts, memory)
    article = _article(drafter, terms)
    for index, draft in _finished(drafter, places, texts, terms, found, article, headlines, parts):
        n_done += drafts[index] is None
        drafts[index] = draft
        if each is not None:
            each(index, draft)
        if progress is not None:
            progress(n_done)
    return _complete(drafts, drafter)
