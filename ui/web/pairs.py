"""An article beside its English version, as the screen of links reads it, and what has changed.

Long articles are read again after every step, and nearly all of them is as it was: what is sent is
the difference from what the browser has.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from songngu.corpora.store import Passage, Store
    from songngu.corpora.types import Verdict

_KEPT = 12
"""So many views are remembered; one of 10,000 sentences takes some 10 MB, a usual one 50 KB."""


@dataclass(frozen=True, slots=True)
class PairView:
    """Both sides of a pair at one moment.

    Attributes:
        version: Another one for each view, also after a restart of the server.
        mark: Changes with each change of the articles' segments, blocks and links.
        english: The English version; None where there is none, and then ``target`` and ``beads``
            are empty.
        stale: Whether segments have come or gone since the links were made.
        source: ``[id, text, kind]`` of each segment, in order.
        target: The same of the English version.
        beads: ``[source ids, target ids, confidence, whether a person made it]``.
    """

    version: str
    article: int
    mark: int
    title: str | None
    language: str
    english: int | None
    english_title: str | None
    verdict: Verdict | None
    stale: bool
    source: list[list[Any]]
    target: list[list[Any]]
    beads: list[list[Any]]


class PairViews:
    """The pairs that were looked at last; may be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, PairView] = OrderedDict()

    def of(self, store: Store, article: int) -> PairView:
        """Return an article's pair as it is now.

        Raises:
            NotFoundError: No such article.
        """
        store.require(article)
        # Counted before it is read: what moves in between is noticed the next time.
        mark = pair_mark(store, article)
        with self._lock:
            for view in reversed(self._known.values()):
                if (view.article, view.mark) == (article, mark):
                    return view
        view = _read(store, article, mark)
        with self._lock:
            self._known[view.version] = view
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return view

    def known(self, article: int, version: object) -> PairView | None:
        """Return a view by its version; None where it is no longer known."""
        with self._lock:
            view = self._known.get(version) if isinstance(version, str) else None
        return view if view is not None and view.article == article else None


def pair_mark(store: Store, article: int) -> int:
    """Return a number that is another one after each change of an article or its English version.

    Each change of the English page's segments or of a link counts in the article as well, but
    not those made on the English page's own screens.
    """
    english = store.aligned_with(article)
    other = store.structure(english) + 1_000_003 * english if english is not None else 0
    return store.structure(article) * 1_000_003 + other


def difference(before: Sequence[object], after: Sequence[object]) -> dict[str, Any]:
    """Return how one list becomes another: from ``at`` on, ``gone`` items give way to ``put``."""
    shortest = min(len(before), len(after))
    at = 0
    while at < shortest and before[at] == after[at]:
        at += 1
    same = 0
    while same < shortest - at and before[-1 - same] == after[-1 - same]:
        same += 1
    return {
        "at": at,
        "gone": len(before) - at - same,
        "put": list(after[at : len(after) - same]),
    }


def _read(store: Store, article: int, mark: int) -> PairView:
    title, language = store.headline(article)
    stored = store.alignment(article)
    source = store.passages(article)
    target = store.passages(stored.target_id) if stored is not None else []
    beads = stored.alignment.beads if stored is not None else ()
    return PairView(
        version=secrets.token_hex(8),
        article=article,
        mark=mark,
        title=title,
        language=language,
        english=stored.target_id if stored is not None else None,
        english_title=store.headline(stored.target_id)[0] if stored is not None else None,
        verdict=stored.alignment.verdict if stored is not None else None,
        stale=stored is not None and stored.stale,
        source=[_line(each) for each in source],
        target=[_line(each) for each in target],
        beads=[
            [
                [source[i].id for i in bead.source],
                [target[j].id for j in bead.target],
                round(bead.confidence, 4),
                bead.fixed,
            ]
            for bead in beads
        ],
    )


def _line(passage: Passage) -> list[Any]:
    return [passage.id, passage.text, passage.kind.value]
