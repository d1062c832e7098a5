"""Drafting, in steps small enough that an interruption loses little."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Callable, Collection, Container, Iterator, Sequence
from typing import TYPE_CHECKING

from songngu.corpora.errors import EngineError
from songngu.corpora.types import Draft, MemoryMatch, Status, Term
from songngu.ui.actions.memory import ApprovedNames, Memory, matches
from songngu.ui.actions.pages import headlines_of

if TYPE_CHECKING:
    from songngu.corpora.store import SegmentRecord, Store
    from songngu.translate import Drafter
    from songngu.translate.consistency import Consistency

Progress = Callable[[int], None]
Parts = Callable[[int, int], None]
STEP = 8
"""Segments drafted between two saves: what a kill can cost at most; Ctrl-C costs none."""


class Scope(enum.StrEnum):
    """Which segments of an article are drafted; each choice holds the ones before it.

    Approved segments that have a draft keep it in any case, and older drafts stay in the store.
    """

    MISSING = "missing"
    """Those without a draft, or with an empty one."""
    OUTDATED = "outdated"
    """Those with a draft of another engine or in another house style, unless from the memory."""
    ALL = "all"
    """Every one."""

    def holds(self, other: Scope) -> bool:
        """Whether all that the other one asks for is drafted."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


def to_draft(records: Sequence[SegmentRecord], scope: Scope, signature: str = "") -> list[int]:
    """Return the positions of the segments that are to be drafted, ascending.

    Args:
        records: The article's segments.
        scope: Which of them.
        signature: The drafter's, by which drafts are told that are outdated.
    """
    return [at for at, record in enumerate(records) if not _is_done(record, scope, signature)]


def _is_done(record: SegmentRecord, scope: Scope, signature: str) -> bool:
    from songngu.translate.consistency import MARK
    from songngu.translate.memory import is_recalled

    if record.draft is None:
        return False
    if record.revision is not None and record.revision.status is Status.APPROVED:
        return True
    if scope is Scope.MISSING or not record.draft.text:
        return bool(record.draft.text)
    by_engine = record.draft.signature.removesuffix(MARK) == signature
    return scope is Scope.OUTDATED and (by_engine or is_recalled(record.draft))


def draft_article(
    store: Store,
    document_id: int,
    drafter: Drafter,
    *,
    progress: Progress | None = None,
    scope: Scope = Scope.OUTDATED,
    terms: Sequence[Term] = (),
    memory: Memory | None = None,
    parts: Parts | None = None,
) -> list[Draft]:
    """Return the drafts of a stored article, one per segment, in order.

    What the memory has approved (:mod:`songngu.translate.memory`) is not drafted. Drafts are saved
    as they come, also when interrupted. Terms and similar translations are offered to the drafter;
    what the article names is called alike throughout (:mod:`songngu.translate.consistency`).
    Segments that are split, merged or corrected meanwhile do not take their drafts: call it again
    for them.

    Args:
        progress: Called with the number of segments done, among those of the whole article.
        scope: Which segments are drafted.
        terms: Terms that go before those of the store.
        memory: A memory to ask beside the store's.
        parts: Called with how many parts of a long segment are drafted, and of how many.

    Raises:
        NotFoundError: No such document.
        EngineError: The engine failed, left segments out or all empty; what was drafted before
            stays saved.
    """
    document = store.document(document_id)
    records = store.segments(document_id)
    todo = to_draft(records, scope, drafter.signature)
    report = progress or (lambda done: None)
    report(len(records) - len(todo))
    made: dict[int, Draft] = {}
    if todo:
        run = _Run(
            drafter,
            [records[position].segment.text for position in todo],
            [*terms, *store.terms(document.language.split("-")[0], "en")],
            approved=_approved(records),
            memories=[store] if memory is None else [store, memory],
            names=ApprovedNames(store),
            headlines=headlines_of(document, [records[position].segment for position in todo]),
            parts=parts,
        )
        made = _save_as_finished(store, document_id, records, todo, run, report)
    drafts = [made.get(position, record.draft) for position, record in enumerate(records)]
    return _complete([record.segment.text for record in records], drafts, drafter)


def _save_as_finished(
    store: Store,
    document_id: int,
    records: Sequence[SegmentRecord],
    todo: Sequence[int],
    run: _Run,
    report: Progress,
) -> dict[int, Draft]:
    """Return the drafts that are new or changed by their positions; they are saved."""
    pending = _already_drafted(run.article, records, set(todo))
    made = dict(pending)
    left = set(todo)
    try:
        for position, draft in run.finished(todo):
            pending[position] = made[position] = draft
            # The first one at once: somebody may be looking at the article.
            if len(pending) >= STEP or len(left) == len(todo):
                _save(store, document_id, records, pending)
            if position in left:
                left.discard(position)
                report(len(records) - len(left))
    finally:
        # Also after Ctrl-C or a failure of the engine: what is drafted is drafted.
        _save(store, document_id, records, pending)
    return made


def _approved(records: Sequence[SegmentRecord]) -> list[tuple[str, str]]:
    """What of an article itself is approved."""
    return [
        (record.segment.text, record.revision.text)
        for record in records
        if record.revision is not None and record.revision.status is Status.APPROVED
    ]


def _already_drafted(
    article: Consistency, records: Sequence[SegmentRecord], todo: Container[int]
) -> dict[int, Draft]:
    """Tell an article of the drafts it has and nobody has touched; return those that change."""
    changed: dict[int, Draft] = {}
    for position, record in enumerate(records):
        if position not in todo and record.draft is not None and record.revision is None:
            changed |= article.add(position, record.segment.text, record.draft)
    return {at: draft for at, draft in changed.items() if draft != records[at].draft}


class _Run:
    """One drafting of an article's texts, by the memory where it knows them, else by the engine.

    Attributes:
        article: What the article calls what it names.
    """

    def __init__(
        self,
        drafter: Drafter,
        texts: Sequence[str],
        terms: Sequence[Term],
        *,
        approved: Sequence[tuple[str, str]] = (),
        memories: Sequence[Memory] = (),
        names: ApprovedNames | None = None,
        headlines: Collection[int] = (),
        parts: Parts | None = None,
    ) -> None:
        from songngu.translate.consistency import Consistency
        from songngu.translate.style import Names

        self._drafter = drafter
        self._texts = texts
        self._terms = terms
        self._memories = memories
        self._names = names
        self._headlines = headlines
        self._parts = parts
        style = getattr(drafter, "style", None)
        # A house style that sets the marks of names does so for all of them.
        marks = style is None or style.names is Names.AS_DRAFTED
        self.article = Consistency(terms, approved, marks=marks)

    def finished(self, places: Sequence[int]) -> Iterator[tuple[int, Draft]]:
        """Yield the drafts as they are finished, again what a later one changes.

        Of each step first what the memory has. The first text is a step of its own where there is
        a memory: a large one takes longer to be asked for a whole article than a draft takes.

        Args:
            places: What to call each text.
        """
        from songngu.translate.memory import recall

        total = len(self._texts)
        bounds = [0, min(1, total), total] if self._memories else [0, total]
        for step in itertools.starmap(range, itertools.pairwise(bounds)):
            asked, examples = [], []
            for index in step:
                found = matches(self._texts[index], self._memories)
                recalled = recall(self._texts[index], found)
                if recalled is None:
                    asked.append(index)
                    examples.append(found)
                else:
                    yield from self._take(places[index], index, recalled)
            for index, draft in self._engine(asked, examples):
                yield from self._take(places[index], index, draft)

    def _take(self, place: int, index: int, draft: Draft) -> Iterator[tuple[int, Draft]]:
        text = self._texts[index]
        if self._names is not None:
            yield from self.article.learn(self._names.look_up(text))
        yield from self.article.add(place, text, draft)

    def _engine(
        self, asked: Sequence[int], examples: Sequence[Sequence[MemoryMatch]]
    ) -> Iterator[tuple[int, Draft]]:
        """Yield the engine's drafts as they are finished, with the index of their text."""
        from songngu.translate import HouseDrafter

        drafter, terms = self._drafter, self._terms
        texts = [self._texts[index] for index in asked]
        if isinstance(drafter, HouseDrafter):
            titles = [at for at, index in enumerate(asked) if index in self._headlines]
            found = drafter.draft_iter(
                texts, terms=terms, matches=examples, headlines=titles, parts=self._parts
            )
        elif hasattr(drafter, "draft_iter"):
            found = drafter.draft_iter(texts, terms=terms, matches=examples)
        else:
            found = _in_steps(drafter, texts, terms, examples)
        for at, draft in found:
            yield asked[at], draft


def _in_steps(
    drafter: Drafter,
    texts: Sequence[str],
    terms: Sequence[Term],
    examples: Sequence[Sequence[MemoryMatch]],
) -> Iterator[tuple[int, Draft]]:
    """Yield the drafts of an engine that has nothing but the one method of the protocol."""
    for start in range(0, len(texts), STEP):
        part = slice(start, start + STEP)
        found = drafter.draft_batch(texts[part], terms=terms, matches=examples[part])
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


def _complete(
    texts: Sequence[str], drafts: Sequence[Draft | None], drafter: Drafter
) -> list[Draft]:
    """The drafts, of which none is missing and not all that an engine was needed for are empty."""
    from songngu.translate.drafter import complete

    found = complete(drafts, drafter)
    foreign = [draft for text, draft in zip(texts, found, strict=True) if draft.text != text]
    if foreign and not any(draft.text for draft in foreign):
        raise EngineError(
            f"{drafter.signature.partition('|')[0]}: the drafts of all {len(foreign)} segments "
            "came back empty, expected English; draft again, or use another engine"
        )
    return found


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
        EngineError: The engine failed, or left texts out or all empty.
    """
    drafts: list[Draft | None] = [None] * len(texts)
    n_done = 0
    memories = [memory] if memory is not None else []
    run = _Run(drafter, texts, terms, memories=memories, headlines=headlines, parts=parts)
    for index, draft in run.finished(range(len(texts))):
        n_done += drafts[index] is None
        drafts[index] = draft
        if each is not None:
            each(index, draft)
        if progress is not None:
            progress(n_done)
    return _complete(texts, drafts, drafter)
