"""What the two kinds of hub engines share: finding, loading and running a transformers model."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from songngu.corpora.errors import EngineError
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request

_HUB = "https://huggingface.co"
_CONNECT_TIMEOUT_S = 5.0
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


def _is_offline() -> bool:
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON")


def _is_cached(model: str) -> bool:
    from huggingface_hub import try_to_load_from_cache

    return isinstance(try_to_load_from_cache(model, "config.json"), str)


def _check_reachable(engine: str) -> None:
    """Ask the hub for a sign of life, once and briefly; its own client would try for minutes."""
    import httpx

    hub = os.environ.get("HF_ENDPOINT", _HUB)
    try:
        httpx.head(hub, timeout=_CONNECT_TIMEOUT_S)
    except httpx.HTTPError as error:
        raise EngineError(
            f"The weights of {engine} are not on this machine, and the hub {hub} cannot be "
            f"reached ({type(error).__name__}: {error}). Connect to the network and try again, "
            "copy the model's folder here and name it as `hf:FOLDER`, or use the engine "
            "`embedded`, which needs no network."
        ) from error


def locate(model: str, engine: str) -> tuple[str, bool]:
    """Where the weights of a model are to be loaded from.

    Returns:
        A folder or hub name, and whether only local files may be used.

    Raises:
        EngineError: The folder holds no model, or the hub is needed and cannot be reached.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            raise EngineError(
                f"The folder {folder} holds no model: config.json is missing. Expected a folder "
                "as transformers' save_pretrained writes it."
            )
        return str(folder), True
    if model.startswith((".", "/", "~")) or model.count("/") > 1:
        raise EngineError(
            f"There is no folder {folder}. Expected an existing model folder, or the name of a "
            "hub model as ORG/MODEL."
        )
    if _is_cached(model):
        return model, True
    if _is_offline():
        raise EngineError(
            f"The weights of {engine} are not on this machine, and HF_HUB_OFFLINE forbids to "
            "fetch them. Unset it, or download the model where there is a network and name its "
            "folder as `hf:FOLDER`."
        )
    _check_reachable(engine)
    return model, False


class HubDrafter(ModelDrafter):
    """A transformers model that drafts with ``generate``; subclasses know its kind.

    No code of the model's repository is ever run.
    """

    #: ``hf`` or ``hf-causal``.
    kind: str
    batch_tokens = 2048
    #: Tokens at the beginning of each output that the model had no choice about.
    _n_forced = 0

    def __init__(
        self, model: str, *, beam_size: int = 4, threads: int = 0, progress: bool = True
    ) -> None:
        """Load a model.

        Args:
            model: Name on the hub, or a local folder.
            beam_size: Hypotheses kept in the search; 1 is greedy.
            threads: CPU threads; 0 leaves the choice to torch.
            progress: Show transformers' progress bars on stderr.

        Raises:
            EngineError: An extra, the weights or the network is missing, or the model is of
                another kind.
        """
        engine = f"{self.kind}:{model}"
        require_torch(engine)
        import torch
        import transformers

        if threads:
            torch.set_num_threads(threads)
        if not progress:
            transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        source, local = locate(model, engine)
        self._beam_size = beam_size
        try:
            self._tokenizer, self._model = self._load(source, local)
        except EngineError:
            raise
        except Exception as error:  # a broken model makes transformers raise anything
            raise EngineError(
                f"The model of {engine} cannot be loaded: {_first_line(error)} Check that the name "
                "is right and the model is complete, of this kind and needs no code of its own; "
                "an incomplete download can be fetched again after deleting it from the cache."
            ) from error
        self._model.eval()
        self.max_source_tokens = self._source_limit()
        revision = getattr(self._model.config, "_commit_hash", None) or "local"
        self._signature = (
            f"{engine}|rev:{revision[:8]}|transformers:{transformers.__version__}"
            f"|torch:{torch.__version__}|{self._model.dtype}|beam:{beam_size}"
            f"{self._settings()}"
        ).replace("torch.", "")

    @abstractmethod
    def _load(self, source: str, local: bool) -> tuple[Any, Any]:
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

    def _source_limit(self) -> int:
        config = self._model.config
        known = (
            getattr(self._tokenizer, "model_max_length", _NO_LIMIT),
            getattr(config, "max_position_embeddings", None) or _NO_LIMIT,
            256,  # beyond the sentences that translation models are trained on
        )
        return max(8, min(known) - 8)

    def _stopped(self, text: str) -> bool:
        """Whether a text came to its end by other means than an end mark."""
        return False

    @property
    def signature(self) -> str:
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
        n_prompt = self._prompt_length(inputs)
        longest = max(self.count_tokens(request.text) for request in requests)
        beam_size = max(self._beam_size, n_best)
        with torch.inference_mode():
            output = self._model.generate(
                **inputs,
                num_beams=beam_size,
                num_return_sequences=n_best,
                do_sample=False,
                max_new_tokens=24 + 2 * longest,
                no_repeat_ngram_size=3 if careful else 0,
                return_dict_in_generate=True,
                output_scores=True,
                **options,
            )
            scores = self._model.compute_transition_scores(
                output.sequences,
                output.scores,
                getattr(output, "beam_indices", None),
                normalize_logits=beam_size == 1,
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


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0][:300] if lines else type(error).__name__
    return text if text.endswith((".", "!", "?")) else text + "."
