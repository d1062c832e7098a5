"""Alignments between stored documents."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.corpora.store import bitexts
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import StoredAlignment
from songngu.corpora.types import Alignment


class Bitexts(Connected):
    """What the store does with alignments."""

    def add_alignment(
        self,
        source_id: int,
        target_id: int,
        alignment: Alignment,
        *,
        segments: tuple[Sequence[int], Sequence[int]] | None = None,
        editor: str | None = None,
    ) -> int:
        """Store an alignment and return its id; older ones stay, and so do links made by hand.

        Args:
            source_id: The source.
            target_id: The target.
            alignment: By segment positions.
            segments: The ids of the segments that were aligned, on both sides, for where some
                may have come or gone meanwhile; None for those there now.
            editor: Whose step it is, to be taken back by undo; None for nobody's.

        Raises:
            NotFoundError: Where one of the documents does not exist or is in the bin.
            ValueError: Where a segment is in no bead or in several, or both are one document.
        """
        with self._writing() as session:
            return bitexts.add(session, source_id, target_id, alignment, segments, editor)

    def aligned_with(self, source_id: int) -> int | None:
        """Return the id of the document that a source was aligned with last; None for none."""
        with self._reading() as session:
            return bitexts.latest_target(session, source_id)

    def alignment(self, source_id: int, target_id: int | None = None) -> StoredAlignment | None:
        """Return the latest alignment of a source, with this target if one is given.

        Raises:
            NotFoundError: Where there is no such source, or it is in the bin.
        """
        with self._reading() as session:
            return bitexts.latest(session, source_id, target_id)
