"""Run the aligner on benchmark cases: ``alignment.py --cases FILE --drafts NAME --out OUT.json``.

A cases file is (gzip) JSON, ``{"cases": [{"id", "split", "src", "tgt", NAME: [draft …]} …]}``. The
output has the form ``{"tool", "cpu", "results": {id: {"beads": [[src], [tgt], score] …, "err"}},
"verdicts": {id: [verdict, confidence]}}``; a bead's score is its confidence, null beads have none.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path
from typing import Any

from songngu.align import align
from songngu.corpora.errors import WorkbenchError


def read_cases(path: Path, splits: list[str] | None) -> list[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    return [case for case in cases if splits is None or case["split"] in splits]


def run(cases: list[dict[str, Any]], drafts: str) -> dict[str, Any]:
    results, verdicts, tool = {}, {}, ""
    began = time.process_time()
    for case in cases:
        try:
            alignment = align(case["src"], case["tgt"], None if drafts == "none" else case[drafts])
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument(
        "--drafts", required=True, help="a draft list of the cases (mt25, mt10, …), or none"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--split", action="append", help="only this split; may be repeated")
    options = parser.parse_args()
    cases = read_cases(options.cases, options.split)
    if options.drafts != "none":
        lacking = next((c["id"] for c in cases if options.drafts not in c), None)
        if lacking is not None:
            names = [k for k, v in cases[0].items() if isinstance(v, list) and k != "gold"]
            parser.error(f"case {lacking} has no drafts {options.drafts!r}; it has {names[2:]}")
    options.out.write_text(json.dumps(run(cases, options.drafts), ensure_ascii=False))


if __name__ == "__main__":
    main()
