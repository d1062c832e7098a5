"""``songngu train``: a drafting model adapted to pairs."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from songngu.translate.device import DEVICES
from songngu.ui.cli import Saved, saved
from songngu.ui.commands.base import Command
from songngu.ui.commands.options import (
    default_threads,
    json_option,
    open_workbench,
    store_option,
)
from songngu.ui.commands.streams import note, print_text, write_stdout
from songngu.ui.results import to_bytes

if TYPE_CHECKING:
    from songngu.translate.training.config import TrainingConfig
    from songngu.translate.training.loop import Progress
    from songngu.ui.actions.training import Trained

LINE_EVERY_S = 15.0
"""A line of progress comes at most this often; what the held-out set says always comes."""


@click.command(
    "train",
    cls=Command,
    short_help="Adapt a drafting model to approved pairs.",
    examples=(
        "songngu train --post-edits",
        "songngu train --config newsroom.toml --out runs/newsroom",
        "songngu train memory.tmx --engine hf:Helsinki-NLP/opus-mt-vi-en --device cuda",
        "songngu train --restore embedded",
    ),
)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--config",
    "config_file",
    metavar="FILE",
    help="Settings (TOML): sources with weights, filters, stages.",
)
@click.option(
    "--post-edits", is_flag=True, help="Train on the approved post-edits of the database."
)
@click.option(
    "--engine",
    metavar="NAME",
    help="The engine to adapt: embedded, hf:ORG/MODEL, hf-causal:ORG/MODEL or a folder. Default: "
    "what the settings say, else embedded.",
)
@click.option(
    "--out",
    metavar="FOLDER",
    help="The folder of the run. Default: one in your data folder; a run that has not come to its "
    "end is gone on with.",
)
@click.option(
    "--device",
    type=click.Choice(DEVICES),
    default="auto",
    show_default=True,
    help="Train on the processor or on a graphics card.",
)
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    default=default_threads(),
    show_default="the processors this machine has, 4 at most",
    metavar="N",
    help="Processor threads.",
)
@click.option(
    "--no-install",
    is_flag=True,
    help="Leave the model in the folder of the run instead of putting it to use; the same command "
    "with that folder as --out puts it to use later.",
)
@click.option(
    "--restore",
    metavar="ENGINE",
    help="Train nothing: use the model again that the trained one in use has replaced.",
)
@click.option(
    "--cut-rank",
    nargs=2,
    type=(str, click.IntRange(min=1)),
    metavar="ADAPTER RANK",
    help="Train nothing: write this adapter with a lower rank to --out.",
)
@click.option("--example-config", is_flag=True, help="Print settings with comments to begin with.")
@store_option
@json_option
@click.pass_context
def train_command(
    ctx: click.Context,
    files: tuple[str, ...],
    config_file: str | None,
    post_edits: bool,
    engine: str | None,
    out: str | None,
    device: str,
    threads: int,
    no_install: bool,
    restore: str | None,
    cut_rank: tuple[str, int] | None,
    example_config: bool,
    store: str | None,
    as_json: bool,
) -> None:
    """Adapt a drafting model to pairs, and put it to use if it drafts better than before.

    FILE is a TMX, TSV or JSONL file of pairs, or a folder of such; more sources can stand in the
    settings. After Ctrl-C or a crash the same command goes on. At the end the model drafts held-out
    pairs; where it scores worse than the model in use it is not put to use, and the exit code is 1.
    """
    trains = bool(files or config_file or post_edits)
    if sum((example_config, restore is not None, cut_rank is not None, trains)) > 1:
        raise click.UsageError(
            "--example-config, --restore and --cut-rank train nothing: leave the other out"
        )
    if example_config:
        _show_example(as_json)
    elif restore is not None:
        _restore(restore, as_json)
    elif cut_rank is not None:
        _cut(*cut_rank, out, as_json)
    elif not trains:
        raise click.UsageError("give files of pairs, --post-edits, or settings with --config")
    else:
        config = _config(files, config_file, post_edits, engine)
        folder = _folder(config_file, out)
        result = _train(ctx, config, folder, store, device, threads, not no_install)
        _show(result, as_json)
        if result.state == "refused":
            ctx.exit(1)


def _show_example(as_json: bool) -> None:
    text = resources.files("songngu.translate.training").joinpath("example.toml").read_text("utf-8")
    if as_json:
        write_stdout(to_bytes({"example": text}))
    else:
        print_text(text.rstrip("\n"))


def _restore(engine: str, as_json: bool) -> None:
    from songngu.translate import adapters

    folder = adapters.restore(engine)
    if as_json:
        write_stdout(to_bytes({"engine": engine, "model": str(folder) if folder else None}))
    elif folder is None:
        print_text(f"{engine} drafts as it comes again, without a trained model")
    else:
        print_text(f"{engine} drafts with {folder} again")


def _cut(adapter: str, rank: int, out: str | None, as_json: bool) -> None:
    from songngu.translate.training.adapter_files import cut_adapter

    if out is None:
        raise click.UsageError("--cut-rank writes to a folder: give --out FOLDER")
    kept = cut_adapter(Path(adapter), Path(out), rank)
    if as_json:
        write_stdout(to_bytes({"adapter": out, "rank": rank, "kept": kept}))
    else:
        print_text(f"wrote {out} with rank {rank}; {kept:.1%} of the adapter's weight is kept")


def _config(
    files: Sequence[str], config_file: str | None, post_edits: bool, engine: str | None
) -> TrainingConfig:
    from songngu.translate.training.config import SourceTable, TrainingConfig, load_config

    config = TrainingConfig() if config_file is None else load_config(Path(config_file))
    sources = [*config.source]
    # Absolute, so that the same command from another folder is the same run.
    sources += [SourceTable(path=str(Path(name).absolute())) for name in files]
    if post_edits and not any(source.post_edits for source in sources):
        sources.append(SourceTable(post_edits=True))
    model = config.model if engine is None else config.model.model_copy(update={"engine": engine})
    return config.model_copy(update={"source": sources, "model": model})


def _folder(config_file: str | None, out: str | None) -> Path:
    from songngu.ui.actions.training import free_folder

    if out is not None:
        return Path(out)
    return free_folder(Path(config_file).stem if config_file is not None else "run")


def _train(
    ctx: click.Context,
    config: TrainingConfig,
    folder: Path,
    store: str | None,
    device: str,
    threads: int,
    install: bool,
) -> Trained:
    from songngu.ui.actions.training import Listeners, train_model

    kept: Saved = saved(ctx)
    kept.sentence = f"what was done is in {folder}; the same command goes on"
    needs_store = config.hints.termbase or any(source.post_edits for source in config.source)
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(open_workbench(store)) if needs_store else None
        asked = stack.enter_context(_stop_signals())
        listeners = Listeners(note, _Lines(), lambda: bool(asked))
        result = train_model(
            config,
            folder,
            store=opened,
            device=device,
            threads=threads,
            install=install,
            listeners=listeners,
        )
    if result.state == "interrupted":
        kept.sentence = result.reason
        raise KeyboardInterrupt
    return result


@contextlib.contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """Collect the first request to stop, so that the run can save; a second one ends it at once."""
    asked: list[int] = []

    def ask(number: int, frame: Any) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        note("stopping soon and saving; once more ends it at once")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Lines:
    """Prints progress as lines, not too many."""

    def __init__(self) -> None:
        self._last = -LINE_EVERY_S

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.held_out is None and now - self._last < LINE_EVERY_S:
            return
        self._last = now
        note(progress_line(progress))


def progress_line(progress: Progress) -> str:
    """Return how far a run has come, as a line."""
    parts = [
        f"{progress.share:4.0%}",
        f"stage {progress.stage}",
        f"step {progress.step}",
    ]
    if progress.loss == progress.loss:  # not a number before the first step
        parts.append(f"loss {progress.loss:.3f}")
    if progress.tokens_per_s:
        parts.append(f"{progress.tokens_per_s:.0f} tokens/s")
    if progress.left_s is not None:
        parts.append(f"{_duration(progress.left_s)} left")
    if progress.held_out is not None:
        best = ", the best so far" if progress.is_best else ""
        parts.append(f"held-out loss {progress.held_out:.4f}{best}")
    return "  ".join(parts)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


def _show(result: Trained, as_json: bool) -> None:
    if as_json:
        write_stdout(to_bytes(asdict(result)))
        return
    lines = [
        f"{row['metric']:<6} {row['made']}  before {row['former']}  difference {row['difference']}"
        for row in result.scores
    ]
    if result.state == "refused":
        note(
            f"songngu: the model in {result.model} is not put to use: {result.reason}; the model "
            f"in use stays. Draft with it all the same: --engine {result.engine}"
        )
    else:
        done = "in use now" if result.state == "installed" else "not put to use"
        lines.append(f"{result.model}: {done}; {result.reason}")
        if not result.engine.startswith("embedded") or result.state == "made":
            lines.append(f"draft with it: --engine {result.engine}")
    if lines:
        print_text("\n".join(lines))
    sys.stdout.flush()
