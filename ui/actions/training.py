"""A training run from data to installed model."""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from songngu.corpora.errors import TrainingError
from songngu.ui.actions.judging import (
    compare_drafts,
    conversions_removed,
    doubt_of_losses,
    engine_of,
    former_engine,
    judge,
    score_row,
)
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
    from songngu.translate.training import TrainingPair
    from songngu.translate.training.config import TrainingConfig
    from songngu.translate.training.data import Data
    from songngu.translate.training.learner import Learner
    from songngu.translate.training.loop import Progress, Run

CARD = "MODEL_CARD.md"
State = Literal["interrupted", "installed", "refused", "made"]


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a run.

    Attributes:
        state: ``interrupted``: it can go on; ``installed``: the model is in use; ``refused``: it
            is no better than the one in use, which stays; ``made``: it was not to be installed, or
            nobody knows whether it is better.
        folder: Of the run.
        model: Folder of the model made; None where the run was interrupted.
        engine: How drafting commands name the model made.
        reason: Why it came so, in a sentence.
        scores: Rows of the card.
        better_than: The engine in use that it was found better than; None where it was not.
    """

    state: State
    folder: str
    model: str | None
    engine: str
    reason: str
    scores: tuple[Mapping[str, str], ...] = ()
    better_than: str | None = None


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
    result again, and puts its model to use where that was not wanted before.

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
    from songngu.translate.training.learners import check_engine

    heard = listeners or Listeners()
    check_engine(config)
    with _locked(folder):
        made = adapters.stem_of(config.model.engine)
        checkpoint.check_settings(folder, config.settings(), made)
        done = folder / checkpoint.RESULT
        if done.is_file():
            result = _read_result(done)
        else:
            result = _run(config, folder, store, device, threads, heard)
            if result.state == "interrupted":
                return result
            _write_result(done, result)
            checkpoint.clear(folder)
        if install and result.state == "made" and result.better_than is not None:
            result = _put_to_use(config.model.engine, result)
            _write_result(done, result)
        return result


def _run(
    config: TrainingConfig,
    folder: Path,
    store: Store | None,
    device: str,
    threads: int,
    heard: Listeners,
) -> Trained:
    """Begin or go on with the run."""
    # Whatever can be missing is asked for before hours are spent.
    glossary = _glossary(config, folder, store)
    read_licences(config, ())
    data = _data(config, folder, store, heard)
    trained = _trained(config, folder, data, glossary, device, threads, heard)
    if trained is None:
        reason = f"what was learnt is saved in {folder}; the same command goes on"
        return Trained("interrupted", str(folder), None, config.model.engine, reason)
    return _finish(config, folder, data, trained, device, threads, heard)


def _glossary(
    config: TrainingConfig, folder: Path, store: Store | None
) -> dict[str, tuple[str, ...]]:
    """The terms of the run: those kept in its folder, else read now."""
    from songngu.translate.training import checkpoint
    from songngu.translate.training.hints import glossary_of

    glossary = checkpoint.load_glossary(folder)
    if glossary is None:
        glossary = glossary_of(read_hints(config, store))
        checkpoint.save_glossary(folder, glossary)
    return glossary


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


def _write_result(path: Path, result: Trained) -> None:
    from songngu.translate.training import checkpoint

    text = json.dumps(asdict(result), indent=1)
    checkpoint.write_whole(path, lambda file: file.write(text.encode()))


def _put_to_use(engine: str, result: Trained) -> Trained:
    """Install the model of a run, unless another is in use than it was compared with."""
    from songngu.translate import adapters

    in_use = former_engine(engine)
    if in_use != result.better_than:
        reason = f"it was found better than {result.better_than}, but now {in_use} is in use"
        return replace(result, reason=reason)
    kept = adapters.install(engine, Path(str(result.model)))
    return replace(result, state="installed", model=str(kept), engine=engine_of(engine, kept))


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
    heard: Listeners,
) -> Trained:
    """Write the model, compare it with the one in use, and write its card."""
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
    former, made = former_engine(engine), engine_of(engine, model)
    with conversions_removed(model):
        comparisons = compare_drafts(
            former, made, data.held_out[:n_draft], device=device, threads=threads, heard=heard
        )
    doubt = doubt_of_losses(config.model, learner.start.model)
    verdict, reason = judge(comparisons, place, doubt)
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
    return Trained(
        "refused" if verdict == "no better" else "made", str(folder), str(model), made, reason,
        tuple(asdict(row) for row in rows), former if verdict == "better" else None,
    )  # fmt: skip


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
