"""JSON Lines: one JSON object a line, keyed as the fields of a translation unit."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from songngu.corpora.errors import FormatError
from songngu.corpora.formats.base import decode, parse_confidence
from songngu.corpora.types import TranslationUnit

# Line ends to some programs, or impossible in UTF-8; JSON may hold them as \uXXXX anywhere.
_TO_ESCAPE = re.compile("[\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]")
_DEFAULTS = {"source_language": "vi", "target_language": "en", "origin": ""}


class JsonLines:
    """JSON Lines; ``source`` and ``target`` are required, unknown keys are passed over."""

    name = "jsonl"
    suffix = ".jsonl"

    def parse(self, data: bytes, *, name: str = "input") -> list[TranslationUnit]:
        """Return the units of a file; see :class:`songngu.corpora.formats.Format`.

        Raises:
            FormatError: For a line that is not a JSON object with the texts in it.
        """
        units = []
        for number, line in enumerate(decode(data, name).split("\n"), 1):
            if line.strip():
                units.append(_unit(line, f"{name}:{number}"))
        return units

    def serialise(self, units: Iterable[TranslationUnit]) -> bytes:
        """Return the file, UTF-8; no units at all are one empty line."""
        lines = [json.dumps(dataclasses.asdict(unit), ensure_ascii=False) for unit in units]
        text = "\n".join(lines) + "\n"
        return _TO_ESCAPE.sub(lambda match: f"\\u{ord(match.group()):04x}", text).encode()


def _unit(line: str, where: str) -> TranslationUnit:
    try:
        found = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        said = getattr(error, "msg", None) or str(error)
        column = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FormatError(
            f"{where}: expected a JSON object on one line, found text that is not JSON "
            f"({said}{column})"
        ) from error
    if not isinstance(found, dict):
        raise FormatError(f"{where}: expected a JSON object, found {type(found).__name__}")
    texts = {key: _text(found, key, where) for key in ("source", "target", *_DEFAULTS)}
    confidence = found.get("confidence")
    if confidence is not None:
        number = isinstance(confidence, int | float) and not isinstance(confidence, bool)
        confidence = parse_confidence(str(confidence) if number else repr(confidence), where)
    return TranslationUnit(confidence=confidence, **texts)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _text(found: dict[str, Any], key: str, where: str) -> str:
    value = found.get(key)
    if value is None:
        value = _DEFAULTS.get(key)
    if not isinstance(value, str):
        what = f"{type(value).__name__} {value!r}" if key in found else "no such key"
        raise FormatError(f"{where}: expected a text under {key!r}, found {what}")
    return value
