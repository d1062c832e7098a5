"""How well sentence boundaries are recovered from running text with known boundaries.

    python benchmarks/splitting.py CASES.json.gz [CASES.json.gz …] [--tool songngu|pysbd|sentencex|
        underthesea] [--show N]

CASES are alignment cases (see benchmarks/alignment.py); of each case in group ``clean`` the
consecutive segments of one side are joined by a space and split again. Boundaries are counted as
the ends of sentences inside the joined text. The other tools must be installed; the project does
not need them.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

Ends = Callable[[str], set[int]]


class Counts(NamedTuple):
    """Boundaries found and meant."""

    right: int = 0
    found: int = 0
    meant: int = 0

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.right / max(self.meant, 1)
        f1 = 2 * self.right / max(self.found + self.meant, 1)
        return f"P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}  ({self.meant} boundaries)"


def songngu(language: str) -> Ends:
    from songngu.corpora.split import splitter

    split = splitter(language).split
    return lambda text: {end for _, end in split(text)}


def pieces(split: Callable[[str], list[str]]) -> Ends:
    """Ends of sentences for a tool that gives strings and may drop or change spaces."""

    def ends(text: str) -> set[int]:
        found, at = set(), 0
        for piece in split(text):
            for character in piece.split():
                where = text.find(character, at)
                at = where + len(character) if where >= 0 else at
            found.add(at)
        return found

    return ends


def pysbd(language: str) -> Ends:
    segmenter = importlib.import_module("pysbd").Segmenter(language="en", clean=False)
    return pieces(segmenter.segment)


def sentencex(language: str) -> Ends:
    module = importlib.import_module("sentencex")
    return pieces(lambda text: list(module.segment(language, text)))


def underthesea(language: str) -> Ends:
    return pieces(importlib.import_module("underthesea").sent_tokenize)


TOOLS = {"songngu": songngu, "pysbd": pysbd, "sentencex": sentencex, "underthesea": underthesea}


def documents(path: Path, side: str) -> Iterator[list[str]]:
    """The segments of one side of each undisturbed case."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for case in json.load(file)["cases"]:
            if case["group"] == "clean":
                yield [segment.strip() for segment in case[side]]


def measure(ends: Ends, texts: list[list[str]], show: int) -> Counts:
    """Boundaries recovered in all `texts`; prints the first `show` differences."""
    total = Counts()
    for segments in texts:
        text, meant, at = " ".join(segments), set(), 0
        for segment in segments:
            at += len(segment)
            meant.add(at)
            at += 1
        found = ends(text) - {len(text)}
        meant -= {len(text)}
        for place in sorted(found ^ meant)[: max(show, 0)]:
            sign = "+" if place in found else "-"
            print(f"  {sign} {text[max(0, place - 50) : place]} ‖ {text[place : place + 40]}")
            show -= 1
        total = Counts(
            total.right + len(found & meant),
            total.found + len(found),
            total.meant + len(meant),
        )
    return total


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("cases", type=Path, nargs="+")
    parser.add_argument("--tool", choices=TOOLS, default="songngu")
    parser.add_argument("--show", type=int, default=0, help="print this many differences")
    args = parser.parse_args()
    for path in args.cases:
        for side, language in (("src", "vi"), ("tgt", "en")):
            texts = list(documents(path, side))
            ends = TOOLS[args.tool](language)
            began = time.process_time()
            counts = measure(ends, texts, args.show)
            seconds = time.process_time() - began
            print(f"{path.name} {language} {args.tool}: {counts}  {seconds:.2f} s")


if __name__ == "__main__":
    main()
