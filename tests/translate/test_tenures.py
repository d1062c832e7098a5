"""Bodies of a tenure that drafts do not say."""

from __future__ import annotations

import pytest

from songngu.translate.expectations import Expected, expectations, read, unmet
from songngu.translate.tenures import tenure_put_in


@pytest.mark.parametrize(
    ("source", "draft", "right"),
    [
        (
            "HĐND tỉnh Đắk Lắk khóa XI họp.",
            "The Dak Lak provincial People's Council met.",
            "The 11th-tenure Dak Lak provincial People's Council met.",
        ),
        (
            "Đại biểu Quốc hội khoá XVI đến.",
            "A National Assembly deputy came.",
            "A 16th-tenure National Assembly deputy came.",
        ),
        (
            "HĐND tỉnh khóa XI họp; bầu Trưởng Ban Văn hóa HĐND tỉnh.",
            "The provincial People's Council met, the provincial People's Council sat.",
            "The 11th-tenure provincial People's Council met, the provincial People's Council sat.",
        ),
        ("HĐND tỉnh khóa XI họp.", "The assembly met.", None),
        ("Quốc hội khóa I họp.", "The inaugural National Assembly met.", None),
        ("HĐND tỉnh họp về khóa XI.", "The provincial People's Council met.", None),
        (
            "HĐND tỉnh khóa XI họp.",
            "The provincial People's Council met; the provincial People's Council sat.",
            None,
        ),
    ],
)
def test_the_tenure_goes_before_the_body(source: str, draft: str, right: str | None) -> None:
    expected, work = expectations(source), read(draft)
    lost = [item for item in unmet(expected, work) if item.kind is Expected.VALUE]
    assert [tenure_put_in(item, expected, source, work) for item in lost] == [right]
    if right:
        assert not [item for item in unmet(expected, right) if item.kind is Expected.VALUE]
