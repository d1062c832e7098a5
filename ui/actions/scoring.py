"""Scores of an article's drafts: against the existing English, or against what editors made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Alignment, Status

if TYPE_CHECKING:
    from songngu.corpora.store import SegmentRecord, Store
    from songngu.eval import Report

Against = Literal["english", "post-edits"]
AGAINST: tuple[Against, ...] = get_args(Against)
MAX_DETAILS = 3000
"""Segments whose own scores are kept with a run; a longer article keeps its first ones."""


@dataclass(frozen=True, slots=True)
class Scorable:
    """What of an article can be scored.

    Attributes:
        n_drafted: Segments with a draft.
        n_linked: Those of them in a link with existing English; 0 where the English is no
            translation of the page.
        n_edited: Those of them that an editor has saved.
        n_approved: Those of them that are approved.
    """

    n_drafted: int
    n_linked: int
    n_edited: int
    n_approved: int


@dataclass(frozen=True, slots=True)
class _Pair:
    """A draft and what it is held against.

    Attributes:
        segment_id: Of its first source segment.
    """

    segment_id: int
    draft: str
    reference: str


def scorable(store: Store, source_id: int) -> Scorable:
    """Return how many segments of an article can be scored, and against what.

    Raises:
        NotFoundError: No such article.
    """
    from songngu.corpora.types import Verdict

    records = store.segments(source_id)
    drafted = [record for record in records if record.draft is not None]
    stored = store.alignment(source_id)
    linked: set[int] = set()
    if stored is not None and stored.alignment.verdict in (Verdict.TRANSLATION, Verdict.PARTIAL):
        linked = {at for bead in stored.alignment.beads if bead.target for at in bead.source}
    return Scorable(
        len(drafted),
        sum(record.segment.position in linked for record in drafted),
        sum(_has_come_to(record, Status.EDITED) for record in drafted),
        sum(_has_come_to(record, Status.APPROVED) for record in drafted),
    )


def _has_come_to(record: SegmentRecord, minimum: Status) -> bool:
    order = list(Status)
    revision = record.revision
    return revision is not None and order.index(revision.status) >= order.index(minimum)


def evaluate_article(store: Store, source_id: int, *, normalise: str = "canonical") -> Report:
    """Return the scores of an article's drafts against the English it is aligned with.

    Segments without a draft lower the coverage. The scores are also kept in the store as an
    evaluation run.

    Args:
        store: Where the article is.
        source_id: The article.
        normalise: Key of :data:`songngu.eval.NORMALISATIONS`: what is made equal on both sides.

    Raises:
        EvaluationError: Without drafts, not aligned, or the English is no translation of the page,
            so that a score would mislead.
        NotFoundError: No such article.
    """
    from songngu.eval import evaluate_bitext

    records = _drafted(store, source_id)
    stored = store.alignment(source_id)
    if stored is None:
        raise EvaluationError(
            f"article {source_id} is not aligned with an English version, expected one to score "
            "against; align it first"
        )
    target = [record.segment for record in store.segments(stored.target_id)]
    report = evaluate_bitext(
        [record.draft for record in records],
        target,
        stored.alignment,
        sources=[record.segment for record in records],
        normalise=normalise,
    )
    pairs = _pairs(records, [segment.text for segment in target], stored.alignment)
    name = f"drafts of article {source_id} against article {stored.target_id}"
    _keep(store, source_id, name, report, {"against": "english"}, records, pairs)
    return report


def evaluate_post_edits(
    store: Store,
    source_id: int,
    *,
    minimum: Status = Status.APPROVED,
    normalise: str = "canonical",
) -> Report:
    """Return the scores of an article's drafts against what editors made of them.

    The first score is HTER: edits per 100 words of the post-edit. The scores are also kept in the
    store as an evaluation run, with the share of drafts that were left as they were.

    Args:
        store: Where the article is.
        source_id: The article.
        minimum: Leave out what has not come this far.
        normalise: Key of :data:`songngu.eval.NORMALISATIONS`: what is made equal on both sides.

    Raises:
        EvaluationError: There are no drafts, or nothing has come that far.
        NotFoundError: No such article.
    """
    import dataclasses

    from songngu.eval import evaluate, post_edit_effort

    drafted = _drafted(store, source_id)
    records = [r for r in drafted if r.draft is not None and _has_come_to(r, minimum)]
    if not records:
        raise EvaluationError(
            f"nothing in article {source_id} is {minimum.value} yet, expected at least one segment "
            "to hold its draft against; correct and confirm some first"
        )
    pairs = [_Pair(r.id, r.draft.text, r.revision.text) for r in records if r.draft and r.revision]
    drafts, post_edits = [p.draft for p in pairs], [p.reference for p in pairs]
    effort = post_edit_effort(drafts, post_edits, normalise=normalise)
    scores = evaluate(
        drafts,
        post_edits,
        sources=[record.segment.text for record in records],
        metrics=("BLEU", "chrF2", "chrF2++"),
        normalise=normalise,
    )
    expected = {"identical"}  # a draft left as it was is what one hopes for
    report = dataclasses.replace(
        scores,
        scores=(effort.hter, *scores.scores),
        warnings=tuple(w for w in scores.warnings if w.code not in expected),
    )
    about = {
        "against": "post-edits",
        "minimum": minimum.value,
        "unchanged": effort.unchanged,
        "n_drafted": sum(record.draft is not None for record in drafted),
    }
    name = f"drafts of article {source_id} against {minimum.value} segments"
    _keep(store, source_id, name, report, about, records, pairs)
    return report


def _drafted(store: Store, source_id: int) -> list[SegmentRecord]:
    records = store.segments(source_id)
    if not any(record.draft is not None for record in records):
        raise EvaluationError(
            f"article {source_id} has no drafts, expected some to score; draft the article first"
        )
    return records


def _pairs(
    records: Sequence[SegmentRecord], target: Sequence[str], alignment: Alignment
) -> list[_Pair]:
    """The drafts of each link with both sides, in the order of the article."""
    pairs = []
    for bead in alignment.beads:
        drafts = [records[at].draft for at in bead.source]
        texts = [draft.text for draft in drafts if draft is not None]
        if bead.target and texts and len(texts) == len(drafts):
            reference = " ".join(target[at] for at in bead.target)
            pairs.append(_Pair(records[bead.source[0]].id, " ".join(texts), reference))
    return pairs


def _keep(
    store: Store,
    source_id: int,
    name: str,
    report: Report,
    about: dict[str, Any],
    records: Sequence[SegmentRecord],
    pairs: Sequence[_Pair],
) -> None:
    from songngu.corpora.store import EvaluationRun
    from songngu.eval import segment_scores

    shown = pairs[:MAX_DETAILS]
    values = segment_scores([p.draft for p in shown], [p.reference for p in shown], "chrF2")
    details = {
        **about,
        "n_segments": report.n_segments,
        "coverage": report.coverage,
        "codes": [finding.code for finding in report.warnings],
        "drafters": sorted({r.draft.signature for r in records if r.draft is not None}),
        "segments": [
            [pair.segment_id, round(value, 1)]
            for pair, value in zip(shown, values, strict=True)
            if math.isfinite(value)
        ],
    }
    store.add_run(
        EvaluationRun(
            name=name,
            document_id=source_id,
            scores=report.scores,
            warnings=tuple(finding.message for finding in report.warnings),
            details=details,
        )
    )
