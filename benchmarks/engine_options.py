"""The options by which the benchmarks of drafts choose an engine and how it makes its drafts."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from songngu.corpora.errors import EvaluationError
from songngu.corpora.types import Draft, Term
from songngu.translate import load_drafter
from songngu.translate.drafter import Drafter
from songngu.translate.faithful import RAW, Faithful

MEANS = ("hints", "n_best", "pieces", "again", "repair", "clauses", "wider")


def add_engine_options(parser: argparse.ArgumentParser) -> None:
    """Everything but ``--engine`` itself."""
    parser.add_argument(
        "--without",
        metavar="MEANS",
        default="",
        help="leave out means by which drafts are made faithful, to see what each is worth: "
        f"{', '.join(MEANS)}, or all of them: all",
    )
    parser.add_argument("--threads", type=int, default=2, help="CPU threads (2)")
    parser.add_argument("--beam", type=int, default=4, help="beam size (4)")
    parser.add_argument("--device", default="auto", help="cpu, cuda or auto (auto)")


def means_without(names: Sequence[str]) -> Faithful:
    """How drafts are made faithful where some of the means are left out.

    Raises:
        ValueError: A name that is none of :data:`MEANS`.
    """
    unknown = sorted(set(names) - {*MEANS, "all"})
    if unknown:
        raise ValueError(f"--without takes {', '.join(MEANS)} or all, found {', '.join(unknown)}")
    if "all" in names:
        return RAW
    return replace(Faithful(), **{name: getattr(RAW, name) for name in names})


def open_drafter(options: argparse.Namespace) -> Drafter:
    """The engine that the options name.

    Raises:
        EngineError: It cannot be loaded.
        ValueError: Bad options.
    """
    # Read when OpenMP loads: idle threads that spin would take the CPU from the ones that work.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    names = [name.strip() for name in options.without.split(",") if name.strip()]
    return load_drafter(
        options.engine,
        faithful=means_without(names),
        threads=options.threads,
        beam_size=options.beam,
        device=options.device,
    )


class _Sourced(Protocol):
    """A sentence or case of a benchmark."""

    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str: ...


def read_rows(path: Path, items: Sequence[_Sourced]) -> list[dict[str, Any]]:
    """The rows of a file of drafts, one for each item, in their order.

    Raises:
        EvaluationError: An item has none, or one that was made of another source.
    """
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    by_id: dict[str, dict[str, Any]] = {row["id"]: row for row in rows}
    for item in items:
        if by_id.get(item.id, {}).get("source") != item.source:
            raise EvaluationError(
                f"{path} has no draft of {item.id} as it is written now; make the drafts again "
                "with --engine"
            )
    return [by_id[item.id] for item in items]


def engines_of(rows: Sequence[dict[str, Any]]) -> str:
    """The signatures of the engines that made the drafts of some rows."""
    return " + ".join(sorted({row.get("engine", "unknown") for row in rows}))


def draft_all(
    drafter: Drafter, texts: Sequence[str], terms: Sequence[Term] = (), what: str = "drafting"
) -> list[Draft]:
    """One draft per text, in order, with a progress bar."""
    from tqdm import tqdm

    with tqdm(total=len(texts), unit="sentence", desc=what) as bar:

        def show(n_finished: int) -> None:
            bar.update(n_finished - bar.n)

        return drafter.draft_batch(texts, terms=terms, progress=show)
