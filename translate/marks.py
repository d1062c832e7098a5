"""Vietnamese names that a draft gives some of their marks."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.translate.expectations import Expectation, Expected, met_at, read
from songngu.translate.substitution import put_in


def alike_marked(expected: Sequence[Expectation], text: str) -> str:
    """A draft whose names have all of their marks or none: ``Từ Minh Khiem`` is ``Tu Minh Khiem``.

    Args:
        expected: What the source says.
        text: The draft.
    """
    work = read(text)
    for item in expected:
        if item.kind not in (Expected.NAME, Expected.PLACE):
            continue
        right = met_at(item, work)
        form = work.text[slice(*right[0])] if right else item.forms[0]
        for span in reversed(met_at(item, work, lenient=True)):
            if span not in right:
                work = read(put_in(work.text, span, form))
    return work.text
