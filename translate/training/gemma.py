"""Gemma 3 with a low-rank adapter in plain torch, made to be trained fast on few cores.

The base stays frozen in the precision of the computation; the adapter is kept in float32 and cast
in every step. Rows hold several examples, kept apart by their mask, and the output layer holds
only the pieces that occur in the data. Against transformers' model the results are the same
(tested); what is saved is padding, unused output and, where a compiler is at hand, memory traffic.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor

from songngu.corpora.errors import TrainingError
from songngu.translate.gemma_base import GemmaBase, GemmaShape

if TYPE_CHECKING:
    from songngu.translate.training.packing import Batch

_EMBEDDING_ROWS = 16_384
#: The adapted projections of a layer: module name and GGUF name.
PROJECTIONS = (
    ("self_attn.q_proj", "attn_q"),
    ("self_attn.k_proj", "attn_k"),
    ("self_attn.v_proj", "attn_v"),
    ("self_attn.o_proj", "attn_output"),
    ("mlp.gate_proj", "ffn_gate"),
    ("mlp.up_proj", "ffn_up"),
    ("mlp.down_proj", "ffn_down"),
)


class LayerWeights(NamedTuple):
    """The frozen weights of a layer; projections that share their input lie in one matrix."""

    query_key_value: Tensor
    attention_output: Tensor
    gate_up: Tensor
    down: Tensor
    attention_norm: Tensor
    attention_post_norm: Tensor
    feed_forward_norm: Tensor
    feed_forward_post_norm: Tensor
    query_norm: Tensor
    key_norm: Tensor


class Place(NamedTuple):
    """Where the tokens of a batch stand: what each may look at, and its rotary angles."""

    mask: Tensor
    cos: Tensor
    sin: Tensor


class Target(NamedTuple):
    """Which positions of a batch are learnt, and what has to be said there.

    Attributes:
        positions: int64, (n_targets,): into the flattened rows.
        labels: int64, (n_targets,): row of the restricted output layer.
    """

    positions: Tensor
    labels: Tensor


Layer = Callable[[Tensor, Place, LayerWeights, Sequence[Tensor]], Tensor]


def rms_norm(values: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    """RMSNorm worked out in float32; GGUF has added Gemma's 1 to the weight already."""
    wide = values.float()
    scaled = wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + epsilon)
    return (scaled * weight.float()).to(values.dtype)


def _rotate(values: Tensor, place: Place) -> Tensor:
    half = values.shape[-1] // 2
    turned = torch.cat([-values[..., half:], values[..., :half]], -1)
    return values * place.cos + turned * place.sin


def _adapted(values: Tensor, downs: Sequence[Tensor], ups: Sequence[Tensor]) -> Tensor:
    """What the adapter adds to projections of the same input, side by side."""
    kind = values.dtype
    low = functional.linear(values, torch.cat(list(downs)).to(kind))
    parts = torch.split(low, [down.shape[0] for down in downs], -1)
    return torch.cat(
        [functional.linear(part, up.to(kind)) for part, up in zip(parts, ups, strict=True)], -1
    )


def layer_function(shape: GemmaShape) -> Layer:
    """The forward pass of one layer.

    The function takes hidden states (rows, width, hidden), their place, the frozen weights, and
    the adapter's down and up projections by turns in the order of :data:`PROJECTIONS`.
    """
    heads, kv_heads, size = shape.n_heads, shape.n_heads_kv, shape.head_dim
    epsilon = shape.rms_epsilon

    def attention(hidden: Tensor, place: Place, w: LayerWeights, lora: Sequence[Tensor]) -> Tensor:
        rows, width, _ = hidden.shape
        mixed = functional.linear(hidden, w.query_key_value)
        mixed = mixed + _adapted(hidden, lora[0:6:2], lora[1:6:2])
        sizes = [heads * size, kv_heads * size, kv_heads * size]
        query, key, value = torch.split(mixed, sizes, -1)
        query = rms_norm(query.view(rows, width, heads, size), w.query_norm, epsilon)
        key = rms_norm(key.view(rows, width, kv_heads, size), w.key_norm, epsilon)
        query = _rotate(query.transpose(1, 2), place)
        key = _rotate(key.transpose(1, 2), place)
        value = value.view(rows, width, kv_heads, size).transpose(1, 2)
        if kv_heads != heads:
            key = key.repeat_interleave(heads // kv_heads, dim=1)
            value = value.repeat_interleave(heads // kv_heads, dim=1)
        found = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=place.mask, scale=size**-0.5
        )
        found = found.transpose(1, 2).reshape(rows, width, heads * size)
        return functional.linear(found, w.attention_output) + _adapted(found, lora[6:7], lora[7:8])

    def feed_forward(hidden: Tensor, w: LayerWeights, lora: Sequence[Tensor]) -> Tensor:
        mixed = functional.linear(hidden, w.gate_up) + _adapted(hidden, lora[8:12:2], lora[9:12:2])
        gate, up = mixed.chunk(2, -1)
        middle = functional.gelu(gate, approximate="tanh") * up
        return functional.linear(middle, w.down) + _adapted(middle, lora[12:13], lora[13:14])

    def layer(hidden: Tensor, place: Place, w: LayerWeights, lora: Sequence[Tensor]) -> Tensor:
        normed = rms_norm(hidden, w.attention_norm, epsilon)
        found = attention(normed, place, w, lora)
        hidden = hidden + rms_norm(found, w.attention_post_norm, epsilon)
        found = feed_forward(rms_norm(hidden, w.feed_forward_norm, epsilon), w, lora)
        return hidden + rms_norm(found, w.feed_forward_post_norm, epsilon)

    return layer


def output_loss(hidden: Tensor, output: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    """Summed cross entropy of hidden states (n, hidden) over the rows of an output layer."""
    logits = functional.linear(hidden, output).float()
    return functional.cross_entropy(logits, labels, label_smoothing=smoothing, reduction="sum")


class AdaptedGemma:
    """The model: frozen base, trainable adapter.

    Attributes:
        shape: Sizes of the base.
        layers: The frozen weights of its layers.
        lora: Down and up projections by module, float32; what is trained.
    """

    def __init__(
        self,
        base: GemmaBase,
        rank: int,
        *,
        seed: int,
        dtype: torch.dtype = torch.bfloat16,
        device: str = "cpu",
    ) -> None:
        """Read the base and begin a new adapter, which changes nothing yet.

        Args:
            base: The base model.
            rank: Of the adapter.
            seed: Of its random half.
            dtype: Of the base's weights and of the computation.
            device: ``cpu`` or ``cuda``.
        """
        self.shape = base.shape
        self._dtype, self._device = dtype, torch.device(device)
        self._embeddings = self._read_embeddings(base)
        self.layers = [self._read_layer(base, index) for index in range(self.shape.n_layers)]
        self._norm = self._tensor(base.weight("output_norm.weight"))
        self.lora: dict[str, tuple[Tensor, Tensor]] = {}
        self._begin_adapter(base, rank, torch.Generator().manual_seed(seed))
        self._layer: Layer = layer_function(self.shape)
        self._loss = output_loss

    def _tensor(self, values: np.ndarray[Any, Any]) -> Tensor:
        return torch.from_numpy(np.array(values)).to(self._dtype).to(self._device)

    def _read_embeddings(self, base: GemmaBase) -> Tensor:
        total = len(base.vocabulary().pieces)
        table = torch.empty(total, self.shape.hidden, dtype=self._dtype, device=self._device)
        for start in range(0, total, _EMBEDDING_ROWS):
            rows = slice(start, min(start + _EMBEDDING_ROWS, total))
            table[rows] = self._tensor(base.weight("token_embd.weight", rows))
        return table

    def _read_layer(self, base: GemmaBase, index: int) -> LayerWeights:
        def read(*names: str) -> Tensor:
            parts = [self._tensor(base.weight(f"blk.{index}.{name}.weight")) for name in names]
            return torch.cat(parts)

        return LayerWeights(
            query_key_value=read("attn_q", "attn_k", "attn_v"),
            attention_output=read("attn_output"),
            gate_up=read("ffn_gate", "ffn_up"),
            down=read("ffn_down"),
            attention_norm=read("attn_norm"),
            attention_post_norm=read("post_attention_norm"),
            feed_forward_norm=read("ffn_norm"),
            feed_forward_post_norm=read("post_ffw_norm"),
            query_norm=read("attn_q_norm"),
            key_norm=read("attn_k_norm"),
        )

    def _begin_adapter(self, base: GemmaBase, rank: int, generator: torch.Generator) -> None:
        for index in range(self.shape.n_layers):
            for module, name in PROJECTIONS:
                outputs, inputs = base.weight(f"blk.{index}.{name}.weight").shape
                # The same bounds as kaiming_uniform_ with a = √5, peft's choice.
                bound = inputs**-0.5
                down = (torch.rand(rank, inputs, generator=generator) * 2 - 1) * bound
                pair = down, torch.zeros(outputs, rank)
                made = tuple(each.to(self._device).requires_grad_() for each in pair)
                self.lora[f"layers.{index}.{module}"] = (made[0], made[1])

    def load(self, factors: dict[str, tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]) -> None:
        """Go on from an adapter of the same or a lower rank; further ranks begin anew.

        Raises:
            TrainingError: It is of another model, or of a higher rank.
        """
        for module, (down, up) in factors.items():
            own = self.lora.get(module)
            rank = down.shape[0]
            if own is None or own[0].shape[1] != down.shape[1] or own[1].shape[0] != up.shape[0]:
                raise TrainingError(
                    f"The adapter to start from has a module {module} of {up.shape[0]} × "
                    f"{down.shape[1]}, which this base does not have; start from another adapter "
                    'or anew (start = "new").'
                )
            if rank > own[0].shape[0]:
                raise TrainingError(
                    f"The adapter to start from has rank {rank}, the settings say "
                    f"{own[0].shape[0]}; set rank to at least {rank}, or lower the adapter's."
                )
            with torch.no_grad():
                own[0][:rank] = torch.from_numpy(np.array(down))
                own[1][:, :rank] = torch.from_numpy(np.array(up))

    def factors(self) -> dict[str, tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
        """The adapter as arrays, down and up by module."""
        return {
            module: (down.detach().cpu().numpy().copy(), up.detach().cpu().numpy().copy())
            for module, (down, up) in self.lora.items()
        }

    def compile(self) -> None:
        """Have layers and output compiled on first use."""
        self._layer = torch.compile(self._layer, dynamic=False)
        self._loss = torch.compile(self._loss, dynamic=True)

    def hidden_states(self, batch: Batch) -> Tensor:
        """The last hidden states of a batch, normed: (rows × width, hidden)."""
        ids, segments, positions = _laid_out(batch)
        places = self._places(segments.to(self._device), positions.to(self._device))
        hidden = self._embeddings[ids.to(self._device)] * math.sqrt(self.shape.hidden)
        for index, weights in enumerate(self.layers):
            lora = [
                side for module, _ in PROJECTIONS for side in self.lora[f"layers.{index}.{module}"]
            ]
            place = places[int(self.shape.is_global(index))]
            hidden = self._layer(hidden, place, weights, lora)
        hidden = rms_norm(hidden, self._norm, self.shape.rms_epsilon)
        return hidden.reshape(-1, self.shape.hidden)

    def _places(self, segments: Tensor, positions: Tensor) -> tuple[Place, Place]:
        """The places as local and as global layers see them."""
        order = torch.arange(segments.shape[1], device=self._device)
        back = order[:, None] - order[None, :]
        seen = (segments[:, :, None] == segments[:, None, :]) & (back >= 0)
        local = seen & (back < self.shape.sliding_window)
        found = []
        for allowed, period in ((local, self.shape.rope_local), (seen, self.shape.rope_global)):
            mask = torch.zeros(allowed.shape, dtype=self._dtype, device=self._device)
            mask = mask.masked_fill(~allowed, float("-inf"))[:, None]
            size = self.shape.head_dim
            exponents = torch.arange(0, size, 2, device=self._device).float() / size
            angles = positions[..., None].float() * period**-exponents
            angles = torch.cat([angles, angles], -1)[:, None]
            found.append(Place(mask, angles.cos().to(self._dtype), angles.sin().to(self._dtype)))
        return found[0], found[1]

    def output_rows(self, pieces: Sequence[int]) -> Tensor:
        """The rows of the output layer for some pieces: (n_pieces, hidden)."""
        return self._embeddings[torch.tensor(pieces, device=self._device)].contiguous()

    def loss(self, batch: Batch, target: Target, output: Tensor, smoothing: float) -> Tensor:
        """The summed cross entropy of a batch's targets over a restricted output layer."""
        hidden = self.hidden_states(batch)[target.positions.to(self._device)]
        return self._loss(hidden, output, target.labels.to(self._device), smoothing)


def _laid_out(batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, number of the example and position within it, each int64, (rows, width).

    What is left of a row counts as an example of its own, so that each token sees at least itself.
    """
    size = (len(batch.rows), batch.width)
    ids, segments, positions = (np.zeros(size, dtype=np.int64) for _ in range(3))
    for row, examples in enumerate(batch.rows):
        start = 0
        for number, example in enumerate(examples):
            end = start + example.n_tokens
            ids[row, start:end] = (*example.prompt, *example.target)
            segments[row, start:end] = number
            positions[row, start:end] = np.arange(example.n_tokens)
            start = end
        segments[row, start:] = len(examples)
        positions[row, start:] = np.arange(batch.width - start)
    return torch.from_numpy(ids), torch.from_numpy(segments), torch.from_numpy(positions)


def targets(batch: Batch, row_of_piece: Tensor) -> Target:
    """What is learnt in a batch: the token before each target piece has to say that piece.

    Args:
        batch: Packed examples.
        row_of_piece: int64, (vocabulary,): row of each piece in the restricted output layer.
    """
    positions: list[int] = []
    pieces: list[int] = []
    for row, examples in enumerate(batch.rows):
        start = row * batch.width
        for example in examples:
            first = start + len(example.prompt) - 1
            positions += range(first, first + len(example.target))
            pieces += example.target
            start += example.n_tokens
    return Target(torch.tensor(positions, dtype=torch.long), row_of_piece[torch.tensor(pieces)])


def can_compile() -> str | None:
    """None where torch can compile here, else why not."""
    try:
        torch.compile(lambda values: values * 2 + 1)(torch.ones(8))
    except Exception as error:  # torch raises errors of its own from several layers
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return lines[0][:200] if lines else type(error).__name__
    return None
