"""How large the inputs of the embedded model's layers get, channel by channel, on given pairs.

    python benchmarks/measure_activations.py pairs.tsv.gz --out translate/model/activations.npz

A file has lines of source name, Vietnamese and English between tabs, plain or gzipped. The result
is what songngu.translate.smoothing evens the weights out with; it needs PyTorch. Measure again, and
raise CONVERTER_VERSION, for another base model.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.overrides import TorchFunctionMode

from songngu.translate import adapters, gemma_base
from songngu.translate.embedded import build_prompt
from songngu.translate.gemma_tokenizer import GemmaTokenizer, Vocabulary, sentencepiece_model
from songngu.translate.training.adapter_files import read_factors
from songngu.translate.training.gemma import AdaptedGemma
from songngu.translate.training.packing import Batch, Encoded

FIELDS = {
    "qkv": "query_key_value",
    "o": "attention_output",
    "gate_up": "gate_up",
    "down": "down",
}


class Recorder(TorchFunctionMode):
    """Keeps the largest magnitude of each channel that goes into the base's weights."""

    def __init__(self, model: AdaptedGemma) -> None:
        super().__init__()
        self.largest: dict[str, torch.Tensor] = {}
        self._names = {
            id(getattr(weights, field)): f"{layer}.{name}"
            for layer, weights in enumerate(model.layers)
            for name, field in FIELDS.items()
        }

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        if func is torch.nn.functional.linear and (name := self._names.get(id(args[1]))):
            # The first token is by far the largest everywhere; it has a scale of its own.
            values = args[0][:, 1:].abs().float().flatten(0, 1).amax(0)
            self.largest[name] = torch.maximum(self.largest.get(name, values), values)
        return func(*args, **(kwargs or {}))


def read_pairs(path: Path, limit: int) -> list[tuple[str, str]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    rows = [line.split("\t") for line in text.split("\n")]
    pairs = [(row[-2], row[-1]) for row in rows if len(row) >= 2]
    return pairs[:: max(1, len(pairs) // limit)][:limit]


def encode(tokenizer: GemmaTokenizer, vocabulary: Vocabulary, source: str, target: str) -> Encoded:
    prompt = (vocabulary.bos_id, *tokenizer.ids(build_prompt(source)))
    return Encoded(prompt, (*tokenizer.ids(" " + target), vocabulary.eos_id))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--adapter", type=Path, default=adapters.SHIPPED)
    parser.add_argument("--limit", type=int, default=160, help="so many, evenly spread")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        gguf_file, tokenizer_file = Path(folder) / "base.gguf", Path(folder) / "tokenizer.model"
        gemma_base.assemble(gguf_file)
        base = gemma_base.GemmaBase(gguf_file)
        vocabulary = base.vocabulary()
        tokenizer_file.write_bytes(sentencepiece_model(vocabulary))
        tokenizer = GemmaTokenizer(tokenizer_file)
        factors = read_factors(arguments.adapter)
        model = AdaptedGemma(base, next(iter(factors.values()))[0].shape[0], seed=0)
        model.load(factors)
    recorder = Recorder(model)
    with torch.no_grad(), recorder:
        for source, target in read_pairs(arguments.pairs, arguments.limit):
            example = encode(tokenizer, vocabulary, source, target)
            model.hidden_states(Batch(example.n_tokens, ((example,),)))
    found = {name: values.numpy().astype(np.float16) for name, values in recorder.largest.items()}
    heads = model.shape.n_heads
    shaped = {n: v.reshape(heads, -1) if n.endswith(".o") else v for n, v in found.items()}
    np.savez(arguments.out, **shaped)
    print(f"{len(shaped)} inputs of {model.shape.n_layers} layers -> {arguments.out}")


if __name__ == "__main__":
    main()
