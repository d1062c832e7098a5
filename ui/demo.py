"""The whole job once through on three sample pages: ingest, draft, align, evaluate, export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from songngu.corpora.errors import EvaluationError
from songngu.ui.actions import (
    WHICH,
    align_articles,
    article_view,
    draft_article,
    evaluate_article,
    export_units,
    ingest_page,
)
from songngu.ui.report import ReportArticle, html_report, report_article

if TYPE_CHECKING:
    from songngu.corpora.store import Store, StoredAlignment
    from songngu.corpora.types import Draft
    from songngu.eval import Report
    from songngu.translate import Drafter

DATABASE = "songngu.db"
REPORT = "report.html"
SOURCE, ENGLISH, RELATED = "vi-page.txt", "en-page.txt", "en-related.txt"


class Bar(Protocol):
    """A progress bar that is told how much is done."""

    def __call__(self, done: int) -> None:
        """Show that ``done`` of the total are finished."""


Bars = Callable[[str, int, str], AbstractContextManager[Bar]]
"""Makes a progress bar from a label, a total and a unit."""


@dataclass(frozen=True, slots=True)
class DemoPair:
    """The sample article with one of the English pages.

    Attributes:
        page: File name of the English page.
        report: The scores of the drafts against it; None where scoring was refused.
        refused: Why scoring was refused; "" where it was not.
        shown: The pair as the HTML report shows it.
    """

    page: str
    english_id: int
    alignment: StoredAlignment
    report: Report | None
    refused: str
    shown: ReportArticle


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demo made.

    Attributes:
        source_id: The Vietnamese article's number in the database.
        pairs: With its English version, then with the page on a related event.
        files: What was written, the database aside.
    """

    source_id: int
    drafts: tuple[Draft, ...]
    pairs: tuple[DemoPair, DemoPair]
    database: Path
    files: tuple[Path, ...]


def sample(name: str) -> bytes:
    """Return the bytes of a bundled sample page."""
    return (resources.files("songngu.ui") / "samples" / name).read_bytes()


def run_demo(store: Store, out: Path, drafter: Drafter, bars: Bars) -> DemoResult:
    """Return what became of the sample pages; results are in the store and in the folder ``out``.

    May be run again: pages are recognised, drafts are not made twice, files are replaced whole.
    """
    names = (SOURCE, ENGLISH, RELATED)
    ids: list[int] = []
    with bars("ingest", len(names), "page") as bar:
        for name in names:
            expected = "vi" if name == SOURCE else "en"
            ids.append(ingest_page(store, sample(name), name=name, expected=expected).id)
            bar(len(ids))
    source_id, english_id, related_id = ids
    with bars("draft", len(store.segments(source_id)), "segment") as bar:
        drafts = draft_article(store, source_id, drafter, progress=bar)
    with bars("align, evaluate", 2, "pair") as bar:
        # The true version last: the latest alignment is the one that the web page shows.
        related = _pair(store, source_id, related_id, RELATED)
        bar(1)
        english = _pair(store, source_id, english_id, ENGLISH)
        bar(2)
    files = _export(store, source_id, (english, related), out, bars)
    return DemoResult(source_id, tuple(drafts), (english, related), out / DATABASE, files)


def _pair(store: Store, source_id: int, english_id: int, page: str) -> DemoPair:
    alignment = align_articles(store, source_id, english_id)
    report, refused = None, ""
    try:
        report = evaluate_article(store, source_id)
    except EvaluationError as error:
        refused = str(error)
    shown = report_article(article_view(store, source_id), report, refusal=refused or None)
    return DemoPair(page, english_id, alignment, report, refused, shown)


def _export(
    store: Store,
    source_id: int,
    pairs: tuple[DemoPair, DemoPair],
    out: Path,
    bars: Bars,
) -> tuple[Path, ...]:
    from songngu.corpora.files import write_atomic
    from songngu.corpora.formats import FORMATS

    contents: dict[Path, bytes] = {}
    # Post-edits only exist where somebody corrected the sample in the web page.
    edited = any(record.revision is not None for record in store.segments(source_id))
    for which in WHICH:
        if which == "post-edits" and not edited:
            continue
        units = export_units(store, source_id, which=which)
        for chosen in FORMATS.values():
            contents[out / f"{which}{chosen.suffix}"] = chosen.serialise(units)
    page = html_report([pair.shown for pair in pairs], made_at=dt.datetime.now(dt.UTC))
    contents[out / REPORT] = page.encode()
    with bars("export", len(contents), "file") as bar:
        for number, (path, data) in enumerate(contents.items(), start=1):
            write_atomic(path, data)
            bar(number)
    return tuple(contents)
