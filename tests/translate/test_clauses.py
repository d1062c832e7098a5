"""Long texts are cut where it hurts least, and nothing of them is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.translate.clauses import cut_text, flatten


def count_words(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        pytest.param("một hai ba", 5, ["một hai ba"], id="fits"),
        pytest.param("một hai. ba bốn năm", 4, ["một hai.", "ba bốn năm"], id="sentence end"),
        pytest.param("a, b; c, d", 3, ["a, b;", "c, d"], id="semicolon before comma"),
        pytest.param("một hai, ba bốn", 3, ["một hai,", "ba bốn"], id="comma"),
        pytest.param("đi về – ở lại đây", 4, ["đi về", "– ở lại đây"], id="dash"),
        pytest.param("anh đi và em ở", 4, ["anh đi", "và em ở"], id="conjunction"),
        pytest.param("a b c d", 3, ["a b c", "d"], id="between words"),
        pytest.param("", 3, [], id="nothing"),
    ],
)
def test_cuts(text: str, limit: int, expected: list[str]) -> None:
    assert cut_text(text, count_words, limit) == expected


def test_a_word_longer_than_the_limit_is_cut_inside() -> None:
    parts = cut_text("x" * 10, len, 4)
    assert "".join(parts) == "x" * 10
    assert max(map(len, parts)) <= 4


def test_five_thousand_words_without_a_full_stop() -> None:
    text = " ".join(f"từ{i}," if i % 9 == 0 else f"từ{i}" for i in range(5000))
    parts = cut_text(text, count_words, 100)
    assert " ".join(parts) == text
    assert all(count_words(part) <= 100 for part in parts)
    assert len(parts) < 70  # the parts are filled, not one clause each


@given(st.text(alphabet="aă b,;.:–\n\tvà", max_size=200), st.integers(2, 12))
def test_no_word_is_lost(text: str, limit: int) -> None:
    flat = flatten(text)
    parts = cut_text(flat, count_words, limit)
    assert " ".join(parts) == flat
    assert all(count_words(part) <= limit for part in parts)


@pytest.mark.parametrize(
    ("text", "expected"), [("a\nb\tc", "a b c"), ("  a \u00a0 b\r\n", "a b"), (" \n", "")]
)
def test_flatten(text: str, expected: str) -> None:
    assert flatten(text) == expected


def test_a_limit_has_to_be_positive() -> None:
    with pytest.raises(ValueError, match="positive limit"):
        cut_text("a", len, 0)
