"""The database: every document, draft, alignment and revision."""

from songngu.corpora.store.database import Store, open_store
from songngu.corpora.store.records import (
    Account,
    Added,
    DocumentSummary,
    EvaluationRun,
    Job,
    JobFile,
    JobState,
    Role,
    SegmentRecord,
    StoredAlignment,
    TermRecord,
    TokenKind,
    TokenRecord,
    UnitRecord,
)
from songngu.corpora.store.shelf import ArticleOverview, ArticlePage, ArticleQuery, Sort, Stage

__all__ = [
    "Account",
    "Added",
    "ArticleOverview",
    "ArticlePage",
    "ArticleQuery",
    "DocumentSummary",
    "EvaluationRun",
    "Job",
    "JobFile",
    "JobState",
    "Role",
    "SegmentRecord",
    "Sort",
    "Stage",
    "Store",
    "StoredAlignment",
    "TermRecord",
    "TokenKind",
    "TokenRecord",
    "UnitRecord",
    "open_store",
]
