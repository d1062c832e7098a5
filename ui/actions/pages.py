"""Reading a page for one side of the workbench: clean, check the language, split."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from songngu.corpora.errors import InputError
from songngu.corpora.types import UNDETERMINED, BlockKind, Document, Segment

LANGUAGE_NAMES = {"vi": "Vietnamese", "en": "English"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page that has been read, cleaned and split.

    Attributes:
        segments: The segments of the kept blocks, in page order; never empty.
    """

    document: Document
    segments: tuple[Segment, ...]

    @property
    def texts(self) -> list[str]:
        """The texts of the segments, in order."""
        return [segment.text for segment in self.segments]

    @property
    def headlines(self) -> list[int]:
        """The indices of the segments that are the page's title, ascending."""
        return headlines_of(self.document, self.segments)


def headlines_of(document: Document, segments: Sequence[Segment]) -> list[int]:
    """Return the indices of those among a document's segments that are its title, ascending."""
    return [
        index
        for index, segment in enumerate(segments)
        if document.blocks[segment.block].kind is BlockKind.TITLE
    ]


def is_url(source: object) -> bool:
    """Whether a page is named by a web address and not by a path."""
    return isinstance(source, str) and source.lower().startswith(("http://", "https://"))


def read_page(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    url: str | None = None,
    language: str | None = None,
    expected: str | None = None,
    option: str = "--language",
) -> Page:
    """Return the page at a path or web address, or in bytes, cleaned and split.

    Args:
        source: A path, an ``http(s)`` address, or the bytes of a file.
        name: The file name that belongs to bytes; it appears in error messages.
        url: The address that the bytes were fetched from.
        language: Overrules the language that would be identified.
        expected: ``vi`` or ``en`` where only that will do, and what a page too short to tell is
            taken for where its letters allow it; None takes either.
        option: How the language is overruled, for messages.

    Raises:
        InputError: The page cannot be read, is in another language or holds no text to translate.
    """
    from songngu.corpora import ingest

    if is_url(source):
        document = ingest.fetch(str(source), language=language)
    else:
        document = ingest.read_page(source, name=name, url=url, language=language)
    label = name or _label(source)
    return _page(document, label=label, given=language, expected=expected, option=option)


def page_from_text(
    text: str,
    *,
    url: str | None = None,
    language: str | None = None,
    expected: str | None = None,
    name: str = "the pasted text",
) -> Page:
    """Return a pasted page, cleaned and split; arguments and errors as in :func:`read_page`."""
    from songngu.corpora import ingest

    document = ingest.read_text(text, url=url, language=language)
    return _page(document, label=name, given=language, expected=expected)


def check_language(
    document: Document,
    *,
    label: str,
    given: str | None = None,
    expected: str | None = None,
    option: str = "--language",
) -> None:
    """Do nothing where the page is in a language that can be worked on here.

    Raises:
        InputError: It is in another language and nobody has said otherwise.
    """
    _check(document.language, label=label, given=given, expected=expected, option=option)


def check_text_language(
    texts: Sequence[str], *, label: str, given: str | None, expected: str
) -> None:
    """Do nothing where ready-made segments seem to be in the expected language.

    Where that cannot be told, a few short lines say, they pass.

    Raises:
        InputError: They are in another language and nobody has said otherwise.
    """
    from songngu.corpora.language import identify

    found = given or identify("\n".join(texts))
    if found != UNDETERMINED:
        option = "--source-language" if expected == "vi" else "--target-language"
        _check(found, label=label, given=given, expected=expected, option=option)


def _check(found: str, *, label: str, given: str | None, expected: str | None, option: str) -> None:
    from songngu.corpora.language import language_name

    accepted = (expected,) if expected else tuple(LANGUAGE_NAMES)
    primary = found.split("-")[0]
    if primary in accepted:
        return
    wanted = " or ".join(LANGUAGE_NAMES[code] for code in accepted)
    if given is not None:
        raise InputError(
            f"{label}: the language was given as '{given}', expected {wanted} here; "
            f"give the {wanted} page, or another language"
        )
    if found == UNDETERMINED:
        raise InputError(
            f"{label}: could not tell the language of the page, expected {wanted}; "
            f"if it is {wanted}, say so with the language setting ({option} {accepted[0]})"
        )
    hint = _swap_hint(primary, expected)
    raise InputError(
        f"{label}: the page is in {language_name(found)}, expected {wanted}; {hint}"
        f"if it is {wanted} all the same, say so with the language setting "
        f"({option} {accepted[0]})"
    )


def _swap_hint(found: str, expected: str | None) -> str:
    if expected == "vi" and found == "en":
        return (
            "give the Vietnamese page as the source and the English one as its existing version; "
        )
    if expected == "en" and found == "vi":
        return (
            "give the English page as the existing version and the Vietnamese one as the source; "
        )
    return ""


def _label(source: str | Path | bytes) -> str:
    return "the page" if isinstance(source, bytes) else str(source)


def _may_be(expected: str, text: str) -> bool:
    """Whether a text too short or mixed to tell may be taken for what is expected of it."""
    from songngu.corpora.vietnamese import DISTINCTIVE

    letters = unicodedata.normalize("NFC", text)
    if expected == "vi":
        return not DISTINCTIVE.isdisjoint(letters)
    # English news on Vietnam is often und: its names keep their marks.
    return expected == "en" and any(char.isascii() and char.isalpha() for char in letters)


def _page(
    document: Document,
    *,
    label: str,
    given: str | None,
    expected: str | None,
    option: str = "--language",
) -> Page:
    from songngu.corpora.segments import segment

    undetermined = document.language == UNDETERMINED
    if undetermined and expected is not None and _may_be(expected, document.raw):
        document = dataclasses.replace(document, language=expected)
    check_language(document, label=label, given=given, expected=expected, option=option)
    segments = segment(document)
    if not segments:
        raise InputError(
            f"{label}: found no text to translate (all of {len(document.blocks)} blocks are set "
            "aside as page furniture), expected an article; give the page with its body text"
        )
    return Page(document, segments)
