"""Word documents (.docx)."""

from __future__ import annotations

import io
import zipfile

from songngu.corpora.errors import InputError
from songngu.corpora.ingest.flat import FlatPage, join_lines
from songngu.corpora.types import BlockKind

#: What the parts of a .docx may come to unpacked; an article's XML has well under a megabyte.
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_PARTS = 2000
_STYLES = {
    "title": BlockKind.TITLE,
    "caption": BlockKind.CAPTION,
}


def read_docx(data: bytes, *, name: str = "the page") -> FlatPage:
    """The document's paragraphs and table cells in order, one a line.

    The styles Title and Caption are taken as such; the document's properties are not, because
    they are usually a template's.

    Raises:
        InputError: No .docx, damaged, or too big when unpacked.
    """
    _check_archive(data, name)
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    lines: list[tuple[str, BlockKind | None]] = []
    try:
        document = docx.Document(io.BytesIO(data))
        pending: list[Paragraph | Table] = list(document.iter_inner_content())
        pending.reverse()
        while pending:
            item = pending.pop()
            if isinstance(item, Table):
                cells = []
                for row in item.rows:
                    cells.extend(row.cells)
                seen: set[int] = set()
                inner: list[Paragraph | Table] = []
                for cell in cells:
                    # A merged cell is listed once for every column that it spans.
                    if id(cell._tc) not in seen:
                        seen.add(id(cell._tc))
                        inner.extend(cell.iter_inner_content())
                pending.extend(reversed(inner))
                continue
            style = (item.style.name or "").casefold() if item.style is not None else ""
            for text in item.text.splitlines() or [""]:
                lines.append((text.strip(), _STYLES.get(style) if text.strip() else None))
    except Exception as error:
        # python-docx fails in whatever way the broken part makes lxml or zipfile fail.
        raise InputError(
            f"{name}: a .docx that cannot be read ({type(error).__name__}: {error}), expected a "
            "Word document; open it in Word or LibreOffice and save it again."
        ) from error
    raw, hints = join_lines(lines)
    return FlatPage(raw=raw, hints=hints)


def _check_archive(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(
            f"{name}: a damaged .docx or ZIP file ({error}), expected a Word document; download "
            "or save it again."
        ) from None
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        what = "an OpenDocument or other Office file" if "mimetype" in names else "a ZIP archive"
        raise InputError(
            f"{name}: found {what} that is not a .docx, expected a page as text, HTML or .docx; "
            "save it as .docx, or unpack it and take the page inside."
        )
    if any(part.flag_bits & 0x1 for part in parts):
        raise InputError(
            f"{name}: an encrypted .docx, expected one without a password; save it without."
        )
    size = sum(part.file_size for part in parts)
    if size > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
        raise InputError(
            f"{name}: a .docx of {len(parts)} parts and {size / 1e6:.1f} MB unpacked, expected at "
            f"most {MAX_PARTS} parts and {MAX_UNPACKED_BYTES / 1e6:.1f} MB; save the article's "
            "text alone, without pictures."
        )
