"""How far the aligner agrees with the links that editors corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Alignment
from songngu.ui.actions.aligning import align_texts

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.eval import LinkReport


def evaluate_stored_links(store: Store, source_id: int | None = None) -> LinkReport:
    """Return the report on the aligner's own links against those that stand in the store.

    An article counts as corrected where at least one of its links was made by hand; all its links
    are gold then, as an editor has looked at them. The aligner aligns the same segments and drafts
    anew, without knowing of the corrections.

    Args:
        source_id: The only article to look at; None for every corrected one.

    Raises:
        EvaluationError: Nothing was corrected by hand.
        NotFoundError: No such article.
    """
    from songngu.eval import evaluate_links

    if source_id is None:
        chosen = [row.id for row in store.documents() if row.target_id is not None]
    else:
        store.document(source_id)  # says so where there is none
        chosen = [source_id]
    pairs = [pair for number in chosen if (pair := _corrected(store, number)) is not None]
    if not pairs:
        where = "the database" if source_id is None else f"article {source_id}"
        raise EvaluationError(
            f"found no links corrected by hand in {where}, "
            "expected some to score the aligner against; correct links on the page first, or "
            "compare two files with --gold and --alignment"
        )
    return evaluate_links(pairs)


def _corrected(store: Store, source_id: int) -> tuple[Alignment, Alignment] | None:
    """The stored alignment of an article and one made now; None where no link is by hand."""
    stored = store.alignment(source_id)
    if stored is None or not any(bead.fixed for bead in stored.alignment.beads):
        return None
    records = store.segments(source_id)
    drafts = [record.draft.text if record.draft is not None else "" for record in records]
    found = align_texts(
        [record.segment.text for record in records],
        [record.segment.text for record in store.segments(stored.target_id)],
        drafts if any(drafts) else None,
    )
    return stored.alignment, found
