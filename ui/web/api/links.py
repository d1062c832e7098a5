"""Links between an article and its English version, made by the aligner and by hand."""

from __future__ import annotations

import dataclasses
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from songngu.corpora.store import Operation as Step
from songngu.corpora.store import StoredAlignment
from songngu.ui import actions
from songngu.ui.web.api.operations import Id, Operation
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Site


class Link(BaseModel):
    """Segments that say the same."""

    target_id: Id = Field(description="The English version.")
    source_segments: list[Id] = Field(description="Ids of the article's segments; may be empty.")
    target_segments: list[Id] = Field(description="Ids of the English segments; may be empty.")


class Linked(BaseModel):
    """Segments of an article and its English version."""

    target_id: Id = Field(description="The English version.")
    segments: list[Id] = Field(description="Ids of segments, of either side.")


class Realign(BaseModel):
    """What to align an article with."""

    target_id: Id | None = Field(None, description="The English version; null for the present one.")


def get_links(site: Site, article_id: Id, target_id: Id | None = None) -> StoredAlignment | None:
    """Return the links of an article, in positions of its segments; null where there are none."""
    return site.store.alignment(article_id, target_id)


@dataclasses.dataclass(frozen=True)
class Why:
    """What one signal says of a link."""

    signal: str
    weight: float
    evidence: list[str]


@dataclasses.dataclass(frozen=True)
class Reasons:
    """A link, in positions of segments, with what speaks for it (weight above 0) and against."""

    source: list[int]
    target: list[int]
    reasons: list[Why]


def explain_links(
    site: Site, article_id: Id, segment: Annotated[int | None, Query(ge=0)] = None
) -> list[Reasons]:
    """Return what speaks for and against the links of an article, or of the segment at a position.

    Weights are nats: the logarithm of how much likelier a signal makes the link.
    """
    wanted = None if segment is None else [segment]
    return [
        Reasons(
            list(bead.source),
            list(bead.target),
            [Why(each.signal.value, each.weight, list(each.evidence)) for each in reasons],
        )
        for bead, reasons in actions.link_reasons(site.store, article_id, segments=wanted)
    ]


@dataclasses.dataclass(frozen=True)
class Boundary:
    """A sentence boundary to set (``cut``) or to remove (``join``).

    Attributes:
        document_id: The article or its English version, whichever it is in.
        offset: Of a cut, where the second part begins in the segment's text; else 0.
    """

    kind: str
    document_id: int
    segments: list[int]
    offset: int
    before: list[str]
    after: list[str]


def propose_repairs(site: Site, article_id: Id) -> list[Boundary]:
    """Return the sentence boundaries that the other language shows to be wrong, the surest first.

    Make a ``cut`` by splitting its segment at the offset, a ``join`` by merging its segments.
    """
    return [
        Boundary(
            each.repair.kind.value,
            each.document_id,
            list(each.segment_ids),
            each.repair.offset,
            list(each.before),
            list(each.after),
        )
        for each in actions.propose_repairs(site.store, article_id)
    ]


def align_article(site: Site, article_id: Id, realign: Realign) -> Step | None:
    """Align an article with its English version now, around the links made by hand."""
    return actions.realign_article(
        site.store, article_id, editor=current_user().name, target_id=realign.target_id
    )


def link_segments(site: Site, article_id: Id, link: Link) -> Step:
    """Link segments by hand; aligning anew keeps the link.

    Where one side is empty, the other has no counterpart.
    """
    group = link.source_segments, link.target_segments
    return site.store.link(article_id, link.target_id, [group], editor=current_user().name)


def unlink_segments(site: Site, article_id: Id, linked: Linked) -> Step:
    """Say that each of these segments has no counterpart; aligning anew keeps to that."""
    return actions.unlink_segments(
        site.store, article_id, linked.target_id, linked.segments, editor=current_user().name
    )


def release_links(site: Site, article_id: Id, linked: Linked) -> Step:
    """Let the aligner decide again on the links of these segments, at the next aligning."""
    return site.store.release(
        article_id, linked.target_id, linked.segments, editor=current_user().name
    )


OPERATIONS = (
    Operation("GET", "/articles/{article_id}/links", get_links),
    Operation("POST", "/articles/{article_id}/links", link_segments),
    Operation("GET", "/articles/{article_id}/links/reasons", explain_links),
    Operation("GET", "/articles/{article_id}/repairs", propose_repairs),
    Operation("POST", "/articles/{article_id}/links/align", align_article),
    Operation("POST", "/articles/{article_id}/links/unlink", unlink_segments),
    Operation("POST", "/articles/{article_id}/links/release", release_links),
)
