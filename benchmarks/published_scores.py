"""Do the published BLEU scores of five systems on FLORES-200 dev come out?

The figures are those published with Mozilla's evaluation of translation models (vi → en), to one
decimal. The folder holds ``flores-dev.vi``, ``flores-dev.en`` and ``flores-dev.SYSTEM.en``, one
segment a line; the texts are not part of this project.

    python benchmarks/published_scores.py --folder PATH
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from songngu.eval import evaluate, format_score

PUBLISHED = {
    "google": 41.1,
    "microsoft": 39.9,
    "bergamot-tiny": 33.6,
    "nllb": 32.5,
    "opusmt": 26.2,
}
"""BLEU (sacreBLEU, 13a) by system."""


def read_lines(path: Path) -> list[str]:
    # Not splitlines(): it also splits at U+2028 and the like, which would shift all that follows.
    return path.read_bytes().decode("utf-8").removesuffix("\n").split("\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, required=True, help="folder of the FLORES files")
    parser.add_argument("--metrics", nargs="+", default=["BLEU", "chrF2", "chrF2++", "TER"])
    parser.add_argument("--warnings", action="store_true", help="show what the guards found")
    arguments = parser.parse_args()
    sources = read_lines(arguments.folder / "flores-dev.vi")
    references = read_lines(arguments.folder / "flores-dev.en")
    wrong = 0
    print(f"{'system':15}{'published':>10}{'ours':>7}{'equal':>7}  all metrics")
    for system, published in PUBLISHED.items():
        hypotheses = read_lines(arguments.folder / f"flores-dev.{system}.en")
        started = time.perf_counter()
        report = evaluate(hypotheses, references, sources=sources, metrics=arguments.metrics)
        seconds = time.perf_counter() - started
        ours = round(report.score("BLEU").value, 1)
        wrong += ours != published
        every = "  ".join(f"{score.metric} {format_score(score)}" for score in report.scores)
        equal = "yes" if ours == published else "NO"
        print(f"{system:15}{published:10.1f}{ours:7.1f}{equal:>7}  {every}  ({seconds:.1f} s)")
        if arguments.warnings:
            for finding in report.warnings:
                print(f"    {finding.code}: {finding.message}")
    print(report.score("BLEU").signature)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
