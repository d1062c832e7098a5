"""The database: every document, draft, alignment and revision."""

from songngu.corpora.store.database import Store, open_store
from songngu.corpora.store.records import (
    Account,
    Added,
    DocumentSummary,
    EvaluationRun,
    Job,
    JobState,
    Role,
    SegmentRecord,
    StoredAlignment,
    TokenKind,
    TokenRecord,
)

__all__ = [
    "Account",
    "Added",
    "DocumentSummary",
    "EvaluationRun",
    "Job",
    "JobState",
    "Role",
    "SegmentRecord",
    "Store",
    "StoredAlignment",
    "TokenKind",
    "TokenRecord",
    "open_store",
]
