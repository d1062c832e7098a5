"""How often the English of a pair has one of the forms that the newsroom lexicon gives.

    python benchmarks/newsroom_lexicon.py prose.tsv.gz --source EVBNews --source baosongngu-news

A file has lines of source name, Vietnamese and English between tabs, plain or gzipped. A form that
is not in the English is a false find of the lexicon, a form that it lacks, or a free translation;
`--show KIND` prints some to look at.
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections import Counter
from pathlib import Path

from songngu.corpora.vietnamese import without_marks
from songngu.translate.newsroom import Entry, Kind, find


def read_pairs(path: Path, sources: list[str]) -> list[tuple[str, str]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    rows = [line.split("\t") for line in text.split("\n")]
    return [(row[1], row[2]) for row in rows if len(row) == 3 and row[0] in sources]


def is_said(entry: Entry, folded: str) -> bool:
    return any(without_marks(target).lower() in folded for target in entry.targets)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--source", action="append", required=True, help="name in the first field")
    parser.add_argument("--pairs", type=int, default=8000, help="so many, drawn at random")
    parser.add_argument("--show", choices=[kind.value for kind in Kind])
    arguments = parser.parse_args()
    pairs = read_pairs(arguments.file, arguments.source)
    rng = random.Random(9)
    rng.shuffle(pairs)
    said: Counter[Kind] = Counter()
    found: Counter[Kind] = Counter()
    for source, target in pairs[: arguments.pairs]:
        folded = without_marks(target).lower()
        for entry in find(source):
            found[entry.kind] += 1
            said[entry.kind] += is_said(entry, folded)
            if entry.kind == arguments.show and not is_said(entry, folded):
                print(f"{entry.source} = {entry.targets[0]}\n    {source}\n    {target}")
    for kind, number in found.most_common():
        print(f"{kind.value:12} {said[kind]:6} of {number:6}  {said[kind] / number:6.1%}")


if __name__ == "__main__":
    main()
