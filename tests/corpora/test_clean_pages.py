"""Pages with known labels: one file a page, each line with the kind of its block.

``T`` title, ``L`` lead, ``P`` paragraph, ``C`` caption, ``B`` by-line, ``D`` date, ``F``
furniture (an empty one is an empty line), ``+`` part of the block of the line before.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from songngu.corpora.ingest import read_text
from songngu.corpora.segments import segment
from songngu.corpora.types import BlockKind

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))
KINDS = {
    "T": BlockKind.TITLE,
    "L": BlockKind.LEAD,
    "P": BlockKind.PARAGRAPH,
    "C": BlockKind.CAPTION,
    "B": BlockKind.BYLINE,
    "D": BlockKind.DATE,
    "F": BlockKind.FURNITURE,
}


def load(path: Path) -> tuple[dict[str, str], str, list[tuple[BlockKind, str]]]:
    """Facts, raw text and expected (kind, raw text of the block) of a labelled page."""
    facts: dict[str, str] = {}
    raw: list[str] = []
    expected: list[tuple[BlockKind, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            name, _, value = line[2:].partition(": ")
            facts[name] = value
            continue
        mark, _, text = line.partition("|")
        raw.append(text)
        if mark == "+":
            kind, before = expected[-1]
            expected[-1] = (kind, f"{before}\n{text}")
        elif text.strip():
            expected.append((KINDS[mark], text.strip()))
    return facts, "\n".join(raw), expected


def test_there_are_enough_pages_of_both_languages() -> None:
    languages = [path.stem.split("-")[0] for path in PAGES]
    assert languages.count("vi") >= 12
    assert languages.count("en") >= 12


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_block_of_a_page_is_labelled_right(path: Path) -> None:
    facts, raw, expected = load(path)
    document = read_text(raw)
    found = [(block.kind, raw[block.start : block.end]) for block in document.blocks]
    assert found == expected
    assert document.language == facts["language"]
    assert document.title == facts.get("title")
    assert document.byline == facts.get("byline")
    assert (document.published and document.published.isoformat()) == facts.get("published")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_only_furniture_is_set_aside(path: Path) -> None:
    _, raw, _ = load(path)
    document = read_text(raw)
    for block in document.blocks:
        assert block.kept == (block.kind != BlockKind.FURNITURE)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_layout_of_line_ends_does_not_matter(path: Path) -> None:
    _, raw, _ = load(path)
    one = read_text(raw)
    two = read_text(raw.replace("\n", "\r\n") + "\r\n\r\n")
    assert [(b.kind, b.text) for b in one.blocks] == [(b.kind, b.text) for b in two.blocks]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_segments_cover_the_kept_text(path: Path) -> None:
    _, raw, _ = load(path)
    document = read_text(raw)
    segments = segment(document)
    assert [one.position for one in segments] == list(range(len(segments)))
    for index, block in enumerate(document.blocks):
        own = [one for one in segments if one.block == index]
        split = block.kept and block.kind not in (BlockKind.DATE, BlockKind.BYLINE)
        assert bool(own) == split
        if split:
            joined = re.sub(r"\s", "", "".join(one.text for one in own))
            assert joined == re.sub(r"\s", "", block.text)
        for one in own:
            assert block.start <= one.start < one.end <= block.end
