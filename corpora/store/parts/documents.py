"""Documents, their blocks and the bin."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.corpora.store import documents, shelf
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import Added, DocumentSummary
from songngu.corpora.store.shelf import ArticlePage, ArticleQuery
from songngu.corpora.types import Document, Segment


class Documents(Connected):
    """What the store does with documents and their blocks."""

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

    def find_articles(self, query: ArticleQuery) -> ArticlePage:
        """Return a page of the articles that fit a query, each with how far the work has come."""
        with self._reading() as session:
            return shelf.find(session, query)

    def pairs(self) -> dict[int, int]:
        """Return the English version of each article that has one, by the articles' ids."""
        with self._reading() as session:
            return {id_: pair[0] for id_, pair in shelf.latest_pairs(session).items()}

    def set_assignee(self, document_id: int, name: str | None) -> None:
        """Note who has an article; None for nobody.

        Raises:
            NotFoundError: Where there is no such document, or it is in the bin.
        """
        with self._writing() as session:
            shelf.set_assignee(session, document_id, name)
