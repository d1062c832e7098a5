"""Hub seq2seq models as CTranslate2 models: converted once, checked, and kept in the cache."""

from __future__ import annotations

import contextlib
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from songngu.corpora.errors import EngineError
from songngu.translate.ct2 import open_model
from songngu.translate.device import CPU, Placement
from songngu.translate.families import Recipe
from songngu.translate.hub import first_line, loading, require_torch
from songngu.translate.hub_files import LOCAL_ONLY, Located
from songngu.translate.model_cache import cached_model

# Raise it with every change to what a conversion writes; caches of other versions are left alone.
CONVERTER_VERSION = 1
#: Architectures, by ``model_type``, that CTranslate2's converter knows.
CONVERTIBLE = ("marian", "m2m_100", "mbart", "t5", "mt5", "umt5")
_REFUSAL = "refused.json"
_PROBES = (
    "Hôm qua, đoàn công tác đã đến thăm một trường học ở vùng cao.",
    "Giá gạo xuất khẩu tăng 3,5% so với tháng trước.",
)
_PROBE_TOKENS = 24
# Rounding to int8 moves the logarithm of a token's probability by a few tenths at most; a model
# converted wrongly is off by several.
_TOLERANCE = 0.5


class NotConvertibleError(EngineError):
    """CTranslate2 cannot run this model, or not with the same results."""


def converted(
    located: Located,
    engine: str,
    tokenizer: Any,
    recipe: Recipe,
    placement: Placement,
    *,
    progress: bool = True,
) -> Path:
    """The folder of the converted model, made on first use.

    Its name holds the model's revision and the arithmetic. That a model cannot be converted is
    kept as well, so that it is tried once only.

    Args:
        located: The model's files.
        engine: The engine's whole name, for the errors.
        tokenizer: The model's tokenizer.
        recipe: How it is told to translate.
        placement: The arithmetic that the weights are stored for.
        progress: Show transformers' progress bars while converting.

    Raises:
        NotConvertibleError: The model has to run on transformers.
        EngineError: PyTorch or the weights are missing, or the cache cannot be written.
    """
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", located.name)[-60:]
    name = f"hf-{slug}-{located.revision[:12]}-{placement.compute_type}-v{CONVERTER_VERSION}"

    def build(folder: Path) -> None:
        require_torch(engine)
        with loading(engine):
            model = _load_model(located, progress)
        try:
            _convert(located, model, tokenizer, recipe, placement, folder)
        except NotConvertibleError as error:
            for path in folder.iterdir():
                path.unlink()
            (folder / _REFUSAL).write_text(json.dumps({"reason": str(error)}), encoding="utf-8")

    folder = cached_model(
        name,
        build,
        made_of=located.folder,
        replaces=f"hf-*-{placement.compute_type}-v*",
        n_bytes=_weight_bytes(located),
    )
    if (folder / _REFUSAL).is_file():
        raise NotConvertibleError(json.loads((folder / _REFUSAL).read_text("utf-8"))["reason"])
    return folder


def _weight_bytes(located: Located) -> int:
    return sum(
        path.stat().st_size
        for path in located.folder.iterdir()
        if path.suffix in (".safetensors", ".bin")
    )


def _load_model(located: Located, progress: bool) -> Any:
    import transformers

    if not progress:
        transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return transformers.AutoModelForSeq2SeqLM.from_pretrained(
        located.folder, dtype="float32", **LOCAL_ONLY
    ).eval()


def _convert(
    located: Located,
    model: Any,
    tokenizer: Any,
    recipe: Recipe,
    placement: Placement,
    folder: Path,
) -> None:
    _check_known(model, tokenizer)
    probes = [_probe(model, tokenizer, recipe, text) for text in _PROBES]
    if recipe.family == "mbart50":
        _complete_mbart(model.config)
    with _conversion_errors():
        _converter(located, model, tokenizer).convert(
            str(folder), quantization=placement.compute_type, force=True
        )
    translator = _open_translator(folder)
    for probe in probes:
        _compare(translator, probe)


def _check_known(model: Any, tokenizer: Any) -> None:
    kind = model.config.model_type
    if kind not in CONVERTIBLE:
        raise NotConvertibleError(
            f"CTranslate2 does not know models of the type {kind!r}, only {', '.join(CONVERTIBLE)}."
        )
    if kind == "marian" and tokenizer.pad_token_id != model.config.vocab_size - 1:
        # CTranslate2's converter takes the last row away, whatever it stands for.
        raise NotConvertibleError(
            f"The vocabulary has <pad> as number {tokenizer.pad_token_id} of "
            f"{model.config.vocab_size}; CTranslate2 expects it to be the last."
        )


def _complete_mbart(config: Any) -> None:
    """Say what the converter asks for and not every mBART's configuration holds."""
    # Else it takes the model for mBART-25, which starts its drafts another way.
    config.tokenizer_class = "MBart50Tokenizer"
    config.normalize_before = config.normalize_embedding = True


class _WholeVocabulary:
    """A tokenizer with a token for every row of the model's embeddings.

    CTranslate2's converter takes the tokens from ``get_vocab``, which lacks M2M100's language
    codes since transformers 5, and the rows that only fill the matrix up.
    """

    num_madeup_words = 0

    def __init__(self, tokenizer: Any, n_rows: int) -> None:
        self._tokenizer = tokenizer
        self._n_rows = n_rows
        self.special_tokens_map: dict[str, Any] = {}
        # The converted model's configuration has to name one, though no draft begins with it.
        self.bos_token = tokenizer.bos_token or tokenizer.eos_token

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)

    def get_vocab(self) -> dict[str, int]:
        """Every token with its row."""
        rows: dict[str, int] = {}
        for row, token in enumerate(self._tokenizer.convert_ids_to_tokens(range(self._n_rows))):
            # Rows without a token of their own are given as None or as the unknown token.
            rows[f"<unused_{row}>" if token is None or token in rows else token] = row
        unknown = self._tokenizer.unk_token_id
        if unknown is not None and unknown < self._n_rows:
            rows = {token: row for token, row in rows.items() if row != unknown}
            rows[self._tokenizer.unk_token] = unknown
        return rows


@contextlib.contextmanager
def _conversion_errors() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
            yield
    except (OSError, MemoryError):
        raise
    except Exception as error:  # a loader that does not fit the model makes it anything
        raise NotConvertibleError(
            f"CTranslate2's converter fails ({type(error).__name__}): {first_line(error)}"
        ) from error


def _converter(located: Located, model: Any, tokenizer: Any) -> Any:
    from ctranslate2.converters import TransformersConverter  # type: ignore[import-untyped]

    class Loaded(TransformersConverter):  # type: ignore[misc]
        """Converts what has been loaded already."""

        def load_model(self, *args: Any, **options: Any) -> Any:
            return model

        def load_tokenizer(self, *args: Any, **options: Any) -> Any:
            return _WholeVocabulary(tokenizer, model.config.vocab_size)

    return Loaded(str(located.folder))


def _open_translator(folder: Path) -> Any:
    import ctranslate2  # type: ignore[import-untyped]

    try:
        return open_model(ctranslate2.Translator, folder, device=CPU)
    except EngineError as error:
        raise NotConvertibleError(f"The converted model cannot be used: {error}") from error


class _Probe:
    """What transformers makes of a sentence.

    Attributes:
        source: Tokens of the source, end mark included.
        target: Tokens of its draft, without an end mark.
        log_probabilities: Of the draft's tokens: float64, (n_target,).
    """

    def __init__(
        self, source: list[str], target: list[str], log_probabilities: NDArray[np.float64]
    ) -> None:
        self.source = source
        self.target = target
        self.log_probabilities = log_probabilities


def _probe(model: Any, tokenizer: Any, recipe: Recipe, text: str) -> _Probe:
    import torch

    inputs = tokenizer([recipe.prefix + text], return_tensors="pt")
    inputs = {key: inputs[key] for key in ("input_ids", "attention_mask")}
    with torch.inference_mode():
        ids = model.generate(
            **inputs,
            num_beams=1,
            do_sample=False,
            max_new_tokens=_PROBE_TOKENS,
            **recipe.options,
        )
        logits = model(**inputs, decoder_input_ids=ids[:, :-1]).logits[0].double()
        if recipe.family == "marian":
            # CTranslate2 leaves the mark out that transformers starts with and never writes.
            logits[:, tokenizer.pad_token_id] = float("-inf")
    written = ids[0, 1:]
    known = logits.log_softmax(-1).gather(1, written[:, None])[:, 0].numpy()
    ends = written == tokenizer.eos_token_id
    n_target = int(ends.nonzero()[0]) if bool(ends.any()) else len(written)
    return _Probe(
        tokenizer.convert_ids_to_tokens(inputs["input_ids"][0].tolist()),
        tokenizer.convert_ids_to_tokens(written[:n_target].tolist()),
        known[:n_target],
    )


def _compare(translator: Any, probe: _Probe) -> None:
    """Do nothing where CTranslate2 finds the probe's draft as probable as transformers does.

    Raises:
        NotConvertibleError: It does not.
    """
    if not probe.target:
        return
    scored = translator.score_batch([probe.source], [probe.target])[0]
    if scored.tokens[: len(probe.target)] != probe.target:
        raise NotConvertibleError(
            f"Converted, the model's vocabulary lacks one of the tokens {' '.join(probe.target)}."
        )
    found = np.array(scored.log_probs[: len(probe.target)])
    off = float(np.abs(found - probe.log_probabilities).mean())
    if not off <= _TOLERANCE:  # also where it is no number
        raise NotConvertibleError(
            f"Converted, the model differs by {off:.2f} nats a token from transformers on a "
            f"sentence, expected {_TOLERANCE} at most."
        )
