"""The tables of hard cases: one line each in ``split_cases_*.txt``, ``‖`` where a sentence ends."""

from collections import Counter
from pathlib import Path

import pytest

from songngu.corpora.split import splitter


def cases(language: str) -> list[str]:
    path = Path(__file__).with_name(f"split_cases_{language}.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


TABLE = [(language, line) for language in ("vi", "en") for line in cases(language)]


@pytest.mark.parametrize(("language", "line"), TABLE, ids=[f"{a}-{b[:40]}" for a, b in TABLE])
def test_sentences_end_where_the_table_marks_them(language: str, line: str) -> None:
    marked = line.replace("⏎", "\n")
    text = marked.replace("‖", "")
    expected = [piece.strip() for piece in marked.split("‖")]
    assert [text[start:end] for start, end in splitter(language).split(text)] == expected


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_tables_hold_at_least_120_distinct_cases(language: str) -> None:
    counted = Counter(cases(language))
    assert len(counted) >= 120
    assert not [line for line, count in counted.items() if count > 1]
