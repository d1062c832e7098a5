"""Where a model runs: on the processor, or on a graphics card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from songngu.corpora.errors import EngineError

AUTO, CPU, CUDA = "auto", "cpu", "cuda"
#: What ``--device`` takes.
DEVICES = (AUTO, CPU, CUDA)


@dataclass(frozen=True, slots=True)
class Placement:
    """A device, and the arithmetic that CTranslate2 is to do on it.

    Attributes:
        device: ``cpu`` or ``cuda``.
        compute_type: One of CTranslate2's names, such as ``int8``.
    """

    device: str
    compute_type: str


def choose_device(asked: str, count: Callable[[], int], engine: str) -> str:
    """``cpu`` or ``cuda``: the graphics card where there is one, unless the processor is asked for.

    Args:
        asked: One of :data:`DEVICES`.
        count: Says how many graphics cards the engine's library can use; not called for ``cpu``.
        engine: Named in the error.

    Raises:
        ValueError: Another name for a device.
        EngineError: A graphics card was asked for, and there is none.
    """
    if asked not in DEVICES:
        raise ValueError(f"expected a device among {', '.join(DEVICES)}, found {asked!r}")
    if asked == CPU:
        return CPU
    if count() > 0:
        return CUDA
    if asked == CUDA:
        raise EngineError(
            f"The engine {engine} was asked to run on a graphics card (cuda), and its library "
            "finds none that it can use. Check the NVIDIA driver with `nvidia-smi`, or leave the "
            "choice open with `--device auto`, which takes the processor here."
        )
    return CPU


def ctranslate2_cards() -> int:
    """How many graphics cards CTranslate2 can use; 0 also where the driver is too old for it."""
    import ctranslate2  # type: ignore[import-untyped]

    try:
        return int(ctranslate2.get_cuda_device_count())
    except RuntimeError:
        return 0


def torch_cards() -> int:
    """How many graphics cards PyTorch can use."""
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0


def place_ctranslate2(asked: str, engine: str) -> Placement:
    """Where CTranslate2 runs a model: int8 on a processor, float16 on a graphics card.

    On hardware without that arithmetic the next more exact that it has is taken.

    Raises:
        ValueError: Another name for a device than those known.
        EngineError: A graphics card was asked for, and there is none.
    """
    import ctranslate2

    device = choose_device(asked, ctranslate2_cards, engine)
    return Placement(device, _arithmetic(device, ctranslate2.get_supported_compute_types(device)))


def _arithmetic(device: str, supported: set[str]) -> str:
    wanted = ("int8",) if device == CPU else ("float16", "bfloat16")
    return next((name for name in wanted if name in supported), "float32")
