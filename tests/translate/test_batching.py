"""Batches hold every text once and keep to their bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.translate.batching import alike, batches


@given(st.lists(st.integers(0, 80), max_size=60), st.integers(1, 200), st.integers(1, 10))
def test_every_text_once_within_the_bounds(sizes: list[int], budget: int, most: int) -> None:
    found = list(batches(sizes, budget, most=most))
    assert sorted(index for batch in found for index in batch) == list(range(len(sizes)))
    for batch in found:
        assert len(batch) <= most
        assert len(batch) == 1 or len(batch) * max(sizes[index] for index in batch) <= budget


def test_texts_of_a_length_are_together() -> None:
    assert list(batches([9, 1, 8, 2], 20)) == [[1, 3], [2, 0]]


@pytest.mark.parametrize("bounds", [{"budget": 0}, {"budget": 5, "most": 0}])
def test_bounds_have_to_be_positive(bounds: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        list(batches([1], **bounds))


@given(st.lists(st.integers(0, 300), max_size=40))
def test_groups_hold_each_text_once_and_only_like_lengths(sizes: list[int]) -> None:
    groups = alike(sizes)
    assert sorted(index for group in groups for index in group) == list(range(len(sizes)))
    for group in groups:
        lengths = [sizes[index] for index in group]
        assert max(lengths) <= 1.15 * min(lengths)


def test_lengths_that_are_like_enough_share_a_group() -> None:
    assert alike([100, 57, 59, 114, 64, 116]) == [[1, 2, 4], [0, 3], [5]]
