"""What a desk on a long article needs: outline, windows, what was saved since, remarks."""

from __future__ import annotations

from collections.abc import Collection

from songngu.corpora.store import bitexts, comments, documents, editing, outline
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import Comment, SegmentOutline, SegmentRecord


class Desk(Connected):
    """Reading an article piece by piece, and the remarks on it."""

    def require(self, document_id: int) -> None:
        """Do nothing where there is a document.

        Raises:
            NotFoundError: Where there is none, or it is in the bin.
        """
        with self._reading() as session:
            documents.require(session, document_id)

    def segment_ids(self, document_id: int) -> list[int]:
        """Return the ids of a document's segments, in order."""
        with self._reading() as session:
            return bitexts.segment_ids(session, document_id)

    def outline(self, document_id: int) -> list[SegmentOutline]:
        """Return a document's segments in order, without their texts.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        with self._reading() as session:
            return outline.outline(session, document_id)

    def window(self, document_id: int, segment_ids: Collection[int]) -> list[SegmentRecord]:
        """Return some of a document's segments in order, as :meth:`segments` does all.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        with self._reading() as session:
            return editing.segments(session, document_id, segment_ids)

    def latest_saved(self) -> int:
        """Return the id of the last revision of any document; 0 where there is none."""
        with self._reading() as session:
            return outline.latest_saved(session)

    def saved_since(self, document_id: int, revision_id: int) -> list[int]:
        """Return the ids of a document's segments with revisions after the one given."""
        with self._reading() as session:
            return outline.saved_since(session, document_id, revision_id)

    def add_comment(self, segment_id: int, text: str, *, editor: str) -> Comment:
        """Store a remark on a segment.

        Raises:
            NotFoundError: Where there is no such segment.
            StoreError: For an empty remark.
        """
        with self._writing() as session:
            return comments.add(session, segment_id, text, editor)

    def resolve_comment(self, comment_id: int, *, editor: str, resolved: bool = True) -> Comment:
        """Mark a remark as settled, or as open again.

        Raises:
            NotFoundError: Where there is no such remark.
        """
        with self._writing() as session:
            return comments.resolve(session, comment_id, editor, resolved)

    def comments(self, segment_ids: Collection[int]) -> list[Comment]:
        """Return the remarks on segments, oldest first."""
        with self._reading() as session:
            return comments.of_segments(session, segment_ids)
