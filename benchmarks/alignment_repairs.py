"""Look for sentences that were joined in benchmark cases, and count the repairs proposed.

    python benchmarks/alignment_repairs.py --cases FILE --drafts NAME [--drafts NAME …]

Cases as for ``alignment.py``. Those of the groups ``m1-2``, ``m2-1`` and ``m1-3`` have two or three
segments of the document's ``clean`` case in one, where a cut is right between the two; in those of
``clean``, ``del15`` and ``swap`` nothing is to be repaired.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from alignment import Case, read_cases, table

from songngu.align import align
from songngu.align.repair import RepairKind, repairs

JOINED = ("m1-2", "m2-1", "m1-3")
WHOLE = ("clean", "del15", "swap")
SIDES = {"source": "src", "target": "tgt"}
Place = tuple[str, int, str]


def joined_over(case: Case, clean: Case) -> set[Place]:
    """The sentence ends inside segments: side, segment and the text before the end."""
    found = set()
    for side, key in SIDES.items():
        pairs = {" ".join(part): part for n in (2, 3) for part in runs(clean[key], n)}
        for index, text in enumerate(case[key]):
            part = pairs.get(text, ())
            found |= {(side, index, " ".join(part[:at])) for at in range(1, len(part))}
    return found


def runs(texts: list[str], n: int) -> list[list[str]]:
    """All runs of so many neighbours."""
    return [texts[at : at + n] for at in range(len(texts) - n + 1)]


def count(cases: list[Case], clean: dict[str, Case], drafts: str) -> Counter[str]:
    """Sentence ends joined over, cuts, right cuts and joins."""
    counts: Counter[str] = Counter()
    for case in cases:
        ends = joined_over(case, clean[case["doc"]]) if case["group"] in JOINED else set()
        counts["ends"] += len(ends)
        given = None if drafts == "none" else case[drafts]
        alignment = align(case["src"], case["tgt"], given)
        for repair in repairs(case["src"], case["tgt"], given, alignment):
            counts[repair.kind.value] += 1
            if repair.kind is RepairKind.CUT:
                index = repair.segments[0]
                before = case[SIDES[repair.side]][index][: repair.offset].strip()
                counts["right"] += (repair.side, index, before) in ends
    return counts


def main() -> None:
    """Print a row for each kind of drafts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--drafts", action="append", required=True, help="a draft list, or none")
    options = parser.parse_args()
    every = read_cases(options.cases, None)
    clean = {case["doc"]: case for case in every if case["group"] == "clean"}
    cases = [case for case in every if case["group"] in (*JOINED, *WHOLE)]
    rows = []
    for drafts in options.drafts:
        counts = count(cases, clean, drafts)
        names = ("ends", RepairKind.CUT.value, "right", RepairKind.JOIN.value)
        rows.append([drafts, len(cases), *(counts[name] for name in names)])
    head = ["drafts", "cases", "sentence ends joined over", "cuts", "right", "joins"]
    sys.stdout.write(table(head, rows) + "\n")


if __name__ == "__main__":
    main()
