"""Terms and translation memory: looked up, added, changed, imported, exported."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from songngu.corpora.errors import NotFoundError
from songngu.corpora.formats import FORMATS
from songngu.corpora.formats.terms import TERM_FORMATS
from songngu.corpora.store import JobFile
from songngu.corpora.types import Term, TranslationUnit
from songngu.ui import actions
from songngu.ui.web.answers import id_in
from songngu.ui.web.intake import MAX_BYTES, RefusedError
from songngu.ui.web.screens import jobs
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Answer, Request, Screen, Site
from songngu.ui.web.work import EXPORT, IMPORT

if TYPE_CHECKING:
    from songngu.corpora.store import TermRecord, UnitRecord

PAGE = 50
"""Terms or units in one answer."""


def find_terms(site: Site, request: Request) -> Answer:
    """Return a page of the terms that hold what is looked for. Request: ``search``, ``page``."""
    at = _page(request)
    found, n_found = site.store.find_terms(_search(request), offset=at * PAGE, limit=PAGE)
    return {
        "terms": [_term(record) for record in found],
        "n_found": n_found,
        "page": at,
        "page_size": PAGE,
    }


def find_units(site: Site, request: Request) -> Answer:
    """Return a page of the memory's units with what is looked for. Request as for terms."""
    at = _page(request)
    found, n_found = site.store.find_units(_search(request), offset=at * PAGE, limit=PAGE)
    return {
        "units": [_unit(record) for record in found],
        "n_found": n_found,
        "page": at,
        "page_size": PAGE,
    }


def counts(site: Site, request: Request) -> Answer:
    """Return how many terms and units hold what is looked for. Request: ``search``."""
    search = _search(request)
    return {
        "terms": site.store.find_terms(search, limit=0)[1],
        "memory": site.store.find_units(search, limit=0)[1],
    }


def _page(request: Request) -> int:
    page = request.get("page")
    return page if isinstance(page, int) and 0 <= page < 10**6 else 0


def _search(request: Request) -> str | None:
    return str(request.get("search") or "").strip()[:500] or None


def _term(record: TermRecord) -> Answer:
    term = record.term
    return {
        "id": record.id,
        "source": term.source,
        "target": term.target,
        "note": term.note,
        "source_language": term.source_language,
        "target_language": term.target_language,
        "editor": record.editor,
        "changed_at": record.changed_at.isoformat() if record.changed_at else None,
    }


def _unit(record: UnitRecord) -> Answer:
    unit = record.unit
    return {
        "id": record.id,
        "source": unit.source,
        "target": unit.target,
        "source_language": unit.source_language,
        "target_language": unit.target_language,
        "confidence": unit.confidence,
        "origin": unit.origin,
        "added_at": record.added_at.isoformat(),
        "document_id": record.document_id,
        "segment_id": record.segment_id,
    }


# ---- one by one ------------------------------------------------------------------------------


def save_term(site: Site, request: Request) -> Answer:
    """Store a term, new or in the place of another.

    Args:
        site: Where it goes.
        request: ``source``, ``target``, ``note``; ``id`` of the term whose place it takes.

    Raises:
        RefusedError: A side is empty.
    """
    for side in ("source", "target"):
        if not str(request.get(side) or "").strip():
            raise RefusedError(side, "term-empty")
    texts = {name: str(request.get(name) or "") for name in ("source", "target", "note")}
    term_id = id_in(request, "id") if request.get("id") is not None else None
    for name, text in texts.items():
        if len(text) > actions.MAX_TERM_LENGTH:
            raise RefusedError(name, "term-long", limit=actions.MAX_TERM_LENGTH)
    languages = {name: str(request.get(name) or "") for name in _LANGUAGES}
    term = Term(**texts, **{name: tag for name, tag in languages.items() if tag})
    saved = actions.save_term(site.store, term, term_id=term_id, editor=current_user().name)
    return {"term": _term(saved)}


_LANGUAGES = ("source_language", "target_language")


def delete_terms(site: Site, request: Request) -> Answer:
    """Remove terms. Request: ``ids``."""
    return {"n_removed": len(site.store.delete_terms(_ids(request)))}


def save_unit(site: Site, request: Request) -> Answer:
    """Change a unit of the memory; it counts as made by a person then.

    Args:
        site: Where it is.
        request: ``id``, ``source``, ``target``.

    Raises:
        RefusedError: A side is empty.
    """
    for side in ("source", "target"):
        if not str(request.get(side) or "").strip():
            raise RefusedError(side, "term-empty")
    unit = TranslationUnit(
        str(request["source"]).strip(),
        str(request["target"]).strip(),
        str(request.get("source_language") or "vi"),
        str(request.get("target_language") or "en"),
        None,
        str(request.get("origin") or ""),
    )
    site.store.change_unit(id_in(request, "id"), unit)
    return {}


def delete_units(site: Site, request: Request) -> Answer:
    """Remove units from the memory. Request: ``ids``."""
    return {"n_removed": len(site.store.delete_units(_ids(request)))}


def restore_unit(site: Site, request: Request) -> Answer:
    """Put a unit back that was just removed. Request: the unit, as it was listed."""
    confidence = request.get("confidence")
    unit = TranslationUnit(
        str(request["source"]),
        str(request["target"]),
        str(request["source_language"]),
        str(request["target_language"]),
        None if confidence is None else float(confidence),
        str(request.get("origin") or ""),
    )
    return {"n_new": site.store.add_units([unit])}


def _ids(request: Request) -> list[int]:
    given = request.get("ids")
    if not isinstance(given, list):
        raise NotFoundError(f"found {given!r} as the ids, expected a list of numbers")
    return [id_in({"id": each}, "id") for each in given]


# ---- files -----------------------------------------------------------------------------------


def import_file(site: Site, request: Request) -> Answer:
    """Read a file into the termbase or the memory, in the background.

    Args:
        site: Where it goes.
        request: ``what`` (``terms`` or ``memory``), ``name`` and ``base64`` of the file.

    Raises:
        RefusedError: The file is empty, too big, or its ending names no format.
    """
    what, name = str(request.get("what")), str(request.get("name") or "file")
    endings = {"terms": (*TERM_FORMATS, "txt"), "memory": tuple(FORMATS)}.get(what)
    if endings is None:
        raise NotFoundError(f"found {what!r}, expected terms or memory")
    if name.lower().rpartition(".")[2] not in endings:
        raise RefusedError("file", "unknown-format", endings=", ".join(f".{e}" for e in endings))
    file = JobFile(name, _content(str(request.get("base64") or "")))
    settings = {"what": what, "name": name, "editor": current_user().name}
    return {"job": site.worker.submit(IMPORT, settings, file=file)}


def _content(encoded: str) -> bytes:
    if len(encoded) > MAX_BYTES * 4 // 3 + 4:
        mib = 1024 * 1024
        found = round(len(encoded) * 3 / 4 / mib)
        raise RefusedError("file", "file-big", found=found, limit=MAX_BYTES // mib)
    try:
        content = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise RefusedError("file", "unreadable", f"the upload arrived damaged: {error}") from error
    if not content.strip():
        raise RefusedError("file", "empty-file")
    return content


def export_file(site: Site, request: Request) -> Answer:
    """Write terms, memory or translations to a file, in the background.

    Args:
        site: Where they are.
        request: ``what`` and ``format``, as :func:`songngu.ui.web.work.export_file` takes them.
    """
    what, format_name = str(request.get("what")), str(request.get("format"))
    formats = TERM_FORMATS if what == "terms" else tuple(FORMATS)
    if what not in ("terms", "memory", *actions.WHICH) or format_name not in formats:
        raise NotFoundError(
            f"found {what!r} as {format_name!r}, expected one of the formats listed"
        )
    settings = {"what": what, "format": format_name, "editor": current_user().name}
    return {"job": site.worker.submit(EXPORT, settings)}


SCREEN = Screen(
    "terms",
    functions={
        "find_terms": find_terms,
        "find_units": find_units,
        "counts": counts,
        "save_term": save_term,
        "delete_terms": delete_terms,
        "save_unit": save_unit,
        "delete_units": delete_units,
        "restore_unit": restore_unit,
        "import_file": import_file,
        "export_file": export_file,
        "job": jobs.job,
        "result": jobs.result,
    },
    scripts=("files.js", "moments.js", "termdialog.js", "terms.js"),
)
