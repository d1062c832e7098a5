"""``songngu eval --gold`` and ``--links``: the aligner's links scored against corrected ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from songngu.corpora.errors import EvaluationError
from songngu.corpora.files import write_atomic
from songngu.ui.commands.options import open_workbench
from songngu.ui.commands.pages import check_article
from songngu.ui.commands.streams import print_text, read_bytes, shown, write_stdout
from songngu.ui.results import parse_result, read_alignment, to_bytes

if TYPE_CHECKING:
    from songngu.corpora.types import Alignment
    from songngu.eval import LinkReport


def check_links_usage(
    texts: Sequence[str],
    gold: str | None,
    alignment: str | None,
    *,
    links: bool,
    document: int | None,
) -> None:
    """Do nothing where the options name one way to score links.

    Args:
        texts: What ``--hyp``, ``--ref`` and ``--src`` name.

    Raises:
        click.UsageError: They do not.
    """
    if texts:
        raise click.UsageError("--gold and --links score links: leave --hyp, --ref and --src out")
    if gold is not None and links:
        raise click.UsageError("--links takes its links from the database: leave --gold out")
    if gold is None and not links:
        raise click.UsageError("--plot shows how far links can be trusted: add --gold or --links")
    if gold is not None and (alignment is None or document is not None):
        raise click.UsageError("give --alignment with --gold, and no --document")
    if links and alignment is not None:
        raise click.UsageError("--links aligns the articles itself: leave --alignment out")


def show_links(
    gold: str | None,
    alignment: str | None,
    document: int | None,
    store: str | None,
    plot: str | None,
    as_json: bool,
) -> None:
    """Print the report on links, and write the plot where one is asked for.

    Raises:
        EvaluationError: Links of other texts, or none that were corrected.
    """
    from songngu.eval import evaluate_links, reliability_svg
    from songngu.ui.actions.link_quality import evaluate_stored_links

    if gold is not None and alignment is not None:
        report = evaluate_links([_read_pair(gold, alignment)])
    else:
        with open_workbench(store) as opened:
            if document is not None:
                check_article(opened, document)
            report = evaluate_stored_links(opened, document)
    if plot is not None:
        write_atomic(plot, reliability_svg(report.calibration).encode("utf-8"))
    if as_json:
        write_stdout(to_bytes(report.to_dict()))
    else:
        print_text(readable_links(report))


def _read_pair(gold: str, found: str) -> tuple[Alignment, Alignment]:
    alignments, texts = [], []
    for path in (gold, found):
        value = parse_result(read_bytes(path), name=shown(path))
        *sides, alignment = read_alignment(value, name=shown(path))
        alignments.append(alignment)
        texts.append(sides)
    for side, name in enumerate(("source", "target")):
        pairs = zip(texts[0][side], texts[1][side], strict=False)  # the report tells counts apart
        for position, (corrected, automatic) in enumerate(pairs, 1):
            if corrected != automatic:
                raise EvaluationError(
                    f"{shown(found)}: {name} segment {position} is {automatic[:60]!r}, and "
                    f"{corrected[:60]!r} in {shown(gold)}; give two alignments of the same texts"
                )
    return alignments[0], alignments[1]


def readable_links(report: LinkReport) -> str:
    """Return the scores of the links in words a person can read."""
    s, c = report.scores, report.calibration
    interval = ""
    if s.strict_interval is not None:
        interval = f" [{s.strict_interval[0]:.3f}–{s.strict_interval[1]:.3f}]"
    lines = [
        f"articles       {s.n_documents}, with {s.n_gold_links} corrected links",
        f"exactly right  F1 {s.strict.f1:.3f}{interval}, precision {s.strict.precision:.3f}, "
        f"recall {s.strict.recall:.3f}",
        f"overlapping    F1 {s.lax.f1:.3f}, precision {s.lax.precision:.3f}, "
        f"recall {s.lax.recall:.3f}",
        f"link error     {s.link_error:.3f} (0 is perfect)",
        f"false links    {s.false_links:.1%} of the segments that have no counterpart",
        f"verdicts       {report.verdicts.accuracy:.0%} of {report.verdicts.n} right",
        f"calibration    error {c.error:.3f} over {c.n} links",
    ]
    if c.sure is not None:
        lines.append(f"sure links     {c.sure:.1%} of the {c.n_sure} from .9 on are right")
    lines += ["", "confidence   links  right"]
    lines += [
        f"{b.low:.1f}–{b.high:.1f}      {b.n:>6}  {b.precision:.1%}"
        for b in c.bins
        if b.precision is not None
    ]
    lines += ["", f"signature      {report.signature}"]
    return "\n".join(lines)
