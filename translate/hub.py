"""What the two kinds of hub engines share: loading and running a transformers model."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from songngu.corpora.errors import EngineError
from songngu.translate.device import choose_device, torch_cards
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.hub_files import Located, locate
from songngu.translate.runtime import Runtime

# A tokenizer that knows no limit reports a number beyond any real one.
_NO_LIMIT = 100_000


def require_torch(engine: str) -> None:
    """Check that the packages that hub models need are installed.

    Raises:
        EngineError: torch, transformers or sentencepiece is missing.
    """
    try:
        import sentencepiece  # noqa: F401
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ImportError as error:
        raise EngineError(
            f"The engine {engine} needs PyTorch, which songngu does not install by itself "
            f"({error}). Install it with `pip install 'songngu[hub]'`, or use the engine "
            "`embedded`, which needs no PyTorch."
        ) from error


@contextlib.contextmanager
def loading(engine: str) -> Iterator[None]:
    """Turn whatever a broken model makes transformers raise into an error that says what to do.

    Raises:
        EngineError: Something was raised in the block.
    """
    try:
        yield
    except EngineError:
        raise
    except Exception as error:  # of whichever library reads one of the files
        raise EngineError(
            f"The model of {engine} cannot be loaded: {first_line(error)} Check that the name "
            "is right and the model is complete, of this kind and needs no code of its own; "
            "an incomplete download can be fetched again after deleting it from the cache."
        ) from error


def source_limit(tokenizer: Any, config: Any) -> int:
    """The longest source for a model, in its tokens, with room for its marks."""
    known = (
        getattr(tokenizer, "model_max_length", _NO_LIMIT),
        getattr(config, "max_position_embeddings", None) or _NO_LIMIT,
        256,  # beyond the sentences that translation models are trained on
    )
    return max(8, min(known) - 8)


def target_limit(n_source: int, config: Any, n_given: int = 1) -> int:
    """Most tokens that the draft of a source of so many tokens may have.

    Args:
        n_source: Tokens of the source.
        config: The model's configuration, which may know how far its positions reach.
        n_given: Tokens before the draft that take positions as well.
    """
    positions = getattr(config, "max_position_embeddings", None) or _NO_LIMIT
    return int(max(1, min(24 + 2 * n_source, positions - n_given - 1)))


class HubDrafter(ModelDrafter):
    """A transformers model that drafts with ``generate``; subclasses know its kind.

    No code of the model's repository is ever run.
    """

    #: ``hf`` or ``hf-causal``.
    kind: str
    batch_tokens = 2048
    #: Tokens at the beginning of each output that the model had no choice about.
    _n_forced = 0

    def __init__(self, model: str, runtime: Runtime) -> None:
        """Load a model.

        Args:
            model: Name on the hub, with ``@REVISION`` where it is to be pinned, or a local folder.
            runtime: Search and hardware.

        Raises:
            EngineError: An extra, the weights, the network or the graphics card is missing, or the
                model is of another kind.
        """
        engine = f"{self.kind}:{model}"
        require_torch(engine)
        import torch
        import transformers

        if runtime.threads:
            torch.set_num_threads(runtime.threads)
        if not runtime.progress:
            transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        device = choose_device(runtime.device, torch_cards, engine)
        located = locate(model, engine, progress=runtime.progress)
        self._beam_size = runtime.beam_size
        with loading(engine):
            self._tokenizer, self._model = self._load(located)
        self._model.eval().to(device)
        self.max_source_tokens = source_limit(self._tokenizer, self._model.config)
        self._signature = (
            f"{engine}|rev:{located.revision[:8]}|transformers:{transformers.__version__}"
            f"|torch:{torch.__version__}|{self._model.dtype}"
            f"{'|cuda' if device == 'cuda' else ''}|beam:{runtime.beam_size}{self._settings()}"
        ).replace("torch.", "")

    @abstractmethod
    def _load(self, located: Located) -> tuple[Any, Any]:
        """The tokenizer and the model."""
        ...

    @abstractmethod
    def _inputs(self, requests: Sequence[Request]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Model inputs as tensors, and what ``generate`` is told beyond the decoding settings."""
        ...

    def _settings(self) -> str:
        """Further settings for the signature, each after a bar."""
        return ""

    @abstractmethod
    def _clean(self, text: str) -> str:
        """The draft in what the model wrote."""
        ...

    def _stopped(self, text: str) -> bool:
        """Whether a text came to its end by other means than an end mark."""
        return False

    @property
    def engine_signature(self) -> str:
        """Engine, revision, library versions, precision and decoding."""
        return self._signature

    def count_tokens(self, text: str) -> int:
        """Length of a text in the model's tokens."""
        return len(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        """Hypotheses for each request; see :meth:`ModelDrafter.generate`."""
        import torch

        inputs, options = self._inputs(requests)
        inputs = {key: tensor.to(self._model.device) for key, tensor in inputs.items()}
        n_prompt = self._prompt_length(inputs)
        longest = max(self.count_tokens(request.text) for request in requests)
        n_best = min(n_best, self._beam_size)
        with torch.inference_mode():
            output = self._model.generate(
                **inputs,
                num_beams=self._beam_size,
                num_return_sequences=n_best,
                do_sample=False,
                max_new_tokens=target_limit(longest, self._model.config, n_prompt),
                no_repeat_ngram_size=3 if careful else 0,
                return_dict_in_generate=True,
                output_scores=True,
                **options,
            )
            scores = self._model.compute_transition_scores(
                output.sequences,
                output.scores,
                getattr(output, "beam_indices", None),
                normalize_logits=self._beam_size == 1,
            )
        written = output.sequences[:, n_prompt:]
        hypotheses = [
            self._hypothesis(row, row_scores, self._head(requests[index // n_best]))
            for index, (row, row_scores) in enumerate(
                zip(written.tolist(), scores.tolist(), strict=True)
            )
        ]
        return [hypotheses[start : start + n_best] for start in range(0, len(hypotheses), n_best)]

    def _head(self, request: Request) -> list[int]:
        """The tokens of the request's prefix, which the model continues; none if it cannot."""
        return []

    def _prompt_length(self, inputs: dict[str, Any]) -> int:
        """How many tokens of the output are not the model's: 1, the decoder's start."""
        return 1

    def _ends(self) -> set[int]:
        ends = self._model.generation_config.eos_token_id
        if ends is None:
            ends = self._tokenizer.eos_token_id
        return set(ends) if isinstance(ends, list) else {ends}

    def _hypothesis(
        self, ids: list[int], scores: list[float], head: Sequence[int] = ()
    ) -> Hypothesis:
        """What stands up to the first end mark, with the mean of its log probabilities.

        Args:
            ids: What the model wrote.
            scores: Their log probabilities.
            head: Tokens of the draft that the model was given to continue.
        """
        ends = self._ends()
        stop = next((place for place, token in enumerate(ids) if token in ends), None)
        n_tokens = len(ids) if stop is None else stop + 1
        known = [
            min(0.0, score) for score in scores[self._n_forced : n_tokens] if score > float("-inf")
        ]
        written = [*head, *ids[self._n_forced : n_tokens]]
        text = str(self._tokenizer.decode(written, skip_special_tokens=True))
        return Hypothesis(
            text=" ".join(self._clean(text).split()),
            log_probability=sum(known) / len(known) if known else 0.0,
            n_tokens=max(1, len(known)),
            finished=stop is not None or self._stopped(text),
        )


def first_line(error: Exception) -> str:
    """The beginning of an error's message, as a sentence."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0][:300] if lines else type(error).__name__
    return text if text.endswith((".", "!", "?")) else text + "."
