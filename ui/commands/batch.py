"""``songngu batch``: many pages in one run that can be interrupted."""

from __future__ import annotations

import time
from pathlib import Path

import click

from songngu.corpora.formats import FORMATS
from songngu.ui.batch import BatchSummary, Settings, find_inputs, run_batch
from songngu.ui.batch.manifest import MANIFEST
from songngu.ui.batch.run import FAILED, Step
from songngu.ui.cli import Saved, saved
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import (
    EngineChoice,
    engine_options,
    json_option,
    language_option,
    memory_option,
    read_memory,
    read_style,
    read_terms,
    style_option,
    terms_option,
)
from songngu.ui.commands.streams import STDIN, print_text, read_lines, write_stdout
from songngu.ui.progress import ProgressBar
from songngu.ui.results import to_bytes


@click.command(
    "batch",
    cls=Command,
    short_help="Draft, align and score many pages; resumable.",
    examples=(
        "songngu batch articles/ --english en/ --out drafts/ --terms names.csv",
        'songngu batch "news/2025-*/*.vi.txt" --out drafts/ --format tmx',
        "find . -name '*.docx' | songngu batch - --out drafts/",
    ),
)
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for outputs, manifest.jsonl and failed.tsv.",
)
@click.option(
    "--english",
    type=click.Path(path_type=Path),
    help="A folder with English versions of the same names. Default: x.en.txt beside x.vi.txt.",
)
@language_option
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(sorted(FORMATS)),
    help="Also write this format beside each JSON output; may be given again.",
)
@engine_options
@style_option
@terms_option
@memory_option
@json_option
@click.pass_context
def batch_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    out: Path,
    english: Path | None,
    language: str | None,
    formats: tuple[str, ...],
    engine: EngineChoice,
    style: tuple[str, ...],
    term_lists: tuple[Path, ...],
    memories: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Draft many Vietnamese pages; with English versions, align and score them as well.

    IN are files, folders (searched to any depth), globs, or - for a list of paths on standard
    input. Each page gets one JSON output. After Ctrl-C or a crash the same command finishes the
    rest. Pages that cannot be read are listed in failed.tsv with the reason, the others go on, and
    the exit code is 1.
    """
    patterns = [path for name in inputs for path in _paths(name)]
    pages = find_inputs(patterns, out=out, english=english)
    settings = Settings(language, tuple(formats), read_memory(memories), read_terms(term_lists))
    rule = read_style(style)
    note = saved(ctx)
    _note_saved(note, 0, len(pages), out)
    drafter = engine.load(rule.of(None))
    started = time.monotonic()
    with ProgressBar("batch", len(pages), unit="page") as bar:

        def progress(step: Step) -> None:
            _note_saved(note, step.n_finished - step.n_failed, len(pages), out)
            rate = step.n_segments / max(time.monotonic() - started, 1e-9)
            bar.skip(step.n_skipped)
            bar.note(f"{step.n_segments} segments, {rate:.1f}/s, {step.n_failed} set aside")
            bar(step.n_finished)
            if step.message:
                bar.line(step.message)

        summary = run_batch(pages, out, drafter=drafter, settings=settings, progress=progress)
    _show(summary, out, as_json)
    if summary.failures:
        ctx.exit(1)


def _paths(name: str) -> list[str]:
    return [line for line in read_lines(STDIN) if line.strip()] if name == STDIN else [name]


def _note_saved(note: Saved, done: int, total: int, out: Path) -> None:
    note.sentence = f"{done} of {total} pages are finished in {out}; the same command does the rest"


def _show(summary: BatchSummary, out: Path, as_json: bool) -> None:
    if as_json:
        result = {
            "out": str(out),
            "manifest": str(out / MANIFEST),
            "n_inputs": summary.n_inputs,
            "n_done": summary.n_done,
            "n_skipped": summary.n_skipped,
            "n_segments": summary.n_segments,
            "failed": [{"input": path, "reason": reason} for path, reason in summary.failures],
        }
        write_stdout(to_bytes(result))
        return
    lines = [
        f"{summary.n_inputs} pages: {summary.n_done} done, {summary.n_skipped} done before, "
        f"{len(summary.failures)} set aside; {summary.n_segments} segments drafted; see {out}"
    ]
    if summary.failures:
        lines.append(f"the reasons are in {out / FAILED}; put them right and run the same again")
    print_text("\n".join(lines))
