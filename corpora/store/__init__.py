"""The database: every document, draft, alignment and revision."""

from songngu.corpora.store.database import Store, open_store
from songngu.corpora.store.records import (
    Added,
    DocumentSummary,
    EvaluationRun,
    Job,
    JobState,
    SegmentRecord,
    StoredAlignment,
)

__all__ = [
    "Added",
    "DocumentSummary",
    "EvaluationRun",
    "Job",
    "JobState",
    "SegmentRecord",
    "Store",
    "StoredAlignment",
    "open_store",
]
