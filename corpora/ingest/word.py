"""Word documents (.docx)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

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


_MARKUP_2006 = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# A fallback repeats what the preferred form says; deleted and moved text is no longer there.
_LEFT_OUT = frozenset([f"{_MARKUP_2006}Fallback", f"{_W}del", f"{_W}moveFrom", f"{_W}instrText"])
_SPACES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(data: bytes, *, name: str = "the page") -> FlatPage:
    """The document's text in order, a paragraph a line, footnotes and endnotes after it.

    Tables, text boxes, content controls, links and tracked insertions are text; tracked deletions
    are not. The styles Title and Caption are taken as such; the document's properties are not,
    because they are usually a template's.

    Raises:
        InputError: No .docx, damaged, or too big when unpacked.
    """
    _check_archive(data, name)
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        styles = {
            style.style_id: (style.name or "").casefold()
            for style in document.styles
            if style.style_id
        }
        lines = _paragraphs(document.element.body, styles)
        for part in document.part.package.iter_parts():
            if str(part.partname) in ("/word/footnotes.xml", "/word/endnotes.xml"):
                lines += _paragraphs(_parse(part.blob), styles)
    except Exception as error:
        # python-docx fails in whatever way the broken part makes lxml or zipfile fail.
        raise InputError(
            f"{name}: a .docx that cannot be read ({type(error).__name__}: {error}), expected a "
            "Word document; open it in Word or LibreOffice and save it again."
        ) from error
    raw, hints = join_lines(lines)
    return FlatPage(raw=raw, hints=hints)


def _parse(data: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _paragraphs(root: Any, styles: Mapping[str, str]) -> list[tuple[str, BlockKind | None]]:
    """Lines of all paragraphs under `root`; those of a text box follow the one it hangs in."""
    lines: list[tuple[str, BlockKind | None]] = []
    pending = [root]
    while pending:
        node = pending.pop()
        if node.tag in _LEFT_OUT:
            continue
        if node.tag != f"{_W}p":
            pending.extend(reversed(node))
            continue
        text, boxes = _text_of(node)
        style = node.find(f"{_W}pPr/{_W}pStyle")
        named = styles.get(style.get(f"{_W}val", ""), "") if style is not None else ""
        for line in text.splitlines() or [""]:
            lines.append((line.strip(), _STYLES.get(named) if line.strip() else None))
        pending.extend(reversed(boxes))
    return lines


def _text_of(paragraph: Any) -> tuple[str, list[Any]]:
    """A paragraph's own text, and the paragraphs of text boxes in it."""
    parts: list[str] = []
    boxes: list[Any] = []
    pending = list(reversed(paragraph))
    while pending:
        node = pending.pop()
        if node.tag == f"{_W}p":
            boxes.append(node)
        elif node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in _SPACES:
            parts.append(_SPACES[node.tag])
        elif node.tag not in _LEFT_OUT:
            pending.extend(reversed(node))
    return "".join(parts), boxes


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
