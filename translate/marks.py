"""Vietnamese names that a draft gives some of their marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.translate.expectations import Expectation, Expected, met_at, read
from songngu.translate.forms import overlap
from songngu.translate.substitution import put_in


def alike_marked(expected: Sequence[Expectation], source: str, text: str) -> str:
    """A draft whose names have all of their marks or none: ``Từ Minh Khiem`` is ``Tu Minh Khiem``.

    Words that the source has are left alone: beside ``Lê Minh Hạ`` there may be a ``Minh Hà``.

    Args:
        expected: What the source says.
        source: The Vietnamese segment.
        text: The draft.
    """
    work = read(text)
    for item in expected:
        if item.kind not in (Expected.NAME, Expected.PLACE):
            continue
        right = met_at(item, work)
        form = work.text[slice(*right[0])] if right else item.forms[0]
        for span in reversed(met_at(item, work, lenient=True)):
            words = re.escape(work.text[slice(*span)])
            theirs = re.search(rf"(?<!\w){words}(?!\w)", source, re.IGNORECASE)
            if not theirs and not any(overlap(span, other) for other in right):
                work = read(put_in(work.text, span, form))
    return work.text
