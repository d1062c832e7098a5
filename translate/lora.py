"""Low-rank adapters (LoRA, Hu et al. 2021, arXiv 2106.09685) as NumPy arrays."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from songngu.corpora.errors import EngineError
from songngu.translate.model_cache import sha256

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
#: In an adapter's configuration: it was trained with memory matches in the prompt.
EXAMPLES = "songngu_examples"


def _to_float32(entry: dict[str, Any]) -> NDArray[np.float32]:
    data, shape, dtype = bytes(entry["data"]), entry["shape"], entry["dtype"]
    if dtype == "BF16":
        # bfloat16 is the upper half of float32; NumPy has no such type.
        wide = np.frombuffer(data, dtype="<u2").astype(np.uint32) << 16
        return wide.view(np.float32).reshape(shape)
    if dtype in ("F32", "F16"):
        kind = "<f4" if dtype == "F32" else "<f2"
        return np.frombuffer(data, dtype=kind).astype(np.float32).reshape(shape)
    raise EngineError(
        f"The adapter holds weights of type {dtype}; expected BF16, F16 or F32. "
        "Save it again in one of these types."
    )


def read_config(folder: Path) -> dict[str, Any]:
    """An adapter's configuration, as peft writes it, with what songngu has added.

    Raises:
        EngineError: There is none, or it is no JSON object.
    """
    path = folder / CONFIG
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise _incomplete(folder, CONFIG) from error
    except ValueError as error:
        raise EngineError(f"{path} is not JSON: {error}. Train the adapter again.") from error
    if not isinstance(config, dict):
        raise EngineError(f"{path} holds no JSON object. Train the adapter again.")
    return config


def digest(folder: Path) -> str:
    """A SHA-256, hexadecimal, over an adapter's configuration and weights.

    Raises:
        FileNotFoundError: One of them is missing.
    """
    files = "".join(sha256(folder / name) for name in (CONFIG, WEIGHTS))
    return hashlib.sha256(files.encode()).hexdigest()


def _incomplete(folder: Path, missing: str) -> EngineError:
    return EngineError(
        f"The adapter folder {folder} lacks {missing}; expected {CONFIG} and {WEIGHTS}. Train the "
        "adapter again, name another folder, or reinstall songngu if it is its own."
    )


class Adapter:
    """A LoRA adapter saved by peft: weight changes ``scale · B A`` by module name."""

    def __init__(self, folder: Path) -> None:
        import safetensors

        self._scale = self._read_scale(read_config(folder))
        try:
            blob = (folder / WEIGHTS).read_bytes()
        except FileNotFoundError as error:
            raise _incomplete(folder, WEIGHTS) from error
        entries: list[tuple[str, dict[str, Any]]] = safetensors.deserialize(blob)  # type: ignore[no-untyped-call]
        self._weights = {name: _to_float32(entry) for name, entry in entries}

    @staticmethod
    def _read_scale(config: dict[str, Any]) -> float:
        for setting in ("use_dora", "use_rslora", "rank_pattern", "alpha_pattern", "lora_bias"):
            if config.get(setting):
                raise EngineError(
                    f"The adapter uses {setting}, which the conversion does not support; "
                    "expected a plain LoRA adapter of one rank."
                )
        return float(config["lora_alpha"]) / float(config["r"])

    def modules(self) -> set[str]:
        """Names of the adapted modules, such as ``layers.0.self_attn.q_proj``."""
        return {
            name.removeprefix("base_model.model.model.").rsplit(".lora_", 1)[0]
            for name in self._weights
        }

    def factors(self, module: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Down (rank, inputs) and up (outputs, rank) of a module; up times down is its change.

        Raises:
            KeyError: The module is not adapted.
        """
        prefix = f"base_model.model.model.{module}.lora_"
        up: NDArray[np.float32] = self._scale * self._weights[prefix + "B.weight"]
        return self._weights[prefix + "A.weight"], up

    def merge(self, module: str, weight: NDArray[np.float32]) -> NDArray[np.float32]:
        """The weight, (outputs, inputs), with the adapter's change to that module added."""
        prefix = f"base_model.model.model.{module}.lora_"
        if prefix + "A.weight" not in self._weights:
            return weight
        down, up = self.factors(module)
        if (up.shape[0], down.shape[1]) != weight.shape:
            raise EngineError(
                f"The adapter's {module} is {up.shape[0]} × {down.shape[1]}, the base model's "
                f"{weight.shape[0]} × {weight.shape[1]}; they do not belong together."
            )
        merged: NDArray[np.float32] = weight + up @ down
        return merged
