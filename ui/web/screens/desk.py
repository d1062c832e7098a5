"""The desk: one article, segment by segment; long ones are read by windows."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import lru_cache

from songngu.corpora.errors import InputError
from songngu.corpora.store import SegmentOutline, SegmentRecord
from songngu.corpora.types import Block, Check, Status, Term, is_flagged
from songngu.ui import actions
from songngu.ui.actions.house_style import in_other_style
from songngu.ui.web.answers import id_in, primary, progress_answer, revision_answer, vietnamese
from songngu.ui.web.intake import RefusedError, read
from songngu.ui.web.layout import Group, Layout
from songngu.ui.web.roles import may_set_status
from songngu.ui.web.screens.deskside import SIDE
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Answer, Request, Screen, Site

FIRST_GROUPS = 80
"""How many groups of segments come with the article; the others are asked for by windows."""
MOST = 800
"""At most so many segments in one window, or changed rows in one pulse."""


def article(site: Site, request: Request) -> Answer:
    """Return an article as the desk opens it: what stands where, and the first rows.

    Args:
        site: Where the article is.
        request: ``id``; ``want``, the source segments to be given in full (default: the first
            ones, or those around ``segment``).

    Raises:
        NotFoundError: No such article.
    """
    document_id = id_in(request, "id")
    latest = site.store.latest_saved()
    layout = site.layouts.of(site.store, document_id)
    outline = site.store.outline(document_id)
    first = _wanted(layout.groups, request)
    alignment = layout.stored.alignment if layout.stored is not None else None
    document = layout.document
    return {
        "mark": _mark(site, document_id, layout.structure),
        "latest": latest,
        "id": document_id,
        "language": primary(document.language),
        "title": document.title,
        "url": document.url,
        "published": document.published.isoformat() if document.published else None,
        "byline": document.byline,
        "outline": _outline(layout.groups, outline),
        "n_other_style": _in_other_style(site, outline),
        **_window(site, document_id, layout, first),
        "target_title": layout.target_title,
        "target_id": layout.stored.target_id if layout.stored is not None else None,
        "verdict": alignment.verdict.value if alignment is not None else None,
        "verdict_confidence": alignment.confidence if alignment is not None else None,
        "n_aside": sum(not block.kept for block in document.blocks),
        "job": progress_answer(site.worker.progress(document_id)),
    }


def _wanted(groups: Sequence[Group], request: Request) -> list[Group]:
    asked = request.get("want")
    if isinstance(asked, list):
        want = set(asked[:MOST])
        return [group for group in groups if want.intersection(group.source)]
    at, segment = 0, request.get("segment")
    if segment is not None:
        found = (n for n, group in enumerate(groups) if segment in group.source)
        at = max(0, next(found, 0) - FIRST_GROUPS // 2)
    return list(groups[at : at + FIRST_GROUPS])


def _outline(groups: Sequence[Group], outline: Sequence[SegmentOutline]) -> str:
    # One string: Gradio would go through every number of it.
    lines = [
        [
            *(line.id, line.status.value, int(line.drafted_by is not None), int(line.flagged)),
            *(line.n_comments, *line.n_chars),
        ]
        for line in outline
    ]
    together = [[*(g.source, g.target), round(g.confidence, 3), int(g.fixed)] for g in groups]
    return json.dumps({"groups": together, "lines": lines}, separators=(",", ":"))


def _in_other_style(site: Site, outline: Sequence[SegmentOutline]) -> int:
    """How many drafts that nobody has touched are in another house style than now holds."""
    try:
        style = site.worker.style.of(site.store)
    except InputError:  # of a newer version; whoever drafts is told, whoever reads need not be
        return 0
    return sum(in_other_style(line.drafted_by, style) for line in outline if not line.revision_id)


def window(site: Site, request: Request) -> Answer:
    """Return some of an article's segments in full.

    Args:
        site: Where the article is.
        request: ``id`` of the article and ``source``, ``target``: the ids of segments.

    Raises:
        NotFoundError: No such article.
    """
    document_id = id_in(request, "id")
    layout = site.layouts.of(site.store, document_id)
    source, target = (_ids(request.get(side)) for side in ("source", "target"))
    return _window(site, document_id, layout, [Group(source, target, 0.0, False)])


def _ids(given: object) -> tuple[int, ...]:
    if not isinstance(given, list):
        return ()
    return tuple(id_ for id_ in given[:MOST] if isinstance(id_, int) and 0 < id_ < 2**63)


def _window(site: Site, document_id: int, layout: Layout, groups: Sequence[Group]) -> Answer:
    wanted = [id_ for group in groups for id_ in group.source]
    rows = _rows(site, document_id, layout, wanted)
    english: list[Answer] = []
    if layout.stored is not None:
        found = site.store.window(
            layout.stored.target_id, [id_ for group in groups for id_ in group.target]
        )
        english = [{"segment_id": each.id, "text": each.segment.text} for each in found]
    return {"rows": rows, "english": english}


def _rows(site: Site, document_id: int, layout: Layout, ids: Collection[int]) -> list[Answer]:
    records = site.store.window(document_id, ids)
    terms = tuple(site.store.terms())
    return [row_answer(record, layout.document.blocks, terms) for record in records]


def row_answer(record: SegmentRecord, blocks: Sequence[Block], terms: Sequence[Term]) -> Answer:
    """Return a segment as the desk shows it, with what the checks say of the text as it stands."""
    revision, draft = record.revision, record.draft
    segment = record.segment
    checks = draft.checks if draft is not None else ()
    if record.post_edit is not None:
        checks = checked(segment.text, record.post_edit, terms)
    return {
        "segment_id": record.id,
        "position": segment.position,
        "kind": blocks[segment.block].kind.value if segment.block < len(blocks) else "paragraph",
        "source": segment.text,
        "draft": draft.text if draft else None,
        "post_edit": record.post_edit,
        "status": revision.status.value if revision else Status.DRAFT.value,
        "revision_id": revision.id if revision else None,
        "editor": revision.editor if revision else None,
        "checks": [check_answer(check) for check in checks],
    }


def checked(source: str, text: str, terms: Sequence[Term]) -> tuple[Check, ...]:
    """Return what the checks find in a post-edit; asked again for the same, it is remembered."""
    from songngu.translate.terms import near_terms

    return _checked(source, text, near_terms(source, terms))


@lru_cache(maxsize=20_000)
def _checked(source: str, text: str, terms: tuple[Term, ...]) -> tuple[Check, ...]:
    from songngu.translate.review import check_post_edit

    return check_post_edit(source, text, terms)


def check_answer(check: Check) -> Answer:
    """Return a check for the page, which words the reason in the reader's language."""
    name = check.name
    return {"name": name.value, "found": ", ".join(check.found), "informs": name.informs}


# ---- what changed ----------------------------------------------------------------------------


def pulse(site: Site, request: Request) -> Answer:
    """Return in short what changed in an article since the page last read it, and who is there.

    A ``mark`` other than the one that came with the article means: segments, drafts, links or
    remarks changed, read it again.

    Args:
        site: Where the article is.
        request: ``id``; ``since``, the ``latest`` of the last answer; ``tab``, which names the
            browser's tab, and ``at``, the segment that has the focus there.

    Raises:
        NotFoundError: No such article.
    """
    document_id = id_in(request, "id")
    site.store.require(document_id)
    latest = site.store.latest_saved()
    since = request.get("since")
    rows: list[Answer] = []
    if isinstance(since, int) and since < latest:
        changed = site.store.saved_since(document_id, since)
        if changed:
            layout = site.layouts.of(site.store, document_id)
            rows = _rows(site, document_id, layout, changed[:MOST])
    structure = site.store.structure(document_id)
    return {
        # Where too much changed to be told, the whole article is read again.
        "mark": _mark(site, document_id, structure) if len(rows) < MOST else None,
        "latest": latest,
        "rows": rows,
        "others": _others(site, document_id, request),
        "job": progress_answer(site.worker.progress(document_id)),
    }


def _others(site: Site, document_id: int, request: Request) -> list[Answer]:
    tab, at = str(request.get("tab") or ""), request.get("at")
    if not tab:
        return []
    name = current_user().name
    found = site.presence.note(document_id, tab[:64], name, at if isinstance(at, int) else None)
    return [{"name": visitor.name, "segment": visitor.segment} for visitor in found]


def leave(site: Site, request: Request) -> Answer:
    """Note that a tab has left an article."""
    site.presence.leave(id_in(request, "id"), str(request.get("tab") or "")[:64])
    return {}


def _mark(site: Site, document_id: int, structure: int) -> str:
    progress = site.worker.progress(document_id)
    return json.dumps([structure, progress.state if progress else None])


# ---- finding ---------------------------------------------------------------------------------


def find(site: Site, request: Request) -> Answer:
    """Return the segments of an article that fit, in order.

    Args:
        site: Where the article is.
        request: ``id``; ``show``: ``all``, ``open`` (not confirmed), ``problems``, ``comments``,
            or a status; ``text``: words that stand in the source or the translation.

    Raises:
        NotFoundError: No such article.
    """
    document_id = id_in(request, "id")
    show, text = str(request.get("show") or "all"), str(request.get("text") or "").strip()
    records = site.store.segments(document_id)
    terms = tuple(site.store.terms())
    remarked = set()
    if show == "comments":
        remarked = {line.id for line in site.store.outline(document_id) if line.n_comments}
    found = [
        record.id
        for record in records
        if _shown(record, show, terms, remarked) and _says(record, text)
    ]
    return {"found": json.dumps(found, separators=(",", ":")), "n": len(found)}


def _shown(record: SegmentRecord, show: str, terms: Sequence[Term], remarked: set[int]) -> bool:
    if show == "all":
        return True
    if show == "open":
        return record.post_edit is None
    if show == "comments":
        return record.id in remarked
    if show == "problems":
        if record.post_edit is not None:
            return is_flagged(checked(record.segment.text, record.post_edit, terms))
        return record.draft is None or is_flagged(record.draft.checks)
    return record.revision is not None and record.revision.status.value == show


def _says(record: SegmentRecord, text: str) -> bool:
    if not text:
        return True
    from songngu.translate.forms import fold

    target = record.post_edit
    if target is None:
        target = record.draft.text if record.draft else ""
    there = fold(f"{record.segment.text}\n{target}")
    return all(word in there for word in fold(text).split())


# ---- what is done to the article ---------------------------------------------------------------


def pair(site: Site, request: Request) -> Answer:
    """Give a stored article an English version, the first or another one; align them anew.

    Args:
        site: Where the English page goes; one that it replaces stays there as well.
        request: ``id`` of the article, and ``target`` as :func:`~songngu.ui.web.intake.read` takes
            it.

    Raises:
        RefusedError: A page that cannot be taken; its ``code`` says why.
    """
    document = vietnamese(site.store, id_in(request, "id"))
    target = read("target", request.get("target"))
    if target is None:
        raise RefusedError("target", "empty")
    if target.document.raw == document.raw:
        raise RefusedError("target", "same-page")
    english = site.store.add_document(target.document, target.segments)
    return {"job": progress_answer(site.worker.start(id_in(request, "id"), english.id))}


def draft(site: Site, request: Request) -> Answer:
    """Start or continue the drafting of an article in the background.

    Which segments are drafted the request's ``scope`` says (:class:`~songngu.ui.actions.Scope`);
    without it, those that have no draft.
    """
    document_id = id_in(request, "id")
    vietnamese(site.store, document_id)
    scope = actions.Scope(request.get("scope", actions.Scope.MISSING))
    return {"job": progress_answer(site.worker.start(document_id, scope=scope))}


def save(site: Site, request: Request) -> Answer:
    """Store what an editor made of a segment and return the revision that now stands.

    Args:
        site: Where the revision goes.
        request: ``segment``, ``text``, ``source`` (for the checks), and ``previous``: the revision
            that was on the editor's screen, None where there was none; ``status``, ``edited`` if
            not given; ``stay``, which names this stay on the segment.

    Raises:
        EditConflictError: Somebody else saved in between; nothing was overwritten.
        ForbiddenError: The status takes a reviewer.
        ProtectedError: It is approved, and the text is another one.
    """
    previous, stay = request.get("previous"), request.get("stay")
    status = Status(request.get("status") or Status.EDITED)
    text = str(request["text"])
    user = may_set_status(site.store, id_in(request, "segment"), status, text)
    revision = actions.save_post_edit(
        site.store,
        id_in(request, "segment"),
        text,
        editor=user.name,
        previous=None if previous is None else int(previous),
        status=status,
        stay=str(stay)[:64] if stay else None,
    )
    source = request.get("source")
    found = checked(source, text, tuple(site.store.terms())) if isinstance(source, str) else ()
    return {"revision": revision_answer(revision), "checks": [check_answer(c) for c in found]}


SCREEN = Screen(
    "desk",
    functions={
        "article": article,
        "window": window,
        "pulse": pulse,
        "leave": leave,
        "find": find,
        "draft": draft,
        "pair": pair,
        "save": save,
        **SIDE,
    },
    scripts=(
        "files.js",
        "intake.js",
        "row.js",
        "windows.js",
        "reasons.js",
        "panel.js",
        "wordlinks.js",
        "deskhead.js",
        "desksteps.js",
        "deskdrafting.js",
        "deskkeys.js",
        "desk.js",
    ),
    of_article=True,
)
