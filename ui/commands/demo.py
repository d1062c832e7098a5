"""``songngu demo``: the whole job once through on sample pages."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from songngu.corpora.errors import InputError
from songngu.corpora.types import is_flagged
from songngu.ui.cli import saved
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import (
    EngineChoice,
    engine_options,
    json_option,
    open_workbench,
    read_style,
)
from songngu.ui.commands.serve import address_options, check_port, serve_workbench
from songngu.ui.commands.streams import print_text, write_stdout
from songngu.ui.demo import DATABASE, REPORT, DemoPair, DemoResult, run_demo
from songngu.ui.progress import ProgressBar
from songngu.ui.report import METRICS, VERDICTS, certainty
from songngu.ui.results import Json, report_json, to_bytes


@click.command(
    "demo",
    cls=Command,
    short_help="Do the whole job once on sample pages.",
    examples=("songngu demo --no-serve", "songngu demo --out demo-output --port 8000"),
)
@click.option(
    "--out",
    default="demo-output",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for the results and the database.",
)
@click.option(
    "--serve/--no-serve", default=True, show_default=True, help="Serve the web page afterwards."
)
@address_options
@engine_options
@json_option
@click.pass_context
def demo_command(
    ctx: click.Context,
    out: Path,
    serve: bool,
    host: str,
    port: int,
    engine: EngineChoice,
    as_json: bool,
) -> None:
    """Do the whole job once on sample pages: ingest, draft, align, evaluate, export.

    The samples are a Vietnamese page, its English version, and an English page on a related event,
    which is no translation and is not scored. Then the web page is served until Ctrl-C. May be run
    again.
    """
    if serve:
        check_port(host, port)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise InputError(f"{out}: found a file, expected a folder; give another --out") from None
    location = str(out / DATABASE)
    saved(ctx).sentence = f"what was drafted is saved in {location}; the same command goes on"
    with open_workbench(location) as store:
        drafter = engine.load(read_style().of(store))
        result = run_demo(store, out, drafter, _bar)
    if as_json:
        write_stdout(to_bytes(_json(result)))
    else:
        print_text(readable_summary(result))
    if serve:
        serve_workbench(ctx, location, host, port, engine=engine)


def _bar(label: str, total: int, unit: str) -> ProgressBar:
    return ProgressBar(f"{label:<16}", total, unit=unit)


def _json(result: DemoResult) -> Json:
    return {
        "database": str(result.database),
        "article": result.source_id,
        "n_segments": len(result.drafts),
        "signature": result.drafts[0].signature if result.drafts else None,
        "pairs": [_pair_json(pair) for pair in result.pairs],
        "files": [str(path) for path in result.files],
    }


def _pair_json(pair: DemoPair) -> Json:
    alignment = pair.alignment.alignment
    return {
        "english": pair.page,
        "article": pair.english_id,
        "verdict": alignment.verdict.value,
        "confidence": round(alignment.confidence, 4),
        "evaluation": report_json(pair.report) if pair.report is not None else None,
        "refused": pair.refused or None,
    }


def readable_summary(result: DemoResult) -> str:
    """Return what was drafted, what each pair of pages is, and where the results are."""
    checked = sum(is_flagged(draft.checks) for draft in result.drafts)
    looks = f"{checked} of them want a look" if checked else "no fault found in them"
    lines = ["", f"{len(result.drafts)} Vietnamese segments drafted, {looks}", ""]
    for pair in result.pairs:
        lines += [*_readable_pair(pair), ""]
    names = ", ".join(path.name for path in (*result.files, result.database))
    folder = f"In {result.database.parent}: {names}"
    return "\n".join([*lines, folder, f"Read first: {result.database.parent / REPORT}"])


def _readable_pair(pair: DemoPair) -> list[str]:
    alignment = pair.alignment.alignment
    linked = sum(len(bead.source) for bead in alignment.beads if bead.target)
    n_source = sum(len(bead.source) for bead in alignment.beads)
    lines = [
        f"Compared with {pair.page}: {alignment.verdict.value}",
        f"  {VERDICTS[alignment.verdict][0]} Certainty: {certainty(alignment.confidence)}.",
        f"  {linked} of {n_source} Vietnamese segments have their English in it.",
    ]
    if pair.report is None:
        return [*lines, *_wrapped(f"No score: {pair.refused}")]
    from songngu.eval import format_score

    lines.append("  How close the drafts come to it, with the range that is 95 % sure:")
    for score in pair.report.scores:
        meaning = METRICS.get(score.metric, "")
        lines.append(f"    {score.metric:<8} {format_score(score):<18} {meaning}")
    for finding in pair.report.warnings:
        lines += _wrapped(f"Mind: {finding.message}")
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 98, initial_indent="  ", subsequent_indent="    ")
