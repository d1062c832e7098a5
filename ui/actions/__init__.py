"""What a person can do with the workbench; the command line and the web page both call this.

Plain functions on a :class:`~songngu.corpora.store.Store`: values in, values out, nothing printed.
Whatever a person can put right raises a child of :class:`~songngu.corpora.errors.WorkbenchError`.
"""

from songngu.ui.actions.aligning import align_articles, align_texts, aligned_without_drafts
from songngu.ui.actions.articles import ingest_page, ingest_text, keep_block, save_post_edit
from songngu.ui.actions.drafting import Scope, draft_article, draft_texts, to_draft
from songngu.ui.actions.exchange import WHICH, Which, export_units, import_units
from songngu.ui.actions.explaining import link_reasons
from songngu.ui.actions.link_quality import evaluate_stored_links
from songngu.ui.actions.linking import realign_article, unlink_segments
from songngu.ui.actions.matching import Proposal, accept_version, propose_versions
from songngu.ui.actions.pages import Page, page_from_text, read_page
from songngu.ui.actions.repairing import ProposedRepair, make_repair, propose_repairs
from songngu.ui.actions.reviewing import (
    REVIEWED,
    Hints,
    add_comment,
    check_text,
    comments,
    hints,
    resolve_comment,
    set_status,
    word_links,
)
from songngu.ui.actions.scoring import (
    AGAINST,
    Against,
    Scorable,
    evaluate_article,
    evaluate_post_edits,
    scorable,
)
from songngu.ui.actions.terms import (
    MAX_TERM_LENGTH,
    Imported,
    export_terms,
    import_terms,
    save_term,
)
from songngu.ui.actions.users import (
    NewToken,
    SignInError,
    add_user,
    change_password,
    make_script_token,
    script_tokens,
)
from songngu.ui.actions.views import ArticleRow, ArticleView, EnglishSegment, article_view

__all__ = [
    "AGAINST",
    "MAX_TERM_LENGTH",
    "REVIEWED",
    "WHICH",
    "Against",
    "ArticleRow",
    "ArticleView",
    "EnglishSegment",
    "Hints",
    "Imported",
    "NewToken",
    "Page",
    "Proposal",
    "ProposedRepair",
    "Scope",
    "Scorable",
    "SignInError",
    "Which",
    "accept_version",
    "add_comment",
    "add_user",
    "align_articles",
    "align_texts",
    "aligned_without_drafts",
    "article_view",
    "change_password",
    "check_text",
    "comments",
    "draft_article",
    "draft_texts",
    "evaluate_article",
    "evaluate_post_edits",
    "evaluate_stored_links",
    "export_terms",
    "export_units",
    "hints",
    "import_terms",
    "import_units",
    "ingest_page",
    "ingest_text",
    "keep_block",
    "link_reasons",
    "make_repair",
    "make_script_token",
    "page_from_text",
    "propose_repairs",
    "propose_versions",
    "read_page",
    "realign_article",
    "resolve_comment",
    "save_post_edit",
    "save_term",
    "scorable",
    "script_tokens",
    "set_status",
    "to_draft",
    "unlink_segments",
    "word_links",
]
