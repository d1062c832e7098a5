"""Drafting with a converted seq2seq model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from songngu.translate.clauses import flatten
from songngu.translate.ct2 import open_model, results
from songngu.translate.device import Placement
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.families import Recipe
from songngu.translate.hub import source_limit, target_limit
from songngu.translate.hub_convert import CONVERTER_VERSION


class TranslatorDrafter(ModelDrafter):
    """Drafts with a seq2seq model through CTranslate2.

    Neither terms nor memory matches can reach such a model; drafts go on from a given beginning.
    """

    can_continue = True
    batch_tokens = 2048

    def __init__(
        self,
        folder: Path,
        name: str,
        tokenizer: Any,
        config: Any,
        recipe: Recipe,
        placement: Placement,
        *,
        beam_size: int,
        threads: int,
    ) -> None:
        """Load a converted model.

        Args:
            folder: What the conversion wrote.
            name: Engine and revision, as the signature begins.
            tokenizer: The model's own tokenizer, from transformers.
            config: The model's configuration, from transformers.
            recipe: How it is told to translate.
            placement: Where it runs.
            beam_size: Hypotheses kept in the search; 1 is greedy.
            threads: CPU threads; 0 leaves the choice to CTranslate2.

        Raises:
            EngineError: CTranslate2 cannot load it.
        """
        import ctranslate2  # type: ignore[import-untyped]

        self._tokenizer = tokenizer
        self._recipe = recipe
        self._config = config
        self._beam_size = beam_size
        self.max_source_tokens = source_limit(tokenizer, config)
        self._translator = open_model(
            ctranslate2.Translator,
            folder,
            device=placement.device,
            compute_type=placement.compute_type,
            intra_threads=threads,
        )
        forced = recipe.options.get("forced_bos_token_id")
        self._start: list[str] = [] if forced is None else [self._tokens([forced])[0]]
        self._eos = str(tokenizer.eos_token)
        self._signature = (
            f"{name}|ct2:{ctranslate2.__version__}|conv:{CONVERTER_VERSION}"
            f"|{placement.compute_type}|beam:{beam_size}|family:{recipe.family}"
        )

    @property
    def engine_signature(self) -> str:
        """Engine, revision, CTranslate2 version, arithmetic, decoding and family."""
        return self._signature

    def count_tokens(self, text: str) -> int:
        """Length of a text in the model's tokens."""
        return len(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        """Hypotheses for each request; see :meth:`ModelDrafter.generate`."""
        texts = [self._recipe.prefix + request.text for request in requests]
        sources = [self._tokens(ids) for ids in self._tokenizer(texts)["input_ids"]]
        heads = [self._start + self._head(request.prefix) for request in requests]
        longest = max(map(len, sources)) + max(map(len, heads))
        pending = self._translator.translate_batch(
            sources,
            target_prefix=heads if any(heads) else None,
            asynchronous=True,
            beam_size=self._beam_size,
            num_hypotheses=min(n_best, self._beam_size),
            max_input_length=0,
            max_decoding_length=target_limit(longest, self._config),
            no_repeat_ngram_size=3 if careful else 0,
            return_end_token=True,
            return_scores=True,
        )
        return [
            [
                self._hypothesis(pieces, score, len(head))
                for pieces, score in zip(result.hypotheses, result.scores, strict=True)
            ]
            for head, result in zip(heads, results(pending), strict=True)
        ]

    def _tokens(self, ids: Sequence[int]) -> list[str]:
        tokens: list[str] = self._tokenizer.convert_ids_to_tokens(list(ids))
        return tokens

    def _head(self, prefix: str) -> list[str]:
        """The tokens of a beginning of a draft, after what the model writes before each."""
        flat = flatten(prefix)
        if not flat:
            return []
        text = f"{self._recipe.output_prefix} {flat}".strip()
        argument = "text_target" if self._recipe.two_vocabularies else "text"
        encoded = self._tokenizer(**{argument: text}, add_special_tokens=False)
        return self._tokens(encoded["input_ids"])

    def _hypothesis(self, pieces: list[str], score: float, n_head: int) -> Hypothesis:
        finished = pieces[-1:] == [self._eos]
        # Not every tokenizer takes language codes for special tokens.
        ids = self._tokenizer.convert_tokens_to_ids(pieces[len(self._start) :])
        text = str(self._tokenizer.decode(ids, skip_special_tokens=True))
        n_tokens = max(1, len(pieces) - n_head)
        # CTranslate2 counts given tokens into the length that it divides by, as quite probable.
        mean = score * len(pieces) / n_tokens if math.isfinite(score) else 0.0
        return Hypothesis(flatten(self._recipe.clean(text)), min(0.0, mean), n_tokens, finished)
