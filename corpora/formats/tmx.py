"""TMX 1.4b, the exchange format of translation memories (LISA OSCAR, 2005)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from songngu.corpora.formats.tmx_reader import read
from songngu.corpora.types import TranslationUnit

# What XML 1.0 (section 2.2) cannot hold, not even as a character reference.
_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_IN_TEXT = re.compile(f"[&<>\r{_FORBIDDEN}]")
_IN_ATTRIBUTE = re.compile(f'[&<>"\t\n\r{_FORBIDDEN}]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


class Tmx:
    """TMX 1.4b: units as ``tu`` elements, confidence and origin as ``prop``.

    A character that XML cannot hold is written as ``<ph type="x-char-0001"/>``, an inline code
    that other programs show as such and this one reads back; in an origin it becomes U+FFFD.
    """

    name = "tmx"
    suffix = ".tmx"

    def parse(self, data: bytes, *, name: str = "input") -> list[TranslationUnit]:
        """Return the units of a file; see :class:`songngu.corpora.formats.Format`.

        Each target variant of a ``tu`` makes a unit with its source variant, which is the one
        in the language that ``srclang`` names, or the first. A ``tu`` of one variant holds no
        translation and makes none. Text in ``hi`` and ``sub`` is kept, native codes are not.

        Raises:
            FormatError: For what is not well-formed XML or not TMX, and for a file that
                declares entities. External files are never read.
        """
        return list(read(data, name))

    def serialise(self, units: Iterable[TranslationUnit]) -> bytes:
        """Return the file, UTF-8."""
        units = list(units)
        languages = {unit.source_language for unit in units}
        common = languages.pop() if len(languages) == 1 else "*all*"
        parts = [
            '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n',
            f'<header creationtool="songngu" creationtoolversion="{_version()}" '
            'segtype="sentence" o-tmf="songngu" adminlang="en" '
            f'srclang="{_attribute(common)}" datatype="plaintext"/>\n<body>\n',
        ]
        parts += [_tu(unit, own_language=common == "*all*") for unit in units]
        parts.append("</body>\n</tmx>\n")
        return "".join(parts).encode()


def _tu(unit: TranslationUnit, *, own_language: bool) -> str:
    language = f' srclang="{_attribute(unit.source_language)}"' if own_language else ""
    lines = [f"<tu{language}>"]
    if unit.origin:
        lines.append(f'<prop type="x-origin">{_plain(unit.origin)}</prop>')
    if unit.confidence is not None:
        lines.append(f'<prop type="x-confidence">{float(unit.confidence)!r}</prop>')
    for tag, text in ((unit.source_language, unit.source), (unit.target_language, unit.target)):
        seg = _IN_TEXT.sub(_in_seg, text)
        lines.append(f'<tuv xml:lang="{_attribute(tag)}"><seg>{seg}</seg></tuv>')
    return "\n".join([*lines, "</tu>\n"])


def _reference(char: str) -> str | None:
    # A literal CR would be read back as a line feed (XML 1.0, section 2.11).
    return _ENTITIES.get(char) or (f"&#{ord(char)};" if char in "\t\n\r" else None)


def _in_seg(match: re.Match[str]) -> str:
    char = match.group()
    return _reference(char) or f'<ph type="x-char-{ord(char):04X}"/>'


def _plain(text: str) -> str:
    return _IN_TEXT.sub(lambda match: _reference(match.group()) or "\ufffd", text)


def _attribute(text: str) -> str:
    return _IN_ATTRIBUTE.sub(lambda match: _reference(match.group()) or "\ufffd", text)


def _version() -> str:
    try:
        return version("songngu")
    except PackageNotFoundError:
        return "0"
