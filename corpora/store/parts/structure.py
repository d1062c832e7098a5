"""Segments and blocks changed by hand, links made by hand, and undo for all of it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from songngu.corpora.errors import UndoConflictError
from songngu.corpora.store import blocks, documents, editing, links, operations, order, structure
from songngu.corpora.store.editing import as_revision, require_segment
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import Operation, Passage, UndoState
from songngu.corpora.store.schema import DocumentRow
from songngu.corpora.types import BlockKind, Revision


class Structure(Connected):
    """What the store does with the parts of an article, step by step.

    Each step is noted under its editor in the list of one article, ``article``: where it is not
    given, of the document changed. Steps on an English page are given the article that it is the
    English version of, so that its list has them. What segments carry (revisions, drafts, links)
    comes along; approved segments are not changed. Offsets are code points.

    All raise NotFoundError where there is no such document, block or segment, ValueError where
    the step makes no sense, ProtectedError where it would change approved text, and ChangedError
    where a text is no longer the ``expected`` one.
    """

    def passages(self, document_id: int) -> list[Passage]:
        """Return a document's segments in order, with what is saved for them but no drafts.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        with self._reading() as session:
            return order.passages(session, document_id)

    def headline(self, document_id: int) -> tuple[str | None, str]:
        """Return a document's title and its language, without its text.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        with self._reading() as session:
            row = documents.require(session, document_id)
            return row.title, row.language

    def undrafted(self, document_id: int) -> tuple[int, int]:
        """Return how many of a document's segments have no draft, and how many there are.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        with self._reading() as session:
            documents.require(session, document_id)
            return editing.undrafted(session, document_id)

    def structure(self, document_id: int) -> int:
        """Return how often a document's blocks, segments, drafts or links have changed."""
        with self._reading() as session:
            query = sa.select(DocumentRow.structure).where(DocumentRow.id == document_id)
            return session.scalar(query) or 0

    def split_segment(
        self,
        segment_id: int,
        offset: int,
        *,
        editor: str,
        text_offset: int | None = None,
        article: int | None = None,
        expected: str | None = None,
    ) -> Operation:
        """Split a segment in two; it keeps its id and the first part.

        Args:
            segment_id: The segment.
            offset: Where the second part begins in its text.
            editor: Who does it.
            text_offset: Where the second part begins in the saved translation; None to find a
                likely place.
            article: In whose list the step stands.
            expected: The segment's text as the editor saw it.
        """
        with self._writing() as session:
            row = structure.split(
                session,
                segment_id,
                offset,
                editor=editor,
                text_offset=text_offset,
                article=article,
                expected=expected,
            )
            return operations.as_operation(row)

    def merge_segments(
        self, segment_ids: Sequence[int], *, editor: str, article: int | None = None
    ) -> Operation:
        """Merge neighbours of one block into the first of them, their translations as well.

        Where one was saved and another only drafted, the draft is taken in, and the whole counts
        as a draft still to be confirmed.
        """
        with self._writing() as session:
            row = structure.merge(session, segment_ids, editor=editor, article=article)
            return operations.as_operation(row)

    def correct_segment(
        self,
        segment_id: int,
        text: str,
        *,
        editor: str,
        article: int | None = None,
        expected: str | None = None,
    ) -> Operation:
        """Correct the text of a segment. Its drafts no longer count; its translation stays."""
        with self._writing() as session:
            row = structure.correct(
                session, segment_id, text, editor=editor, article=article, expected=expected
            )
            return operations.as_operation(row)

    def label_block(
        self,
        document_id: int,
        block_index: int,
        *,
        kind: BlockKind | None = None,
        kept: bool | None = None,
        editor: str,
        article: int | None = None,
    ) -> Operation:
        """Say what a block is, and whether it is kept; its segments come or go.

        Args:
            document_id: The document.
            block_index: As in :attr:`Document.blocks`.
            kind: None to leave it as it is.
            kept: None to leave it as it is, but for what becomes furniture or is none any more.
            editor: Who does it.
            article: In whose list the step stands.
        """
        with self._writing() as session:
            row = blocks.label(
                session,
                document_id,
                block_index,
                kind=kind,
                kept=kept,
                editor=editor,
                article=article,
            )
            return operations.as_operation(row)

    def correct_block(
        self,
        document_id: int,
        block_index: int,
        text: str,
        *,
        editor: str,
        article: int | None = None,
        expected: str | None = None,
    ) -> Operation:
        """Correct the text of a block; segments that read as before are not touched."""
        with self._writing() as session:
            row = blocks.correct(
                session,
                document_id,
                block_index,
                text,
                editor=editor,
                article=article,
                expected=expected,
            )
            return operations.as_operation(row)

    def cut_block(
        self,
        document_id: int,
        block_index: int,
        offset: int,
        *,
        editor: str,
        article: int | None = None,
        expected: str | None = None,
    ) -> Operation:
        """Cut a block in two at an offset of its text; a segment over the cut is split."""
        with self._writing() as session:
            row = blocks.cut(
                session,
                document_id,
                block_index,
                offset,
                editor=editor,
                article=article,
                expected=expected,
            )
            return operations.as_operation(row)

    def join_blocks(
        self, document_id: int, block_index: int, *, editor: str, article: int | None = None
    ) -> Operation:
        """Join a kept block with the next kept one; it keeps its kind."""
        with self._writing() as session:
            row = blocks.join(session, document_id, block_index, editor=editor, article=article)
            return operations.as_operation(row)

    def link(
        self,
        source_id: int,
        target_id: int,
        groups: Sequence[tuple[Sequence[int], Sequence[int]]],
        *,
        editor: str,
        fixed: bool = True,
    ) -> Operation:
        """Link segments of two aligned documents by hand; the step stands in the source's list.

        Args:
            source_id: The source.
            target_id: The target.
            groups: Ids of source and of target segments that match; one side may be empty, which
                says that the others have no counterpart. What else was linked with them is left
                to itself.
            editor: Who does it.
            fixed: Whether aligning anew must keep these links.

        Raises:
            ChangedError: A segment is no longer in its article.
            NotFoundError: The two are not aligned, or a segment is of another document.
            ValueError: No segments, or one of them twice.
        """
        with self._writing() as session:
            row = links.link(session, source_id, target_id, groups, editor=editor, fixed=fixed)
            return operations.as_operation(row)

    def release(
        self, source_id: int, target_id: int, segment_ids: Sequence[int], *, editor: str
    ) -> Operation:
        """Let the aligner decide again on the links of these segments.

        Raises:
            NotFoundError: The two are not aligned, or the segments have no links.
        """
        with self._writing() as session:
            row = links.release(session, source_id, target_id, segment_ids, editor=editor)
            return operations.as_operation(row)

    def undo(self, article_id: int, *, editor: str) -> Operation | None:
        """Take back an editor's last step in an article; None where there is none.

        Raises:
            UndoConflictError: Somebody has changed the same since. Nothing was changed, but the
                step no longer stands in the list: the next undo takes back the one before.
        """
        return self._step(article_id, editor, undoing=True)

    def redo(self, article_id: int, *, editor: str) -> Operation | None:
        """Take again what was taken back last; otherwise as :meth:`undo`."""
        return self._step(article_id, editor, undoing=False)

    def _step(self, article_id: int, editor: str, *, undoing: bool) -> Operation | None:
        move = operations.undo if undoing else operations.redo
        try:
            with self._writing() as session:
                row = move(session, article_id, editor)
                return operations.as_operation(row) if row is not None else None
        except UndoConflictError:
            with self._writing() as session:
                operations.drop(session, article_id, editor, undone=not undoing)
            raise

    def undo_state(self, article_id: int, *, editor: str) -> UndoState:
        """Return what an editor's next undo and redo in an article would be."""
        with self._reading() as session:
            return operations.state(session, article_id, editor)

    def history(self, segment_id: int) -> list[Revision]:
        """Return the revisions of a segment and of those it was split from or merged with.

        Oldest first; :attr:`Revision.segment` says which they belong to.
        """
        with self._reading() as session:
            require_segment(session, segment_id, lock=False)
            return [as_revision(row) for row in operations.history(session, segment_id)]
