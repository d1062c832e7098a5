"""What the page's screens are made from: the site they work on, and how a screen is described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from songngu.ui.web.layout import Layouts
from songngu.ui.web.pairs import PairViews
from songngu.ui.web.presence import Presence

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.ui.web.jobs import Worker

Request = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Site:
    """What every handler gets beside the request; one per server.

    Attributes:
        store: Where everything is; may be used from any thread.
        worker: Does long work in the background.
        presence: Who is at which segment.
        layouts: What stands beside what in the articles that were looked at last.
        pairs: The same as the screen of links shows it.
    """

    store: Store
    worker: Worker
    presence: Presence = field(default_factory=Presence)
    layouts: Layouts = field(default_factory=Layouts)
    pairs: PairViews = field(default_factory=PairViews)


Handler = Callable[[Site, Request], Answer]


@dataclass(frozen=True)
class Screen:
    """A screen of the page: its files in ``static/`` and what it asks the server for.

    ``NAME.html`` holds one element with the class ``sg-screen``, ``NAME.js`` what it does,
    ``NAME.css`` its looks and ``strings/NAME.json`` its words; the last two may be missing.

    Attributes:
        name: As in the address: ``?screen=NAME``.
        functions: The handlers, by the name that the script calls them by.
        scripts: The scripts in ``static/`` in the order they run in; ``NAME.js`` where none are
            given. They share one scope, which no other screen sees.
        of_article: Whether it shows one article (``?article=12&screen=NAME``).
        in_navigation: False for what stands beside the screens, as the top bar does.
    """

    name: str
    functions: Mapping[str, Handler] = field(default_factory=dict)
    scripts: tuple[str, ...] = ()
    of_article: bool = False
    in_navigation: bool = True

    @property
    def files(self) -> tuple[str, ...]:
        """The scripts, in order."""
        return self.scripts or (f"{self.name}.js",)
