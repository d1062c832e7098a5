"""Whether a model made by training is better than the one in use, and what each is called."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from songngu.corpora.types import Draft
    from songngu.eval import Comparison
    from songngu.translate.training import TrainingPair
    from songngu.translate.training.card import ScoreRow
    from songngu.translate.training.checkpoint import Place
    from songngu.translate.training.config import ModelTable
    from songngu.ui.actions.training import Listeners

METRICS = ("BLEU", "chrF2")
SIGNIFICANT = 0.05
"""A difference that would come by chance less often than this counts by itself."""

Verdict = Literal["better", "no better", "not known"]


def engine_of(engine: str, folder: Path) -> str:
    """Return how drafting commands name a model of that engine in a folder."""
    kind = "embedded" if engine == "embedded" else engine.partition(":")[0]
    return f"{kind if kind in ('embedded', 'hf', 'hf-causal') else 'hf'}:{folder}"


def former_engine(engine: str) -> str:
    """Return the engine that a trained model is to replace: the trained one in use, or itself."""
    from songngu.translate import adapters

    if engine == adapters.EMBEDDED:
        return engine_of(engine, adapters.current_adapter())
    trained = adapters.current(engine)
    if trained is not None:
        return engine_of(engine, trained)
    return engine if ":" in engine else f"hf:{engine}"


@contextlib.contextmanager
def conversions_removed(model: Path) -> Iterator[None]:
    """Take away what drafting with a model for once has put into the user's cache."""
    from songngu.translate import model_cache

    try:
        yield
    finally:
        model_cache.clean(lambda _, made_of: made_of == model.absolute())


def compare_drafts(
    former: str,
    made: str,
    chosen: Sequence[TrainingPair],
    *,
    device: str,
    threads: int,
    heard: Listeners,
) -> list[Comparison]:
    """Return the model made against the one in use, on drafts of held-out pairs; [] for none.

    Args:
        former: The engine in use.
        made: The engine made.
        chosen: Pairs to draft.
        device: ``auto``, ``cpu`` or ``cuda``.
        threads: Processor threads; 0 leaves the choice to the libraries.
        heard: Those who wait.

    Raises:
        EngineError: One of the two cannot draft.
    """
    from songngu.eval import compare

    if not chosen:
        return []
    drafts = []
    for name, engine in (("the model in use", former), ("the model made", made)):
        heard.note(f"drafting {len(chosen)} held-out segments with {name}")
        drafts.append(_drafts(engine, [pair.source for pair in chosen], device, threads, heard))
    references = [pair.target for pair in chosen]
    return list(compare(drafts[0], drafts[1], references, metrics=METRICS))


def _drafts(
    engine: str, sources: Sequence[str], device: str, threads: int, heard: Listeners
) -> list[str]:
    from songngu.translate import load_drafter
    from songngu.translate.drafter import complete

    drafter = load_drafter(engine, threads=threads, device=device)
    drafts: list[Draft | None] = [None] * len(sources)
    for index, draft in drafter.draft_iter(sources):
        drafts[index] = draft
        if heard.should_stop():
            raise KeyboardInterrupt
    return [draft.text for draft in complete(drafts, drafter)]


def doubt_of_losses(table: ModelTable, start: str) -> str | None:
    """Return why the run's losses do not compare the model made with the one in use.

    Args:
        table: The settings.
        start: Folder or hub name of the model that the run started from.

    Returns:
        None where they do.
    """
    from songngu.translate import adapters

    # Paths, since a folder can be written in several ways.
    if Path(start) != Path(adapters.own_model(former_engine(table.engine))):
        return "the run did not start from the model in use"
    if table.final_rank is not None:
        return "the rank has been lowered since"
    return None


def judge(
    comparisons: Sequence[Comparison], place: Place, doubt: str | None
) -> tuple[Verdict, str]:
    """Return whether the model made is better than the one in use, and why.

    It is not where one metric is worse by more than chance (paired bootstrap), or none is better.
    Without drafts the held-out loss decides, where it is that of the two models.

    Args:
        comparisons: Of drafts, by metric.
        place: How the run went.
        doubt: Why its losses are not those of the two models; None where they are.
    """
    if not comparisons:
        first, best = place.checks[0][2], place.best_loss or place.checks[0][2]
        what = f"the held-out loss went from {first:.4f} to {best:.4f}"
        if best >= first:
            return "no better", f"{what}, which is no better"
        if doubt is None:
            return "better", what
        return "not known", (
            f"{what}, but {doubt}, so that without drafts nobody knows which of the two is better"
        )
    shown = ", ".join(
        f"{each.metric} {each.difference:+.1f} (p = {each.p_value:.3f})" for each in comparisons
    )
    worse = [each for each in comparisons if each.difference < 0 and each.p_value < SIGNIFICANT]
    if worse:
        names = " and ".join(each.metric for each in worse)
        return "no better", f"it is worse than the model in use by {names}: {shown}"
    if all(each.difference <= 0 for each in comparisons):
        return "no better", f"it is no better than the model in use: {shown}"
    return "better", f"it is better than the model it replaces: {shown}"


def score_row(comparison: Comparison) -> ScoreRow:
    """Return a comparison as a row of the card."""
    from songngu.eval import format_score
    from songngu.translate.training.card import ScoreRow

    low, high = comparison.interval
    return ScoreRow(
        comparison.metric,
        format_score(comparison.second),
        format_score(comparison.first),
        f"{comparison.difference:+.1f} [{low:+.1f}–{high:+.1f}], p = {comparison.p_value:.3f}",
        comparison.second.signature,
    )
