"""The credit that a draft left out comes back, and only where it is known whom it names."""

from __future__ import annotations

import pytest

from songngu.translate.credits import credit_put_in
from songngu.translate.expectations import expectations, read, unmet

TEXT = "Chị Lò Thị Xuân tặng quà."
DRAFT = "Lo Thi Xuan gave presents."


@pytest.mark.parametrize(
    ("credit", "line"),
    [
        ("Ảnh: Mạnh Tường", "Photo: Manh Tuong"),
        ("(Ảnh: Mạnh Tường)", "(Photo: Manh Tuong)"),
        ("Ảnh: Mạnh Tường - TTXVN.", "Photo: Manh Tuong - Vietnam News Agency"),
        ("Tin và ảnh: Cam Ly, Hải Yến", "Story and photo: Cam Ly, Hai Yen"),
        ("Nguồn: Reuters/CTV", "Source: Reuters/CTV"),
        ("(Ảnh tư liệu: ALĂNG MAI)", "(File photo: ALANG MAI)"),
    ],
)
def test_a_credit_left_out_ends_the_draft(credit: str, line: str) -> None:
    source = f"{TEXT} {credit}"
    expected = expectations(source)
    lost = unmet(expected, DRAFT)
    assert lost
    texts = {credit_put_in(item, expected, source, read(DRAFT)) for item in lost}
    assert texts == {f"{DRAFT} {line}"}
    assert unmet(expected, f"{DRAFT} {line}") == ()


@pytest.mark.parametrize(
    ("source", "draft"),
    [
        (f"{TEXT} Ảnh: Mạnh Tường", f"{DRAFT} Photo: Man Tuong"),
        (f"{TEXT} Ảnh: Mạnh Tường", f"{DRAFT} (Photo by M. Tuong)"),
        (f"{TEXT} Ảnh: Mạnh Tường và một bạn đọc", DRAFT),
        (f"{TEXT} Ảnh: Mạnh Tường. Ngoài ra còn có chị Cam Thị Ly.", DRAFT),
        ("Ảnh: Mạnh Tường", "Manh"),
        (f"{TEXT} Theo ông Mạnh Tường", DRAFT),
    ],
)
def test_a_draft_with_a_credit_and_a_source_without_one_are_left_alone(
    source: str, draft: str
) -> None:
    expected = expectations(source)
    lost = unmet(expected, draft)
    assert lost
    assert [credit_put_in(item, expected, source, read(draft)) for item in lost] == [None] * len(
        lost
    )
