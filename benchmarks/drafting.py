"""Prints how fast an engine drafts, as ratios that were all measured in this run.

    python benchmarks/drafting.py --source article.vi --threads 2

The file holds one segment a line, in the order of an article; without one the bundled sample page
is drafted. Times are CPU seconds of the process (all its threads) and, where a person waits, also
seconds by the clock; they mean something on a quiet machine only.

`raw` replays the very calls that drafting made to CTranslate2. `transformers` is `generate` with
the same weights in float32 or bfloat16, on the same batches. `memory` drafts many short segments
with an engine that writes at once, and some with the real one.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("raw", "first", "transformers", "memory")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--source", type=Path, help="Vietnamese segments; the sample page if none")
    parser.add_argument("--engine", default="embedded", help="embedded or embedded:FOLDER")
    parser.add_argument("--limit", type=int, default=32, help="segments to draft (32)")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads (1)")
    parser.add_argument("--beam", type=int, default=4, help="beam size (4)")
    parser.add_argument("--repeat", type=int, default=2, help="runs of each, the median counts (2)")
    parser.add_argument("--slow", type=int, default=6, help="segments for transformers (6)")
    parser.add_argument("--dtype", default="float32", choices=("float32", "bfloat16"))
    parser.add_argument("--many", type=int, default=100_000, help="segments for the memory")
    parser.add_argument("--real", type=int, default=0, help="of them, for the real engine")
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def sample_segments() -> list[str]:
    from songngu.ui.actions.pages import read_page

    page = ROOT / "ui" / "samples" / "vi-page.txt"
    return list(read_page(str(page)).texts)


def measured(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """CPU seconds, seconds by the clock, and what the work gave."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    value = work()
    return time.process_time() - cpu, time.perf_counter() - wall, value


class Recorder:
    """Stands in for CTranslate2's generator: passes calls on and notes them."""

    def __init__(self, generator: Any) -> None:
        self.generator = generator
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.generator, name)

        def call(*args: Any, **options: Any) -> Any:
            self.calls.append((name, args, options))
            return method(*args, **options)

        return call

    def replay(self) -> None:
        """The same calls again, with nothing around them."""
        for name, args, options in self.calls:
            getattr(self.generator, name)(*args, **{**options, "asynchronous": False})


def compare_raw(engine: Any, texts: Sequence[str], repeat: int) -> dict[str, Any]:
    """Drafting against the calls to CTranslate2 that it makes; without and with corrections."""
    from songngu.translate.faithful import RAW

    generator, faithful = engine._generator, engine.faithful
    found: dict[str, Any] = {}
    engine.draft(texts[0])
    for name, means in (("plain", RAW), ("faithful", faithful)):
        engine.faithful = means
        ours, raw = [], []
        for _ in range(repeat):
            recorder = Recorder(generator)
            engine._generator = recorder
            ours.append(measured(lambda: engine.draft_batch(texts))[0])
            engine._generator = generator
            raw.append(measured(recorder.replay)[0])
        found[name] = {
            "cpu_s_per_segment": round(statistics.median(ours) / len(texts), 3),
            "raw_cpu_s_per_segment": round(statistics.median(raw) / len(texts), 3),
            "drafting_to_raw": round(statistics.median(ours) / statistics.median(raw), 3),
            "calls": len(recorder.calls),
        }
    engine.faithful = faithful
    return found


def first_segment(engine: Any, texts: Sequence[str], repeat: int) -> dict[str, Any]:
    """How long the first segment of an article takes a loaded engine."""
    rows = []
    for _ in range(repeat):
        drafts = engine.draft_iter(texts)
        cpu, wall, (index, _) = measured(lambda drafts=drafts: next(drafts))
        drafts.close()
        rows.append((cpu, wall, index))
    return {
        "segment": rows[0][2],
        "words": len(texts[rows[0][2]].split()),
        "cpu_s": round(statistics.median(row[0] for row in rows), 3),
        "wall_s": round(statistics.median(row[1] for row in rows), 3),
    }


def hub_model(adapter_folder: Path, dtype: str) -> tuple[Any, Any]:
    """The base model with the adapter merged, as transformers has it, and its vocabulary."""
    import torch
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    from songngu.translate import gemma_base
    from songngu.translate.lora import Adapter

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "base.gguf"
        gemma_base.assemble(path)
        base = gemma_base.GemmaBase(path)
        shape, adapter = base.shape, Adapter(adapter_folder)
        state = {"model.norm.weight": base.weight("output_norm.weight") - 1.0}
        for index in range(shape.n_layers):
            for theirs, ours in _NAMES.items():
                weight = base.weight(f"blk.{index}.{ours}.weight")
                if "norm" in ours:
                    weight = weight - 1.0  # llama.cpp stores what is multiplied with
                else:
                    weight = adapter.merge(f"layers.{index}.{theirs}", weight)
                state[f"model.layers.{index}.{theirs}.weight"] = weight
        embeddings = base.weight("token_embd.weight")
        state["model.embed_tokens.weight"] = state["lm_head.weight"] = embeddings
        vocabulary = base.vocabulary()
    config = Gemma3TextConfig(
        vocab_size=len(embeddings), hidden_size=shape.hidden, num_hidden_layers=shape.n_layers,
        intermediate_size=shape.feed_forward,
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
    model = Gemma3ForCausalLM(config)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in state.items()})
    return model.to(getattr(torch, dtype)).eval(), vocabulary


_NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "post_attention_norm",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
}


def compare_transformers(
    engine: Any, adapter: Path, texts: Sequence[str], dtype: str, beam: int
) -> dict[str, Any]:
    """Plain drafting against transformers' ``generate`` on the same prompts and batches."""
    import torch

    from songngu.translate.drafter import Request
    from songngu.translate.embedded import build_prompt, length_limit
    from songngu.translate.faithful import RAW

    faithful, engine.faithful = engine.faithful, RAW
    ours, _, drafts = measured(lambda: engine.draft_batch(texts))
    engine.faithful = faithful
    model, vocabulary = hub_model(adapter, dtype)
    tokenizer, config = engine._tokenizer, model.config
    sizes = [engine.count_tokens(text) for text in texts]
    stops = [config.eos_token_id, tokenizer.ids("\n")[-1]]

    def generate() -> list[str]:
        written = [""] * len(texts)
        for batch in engine.plan(sizes):
            prompts = [
                [config.bos_token_id, *tokenizer.ids(build_prompt(Request(texts[i]).text))]
                for i in batch
            ]
            width = max(map(len, prompts))
            ids = torch.tensor([[config.pad_token_id] * (width - len(p)) + p for p in prompts])
            with torch.inference_mode():
                output = model.generate(
                    input_ids=ids,
                    attention_mask=(ids != config.pad_token_id).long(),
                    num_beams=beam,
                    do_sample=False,
                    max_new_tokens=length_limit(max(sizes[i] for i in batch)),
                    eos_token_id=stops,
                    pad_token_id=config.pad_token_id,
                )
            for row, index in zip(output[:, width:].tolist(), batch, strict=True):
                end = next((at for at, token in enumerate(row) if token in stops), len(row))
                pieces = [vocabulary.pieces[token] for token in row[:end]]
                written[index] = tokenizer.join(pieces).strip()
        return written

    theirs, _, written = measured(generate)
    same = sum(
        draft.text == " ".join(text.split()) for draft, text in zip(drafts, written, strict=True)
    )
    return {
        "dtype": dtype,
        "segments": len(texts),
        "cpu_s_per_segment": round(ours / len(texts), 3),
        "transformers_cpu_s_per_segment": round(theirs / len(texts), 3),
        "transformers_to_drafting": round(theirs / ours, 2),
        "same_drafts": f"{same} of {len(texts)}",
    }


class Synthetic(Sequence[str]):
    """Many short segments that exist only while somebody looks at them."""

    def __init__(self, n: int) -> None:
        self._n = n

    def __len__(self) -> int:
        return self._n

    def __getitem__(self, index: Any) -> Any:
        return f"Giá gạo loại {index} tăng {index % 97} đồng trong tuần."


def at_once(base: type) -> Any:
    """An engine that writes at once, to measure what is around the model."""
    from songngu.translate.drafter import Hypothesis

    class AtOnce(base):  # type: ignore[misc, valid-type]
        engine_signature = "at-once"

        def count_tokens(self, text: str) -> int:
            return len(text.split())

        def generate(
            self, requests: Sequence[Any], *, careful: bool, n_best: int = 1
        ) -> list[list[Hypothesis]]:
            return [
                [Hypothesis(f"Rice prices rose: {request.text}", -0.1, 12, True)]
                for request in requests
            ]

    return AtOnce()


def resident_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("/proc/self/status holds no VmRSS; memory is measured on Linux only")


def memory_slope(drafts: Iterator[Any], total: int) -> dict[str, Any]:
    """Growth of the memory in use from a tenth of the way to its end."""
    gc.collect()
    start = time.process_time()
    points = []
    for done, _ in enumerate(drafts, start=1):
        if done % max(1, total // 20) == 0:
            gc.collect()
            points.append((done, resident_mb()))
    warm = points[len(points) // 10 :]
    grown = warm[-1][1] - warm[0][1]
    return {
        "segments": total,
        "cpu_ms_per_segment": round(1000 * (time.process_time() - start) / total, 3),
        "mb_at_a_tenth": round(warm[0][1], 1),
        "mb_at_the_end": round(warm[-1][1], 1),
        "kb_per_1000_segments": round(1024 * 1000 * grown / (warm[-1][0] - warm[0][0]), 1),
    }


def memory(engine: Any, many: int, real: int) -> dict[str, Any]:
    from songngu.translate.drafter import ModelDrafter

    found = {"at_once": memory_slope(at_once(ModelDrafter).draft_iter(Synthetic(many)), many)}
    if real:
        found["real"] = memory_slope(engine.draft_iter(Synthetic(real)), real)
    return found


def machine() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    names = [platform.processor() or platform.machine()]
    if cpuinfo.is_file():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line[:10] == "model name"]
    return f"{names[0]}, {os.cpu_count()} processors, Python {platform.python_version()}"


def show(result: dict[str, Any], indent: str = "") -> None:
    for name, value in result.items():
        if isinstance(value, dict):
            print(f"{indent}{name}")
            show(value, indent + "  ")
        else:
            print(f"{indent}{name:{34 - len(indent)}} {value}", flush=True)


def main() -> int:
    options = parse_arguments()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("OMP_NUM_THREADS", str(options.threads))
    from songngu.translate import adapters, load_engine

    if not options.engine.startswith("embedded"):
        print("the weights of the embedded engine are compared; name embedded", file=sys.stderr)
        return 2
    given = options.engine.partition(":")[2]
    adapter = adapters.SHIPPED if given == "shipped" else Path(given or adapters.current_adapter())
    texts = (
        options.source.read_text(encoding="utf-8").splitlines()
        if options.source
        else sample_segments()
    )[: options.limit]
    engine: Any = load_engine(
        options.engine, threads=options.threads, beam_size=options.beam, device="cpu"
    )
    result: dict[str, Any] = {}

    def tell(**found: Any) -> None:
        result.update(found)
        if not options.json:
            show(found)

    tell(engine=engine.signature, segments=len(texts), threads=options.threads, machine=machine())
    if "raw" in options.only:
        tell(raw=compare_raw(engine, texts, options.repeat))
    if "first" in options.only:
        tell(first=first_segment(engine, texts, options.repeat))
    if "transformers" in options.only:
        import torch

        torch.set_num_threads(options.threads)
        chosen = texts[: options.slow]
        tell(
            transformers=compare_transformers(engine, adapter, chosen, options.dtype, options.beam)
        )
    if "memory" in options.only:
        tell(memory=memory(engine, options.many, options.real))
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
