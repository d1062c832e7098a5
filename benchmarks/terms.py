"""How often drafts honour the termbase, and what that costs.

    python benchmarks/terms.py --engine embedded --out drafts.jsonl
    python benchmarks/terms.py --engine embedded --terms terms.tsv --source a.vi --reference a.en

The first drafts the cases beside this script, once without and once with their terms. The second
does the same with the lines of a test set in which a term of the list occurs. Both print the share
of terms honoured, as songngu.translate.expectations understands it, and BLEU without and with.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine_options import (
    add_engine_options,
    draft_all,
    engines_of,
    open_drafter,
    read_rows,
)

from songngu.corpora.errors import EvaluationError, WorkbenchError
from songngu.corpora.files import write_atomic
from songngu.corpora.formats.terms import parse_terms, term_format
from songngu.corpora.types import Term
from songngu.eval import compare
from songngu.eval.newsroom import Share
from songngu.translate.expectations import Expectation, Expected, expectations, unmet

CASES = Path(__file__).parent / "terms.toml"
GOAL = 0.97


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence and the terms it contains.

    Attributes:
        id: Class and number: ``exonym-07``.
        english: A translation that honours the terms, or the reference of a test set.
    """

    id: str
    source: str
    terms: tuple[Term, ...]
    english: str

    @property
    def kind(self) -> str:
        """The class: ``exact``, ``inflected``, ``exonym``; ``text`` in a test set."""
        return self.id.rpartition("-")[0]

    def expected(self) -> tuple[Expectation, ...]:
        """The terms, as what a draft has to say."""
        found = expectations(self.source, self.terms)
        return tuple(item for item in found if item.kind is Expected.TERM)


def load_cases(path: Path = CASES) -> list[Case]:
    """The cases of the file.

    Raises:
        EvaluationError: A case whose terms do not all occur in it, an id that comes twice, or a
            term that has another translation in another case.
    """
    cases: dict[str, Case] = {}
    targets: dict[str, str] = {}
    for entry in tomllib.loads(path.read_text("utf-8"))["case"]:
        terms = tuple(Term(source, target) for source, target in entry["terms"].items())
        case = Case(entry["id"], entry["source"], terms, entry["english"])
        if case.id in cases or len(case.expected()) != len(terms):
            raise EvaluationError(
                f"{path}: {case.id}: found the terms {[e.source for e in case.expected()]} in the "
                f"sentence, expected {[term.source for term in terms]}, and each id once"
            )
        for term in terms:
            if targets.setdefault(term.source.casefold(), term.target) != term.target:
                raise EvaluationError(
                    f"{path}: {case.id}: {term.source!r} is {targets[term.source.casefold()]!r} "
                    f"in another case, expected one translation, found {term.target!r}"
                )
        cases[case.id] = case
    return list(cases.values())


def text_cases(source: Path, reference: Path, terms: Sequence[Term], every: int) -> list[Case]:
    """The lines of a test set in which a term occurs, each with the terms that do.

    Raises:
        EvaluationError: The files have unequal numbers of lines, or no term occurs.
    """
    sides = [path.read_text("utf-8").split("\n") for path in (source, reference)]
    if len(sides[0]) != len(sides[1]):
        raise EvaluationError(
            f"{source} has {len(sides[0])} lines, {reference} has {len(sides[1])}; expected as many"
        )
    cases = []
    for number, (text, english) in enumerate(list(zip(*sides, strict=True))[::every], start=1):
        case = Case(f"text-{number}", text, tuple(terms), english)
        if text.strip() and case.expected():
            cases.append(case)
    if not cases:
        raise EvaluationError(f"no term of the list occurs in {source}; expected some, to measure")
    return cases


@dataclass(frozen=True, slots=True)
class Drafts:
    """A case drafted without its terms and with them."""

    case: Case
    without: str
    given: str
    checks: tuple[str, ...]

    def honoured(self, draft: str) -> tuple[int, int]:
        """How many terms a draft honours, of how many."""
        expected = self.case.expected()
        return len(expected) - len(unmet(expected, draft)), len(expected)


def make_drafts(cases: Sequence[Case], options: argparse.Namespace) -> tuple[list[Drafts], str]:
    """Both drafts of each case, all terms given at once as a termbase; the engine's signature."""
    drafter = open_drafter(options)
    termbase = list(dict.fromkeys(term for case in cases for term in case.terms))
    texts = [case.source for case in cases]
    without = draft_all(drafter, texts, what="without")
    given = draft_all(drafter, texts, termbase, what="with terms")
    drafts = [
        Drafts(case, plain.text, draft.text, tuple(check.name.value for check in draft.checks))
        for case, plain, draft in zip(cases, without, given, strict=True)
    ]
    return drafts, drafter.signature


def save_drafts(path: Path, drafts: Sequence[Drafts], engine: str) -> None:
    rows = [
        {
            "id": item.case.id,
            "source": item.case.source,
            "without": item.without,
            "with": item.given,
            "checks": item.checks,
            "engine": engine,
        }
        for item in drafts
    ]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_atomic(path, lines.encode("utf-8"))


def read_drafts(path: Path, cases: Sequence[Case]) -> tuple[list[Drafts], str]:
    """The drafts of the cases, as :func:`save_drafts` wrote them.

    Raises:
        EvaluationError: A case has none, or one that was made of another source.
    """
    rows = read_rows(path, cases)
    found = [
        Drafts(case, row["without"], row["with"], tuple(row["checks"]))
        for case, row in zip(cases, rows, strict=True)
    ]
    return found, engines_of(rows)


def shares(drafts: Sequence[Drafts]) -> dict[str, tuple[Share, Share]]:
    """The share of terms honoured without and with them, by class and for all."""
    counts: dict[str, Counter[str]] = {}
    for item in drafts:
        for name in (item.case.kind, "all"):
            right_without, total = item.honoured(item.without)
            right_given, _ = item.honoured(item.given)
            counts.setdefault(name, Counter()).update(
                without=right_without, given=right_given, total=total
            )
    order = sorted(counts, key=lambda name: name == "all")
    return {
        name: (
            Share(counts[name]["without"], counts[name]["total"]),
            Share(counts[name]["given"], counts[name]["total"]),
        )
        for name in order
    }


def bleu(drafts: Sequence[Drafts]) -> dict[str, Any]:
    """BLEU without and with terms against the translations, and the paired bootstrap between."""
    (found,) = compare(
        [item.without for item in drafts],
        [item.given for item in drafts],
        [item.case.english for item in drafts],
        metrics=("BLEU",),
    )
    return {
        "without": found.first.value,
        "with": found.second.value,
        "difference": found.difference,
        "interval": found.interval,
        "p": found.p_value,
        "signature": found.second.signature,
    }


def print_report(drafts: Sequence[Drafts], figures: dict[str, Any]) -> None:
    print(f"\n{'class':12}{'without':>9}{'with':>9}{'of':>6}   95 % interval    goal")
    for name, (without, given) in shares(drafts).items():
        low, high = given.interval
        goal = f"{100 * GOAL:.0f} %" if name == "all" else ""
        print(
            f"{name:12}{100 * without.share:7.1f} %{100 * given.share:7.1f} %{given.total:6}"
            f"   {100 * low:5.1f}–{100 * high:5.1f} %{goal:>8}"
        )
    print(
        f"\nBLEU without {figures['without']:.1f}, with {figures['with']:.1f} "
        f"(difference {figures['difference']:+.1f}, p = {figures['p']:.3f}, "
        f"{len(drafts)} sentences)"
    )
    checks = Counter(check for item in drafts for check in item.checks)
    print("checks of the drafts with terms:", dict(checks.most_common()) or "none")


def print_wrong(drafts: Sequence[Drafts]) -> None:
    for item in drafts:
        lost = unmet(item.case.expected(), item.given)
        if lost:
            print(f"\n{item.case.id}\n  vi  {item.case.source}\n  en  {item.given}")
            for expectation in lost:
                print(f"  {expectation.source} = {' / '.join(expectation.forms)}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--engine", help="draft with this engine, as for songngu draft --engine")
    what.add_argument("--drafts", type=Path, help="count in these drafts, as --out writes them")
    parser.add_argument("--source", type=Path, help="Vietnamese lines, instead of the cases")
    parser.add_argument("--reference", type=Path, help="their English translations")
    parser.add_argument("--terms", type=Path, help="the list of terms for them")
    parser.add_argument("--every", type=int, default=1, help="every so-many-th case or line (1)")
    parser.add_argument("--out", type=Path, help="write the drafts here, one JSON object a line")
    parser.add_argument("--wrong", action="store_true", help="list the terms not honoured")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_engine_options(parser)
    options = parser.parse_args()
    if len({bool(options.source), bool(options.reference), bool(options.terms)}) > 1:
        parser.error("--source, --reference and --terms go together")
    return options


def chosen_cases(options: argparse.Namespace) -> list[Case]:
    if not options.source:
        return load_cases()[:: options.every]
    format_name = term_format(options.terms.name)
    terms = parse_terms(options.terms.read_bytes(), format_name, name=str(options.terms))
    return text_cases(options.source, options.reference, terms, options.every)


def main() -> int:
    options = parse_arguments()
    try:
        cases = chosen_cases(options)
        if options.drafts:
            drafts, engine = read_drafts(options.drafts, cases)
        else:
            drafts, engine = make_drafts(cases, options)
            if options.out:
                save_drafts(options.out, drafts, engine)
        figures = bleu(drafts)
    except (WorkbenchError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        table = {
            name: {"without": without.share, "with": given.share, "total": given.total}
            for name, (without, given) in shares(drafts).items()
        }
        print(json.dumps({"engine": engine, "honoured": table, "BLEU": figures}))
        return 0
    print(engine)
    print_report(drafts, figures)
    if options.wrong:
        print_wrong(drafts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
