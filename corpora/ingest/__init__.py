"""Pages in, documents out: text, HTML, .docx and web addresses, cleaned into labelled blocks."""

from __future__ import annotations

from songngu.corpora.ingest.pages import MAX_PAGE_BYTES, read_page, read_text
from songngu.corpora.ingest.web import fetch

__all__ = ["MAX_PAGE_BYTES", "fetch", "read_page", "read_text"]
