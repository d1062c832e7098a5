"""The embedded engine's base with its adapter as something to train."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from songngu.corpora.types import Term, TranslationUnit
from songngu.translate import adapters, gemma_base
from songngu.translate.embedded import build_prompt
from songngu.translate.gemma_convert import TOKENIZER_FILE
from songngu.translate.gemma_tokenizer import (
    GemmaTokenizer,
    Vocabulary,
    sentencepiece_model,
)
from songngu.translate.lora import EXAMPLES, read_config
from songngu.translate.training import gemma
from songngu.translate.training.adapter_files import lower_rank, read_factors, save_adapter
from songngu.translate.training.config import ModelTable
from songngu.translate.training.learner import BatchLoss, Start
from songngu.translate.training.mixing import Example
from songngu.translate.training.packing import Batch, Encoded, RowShape, pack

BASE_NAME = "gemma-3-270m"
# Measured on one core: rows of 128 waste least on sentences, and eight of them fill the caches.
_BATCH_TOKENS = {"cpu": 1024, "cuda": 8192}
_NARROW = 128


class GemmaLearner:
    """Trains a low-rank adapter for the embedded engine.

    Attributes:
        remarks: What could not be done as asked for, such as compiling.
        start: The adapter that it was before anything was learnt, and the digest of the base.
    """

    def __init__(
        self,
        settings: ModelTable,
        base: gemma_base.GemmaBase,
        *,
        seed: int,
        device: str = "cpu",
        batch_tokens: int | None = None,
        examples: bool = False,
    ) -> None:
        """Read the base and the adapter to start from.

        Args:
            settings: Rank, start, precision, compilation, longest example.
            base: The base model.
            seed: Of what is random in a new adapter.
            device: ``cpu`` or ``cuda``.
            batch_tokens: Tokens that go through the model together; by the device unless given.
            examples: Memory matches will be among what it is trained on.

        Raises:
            TrainingError: The adapter to start from does not fit.
            EngineError: There is no such adapter.
        """
        self.remarks: list[str] = []
        self._settings = settings
        dtype = precision(settings.precision, device)
        vocabulary = base.vocabulary()
        self._tokenizer = _tokenizer(vocabulary)
        self._bos, self._eos = vocabulary.bos_id, vocabulary.eos_id
        self._model = gemma.AdaptedGemma(base, settings.rank, seed=seed, dtype=dtype, device=device)
        self._examples = examples
        current = settings.start == "current"
        start = str(adapters.current_adapter()) if current else settings.start
        if start != "new":
            self._load(Path(start))
        self.start = Start(start, gemma_base.BASE_SHA256)
        if settings.compile:
            self._compile()
        tokens = batch_tokens or _BATCH_TOKENS[device.partition(":")[0]]
        widths = sorted({min(_NARROW, settings.max_tokens), settings.max_tokens})
        self._shapes = [RowShape(width, max(1, tokens // width)) for width in widths]
        self._known: set[int] = {self._eos}
        self._row_of_piece = torch.full((len(vocabulary.pieces),), -100)
        self._output = self._model.output_rows([self._eos])
        self._signature = (
            f"gemma-lora|base:{gemma_base.BASE_SHA256[:8]}|rank:{settings.rank}"
            f"|{str(dtype).removeprefix('torch.')}|torch:{torch.__version__}"
        )

    def _load(self, adapter: Path) -> None:
        self._model.load(read_factors(adapter))
        self._examples = self._examples or bool(read_config(adapter).get(EXAMPLES))

    def _compile(self) -> None:
        reason = gemma.can_compile()
        if reason is None:
            self._model.compile()
        else:
            self.remarks.append(
                f"torch cannot compile here ({reason}), so that training takes about twice as "
                "long; it needs a C++ compiler (g++); compile = false hides this remark"
            )

    @property
    def signature(self) -> str:
        """Base, rank, precision and version of torch."""
        return self._signature

    def encode(self, example: Example) -> Encoded | None:
        """The example as token ids; None where it is longer than ``max_tokens``."""
        terms = [Term(source, target) for source, target in example.terms]
        match = None if example.match is None else TranslationUnit(*example.match)
        prompt = (self._bos, *self._tokenizer.ids(build_prompt(example.source, terms, match)))
        target = (*self._tokenizer.ids(" " + example.target), self._eos)
        encoded = Encoded(prompt, target)
        return encoded if encoded.n_tokens <= self._settings.max_tokens else None

    def prepare(self, examples: Iterable[Encoded]) -> None:
        """Restrict the output layer to the pieces of these examples.

        Pieces of sources are among them: names are copied into drafts.
        """
        for example in examples:
            self._known.update(example.prompt, example.target)
        self._restrict(self._known)

    def open(self, examples: Sequence[Encoded]) -> None:
        """Restrict the output layer to the pieces known and those of these examples."""
        met = {piece for each in examples for side in (each.prompt, each.target) for piece in side}
        self._restrict(self._known | met)

    def _restrict(self, pieces: set[int]) -> None:
        ordered = sorted(pieces)
        self._row_of_piece.fill_(-100)
        self._row_of_piece[torch.tensor(ordered)] = torch.arange(len(ordered))
        self._output = self._model.output_rows(ordered)

    def batches(self, examples: Sequence[Encoded], rng: random.Random) -> list[Batch]:
        """Packed batches of fixed shapes."""
        return pack(examples, self._shapes, rng)

    def loss(self, batch: Batch, smoothing: float) -> BatchLoss:
        """The loss of a batch over the restricted output layer."""
        target = gemma.targets(batch, self._row_of_piece)
        total = self._model.loss(batch, target, self._output, smoothing)
        return BatchLoss(total, len(target.labels))

    def training(self, on: bool) -> None:
        """Do nothing: the model has no layers that behave otherwise in training."""

    def parameters(self) -> list[Tensor]:
        """The adapter's projections."""
        return [side for pair in self._model.lora.values() for side in pair]

    def state(self) -> dict[str, Tensor]:
        """The adapter's projections by name."""
        return {
            f"{module}.{name}": side.detach().cpu().clone()
            for module, pair in self._model.lora.items()
            for name, side in zip(("down", "up"), pair, strict=True)
        }

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Set the adapter to an earlier state."""
        with torch.no_grad():
            for module, (down, up) in self._model.lora.items():
                down.copy_(state[f"{module}.down"])
                up.copy_(state[f"{module}.up"])

    def export(self, folder: Path) -> None:
        """Write the adapter as peft does, with the papers of the base's licence beside it."""
        factors = self._model.factors()
        rank = self._settings.final_rank
        if rank is not None:
            factors = {module: lower_rank(*pair, rank) for module, pair in factors.items()}
        save_adapter(factors, folder, base=BASE_NAME, examples=self._examples)
        for name in ("NOTICE", "GEMMA_TERMS.txt"):
            shutil.copyfile(adapters.SHIPPED / name, folder / name)


def _tokenizer(vocabulary: Vocabulary) -> GemmaTokenizer:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / TOKENIZER_FILE
        path.write_bytes(sentencepiece_model(vocabulary))
        return GemmaTokenizer(path)


def precision(asked: str, device: str) -> torch.dtype:
    """The type to compute in; ``auto`` is bfloat16 where the hardware multiplies it."""
    if asked == "auto":
        fast = torch.cuda.is_bf16_supported() if "cuda" in device else _cpu_has_bfloat16()
        asked = "bfloat16" if fast else "float32"
    return {"bfloat16": torch.bfloat16, "float32": torch.float32}[asked]


def _cpu_has_bfloat16() -> bool:
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
