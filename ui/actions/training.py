"""A training run from data to installed model."""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from songngu.corpora.errors import TrainingError
from songngu.ui.actions.training_data import (
    read_hints,
    read_licences,
    read_never,
    read_pairs,
    read_sources,
    require_any,
)

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.eval import Comparison
    from songngu.translate.training import TrainingPair
    from songngu.translate.training.card import ScoreRow
    from songngu.translate.training.checkpoint import Place
    from songngu.translate.training.config import TrainingConfig
    from songngu.translate.training.data import Data
    from songngu.translate.training.learner import Learner
    from songngu.translate.training.loop import Progress, Run

CARD = "MODEL_CARD.md"
METRICS = ("BLEU", "chrF2")
SIGNIFICANT = 0.05
"""A difference that would come by chance less often than this counts by itself."""

State = Literal["interrupted", "installed", "refused", "made"]


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a run.

    Attributes:
        state: ``interrupted``: it can go on; ``installed``: the model is in use; ``refused``: it
            scores no better than the one in use, which stays; ``made``: it was not to be installed.
        folder: Of the run.
        model: Folder of the model made; None where the run was interrupted.
        engine: How drafting commands name the model made.
        reason: Why it came so, in a sentence.
        scores: Rows of the card.
    """

    state: State
    folder: str
    model: str | None
    engine: str
    reason: str
    scores: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listeners:
    """Those who wait for a run.

    Attributes:
        note: Told what is being done, a line each.
        progress: Told how far training has come.
        should_stop: Asked whether somebody wants the run to stop.
    """

    note: Callable[[str], None] = lambda text: None
    progress: Callable[[Progress], None] = lambda progress: None
    should_stop: Callable[[], bool] = lambda: False


def train_model(
    config: TrainingConfig,
    folder: Path,
    *,
    store: Store | None = None,
    device: str = "auto",
    threads: int = 0,
    install: bool = True,
    listeners: Listeners | None = None,
) -> Trained:
    """Train a model, score it, and put it to use where it is better than the one in use.

    The same call goes on with a run that was interrupted or killed; a finished one gives its
    result again.

    Args:
        config: The settings.
        folder: Of the run; made where it is missing.
        store: Where post-edits and terms are.
        device: ``auto``, ``cpu`` or ``cuda``.
        threads: Processor threads; 0 leaves the choice to the libraries.
        install: Put the model to use; otherwise it stays in the folder.
        listeners: Those who wait.

    Raises:
        WorkbenchError: Settings, data, model or folder stand in the way.
    """
    from songngu.translate import adapters
    from songngu.translate.training import checkpoint
    from songngu.translate.training.hints import glossary_of
    from songngu.translate.training.learners import check_engine

    heard = listeners or Listeners()
    check_engine(config)
    with _locked(folder):
        made = adapters.stem_of(config.model.engine)
        checkpoint.check_settings(folder, config.settings(), made)
        done = folder / checkpoint.RESULT
        if done.is_file():
            return _read_result(done)
        # Whatever can be missing is asked for before hours are spent.
        glossary = glossary_of(read_hints(config, store))
        read_licences(config, ())
        data = _data(config, folder, store, heard)
        run = _trained(config, folder, data, glossary, device, threads, heard)
        if run is None:
            reason = f"what was learnt is saved in {folder}; the same command goes on"
            return Trained("interrupted", str(folder), None, config.model.engine, reason)
        result = _finish(config, folder, data, run, device, threads, install, heard)
        checkpoint.write_whole(
            done, lambda file: file.write(json.dumps(asdict(result), indent=1).encode())
        )
        checkpoint.clear(folder)
        return result


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep the folder for this process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TrainingError(
                f"{folder}: another process is training there; wait for it, or give another "
                "folder with --out"
            ) from None
        yield


def _read_result(path: Path) -> Trained:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Trained(**{**values, "scores": tuple(values["scores"])})
    except (ValueError, TypeError, KeyError) as error:
        raise TrainingError(
            f"{path}: the result of the run cannot be read ({type(error).__name__}: {error}); "
            "give another folder with --out"
        ) from error


def _data(config: TrainingConfig, folder: Path, store: Store | None, heard: Listeners) -> Data:
    """The pairs of the run: those kept in its folder, else read and filtered now."""
    from songngu.corpora.language import identify
    from songngu.eval import Overlap
    from songngu.translate.training import checkpoint
    from songngu.translate.training.data import Data, prepare_data
    from songngu.translate.training.filters import count_table

    kept = checkpoint.load_pairs(folder)
    if kept is not None:
        counts = checkpoint.load_counts(folder)
        heard.note(f"going on with {len(kept[0])} pairs as they were read when the run began")
        return Data(*kept, counts)
    require_any(config)
    heard.note("reading and filtering pairs")
    data = prepare_data(
        _watched(read_sources(config, store), heard),
        config,
        held_out=_held_out(config),
        never=read_never(config.never),
        identify=identify,
        make_find=lambda texts: Overlap(texts).find,
    )
    for line in count_table(data.counts):
        heard.note(line)
    heard.note(f"{len(data.pairs)} pairs to train on, {len(data.held_out)} held out")
    checkpoint.save_counts(folder, data.counts)
    checkpoint.save_pairs(folder, data.pairs, data.held_out)
    return data


def _watched(pairs: Iterable[TrainingPair], heard: Listeners) -> Iterator[TrainingPair]:
    """Let the pairs pass until somebody wants the run to stop: nothing is lost here yet."""
    for pair in pairs:
        if heard.should_stop():
            raise KeyboardInterrupt
        yield pair


def _held_out(config: TrainingConfig) -> list[TrainingPair] | None:
    from songngu.translate.training import TrainingPair

    if config.held_out.path is None:
        return None
    return [
        TrainingPair(unit.source, unit.target, name or "held-out", unit.confidence)
        for name, unit in read_pairs(Path(config.held_out.path))
    ]


def _trained(
    config: TrainingConfig,
    folder: Path,
    data: Data,
    glossary: Mapping[str, tuple[str, ...]],
    device: str,
    threads: int,
    heard: Listeners,
) -> tuple[Learner, Run] | None:
    """The learner at its best and its run; None where somebody wanted it to stop."""
    from songngu.translate.training.learners import load_learner, require_training
    from songngu.translate.training.plan import make_plan

    require_training(config.model.engine)
    from songngu.translate.training.loop import Run

    plan = make_plan(config, data, glossary)
    heard.note(f"loading {config.model.engine}")
    learner = load_learner(config, device=device, threads=threads, folder=folder)
    for remark in learner.remarks:
        heard.note(remark)
    run = Run(learner, plan, folder, report=heard.progress, should_stop=heard.should_stop)
    for origin, number in run.too_long.items():
        heard.note(f"{origin}: {number} pairs are longer than {config.model.max_tokens} tokens")
        if origin in data.counts:
            data.counts[origin].removed["tokens"] = number
    if run.place.step:
        heard.note(f"going on after step {run.place.step}")
    if run.go() == "interrupted":
        return None
    run.load_best()
    return learner, run


def _finish(
    config: TrainingConfig,
    folder: Path,
    data: Data,
    trained: tuple[Learner, Run],
    device: str,
    threads: int,
    install: bool,
    heard: Listeners,
) -> Trained:
    from songngu.translate import adapters
    from songngu.translate.training.card import model_card

    learner, run = trained
    engine = config.model.engine
    model = folder / adapters.stem_of(engine)
    part = folder / f".{model.name}.part"
    shutil.rmtree(part, ignore_errors=True)
    learner.export(part)
    shutil.rmtree(model, ignore_errors=True)
    part.rename(model)
    place = run.place
    # Where nothing was learnt, the drafts would be those of the start.
    n_draft = config.held_out.draft if place.best_step else 0
    with _conversions_removed(model):
        comparisons = _compared(config, data.held_out[:n_draft], model, device, threads, heard)
    better, reason = judge(comparisons, place)
    state: State = "refused" if not better else "installed" if install else "made"
    rows = [score_row(each) for each in comparisons]
    card = model_card(
        config,
        data,
        place,
        learner=learner.signature,
        licences=read_licences(config, data.counts),
        scores=rows,
        n_scored=min(n_draft, len(data.held_out)),
        verdict=reason[0].upper() + reason[1:] + ".",
    )
    (model / CARD).write_text(card, encoding="utf-8")
    kept = adapters.install(engine, model) if state == "installed" else model
    return Trained(
        state, str(folder), str(kept), engine_of(engine, kept), reason,
        tuple(asdict(row) for row in rows),
    )  # fmt: skip


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
def _conversions_removed(model: Path) -> Iterator[None]:
    """Take away what drafting with a model for once has put into the user's cache."""
    from songngu.translate import model_cache

    try:
        yield
    finally:
        model_cache.clean(lambda _, made_of: made_of == model.absolute())


def _compared(
    config: TrainingConfig,
    chosen: Sequence[TrainingPair],
    model: Path,
    device: str,
    threads: int,
    heard: Listeners,
) -> list[Comparison]:
    """The model made against the one in use, on drafts of held-out pairs; [] for none."""
    from songngu.eval import compare

    if not chosen:
        return []
    engines = former_engine(config.model.engine), engine_of(config.model.engine, model)
    drafts = []
    for name, engine in zip(("the model in use", "the model made"), engines, strict=True):
        heard.note(f"drafting {len(chosen)} held-out segments with {name}")
        drafts.append(_drafts(engine, [pair.source for pair in chosen], device, threads, heard))
    references = [pair.target for pair in chosen]
    return list(compare(drafts[0], drafts[1], references, metrics=METRICS))


def _drafts(
    engine: str, sources: Sequence[str], device: str, threads: int, heard: Listeners
) -> list[str]:
    from songngu.translate import load_drafter

    drafter = load_drafter(engine, threads=threads, device=device)
    texts = [""] * len(sources)
    for index, draft in drafter.draft_iter(sources):
        texts[index] = draft.text
        if heard.should_stop():
            raise KeyboardInterrupt
    return texts


def judge(comparisons: Sequence[Comparison], place: Place) -> tuple[bool, str]:
    """Return whether the model made is to replace the one in use, and why.

    It is not where one metric is worse by more than chance (paired bootstrap), or none is better.
    Without drafts the held-out loss decides.
    """
    if not comparisons:
        first, best = place.checks[0][2], place.best_loss or place.checks[0][2]
        better = best < first
        what = f"the held-out loss went from {first:.4f} to {best:.4f}"
        return better, what if better else f"{what}, which is no better"
    shown = ", ".join(
        f"{each.metric} {each.difference:+.1f} (p = {each.p_value:.3f})" for each in comparisons
    )
    worse = [each for each in comparisons if each.difference < 0 and each.p_value < SIGNIFICANT]
    if worse:
        names = " and ".join(each.metric for each in worse)
        return False, f"it is worse than the model in use by {names}: {shown}"
    if all(each.difference <= 0 for each in comparisons):
        return False, f"it is no better than the model in use: {shown}"
    return True, f"it is better than the model it replaces: {shown}"


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


def runs_root() -> Path:
    """Return the folder of runs whose folder is not given."""
    from songngu.translate import adapters

    return adapters.models_root().parent / "training"


def free_folder(name: str) -> Path:
    """Return the folder of the run of that name that has not come to its end, else a new one."""
    from songngu.translate.training import checkpoint

    root = runs_root()
    number = 1
    while (root / f"{name}-{number}" / checkpoint.RESULT).is_file():
        number += 1
    return root / f"{name}-{number}"
