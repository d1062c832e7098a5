"""``songngu eval``: drafts scored against references, behind guards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from songngu.ui.actions.scoring import evaluate_article
from songngu.ui.commands.base import Command
from songngu.ui.commands.evaluate_links import check_links_usage, show_links
from songngu.ui.commands.options import json_option, open_workbench, store_option
from songngu.ui.commands.pages import check_article, one_stdin
from songngu.ui.commands.streams import (
    print_text,
    read_bytes,
    read_lines,
    shown,
    write_stdout,
)
from songngu.ui.results import parse_result, read_alignment, report_json, to_bytes

if TYPE_CHECKING:
    from songngu.eval import Report


@click.command(
    "eval",
    cls=Command,
    short_help="Score translations against references.",
    examples=(
        "songngu eval --hyp drafts.txt --ref references.txt --src source.txt --json",
        "songngu eval --document 3",
        "songngu eval --gold corrected.json --alignment automatic.json --plot reliability.svg",
    ),
)
@click.option("--hyp", metavar="FILE", help="Texts to score, one a line; - for standard input.")
@click.option("--ref", metavar="FILE", help="Reference translations, one a line.")
@click.option("--src", metavar="FILE", help="Source texts, one a line; they uncover mix-ups.")
@click.option(
    "--alignment",
    metavar="FILE",
    help="In place of --ref: the output of songngu align --json; --hyp are drafts of its source. "
    "With --gold: the links to score.",
)
@click.option(
    "--gold",
    metavar="FILE",
    help="In place of --hyp: the output of songngu align --json with its links corrected by hand; "
    "the links of --alignment are scored against it.",
)
@click.option(
    "--links",
    is_flag=True,
    help="Score the aligner's links against those that editors corrected: of the article given "
    "with --document, or of every such article of the database.",
)
@click.option(
    "--plot", metavar="FILE", help="With --gold or --links: write the reliability plot (SVG) there."
)
@click.option(
    "--document",
    type=click.IntRange(min=1),
    metavar="ID",
    help="In place of files: the drafts of this article of the database against its English.",
)
@click.option(
    "--normalise",
    type=click.Choice(("none", "canonical", "typography")),
    default="canonical",
    show_default=True,
    help="What is made equal on both sides before scoring: nothing, Unicode forms, or also quotes, "
    "dashes and the like.",
)
@store_option
@json_option
def eval_command(
    hyp: str | None,
    ref: str | None,
    src: str | None,
    alignment: str | None,
    gold: str | None,
    links: bool,
    plot: str | None,
    document: int | None,
    normalise: str,
    store: str | None,
    as_json: bool,
) -> None:
    """Score translations against references: BLEU, chrF2, chrF2++ and TER; or links against gold.

    Line n of --hyp is scored against line n of --ref. What must not be scored (unequal counts, a
    pair of pages that are no translation of each other) is refused; what may mislead is a warning
    in the result. Every score comes with its 95 % interval and sacreBLEU signature.
    """
    one_stdin(hyp, ref, src, alignment, gold)
    if gold is not None or links or plot is not None:
        texts = [name for name in (hyp, ref, src) if name is not None]
        check_links_usage(texts, gold, alignment, links=links, document=document)
        show_links(gold, alignment, document, store, plot, as_json)
        return
    _check_usage(hyp, ref, src, alignment, document)
    if document is not None:
        with open_workbench(store) as opened:
            check_article(opened, document)
            report = evaluate_article(opened, document, normalise=normalise)
    elif hyp is not None and alignment is not None:
        report = _against_alignment(hyp, alignment, normalise)
    elif hyp is not None and ref is not None:
        from songngu.eval import evaluate

        sources = read_lines(src) if src is not None else None
        hypotheses, references = read_lines(hyp), read_lines(ref)
        report = evaluate(hypotheses, references, sources=sources, normalise=normalise)
    else:
        raise click.UsageError("give --hyp and --ref")
    if as_json:
        write_stdout(to_bytes(report_json(report)))
    else:
        print_text(readable_report(report))


def _check_usage(
    hyp: str | None, ref: str | None, src: str | None, alignment: str | None, document: int | None
) -> None:
    if document is not None:
        if any(file is not None for file in (hyp, ref, src, alignment)):
            raise click.UsageError("--document takes its texts from the database: leave files out")
        return
    if hyp is None:
        raise click.UsageError("give --hyp with --ref or --alignment, or give --document")
    if (ref is None) == (alignment is None):
        raise click.UsageError("give either --ref or --alignment with --hyp")
    if src is not None and alignment is not None:
        raise click.UsageError("--alignment holds the source texts: leave --src out")


def _against_alignment(hyp: str, path: str, normalise: str) -> Report:
    from songngu.eval import evaluate_bitext
    from songngu.ui.commands.align import read_draft_file

    value = parse_result(read_bytes(path), name=shown(path))
    source, target, alignment = read_alignment(value, name=shown(path))
    drafts = read_draft_file(hyp, source)
    return evaluate_bitext(drafts, target, alignment, normalise=normalise)


def readable_report(report: Report) -> str:
    """Return the scores as a table, then the warnings."""
    from songngu.eval import format_score

    lines = [f"segments  {report.n_segments}", f"coverage  {report.coverage:.0%}", ""]
    for score in report.scores:
        lines.append(f"{score.metric:<8} {format_score(score):<22} {score.signature}")
    lines += [f"\nwarning ({finding.code}): {finding.message}" for finding in report.warnings]
    return "\n".join(lines)
