"""Spaces that a model leaves out or writes too many of."""

from __future__ import annotations

import pytest

from songngu.translate.tidying import tidied


@pytest.mark.parametrize(
    ("draft", "right"),
    [
        ("The 29- seater bus left.", "The 29-seater bus left."),
        ("Marie- Claire came, and Jean -Paul.", "Marie-Claire came, and Jean -Paul."),
        ("Two- and 3- or 4-storey houses", "Two- and 3- or 4-storey houses"),
        ("It fell by 10 - 12 cm - or so.", "It fell by 10 - 12 cm - or so."),
        ("The group (EVN) , in ( Myanmar ), said", "The group (EVN), in (Myanmar), said"),
        ("3- through 6-year-olds, 5- x 6-inch", "3- through 6-year-olds, 5- x 6-inch"),
        ("Prices rose .", "Prices rose."),
        ("And so … it went ...", "And so … it went ..."),
        ("At .5 per cent, :) he said", "At .5 per cent, :) he said"),
    ],
)  # fmt: skip
def test_spaces_too_many_are_taken_out(draft: str, right: str) -> None:
    assert tidied("Xe khách rời bến", draft) == right


def test_what_the_source_writes_so_stays() -> None:
    assert tidied("Tuyến Hà Nội- Lào Cai ( mới)", "The Hanoi- Lao Cai line ( new)") == (
        "The Hanoi- Lao Cai line ( new)"
    )
