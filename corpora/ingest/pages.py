"""From a file, bytes or pasted text to a document."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from songngu.corpora.encodings import decode, refuse_binary
from songngu.corpora.errors import InputError
from songngu.corpora.ingest.clean import clean
from songngu.corpora.ingest.dates import find_date, is_update
from songngu.corpora.ingest.flat import FlatPage
from songngu.corpora.ingest.lines import split_lines
from songngu.corpora.ingest.names import strip_label
from songngu.corpora.language import identify_document
from songngu.corpora.legacy import convert_legacy
from songngu.corpora.types import Block, BlockKind, Document

#: A newspaper's page with all its markup has well under a megabyte.
MAX_PAGE_BYTES = 10 * 1024 * 1024


def read_page(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    url: str | None = None,
    language: str | None = None,
) -> Document:
    """The document of a page: plain text, HTML or .docx, told by its content.

    Args:
        source: A path, an ``http(s)://`` address, or the page's bytes.
        name: What to call the page in messages; the file's name by default.
        url: Where the page comes from, for the record.
        language: Its language, when known; identified otherwise (``und`` where undecidable).

    Raises:
        InputError: The page is missing, empty, too big, no text, damaged or in an encoding that
            cannot be told.
    """
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        from songngu.corpora.ingest.web import fetch

        return fetch(source, language=language)
    if isinstance(source, bytes):
        data, called = source, name or "the page"
    else:
        data, called = _load(Path(source)), name or Path(source).name
    check_size(len(data), called)
    if data.startswith(b"PK\x03\x04"):
        from songngu.corpora.ingest.word import read_docx

        return build(read_docx(data, name=called), name=called, url=url, language=language)
    refuse_binary(data, name=called)
    text = decode(data, name=called).text
    return build(_flatten(text, called, url), name=called, url=url, language=language)


def read_text(text: str, *, url: str | None = None, language: str | None = None) -> Document:
    """The document of pasted text: a flattened page, or HTML source.

    Raises:
        InputError: The text is empty, too big, or no text.
    """
    name = "the pasted text"
    check_size(len(text), name)
    if "\x00" in text:
        raise InputError(
            f"{name}: found a NUL character, expected text; paste the page's text, not a file's "
            "bytes."
        )
    return build(_flatten(text, name, url), name=name, url=url, language=language)


def check_size(size: int, name: str) -> None:
    """Nothing, for a page within the limit.

    Raises:
        InputError: The page has more bytes than :data:`MAX_PAGE_BYTES`.
    """
    if size > MAX_PAGE_BYTES:
        raise InputError(
            f"{name}: found {size / 1e6:.1f} MB, expected a page of at most "
            f"{MAX_PAGE_BYTES / 1e6:.1f} MB; save the one article's text alone."
        )


def _load(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError(
                f"{path}: found a folder, expected a page's file; name the file, or use "
                "'songngu batch' for a folder."
            )
        size = path.stat().st_size
        check_size(size, path.name)
        with path.open("rb") as file:
            return file.read(MAX_PAGE_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            f"{path}: no such file, expected a page's file; check the path (looked in "
            f"{os.path.abspath(path.parent)})."
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(
            f"{str(path)[:200]}: cannot be read ({getattr(error, 'strerror', None) or error}), "
            "expected a page's file; check the path and your permission to read it."
        ) from None


def _flatten(text: str, name: str, url: str | None) -> FlatPage:
    from songngu.corpora.ingest.markup import flatten_html, looks_like_html

    if looks_like_html(text):
        return flatten_html(text, name=name, url=url)
    return FlatPage(text)


def build(page: FlatPage, *, name: str, url: str | None, language: str | None) -> Document:
    """The document of a flattened page.

    Raises:
        InputError: There is no text in it.
    """
    raw, legacy = convert_legacy(page.raw)
    hints = page.hints
    if legacy is not None and hints:
        raw, hints = page.converted()
    lines = split_lines(raw, hints)
    if not lines:
        raise InputError(
            f"{name}: found no text ({len(raw)} characters, all of them blank), expected an "
            "article; check that the right page was copied or saved."
        )
    blocks = clean(raw, lines)
    if language is None:
        language = identify_document(raw, [(block.kind, block.text) for block in blocks])
    return Document(
        language=language,
        title=_first(blocks, BlockKind.TITLE) or page.title,
        published=_published(blocks, page),
        byline=_byline(blocks) or page.author,
        url=url or page.url,
        raw=raw,
        blocks=blocks,
    )


def _first(blocks: tuple[Block, ...], kind: BlockKind) -> str | None:
    return next((block.text for block in blocks if block.kind == kind), None)


def _byline(blocks: tuple[Block, ...]) -> str | None:
    text = _first(blocks, BlockKind.BYLINE)
    return strip_label(text) or text if text else None


def _published(blocks: tuple[Block, ...], page: FlatPage) -> dt.date | None:
    """The day of the page's date lines: of publication before one of a change; then metadata."""
    lines = [block.text for block in blocks if block.kind in (BlockKind.DATE, BlockKind.BYLINE)]
    for text in sorted(lines, key=is_update):
        found = find_date(text)
        if found is not None:
            return found[0]
    return page.published
