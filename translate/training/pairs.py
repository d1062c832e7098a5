"""The pairs that a model is trained on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrainingPair:
    """A Vietnamese text and its English translation.

    Attributes:
        origin: Name of the source that it comes from; weights, counts and licences go by it.
        confidence: Of the link between the two, 0–1; None where a person made or approved it.
        terms: Hints that are known to be right for this pair: how a name or term is written in
            the source, and how in the target.
    """

    source: str
    target: str
    origin: str = ""
    confidence: float | None = None
    terms: tuple[tuple[str, str], ...] = ()
