"""Links between an article and its English version, made by the aligner and by hand."""

from __future__ import annotations

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


def align_article(site: Site, article_id: Id, realign: Realign) -> Step | None:
    """Align an article with its English version now, around the links made by hand."""
    return actions.realign_article(
        site.store, article_id, editor=current_user().name, target_id=realign.target_id
    )


def link_segments(site: Site, article_id: Id, link: Link) -> Step:
    """Link segments by hand; aligning anew keeps the link.

    Where one side is empty, the other has no counterpart.
    """
    return actions.link_segments(
        site.store,
        article_id,
        link.target_id,
        link.source_segments,
        link.target_segments,
        editor=current_user().name,
    )


def unlink_segments(site: Site, article_id: Id, linked: Linked) -> Step:
    """Say that each of these segments has no counterpart; aligning anew keeps to that."""
    return actions.unlink_segments(
        site.store, article_id, linked.target_id, linked.segments, editor=current_user().name
    )


def release_links(site: Site, article_id: Id, linked: Linked) -> Step:
    """Let the aligner decide again on the links of these segments, at the next aligning."""
    return actions.release_links(
        site.store, article_id, linked.target_id, linked.segments, editor=current_user().name
    )


OPERATIONS = (
    Operation("GET", "/articles/{article_id}/links", get_links),
    Operation("POST", "/articles/{article_id}/links", link_segments),
    Operation("POST", "/articles/{article_id}/links/align", align_article),
    Operation("POST", "/articles/{article_id}/links/unlink", unlink_segments),
    Operation("POST", "/articles/{article_id}/links/release", release_links),
)
