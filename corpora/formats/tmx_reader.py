"""Reading TMX: safely, one unit at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NoReturn
from xml.parsers import expat

from lxml import etree

from songngu.corpora.errors import FormatError
from songngu.corpora.formats.base import canonical_tag, parse_confidence
from songngu.corpora.types import TranslationUnit

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# TMX 1.4b, section 3.2: these hold native code; only a sub-flow in them is text.
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut"})
_CHARACTER = re.compile(r"x-char-([0-9A-F]{4})")


def read(data: bytes, name: str) -> Iterator[TranslationUnit]:
    """Yield the units of a TMX file.

    Raises:
        FormatError: As :meth:`songngu.corpora.formats.tmx.Tmx.parse` says.
    """
    if not data.strip():
        raise FormatError(f"{name}: found an empty file, expected TMX")
    _check_prologue(data, name)
    # No DTD is loaded and nothing fetched, so that a DOCTYPE naming tmx14.dtd does no harm;
    # libxml2's limits on size and depth stay on.
    events = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=("{*}header", "{*}tu"),
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
    )
    try:
        yield from _units(events, name)
    except etree.XMLSyntaxError as error:
        log: Any = error.error_log
        fatal = log.last_error
        line, found = (fatal.line, fatal.message) if fatal else (error.lineno, error.msg)
        raise FormatError(
            f"{name}:{line or 1}: expected well-formed XML, found: {found}"
        ) from error


class _PrologueEndsError(Exception):
    """Raised at the first element, where declarations can no longer follow."""


def _check_prologue(data: bytes, name: str) -> None:
    """Look at the file up to its first element, where no entity can have been used yet.

    Raises:
        FormatError: Where an entity is declared, or the first element is not ``tmx``.
    """
    parser = expat.ParserCreate()

    def refuse(entity: str, *_rest: Any) -> NoReturn:
        raise FormatError(
            f"{name}:{parser.CurrentLineNumber}: found a declaration of the entity {entity!r}, "
            "expected none in TMX; it could make the file read other files or grow without "
            "end: remove the declaration"
        )

    def stop(element: str, *_rest: Any) -> NoReturn:
        if element.rpartition(":")[2] != "tmx":
            raise FormatError(
                f"{name}:{parser.CurrentLineNumber}: expected the element tmx, found {element}"
            )
        raise _PrologueEndsError

    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(data, True)
    except _PrologueEndsError:
        return
    except expat.ExpatError as error:
        raise FormatError(
            f"{name}:{error.lineno}: expected well-formed XML, found: "
            f"{expat.ErrorString(error.code)}"
        ) from error
    except (LookupError, ValueError) as error:
        raise FormatError(
            f"{name}:1: expected XML in UTF-8 or UTF-16, found an encoding that cannot be read "
            f"({error})"
        ) from error


def _units(events: Any, name: str) -> Iterator[TranslationUnit]:
    source_tag = "*all*"
    for _event, element in events:
        if _local(element) == "header":
            source_tag = element.get("srclang") or source_tag
        else:
            yield from _units_of(element, source_tag, name)
            _forget(element)


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _forget(element: Any) -> None:
    """Free a unit that has been read, and what stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _units_of(tu: Any, source_tag: str, name: str) -> Iterator[TranslationUnit]:
    variants = [_variant(child, name) for child in tu if _local(child) == "tuv"]
    if len(variants) < 2:
        return
    wanted = tu.get("srclang") or source_tag
    source_at = _source_index([tag for tag, _text in variants], wanted)
    source_language, source = variants.pop(source_at)
    props = {child.get("type"): child.text or "" for child in tu if _local(child) == "prop"}
    confidence = props.get("x-confidence")
    where = f"{name}:{tu.sourceline}"
    for target_language, target in variants:
        yield TranslationUnit(
            source,
            target,
            source_language,
            target_language,
            None if confidence is None else parse_confidence(confidence, where),
            props.get("x-origin", ""),
        )


def _variant(tuv: Any, name: str) -> tuple[str, str]:
    """Return a variant's language and text."""
    where = f"{name}:{tuv.sourceline}"
    tag = tuv.get(_XML_LANG) or tuv.get("lang")
    if not tag:
        raise FormatError(f"{where}: expected the attribute xml:lang on tuv, found none")
    for child in tuv:
        if _local(child) == "seg":
            text = "".join(_text(child, name)) if len(child) else child.text or ""
            return canonical_tag(tag), text
    raise FormatError(f"{where}: expected the element seg in tuv, found none")


def _source_index(tags: list[str], wanted: str) -> int:
    """Return the first variant in exactly the language wanted, then in any region's, then 0."""
    tag = canonical_tag(wanted)
    if tag in tags:
        return tags.index(tag)
    primary = [other.split("-")[0] for other in tags]
    return primary.index(tag.split("-")[0]) if tag.split("-")[0] in primary else 0


def _text(element: Any, name: str, *, code: bool = False) -> Iterator[str]:
    """Yield the text in an element, without native codes."""
    if not code and element.text:
        yield element.text
    for child in element:
        if child.tag is etree.Entity:
            raise FormatError(
                f"{name}:{child.sourceline or element.sourceline}: found the undeclared entity "
                f"{child.text}, expected text; write the character itself"
            )
        tag = _local(child)
        character = _CHARACTER.fullmatch(child.get("type") or "") if tag == "ph" else None
        if character is not None and not code:
            yield chr(int(character.group(1), 16))
        elif tag:
            inner = tag in _CODES or (code and tag != "sub")
            yield from _text(child, name, code=inner)
        if not code and child.tail:
            yield child.tail
