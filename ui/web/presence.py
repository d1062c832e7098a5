"""Who is at which segment: kept in the server's memory, forgotten when nobody says so any more."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

LINGER_S = 15.0
"""How long somebody counts as present after their browser last said so; it does every 4 s."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with an article open.

    Attributes:
        name: As revisions are signed.
        segment: The store's id of the segment that has the focus; None for none.
    """

    name: str
    segment: int | None


class Presence:
    """Who has which article open, by browser tab; may be used from any thread."""

    def __init__(self, linger_s: float = LINGER_S) -> None:
        self._linger_s = linger_s
        self._lock = threading.Lock()
        self._seen: dict[int, dict[str, tuple[float, Visitor]]] = {}

    def note(self, article: int, tab: str, name: str, segment: int | None) -> list[Visitor]:
        """Note where a tab is and return the others in the article, by name.

        The same person in a second tab does not count as another.
        """
        with self._lock:
            tabs = self._seen.setdefault(article, {})
            tabs[tab] = (time.monotonic(), Visitor(name, segment))
            self._forget_stale(tabs)
            others = {visitor for _, visitor in tabs.values() if visitor.name != name}
        return sorted(others, key=lambda visitor: (visitor.name, visitor.segment or 0))

    def others(self, name: str) -> dict[int, list[str]]:
        """Return who else than somebody has articles open: names in order, by article."""
        with self._lock:
            for tabs in self._seen.values():
                self._forget_stale(tabs)
            found = {
                article: {visitor.name for _, visitor in tabs.values()} - {name}
                for article, tabs in self._seen.items()
            }
        return {article: sorted(names) for article, names in found.items() if names}

    def _forget_stale(self, tabs: dict[str, tuple[float, Visitor]]) -> None:
        now = time.monotonic()
        for key in [key for key, (at, _) in tabs.items() if now - at > self._linger_s]:
            del tabs[key]

    def leave(self, article: int, tab: str) -> None:
        """Forget a tab."""
        with self._lock:
            tabs = self._seen.get(article, {})
            tabs.pop(tab, None)
            if not tabs:
                self._seen.pop(article, None)
