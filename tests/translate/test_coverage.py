"""What a translation says nothing of."""

from __future__ import annotations

import pytest

from songngu.translate.coverage import left_out
from songngu.translate.word_alignment import LONGEST

SCHOOL = "Đoàn công tác đã đến thăm trường tiểu học"
CHILDREN = "nhiều cháu nhỏ vui mừng chạy ra tận cổng"
VISITED = "The delegation visited the primary school"


@pytest.mark.parametrize(
    ("source", "draft", "expected"),
    [
        (f"{SCHOOL}, {CHILDREN}.", f"{VISITED}.", CHILDREN),
        (f"{CHILDREN}, {SCHOOL}.", f"{VISITED}.", CHILDREN),
        # words that need no counterpart neither count nor end a stretch
        (
            f"{SCHOOL} và những cháu nhỏ đã được tặng nhiều đồ chơi và áo ấm.",
            f"{VISITED}.",
            "cháu nhỏ đã được tặng nhiều đồ chơi và áo ấm",
        ),
        (f"{SCHOOL}, {CHILDREN}.", f"{VISITED}, and many happy children ran to the gate.", ""),
        (f"{SCHOOL} và tặng đồ chơi.", f"{VISITED}.", ""),
        ("Giá gạo tăng nhẹ.", "Nothing of the sort.", ""),
        (f"{SCHOOL}.", "Shares fell on Monday.", SCHOOL),
    ],
)
def test_the_longest_stretch_without_a_counterpart(source: str, draft: str, expected: str) -> None:
    assert left_out(source, draft) == expected


def test_a_text_beyond_any_sentence_is_not_looked_at() -> None:
    assert left_out(f"{SCHOOL}, {CHILDREN}. " * (LONGEST // 40), f"{VISITED}.") == ""
