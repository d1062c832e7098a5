"""Mending what the splitter got wrong, where the other language shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from songngu.corpora.errors import NotFoundError, ProtectedError
from songngu.ui.actions.explaining import pair_texts

if TYPE_CHECKING:
    from songngu.align import Repair
    from songngu.corpora.store import Operation, Store


@dataclass(frozen=True, slots=True)
class ProposedRepair:
    """A repair of an article's segments.

    Attributes:
        repair: Its ``segments`` are positions in the article.
        document_id: The article to change, Vietnamese or English.
        segment_ids: The store's ids of the segments.
        before: Their texts.
        after: The texts they would have.
    """

    repair: Repair
    document_id: int
    segment_ids: tuple[int, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


def propose_repairs(
    store: Store, source_id: int, target_id: int | None = None
) -> list[ProposedRepair]:
    """Return the boundary errors that the links of an article show, the surest first.

    Args:
        target_id: The English version; None for the one it was last aligned with.

    Raises:
        NotFoundError: No such article, or it is not aligned.
    """
    from songngu.align import repaired, repairs

    stored = store.alignment(source_id, target_id)
    if stored is None:
        raise NotFoundError(
            f"article {source_id} is not aligned with an English version, expected one that shows "
            "where sentences end; align it first"
        )
    texts = pair_texts(store, source_id, stored.target_id)
    found = repairs(
        texts.source,
        texts.target,
        texts.drafts,
        stored.alignment,
        source_blocks=texts.blocks[0],
        target_blocks=texts.blocks[1],
    )
    documents = {"source": source_id, "target": stored.target_id}
    records = {side: store.segments(number) for side, number in documents.items()}
    proposals = []
    for repair in found:
        chosen = [records[repair.side][i] for i in repair.segments]
        side = texts.source if repair.side == "source" else texts.target
        first, gained = repair.segments[0], 2 if len(chosen) == 1 else 1
        after = repaired(side, [repair], repair.side)[first : first + gained]
        proposals.append(
            ProposedRepair(
                repair,
                documents[repair.side],
                tuple(record.id for record in chosen),
                tuple(record.segment.text for record in chosen),
                tuple(after),
            )
        )
    return proposals


def make_repair(
    store: Store, proposal: ProposedRepair, *, editor: str, article: int | None = None
) -> Operation:
    """Cut or join the segments as proposed; a step of its editor's that can be undone.

    Args:
        article: In whose list of steps it stands; by default that of the changed article.

    Raises:
        ChangedError: The texts are others now.
        NotFoundError: No such segment.
        ProtectedError: The translation of one of them is approved.
    """
    from songngu.align import RepairKind

    if proposal.repair.kind is RepairKind.JOIN:
        return store.merge_segments(proposal.segment_ids, editor=editor, article=article)
    return store.split_segment(
        proposal.segment_ids[0],
        proposal.repair.offset,
        editor=editor,
        article=article,
        expected=proposal.before[0],
    )


def make_repairs(
    store: Store, proposals: Sequence[ProposedRepair], *, editor: str, article: int | None = None
) -> list[ProposedRepair]:
    """Make all repairs but those of approved segments; return those that were made.

    Raises:
        ChangedError: The texts are others now.
        NotFoundError: No such segment.
    """
    made = []
    for proposal in proposals:
        try:
            make_repair(store, proposal, editor=editor, article=article)
        except ProtectedError:
            continue
        made.append(proposal)
    return made
