"""How often `missing_values` flags human translations, and how fast values are extracted.

    python benchmarks/values.py PARALLEL.tsv.gz [--sources NAME …] [--sample N] [--show N]

PARALLEL has lines of source name, Vietnamese and English, tab-separated. Human translations are
nearly always right about numbers, so what is flagged is nearly always a false alarm, or a
translator's own rounding or slip.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import time
from pathlib import Path

from songngu.corpora.values import extract_values, unmatched


def read_pairs(path: Path, sources: set[str]) -> list[tuple[str, str]]:
    """The Vietnamese and English texts of the lines whose source is wanted."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return [(row[1], row[2]) for row in rows if not sources or row[0] in sources]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("parallel", type=Path)
    parser.add_argument("--sources", nargs="*", default=["EVBNews", "baosongngu-news"])
    parser.add_argument("--sample", type=int, default=5000)
    parser.add_argument("--show", type=int, default=0, help="print this many flagged pairs")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    pairs = read_pairs(args.parallel, set(args.sources))
    random.Random(args.seed).shuffle(pairs)
    pairs = pairs[: args.sample]
    for name, swap in (("vi→en", False), ("en→vi", True)):
        report(name, pairs, swap, args.show)
    detected(pairs, random.Random(args.seed))


def detected(pairs: list[tuple[str, str]], rng: random.Random) -> None:
    """Prints how many numbers are reported once their digits are altered in the English."""
    tried = reported = 0
    for vi, en in pairs:
        source = extract_values(vi, "vi")
        numbers = list(re.finditer(r"(?<![\w.,:/-])[0-9]+(?![\w:/-])", en))
        if not numbers or unmatched(source, extract_values(en, "en", doubtful=True)):
            continue
        number = rng.choice(numbers)
        wrong = str(int(number[0][0]) % 9 + 1) + number[0][1:]
        broken = en[: number.start()] + wrong + en[number.end() :]
        tried += 1
        reported += bool(unmatched(source, extract_values(broken, "en", doubtful=True)))
    print(
        f"altered numbers reported: {reported} of {tried} ({100 * reported / max(tried, 1):.1f} %)"
    )


def report(name: str, pairs: list[tuple[str, str]], swap: bool, show: int) -> None:
    """Prints the share of pairs flagged in one direction, and the speed."""
    languages = ("en", "vi") if swap else ("vi", "en")
    began = time.process_time()
    values = [
        (extract_values(vi, "vi", doubtful=True), extract_values(en, "en", doubtful=True))
        for vi, en in pairs
    ]
    extracted = time.process_time() - began
    began = time.process_time()
    missing = [unmatched(*(pair[::-1] if swap else pair)) for pair in values]
    compared = time.process_time() - began
    with_values = sum(any(not v.doubtful for v in pair[swap]) for pair in values)
    flagged = [(pair, found) for pair, found in zip(pairs, missing, strict=True) if found]
    print(
        f"{name}: {len(flagged)} of {len(pairs)} pairs flagged "
        f"({100 * len(flagged) / len(pairs):.2f} %; {100 * len(flagged) / with_values:.2f} % "
        f"of the {with_values} with values); "
        f"extraction {2 * len(pairs) / extracted:.0f} segments/s, "
        f"comparison {len(pairs) / compared:.0f} pairs/s"
    )
    for pair, found in flagged[:show]:
        print(f"  {languages[0]}: " + " | ".join(f"{v.text}={v.key}" for v in found))
        print(f"    {pair[0]}\n    {pair[1]}")


if __name__ == "__main__":
    main()
