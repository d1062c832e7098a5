"""``songngu align``: which sentence matches which, and whether the pages match at all."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from songngu.corpora.errors import InputError
from songngu.corpora.types import Alignment
from songngu.translate import ENGINES, names_engine
from songngu.ui.actions.drafting import Scope, draft_texts
from songngu.ui.actions.pages import check_text_language
from songngu.ui.actions.rescoring import open_scorers
from songngu.ui.cli import Saved, saved
from songngu.ui.commands.aligned_pair import AlignedPair, align_lines, align_pages, align_stored
from songngu.ui.commands.base import Command
from songngu.ui.commands.draft import draft_stored, draft_unsaved
from songngu.ui.commands.options import (
    LANGUAGES,
    EngineChoice,
    engine_options,
    json_option,
    read_style,
    shown_location,
    store_location,
    store_option,
)
from songngu.ui.commands.pages import Located, locate, one_stdin, tell_saved, workbench
from songngu.ui.commands.reasons import reason_sentence
from songngu.ui.commands.streams import (
    STDIN,
    parse_lines,
    print_text,
    read_bytes,
    read_lines,
    shown,
    write_stdout,
)
from songngu.ui.progress import ProgressBar
from songngu.ui.report import VERDICTS, certainty
from songngu.ui.results import alignment_json, parse_result, read_drafts, to_bytes

if TYPE_CHECKING:
    from songngu.align import Reason
    from songngu.corpora.store import Store


@click.command(
    "align",
    cls=Command,
    short_help="Align two pages; say whether they match at all.",
    examples=(
        "songngu align page.txt english.html --json",
        "songngu align --segmented source.vi target.en --drafts drafts.en",
        "songngu align article:3 article:4 --repair --explain",
    ),
)
@click.argument("source")
@click.argument("target")
@click.option(
    "--segmented",
    is_flag=True,
    help="SOURCE and TARGET hold one segment a line, ready made; empty lines are empty segments.",
)
@click.option(
    "--drafts",
    metavar="FILE|ENGINE",
    help="English drafts of SOURCE: a file with one draft per segment and line, the output of "
    "songngu draft --json, or the engine to draft with. Default: the engine of --engine.",
)
@click.option("--no-drafts", is_flag=True, help="Align without drafts: quicker, less sure.")
@engine_options
@click.option(
    "--rescore",
    multiple=True,
    metavar="SCORER",
    help="Ask about links that all else leaves open: engine (how probable the drafting engine "
    "finds the English; slow), sources:ENCODER or drafts:ENCODER (a sentence encoder: a folder, or "
    "a name on the hub; multilingual for sources). May be given again.",
)
@click.option("--source-language", type=click.Choice(LANGUAGES), help="Take SOURCE to be in it.")
@click.option("--target-language", type=click.Choice(LANGUAGES), help="Take TARGET to be in it.")
@click.option("--explain", is_flag=True, help="Say of each link what speaks for and against it.")
@click.option(
    "--repair",
    is_flag=True,
    help="Cut and join segments where the other page shows that the splitter went wrong; in "
    "articles of the database too.",
)
@click.option("--save", is_flag=True, help="Add both pages and the alignment to the database.")
@store_option
@json_option
@click.pass_context
def align_command(
    ctx: click.Context,
    source: str,
    target: str,
    segmented: bool,
    drafts: str | None,
    no_drafts: bool,
    engine: EngineChoice,
    rescore: tuple[str, ...],
    source_language: str | None,
    target_language: str | None,
    explain: bool,
    repair: bool,
    save: bool,
    store: str | None,
    as_json: bool,
) -> None:
    """Align a Vietnamese page with an English page, and say whether they are translations.

    SOURCE and TARGET are files (text, .html, .docx), web addresses, article:3, or one of them -
    for standard input. The verdict is translation, partial, same-topic or unrelated. Articles of
    the database, and pages with --save, have their drafts and alignment kept.
    """
    one_stdin(source, target, drafts)
    _check_options(segmented, save, drafts, no_drafts)
    choice = _choose(ctx, drafts, no_drafts, engine)
    languages = source_language, target_language
    scorers = open_scorers(rescore, choice.engine.load)
    if segmented:
        lines = _read_segments(source, target, languages)
        given = _drafts_of_lines(lines[0], choice)
        pair = align_lines(*lines, given, repair=repair, scorers=scorers)
        _show(pair, explain=explain, as_json=as_json)
        return
    ids: tuple[int | None, int | None] = (None, None)
    with workbench((source, target), store, save=save) as opened:
        pages = _locate_pair(source, target, opened, languages)
        given = _drafts_of_page(opened, pages[0], choice, saved(ctx), store_location(store))
        if opened is not None and pages[0].id is not None and pages[1].id is not None:
            ids = pages[0].id, pages[1].id
            pair = align_stored(opened, *ids, given, repair=repair, scorers=scorers)
        else:
            both = pages[0].page, pages[1].page
            pair = align_pages(*both, given, repair=repair, scorers=scorers)
    _show(pair, explain=explain, as_json=as_json)
    if save:
        tell_saved(store, *ids)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Where the drafts come from.

    Attributes:
        none: From nowhere.
        file: A file of drafts; None to use the engine.
        asked: Whether the engine was named, so that stored drafts of another will not do.
    """

    none: bool
    file: str | None
    engine: EngineChoice
    asked: bool


def _choose(
    ctx: click.Context, drafts: str | None, no_drafts: bool, engine: EngineChoice
) -> _Choice:
    if drafts is not None and not _is_engine(drafts):
        return _Choice(no_drafts, drafts, engine, asked=False)
    asked = drafts or ctx.get_parameter_source("engine") is ParameterSource.COMMANDLINE
    if drafts is not None:
        engine = replace(engine, name=drafts)
    return _Choice(no_drafts, None, engine, asked=bool(asked))


def _read_segments(
    source: str, target: str, languages: tuple[str | None, str | None]
) -> tuple[list[str], list[str]]:
    texts = read_lines(source), read_lines(target)
    check_text_language(texts[0], label=shown(source), given=languages[0], expected="vi")
    check_text_language(texts[1], label=shown(target), given=languages[1], expected="en")
    return texts


def _locate_pair(
    source: str, target: str, store: Store | None, languages: tuple[str | None, str | None]
) -> tuple[Located, Located]:
    return (
        locate(source, store, expected="vi", language=languages[0], option="--source-language"),
        locate(target, store, expected="en", language=languages[1], option="--target-language"),
    )


def _check_options(segmented: bool, save: bool, drafts: str | None, no_drafts: bool) -> None:
    if drafts is not None and no_drafts:
        raise click.UsageError("--drafts and --no-drafts exclude each other")
    if segmented and save:
        raise click.UsageError(
            "--save keeps pages, and --segmented takes lines: leave one of the two out"
        )


def _is_engine(name: str) -> bool:
    """Whether ``--drafts`` names an engine.

    Raises:
        InputError: Neither an engine nor a file.
    """
    if name == STDIN or Path(name).is_file():
        return False
    if names_engine(name):
        return True
    raise InputError(
        f"{name}: no such file, and no engine either; expected a file of drafts, or one of "
        f"{', '.join(ENGINES)}"
    )


def _drafts_of_lines(source: Sequence[str], choice: _Choice) -> list[str] | None:
    if choice.none:
        return None
    if choice.file is not None:
        return read_draft_file(choice.file, source)
    drafter = choice.engine.load()
    with ProgressBar("drafting", len(source)) as bar:
        return [draft.text for draft in draft_texts(drafter, source, progress=bar)]


def _drafts_of_page(
    store: Store | None, source: Located, choice: _Choice, kept: Saved, location: str
) -> list[str] | None:
    if choice.none:
        return None
    if choice.file is not None:
        return read_draft_file(choice.file, source.page.texts)
    if store is None or source.id is None:
        drafter = choice.engine.load()
        return [draft.text for draft in draft_unsaved(source.page, drafter, location, kept)]
    records = store.segments(source.id)
    stored = [record.draft.text for record in records if record.draft is not None]
    if not choice.asked and len(stored) == len(records):
        return stored
    drafter = choice.engine.load(read_style().of(store))
    where = shown_location(location)
    drafts = draft_stored(store, source.id, drafter, scope=Scope.OUTDATED, kept=kept, where=where)
    return [draft.text for draft in drafts]


def read_draft_file(path: str, source: Sequence[str]) -> list[str]:
    """Return the drafts in a file: one a line, or the output of ``songngu draft --json``.

    Raises:
        InputError: Not one draft per source segment, or the drafts of another page.
    """
    data = read_bytes(path)
    if path.endswith(".json") or (path == STDIN and data.lstrip().startswith(b"{")):
        rows = read_drafts(parse_result(data, name=shown(path)), name=shown(path))
        _check_same_page([text for text, _, _ in rows], source, shown(path))
        drafts = [draft for _, draft, _ in rows]
    else:
        drafts = parse_lines(data, name=shown(path))
    if len(drafts) != len(source):
        raise InputError(
            f"{shown(path)}: found {len(drafts)} drafts, expected {len(source)}, one per segment "
            "of the source; draft the page anew, or leave --drafts out"
        )
    return drafts


def _check_same_page(drafted: Sequence[str], source: Sequence[str], name: str) -> None:
    if len(drafted) != len(source):
        return  # The counts say more than the first difference.
    for position, (text, segment) in enumerate(zip(drafted, source, strict=True), 1):
        if text != segment:
            raise InputError(
                f"{name}: segment {position} is {text[:60]!r}, and {segment[:60]!r} in the "
                "source; give the drafts of this very page"
            )


def _show(pair: AlignedPair, *, explain: bool, as_json: bool) -> None:
    reasons = pair.reasons() if explain else None
    source, target = pair.source, pair.target
    if as_json:
        write_stdout(to_bytes(alignment_json(source, target, pair.alignment, reasons)))
    else:
        print_text(readable_alignment(source, target, pair.alignment, reasons))


def readable_alignment(
    source: Sequence[str],
    target: Sequence[str],
    alignment: Alignment,
    reasons: Sequence[Sequence[Reason]] | None = None,
) -> str:
    """Return the verdict and, bead by bead, the texts with their numbers (from 1).

    Args:
        reasons: Of each bead, to be told below it.
    """
    linked = sum(bool(bead.source and bead.target) for bead in alignment.beads)
    lines = [
        f"verdict     {alignment.verdict.value} (certainty {certainty(alignment.confidence)}): "
        f"{VERDICTS[alignment.verdict][0]}",
        f"segments    {len(source)} Vietnamese, {len(target)} English",
        f"beads       {linked} with both sides, {len(alignment.beads) - linked} with one",
        f"signature   {alignment.signature}",
    ]
    told = reasons or [()] * len(alignment.beads)
    for bead, why in zip(alignment.beads, told, strict=True):
        matched = bead.source and bead.target
        lines += ["", f"confidence {bead.confidence:.2f}" if matched else "nothing matches"]
        lines += [_line("vi", i, source[i]) for i in bead.source]
        lines += [_line("en", j, target[j]) for j in bead.target]
        lines += [f"          {sentence}" for sentence in map(reason_sentence, why)]
    return "\n".join(lines)


def _line(side: str, index: int, text: str) -> str:
    return textwrap.fill(
        text or "(empty)",
        98,
        initial_indent=f"  {side} {index + 1:>3}  ",
        subsequent_indent=" " * 10,
    )
