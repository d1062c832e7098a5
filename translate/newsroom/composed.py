"""Offices and institutions put together from their heads, bodies and levels."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from itertools import product
from typing import NotRequired, TypedDict

Phrase = tuple[str, tuple[str, ...]]


class _Group(TypedDict):
    heads: str
    bodies: str
    levels: str
    institutions: NotRequired[bool]


class _Data(TypedDict):
    levels: dict[str, str]
    group: list[_Group]


def compose() -> Iterator[tuple[bool, str, tuple[str, ...]]]:
    """Everything that ``composed.toml`` makes.

    Yields:
        Whether it is an office (with a head) rather than an institution, its Vietnamese, its
        accepted English with the preferred form first.
    """
    path = resources.files(__package__) / "data" / "composed.toml"
    data: _Data = tomllib.loads(path.read_text("utf-8"))  # type: ignore[assignment]
    for group in data["group"]:
        heads, bodies = _phrases(group["heads"]), _phrases(group["bodies"])
        for body, level in product(bodies, _phrases(data["levels"][group["levels"]])):
            institution = _at_level(body, level)
            if " " in institution[0] and group.get("institutions", True):
                yield False, *institution
            for head in heads:
                yield True, f"{head[0]} {institution[0]}", _headed(head[1], institution[1])


def _phrases(text: str) -> list[Phrase]:
    lines = [line.split("=") for line in text.strip().splitlines()]
    return [(source, tuple(forms.split("|"))) for source, forms in lines]


def _at_level(body: Phrase, level: Phrase) -> Phrase:
    if not level[0]:
        return body
    forms = (f"{at} {form}" for form, at in product(body[1], level[1]))
    return f"{body[0]} {level[0]}", tuple(forms)


def _headed(heads: tuple[str, ...], bodies: tuple[str, ...]) -> tuple[str, ...]:
    """``chairman of the provincial People's Committee`` and the other order."""
    after = [f"{head} of the {body}" for head, body in product(heads, bodies)]
    before = [f"{body} {head}" for head, body in product(heads, bodies) if " of " not in head]
    return tuple(dict.fromkeys([*after, *before]))
