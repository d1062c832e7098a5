"""Pages as the browser sends them: pasted or uploaded, read, checked for their side."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

from songngu.corpora.errors import InputError
from songngu.corpora.types import UNDETERMINED
from songngu.ui import actions
from songngu.ui.actions import Page
from songngu.ui.web.session import current_user

MAX_BYTES = 20 * 1024 * 1024
"""The biggest file or pasted text that is taken, bytes; an article is a thousand times smaller."""
LANGUAGES = {"source": "vi", "target": "en"}


class RefusedError(InputError):
    """A page that is not taken, with the side it was given on.

    Attributes:
        code: Which message of ``strings.json`` explains it (``error.CODE``).
        details: What that message is filled with.
    """

    def __init__(self, side: str, code: str, message: str = "", **details: Any) -> None:
        super().__init__(message)
        self.side = side
        self.code = code
        self.details = details


def read(side: str, given: Any) -> Page | None:
    """Return the page given on a side, in the language of that side; None where none was given.

    Args:
        side: ``source`` (Vietnamese) or ``target`` (English).
        given: None, ``{"text"}``, ``{"name", "base64"}`` or ``{"url"}``; with ``"sure": true``
            the language is taken from the side, whatever the text looks like.

    Raises:
        RefusedError: A page that cannot be taken; its ``code`` says why.
    """
    if given is None:
        return None
    return _page(side, given.get("sure") is True, _reader(side, given))


def read_either(given: Any) -> Page:
    """Return a page in the language it is found to be in, Vietnamese or English.

    Args:
        given: ``{"text"}``, ``{"name", "base64"}`` or ``{"url"}``; with ``"as": "vi"`` or ``"en"``
            it is taken to be in that language.

    Raises:
        RefusedError: A page that cannot be taken, or in another language; ``code`` says why.
    """
    if not isinstance(given, Mapping):
        raise RefusedError("page", "empty")
    read_as = _reader("page", given)
    asked = given.get("as")
    try:
        if asked in LANGUAGES.values():
            return read_as(str(asked))
        # Read once as Vietnamese: what counts is the language of what will be worked on.
        found = _language(read_as("vi"))
        if found not in LANGUAGES.values():
            code = "undetermined" if found == UNDETERMINED else "other-language"
            raise RefusedError("page", code, found=found)
        return read_as(found)
    except RefusedError:
        raise
    except InputError as error:
        raise RefusedError("page", "unreadable", str(error)) from error


def _reader(side: str, given: Mapping[str, Any]) -> Callable[[str | None], Page]:
    """Return what reads a given page in a language; the same page however often it is called."""
    if "base64" in given:
        name = str(given.get("name") or "file")
        content = _decoded(side, str(given["base64"]))
        return lambda code: actions.read_page(content, name=name, language=code)
    if "url" in given:
        return _fetched(side, str(given["url"]).strip())
    text = str(given.get("text") or "")
    if not text.strip():
        raise RefusedError(side, "empty")
    if len(text) > MAX_BYTES:
        raise _too_big(side, len(text))
    return lambda code: actions.page_from_text(text, language=code)


def _fetched(side: str, url: str) -> Callable[[str | None], Page]:
    from songngu.corpora.ingest.web import download

    if not url:
        raise RefusedError(side, "no-address")
    # Where people sign in from elsewhere, the server must not open doors behind it for them.
    single = current_user().id is None
    try:
        content, final = download(url, public_only=not single)
    except InputError as error:
        raise RefusedError(side, "not-fetched", str(error)) from error
    return lambda code: actions.read_page(content, name=final, url=final, language=code)


def _decoded(side: str, encoded: str) -> bytes:
    if len(encoded) > MAX_BYTES * 4 // 3 + 4:
        raise _too_big(side, len(encoded) * 3 // 4)
    try:
        content = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise RefusedError(side, "unreadable", f"the upload arrived damaged: {error}") from error
    if not content.strip():
        raise RefusedError(side, "empty")
    return content


def _too_big(side: str, size: int) -> RefusedError:
    mib = 1024 * 1024
    return RefusedError(side, "too-big", found=round(size / mib), limit=MAX_BYTES // mib)


def _page(side: str, sure: bool, read_as: Callable[[str | None], Page]) -> Page:
    # A page too short to tell counts as what its side says: the person put it there.
    wanted = LANGUAGES[side]
    try:
        page = read_as(wanted)
        found = _language(page)
    except InputError as error:
        raise RefusedError(side, "unreadable", str(error)) from error
    if sure or found in (wanted, UNDETERMINED):
        return page
    code = {"en": "source-is-english", "vi": "target-is-vietnamese"}.get(found, "other-language")
    raise RefusedError(side, code, found=found)


def _language(page: Page) -> str:
    from songngu.corpora.language import identify

    # Furniture is often in another language than the article: only what will be worked on counts.
    return identify("\n".join(page.texts)).split("-")[0]
