"""Run the aligner, and public ones, on benchmark cases, and score them against gold.

    python benchmarks/alignment.py --cases FILE --drafts NAME [--drafts NAME …] [--peers]
    python benchmarks/alignment.py --cases FILE --drafts NAME --ablate
    python benchmarks/alignment.py --cases FILE --drafts NAME --rescore engine [--sample 100]
    python benchmarks/alignment.py --cases FILE --drafts NAME --out OUT.json

A cases file is (gzip) JSON, ``{"cases": [{"id", "split", "group", "src", "tgt", "gold", NAME:
[draft …]} …]}``; gold holds ``[[source …], [target …]]``, and cases of the group ``nonpar`` are
unrelated texts. ``--drafts none`` does without drafts. ``--out`` writes ``{"tool", "cpu",
"results": {id: {"beads": [[src], [tgt], score] …, "err"}}, "verdicts": {id: [verdict,
confidence]}}``; a bead's score is its confidence, null beads have none.

``--peers`` also runs the public aligners installed for ``--peers-python`` (see
``alignment_peers.py``). ``--ablate`` runs once for each signal with its weights in the choice of
links set to zero; nothing is learned anew, and the verdict keeps all it knows. ``--rescore`` runs
once more with the scorer asked, which takes minutes; ``--sample`` draws as many of the cases.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from songngu.align import align
from songngu.align.scorers import SegmentScorer
from songngu.align.weights import Model, Weights, default_weights
from songngu.corpora.errors import WorkbenchError
from songngu.corpora.types import Verdict
from songngu.eval import (
    AlignmentCounts,
    Calibration,
    Confusion,
    calibrate,
    confusion,
    count_beads,
    reliability_svg,
    score_counts,
)
from songngu.translate.engines import load_engine
from songngu.ui.actions.rescoring import open_scorers

UNRELATED = "nonpar"
PARTIAL = 0.7  # share of a side's segments with a counterpart below which a pair is partial
SIGNALS = {  # beginnings of the names of its features
    "words": ("words_",),
    "dictionary": ("dictionary_",),
    "names": ("names",),
    "values": ("values",),
    "marks": ("marks",),
    "length": ("length", "draft_length"),
    "position": ("position",),
    "block kinds": ("title_", "caption_", "lead_"),
}

Case = dict[str, Any]
Output = dict[str, Any]


@dataclass
class Scored:
    """A tool's output on the cases, counted."""

    tool: str
    cpu: float
    errors: int
    groups: dict[str, list[AlignmentCounts]] = field(default_factory=dict)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    verdicts: list[tuple[Verdict, Verdict]] = field(default_factory=list)

    def f1(self, groups: Iterable[str]) -> float:
        """Strict F1 over the cases of these groups."""
        counts = [c for group in groups for c in self.groups.get(group, [])]
        return score_counts(counts, n_bootstrap=0).strict.f1 if counts else float("nan")

    @property
    def parallel(self) -> list[str]:
        """The groups of texts that are translations of each other at least in part."""
        return [group for group in self.groups if group != UNRELATED]


def read_cases(path: Path, splits: list[str] | None) -> list[Case]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    return [case for case in cases if splits is None or case["split"] in splits]


def run(
    cases: list[Case],
    drafts: str,
    weights: Weights | None = None,
    scorers: Sequence[SegmentScorer] = (),
) -> Output:
    results, verdicts, tool = {}, {}, ""
    began = time.process_time()
    for case in cases:
        given = None if drafts == "none" else case[drafts]
        try:
            alignment = align(case["src"], case["tgt"], given, weights=weights, scorers=scorers)
        except (WorkbenchError, ValueError) as error:
            results[case["id"]] = {"beads": [], "err": str(error)}
            continue
        beads = [
            [list(b.source), list(b.target), b.confidence if b.source and b.target else None]
            for b in alignment.beads
        ]
        results[case["id"]] = {"beads": beads, "err": None}
        verdicts[case["id"]] = [alignment.verdict.value, alignment.confidence]
        tool = f"{alignment.signature}|engine:{drafts}"
    cpu = time.process_time() - began
    return {"tool": tool, "cpu": cpu, "results": results, "verdicts": verdicts}


def installed_peers(python: str) -> dict[str, str]:
    """Names and versions of the public aligners that this Python has."""
    command = [python, str(Path(__file__).with_name("alignment_peers.py"))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {name: tool for name, tool in json.loads(done.stdout).items() if tool}


def run_peer(name: str, cases: list[Case], drafts: str, python: str, encoder: str | None) -> Output:
    """The output of a public aligner; without drafts it is given the source in their place."""
    rows = [
        {
            "id": case["id"],
            "src": case["src"],
            "tgt": case["tgt"],
            "drafts": case["src" if drafts == "none" else drafts],
        }
        for case in cases
    ]
    script = str(Path(__file__).with_name("alignment_peers.py"))
    command = [python, script, name, *([encoder] if encoder else [])]
    done = subprocess.run(
        command, input=json.dumps({"cases": rows}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{name}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    output: Output = json.loads(done.stdout)
    return output


def expected_verdict(case: Case) -> Verdict:
    """What the gold of a case says of its texts."""
    if case["group"] == UNRELATED:
        return Verdict.UNRELATED
    for side, texts in enumerate(("src", "tgt")):
        linked = sum(len(bead[side]) for bead in case["gold"] if bead[0] and bead[1])
        if linked < PARTIAL * len(case[texts]):
            return Verdict.PARTIAL
    return Verdict.TRANSLATION


def disjoint(beads: list[list[Any]]) -> list[list[Any]]:
    """The beads without those that link a segment again: Bleualign gives a few."""
    seen: tuple[set[int], set[int]] = (set(), set())
    kept = []
    for bead in beads:
        if not seen[0].intersection(bead[0]) and not seen[1].intersection(bead[1]):
            kept.append(bead)
            seen[0].update(bead[0])
            seen[1].update(bead[1])
    return kept


def scored(cases: list[Case], output: Output) -> Scored:
    errors = sum(result["err"] is not None for result in output["results"].values())
    out = Scored(output["tool"], output["cpu"], errors)
    groups: dict[str, list[AlignmentCounts]] = defaultdict(list)
    for case in cases:
        beads = disjoint(output["results"][case["id"]]["beads"])
        found = [(tuple(source), tuple(target)) for source, target, *_ in beads]
        gold = [(tuple(source), tuple(target)) for source, target, *_ in case["gold"]]
        groups[case["group"]].append(count_beads(gold, found, len(case["src"]), len(case["tgt"])))
        out.judged += [
            (confidence, link in set(gold))
            for link, (*_, confidence) in zip(found, beads, strict=True)
            if confidence is not None and 0 <= confidence <= 1 and link[0] and link[1]
        ]
        if case["id"] in output.get("verdicts", {}):
            given = Verdict(output["verdicts"][case["id"]][0])
            out.verdicts.append((expected_verdict(case), given))
    out.groups = dict(groups)
    return out


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", " ") for cell in cells) + " |"


def table(head: list[str], rows: Iterable[Iterable[object]]) -> str:
    return "\n".join([_row(head), "|" + "---|" * len(head), *map(_row, rows)])


def _ratio(ours: float, theirs: float) -> str:
    return f"{theirs / ours:.1f} x" if ours > 0 else "-"


def overview(runs: list[Scored]) -> str:
    """Scores of all tools; wrong beads and time in relation to the first one."""
    head = ["tool", "strict P", "R", "F1", "95 %", "lax F1", "link error", "false links", "errors"]
    head += ["CPU s", "1 - F1, ratio", "CPU, ratio"]
    rows = []
    for one in runs:
        s = score_counts([c for group in one.parallel for c in one.groups[group]])
        lone = one.groups.get(UNRELATED, [])
        false = f"{score_counts(lone, n_bootstrap=0).false_links:.1%}" if lone else "-"
        low, high = s.strict_interval or (s.strict.f1, s.strict.f1)
        rows.append(
            [
                one.tool,
                f"{s.strict.precision:.3f}",
                f"{s.strict.recall:.3f}",
                f"{s.strict.f1:.3f}",
                f"{low:.3f}-{high:.3f}",
                f"{s.lax.f1:.3f}",
                f"{s.link_error:.3f}",
                false,
                one.errors,
                f"{one.cpu:.1f}",
                _ratio(1 - runs[0].f1(runs[0].parallel), 1 - s.strict.f1),
                _ratio(runs[0].cpu, one.cpu),
            ]
        )
    return table(head, rows)


def by_group(runs: list[Scored]) -> str:
    groups = runs[0].parallel
    rows = [[one.tool, *(f"{one.f1([group]):.3f}" for group in groups)] for one in runs]
    return "Strict F1 by group\n\n" + table(["tool", *groups], rows)


def _optional(number: float | None) -> str:
    return "-" if number is None else f"{number:.3f}"


def curve(calibration: Calibration, n_gold: int) -> str:
    """Precision and coverage over confidence, then the reliability table."""
    points = [
        [f"{p.threshold:.2f}", _optional(p.precision), f"{p.coverage * calibration.n / n_gold:.3f}"]
        for p in calibration.curve
    ]
    bins = [
        [f"{b.low:.1f}-{b.high:.1f}", b.n, f"{b.confidence:.3f}", _optional(b.precision)]
        for b in calibration.bins
        if b.n
    ]
    return (
        f"expected calibration error {calibration.error:.3f}; precision at confidence >= .9: "
        f"{_optional(calibration.sure)} of {calibration.n_sure} links\n\n"
        + table(["confidence >=", "precision", "links / links of gold"], points)
        + "\n\n"
        + table(["confidence", "links", "mean confidence", "right"], bins)
    )


def verdict_table(verdicts: Confusion) -> str:
    given = list(Verdict)
    rows = [
        [expected.value, *(row[verdict] for verdict in given)]
        for expected, row in verdicts.table.items()
        if sum(row.values())
    ]
    head = f"Verdicts given (columns) for what gold says (rows); {verdicts.accuracy:.1%} right\n\n"
    return head + table(["", *(verdict.value for verdict in given)], rows)


def without(weights: Weights, prefixes: tuple[str, ...]) -> Weights:
    """The weights with those of the features that begin so set to zero."""

    def cut(model: Model) -> Model:
        moves = {k: 0.0 if k.startswith(prefixes) else v for k, v in model.moves.items()}
        return replace(model, moves=moves)

    return replace(
        weights,
        with_drafts=cut(weights.with_drafts),
        without_drafts=cut(weights.without_drafts),
        digest="ablated",
    )


def ablation(cases: list[Case], drafts: str) -> list[Scored]:
    weights = default_weights()
    model = weights.without_drafts if drafts == "none" else weights.with_drafts
    runs = [replace(scored(cases, run(cases, drafts)), tool="all signals")]
    for signal, prefixes in SIGNALS.items():
        if any(v for k, v in model.moves.items() if k.startswith(prefixes)):
            output = run(cases, drafts, without(weights, prefixes))
            runs.append(replace(scored(cases, output), tool=f"without {signal}"))
    return runs


def report(runs: list[Scored], drafts: str, cases: list[Case]) -> str:
    parts = [f"## Drafts: {drafts}, {len(cases)} cases", overview(runs), by_group(runs)]
    ours = runs[0]
    if ours.judged:
        n_gold = sum(bool(bead[0] and bead[1]) for case in cases for bead in case["gold"])
        parts.append(curve(calibrate(ours.judged), n_gold))
    if ours.verdicts:
        parts.append(verdict_table(confusion(ours.verdicts)))
    return "\n\n".join(parts) + "\n"


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    add = parser.add_argument
    add("--cases", type=Path, required=True)
    add(
        "--drafts",
        action="append",
        required=True,
        help="a draft list of the cases (mt25, mt10, …), or none; may be repeated",
    )
    add("--out", type=Path, help="write our beads there, a peer's beside them; with one --drafts")
    add("--plot", type=Path, help="write the reliability plot (SVG) there; with one --drafts")
    add("--split", action="append", help="only this split; may be repeated")
    add("--peers", action="store_true", help="also run the public aligners that are installed")
    add("--peers-python", default=sys.executable, help="the Python that they are installed for")
    add("--encoder", help="sentence-transformers model for vecalign; character n-grams without")
    add("--ablate", action="store_true", help="also run without each signal in turn")
    add("--rescore", action="append", help="also run with this scorer; may be repeated")
    add("--sample", type=int, help="draw so many of the cases, always the same")
    options = parser.parse_args()
    if (options.out or options.plot) and len(options.drafts) > 1:
        parser.error("--out and --plot take one --drafts")
    options.cases = read_cases(options.cases, options.split)
    if not options.cases:
        parser.error("no case of that split in the file")
    if options.sample is not None and options.sample < len(options.cases):
        options.cases = random.Random(0).sample(options.cases, max(1, options.sample))
    for drafts in options.drafts:
        lacking = next((c["id"] for c in options.cases if drafts not in ("none", *c)), None)
        if lacking is not None:
            names = [k for k, v in options.cases[0].items() if isinstance(v, list)]
            names = [name for name in names if name not in ("src", "tgt", "gold")]
            parser.error(f"case {lacking} has no drafts {drafts!r}; it has {', '.join(names)}")
    return options


def runs_of(options: argparse.Namespace, drafts: str) -> list[Scored]:
    cases = options.cases
    if options.ablate:
        return ablation(cases, drafts)
    output = run(cases, drafts)
    if options.out:
        options.out.write_text(json.dumps(output, ensure_ascii=False))
    runs = [scored(cases, output)]
    if options.rescore:
        scorers = open_scorers(options.rescore, load_engine)
        runs.append(scored(cases, run(cases, drafts, scorers=scorers)))
    if options.peers:
        peers = installed_peers(options.peers_python)
        for name in peers:
            theirs = run_peer(name, cases, drafts, options.peers_python, options.encoder)
            if options.out:
                path = options.out.with_suffix(f".{name}.json")
                path.write_text(json.dumps(theirs, ensure_ascii=False))
            runs.append(scored(cases, theirs))
    return runs


def main() -> None:
    options = parse_options()
    tell: Callable[[str], int] = sys.stdout.write
    for drafts in options.drafts:
        runs = runs_of(options, drafts)
        tell(report(runs, drafts, options.cases) + "\n")
        if options.plot:
            title = f"Reliability of links, drafts: {drafts}"
            options.plot.write_text(reliability_svg(calibrate(runs[0].judged), title=title))


if __name__ == "__main__":
    main()
