"""Plain counts over an alignment."""

from __future__ import annotations

from songngu.corpora.types import Alignment


def unlinked_share(alignment: Alignment) -> float:
    """Share of the segments of both sides that stand in null beads, 0–1; 0 for empty texts."""
    total = sum(len(bead.source) + len(bead.target) for bead in alignment.beads)
    linked = sum(
        len(bead.source) + len(bead.target)
        for bead in alignment.beads
        if bead.source and bead.target
    )
    return (total - linked) / total if total else 0.0
