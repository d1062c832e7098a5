"""Encoder-decoder translation models of the Hugging Face hub, or from a local folder."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from songngu.translate.drafter import Request
from songngu.translate.families import recipe_for
from songngu.translate.hub import HubDrafter


class Seq2SeqDrafter(HubDrafter):
    """Drafts with a seq2seq model; neither terms nor memory matches can reach such a model."""

    kind = "hf"

    def _load(self, source: str, local: bool) -> tuple[Any, Any]:
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

        options: dict[str, Any] = {"local_files_only": local, "trust_remote_code": False}
        with warnings.catch_warnings():
            # Marian's tokenizer works without sacremoses, which it recommends.
            warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
            tokenizer = AutoTokenizer.from_pretrained(source, **options)
        model = AutoModelForSeq2SeqLM.from_pretrained(source, **options)
        self._recipe = recipe_for(tokenizer, model, self._name(source, model))
        self._n_forced = int("forced_bos_token_id" in self._recipe.options)
        return tokenizer, model

    @staticmethod
    def _name(source: str, model: Any) -> str:
        """The folder's name and the name that the model was saved under."""
        return f"{Path(source).name} {getattr(model.config, '_name_or_path', '')}"

    def _inputs(self, requests: Sequence[Request]) -> tuple[dict[str, Any], dict[str, Any]]:
        texts = [self._recipe.prefix + request.text for request in requests]
        encoded = self._tokenizer(texts, return_tensors="pt", padding=True)
        inputs = {key: encoded[key] for key in ("input_ids", "attention_mask")}
        return inputs, dict(self._recipe.options)

    def _settings(self) -> str:
        return f"|family:{self._recipe.family}"

    def _clean(self, text: str) -> str:
        return text.strip().removeprefix(self._recipe.output_prefix)
