"""Adapters written the way peft writes them, and made smaller; NumPy alone."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from songngu.translate.lora import CONFIG, EXAMPLES, WEIGHTS, Adapter, read_config

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]
    #: Down and up projection by module name: (rank, inputs) and (outputs, rank).
    Factors = Mapping[str, tuple[Array, Array]]

_PREFIX = "base_model.model.model."


def _bfloat16(values: Array) -> bytes:
    """The values rounded to bfloat16, nearest and even, as little-endian bytes."""
    bits = np.ascontiguousarray(values, dtype="<f4").view("<u4")
    rounded = bits + 0x7FFF + ((bits >> 16) & 1)
    data: bytes = (rounded >> 16).astype("<u2").tobytes()
    return data


def _safetensors(tensors: Mapping[str, Array]) -> bytes:
    """A safetensors file of bfloat16 tensors.

    Length of the header (u64), header (JSON), data; see the format's README. The package's own
    writer takes other arguments in every version and knows bfloat16 only from torch.
    """
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    blobs = []
    start = 0
    for name, values in sorted(tensors.items()):
        blobs.append(_bfloat16(values))
        end = start + len(blobs[-1])
        header[name] = {
            "dtype": "BF16",
            "shape": list(values.shape),
            "data_offsets": [start, end],
        }
        start = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(blobs)


def save_adapter(factors: Factors, folder: Path, *, base: str, examples: bool = False) -> None:
    """Write ``adapter_config.json`` and ``adapter_model.safetensors`` into a folder.

    Weights are bfloat16; alpha is the rank, so that the change of a weight is just up times down.

    Args:
        factors: The projections by module, such as ``layers.0.self_attn.q_proj``, of one rank.
        folder: Made where it is missing.
        base: Name of the base model.
        examples: It was trained with memory matches in the prompt.

    Raises:
        ValueError: No module at all, or several ranks.
    """
    ranks = {down.shape[0] for down, _ in factors.values()}
    ranks |= {up.shape[1] for _, up in factors.values()}
    if len(ranks) != 1:
        raise ValueError(f"expected factors of one rank, found ranks {sorted(ranks)}")
    (rank,) = ranks
    tensors = {
        f"{_PREFIX}{module}.lora_{side}.weight": values
        for module, pair in factors.items()
        for side, values in zip("AB", pair, strict=True)
    }
    config = {
        "base_model_name_or_path": base,
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "init_lora_weights": True,
        "lora_alpha": rank,
        "lora_dropout": 0.0,
        "peft_type": "LORA",
        "r": rank,
        "target_modules": sorted({module.rpartition(".")[2] for module in factors}),
        "task_type": "CAUSAL_LM",
        **({EXAMPLES: True} if examples else {}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(_safetensors(tensors))
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def lower_rank(down: Array, up: Array, rank: int) -> tuple[Array, Array]:
    """The best approximation of ``up @ down`` by factors of a lower rank.

    By the singular value decomposition of the product (Eckart and Young 1936), worked out on the
    small triangular factors of both sides. The weight is shared evenly between the two factors.

    Args:
        down: (rank now, inputs).
        up: (outputs, rank now).
        rank: At least 1; where it is not lower than what is there, both come back as they are.

    Raises:
        ValueError: The rank is below 1.
    """
    if rank < 1:
        raise ValueError(f"expected a rank of at least 1, found {rank}")
    if rank >= down.shape[0]:
        return down, up
    q_up, r_up = np.linalg.qr(up.astype(np.float64))
    q_down, r_down = np.linalg.qr(down.astype(np.float64).T)
    left, values, right = np.linalg.svd(r_up @ r_down.T)
    root = np.sqrt(values[:rank])
    new_up = (q_up @ left[:, :rank]) * root
    new_down = root[:, None] * (right[:rank] @ q_down.T)
    return new_down.astype(np.float32), new_up.astype(np.float32)


def read_factors(folder: Path, rank: int | None = None) -> dict[str, tuple[Array, Array]]:
    """The factors of a saved adapter with its scale put into the up projections.

    Args:
        folder: The adapter, as peft or :func:`save_adapter` writes it.
        rank: Lower the rank to this one.

    Raises:
        EngineError: The folder holds no plain LoRA adapter.
    """
    adapter = Adapter(folder)
    found = {}
    for module in sorted(adapter.modules()):
        down, up = adapter.factors(module)
        found[module] = (down, up) if rank is None else lower_rank(down, up, rank)
    return found


def cut_adapter(source: Path, target: Path, rank: int) -> float:
    """Write an adapter with its rank lowered.

    Returns:
        The share of the adapter's weight that is kept: squared Frobenius norm of all changes after
        over before, 0–1.

    Raises:
        EngineError: ``source`` holds no plain LoRA adapter.
        ValueError: The rank is below 1.
    """
    whole = read_factors(source)
    smaller = {module: lower_rank(*pair, rank) for module, pair in whole.items()}
    config = read_config(source)
    base = str(config.get("base_model_name_or_path", ""))
    save_adapter(smaller, target, base=base, examples=bool(config.get(EXAMPLES)))
    return _weight(smaller) / max(_weight(whole), 1e-30)


def _weight(factors: Factors) -> float:
    """Squared Frobenius norm of ``up @ down`` over all modules, without forming the products."""
    return float(
        sum(
            np.sum((up.T.astype(np.float64) @ up) * (down.astype(np.float64) @ down.T))
            for down, up in factors.values()
        )
    )
