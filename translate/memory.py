"""Drafts out of the translation memory: what was approved before is not translated again."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.corpora.types import Check, CheckName, Draft, MemoryMatch
from songngu.translate.exchange import exchanged, plain

#: Raised when the same matches would give other drafts.
VERSION = 2
_ENGINE = "memory:"
_SIGNATURE = f"{_ENGINE}{VERSION}"


def recall(text: str, matches: Sequence[MemoryMatch]) -> Draft | None:
    """The draft that the memory has for a text, or None where a model has to draft it.

    An approved translation of the same text, but for white space, quotes, dashes and where a tone
    mark stands, is the draft as it is, with score 1. One of a text that differs in numbers, dates
    and names alone is adapted where that is sure to be right (:mod:`songngu.translate.exchange`),
    with the similarity as score. The checks ``from-memory`` and ``adapted`` say so.

    Args:
        text: A Vietnamese segment.
        matches: Similar translated segments, the best first, of equals the newest approved first.
            Those with a confidence were linked by the aligner and approved by nobody; they are
            passed over.
    """
    approved = [match for match in matches if match.unit.confidence is None]
    wanted = plain(text)
    same = [match.unit.target for match in approved if plain(match.unit.source) == wanted]
    same = list(dict.fromkeys(target for target in same if target.strip()))
    if same:
        message = "An approved translation of the same text."
        if len(same) > 1:
            message = f"An approved translation of the same text, which has {len(same)}."
        check = Check(CheckName.FROM_MEMORY, message)
        return Draft(same[0], 1.0, (check,), f"{_SIGNATURE}|match:same")
    for match in approved:
        found = exchanged(match.unit.source, match.unit.target, text)
        if found is not None:
            what = "; ".join(found.changes)
            message = f"An approved translation of a similar text, in which was exchanged: {what}."
            check = Check(CheckName.ADAPTED, message, found.changes)
            return Draft(found.text, match.similarity, (check,), f"{_SIGNATURE}|match:adapted")
    return None


def is_recalled(draft: Draft) -> bool:
    """Whether a draft was taken from the memory instead of made by a model."""
    return draft.signature.startswith(_ENGINE)
