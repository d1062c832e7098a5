"""Prints how fast an engine drafts, as ratios that were all measured in this run.

    python benchmarks/drafting.py --source article.vi --threads 2

The file holds one segment a line, in the order of an article; without one the bundled sample page
is drafted. Times are CPU seconds of the process (all its threads) and, where a person waits, also
seconds by the clock; they mean something on a quiet machine only, so that its load is printed.

`raw` replays the very calls that drafting made to CTranslate2, and tells what corrections cost.
`first` drafts up to the first segment, and so where the longest one stands first. `transformers`
is `generate` with the same weights in float32 or bfloat16, on the same batches. `memory` drafts
many short segments with an engine that writes at once, and with `--real` some with the real one.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from songngu.translate.faithful import RAW, Faithful

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

    def replay(self) -> dict[str, float]:
        """CPU seconds of the same calls again, with nothing around them, by method."""
        spent: dict[str, float] = {}
        for name, args, options in self.calls:
            given = {key: value for key, value in options.items() if key != "asynchronous"}
            cpu, _, _ = measured(partial(getattr(self.generator, name), *args, **given))
            spent[name] = spent.get(name, 0.0) + cpu
        return spent


@contextmanager
def drafting_by(engine: Any, means: Faithful) -> Iterator[None]:
    """For a while the engine makes its drafts faithful by these means."""
    before, engine.faithful = engine.faithful, means
    try:
        yield
    finally:
        engine.faithful = before


@dataclass
class Run:
    """Drafting once and its calls to CTranslate2 once more: CPU seconds.

    Attributes:
        ours: Of the whole of drafting.
        around: Of those what was not spent in CTranslate2's threads.
        calls: Of the calls alone, by method.
    """

    ours: float
    around: float
    calls: dict[str, float]

    @property
    def raw(self) -> float:
        """Of the calls alone."""
        return sum(self.calls.values())


def run_recorded(engine: Any, texts: Sequence[str]) -> Run:
    recorder = Recorder(engine._generator)

    def draft() -> float:
        start = time.thread_time()
        engine.draft_batch(texts)
        return time.thread_time() - start

    engine._generator = recorder
    try:
        ours, _, around = measured(draft)
    finally:
        engine._generator = recorder.generator
    return Run(ours, around, recorder.replay())


def compare_raw(engine: Any, texts: Sequence[str], repeat: int) -> dict[str, Any]:
    """Drafting against the calls to CTranslate2 that it makes; without and with corrections."""
    means = {"plain": RAW, "faithful": engine.faithful}
    runs: dict[str, list[Run]] = {name: [] for name in means}
    engine.draft(texts[0])
    # In turn: what else the machine does changes over time.
    for _ in range(repeat):
        for name, by in means.items():
            with drafting_by(engine, by):
                runs[name].append(run_recorded(engine, texts))
    found: dict[str, Any] = {name: summary(of, len(texts)) for name, of in runs.items()}
    pairs = zip(runs["faithful"], runs["plain"], strict=True)
    ratio = statistics.median(faithful.ours / plain.ours for faithful, plain in pairs)
    return {**found, "faithful_to_plain": round(ratio, 2)}


def summary(runs: Sequence[Run], n_texts: int) -> dict[str, Any]:
    spent = {
        f"{name}_cpu_s_per_segment": statistics.median(run.calls[name] for run in runs) / n_texts
        for name in runs[0].calls
    }
    ours = statistics.median(run.ours for run in runs)
    return {
        "cpu_s_per_segment": round(ours / n_texts, 3),
        "drafting_to_raw": round(statistics.median(run.ours / run.raw for run in runs), 3),
        # Of one run, in which a busy machine lengthens nothing but the waiting.
        "drafting_to_its_ctranslate2_threads": round(
            statistics.median(run.ours / (run.ours - run.around) for run in runs), 3
        ),
        **{name: round(value, 3) for name, value in spent.items()},
    }


def first_segment(engine: Any, texts: Sequence[str], repeat: int) -> dict[str, Any]:
    """How long a loaded engine takes to the first draft: of the article, and of its worst case."""
    from songngu.translate import HouseDrafter

    drafter = HouseDrafter(engine)
    longest = max(range(len(texts)), key=lambda index: len(texts[index].split()))
    beginnings = {"as it is": texts, "its longest segment first": texts[longest:]}
    return {name: first_draft(drafter, article, repeat) for name, article in beginnings.items()}


def first_draft(drafter: Any, texts: Sequence[str], repeat: int) -> dict[str, Any]:
    rows = []
    for _ in range(repeat):
        # Segments that need no model come before it.
        drafts = (draft for index, draft in drafter.draft_iter(texts) if index == 0)
        cpu, wall, _ = measured(partial(next, drafts))
        drafts.close()
        rows.append((cpu, wall))
    return {
        "words": len(texts[0].split()),
        "cpu_s": round(statistics.median(row[0] for row in rows), 3),
        "wall_s": round(statistics.median(row[1] for row in rows), 3),
    }


def compare_transformers(
    engine: Any, adapter: Path, texts: Sequence[str], dtype: str, beam: int
) -> dict[str, Any]:
    """Plain drafting against transformers' ``generate`` on the same prompts and batches."""
    from drafting_transformers import TransformersModel

    # As the engine asks: a text too long for it in parts, equal ones once.
    parts = [request.text for text in texts for request in engine.requests(text)]
    asked = list(dict.fromkeys(parts))
    with drafting_by(engine, RAW):
        ours, _, drafts = measured(lambda: engine.draft_batch(asked))
    theirs_model = TransformersModel(adapter, engine._tokenizer, dtype, beam)
    batches = list(engine.plan([engine.count_tokens(text) for text in asked]))
    theirs, _, written = measured(lambda: theirs_model.draft(asked, batches))
    same = sum(draft.text == text for draft, text in zip(drafts, written, strict=True))
    return {
        "dtype": dtype,
        "segments": len(asked),
        "cpu_s_per_segment": round(ours / len(asked), 3),
        "transformers_cpu_s_per_segment": round(theirs / len(asked), 3),
        "transformers_to_drafting": round(theirs / ours, 2),
        "same_drafts": f"{same} of {len(asked)}",
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
    return (
        f"{names[0]}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}"
    )


def show(result: dict[str, Any], indent: str = "") -> None:
    for name, value in result.items():
        if isinstance(value, dict):
            print(f"{indent}{name}")
            show(value, indent + "  ")
        else:
            print(f"{indent}{name:{38 - len(indent)}} {value}", flush=True)


def open_engine(options: argparse.Namespace) -> tuple[Any, Path]:
    """The engine and the folder of its adapter."""
    from songngu.translate import adapters, load_engine

    given = options.engine.partition(":")[2]
    adapter = adapters.SHIPPED if given == "shipped" else Path(given or adapters.current_adapter())
    engine = load_engine(
        options.engine, threads=options.threads, beam_size=options.beam, device="cpu"
    )
    return engine, adapter


def measure(options: argparse.Namespace, texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What was asked for, each part when it is known."""
    engine, adapter = open_engine(options)
    yield {"engine": engine.signature, "segments": len(texts), "threads": options.threads}
    yield {"machine": machine()}
    if "raw" in options.only:
        yield {"raw": compare_raw(engine, texts, options.repeat)}
    if "first" in options.only:
        yield {"first": first_segment(engine, texts, options.repeat)}
    if "transformers" in options.only:
        import torch

        torch.set_num_threads(options.threads)
        chosen, dtype = texts[: options.slow], options.dtype
        yield {"transformers": compare_transformers(engine, adapter, chosen, dtype, options.beam)}
    if "memory" in options.only:
        yield {"memory": memory(engine, options.many, options.real)}


def main() -> int:
    options = parse_arguments()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("OMP_NUM_THREADS", str(options.threads))
    if not options.engine.startswith("embedded"):
        print("the weights of the embedded engine are compared; name embedded", file=sys.stderr)
        return 2
    lines = options.source.read_text(encoding="utf-8").splitlines() if options.source else None
    texts = (lines or sample_segments())[: options.limit]
    result: dict[str, Any] = {}
    for found in measure(options, texts):
        result |= found
        if not options.json:
            show(found)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
