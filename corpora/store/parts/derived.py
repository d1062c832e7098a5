"""What is worked out from documents and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from songngu.corpora.store import derived
from songngu.corpora.store.parts.connected import Connected


class Derived(Connected):
    """What the store does with data that could be worked out again from its documents."""

    def text_versions(self, language: str) -> dict[int, str]:
        """Return, for each document of a language, a string that changes with its segments.

        Documents in the bin and those without segments are left out. A correction that keeps a
        segment's id and length to the character goes unnoticed.
        """
        with self._reading() as session:
            return derived.text_versions(session, language)

    def texts(self, document_ids: Sequence[int]) -> dict[int, list[str]]:
        """Return the segments' texts of many documents at once, in order.

        Documents that there are not, or that lie in the bin, are left out.
        """
        with self._reading() as session:
            return derived.texts(session, document_ids)

    def titles(self, document_ids: Sequence[int]) -> dict[int, str | None]:
        """Return the titles of many documents at once.

        Documents that there are not, or that lie in the bin, are left out.
        """
        with self._reading() as session:
            return derived.titles(session, document_ids)

    def derived(self, name: str) -> dict[int, tuple[str, bytes]]:
        """Return what :meth:`keep_derived` kept under a name: version and data by document."""
        with self._reading() as session:
            return derived.load(session, name)

    def keep_derived(self, name: str, found: Mapping[int, tuple[str, bytes]]) -> None:
        """Keep data worked out from documents, in place of what was there under this name.

        Args:
            name: Of the method, with its version: another method's data are no use.
            found: By document, the version of its text (:meth:`text_versions`) and the data.
                Documents that have been removed for good are passed over.
        """
        with self._writing() as session:
            derived.keep(session, name, found)
