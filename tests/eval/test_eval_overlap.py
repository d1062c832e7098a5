"""Texts that are in an evaluation set, word for word or nearly so."""

from __future__ import annotations

import unicodedata

import pytest

from songngu.eval import Overlap

LONG = "Chiều nay, đoàn công tác của huyện đã đến thăm hai trường tiểu học ở xã vùng cao."
ENGLISH = "This afternoon the district's delegation visited two primary schools in the highlands."
TEXTS = [LONG, ENGLISH, "Cảm ơn.", ""]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LONG, "exact"),
        (LONG.upper().replace(",", " –"), "exact"),
        (unicodedata.normalize("NFD", LONG), "exact"),
        ("cảm ơn", "exact"),
        (LONG.replace("hai trường", "ba trường"), "near"),
        ("Theo kế hoạch, từ sáng mai trời sẽ có mưa. " + LONG + " Mọi người đều vui.", "near"),
        (" ".join(LONG.split()[2:14]), "near"),
        (ENGLISH.replace("This afternoon", "On Monday"), "near"),
        ("Cảm ơn anh.", None),
        ("Chiều nay, đoàn công tác của tỉnh khảo sát các điểm sạt lở dọc bờ sông.", None),
        ("Một câu không có gì chung với những câu đã có trong bộ kiểm tra.", None),
        ("", None),
    ],
)
def test_find(text: str, found: str | None) -> None:
    assert Overlap(TEXTS).find(text) == found


@pytest.mark.parametrize("n_words", range(8, 20))
def test_one_word_changed_is_near_wherever_it_stands(n_words: int) -> None:
    words = [f"x{i}" for i in range(n_words)]
    known = Overlap([" ".join(words)])
    for at in range(n_words):
        assert known.find(" ".join([*words[:at], "other", *words[at + 1 :]])) == "near"


def test_short_texts_are_near_but_for_a_word_or_two() -> None:
    known = Overlap(["Giá vàng hôm nay tăng mạnh ở nhiều nơi."])
    assert known.find("Giá vàng hôm nay giảm mạnh ở nhiều nơi.") == "near"
    assert known.find("Giá vàng hôm nay chưa có gì thay đổi.") is None
    assert known.find("Giá xăng hôm qua tăng mạnh ở vài nơi.") is None
    assert known.find("Giá vàng hôm nay.") is None


def test_nothing_overlaps_with_nothing() -> None:
    assert Overlap([]).find(LONG) is None
