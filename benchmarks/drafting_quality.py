"""Drafts a test set and prints how good the drafts are and how fast they came.

    python benchmarks/drafting_quality.py --source test.vi --reference test.en --every 4

Both files hold one segment a line. `--without all` gives the model alone, `--without NAMES` leaves
single means out by which drafts are made faithful.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
import time
from collections import Counter
from pathlib import Path

import sacrebleu
from engine_options import add_engine_options, draft_all, open_drafter


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_lines(parser)
    parser.add_argument("--engine", default="embedded", help="as for songngu draft --engine")
    add_engine_options(parser)
    parser.add_argument("--out", type=Path, help="write the drafts here, one a line")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def add_lines(parser: argparse.ArgumentParser) -> None:
    """The test set and which of its lines are taken."""
    parser.add_argument("--source", type=Path, required=True, help="Vietnamese segments")
    parser.add_argument("--reference", type=Path, required=True, help="their English references")
    parser.add_argument("--every", type=int, default=1, help="take every so-many-th line")
    parser.add_argument("--skip", type=int, default=0, help="lines to leave out before the first")
    parser.add_argument("--limit", type=int, help="take only so many lines")


def read_lines(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    """The segments that were chosen, and their references.

    Raises:
        SystemExit: The files have unlike numbers of lines.
    """
    sides = [
        path.read_text(encoding="utf-8").splitlines()
        for path in (options.source, options.reference)
    ]
    if len(sides[0]) != len(sides[1]):
        sys.exit(
            f"{options.source} has {len(sides[0])} segments, {options.reference} has "
            f"{len(sides[1])}; expected as many"
        )
    source, reference = (side[options.skip :: options.every][: options.limit] for side in sides)
    return source, reference


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def main() -> int:
    options = parse_arguments()
    source, reference = read_lines(options)
    start = time.monotonic()
    drafter = open_drafter(options)
    loaded = time.monotonic()
    cpu = time.process_time()
    drafts = draft_all(drafter, source)
    seconds = time.monotonic() - loaded
    texts = [draft.text for draft in drafts]
    if options.out:
        options.out.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF()
    checks = Counter(check.name.value for draft in drafts for check in draft.checks)
    result = {
        "engine": drafter.signature,
        "segments": len(source),
        "load_s": round(loaded - start, 1),
        "segments_per_s": round(len(source) / seconds, 2),
        "cpu_s_per_segment": round((time.process_time() - cpu) / len(source), 2),
        "BLEU": round(bleu.corpus_score(texts, [reference]).score, 1),
        "BLEU_signature": str(bleu.get_signature()),
        "chrF2": round(chrf.corpus_score(texts, [reference]).score, 1),
        "chrF2_signature": str(chrf.get_signature()),
        "mean_score": round(sum(draft.score for draft in drafts) / len(drafts), 3),
        "checks": dict(checks),
        "peak_memory_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "threads": options.threads,
        "machine": f"{processor()}, Python {platform.python_version()}",
    }
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for name, value in result.items():
            print(f"{name:18} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
