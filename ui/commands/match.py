"""``songngu match``: which stored English article is the version of a Vietnamese one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from songngu.ui.actions.matching import (
    Proposal,
    accept_version,
    english_index,
    find_versions,
    matcher_signature,
    propose_versions,
    unmatched,
)
from songngu.ui.cli import Saved, saved
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import (
    json_option,
    language_option,
    open_workbench,
    shown_location,
    store_location,
    store_option,
)
from songngu.ui.commands.pages import Located, article_number, locate
from songngu.ui.commands.streams import note, print_text, write_stdout
from songngu.ui.progress import ProgressBar
from songngu.ui.report import VERDICTS, certainty
from songngu.ui.results import proposals_json, to_bytes

if TYPE_CHECKING:
    from songngu.corpora.store import Store

COLUMNS = ("article", "title", "english", "english_title", "confidence", "verdict", "sure", "saved")


@click.command(
    "match",
    cls=Command,
    short_help="Find the English version of an article in the database.",
    examples=(
        "songngu match page.txt",
        "songngu match article:3 --save",
        "songngu match --all --save --tsv > pairs.tsv",
    ),
)
@click.argument("page", required=False)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Take every Vietnamese article of the database that is not aligned yet.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    metavar="N",
    help="Proposals for an article, at most.",
)
@click.option("--save", is_flag=True, help="Align the article with the proposal that is sure.")
@click.option("--tsv", is_flag=True, help="Print a tab-separated line for each proposal.")
@language_option
@store_option
@json_option
@click.pass_context
def match_command(
    ctx: click.Context,
    page: str | None,
    every: bool,
    limit: int,
    save: bool,
    tsv: bool,
    language: str | None,
    store: str | None,
    as_json: bool,
) -> None:
    """Propose the English version of a Vietnamese PAGE, or say that the database has none.

    PAGE is looked for among the English articles of the database. A proposal is sure where it may
    be taken without being looked at. Drafts make the search surer: those that the article has are
    used, none are made. With --save the page is kept, and aligned with the proposal that is sure.
    """
    if (page is None) != every:
        raise click.UsageError("give either a PAGE or --all")
    if tsv and as_json:
        raise click.UsageError("--tsv and --json exclude each other")
    with open_workbench(store) as opened:
        if page is not None:
            rows = [_match_page(opened, page, limit, save, language)]
        else:
            rows = _match_all(opened, limit, save, saved(ctx))
    if as_json:
        found = [proposals_json(r.id, r.title, r.proposals, r.saved) for r in rows]
        write_stdout(to_bytes({"articles": found, "signature": matcher_signature()}))
    elif tsv:
        print_text("\n".join(["\t".join(COLUMNS), *_lines(rows)]))
    else:
        print_text("\n\n".join(map(_readable, rows)) or "no article to be matched")
    _tell(rows, shown_location(store_location(store)))


@dataclass(frozen=True, slots=True)
class _Row:
    """What was found for one article.

    Attributes:
        id: Its number; None where it is not in the database.
        saved: The English article it has been aligned with.
    """

    id: int | None
    title: str | None
    proposals: Sequence[Proposal]
    saved: int | None


def _match_page(store: Store, page: str, limit: int, save: bool, language: str | None) -> _Row:
    keep = save or article_number(page) is not None
    source: Located = locate(page, store if keep else None, expected="vi", language=language)
    title = source.page.document.title
    if source.id is None:
        return _Row(None, title, find_versions(store, source.page.texts, limit=limit), None)
    proposals = propose_versions(store, source.id, limit=limit)
    accepted = accept_version(store, source.id, proposals) if save else None
    return _Row(source.id, title, proposals, accepted)


def _match_all(store: Store, limit: int, save: bool, kept: Saved) -> list[_Row]:
    articles = unmatched(store)
    note(f"reading the English articles: {len(english_index(store))}")
    rows: list[_Row] = []
    with ProgressBar("matching", len(articles), unit="article") as bar:
        for done, article in enumerate(articles, start=1):
            proposals = propose_versions(store, article.id, limit=limit)
            accepted = accept_version(store, article.id, proposals) if save else None
            rows.append(_Row(article.id, article.title, proposals, accepted))
            n_saved = sum(row.saved is not None for row in rows)
            if n_saved:
                kept.sentence = (
                    f"{n_saved} articles are aligned and saved; the same command goes on"
                )
            bar(done)
    return rows


def _readable(row: _Row) -> str:
    name = f"article:{row.id}" if row.id is not None else "the page"
    lines = [f"{name}  {row.title or '(no title)'}"]
    for each in row.proposals:
        mark = "sure" if each.sure else "perhaps"
        lines.append(
            f"  {mark:<7}  article:{each.document_id}  {each.title or '(no title)'}\n"
            f"           certainty {certainty(each.confidence)}; {VERDICTS[each.verdict][0]}"
        )
    if not row.proposals:
        lines.append("  none     the database has no English version of it")
    if row.saved is not None:
        lines.append(f"  aligned with article:{row.saved}")
    return "\n".join(lines)


def _lines(rows: Sequence[_Row]) -> list[str]:
    lines = []
    for row in rows:
        head = [_cell(row.id), _cell(row.title)]
        if not row.proposals:
            lines.append("\t".join([*head, "", "", "", "", "no", "no"]))
        for each in row.proposals:
            english = [str(each.document_id), _cell(each.title)]
            found = [f"{each.confidence:.4f}", each.verdict.value, "yes" if each.sure else "no"]
            kept = "yes" if row.saved == each.document_id else "no"
            lines.append("\t".join([*head, *english, *found, kept]))
    return lines


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _tell(rows: Sequence[_Row], location: str) -> None:
    if len(rows) != 1:
        sure = sum(any(each.sure for each in row.proposals) for row in rows)
        none = sum(not row.proposals for row in rows)
        note(f"{len(rows)} articles: {sure} with a sure version, {none} with none")
    n_saved = sum(row.saved is not None for row in rows)
    if n_saved:
        note(f"aligned and saved in {location}: {n_saved}")
