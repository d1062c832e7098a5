"""Scores of hypotheses against references, with everything that limits their meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Alignment, Score
from songngu.eval import guards, scoring
from songngu.eval.links import check_verdict, coverage_of, find_coverage, find_links
from songngu.eval.report import Finding, Report
from songngu.eval.surface import FOLDS, NORMALISATIONS, Fold, folded

DEFAULT_METRICS = ("BLEU", "chrF2", "chrF2++", "TER")

# Measured by drawing n of the 997 segments of opus-mt on FLORES-200 dev 300 times: a 95 %
# interval held the BLEU (chrF2) of the whole set in 82 (84) % of draws for n = 5, 86 (90) % for
# 10, 91 (91) % for 20, 94 (95) % for 30 and 95 (96) % for 50.
MIN_FOR_INTERVAL = 10
"""With fewer segments there is no interval; it would hold the truth too seldom."""

NARROW_INTERVAL = 30
"""With fewer segments the interval is narrower than it says."""

FEW_SEGMENTS = 100
"""With fewer segments the interval is wide, and the report says so."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to score; see :func:`evaluate`."""

    metrics: tuple[str, ...] = DEFAULT_METRICS
    confidence: float = 0.95
    n_bootstrap: int = 1000
    seed: int = 12345
    normalise: str = "canonical"
    target_language: str = "en"

    def __post_init__(self) -> None:
        """Refuse unknown settings.

        Raises:
            ValueError: A setting out of its range.
        """
        scoring.check_metrics(self.metrics)
        if not 0 < self.confidence < 1:
            raise ValueError(f"confidence must be between 0 and 1, found {self.confidence}")
        if self.n_bootstrap != 0 and self.n_bootstrap < scoring.MIN_BOOTSTRAP:
            raise ValueError(
                f"n_bootstrap must be 0 (no interval) or at least {scoring.MIN_BOOTSTRAP}, "
                f"found {self.n_bootstrap}"
            )
        if self.normalise not in NORMALISATIONS:
            known = ", ".join(NORMALISATIONS)
            raise ValueError(f"unknown normalise {self.normalise!r}, expected one of {known}")


def evaluate(
    hypotheses: Sequence[str],
    references: Sequence[str],
    *,
    sources: Sequence[str] | None = None,
    metrics: Sequence[str] = DEFAULT_METRICS,
    confidence: float = 0.95,
    n_bootstrap: int = 1000,
    seed: int = 12345,
    normalise: str = "canonical",
    target_language: str = "en",
    alignment: Alignment | None = None,
) -> Report:
    """Scores of translations against one reference each.

    Values equal sacreBLEU's ``corpus_score`` of the same, normalised texts to the last digit.
    Segments without a reference text are left out and lower the coverage; segments without a
    hypothesis stay in and count as wrong.

    Args:
        hypotheses: Texts scored, one per segment.
        references: Texts scored against, in the same order.
        sources: What was translated; only used to find untranslated segments.
        metrics: Keys of :data:`~songngu.eval.scoring.METRICS`.
        confidence: Share of bootstrap resamples inside the interval.
        n_bootstrap: Resamples for the interval; 0 for none.
        seed: Of the resamples; 12345 is sacreBLEU's.
        normalise: Key of :data:`~songngu.eval.surface.NORMALISATIONS`: ``canonical`` (NFC,
            no byte-order marks or line ends), ``typography`` (also straight quotes, decoded
            entities, plain spaces), ``none``.
        target_language: BCP 47 tag of both sides.
        alignment: Where the pairs come from, if they are the two-sided beads of an alignment.

    Raises:
        EvaluationError: Texts that must not be scored against each other.
        ValueError: Unknown settings.
    """
    names = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    settings = Settings(names, confidence, n_bootstrap, seed, normalise, target_language)
    findings: list[Finding] = []
    coverage = 1.0
    if alignment is not None:
        findings += check_verdict(alignment)
        n_beads = sum(bool(bead.source and bead.target) for bead in alignment.beads)
        if n_beads != len(hypotheses):
            raise EvaluationError(
                f"found {len(hypotheses)} hypotheses for an alignment with {n_beads} two-sided "
                "beads, expected one per bead; evaluate_bitext joins them"
            )
        coverage = coverage_of(alignment)
        findings += find_coverage(coverage) + find_links(alignment)
    return score_pairs(
        hypotheses, references, sources, settings, coverage=coverage, findings=findings
    )


def score_pairs(
    hypotheses: Sequence[str],
    references: Sequence[str],
    sources: Sequence[str] | None,
    settings: Settings,
    *,
    coverage: float = 1.0,
    findings: Sequence[Finding] = (),
) -> Report:
    """The report on pairs of texts; coverage and findings of an earlier step are added to.

    Raises:
        EvaluationError: Texts that must not be scored against each other.
    """
    raw = _checked(hypotheses, references, sources)
    found = [*findings, *guards.find_empty(raw[0], raw[1])]
    kept = [index for index, text in enumerate(raw[1]) if text.strip()]
    coverage *= len(kept) / len(raw[1])
    raw = tuple([side[index] for index in kept] for side in raw)
    applied = NORMALISATIONS[settings.normalise]
    texts = [folded(side, applied) for side in raw]
    found += guards.find_language(texts[0], texts[1], settings.target_language)
    guards.check_shift(texts[0], texts[1])
    found += guards.find_unrelated(texts[0], texts[1])
    found += guards.find_form(texts[0], texts[1])
    found += guards.find_copies(texts[0], texts[1], texts[2] if sources is not None else None)
    found += _find_surface(raw[0], raw[1], settings)
    scores, more = _scores(texts[0], texts[1], settings, _signed_folds(raw, applied))
    scores = tuple(
        Score(s.metric, s.value, s.interval, s.signature, s.coverage * coverage) for s in scores
    )
    return Report(scores, len(kept), coverage, (*found, *more))


def _checked(
    hypotheses: Sequence[str], references: Sequence[str], sources: Sequence[str] | None
) -> tuple[list[str], ...]:
    """The sides as lists: hypotheses, references and, where given, sources."""
    sides = [
        guards.check_texts(hypotheses, "hypotheses"),
        guards.check_texts(references, "references"),
    ]
    guards.check_counts(sides[0], sides[1], "references")
    if sources is not None:
        sides.append(guards.check_texts(sources, "sources"))
        guards.check_counts(sides[0], sides[2], "sources")
    return tuple(sides)


def _signed_folds(raw: Sequence[list[str]], applied: frozenset[str]) -> list[tuple[str, str]]:
    """Signature entries of the folds that changed a text; sacreBLEU's alone if none did."""
    return [
        fold.signature
        for fold in FOLDS
        if fold.code in applied and any(fold.apply(t) != t for side in raw[:2] for t in side)
    ]


def _scores(
    hypotheses: Sequence[str],
    references: Sequence[str],
    settings: Settings,
    extra: Sequence[tuple[str, str]],
) -> tuple[tuple[Score, ...], list[Finding]]:
    short, findings = _find_short(hypotheses)
    collected = [
        scoring.collect(name, hypotheses, references, short=short) for name in settings.metrics
    ]
    intervals: list[tuple[float, float] | None] = [None] * len(collected)
    findings += _find_few(len(hypotheses))
    if settings.n_bootstrap and len(hypotheses) >= MIN_FOR_INTERVAL:
        rng = np.random.default_rng(settings.seed)
        values = scoring.bootstrap(collected, settings.n_bootstrap, rng)
        intervals = [scoring.interval(v, settings.confidence) for v in values]
        for statistics in collected:
            statistics.metric.n_bootstrap = settings.n_bootstrap
            statistics.metric.seed = str(settings.seed)
    scores = []
    for statistics, interval in zip(collected, intervals, strict=True):
        if not statistics.scored.any():
            message = f"{statistics.name} is left out: every segment has more than "
            message += f"{scoring.MAX_TER_WORDS} words."
            findings.append(Finding("too-long", message))
            continue
        if statistics.coverage < 1:
            n_left_out = int((~statistics.scored).sum())
            message = f"{statistics.name} leaves out {n_left_out} of {len(hypotheses)} segments "
            message += f"of more than {scoring.MAX_TER_WORDS} words."
            findings.append(Finding("too-long", message))
        signed = scoring.signature(statistics, extra=_extra(extra, interval, settings))
        value = scoring.value(statistics)
        scores.append(Score(statistics.name, value, interval, signed, statistics.coverage))
    return tuple(scores), findings


def _extra(
    extra: Sequence[tuple[str, str]], interval: object, settings: Settings
) -> list[tuple[str, str]]:
    """Signature entries of the folds and of a confidence other than sacreBLEU's 95 %."""
    entries = list(extra)
    if interval is not None and settings.confidence != 0.95:
        entries.append(("ci", f"{settings.confidence:g}"))
    return entries


def _find_short(hypotheses: Sequence[str]) -> tuple[bool, list[Finding]]:
    """Whether most hypotheses are too short for 4-grams, and the finding if so.

    The plain BLEU of such texts is 0 even where they equal the reference. As soon as the corpus
    holds one 4-gram both orders give the same value; only resamples differ.
    """
    n_short = sum(scoring.n_words_13a(text) < 4 for text in hypotheses)
    if n_short * 2 <= len(hypotheses):
        return False, []
    message = f"{n_short} of {len(hypotheses)} hypotheses have fewer than four words. BLEU was "
    message += "computed with the effective n-gram order and says little; prefer chrF2."
    return True, [Finding("short-segments", message)]


def _find_few(n_segments: int) -> list[Finding]:
    if n_segments >= FEW_SEGMENTS:
        return []
    message = f"Only {n_segments} segment{'s were' if n_segments != 1 else ' was'} scored. "
    if n_segments < MIN_FOR_INTERVAL:
        message += f"Below {MIN_FOR_INTERVAL} no confidence interval is given, and the score "
        message += "should not be compared with others."
    elif n_segments < NARROW_INTERVAL:
        message += "The interval is wide and still holds the truth somewhat less often than it "
        message += "says; differences inside it mean nothing."
    else:
        message += "The interval is wide; differences inside it mean nothing."
    return [Finding("few-segments", message)]


def _find_surface(
    hypotheses: Sequence[str], references: Sequence[str], settings: Settings
) -> list[Finding]:
    """Findings on differences of form, each with what it does to the first metric."""
    findings = []
    scored = None
    for fold in FOLDS:
        pairs = zip(hypotheses, references, strict=True)
        n_differing = sum(fold.differs(h, r) for h, r in pairs)
        if n_differing:
            scored = scored or _as_scored(hypotheses, references, settings)
            effect = _effect(fold, hypotheses, references, scored, settings)
            message = f"{n_differing} of {len(hypotheses)} segments {fold.label}. {effect}"
            findings.append(Finding(fold.code, message))
    return findings


def _as_scored(
    hypotheses: Sequence[str], references: Sequence[str], settings: Settings
) -> scoring.Statistics:
    # TER is slow and rarely alone; any other metric shows the size of an effect as well.
    metric = next((name for name in settings.metrics if name != "TER"), "chrF2")
    applied = NORMALISATIONS[settings.normalise]
    sides = folded(hypotheses, applied), folded(references, applied)
    return scoring.collect(metric, *sides, short=_find_short(sides[0])[0])


def _effect(
    fold: Fold,
    hypotheses: Sequence[str],
    references: Sequence[str],
    scored: scoring.Statistics,
    settings: Settings,
) -> str:
    """What the score is with and without a fold, in words."""
    applied = NORMALISATIONS[settings.normalise]
    codes = (applied, applied ^ {fold.code})
    sides = [[folded(texts, c) for texts in (hypotheses, references)] for c in codes]
    pairs = [list(zip(*side, strict=True)) for side in sides]
    changed = [i for i, (one, other) in enumerate(zip(*pairs, strict=True)) if one != other]
    other = scored
    if changed:
        rows = scoring.collect(
            scored.name,
            [pairs[1][i][0] for i in changed],
            [pairs[1][i][1] for i in changed],
            short="eff:yes" in scoring.signature(scored),
        )
        other = scoring.with_rows(scored, changed, rows)
    value, changed_value = scoring.value(scored), scoring.value(other)
    if fold.code in applied:
        here = f"{scored.name} is {value:.1f} {fold.remedy}, as scored here"
        return f"{here}; as given it is {changed_value:.1f}."
    return (
        f"{scored.name} is {value:.1f} as given, as scored here; {fold.remedy} it is "
        f"{changed_value:.1f} (set normalise to typography)."
    )
