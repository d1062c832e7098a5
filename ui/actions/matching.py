"""Finding the English version of a Vietnamese article among all that are stored."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from songngu.corpora.types import Verdict
from songngu.ui.actions.aligning import align_articles

if TYPE_CHECKING:
    from songngu.align.matching import ArticleKeys, Index
    from songngu.corpora.store import DocumentSummary, Store

BATCH = 500
"""Articles read at once while the index is built: they are kept before the next are read."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An English article that may be the version of a Vietnamese one.

    Attributes:
        document_id: Its number in the store.
        confidence: Probability that it is the version, among all that are stored, 0–1.
        verdict: What aligning the two says.
        sure: Whether it may be taken for the version without being looked at.
    """

    document_id: int
    title: str | None
    confidence: float
    verdict: Verdict
    sure: bool


@dataclass(slots=True)
class _Kept:
    versions: dict[int, str]
    articles: dict[int, ArticleKeys]
    index: Index


_indexes: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()
_lock = threading.Lock()


def matcher_signature() -> str:
    """Return the settings string of proposals made now."""
    from songngu.align.versions import signature

    return signature()


def english_index(store: Store) -> Index:
    """Return the index of the English articles of a store, up to date.

    The keys of an article are kept in the store, so that its text is read once; the index is held
    in main memory while the store is open, and made anew when articles have come, gone or changed.
    """
    from songngu.align.matching import Index

    with _lock:
        versions = store.text_versions("en")
        kept = _indexes.get(store)
        if kept is not None and kept.versions == versions:
            return kept.index
        known = _known(store, versions, kept)
        known |= _read(store, {k: v for k, v in versions.items() if k not in known})
        articles = {number: known[number] for number in versions if number in known}
        kept = _Kept(versions, articles, Index(articles))
        _indexes[store] = kept
        return kept.index


def _known(store: Store, versions: Mapping[int, str], kept: _Kept | None) -> dict[int, ArticleKeys]:
    """The keys that need not be read from the text again."""
    from songngu.align.matching import ArticleKeys, index_signature

    if kept is not None:
        return {k: kept.articles[k] for k, v in versions.items() if kept.versions.get(k) == v}
    return {
        number: ArticleKeys.from_bytes(data)
        for number, (version, data) in store.derived(index_signature()).items()
        if versions.get(number) == version
    }


def _read(store: Store, versions: Mapping[int, str]) -> dict[int, ArticleKeys]:
    from songngu.align.matching import article_keys, index_signature

    found: dict[int, ArticleKeys] = {}
    numbers = list(versions)
    for start in range(0, len(numbers), BATCH):
        texts = store.texts(numbers[start : start + BATCH])
        fresh = {number: article_keys(segments) for number, segments in texts.items()}
        to_keep = {number: (versions[number], k.to_bytes()) for number, k in fresh.items()}
        store.keep_derived(index_signature(), to_keep)
        found |= fresh
    return found


def find_versions(
    store: Store, source: Sequence[str], drafts: Sequence[str] | None = None, *, limit: int = 5
) -> list[Proposal]:
    """Return the stored English articles that may be the version of these segments.

    Likeliest first; empty where the store has no version.

    Args:
        source: Vietnamese segments.
        drafts: English drafts of them, one each, "" where there is none; they make it surer.
        limit: Proposals at most.

    Raises:
        ValueError: ``limit`` below 1, or unequal counts of segments and drafts.
    """
    from songngu.align import versions
    from songngu.align.matching import read_query

    if limit < 1:
        raise ValueError(f"limit is {limit}, expected at least 1")
    index = english_index(store)
    query = read_query(source, drafts)
    shortlist = index.shortlist(query, max(versions.CANDIDATES, limit))
    texts = store.texts(shortlist.ids)
    matches = versions.choose(source, drafts, query, shortlist, texts)[:limit]
    titles = store.titles([match.id for match in matches])
    return [
        Proposal(
            match.id,
            titles.get(match.id),
            match.confidence,
            match.alignment.verdict,
            match.sure,
        )
        for match in matches
    ]


def propose_versions(store: Store, source_id: int, *, limit: int = 5) -> list[Proposal]:
    """Return the stored English articles that may be the version of a Vietnamese one.

    Uses the drafts that the article has.

    Returns:
        Likeliest first; empty where the store has no version.

    Raises:
        NotFoundError: No such article.
        ValueError: ``limit`` below 1.
    """
    records = store.segments(source_id)
    drafts = [record.draft.text if record.draft is not None else "" for record in records]
    texts = [record.segment.text for record in records]
    return find_versions(store, texts, drafts, limit=limit)


def unmatched(store: Store) -> list[DocumentSummary]:
    """Return the Vietnamese articles that are not aligned with an English one, oldest first."""
    found = [each for each in store.documents(language="vi") if each.target_id is None]
    return sorted(found, key=lambda summary: summary.id)


def accept_version(store: Store, source_id: int, proposals: Sequence[Proposal]) -> int | None:
    """Align an article with the proposal that is sure, and keep that.

    Returns:
        The number of the English article; None where no proposal is sure.

    Raises:
        NotFoundError: One of the articles is gone.
    """
    sure = next((proposal for proposal in proposals if proposal.sure), None)
    if sure is None:
        return None
    align_articles(store, source_id, sure.document_id)
    return sure.document_id
