"""The learner for an engine."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from songngu.corpora.errors import TrainingError
from songngu.translate.adapters import EMBEDDED
from songngu.translate.device import choose_device, torch_cards
from songngu.translate.training.checkpoint import COMPILED
from songngu.translate.training.config import TrainingConfig
from songngu.translate.training.learner import Learner


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
    """The model to train, loaded.

    Args:
        config: The settings.
        device: ``auto``, ``cpu`` or ``cuda``.
        threads: Processor threads; 0 leaves the choice to torch.
        folder: For temporary files; the system's unless given.

    Raises:
        EngineError: The model cannot be loaded, or there is no such device.
        TrainingError: PyTorch or peft is missing, or settings that do not go together.
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
    run = config.run
    if engine == EMBEDDED:
        from songngu.translate import gemma_base
        from songngu.translate.training.gemma_learner import GemmaLearner

        with tempfile.TemporaryDirectory(dir=folder, prefix=".base-") as temporary:
            path = Path(temporary) / "base.gguf"
            gemma_base.assemble(path)
            base = gemma_base.GemmaBase(path)
            return GemmaLearner(
                config.model,
                base,
                seed=run.seed,
                device=chosen,
                batch_tokens=run.batch_tokens,
                examples=config.hints.examples > 0,
            )
    from songngu.translate.training.hub_learner import CausalLearner, Seq2SeqLearner

    kind = CausalLearner if engine.startswith("hf-causal:") else Seq2SeqLearner
    return kind(config.model, seed=run.seed, device=chosen, batch_tokens=run.batch_tokens)


def _own_compiler_cache(folder: Path) -> None:
    """Have torch compile into the run's folder, from nothing.

    What a killed process leaves half-written in the shared cache breaks later compilations
    (seen: "file too short").
    """
    compiled = folder / COMPILED
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
