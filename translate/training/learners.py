"""The learner for an engine."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from songngu.corpora.errors import TrainingError
from songngu.translate.adapters import EMBEDDED
from songngu.translate.device import choose_device, torch_cards
from songngu.translate.training import checkpoint
from songngu.translate.training.config import TrainingConfig
from songngu.translate.training.learner import Learner, Start


def require_training(engine: str) -> None:
    """Check that what training needs is installed.

    Raises:
        TrainingError: torch is missing.
    """
    try:
        import torch  # noqa: F401
    except ImportError as error:
        raise TrainingError(
            f"Training {engine} needs PyTorch, which songngu does not install by itself "
            f"({error}). Install it with `pip install 'songngu[train]'`."
        ) from error


def load_learner(
    config: TrainingConfig, *, device: str = "auto", threads: int = 0, folder: Path | None = None
) -> Learner:
    """The model to train, loaded as it was before anything was learnt.

    Args:
        config: The settings.
        device: ``auto``, ``cpu`` or ``cuda``.
        threads: Processor threads; 0 leaves the choice to torch.
        folder: Of the run, for temporary files, and for a note of what it starts from: a run that
            is gone on with starts from the same whatever has been put to use since.

    Raises:
        EngineError: The model cannot be loaded, or there is no such device.
        TrainingError: PyTorch or peft is missing, settings that do not go together, or what the
            run began with has changed.
    """
    # Idle OpenMP threads that spin take the CPU from everything else; read at first import.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    engine = config.model.engine
    check_engine(config)
    require_training(engine)
    import torch

    if folder is not None:
        _own_compiler_cache(folder)
    if threads:
        torch.set_num_threads(threads)
    chosen = choose_device(device, torch_cards, engine)
    kept = None if folder is None else checkpoint.load_start(folder)
    learner = _loaded(config, chosen, folder, kept)
    if kept is not None and kept.revision != learner.start.revision:
        raise TrainingError(
            f"{folder}: the run began with {kept.model} as of {kept.revision[:8]}, found it as of "
            f"{learner.start.revision[:8]}; what was learnt goes with the former only. Put the "
            "model back as it was, or give another folder (--out) to begin a new run."
        )
    if kept is None and folder is not None:
        checkpoint.save_start(folder, learner.start)
    return learner


def _loaded(
    config: TrainingConfig, device: str, folder: Path | None, kept: Start | None
) -> Learner:
    """The learner of an engine, started from what was kept where something was."""
    engine, run, model = config.model.engine, config.run, config.model
    if engine == EMBEDDED:
        if kept is not None:
            model = model.model_copy(update={"start": kept.model})
        from songngu.translate import gemma_base
        from songngu.translate.training.gemma_learner import GemmaLearner

        with tempfile.TemporaryDirectory(dir=folder, prefix=".base-") as temporary:
            path = Path(temporary) / "base.gguf"
            gemma_base.assemble(path)
            base = gemma_base.GemmaBase(path)
            return GemmaLearner(
                model,
                base,
                seed=run.seed,
                device=device,
                batch_tokens=run.batch_tokens,
                examples=config.hints.examples > 0,
            )
    from songngu.translate.training.hub_learner import CausalLearner, Seq2SeqLearner

    kind = CausalLearner if engine.startswith("hf-causal:") else Seq2SeqLearner
    return kind(
        model,
        seed=run.seed,
        device=device,
        batch_tokens=run.batch_tokens,
        start=None if kept is None else kept.model,
    )


def _own_compiler_cache(folder: Path) -> None:
    """Have torch compile into the run's folder, from nothing.

    What a killed process leaves half-written in the shared cache breaks later compilations
    (seen: "file too short").
    """
    compiled = folder / checkpoint.COMPILED
    shutil.rmtree(compiled, ignore_errors=True)
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(compiled.absolute()))


def check_engine(config: TrainingConfig) -> None:
    """Do nothing if such an engine can be trained that way.

    Raises:
        TrainingError: It cannot.
    """
    engine, method = config.model.engine, config.model.method
    kind, colon, name = engine.partition(":")
    if engine == EMBEDDED:
        if method == "full":
            raise TrainingError(
                'model.method is "full", but the embedded engine is the fixed base with an '
                'adapter; set method = "lora", or train a hub model (hf:…, hf-causal:…)'
            )
        return
    known = kind in ("hf", "hf-causal") and name
    if not known and (colon or not engine or not Path(engine).is_dir()):
        raise TrainingError(
            f"found the engine {engine!r}, expected embedded, hf:ORG/MODEL, hf:FOLDER, "
            "hf-causal:ORG/MODEL, hf-causal:FOLDER or the folder of a seq2seq model; other "
            "engines cannot be trained"
        )
