"""Weights made ready for int8 arithmetic: outliers moved from the activations into the weights.

CTranslate2 writes the input of each layer as int8 with one scale a token, so that one channel far
larger than the others takes their precision away. SmoothQuant (Xiao et al. 2023, arXiv 2211.10438)
divides each channel by a factor and multiplies the weights that read it by the same: the model
stays what it is, its inputs come out more even. How large each channel gets was measured once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

ACTIVATIONS = Path(__file__).parent / "model" / "activations.npz"
"""Largest magnitudes of the inputs of Gemma 3 270M's layers, by channel.

For layer n: ``n.qkv`` and ``n.gate_up`` (hidden,), ``n.o`` (heads, head size) and ``n.down``
(feed forward,); over 160 news sentences and their translations, the first token left out, as
``benchmarks/measure_activations.py`` measures them.
"""
# The share of the unevenness that goes into the weights. 167 lines of FLORES-200 dev had BLEU 28.9
# without smoothing, 29.1 with half of it, which is what the paper begins with, and 30.1 with 0.7.
_STRENGTH = 0.7


class Smoothing:
    """The factors of a model's channels; all of them 1 without a file."""

    def __init__(self, path: Path | None) -> None:
        """Read how large the channels get.

        Raises:
            OSError: The file cannot be read.
        """
        self._largest: dict[str, Array] = {}
        if path is not None:
            with np.load(path) as stored:
                self._largest = {name: stored[name].astype(np.float32) for name in stored.files}

    def factors(self, name: str, weight: Array) -> Array:
        """By what to divide the channels that a weight reads, and to multiply its columns.

        Args:
            name: The channels' name in :data:`ACTIVATIONS`.
            weight: (outputs, inputs); where channels are read by several heads, their inputs
                follow each other.

        Returns:
            (channels,), none of them zero.
        """
        if name not in self._largest:
            return np.ones(weight.shape[1], dtype=np.float32)
        largest = self._largest[name]
        columns = np.abs(weight).max(axis=0).reshape(-1, largest.shape[-1]).max(axis=0)
        inputs = largest.reshape(-1, largest.shape[-1]).max(axis=0)
        even = np.maximum(inputs, 1e-5) ** _STRENGTH / np.maximum(columns, 1e-5) ** (1 - _STRENGTH)
        return np.asarray(even, dtype=np.float32)
