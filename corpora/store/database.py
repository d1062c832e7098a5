"""The store: one database that holds everything, every change kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy.engine import URL, Engine
from sqlalchemy.orm import Session

from songngu.corpora.store import bitexts, documents, editing, journal, memory
from songngu.corpora.store.connection import WRITE, explained, make_engine, parse_url, place
from songngu.corpora.store.migrate import migrate
from songngu.corpora.store.records import (
    Added,
    DocumentSummary,
    EvaluationRun,
    Job,
    SegmentRecord,
    StoredAlignment,
)
from songngu.corpora.types import (
    Alignment,
    BlockKind,
    Document,
    Draft,
    MemoryMatch,
    Revision,
    Segment,
    Status,
    Term,
    TranslationUnit,
)


def open_store(url_or_path: str | Path, *, timeout_s: float = 15.0) -> Store:
    """Return the store in a database, made or brought up to date first.

    Args:
        url_or_path: A file path or ``sqlite:///FILE`` for SQLite (made with its folder where it
            is missing; ``:memory:`` for one that is lost on closing), or
            ``postgresql://USER:PASSWORD@HOST/DATABASE``.
        timeout_s: How long a save waits for another program's, seconds.

    Raises:
        StoreTooNewError: Where a newer version of the workbench wrote the database.
        StoreError: Where it cannot be opened, is no database or another program's.
    """
    url = parse_url(url_or_path)
    engine = make_engine(url, timeout_s)
    try:
        with explained(url, timeout_s):
            migrate(engine, url)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, url, timeout_s)


class Store:
    """Documents and all that is made of them; may be shared between threads.

    Each method is one transaction: on return it is on disk, on an error nothing of it is. Every
    method may raise StoreError; what else is raised is said at each. Segment positions count
    the segments of kept blocks only. Open it with :func:`open_store`.
    """

    def __init__(self, engine: Engine, url: URL, timeout_s: float) -> None:
        self._engine = engine
        self._url = url
        self._timeout_s = timeout_s
        self._memory = memory.MemoryIndex()
        options: dict[str, Any] = {WRITE: True}
        self._writer = engine.execution_options(**options)
        self._reader = engine
        if engine.dialect.name == "postgresql":
            # A reading of several queries sees one state, as it does in SQLite anyway.
            self._reader = engine.execution_options(isolation_level="REPEATABLE READ")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({place(self._url)!r})"

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with explained(self._url, self._timeout_s), Session(self._reader) as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with (
            explained(self._url, self._timeout_s),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    # Documents

    def add_document(self, document: Document, segments: Sequence[Segment]) -> Added:
        """Store a page, or find that it is stored already; then out of the bin, if it is there.

        Raises:
            ValueError: Where segment positions are not 0, 1, 2… or a block is out of range.
        """
        with self._writing() as session:
            return documents.add(session, document, segments)

    def documents(
        self, *, language: str | None = None, search: str | None = None
    ) -> list[DocumentSummary]:
        """Return the documents that are not in the bin, newest first.

        Args:
            language: Only those in this language.
            search: Only those with each of these words in title, URL, by-line or kept text;
                case and diacritics do not count.
        """
        with self._reading() as session:
            return documents.listing(session, language=language, search=search, binned=False)

    def document(self, document_id: int) -> Document:
        """Return a document with all its blocks, those set aside included.

        Raises:
            NotFoundError: Where there is none, or it is in the bin.
        """
        with self._reading() as session:
            return documents.load(session, document_id)

    def segments(self, document_id: int) -> list[SegmentRecord]:
        """Return a document's segments in order, each with its latest draft and revision.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        with self._reading() as session:
            return editing.segments(session, document_id)

    def set_block_kept(
        self,
        document_id: int,
        block_index: int,
        kept: bool,
        segments: Sequence[Segment],
        *,
        kind: BlockKind | None = None,
    ) -> None:
        """Restore a block, or set it aside.

        Only this block's segments come or go; those of other blocks keep their ids, drafts and
        revisions, and only their positions move. What was made of a block's segments comes back
        with it.

        Args:
            document_id: The document.
            block_index: The block, as in :attr:`Document.blocks`.
            kept: Whether it is to be kept.
            segments: The new segments: those of this block, or of the whole document (then the
                others are passed over).
            kind: What the block is from now on, where that changes too.

        Raises:
            NotFoundError: Where there is no such document or block.
            ValueError: For segments of a block that is to be set aside.
        """
        with self._writing() as session:
            documents.set_block_kept(session, document_id, block_index, kept, segments, kind)

    def delete_document(self, document_id: int) -> None:
        """Put a document in the bin.

        Raises:
            NotFoundError: Where there is none, or it is there already.
        """
        with self._writing() as session:
            documents.delete(session, document_id)

    def binned(self) -> list[DocumentSummary]:
        """Return the documents in the bin, newest first."""
        with self._reading() as session:
            return documents.listing(session, language=None, search=None, binned=True)

    def restore_document(self, document_id: int) -> None:
        """Take a document out of the bin; one that is not there stays as it is.

        Raises:
            NotFoundError: Where the store does not hold it.
        """
        with self._writing() as session:
            documents.restore(session, document_id)

    def empty_bin(self) -> int:
        """Remove what lies in the bin for good, revisions included; returns how many."""
        with self._writing() as session:
            return documents.empty_bin(session)

    # Drafts and revisions

    def add_drafts(self, document_id: int, drafts: Sequence[Draft | None]) -> None:
        """Store one draft per segment, in order; None adds nothing. Older drafts stay.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
            ValueError: Where there are not as many drafts as segments.
        """
        with self._writing() as session:
            editing.add_drafts(session, document_id, drafts)

    def save_revision(
        self,
        segment_id: int,
        text: str,
        *,
        status: Status = Status.EDITED,
        editor: str,
        previous: int | None,
    ) -> Revision:
        """Return the revision that now stands: a new one, or the latest if it says the same.

        Args:
            segment_id: The store's id of the segment.
            text: The translation.
            status: How far the editing has come.
            editor: Who saves.
            previous: The id of the latest revision that the editor saw; None for none.

        Raises:
            EditConflictError: Where somebody else saved since ``previous`` (the editor's own
                saves do not count) and the latest differs by text or status.
            NotFoundError: Where there is no such segment, or it has no such revision.
            ValueError: For an empty editor or an unknown status.
        """
        with self._writing() as session:
            return editing.save_revision(
                session, segment_id, text, status=status, editor=editor, previous=previous
            )

    def revisions(self, segment_id: int) -> list[Revision]:
        """Return all revisions of a segment, oldest first.

        Raises:
            NotFoundError: Where there is no such segment.
        """
        with self._reading() as session:
            return editing.revisions(session, segment_id)

    # Alignments

    def add_alignment(self, source_id: int, target_id: int, alignment: Alignment) -> int:
        """Store an alignment and return its id; older ones stay.

        Raises:
            NotFoundError: Where one of the documents does not exist or is in the bin.
            ValueError: Where a segment is in no bead or in several, or both are one document.
        """
        with self._writing() as session:
            return bitexts.add(session, source_id, target_id, alignment)

    def alignment(self, source_id: int, target_id: int | None = None) -> StoredAlignment | None:
        """Return the latest alignment of a source, with this target if one is given.

        Raises:
            NotFoundError: Where there is no such source, or it is in the bin.
        """
        with self._reading() as session:
            return bitexts.latest(session, source_id, target_id)

    # Terms and memory

    def add_terms(self, terms: Iterable[Term]) -> int:
        """Store terms and return how many are new; one stored already takes the new note."""
        with self._writing() as session:
            return memory.add_terms(session, terms)

    def terms(self, source_language: str = "vi", target_language: str = "en") -> list[Term]:
        """Return the terms of a language pair in the order they were added."""
        with self._reading() as session:
            return memory.terms(session, source_language, target_language)

    def add_units(self, units: Iterable[TranslationUnit]) -> int:
        """Store units in the translation memory and return how many are new.

        A pair of texts stored already is not stored again; it keeps its origin and takes the
        better confidence, None (a person's) being the best.

        Raises:
            ValueError: For a confidence outside 0–1.
        """
        with self._writing() as session:
            return memory.add_units(session, units)

    def units(
        self,
        document_id: int | None = None,
        *,
        source_language: str | None = None,
        target_language: str | None = None,
    ) -> list[TranslationUnit]:
        """Return a document's post-edits (see :meth:`post_edits`) or, without one, the memory.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        if document_id is not None:
            return self.post_edits(document_id, target_language=target_language or "en")
        with self._reading() as session:
            return memory.units(session, source_language, target_language)

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

    def look_up(
        self,
        text: str,
        *,
        threshold: float = 0.75,
        limit: int = 5,
        source_language: str = "vi",
        target_language: str = "en",
    ) -> list[MemoryMatch]:
        """Return the units of the memory with the most similar source text, best first.

        Args:
            text: Source text.
            threshold: Least similarity, above 0, at most 1 (exact but for white space).
            limit: At most so many.
            source_language: Of the units.
            target_language: Of the units.

        Raises:
            ValueError: For a threshold or limit out of range.
        """
        with self._reading() as session:
            return self._memory.look_up(
                session,
                text,
                threshold=threshold,
                limit=limit,
                source_language=source_language,
                target_language=target_language,
            )

    # Evaluation runs and jobs

    def add_run(self, run: EvaluationRun) -> int:
        """Store an evaluation run and return its id.

        Raises:
            NotFoundError: Where its document does not exist or is in the bin.
        """
        with self._writing() as session:
            return journal.add_run(session, run)

    def runs(self, document_id: int | None = None) -> list[EvaluationRun]:
        """Return the evaluation runs of one document or all, newest first."""
        with self._reading() as session:
            return journal.runs(session, document_id)

    def add_job(self, kind: str, total: int, settings: Mapping[str, Any]) -> int:
        """Store a queued job of ``total`` units of work and return its id.

        Raises:
            ValueError: For a negative total, or settings that are not JSON values.
        """
        with self._writing() as session:
            return journal.add_job(session, kind, total, settings)

    def update_job(
        self,
        job_id: int,
        *,
        done: int | None = None,
        state: str | None = None,
        message: str | None = None,
    ) -> None:
        """Change what is given of a job; ``state`` is one of :class:`JobState`.

        Raises:
            NotFoundError: Where there is no such job.
            ValueError: For an unknown state.
        """
        with self._writing() as session:
            journal.update_job(session, job_id, done=done, state=state, message=message)

    def jobs(self, state: str | None = None) -> list[Job]:
        """Return the jobs in one state or all, newest first.

        Raises:
            ValueError: For an unknown state.
        """
        with self._reading() as session:
            return journal.jobs(session, state)
