"""What the engines that run on CTranslate2 share."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from songngu.corpora.errors import EngineError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIRST_POLL_S, _POLL_S = 0.001, 0.02
_LATE = 0.01  # share of the time waited that may be waited too long


def be_passive() -> None:
    """Keep idle OpenMP threads from spinning; call it before the first import of CTranslate2.

    Spinning threads take the processor from everything else.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def open_model(kind: Callable[..., Any], folder: Path, **options: Any) -> Any:
    """A CTranslate2 ``Generator`` or ``Translator``, loaded.

    Raises:
        EngineError: CTranslate2 cannot load it.
    """
    try:
        return kind(str(folder), **options)
    except (RuntimeError, ValueError) as error:
        import ctranslate2  # type: ignore[import-untyped]

        raise EngineError(
            f"CTranslate2 {ctranslate2.__version__} cannot load the model in {folder}: "
            f"{error}. Delete that folder to have it made again; if that fails, update "
            "ctranslate2."
        ) from error


def results(pending: Sequence[Any]) -> list[Any]:
    """What asynchronous calls gave, in order, when all are done.

    The native calls cannot be interrupted; waiting for them here can.

    Raises:
        EngineError: CTranslate2 failed.
    """
    # Ever longer: each look takes the processor from the threads that are waited for.
    start, pause = time.monotonic(), _FIRST_POLL_S
    try:
        while not all(each.done() for each in pending):
            time.sleep(pause)
            pause = min(1.5 * pause, max(_POLL_S, _LATE * (time.monotonic() - start)))
        return [each.result() for each in pending]
    except RuntimeError as error:
        raise EngineError(
            f"CTranslate2 failed while drafting: {error}. On a graphics card, close what else "
            "uses its memory, or draft with `--device cpu`."
        ) from error


def to_array(view: Any) -> NDArray[Any]:
    """What a model put out, as an array of the processor's memory."""
    import ctranslate2
    import numpy as np

    on_card = view.device == "cuda"
    return np.asarray(view.to_device(ctranslate2.Device.cpu) if on_card else view)
