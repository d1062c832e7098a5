"""Tab-separated values: one unit a line, columns named in the first line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from songngu.corpora.errors import FormatError
from songngu.corpora.formats.base import canonical_tag, decode, parse_confidence
from songngu.corpora.types import TranslationUnit

COLUMNS = ("source", "target", "source_language", "target_language", "confidence", "origin")

_NAMED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_NAMES = {escaped[1]: char for char, escaped in _NAMED.items()}
# Whatever some program takes for the end of a line or of the text, and what UTF-8 cannot hold.
_TO_ESCAPE = re.compile("[\\\\\x00-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.?)", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


class Tsv:
    r"""TSV with a header line and escapes; reads plain two-column files too.

    In a file whose first line names our columns, a backslash begins an escape: ``\t``, ``\n``,
    ``\r``, ``\\`` and ``\uXXXX``. A file with any other first line is somebody else's: source
    and target, taken as they stand; a first line of two language tags (``vi<TAB>en``) names
    their languages.
    """

    name = "tsv"
    suffix = ".tsv"

    def parse(self, data: bytes, *, name: str = "input") -> list[TranslationUnit]:
        """Return the units of a file; see :class:`songngu.corpora.formats.Format`.

        Raises:
            FormatError: For a wrong number of fields, an unknown escape or column.
        """
        text = decode(data, name)
        lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
        first = lines[0].split("\t")
        if first[:2] == list(COLUMNS[:2]):
            return _parse_own(first, lines, name)
        return _parse_plain(lines, name)

    def serialise(self, units: Iterable[TranslationUnit]) -> bytes:
        """Return the file, UTF-8, lines ended by a line feed."""
        lines = ["\t".join(COLUMNS)]
        for unit in units:
            confidence = "" if unit.confidence is None else repr(float(unit.confidence))
            texts = (unit.source, unit.target, unit.source_language, unit.target_language)
            fields = (*texts, confidence, unit.origin)
            lines.append("\t".join(_TO_ESCAPE.sub(_escape, field) for field in fields))
        return ("\n".join(lines) + "\n").encode()


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _NAMED.get(char) or f"\\u{ord(char):04X}"


def _unescape(text: str, where: str) -> str:
    if "\\" not in text:
        return text

    def char(match: re.Match[str]) -> str:
        code = match.group(1)
        if len(code) == 5:
            return chr(int(code[1:], 16))
        if code not in _NAMES:
            raise FormatError(
                f"{where}: expected \\t, \\n, \\r, \\\\ or \\uXXXX, found {match.group()!r}; "
                "write a backslash as \\\\"
            )
        return _NAMES[code]

    return _ESCAPE.sub(char, text)


def _parse_own(columns: list[str], lines: list[str], name: str) -> list[TranslationUnit]:
    unknown = [column for column in columns if column not in COLUMNS]
    if unknown or len(set(columns)) != len(columns):
        raise FormatError(
            f"{name}:1: expected columns among {', '.join(COLUMNS)}, each once, found "
            f"{', '.join(columns)}"
        )
    units = []
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        where = f"{name}:{number}"
        fields = line.split("\t")
        _check_count(fields, len(columns), where)
        values = {
            column: _unescape(field, where) for column, field in zip(columns, fields, strict=True)
        }
        confidence = values.get("confidence", "")
        units.append(
            TranslationUnit(
                values["source"],
                values["target"],
                values.get("source_language", "vi"),
                values.get("target_language", "en"),
                parse_confidence(confidence, where) if confidence else None,
                values.get("origin", ""),
            )
        )
    return units


def _parse_plain(lines: list[str], name: str) -> list[TranslationUnit]:
    languages = ["vi", "en"]
    start = 0
    first = lines[0].split("\t")
    if len(first) == 2 and all(_LANGUAGE.fullmatch(field) for field in first):
        tags = [canonical_tag(field) for field in first]
        if {tag.split("-")[0] for tag in tags} == {"vi", "en"}:
            languages, start = tags, 1
    units = []
    for number, line in enumerate(lines[start:], start + 1):
        if not line.strip():
            continue
        fields = line.split("\t")
        _check_count(fields, 2, f"{name}:{number}")
        units.append(TranslationUnit(fields[0], fields[1], languages[0], languages[1]))
    return units


def _check_count(fields: list[str], expected: int, where: str) -> None:
    if len(fields) != expected:
        raise FormatError(
            f"{where}: expected {expected} tab-separated fields, found {len(fields)}; correct the "
            f"line, or name the file's columns in its first line ({', '.join(COLUMNS)})"
        )
