"""What every exchange format can do."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Protocol

from songngu.corpora.errors import FormatError
from songngu.corpora.types import TranslationUnit


class Format(Protocol):
    """An exchange format: bytes to translation units and back.

    ``parse(serialise(units)) == units`` holds for all text that can be Unicode.
    """

    @property
    def name(self) -> str:
        """What the format is called on the command line."""

    @property
    def suffix(self) -> str:
        """How its files end, with the dot."""

    def parse(self, data: bytes, *, name: str = "input") -> list[TranslationUnit]:
        """Return the units of a file in their order.

        Args:
            data: The whole file.
            name: The file's name, for messages.

        Raises:
            FormatError: Where the file breaks the format's rules, with ``name:line:`` in front.
        """

    def serialise(self, units: Iterable[TranslationUnit]) -> bytes:
        """Return the whole file with these units in their order."""


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, name: str) -> str:
    """Return a text file's text: UTF-8, or UTF-16 with a byte order mark.

    Raises:
        FormatError: For an empty file, or bytes that are neither.
    """
    if not data:
        raise FormatError(f"{name}: found an empty file, expected at least one line")
    encoding = "utf-8"
    for bom, with_bom in _BOMS:
        if data.startswith(bom):
            data, encoding = data[len(bom) :], with_bom
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        raise FormatError(
            f"{name}:{line}: expected text in UTF-8, found the byte 0x{data[error.start]:02X} at "
            f"offset {error.start}; save the file as UTF-8"
        ) from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise FormatError(
            f"{name}:{line}: expected text, found a NUL character; this is a binary file, or "
            "UTF-16 without a byte order mark: save it as UTF-8"
        )
    return text


def parse_confidence(text: str, where: str) -> float:
    """Return a confidence, 0–1.

    Raises:
        FormatError: Where the text is none.
    """
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise FormatError(f"{where}: expected a confidence from 0 to 1, found {text!r}")
    return value


def canonical_tag(tag: str) -> str:
    """Return a language tag as BCP 47 would have it written: ``EN_us`` as ``en-US``."""
    first, *rest = tag.strip().replace("_", "-").split("-")
    cased = [
        part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower()
        for part in rest
    ]
    return "-".join([first.lower(), *cased])
