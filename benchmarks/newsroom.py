"""Scores drafts of the newsroom set: names, numbers, dates, places and ranks, one by one.

    python benchmarks/newsroom.py --engine embedded --out drafts.jsonl
    python benchmarks/newsroom.py --drafts drafts.jsonl --part dev --wrong

docs/newsroom.md describes the set. Its part `test` is for reporting only: nothing is tuned on it,
and what is wrong in it is not listed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine_options import add_engine_options, engines_of, open_drafter, read_rows

from songngu.corpora.errors import EvaluationError, WorkbenchError
from songngu.corpora.files import write_atomic
from songngu.corpora.formats.terms import parse_terms, term_format
from songngu.corpora.types import Term
from songngu.eval.newsroom import NewsroomReport, TestSentence, judge_all
from songngu.eval.newsroom_files import parse_forms, parse_sentences

FOLDER = Path(__file__).parent / "newsroom"
Row = dict[str, Any]
PARTS = ("dev", "test")
GOALS = {"name": 0.99, "number": 0.99, "date": 0.98, "place": 0.98, "rank": 0.98}


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--engine", help="draft with this engine, as for songngu draft --engine")
    what.add_argument("--drafts", type=Path, help="score these drafts, as --out writes them")
    parser.add_argument("--part", choices=PARTS, help="only this part of the set (both)")
    parser.add_argument("--every", type=int, default=1, help="only every so-many-th sentence (1)")
    parser.add_argument("--terms", type=Path, help="a list of terms that the engine is given")
    parser.add_argument("--out", type=Path, help="the file of drafts to write, or to go on with")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong in dev")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_engine_options(parser)
    return parser.parse_args()


def load_set(part: str | None = None) -> dict[str, tuple[TestSentence, ...]]:
    """The sentences of one part or of all, by part."""
    forms = parse_forms((FOLDER / "forms.toml").read_text("utf-8"))
    wanted = [part] if part else PARTS
    return {
        name: parse_sentences((FOLDER / f"{name}.toml").read_text("utf-8"), forms)
        for name in wanted
        if (FOLDER / f"{name}.toml").exists()
    }


def make_drafts(sentences: Sequence[TestSentence], options: argparse.Namespace) -> list[Row]:
    """One row per sentence, in order; those that ``--out`` holds already are not made again."""
    from tqdm import tqdm

    terms: Sequence[Term] = ()
    if options.terms:
        format_name = term_format(options.terms.name)
        terms = parse_terms(options.terms.read_bytes(), format_name, name=str(options.terms))
    drafter = open_drafter(options)
    engine = drafter.signature + (f"|terms:{options.terms.name}" if options.terms else "")
    rows = finished_rows(options.out, engine) if options.out else {}
    waiting = [sentence for sentence in sentences if sentence.source not in rows]
    with (
        open(options.out or os.devnull, "a", encoding="utf-8") as file,
        tqdm(total=len(sentences), initial=len(sentences) - len(waiting), unit="sentence") as bar,
    ):
        texts = [sentence.source for sentence in waiting]
        for index, draft in drafter.draft_iter(texts, terms=terms):
            row = {
                "id": waiting[index].id,
                "source": waiting[index].source,
                "draft": draft.text,
                "checks": {check.name.value: list(check.found) for check in draft.checks},
                "engine": engine,
            }
            rows[texts[index]] = row
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            bar.update()
    return [rows[sentence.source] for sentence in sentences]


def finished_rows(path: Path, engine: str) -> dict[str, Row]:
    """What an interrupted run has written, by source.

    Raises:
        EvaluationError: Another engine has.
    """
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines(keepends=True)
    rows = [json.loads(line) for line in lines if line.endswith("\n")]
    others = {row["engine"] for row in rows} - {engine}
    if others:
        raise EvaluationError(
            f"{path} holds drafts of {others.pop()}, expected {engine}, to go on with; name "
            "another file, or score that one with --drafts"
        )
    # A line that was cut off in the middle goes.
    write_atomic(path, "".join(line for line in lines if line.endswith("\n")).encode("utf-8"))
    return {row["source"]: row for row in rows}


def print_table(name: str, report: NewsroomReport) -> None:
    print(f"\n{name:12}{'right':>7}{'of':>6}{'share':>9}   95 % interval    goal")
    rows = {kind.value: share for kind, share in report.by_kind().items()}
    rows |= {"all": report.overall(), "sentences": report.sentences()}
    for row, share in rows.items():
        low, high = share.interval
        goal = f"{100 * GOALS[row]:.0f} %" if row in GOALS else ""
        print(
            f"{row:12}{share.right:7}{share.total:6}{100 * share.share:7.1f} %"
            f"   {100 * low:5.1f}–{100 * high:5.1f} %{goal:>8}"
        )


def print_wrong(report: NewsroomReport) -> None:
    shown = ""
    for judgement in report.wrong():
        if judgement.sentence.id != shown:
            shown = judgement.sentence.id
            print(f"\n{shown}\n  vi  {judgement.sentence.source}\n  en  {judgement.draft}")
        expectation = judgement.expectation
        value = f" = {expectation.value}" if expectation.value else ""
        what = ", ".join(judgement.found) or f"{expectation.source}{value}"
        print(f"  {expectation.kind.value}: {what}")


def main() -> int:
    options = parse_arguments()
    if options.wrong and options.part == "test":
        print("what is wrong is listed for dev only: nothing is tuned on test", file=sys.stderr)
        return 1
    parts = load_set(options.part)
    parts = {name: part[:: options.every] for name, part in parts.items()}
    sentences = [sentence for part in parts.values() for sentence in part]
    try:
        if options.drafts:
            rows = read_rows(options.drafts, sentences)
        else:
            rows = make_drafts(sentences, options)
        texts, engine = [row["draft"] for row in rows], engines_of(rows)
        text_of = dict(zip((sentence.id for sentence in sentences), texts, strict=True))
        reports = {
            name: judge_all(part, [text_of[sentence.id] for sentence in part])
            for name, part in parts.items()
        }
        if len(parts) > 1:
            reports["both"] = judge_all(sentences, texts)
    except (WorkbenchError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        figures = {name: report.to_dict() for name, report in reports.items()}
        print(json.dumps({"engine": engine, **figures}, ensure_ascii=False))
        return 0
    print(engine)
    for name, report in reports.items():
        print_table(name, report)
    if options.wrong and "dev" in reports:
        print_wrong(reports["dev"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
