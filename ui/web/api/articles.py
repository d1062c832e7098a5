"""Articles: listed, added, read, paired, given to somebody, put in the bin and taken out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field

from songngu.corpora.store import ArticleOverview, ArticleQuery, Sort, Stage
from songngu.corpora.store import Operation as Step
from songngu.corpora.types import Block, BlockKind, Verdict
from songngu.ui import actions
from songngu.ui.actions import ArticleRow, EnglishSegment, Proposal
from songngu.ui.web.answers import id_in
from songngu.ui.web.api.operations import Id, Operation
from songngu.ui.web.progress import Progress
from songngu.ui.web.roles import may_label
from songngu.ui.web.screens import articles as screen
from songngu.ui.web.session import current_user
from songngu.ui.web.site import Site

MOST = 200


class PageIn(BaseModel):
    """A page: pasted text, an uploaded file, or an address to fetch it from."""

    text: str | None = Field(None, description="The page as it was copied, furniture included.")
    name: str | None = Field(None, description="The file's name; its ending tells what it is.")
    base64: str | None = Field(None, description="The file's content.")
    url: str | None = Field(None, description="Where to fetch the page.")
    sure: bool = Field(False, description="Take the language from the side, not from the text.")

    def given(self) -> dict[str, object]:
        """Return it as the page's form sends it."""
        return self.model_dump(exclude_none=True)


class NewArticle(BaseModel):
    """A Vietnamese page and, where there is one, its English version."""

    source: PageIn = Field(description="The Vietnamese page: text, url, or name and base64.")
    target: PageIn | None = Field(None, description="Its English version, likewise.")


class NewPage(BaseModel):
    """One page, Vietnamese or English."""

    page: PageIn = Field(description="The page: text, url, or name and base64.")


class AddedArticle(BaseModel):
    """Where an article is stored."""

    id: int
    created: bool = Field(description="False where the page was stored already.")
    target_id: int | None = Field(None, description="Of its English version.")


class Version(BaseModel):
    """An English version: a stored page, or one that comes along."""

    target_id: Id | None = Field(None, description="A stored English page.")
    page: PageIn | None = Field(None, description="A page: text, url, or name and base64.")


class Assignee(BaseModel):
    """Who works on an article."""

    mine: bool = Field(description="True: whoever asks; false: nobody.")


class BlockChange(BaseModel):
    """What to change of a block; what is left out stays."""

    kept: bool | None = Field(None, description="True: in the article; false: set aside.")
    kind: BlockKind | None = Field(None, description="What it is from now on.")
    text: str | None = Field(None, description="Its corrected text.")
    expected: str | None = Field(None, description="The text that is corrected, as it was read.")


class Cut(BaseModel):
    """Where to cut."""

    offset: Annotated[int, Field(gt=0)] = Field(
        description="Where the second part begins, in code points."
    )
    expected: str | None = Field(None, description="The text that is cut, as it was read.")


class Ids(BaseModel):
    """Several articles."""

    ids: list[Id]


@dataclasses.dataclass(frozen=True)
class Listed:
    """A page of the list of articles, and how many there are altogether."""

    articles: list[ArticleOverview]
    n_found: int


@dataclasses.dataclass(frozen=True)
class Article:
    """A stored article with all that was made of it."""

    id: int
    language: str
    title: str | None
    url: str | None
    published: dt.date | None
    byline: str | None
    blocks: list[Block]
    segments: list[ArticleRow]
    target_id: int | None
    target_title: str | None
    english: list[EnglishSegment]
    verdict: Verdict | None
    verdict_confidence: float | None
    alignment_signature: str | None
    alignment_stale: bool
    drafting: Progress | None


def list_articles(
    site: Site,
    search: str | None = None,
    language: str | None = None,
    verdict: Verdict | None = None,
    paired: bool | None = None,
    stage: Stage | None = None,
    assignee: str | None = None,
    binned: bool = False,
    sort: Sort = Sort.ADDED,
    ascending: bool = False,
    offset: Annotated[int, Field(ge=0, lt=2**31)] = 0,
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50,
) -> Listed:
    """List the stored articles, newest first, with how far the work on each has come.

    English pages are listed only where no article is aligned with them.
    """
    query = ArticleQuery(
        search=search or None,
        language=language,
        verdict=verdict,
        paired=paired,
        stage=stage,
        assignee=assignee,
        binned=binned,
        sort=sort,
        ascending=ascending,
        offset=offset,
        limit=limit,
    )
    found = site.store.find_articles(query)
    return Listed(list(found.rows), found.n_found)


def add_article(site: Site, article: NewArticle) -> AddedArticle:
    """Store a Vietnamese page, with its English version where given, and start drafting it.

    Both are read before either is stored. A page that is stored already keeps its number.
    """
    target = article.target.given() if article.target else None
    added = screen.add(site, {"source": article.source.given(), "target": target})
    return AddedArticle.model_validate(added)


def add_page(site: Site, page: NewPage) -> AddedArticle:
    """Store one page in whichever of the two languages it is; a Vietnamese one is drafted."""
    return AddedArticle.model_validate(screen.add_file(site, {"page": page.page.given()}))


def get_article(site: Site, article_id: Id) -> Article:
    """Read an article: its blocks, its segments with draft, post-edit and linked English."""
    view = actions.article_view(site.store, article_id)
    return Article(
        id=view.id,
        language=view.language,
        title=view.title,
        url=view.url,
        published=view.published,
        byline=view.byline,
        blocks=list(view.blocks),
        segments=list(view.rows),
        target_id=view.target_id,
        target_title=view.target_title,
        english=list(view.english),
        verdict=view.verdict,
        verdict_confidence=view.verdict_confidence,
        alignment_signature=view.alignment_signature,
        alignment_stale=view.alignment_stale,
        drafting=site.worker.progress(article_id),
    )


def delete_article(site: Site, article_id: Id) -> list[int]:
    """Put an article in the bin, with its English version where no other article has it.

    Where something in it is approved, this takes a reviewer. Answers with the numbers of what
    went there.
    """
    return list(screen.delete(site, {"id": article_id})["ids"])


def restore_articles(site: Site, articles: Ids) -> list[int]:
    """Take articles out of the bin."""
    screen.restore(site, {"ids": articles.ids})
    return articles.ids


def empty_bin(site: Site) -> int:
    """Remove for good what is in the bin; only an admin may. Answers how many went."""
    return int(screen.empty_bin(site, {})["n_removed"])


def assign_article(site: Site, article_id: Id, assignee: Assignee) -> str | None:
    """Give an article to whoever asks, or to nobody; answers with the name."""
    answer = screen.assign(site, {"id": article_id, "mine": assignee.mine})
    name: str | None = answer["assignee"]
    return name


def draft_article(
    site: Site, article_id: Id, scope: actions.Scope = actions.Scope.MISSING
) -> Progress:
    """Start or continue drafting an article in the background, and align it afterwards.

    With the scope `outdated`, what has a draft of another engine or in another house style is
    drafted anew as well; with `all`, every segment that is not approved.
    """
    from songngu.ui.web.answers import vietnamese

    vietnamese(site.store, article_id)
    return site.worker.start(article_id, editor=current_user().name, scope=scope)


def propose_versions(
    site: Site, article_id: Id, limit: Annotated[int, Field(ge=1, le=50)] = 5
) -> list[Proposal]:
    """Return the stored English pages that may be an article's English version, likeliest first."""
    return actions.propose_versions(site.store, article_id, limit=limit)


def set_version(site: Site, article_id: Id, version: Version) -> Progress:
    """Make a page the English version of an article and align the two in the background."""
    from songngu.corpora.errors import InputError
    from songngu.ui.web.screens import desk

    if (version.target_id is None) == (version.page is None):
        raise InputError("found both or neither of target_id and page, expected one of them")
    if version.page is not None:
        desk.pair(site, {"id": article_id, "target": version.page.given()})
    else:
        target = id_in({"target": version.target_id}, "target")
        screen.pair_with(site, {"id": article_id, "target": target})
    found = site.worker.progress(article_id)
    assert found is not None  # it was started above
    return found


def change_block(site: Site, article_id: Id, block: int, change: BlockChange) -> list[Step]:
    """Keep a block or set it aside, say what it is, correct its text; segments follow.

    Other segments keep their numbers, drafts and edits. Setting aside what is approved takes a
    reviewer. Answers with the steps, for undo.
    """
    editor, steps = current_user().name, []
    if change.kept is not None or change.kind is not None:
        may_label(site.store, article_id, block, change.kind, change.kept)
        steps.append(
            site.store.label_block(
                article_id, block, kind=change.kind, kept=change.kept, editor=editor
            )
        )
    if change.text is not None:
        steps.append(
            site.store.correct_block(
                article_id, block, change.text, editor=editor, expected=change.expected
            )
        )
    return steps


def cut_block(site: Site, article_id: Id, block: int, cut: Cut) -> Step:
    """Cut a block in two; a sentence that goes over the cut is split."""
    editor = current_user().name
    return site.store.cut_block(article_id, block, cut.offset, editor=editor, expected=cut.expected)


def join_blocks(site: Site, article_id: Id, block: int) -> Step:
    """Join a block with the next kept one; a sentence torn apart between them becomes one."""
    return site.store.join_blocks(article_id, block, editor=current_user().name)


OPERATIONS = (
    Operation("GET", "/articles", list_articles),
    Operation("POST", "/articles", add_article, 201),
    Operation("POST", "/articles/pages", add_page, 201),
    Operation("POST", "/articles/restore", restore_articles),
    Operation("DELETE", "/articles/bin", empty_bin),
    Operation("GET", "/articles/{article_id}", get_article),
    Operation("DELETE", "/articles/{article_id}", delete_article),
    Operation("PUT", "/articles/{article_id}/assignee", assign_article),
    Operation("POST", "/articles/{article_id}/draft", draft_article, 202),
    Operation("GET", "/articles/{article_id}/proposals", propose_versions),
    Operation("PUT", "/articles/{article_id}/version", set_version, 202),
    Operation("PATCH", "/articles/{article_id}/blocks/{block}", change_block),
    Operation("POST", "/articles/{article_id}/blocks/{block}/cut", cut_block),
    Operation("POST", "/articles/{article_id}/blocks/{block}/join", join_blocks),
)
