"""The embedded engine's model in transformers, to compare the speed of its ``generate`` with."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from songngu.translate import gemma_base
from songngu.translate.embedded import build_prompt, length_limit
from songngu.translate.lora import Adapter
from songngu.translate.training.gemma import PROJECTIONS

# What a layer's weights are called in transformers and in GGUF.
_NAMES = {
    **dict(PROJECTIONS),
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "post_attention_norm",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
}


class TransformersModel:
    """The base model with an adapter merged, and the tokenizer of the engine."""

    def __init__(self, adapter: Path, tokenizer: Any, dtype: str, beam: int) -> None:
        """Load it.

        Args:
            adapter: The folder of the adapter.
            tokenizer: The engine's.
            dtype: ``float32`` or ``bfloat16``.
            beam: Hypotheses kept in the search.
        """
        import torch
        from transformers import Gemma3ForCausalLM

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "base.gguf"
            gemma_base.assemble(path)
            base = gemma_base.GemmaBase(path)
            self._pieces = base.vocabulary().pieces
            model = Gemma3ForCausalLM(_config(base))
            state = _weights(base, Adapter(adapter))
        model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
        self._model = model.to(getattr(torch, dtype)).eval()
        self._tokenizer = tokenizer
        self._beam = beam

    def draft(self, texts: Sequence[str], batches: Iterable[Sequence[int]]) -> list[str]:
        """What ``generate`` writes for the engine's prompts, in the given batches."""
        written = [""] * len(texts)
        for batch in batches:
            found = self._generate([texts[index] for index in batch])
            for index, text in zip(batch, found, strict=True):
                written[index] = text
        return written

    def _generate(self, texts: Sequence[str]) -> list[str]:
        import torch

        config, tokenizer = self._model.config, self._tokenizer
        stops = [config.eos_token_id, tokenizer.ids("\n")[-1]]
        prompts = [[config.bos_token_id, *tokenizer.ids(build_prompt(text))] for text in texts]
        width = max(map(len, prompts))
        padded = [[config.pad_token_id] * (width - len(ids)) + ids for ids in prompts]
        ids = torch.tensor(padded)
        with torch.inference_mode():
            output = self._model.generate(
                input_ids=ids,
                attention_mask=(ids != config.pad_token_id).long(),
                num_beams=self._beam,
                do_sample=False,
                max_new_tokens=length_limit(max(len(tokenizer.ids(text)) for text in texts)),
                eos_token_id=stops,
                pad_token_id=config.pad_token_id,
            )
        return [self._text(row, stops) for row in output[:, width:].tolist()]

    def _text(self, tokens: Sequence[int], stops: Sequence[int]) -> str:
        end = next((at for at, token in enumerate(tokens) if token in stops), len(tokens))
        text = self._tokenizer.join([self._pieces[token] for token in tokens[:end]])
        return " ".join(text.split())


def _weights(base: gemma_base.GemmaBase, adapter: Adapter) -> dict[str, Any]:
    """The weights by transformers' names, the adapter merged."""
    embeddings = base.weight("token_embd.weight")
    # llama.cpp stores what a norm multiplies with, transformers that less 1.
    state = {
        "model.norm.weight": base.weight("output_norm.weight") - 1.0,
        "model.embed_tokens.weight": embeddings,
        "lm_head.weight": embeddings,
    }
    for index in range(base.shape.n_layers):
        for theirs, ours in _NAMES.items():
            weight = base.weight(f"blk.{index}.{ours}.weight")
            state[f"model.layers.{index}.{theirs}.weight"] = (
                weight - 1.0
                if "norm" in ours
                else adapter.merge(f"layers.{index}.{theirs}", weight)
            )
    return state


def _config(base: gemma_base.GemmaBase) -> Any:
    from transformers import Gemma3TextConfig

    shape, vocabulary = base.shape, base.vocabulary()
    return Gemma3TextConfig(
        vocab_size=len(vocabulary.pieces), hidden_size=shape.hidden,
        num_hidden_layers=shape.n_layers, intermediate_size=shape.feed_forward,
        num_attention_heads=shape.n_heads, num_key_value_heads=shape.n_heads_kv,
        head_dim=shape.head_dim, query_pre_attn_scalar=shape.head_dim,
        sliding_window=shape.sliding_window, rms_norm_eps=shape.rms_epsilon,
        layer_types=["full_attention" if shape.is_global(i) else "sliding_attention"
                     for i in range(shape.n_layers)],
        rope_parameters={
            "full_attention": {"rope_type": "default", "rope_theta": shape.rope_global},
            "sliding_attention": {"rope_type": "default", "rope_theta": shape.rope_local},
        },
        bos_token_id=vocabulary.bos_id, eos_token_id=vocabulary.eos_id,
        pad_token_id=vocabulary.pad_id, tie_word_embeddings=True,
    )  # fmt: skip
