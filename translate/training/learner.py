"""What the training loop asks of a model."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from songngu.translate.training.mixing import Example
from songngu.translate.training.packing import Batch, Encoded

if TYPE_CHECKING:
    from torch import Tensor


class BatchLoss(NamedTuple):
    """The loss of a batch.

    Attributes:
        total: Cross entropy summed over target tokens, a tensor that gradients can be taken of.
        n_targets: Target tokens.
    """

    total: Tensor
    n_targets: int


class Start(NamedTuple):
    """What a learner was before anything was learnt.

    Attributes:
        model: Folder or hub name; ``new`` for a new adapter of the embedded engine's base.
        revision: Of the weights that what is trained is laid on.
    """

    model: str
    revision: str


class Learner(Protocol):
    """A model that is being trained.

    Attributes:
        remarks: What could not be done as asked for, such as compiling.
        start: What it was before anything was learnt.
    """

    remarks: list[str]
    start: Start

    @property
    def signature(self) -> str:
        """Base, method, precision and library versions."""
        ...

    def encode(self, example: Example) -> Encoded | None:
        """The example as token ids; None where it is longer than the model is trained on."""
        ...

    def prepare(self, examples: Iterable[Encoded]) -> None:
        """Take note of all that will be met in held-out set and data, before anything else."""
        ...

    def open(self, examples: Sequence[Encoded]) -> None:
        """Take note of what comes next: examples made of the data in ways not met before."""
        ...

    def batches(self, examples: Sequence[Encoded], rng: random.Random) -> list[Batch]:
        """The examples in batches, in random order."""
        ...

    def loss(self, batch: Batch, smoothing: float) -> BatchLoss:
        """The loss of a batch."""
        ...

    def training(self, on: bool) -> None:
        """Switch between training and looking at the held-out set."""
        ...

    def parameters(self) -> list[Tensor]:
        """What is trained."""
        ...

    def state(self) -> dict[str, Tensor]:
        """What is trained by name, detached, on the CPU."""
        ...

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Set what is trained to an earlier state."""
        ...

    def export(self, folder: Path) -> None:
        """Write the model as the drafting engine reads it."""
        ...
