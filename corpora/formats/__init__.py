"""Exchange formats: TSV, JSONL and TMX, parsed and serialised."""

from __future__ import annotations

from pathlib import Path

from songngu.corpora.errors import FormatError
from songngu.corpora.formats.base import Format
from songngu.corpora.formats.jsonl import JsonLines
from songngu.corpora.formats.tmx import Tmx
from songngu.corpora.formats.tsv import Tsv

__all__ = ["FORMATS", "Format", "format_for"]

FORMATS: dict[str, Format] = {each.name: each for each in (Tsv(), JsonLines(), Tmx())}


def format_for(name_or_path: str | Path) -> Format:
    """Return the format of this name (``tmx``) or of a file with this ending (``x.tmx``).

    Raises:
        FormatError: Where there is none.
    """
    text = str(name_or_path)
    found = FORMATS.get(text.lower().removeprefix("."))
    if found is not None:
        return found
    ending = Path(text).suffix.lower()
    for each in FORMATS.values():
        if each.suffix == ending:
            return each
    known = ", ".join(FORMATS)
    what = f"a file name ending in {ending!r}" if ending else repr(text)
    raise FormatError(f"found {what}, expected one of the formats {known} or a file of such a kind")
