"""Putting texts of similar length together, so that little of a batch is padding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def batches(sizes: Sequence[int], budget: int, *, most: int = 64) -> Iterator[list[int]]:
    """Indices of texts in batches, every index once, ascending by size.

    Args:
        sizes: Length of each text in tokens.
        budget: Bound on a batch's number of texts times its longest text; a text that is
            longer than the budget makes a batch of its own.
        most: Bound on the number of texts in a batch.

    Raises:
        ValueError: The bounds are not positive.
    """
    if budget < 1 or most < 1:
        raise ValueError(f"expected positive bounds, found budget={budget} and most={most}")
    batch: list[int] = []
    for index in sorted(range(len(sizes)), key=lambda index: sizes[index]):
        if batch and (len(batch) == most or (len(batch) + 1) * sizes[index] > budget):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def alike(sizes: Sequence[int], *, more: float = 0.15) -> list[list[int]]:
    """Indices of texts in groups of like lengths, every index once, ascending by size.

    Args:
        sizes: Length of each text in tokens.
        more: By how much of the shortest one the longest in a group may be longer.
    """
    groups: list[list[int]] = []
    for index in sorted(range(len(sizes)), key=lambda index: sizes[index]):
        if groups and sizes[index] <= (1 + more) * sizes[groups[-1][0]]:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups
