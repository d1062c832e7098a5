"""The credit that a draft left out: ``Ảnh: Mai Ly`` at the end of its source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.translate.expectations import Draftwork, Expectation
from songngu.translate.newsroom.bylines import Credit, closing_credit

_LABELS = {
    frozenset(vietnamese.split()): english
    for vietnamese, english in {
        "ảnh": "Photo",
        "ảnh minh họa": "Illustrative photo",
        "ảnh tư liệu": "File photo",
        "nguồn": "Source",
        "nguồn ảnh": "Photo source",
        "tin": "Story",
        "bài": "Story",
        "tin ảnh": "Story and photo",
        "bài ảnh": "Story and photo",
        "tin bài ảnh": "Story and photo",
        "video": "Video",
        "clip": "Video",
        "đồ họa": "Graphics",
    }.items()
}
_SAID = re.compile(
    r"\b(?:photo\w*|pictures?|images?|source|story|text|video|graphics)\b[^.:]{0,20}:"
    r"|\bphotos? (?:by|from|courtesy)\b|\(photo"
)


def credit_put_in(
    item: Expectation, expected: Sequence[Expectation], source: str, draft: Draftwork
) -> str | None:
    """The draft with the closing credit of its source, in which something expected is named.

    Args:
        item: What the draft lacks.
        expected: All that is expected of it.
        source: NFC.

    Returns:
        None where the source has no such credit, or the draft has one of its own.
    """
    credit = closing_credit(source)
    if credit is None or not credit.start <= item.start < credit.end:
        return None
    label = _LABELS.get(credit.label - {"và"})
    named = _named(credit, expected, source)
    if label is None or named is None or _SAID.search(draft.folded):
        return None
    line = f"{label}: {named}"
    return (
        f"{draft.text.rstrip()} ({line})" if credit.bracketed else f"{draft.text.rstrip()} {line}"
    )


def _named(credit: Credit, expected: Sequence[Expectation], source: str) -> str | None:
    """Whom a credit names, in English; None where some of it is not known."""
    parts, at = [], credit.start
    for item in expected:
        if item.forms and credit.start <= item.start and item.end <= credit.end:
            parts += [source[at : item.start], item.forms[0]]
            at = item.end
    parts.append(source[at : credit.end])
    unknown = re.findall(r"[^\W\d_]+", " ".join(parts[::2]))
    return "".join(parts) if all(map(str.isupper, unknown)) else None
