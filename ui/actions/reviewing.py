"""Bringing translations from a draft to an approved text: checks, statuses, remarks."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from songngu.corpora.errors import NotFoundError
from songngu.corpora.types import Check, MemoryMatch, Revision, Status, Term

if TYPE_CHECKING:
    from songngu.corpora.store import Comment, Store
    from songngu.translate.word_alignment import WordLink

#: Statuses that take a second pair of eyes.
REVIEWED = frozenset((Status.REVIEWED, Status.APPROVED))


@dataclass(frozen=True, slots=True)
class TermSpan:
    """Where a term stands in a source text.

    Attributes:
        start: In code points of the text in NFC.
        end: Exclusive.
        term: Which of the terms that were found, from 0.
    """

    start: int
    end: int
    term: int


@dataclass(frozen=True, slots=True)
class Hints:
    """What may help with one segment.

    Attributes:
        matches: Similar sentences of the memory, best first.
        terms: The termbase's terms in the source, in order of appearance.
        spans: Where they stand, each as often as it occurs, in order and without overlap.
    """

    matches: tuple[MemoryMatch, ...]
    terms: tuple[Term, ...]
    spans: tuple[TermSpan, ...]


def hints(store: Store, source: str, *, threshold: float = 0.6, limit: int = 5) -> Hints:
    """Return what memory and termbase know about a source text."""
    from songngu.translate.terms import all_occurrences

    matches = store.look_up(source, threshold=threshold, limit=limit)
    places = all_occurrences(unicodedata.normalize("NFC", source), store.terms())
    terms = tuple(dict.fromkeys(term for _, _, term in places))
    spans = (TermSpan(start, end, terms.index(term)) for start, end, term in places)
    return Hints(tuple(matches), terms, tuple(spans))


def word_links(source: str, text: str) -> tuple[WordLink, ...]:
    """Return which words of a translation stand for which of the source; see ``align_words``."""
    from songngu.translate.word_alignment import align_words

    return align_words(source, text)


def check_text(
    store: Store, source: str, text: str, *, terms: Sequence[Term] | None = None
) -> tuple[Check, ...]:
    """Return what the checks find in a translation that a person wrote.

    Args:
        terms: The termbase, where the caller has read it already.
    """
    from songngu.translate.review import check_post_edit

    return check_post_edit(source, text, store.terms() if terms is None else terms)


def set_status(
    store: Store, segment_id: int, status: Status, *, editor: str, previous: int | None
) -> Revision:
    """Return the revision that gives a segment's text, unchanged, another status.

    Confirming a draft that nobody touched saves it. ``edited`` reopens what was approved.

    Args:
        previous: The revision the editor had on the screen; None where there was none.

    Raises:
        EditConflictError: Somebody else saved in between.
        NotFoundError: No such segment, or there is no text yet.
    """
    history = store.revisions(segment_id)
    text = history[-1].text if history else ""
    if not text.strip():
        raise NotFoundError(
            f"segment {segment_id} has no saved translation yet; save one, then set its status"
        )
    return store.save_revision(segment_id, text, status=status, editor=editor, previous=previous)


def add_comment(store: Store, segment_id: int, text: str, *, editor: str) -> Comment:
    """Return the remark that was left on a segment.

    Raises:
        NotFoundError: No such segment.
        StoreError: The remark is empty.
    """
    return store.add_comment(segment_id, text, editor=editor)


def resolve_comment(
    store: Store, comment_id: int, *, editor: str, resolved: bool = True
) -> Comment:
    """Return a remark that is settled now, or open again.

    Raises:
        NotFoundError: No such remark.
    """
    return store.resolve_comment(comment_id, editor=editor, resolved=resolved)


def comments(store: Store, segment_id: int) -> list[Comment]:
    """Return the remarks on a segment, oldest first."""
    return store.comments([segment_id])
