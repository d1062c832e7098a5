"""Prints what choosing among a model's hypotheses wins, and what it could win at most.

    python benchmarks/reranking.py --source test.vi --reference test.en --hypotheses n-best.jsonl

Both files hold one segment a line. The model, without hints or corrections, drafts several
hypotheses of each into the file named by --hypotheses, unless they are there. Then each way of
choosing among them is scored against taking the first: the search's order under other length
penalties, the checks that songngu chooses by, minimum Bayes risk by chrF (Kumar and Byrne 2004),
and the choice of someone who knows the reference.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import sacrebleu
from drafting_quality import add_lines, read_lines
from engine_options import add_engine_options
from sacrebleu.significance import PairedTest

from songngu.translate import load_engine
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.faithful import RAW, draft_faithfully

PENALTIES = (0.0, 0.6, 0.8, 1.2, 1.4)
SAMPLES = 1000
Pool = Sequence[Hypothesis]
Choice = Callable[[str, Pool], str]
CHRF = sacrebleu.CHRF()


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_lines(parser)
    parser.add_argument("--engine", default="embedded", help="as for songngu draft --engine")
    parser.add_argument("--n-best", type=int, default=4, help="hypotheses of each segment (4)")
    parser.add_argument("--hypotheses", type=Path, required=True, help="file of the hypotheses")
    add_engine_options(parser)
    return parser.parse_args()


def draft_hypotheses(options: argparse.Namespace, sources: Sequence[str]) -> None:
    """Write a row of hypotheses for each source, in order."""
    engine = load_engine(
        options.engine, threads=options.threads, beam_size=options.beam, device=options.device
    )
    if not isinstance(engine, ModelDrafter):
        sys.exit(f"{options.engine} gives no hypotheses; expected a model engine, such as embedded")
    engine.faithful = RAW
    requests = [Request(source) for source in sources]
    found: dict[int, list[Hypothesis]] = {}
    start = time.process_time()
    for batch in engine.plan([engine.count_tokens(source) for source in sources]):
        chosen = [requests[index] for index in batch]
        found.update(zip(batch, engine.hypotheses(chosen, n_best=options.n_best), strict=True))
        print(f"{len(found)} of {len(sources)} segments", file=sys.stderr, flush=True)
    seconds = round((time.process_time() - start) / len(sources), 2)
    print(f"{engine.signature}, {seconds} CPU seconds a segment", file=sys.stderr)
    rows = [
        {"source": source, "pool": list(map(as_row, found[at]))}
        for at, source in enumerate(sources)
    ]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    options.hypotheses.write_text("".join(lines), encoding="utf-8")


def as_row(each: Hypothesis) -> list[Any]:
    return [each.text, each.log_probability, each.n_tokens, each.finished]


def read_pools(path: Path, sources: Sequence[str]) -> list[list[Hypothesis]]:
    """The hypotheses of each source, in order.

    Raises:
        SystemExit: The file is of other sources.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if [row["source"] for row in rows] != list(sources):
        sys.exit(f"{path} is of other segments; name another file to have them drafted")
    return [[Hypothesis(*each) for each in row["pool"]] for row in rows]


def first(source: str, pool: Pool) -> str:
    return pool[0].text


def by_length(penalty: float, source: str, pool: Pool) -> str:
    """As the search would have ordered them with another length penalty."""
    return max(pool, key=lambda each: each.log_probability * each.n_tokens ** (1 - penalty)).text


class _Pooled(ModelDrafter):
    """An engine that has drafted already: songngu's own choice is made among its hypotheses."""

    faithful = RAW

    def __init__(self, pool: Pool) -> None:
        self._pool = list(pool)

    @property
    def engine_signature(self) -> str:
        return "pooled"

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        return [self._pool]

    def count_tokens(self, text: str) -> int:
        return len(text)


def by_checks(source: str, pool: Pool) -> str:
    """As songngu chooses: by names, values and health checks, then by probability."""
    return draft_faithfully(_Pooled(pool), [Request(source)])[0].text


def by_risk(weighted: bool, source: str, pool: Pool) -> str:
    """The one most like the others, by chrF; these weighted by their probability or alike."""
    texts = list(dict.fromkeys(each.text for each in pool))
    weight = {
        each.text: math.exp(each.log_probability * each.n_tokens) if weighted else 1.0
        for each in reversed(pool)
    }

    def likeness(text: str) -> float:
        return sum(
            weight[other] * CHRF.sentence_score(text, [other]).score
            for other in texts
            if weighted or other != text
        )

    return max(texts, key=likeness)


def by_reference(reference: str, pool: Pool) -> str:
    return max(pool, key=lambda each: CHRF.sentence_score(each.text, [reference]).score).text


CHOICES: dict[str, Choice] = {
    **{f"length penalty {penalty:g}": partial(by_length, penalty) for penalty in PENALTIES},
    "checks": by_checks,
    "risk": partial(by_risk, False),
    "risk, by probability": partial(by_risk, True),
}


def compare(
    chosen: dict[str, list[str]], references: Sequence[str]
) -> tuple[dict[str, list[tuple[float, float | None]]], list[str]]:
    """Scores of each way of choosing with their p, and the metrics' signatures."""
    metrics = {
        "BLEU": sacrebleu.BLEU(references=[references]),
        "chrF2": sacrebleu.CHRF(references=[references]),
    }
    signatures, found = PairedTest(
        list(chosen.items()), metrics, None, test_type="bs", n_samples=SAMPLES
    )()
    table = {
        name: [(found[metric][at].score, found[metric][at].p_value) for metric in metrics]
        for at, name in enumerate(found["System"])
    }
    return table, [str(signature) for signature in signatures.values()]


def main() -> int:
    options = parse_arguments()
    sources, references = read_lines(options)
    if not options.hypotheses.exists():
        draft_hypotheses(options, sources)
    pools = read_pools(options.hypotheses, sources)
    pairs = list(zip(sources, pools, strict=True))
    chosen = {"first": [first(*pair) for pair in pairs]}
    chosen |= {name: [choose(*pair) for pair in pairs] for name, choose in CHOICES.items()}
    known = zip(references, pools, strict=True)
    chosen["knowing the reference"] = [by_reference(*each) for each in known]
    table, signatures = compare(chosen, references)
    print(f"{len(sources)} segments, {sum(map(len, pools)) / len(pools):.1f} hypotheses each")
    print(f"{'':24}{'changed':>8}{'BLEU':>8}{'p':>7}{'chrF2':>8}{'p':>7}")
    for name, scores in table.items():
        changed = sum(a != b for a, b in zip(chosen[name], chosen["first"], strict=True))
        cells = [f"{score:8.1f}{'' if p is None else f'{p:.3f}':>7}" for score, p in scores]
        print(f"{name:24}{changed:8}{''.join(cells)}")
    print("\n".join(signatures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
