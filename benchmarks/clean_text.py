"""How much clean text the page cleaner sets aside wrongly; the goal is nothing.

Clean articles are made of consecutive lines of a parallel corpus (gzip TSV of source name,
Vietnamese, English) or taken from alignment cases (gzip JSON), and read as pasted text in two
layouts: a sentence a line, and lines grouped to paragraphs with empty lines between. None of it
is furniture, so whatever is not kept is an error.

    python benchmarks/clean_text.py PROSE.tsv.gz [CASES.json.gz …] --articles 400
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from songngu.corpora.ingest import read_text
from songngu.corpora.types import BlockKind

NEWS = ("EVBNews", "baosongngu-news")
LANGUAGES = ("vi", "en")


@dataclass
class Tally:
    """Counts of what one language and layout lost."""

    articles: int = 0
    articles_hit: int = 0
    paragraphs: int = 0
    aside: int = 0
    unsplit: int = 0
    language_wrong: int = 0
    examples: list[str] = field(default_factory=list)


def corpus_articles(path: Path, count: int, seed: int) -> Iterator[tuple[str, list[str]]]:
    """Runs of 6–25 consecutive lines of a news source, in both languages."""
    rng = random.Random(seed)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    for source in NEWS:
        pairs = [row[1:3] for row in rows if row[0] == source]
        for _ in range(count // len(NEWS)):
            length = rng.randint(6, 25)
            start = rng.randrange(max(1, len(pairs) - length))
            run = pairs[start : start + length]
            for column, language in enumerate(LANGUAGES):
                yield language, [pair[column] for pair in run]


def case_articles(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The undisturbed documents of an alignment benchmark, both sides."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    for case in cases:
        if case["group"] == "clean":
            yield "vi", case["src"]
            yield "en", case["tgt"]


def layouts(lines: list[str], rng: random.Random) -> Iterator[tuple[str, str]]:
    yield "sentence", "\n".join(lines)
    yield "sentence-spaced", "\n\n".join(lines)
    paragraphs: list[str] = []
    rest = list(lines)
    while rest:
        size = 1 if not paragraphs else rng.randint(2, 5)
        paragraphs.append(" ".join(rest[:size]))
        rest = rest[size:]
    yield "grouped", "\n\n".join(paragraphs)


def measure(tally: Tally, language: str, text: str) -> None:
    document = read_text(text)
    aside = [block for block in document.blocks if not block.kept]
    unsplit = [b for b in document.blocks if b.kind in (BlockKind.DATE, BlockKind.BYLINE)]
    tally.articles += 1
    tally.articles_hit += bool(aside or unsplit)
    tally.paragraphs += sum(1 for line in text.splitlines() if line.strip())
    tally.aside += len(aside)
    tally.unsplit += len(unsplit)
    tally.language_wrong += document.language != language
    tally.examples.extend(f"{block.kind}: {block.text[:100]}" for block in aside + unsplit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, default=400, help="runs to draw from a corpus")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=20, help="mistakes to print")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead")
    arguments = parser.parse_args()
    tallies: dict[tuple[str, str], Tally] = {}
    rng = random.Random(arguments.seed)
    for path in arguments.paths:
        if ".json" in path.name:
            articles = case_articles(path)
        else:
            articles = corpus_articles(path, arguments.articles, arguments.seed)
        for language, lines in articles:
            for layout, text in layouts(lines, rng):
                measure(tallies.setdefault((language, layout), Tally()), language, text)
    if arguments.json:
        print(json.dumps({"/".join(key): vars(value) for key, value in tallies.items()}))
        return
    print("lang layout           articles  hit    paragraphs aside date/byline language≠")
    for (language, layout), tally in sorted(tallies.items()):
        print(
            f"{language:4} {layout:16} {tally.articles:8} {tally.articles_hit:4} "
            f"({tally.articles_hit / tally.articles:.2%}) {tally.paragraphs:8} {tally.aside:5} "
            f"{tally.unsplit:6} {tally.language_wrong:6}"
        )
    found = Counter(example for tally in tallies.values() for example in tally.examples)
    for example, times in found.most_common(arguments.examples):
        print(f"{times:4} {example}")


if __name__ == "__main__":
    main()
