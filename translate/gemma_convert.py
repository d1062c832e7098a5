"""Gemma 3 with a merged adapter as a CTranslate2 int8 model, built from NumPy arrays alone.

The layout follows CTranslate2's own Gemma 3 loader, with two differences. llama.cpp adds 1 to
all RMSNorm weights when it writes GGUF, so the flag that makes CTranslate2 add it again stays
unset. And the output layer holds only pieces that English drafts are made of: the vocabulary is
put in an order with these first, so that ids agree between the full input embeddings and the
shorter output layer. Choosing among fewer pieces took 15 % less CPU time, beam 4, than choosing
among all (40 sentences of FLORES-200 dev).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from songngu.translate.gemma_base import GemmaBase, GemmaShape
from songngu.translate.gemma_tokenizer import BYTE, NORMAL, Vocabulary, sentencepiece_model
from songngu.translate.lora import Adapter
from songngu.translate.smoothing import Smoothing

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Raise it with every change to what a conversion writes; caches of other versions are left alone.
CONVERTER_VERSION = 2
TOKENIZER_FILE = "tokenizer.model"

_EMBEDDING_ROWS = 8192
_OUTPUT_LATEST = 100_000
_STOP_PIECES = ("\n",)
# Beginnings of the Unicode names of characters beyond Latin Extended-B that drafts may hold.
_NAMES = re.compile(
    "LATIN |COMBINING |EN DASH|EM DASH|HORIZONTAL |EURO |BULLET|LEFT |RIGHT |PER MILLE|DONG SIGN"
    "|PRIME|DOUBLE PRIME|MINUS|SUPERSCRIPT |SUBSCRIPT "
)

Step = Callable[[float, str], None]


def quantise(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows as int8 with one scale each, (rows,): ``weight ≈ int8 / scale``.

    The scheme is CTranslate2's own: symmetric, the largest magnitude of a row becomes 127.
    """
    largest = np.abs(weight).max(axis=1)
    scale = (127.0 / np.where(largest == 0, 127.0, largest)).astype(np.float32)
    return np.rint(weight * scale[:, None]).astype(np.int8), scale


def _is_latin(char: str) -> bool:
    return char < "\u0250" or _NAMES.match(unicodedata.name(char, "")) is not None


def _may_be_put_out(piece: str, rank: int) -> bool:
    """Whether a normal piece may be part of an English draft; ranks ascend with rarity."""
    text = piece.replace("▁", "")
    if len(text) <= 1 or rank < _OUTPUT_LATEST:
        return all(_is_latin(char) for char in text)
    return piece.startswith("▁") and text.isascii()


def output_first(vocabulary: Vocabulary) -> tuple[list[int], int]:
    """An order of the vocabulary that begins with the pieces that drafts may be made of.

    Those are the end and stop marks, the bytes (so that any character can still be written),
    single characters and frequent pieces in Latin script, and the beginnings of all ASCII words,
    rare names among them.

    Returns:
        The old ids in their new order, and how many of the first may be put out.
    """
    kept = [
        index
        for index, (piece, kind) in enumerate(zip(vocabulary.pieces, vocabulary.types, strict=True))
        if index in (vocabulary.eos_id, vocabulary.unk_id)
        or kind == BYTE
        or piece in _STOP_PIECES
        or (kind == NORMAL and _may_be_put_out(piece, index))
    ]
    # CTranslate2 copies the whole output layer when its rows are no multiple of eight.
    kept = kept[: len(kept) - len(kept) % 8]
    chosen = set(kept)
    rest = [index for index in range(len(vocabulary.pieces)) if index not in chosen]
    return kept + rest, len(kept)


def _set_linear(spec: Any, weight: NDArray[np.float32]) -> None:
    spec.weight, spec.weight_scale = quantise(weight)


def _set_layer(
    spec: Any, layer: int, base: GemmaBase, adapter: Adapter, smoothing: Smoothing
) -> None:
    def merged(module: str, name: str) -> NDArray[np.float32]:
        return adapter.merge(f"layers.{layer}.{module}", base.weight(f"blk.{layer}.{name}.weight"))

    def norm(target: Any, name: str, even: NDArray[np.float32] | float = 1.0) -> None:
        target.gamma = base.weight(f"blk.{layer}.{name}.weight") / np.float32(even)

    attention = spec.self_attention
    query_key_value = np.concatenate([merged(f"self_attn.{k}_proj", f"attn_{k}") for k in "qkv"])
    output = merged("self_attn.o_proj", "attn_output")
    even = smoothing.factors(f"{layer}.o", output)
    query_key_value[-len(even) :] /= even[:, None]  # the values, which the output reads
    _set_linear(attention.linear[1], output * np.tile(even, output.shape[1] // len(even)))
    even = smoothing.factors(f"{layer}.qkv", query_key_value)
    norm(spec.input_layer_norm, "attn_norm", even)
    _set_linear(attention.linear[0], query_key_value * even)
    norm(attention.q_norm, "attn_q_norm")
    norm(attention.k_norm, "attn_k_norm")
    norm(spec.post_attention_layer_norm, "post_attention_norm")

    gate, up = merged("mlp.gate_proj", "ffn_gate"), merged("mlp.up_proj", "ffn_up")
    down = merged("mlp.down_proj", "ffn_down")
    even = smoothing.factors(f"{layer}.down", down)
    up /= even[:, None]
    _set_linear(spec.ffn.linear_1, down * even)
    even = smoothing.factors(f"{layer}.gate_up", np.concatenate([gate, up]))
    norm(spec.pre_feedforward_layer_norm, "ffn_norm", even)
    _set_linear(spec.ffn.linear_0, gate * even)
    _set_linear(spec.ffn.linear_0_noact, up * even)
    norm(spec.post_feedforward_layer_norm, "post_ffw_norm")


def _set_layers(
    decoder: Any, base: GemmaBase, adapter: Adapter, smoothing: Smoothing, step: Step
) -> None:
    """Set all that stands between the embeddings and the output layer."""
    for index, layer in enumerate(decoder.layer):
        step(0.3 + 0.2 * index / len(decoder.layer), "merging the adapter")
        _set_layer(layer, index, base, adapter, smoothing)
    decoder.layer_norm.gamma = base.weight("output_norm.weight")


def _empty_spec(shape: GemmaShape) -> Any:
    from ctranslate2.specs import (  # type: ignore[import-untyped]
        common_spec,
        transformer_spec,
    )

    spec = transformer_spec.TransformerDecoderModelSpec.from_config(
        shape.n_layers,
        shape.n_heads,
        activation=common_spec.Activation.GELUTanh,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=shape.head_dim,
        rotary_interleave=False,
        rotary_base=shape.rope_local,
        num_heads_kv=shape.n_heads_kv,
        head_dim=shape.head_dim,
        sliding_window=shape.sliding_window,
        pre_post_layer_norm=True,
        qk_norm=True,
    )
    for index, layer in enumerate(spec.decoder.layer):
        if shape.is_global(index):
            layer.self_attention.rotary_base = np.float32(shape.rope_global)
            layer.self_attention.sliding_window = np.int32(0)
    spec.decoder.scale_embeddings = True
    spec.decoder.start_from_zero_embedding = False
    return spec


def _set_embeddings(
    decoder: Any, base: GemmaBase, order: list[int], n_output: int, step: Step
) -> None:
    """Set the embeddings, rows in the given order, and their first rows as the output layer.

    Quantised block by block: dequantised at once they would take 670 MB.
    """
    total = len(order)
    values = np.empty((total, base.shape.hidden), dtype=np.int8)
    scales = np.empty(total, dtype=np.float32)
    for start in range(0, total, _EMBEDDING_ROWS):
        rows = slice(start, min(start + _EMBEDDING_ROWS, total))
        values[rows], scales[rows] = quantise(base.weight("token_embd.weight", rows))
        step(0.5 + 0.4 * rows.stop / total, "quantising embeddings")
    values, scales = values[order], scales[order]
    decoder.embeddings.weight, decoder.embeddings.weight_scale = values, scales
    decoder.projection.weight = values[:n_output]
    decoder.projection.weight_scale = scales[:n_output]


def convert(
    gguf_file: Path,
    adapter_folder: Path,
    folder: Path,
    step: Step,
    activations: Path | None = None,
) -> None:
    """Write a CTranslate2 model and its tokenizer into a folder.

    Args:
        gguf_file: The base model.
        adapter_folder: The adapter as peft saves it.
        folder: An existing, empty folder.
        step: Called with the share done, 0–1, and what is being done.
        activations: How large the inputs of the base's layers get, for
            :class:`~songngu.translate.smoothing.Smoothing`; None leaves the weights as they are.

    Raises:
        EngineError: Base and adapter do not belong together.
        OSError: The folder cannot be written.
    """
    step(0.0, "reading weights")
    base = GemmaBase(gguf_file)
    vocabulary = base.vocabulary()
    (folder / TOKENIZER_FILE).write_bytes(sentencepiece_model(vocabulary))
    spec = _empty_spec(base.shape)
    _set_layers(spec.decoder, base, Adapter(adapter_folder), Smoothing(activations), step)
    order, n_output = output_first(vocabulary)
    _set_embeddings(spec.decoder, base, order, n_output, step)
    spec.register_vocabulary([vocabulary.pieces[index] for index in order])
    spec.config.bos_token = vocabulary.pieces[vocabulary.bos_id]
    spec.config.eos_token = vocabulary.pieces[vocabulary.eos_id]
    spec.config.unk_token = vocabulary.pieces[vocabulary.unk_id]
    spec.config.layer_norm_epsilon = base.shape.rms_epsilon
    spec.validate()
    step(0.9, "writing the model")
    spec.save(str(folder))
    step(1.0, "done")
