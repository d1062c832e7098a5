"""Segments with their drafts and revisions."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.corpora.store import editing
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import SegmentRecord
from songngu.corpora.types import Draft, Revision, Status, TranslationUnit


class Editing(Connected):
    """What the store does with segments, drafts and revisions."""

    def segments(self, document_id: int) -> list[SegmentRecord]:
        """Return a document's segments in order, each with its latest draft and revision.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        with self._reading() as session:
            return editing.segments(session, document_id)

    def add_drafts(self, document_id: int, drafts: Sequence[Draft | None]) -> None:
        """Store one draft per segment, in order; None adds nothing. Older drafts stay.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
            ValueError: Where there are not as many drafts as segments.
        """
        with self._writing() as session:
            editing.add_drafts(session, document_id, drafts)

    def save_drafts(self, document_id: int, made: Sequence[tuple[int, str, Draft]]) -> list[int]:
        """Store drafts by segment and return the ids of the segments that took theirs.

        The others have been corrected, merged or set aside while they were drafted.

        Args:
            document_id: The document.
            made: For each draft the id of the segment and the text that was drafted.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
            ValueError: For a score that is no number.
        """
        with self._writing() as session:
            return editing.save_drafts(session, document_id, made)

    def save_revision(
        self,
        segment_id: int,
        text: str,
        *,
        status: Status = Status.EDITED,
        editor: str,
        previous: int | None,
        stay: str | None = None,
    ) -> Revision:
        """Return the revision that now stands: a new one, or the latest if it says the same.

        Args:
            segment_id: The store's id of the segment.
            text: The translation.
            status: How far the editing has come.
            editor: Who saves.
            previous: The id of the latest revision that the editor saw; None for none.
            stay: Names the editor's present stay on the segment: saves of one stay are one step
                to undo. Without it, saves that follow each other closely are.

        Raises:
            ChangedError: Where the segment was merged with another or taken out meanwhile.
            EditConflictError: Where somebody else saved since ``previous`` (the editor's own
                saves do not count) and the latest differs by text or status.
            NotFoundError: Where there is no such segment, or it has no such revision.
            ProtectedError: Where the latest is approved and says something else.
            ValueError: For an empty editor or an unknown status.
        """
        with self._writing() as session:
            return editing.save_revision(
                session,
                segment_id,
                text,
                status=status,
                editor=editor,
                previous=previous,
                stay=stay,
            )

    def revisions(self, segment_id: int) -> list[Revision]:
        """Return all revisions of a segment, oldest first.

        Raises:
            NotFoundError: Where there is no such segment.
        """
        with self._reading() as session:
            return editing.revisions(session, segment_id)

    def post_edits(
        self,
        document_id: int | None = None,
        *,
        minimum: Status = Status.EDITED,
        target_language: str = "en",
    ) -> list[TranslationUnit]:
        """Return source texts with their latest post-edit, in page order.

        Args:
            document_id: One document; None for all that are not in the bin.
            minimum: Leave out what has not come this far.
            target_language: Of the post-edits.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        with self._reading() as session:
            return editing.post_edits(
                session, document_id, minimum=minimum, target_language=target_language
            )
