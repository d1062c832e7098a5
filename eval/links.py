"""What an alignment says about a score of its beads."""

from __future__ import annotations

from collections.abc import Sequence

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Alignment, Verdict
from songngu.eval.report import Finding

MIN_COVERAGE = 0.25
"""Below this share of drafts with a counterpart there is no score of the article."""

GOOD_COVERAGE = 0.9
LOW_CONFIDENCE = 0.5

_REFUSED = {
    Verdict.SAME_TOPIC: "report the same topic but are not translations of each other",
    Verdict.UNRELATED: "have nothing to do with each other",
}


def check_verdict(alignment: Alignment) -> list[Finding]:
    """The findings on the verdict of an alignment.

    Raises:
        EvaluationError: The texts are no translation of each other.
    """
    what = _REFUSED.get(alignment.verdict)
    if what is not None:
        raise EvaluationError(
            f"the two texts {what} (verdict {alignment.verdict.value}, "
            f"{100 * alignment.confidence:.0f} % sure), expected a translation: a BLEU between "
            "them would not be a quality score; look for the true counterpart, or correct the "
            "drafts and measure the editing effort instead"
        )
    if alignment.verdict is Verdict.PARTIAL:
        message = "Only a part of the two texts are translations of each other. The score "
        message += "describes that part."
        return [Finding("partial", message)]
    return []


def check_indices(alignment: Alignment, n_source: int, n_target: int) -> None:
    """Do nothing if the beads hold every source and target index exactly once.

    Raises:
        EvaluationError: An alignment of other texts.
    """
    sides = (
        ("drafts", n_source, [i for bead in alignment.beads for i in bead.source]),
        ("target segments", n_target, [i for bead in alignment.beads for i in bead.target]),
    )
    for name, count, indices in sides:
        if sorted(indices) != list(range(count)):
            raise EvaluationError(
                f"found {count} {name}, but the alignment links {len(indices)} "
                f"(highest number {max(indices, default=-1) + 1}), expected each exactly once; "
                "align these texts again"
            )


def coverage_of(alignment: Alignment, drafted: Sequence[bool] | None = None) -> float:
    """Share of the source segments in beads with both sides, 0–1.

    Args:
        alignment: Beads to look at.
        drafted: Per source segment, whether there is a draft; all, if not given.
    """
    linked = n_source = 0
    for bead in alignment.beads:
        n_source += len(bead.source)
        if bead.target and (drafted is None or all(drafted[i] for i in bead.source)):
            linked += len(bead.source)
    return linked / n_source if n_source else 0.0


def find_coverage(coverage: float) -> list[Finding]:
    """The findings on the share of the source that could be scored.

    Raises:
        EvaluationError: Too little for a score.
    """
    share = f"{100 * coverage:.0f} %"
    if coverage < MIN_COVERAGE:
        raise EvaluationError(
            f"only {share} of the source segments have a draft and an English counterpart, "
            f"expected at least {100 * MIN_COVERAGE:.0f} %; a score of so little would not "
            "describe the article: check the alignment and that everything is drafted"
        )
    if coverage < GOOD_COVERAGE:
        message = f"Only {share} of the source segments have a draft and an English counterpart. "
        message += "The rest is not scored."
        return [Finding("unaligned", message)]
    return []


def find_links(alignment: Alignment) -> list[Finding]:
    """The findings on the links themselves: unlinked target text and doubtful beads."""
    findings = []
    n_target = sum(len(bead.target) for bead in alignment.beads)
    unlinked = sum(len(bead.target) for bead in alignment.beads if not bead.source)
    if n_target and unlinked > (1 - GOOD_COVERAGE) * n_target:
        message = f"{unlinked} of {n_target} English segments have no source segment. "
        message += "They are not scored."
        findings.append(Finding("unaligned-target", message))
    beads = [bead for bead in alignment.beads if bead.source and bead.target]
    doubtful = sum(bead.confidence < LOW_CONFIDENCE for bead in beads)
    if doubtful:
        message = f"{doubtful} of {len(beads)} links have a confidence below {LOW_CONFIDENCE}. "
        message += "A wrong link lowers the score of a good draft."
        findings.append(Finding("doubtful-links", message))
    return findings
