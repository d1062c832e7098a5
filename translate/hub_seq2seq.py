"""Encoder-decoder translation models of the Hugging Face hub, or from a local folder."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from typing import Any

from songngu.translate.ct2 import be_passive
from songngu.translate.device import place_ctranslate2
from songngu.translate.drafter import Drafter, Request
from songngu.translate.families import Recipe, recipe_for
from songngu.translate.hub import HubDrafter, loading, require_torch
from songngu.translate.hub_convert import NotConvertibleError, converted
from songngu.translate.hub_files import LOCAL_ONLY, Located, locate
from songngu.translate.runtime import Runtime

_LOG = logging.getLogger(__name__)
KIND = "hf"


def open_seq2seq(model: str, runtime: Runtime) -> Drafter:
    """An engine for a seq2seq model: on CTranslate2, else on transformers where it must be.

    Args:
        model: Name on the hub, with ``@REVISION`` where it is to be pinned, or a local folder.
        runtime: Search and hardware.

    Raises:
        EngineError: An extra, the weights, the network or the graphics card is missing, or the
            model is of another kind.
    """
    be_passive()
    from songngu.translate.hub_ct2 import TranslatorDrafter

    engine = f"{KIND}:{model}"
    placement = place_ctranslate2(runtime.device, engine)
    located = locate(
        model, engine, progress=runtime.progress, before_fetching=lambda: require_torch(engine)
    )
    with loading(engine):
        tokenizer, config, recipe = read_tokenizer(located)
    try:
        folder = converted(located, engine, tokenizer, recipe, placement, progress=runtime.progress)
    except NotConvertibleError as error:
        _LOG.warning("%s runs on transformers, which is slower: %s", engine, error)
        return Seq2SeqDrafter(model, runtime)
    return TranslatorDrafter(
        folder,
        f"{engine}|rev:{located.revision[:8]}",
        tokenizer,
        config,
        recipe,
        placement,
        beam_size=runtime.beam_size,
        threads=runtime.threads,
    )


def read_tokenizer(located: Located) -> tuple[Any, Any, Recipe]:
    """A model's tokenizer and configuration, and how it is told to translate.

    Raises:
        EngineError: A family that is not known here, or a model without Vietnamese or English.
    """
    from transformers import AutoConfig, AutoTokenizer

    config = AutoConfig.from_pretrained(located.folder, **LOCAL_ONLY)
    with warnings.catch_warnings():
        # Marian's tokenizer works without sacremoses, which it recommends.
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        tokenizer = AutoTokenizer.from_pretrained(located.folder, **LOCAL_ONLY)
    # Its own name, and the one that it was saved under.
    name = f"{located.name} {getattr(config, '_name_or_path', '')}"
    return tokenizer, config, recipe_for(tokenizer, config.model_type, name)


class Seq2SeqDrafter(HubDrafter):
    """Drafts with transformers; neither terms nor memory matches can reach such a model."""

    kind = KIND

    def _load(self, located: Located) -> tuple[Any, Any]:
        from transformers import AutoModelForSeq2SeqLM

        tokenizer, _, self._recipe = read_tokenizer(located)
        model = AutoModelForSeq2SeqLM.from_pretrained(located.folder, **LOCAL_ONLY)
        self._n_forced = int("forced_bos_token_id" in self._recipe.options)
        return tokenizer, model

    def _inputs(self, requests: Sequence[Request]) -> tuple[dict[str, Any], dict[str, Any]]:
        texts = [self._recipe.prefix + request.text for request in requests]
        encoded = self._tokenizer(texts, return_tensors="pt", padding=True)
        inputs = {key: encoded[key] for key in ("input_ids", "attention_mask")}
        return inputs, dict(self._recipe.options)

    def _settings(self) -> str:
        return f"|family:{self._recipe.family}"

    def _clean(self, text: str) -> str:
        return self._recipe.clean(text)
