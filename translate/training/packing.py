"""Encoded examples put together into batches that waste little room."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Encoded:
    """One example as token ids.

    Attributes:
        prompt: What the model is given: prompt or source text, not learnt.
        target: What it has to write, end mark included.
    """

    prompt: tuple[int, ...]
    target: tuple[int, ...]

    @property
    def n_tokens(self) -> int:
        """Tokens of both."""
        return len(self.prompt) + len(self.target)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of examples that go through the model together.

    Attributes:
        width: Tokens that each row has room for.
        rows: The examples of each row, one after another; a row may be empty.
    """

    width: int
    rows: tuple[tuple[Encoded, ...], ...]

    @property
    def examples(self) -> list[Encoded]:
        """The examples, row by row."""
        return [example for row in self.rows for example in row]


@dataclass(frozen=True, slots=True)
class RowShape:
    """A fixed shape of batches: one shape for many batches is compiled once."""

    width: int
    n_rows: int


def pack(
    examples: Sequence[Encoded], shapes: Sequence[RowShape], rng: random.Random
) -> list[Batch]:
    """Batches of fixed shapes with several examples to a row, in random order.

    An example goes into rows of the narrowest shape that takes it, or into the room that longer
    ones leave in wider rows; rows are filled best-fit with the longest examples first. The last
    batch of a shape is filled up with empty rows.

    Raises:
        ValueError: An example is longer than the widest shape.
    """
    widths = sorted(shapes, key=lambda shape: shape.width)
    of_shape: dict[RowShape, list[Encoded]] = {shape: [] for shape in widths}
    for example in examples:
        shape = next((s for s in widths if example.n_tokens <= s.width), None)
        if shape is None:
            raise ValueError(
                f"an example has {example.n_tokens} tokens, the widest row {widths[-1].width}"
            )
        of_shape[shape].append(example)
    batches = []
    for number in reversed(range(len(widths))):
        shape = widths[number]
        members = of_shape[shape]
        rng.shuffle(members)
        narrower = [example for each in widths[:number] for example in of_shape[each]]
        rng.shuffle(narrower)
        rows, used = _fill(members, narrower, shape.width)
        for each in widths[:number]:
            of_shape[each] = [one for one in of_shape[each] if id(one) not in used]
        rng.shuffle(rows)
        for start in range(0, len(rows), shape.n_rows):
            chosen = [tuple(row) for row in rows[start : start + shape.n_rows]]
            chosen += [()] * (shape.n_rows - len(chosen))
            batches.append(Batch(shape.width, tuple(chosen)))
    rng.shuffle(batches)
    return batches


def _fill(
    examples: Sequence[Encoded], fillers: Sequence[Encoded], width: int
) -> tuple[list[list[Encoded]], set[int]]:
    """Rows filled best-fit: each example goes where the least room is left after it.

    Returns:
        The rows, and which of the fillers, by ``id``, went into what room the examples left.
    """
    rows: list[list[Encoded]] = []
    with_room: list[list[int]] = [[] for _ in range(width + 1)]
    used: set[int] = set()
    for may_begin, each in ((True, examples), (False, fillers)):
        for example in sorted(each, key=lambda one: -one.n_tokens):
            size = example.n_tokens
            room = next((room for room in range(size, width) if with_room[room]), None)
            if room is None and not may_begin:
                continue
            if room is None:
                rows.append([])
                place, room = len(rows) - 1, width
            else:
                place = with_room[room].pop()
            rows[place].append(example)
            with_room[room - size].append(place)
            if not may_begin:
                used.add(id(example))
    return rows, used


def group(examples: Sequence[Encoded], batch_tokens: int, rng: random.Random) -> list[Batch]:
    """Batches of examples of like length, one to a row, in random order.

    Args:
        examples: What to put together.
        batch_tokens: Bound on rows times the tokens of the longest example; one example alone may
            exceed it.
        rng: Settles the order of examples of the same length and of the batches.
    """
    order = list(examples)
    rng.shuffle(order)
    order.sort(key=lambda example: example.n_tokens)
    batches: list[Batch] = []
    rows: list[Encoded] = []
    for example in order:
        if rows and example.n_tokens * (len(rows) + 1) > batch_tokens:
            batches.append(Batch(rows[-1].n_tokens, tuple((row,) for row in rows)))
            rows = []
        rows.append(example)
    if rows:
        batches.append(Batch(rows[-1].n_tokens, tuple((row,) for row in rows)))
    rng.shuffle(batches)
    return batches
