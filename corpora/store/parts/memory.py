"""Terms and translation memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.engine import URL, Engine

from songngu.corpora.store import editing, memory
from songngu.corpora.store import terms as terms_
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import TermRecord, UnitRecord
from songngu.corpora.types import MemoryMatch, Status, Term, TranslationUnit


class Memory(Connected):
    """What the store does with terms and translation memory."""

    def __init__(self, engine: Engine, url: URL, timeout_s: float) -> None:
        super().__init__(engine, url, timeout_s)
        self._memory = memory.MemoryIndex()

    def add_terms(self, terms: Iterable[Term], *, editor: str = "") -> int:
        """Store terms and return how many are new; one stored already takes the new note."""
        with self._writing() as session:
            return terms_.add(session, terms, editor)

    def terms(self, source_language: str = "vi", target_language: str = "en") -> list[Term]:
        """Return the terms of a language pair in the order they were added."""
        with self._reading() as session:
            return terms_.of_pair(session, source_language, target_language)

    def find_terms(
        self, search: str | None = None, *, offset: int = 0, limit: int = 50
    ) -> tuple[list[TermRecord], int]:
        """Return a page of the terms that hold what is looked for, and how many do in all.

        Args:
            search: Words of source, target or note, all of which have to be there, in any order;
                words between straight double quotes as they stand. Case and diacritics do not
                count. None for all terms.
            offset: How many to pass over.
            limit: At most so many.

        Returns:
            The shortest first where something is looked for, else by the alphabet.
        """
        with self._reading() as session:
            return terms_.find(session, search, offset=offset, limit=limit)

    def save_term(self, term: Term, *, term_id: int | None = None, editor: str = "") -> TermRecord:
        """Return a term as it is stored now: new, or in the place of the one with this id.

        A new one that is stored already takes the new note.

        Raises:
            NotFoundError: Where there is no term with this id.
            StoreError: Where the changed term would be the same as another.
        """
        with self._writing() as session:
            return terms_.save(session, term, term_id, editor)

    def delete_terms(self, ids: Sequence[int]) -> list[Term]:
        """Remove terms and return those that were there, so that they can be put back."""
        with self._writing() as session:
            return terms_.delete(session, ids)

    def find_units(
        self, search: str | None = None, *, offset: int = 0, limit: int = 50
    ) -> tuple[list[UnitRecord], int]:
        """Return a page of the memory's units, newest first; as in :meth:`find_terms`."""
        with self._reading() as session:
            return memory.find(session, search, offset=offset, limit=limit)

    def change_unit(self, unit_id: int, unit: TranslationUnit) -> None:
        """Put a unit in the place of another in the memory.

        Raises:
            NotFoundError: Where there is no unit with this id.
            StoreError: Where the memory holds the same pair already.
        """
        with self._writing() as session:
            memory.change(session, unit_id, unit)

    def delete_units(self, ids: Sequence[int]) -> list[TranslationUnit]:
        """Remove units from the memory and return those that were there."""
        with self._writing() as session:
            return memory.delete(session, ids)

    def add_units(self, units: Iterable[TranslationUnit]) -> int:
        """Store units in the translation memory and return how many are new.

        A pair of texts stored already is not stored again; it keeps its origin and takes the
        better confidence, None (a person's) being the best. One without text on either side is
        passed over.

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
        with self._reading() as session:
            if document_id is not None:
                return editing.post_edits(
                    session,
                    document_id,
                    minimum=Status.EDITED,
                    target_language=target_language or "en",
                )
            return memory.units(session, source_language, target_language)

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
