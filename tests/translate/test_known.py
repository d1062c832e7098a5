"""Forms of the newsroom lexicon in English text."""

from __future__ import annotations

import pytest

from songngu.translate.expectations import read
from songngu.translate.known import known_spans
from songngu.translate.newsroom import Kind, target_forms


def found(text: str, *kinds: Kind) -> list[str]:
    return [text[start:end] for start, end in known_spans(read(text), *kinds)]


@pytest.mark.parametrize(
    ("text", "kind", "forms"),
    [
        ("Senior Lieutenant Colonel An met Colonel Bay.", Kind.RANK,
         ["Senior Lieutenant Colonel", "Colonel"]),
        ("two lieutenant colonels", Kind.RANK, ["lieutenant colonels"]),
        ("in Laos's north, Viet Nam and Hà Nội", Kind.PLACE, ["Laos", "Viet Nam", "Hà Nội"]),
        ("a laos of china", Kind.PLACE, []),
        ("Colonelcy", Kind.RANK, []),
        ("", Kind.RANK, []),
    ],
)  # fmt: skip
def test_the_longest_form_at_each_place(text: str, kind: Kind, forms: list[str]) -> None:
    assert found(text, kind) == forms


@pytest.mark.parametrize("kind", [Kind.RANK, Kind.PLACE, Kind.OFFICE])
def test_every_form_is_found_by_itself(kind: Kind) -> None:
    missed = []
    for form in sorted(target_forms(kind))[::7]:
        text = form[:1].upper() + form[1:]
        spans = known_spans(read(text), kind)
        if not spans or (spans[0][0], len(text[spans[0][1] :].rstrip(".)’'s"))) != (0, 0):
            missed.append(form)
    assert missed == []
