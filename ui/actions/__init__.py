"""What a person can do with the workbench; the command line and the web page both call this.

Plain functions on a :class:`~songngu.corpora.store.Store`: values in, values out, nothing printed.
Whatever a person can put right raises a child of :class:`~songngu.corpora.errors.WorkbenchError`.
"""

from songngu.ui.actions.aligning import align_articles, align_texts, evaluate_article
from songngu.ui.actions.articles import ingest_page, ingest_text, keep_block, save_post_edit
from songngu.ui.actions.drafting import draft_article, draft_texts, undrafted
from songngu.ui.actions.exchange import WHICH, Which, export_units, import_units
from songngu.ui.actions.pages import Page, page_from_text, read_page
from songngu.ui.actions.views import ArticleRow, ArticleView, EnglishSegment, article_view

__all__ = [
    "WHICH",
    "ArticleRow",
    "ArticleView",
    "EnglishSegment",
    "Page",
    "Which",
    "align_articles",
    "align_texts",
    "article_view",
    "draft_article",
    "draft_texts",
    "evaluate_article",
    "export_units",
    "import_units",
    "ingest_page",
    "ingest_text",
    "keep_block",
    "page_from_text",
    "read_page",
    "save_post_edit",
    "undrafted",
]
