"""Offices that somebody holds at once."""

from __future__ import annotations

import pytest

from songngu.translate.concurrent import office_beside_another
from songngu.translate.expectations import Expected, expectations, read, unmet


@pytest.mark.parametrize(
    ("source", "draft", "right"),
    [
        (
            "Ủy viên Bộ Chính trị, Phó Chủ tịch nước Lò Thị An đến.",
            "Vice State President Lo Thi An came.",
            "Politburo member and Vice State President Lo Thi An came.",
        ),
        (
            "Phó Chủ tịch nước, Ủy viên Bộ Chính trị Lò Thị An đến.",
            "Vice State President Lo Thi An came.",
            "Vice State President and Politburo member Lo Thi An came.",
        ),
        (
            "Bà Lò Thị An, Ủy viên Bộ Chính trị, Phó Chủ tịch nước, đến.",
            "Lo Thi An, Vice State President, came.",
            "Lo Thi An, Politburo member, Vice State President, came.",
        ),
        (
            "Bà Lò Thị An, Phó Chủ tịch nước, đồng thời là Bí thư Tỉnh ủy Lào Cai, đến.",
            "Lo Thi An, Vice State President, came.",
            "Lo Thi An, Vice State President, secretary of the Lao Cai provincial Party "
            "Committee, came.",
        ),
        # In other words, of another, or not beside the name.
        (
            "Ủy viên Bộ Chính trị, Phó Chủ tịch nước Lò Thị An đến.",
            "Vice State President Lo Thi An, a member of the political bureau, came.",
            None,
        ),
        (
            "Ủy viên Bộ Chính trị gặp Phó Chủ tịch nước Lò Thị An.",
            "Vice State President Lo Thi An was met.",
            None,
        ),
        (
            "Ủy viên Bộ Chính trị, Phó Chủ tịch nước Lò Thị An đến.",
            "Lo Thi An came as Vice State President.",
            None,
        ),
        (
            "Bà Lò Thị An, Ủy viên Bộ Chính trị, Phó Chủ tịch nước, đến.",
            "Lo Thi An, Vice State President of all, came.",
            None,
        ),
    ],
)
def test_what_is_left_out_goes_beside_the_other(source: str, draft: str, right: str | None) -> None:
    expected, work = expectations(source), read(draft)
    lost = [item for item in unmet(expected, work) if item.kind is Expected.OFFICE]
    assert [office_beside_another(item, expected, source, work) for item in lost] == [right]
    if right:
        assert unmet(expected, right) == ()
