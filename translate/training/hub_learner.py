"""Transformers models, causal and seq2seq, as something to train."""

from __future__ import annotations

import collections
import contextlib
import io
import random
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as functional
from torch import Tensor

from songngu.corpora.errors import TrainingError
from songngu.corpora.types import MemoryMatch, Term, TranslationUnit
from songngu.translate import adapters
from songngu.translate.drafter import Request
from songngu.translate.hub import loading
from songngu.translate.hub_causal import DEFAULT_TEMPLATE, fill_template
from songngu.translate.hub_files import LOCAL_ONLY, Located, locate
from songngu.translate.hub_seq2seq import read_tokenizer
from songngu.translate.training.config import ModelTable
from songngu.translate.training.gemma_learner import precision
from songngu.translate.training.learner import BatchLoss, Start
from songngu.translate.training.mixing import Example
from songngu.translate.training.packing import Batch, Encoded, group

_BATCH_TOKENS = {"cpu": 1024, "cuda": 8192}
_IGNORED = -100


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without remarks of libraries about themselves."""
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _check(settings: ModelTable) -> None:
    """Do nothing if hub models can be trained so.

    Raises:
        TrainingError: They cannot.
    """
    if settings.start not in ("current", "new"):
        raise TrainingError(
            f"model.start is {settings.start!r}, but only the embedded engine starts from an "
            "adapter's folder; name the folder of the model as the engine (hf:FOLDER)."
        )
    if settings.final_rank is not None:
        raise TrainingError(
            "model.final_rank goes with the embedded engine only: the adapter of a hub model "
            "is merged into it. Leave it out."
        )


def _start(settings: ModelTable) -> str:
    """The folder or hub name of the model to start from."""
    model = adapters.own_model if settings.start == "new" else adapters.model_of
    return model(settings.engine)


class HubLearner(ABC):
    """Trains a transformers model with LoRA, through peft, or in full.

    The weights are float32 while they are trained; with ``bfloat16`` the computation is not.

    Attributes:
        remarks: What could not be done as asked for.
        start: The model that it was before anything was learnt.
    """

    def __init__(
        self,
        settings: ModelTable,
        *,
        seed: int,
        device: str = "cpu",
        batch_tokens: int | None = None,
        start: str | None = None,
    ) -> None:
        """Load the model.

        Args:
            settings: Model, method, rank, precision, longest example.
            seed: Of what is random in a new adapter.
            device: ``cpu`` or ``cuda``.
            batch_tokens: Tokens that go through the model together; by the device unless given.
            start: Folder or hub name of the model to start from; by the settings unless given.

        Raises:
            EngineError: The model cannot be loaded.
            TrainingError: Settings that such a model cannot be trained with.
        """
        import transformers

        self.remarks: list[str] = []
        self._settings = settings
        self._device = torch.device(device)
        self._batch_tokens = batch_tokens or _BATCH_TOKENS[device.partition(":")[0]]
        _check(settings)
        model_name = start or _start(settings)
        located = locate(model_name, settings.engine)
        self.start = Start(model_name, located.revision)
        torch.manual_seed(seed)
        with loading(settings.engine), _quiet():
            self._tokenizer, model = self._load(located)
        if settings.method == "lora":
            model = self._with_adapter(model)
        self._model = model.to(torch.float32).to(self._device)
        self._dtype = precision(settings.precision, device)
        self._signature = (
            f"{settings.engine}|rev:{located.revision[:8]}|{settings.method}"
            + (f"|rank:{settings.rank}" if settings.method == "lora" else "")
            + f"|{str(self._dtype).removeprefix('torch.')}|torch:{torch.__version__}"
            f"|transformers:{transformers.__version__}"
        )

    def _with_adapter(self, model: Any) -> Any:
        try:
            import peft
        except ImportError as error:
            raise TrainingError(
                f"LoRA for hub models needs the package peft ({error}). Install it with "
                "`pip install 'songngu[train]'`, or set method = \"full\"."
            ) from error
        config = peft.LoraConfig(
            r=self._settings.rank,
            lora_alpha=self._settings.rank,
            target_modules="all-linear",
            task_type=self._task,
        )
        with _quiet():
            return peft.get_peft_model(model, config)

    #: peft's name of the kind of model.
    _task: str

    @abstractmethod
    def _load(self, located: Located) -> tuple[Any, Any]:
        """The tokenizer and the model."""
        ...

    @abstractmethod
    def _encoded(self, example: Example) -> Encoded:
        """The example as token ids."""
        ...

    @abstractmethod
    def _inputs(self, batch: Batch) -> tuple[dict[str, Tensor], Tensor]:
        """What the model is given, and the labels of its logits, (rows, width), -100 for none."""
        ...

    @property
    def signature(self) -> str:
        """Model, method, precision and library versions."""
        return self._signature

    def encode(self, example: Example) -> Encoded | None:
        """The example as token ids; None where it is longer than ``max_tokens``."""
        encoded = self._encoded(example)
        return encoded if encoded.n_tokens <= self._settings.max_tokens else None

    def prepare(self, examples: Iterable[Encoded]) -> None:
        """Go through the examples and keep nothing: the whole vocabulary is at hand."""
        collections.deque(examples, maxlen=0)

    def open(self, examples: Sequence[Encoded]) -> None:  # noqa: B027  not all learners need it
        """Do nothing: the whole vocabulary is at hand."""

    def batches(self, examples: Sequence[Encoded], rng: random.Random) -> list[Batch]:
        """Batches of examples of like length."""
        return group(examples, self._batch_tokens, rng)

    def loss(self, batch: Batch, smoothing: float) -> BatchLoss:
        """The loss of a batch."""
        inputs, labels = self._inputs(batch)
        bfloat16 = self._dtype == torch.bfloat16
        with torch.autocast(self._device.type, dtype=torch.bfloat16, enabled=bfloat16):
            logits = self._model(**{k: v.to(self._device) for k, v in inputs.items()}).logits
        labels = labels.to(self._device).flatten()
        total = functional.cross_entropy(
            logits.float().flatten(0, 1),
            labels,
            ignore_index=_IGNORED,
            label_smoothing=smoothing,
            reduction="sum",
        )
        return BatchLoss(total, int((labels != _IGNORED).sum()))

    def training(self, on: bool) -> None:
        """Switch dropout on or off."""
        self._model.train(on)

    def _trained(self) -> dict[str, Tensor]:
        return {name: p for name, p in self._model.named_parameters() if p.requires_grad}

    def parameters(self) -> list[Tensor]:
        """The adapter's weights, or all."""
        return list(self._trained().values())

    def state(self) -> dict[str, Tensor]:
        """What is trained by name."""
        return {name: each.detach().cpu().clone() for name, each in self._trained().items()}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Set what is trained to an earlier state."""
        with torch.no_grad():
            for name, each in self._trained().items():
                each.copy_(state[name])

    def export(self, folder: Path) -> None:
        """Write a folder that transformers and the drafting engines load, the adapter merged."""
        from copy import deepcopy

        model = self._model
        if self._settings.method == "lora":
            model = deepcopy(self._model).merge_and_unload()
        with _quiet():
            model.save_pretrained(folder)
            self._tokenizer.save_pretrained(folder)


class CausalLearner(HubLearner):
    """Trains a causal model to go on after the prompt that drafting gives it."""

    _task = "CAUSAL_LM"

    def _load(self, located: Located) -> tuple[Any, Any]:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(located.folder, **LOCAL_ONLY)
        return tokenizer, AutoModelForCausalLM.from_pretrained(located.folder, **LOCAL_ONLY)

    def _encoded(self, example: Example) -> Encoded:
        terms = tuple(Term(source, target) for source, target in example.terms)
        matches = (MemoryMatch(TranslationUnit(*example.match), 0.9),) if example.match else ()
        prompt = fill_template(DEFAULT_TEMPLATE, Request(example.source, terms, matches))
        ids = list(self._tokenizer(prompt)["input_ids"])
        end = self._tokenizer.eos_token_id
        if ids and ids[-1] == end:
            ids.pop()
        target = self._tokenizer(" " + example.target, add_special_tokens=False)["input_ids"]
        return Encoded(tuple(ids), (*target, end))

    def _inputs(self, batch: Batch) -> tuple[dict[str, Tensor], Tensor]:
        examples = batch.examples
        width = max(each.n_tokens for each in examples)
        ids = torch.zeros(len(examples), width, dtype=torch.long)
        mask = torch.zeros_like(ids)
        labels = torch.full_like(ids, _IGNORED)
        for row, each in enumerate(examples):
            ids[row, : each.n_tokens] = torch.tensor((*each.prompt, *each.target))
            mask[row, : each.n_tokens] = 1
            # The token before each target token has to say it.
            labels[row, len(each.prompt) - 1 : each.n_tokens - 1] = torch.tensor(each.target)
        return {"input_ids": ids, "attention_mask": mask}, labels


class Seq2SeqLearner(HubLearner):
    """Trains a seq2seq model with the codes and prefixes that drafting gives it."""

    _task = "SEQ_2_SEQ_LM"

    def _load(self, located: Located) -> tuple[Any, Any]:
        from transformers import AutoModelForSeq2SeqLM

        tokenizer, _, self._recipe = read_tokenizer(located)
        forced = self._recipe.options.get("forced_bos_token_id")
        self._first = () if forced is None else (int(forced),)
        if forced is not None:
            # M2M100 writes its codes __en__ and calls the language en.
            tokenizer.tgt_lang = tokenizer.convert_ids_to_tokens(forced).strip("_")
        model = AutoModelForSeq2SeqLM.from_pretrained(located.folder, **LOCAL_ONLY)
        self._start = model.config.decoder_start_token_id
        return tokenizer, model

    def _encoded(self, example: Example) -> Encoded:
        source = self._tokenizer(self._recipe.prefix + example.source)["input_ids"]
        before = f"{self._recipe.output_prefix} " if self._recipe.output_prefix else ""
        target = self._tokenizer(text_target=before + example.target, add_special_tokens=False)
        ids = (*self._first, *target["input_ids"], self._tokenizer.eos_token_id)
        return Encoded(tuple(source), ids)

    def _inputs(self, batch: Batch) -> tuple[dict[str, Tensor], Tensor]:
        examples = batch.examples
        pad = self._tokenizer.pad_token_id
        n_source = max(len(each.prompt) for each in examples)
        n_target = max(len(each.target) for each in examples)
        ids = torch.full((len(examples), n_source), pad)
        mask = torch.zeros_like(ids)
        given = torch.full((len(examples), n_target), pad)
        labels = torch.full_like(given, _IGNORED)
        for row, each in enumerate(examples):
            ids[row, : len(each.prompt)] = torch.tensor(each.prompt)
            mask[row, : len(each.prompt)] = 1
            given[row, : len(each.target)] = torch.tensor((self._start, *each.target[:-1]))
            labels[row, : len(each.target)] = torch.tensor(each.target)
        inputs = {"input_ids": ids, "attention_mask": mask, "decoder_input_ids": given}
        return inputs, labels
