"""Reasons for links and repairs of segments in words, for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from songngu.align import Reason, Repair

_WORDS = {
    "words": (
        "the draft and the English share words",
        "words stand in the draft or in the English alone",
    ),
    "dictionary": (
        "words translate each other",
        "English words have no translation opposite",
    ),
    "names": ("the same names", "names stand in another sentence of the other page"),
    "values": ("the same numbers and dates", "numbers or dates have no equal opposite"),
    "marks": ("the same punctuation", "punctuation differs"),
    "length": ("the lengths fit", "the lengths differ"),
    "position": ("they stand at the same place", "they stand at different places"),
    "shape": ("so many sentences often match", "so many sentences seldom match"),
    "kind": ("the same kind of block", "different kinds of blocks"),
}
"""What a signal says for a link and against it."""

_STRENGTHS = ((1.0, "slightly"), (4.0, ""), (float("inf"), "strongly"))  # below so many nats


def reason_sentence(reason: Reason) -> str:
    """Return a reason as a line of text: ``strongly for: the same names: Quảng Ngãi``."""
    if reason.signal == "fixed":
        return "an editor made this link"
    strength = next(word for limit, word in _STRENGTHS if abs(reason.weight) < limit)
    way = "for" if reason.weight > 0 else "against"
    what = _WORDS[reason.signal][reason.weight <= 0]
    return f"{strength} {way}: {what}{_evidence(reason)}".lstrip()


def _evidence(reason: Reason) -> str:
    if not reason.evidence:
        return ""
    if reason.signal == "length":
        return f": {reason.evidence[0]} and {reason.evidence[1]} characters"
    if reason.signal == "shape":
        return f": {reason.evidence[0]}"
    if reason.signal == "kind":
        return f": {' and '.join(reason.evidence)}"
    return f": {', '.join(reason.evidence)}"


def repair_sentence(repair: Repair, before: str, after: str) -> str:
    """Return what was done to segments.

    Args:
        before: The text up to the boundary that was set or removed.
        after: The text from there on.
    """
    page = "source" if repair.side == "source" else "target"
    numbers = " and ".join(str(index + 1) for index in repair.segments)
    quoted = f"“…{before.strip()[-30:]}” | “{after.strip()[:30]}…”"
    if repair.kind == "cut":
        return f"cut segment {numbers} of the {page}: {quoted}"
    return f"joined segments {numbers} of the {page}: {quoted}"
