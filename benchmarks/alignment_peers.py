"""Public aligners on benchmark cases, each in a process of its own: ``alignment_peers.py PEER``.

None of them is a dependency, and some are under licences that a program which imports them would
have to take over; ``benchmarks/alignment.py`` therefore starts this file with whatever Python they
are installed in. Standard library only. Reads ``{"cases": [{"id", "src", "tgt", "drafts"}]}``
(drafts may be null) from standard input and writes ``{"tool", "cpu", "results"}`` as
``benchmarks/alignment.py --out`` does.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Case = dict[str, Any]
Beads = list[tuple[list[int], list[int], float | None]]
CHARACTERS = 1024  # dimensions of the hashed character n-grams


def gale_church(case: Case) -> Beads:
    """Lengths alone (Gale & Church 1993), as in NLTK."""
    from nltk.translate.gale_church import align_blocks  # type: ignore[import-not-found]

    lengths = [[max(1, len(text)) for text in case[side]] for side in ("src", "tgt")]
    return components(align_blocks(*lengths))


def components(pairs: list[tuple[int, int]]) -> Beads:
    """Pairs of indices joined into beads where they share an index."""
    beads: list[tuple[set[int], set[int]]] = []
    for i, j in pairs:
        touching = [bead for bead in beads if i in bead[0] or j in bead[1]]
        source = {i}.union(*(bead[0] for bead in touching))
        target = {j}.union(*(bead[1] for bead in touching))
        beads = [bead for bead in beads if bead not in touching] + [(source, target)]
    return [(sorted(source), sorted(target), None) for source, target in beads]


def bleualign(case: Case) -> Beads:
    """Drafts against the target by BLEU (Sennrich & Volk 2010), N-to-1 up to 3."""
    from bleualign.align import Aligner  # type: ignore[import-not-found]

    texts = [[text or "." for text in side] for side in (case["src"], case["tgt"], case["drafts"])]
    options = {
        "srcfile": texts[0],
        "targetfile": texts[1],
        "srctotarget": [texts[2]],
        "Nto1": 3,
        "verbosity": 0,
        "log_to": io.StringIO(),
    }
    links = Aligner(options).process(texts[0], texts[1], [texts[2]], [])
    return [(list(source), list(target), None) for (source, target), _ in links]


def hunalign(case: Case) -> Beads:
    """Drafts against the target (Varga et al. 2005), without a dictionary."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("null.dic", "source", "target")]
        for path, lines in zip(paths, ([], case["drafts"], case["tgt"]), strict=True):
            words = (" ".join(re.findall(r"\w+|[^\w\s]", line)) or "." for line in lines)
            path.write_text("".join(f"{line}\n" for line in words), encoding="utf-8")
        command = ["hunalign", *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    rungs = [line.split("\t") for line in done.stdout.splitlines()]
    steps = [(int(i), int(j), float(score)) for i, j, score, *_ in rungs]
    return [
        (list(range(i, k)), list(range(j, m)), score)
        for (i, j, score), (k, m, _) in itertools.pairwise(steps)
    ]


def vecalign(case: Case) -> Beads:
    """Vecalign's programme (Thompson & Koehn 2019) as in ``sentalign``, on drafts and target.

    The sentence-transformers model given as second argument embeds the texts; without one they
    are hashed character n-grams.
    """
    from sentalign import sentalign  # type: ignore[import-not-found]

    sides = ([text or "." for text in case[name]] for name in ("drafts", "tgt"))
    found = sentalign(*sides, encoder=encoder(), alignment_max_size=6)
    return [(list(a.src_indices), list(a.tgt_indices), float(a.score)) for a in found.alignments]


def bertalign(case: Case) -> Beads:
    """Bertalign (Liu & Zhu 2023) with LaBSE, source against target."""
    from bertalign import Bertalign  # type: ignore[import-not-found]

    aligner = Bertalign("\n".join(case["src"]), "\n".join(case["tgt"]), is_split=True)
    aligner.align_sents()
    return [(list(source), list(target), None) for source, target in aligner.result]


ENCODER: list[Any] = []  # of this process, made once; its name is the second argument


def encoder() -> Callable[[list[str]], Any]:
    """The encoder named on the command line, or character n-grams."""
    if not ENCODER:
        if len(sys.argv) > 2:
            from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found]

            ENCODER.append(SentenceTransformer(sys.argv[2]).encode)
        else:
            ENCODER.append(characters)
    return ENCODER[0]  # type: ignore[no-any-return]


def characters(texts: list[str]) -> Any:
    """Unit vectors of hashed character 3- to 5-grams: float32, (n_texts, CHARACTERS)."""
    import numpy as np

    table = np.zeros((len(texts), CHARACTERS), dtype=np.float32)
    for row, text in zip(table, texts, strict=True):
        folded = f" {text.lower()} "
        for size in (3, 4, 5):
            for start in range(max(1, len(folded) - size + 1)):
                place = zlib.crc32(folded[start : start + size].encode())
                row[place % CHARACTERS] += 1 if place >> 31 else -1
        row /= max(1e-9, float(np.linalg.norm(row)))
    return table


# name: (what does it, package it stands in or None for a program, whether it needs drafts)
PEERS: dict[str, tuple[Callable[[Case], Beads], str | None, bool]] = {
    "gale-church": (gale_church, "nltk", False),
    "bleualign": (bleualign, "pypi-bleualign", True),
    "hunalign": (hunalign, None, True),
    "vecalign": (vecalign, "sentalign", True),
    "bertalign": (bertalign, "bertalign", False),
}


def installed(name: str) -> str | None:
    """Name and version of a peer here; None where it is not installed."""
    package = PEERS[name][1]
    if package is None:
        return name if shutil.which(name) else None
    try:
        return f"{name} ({package} {version(package)})"
    except PackageNotFoundError:
        return None


def run(name: str, cases: list[Case]) -> dict[str, Any]:
    function = PEERS[name][0]
    results: dict[str, Any] = {}
    began = sum(os.times()[:4])  # programs started from here count
    for case in cases:
        try:
            beads = [[*bead] for bead in function(case)]
            results[case["id"]] = {"beads": beads, "err": None}
        except Exception as error:
            results[case["id"]] = {"beads": [], "err": f"{type(error).__name__}: {error}"}
    return {"tool": installed(name), "cpu": sum(os.times()[:4]) - began, "results": results}


def main() -> None:
    if len(sys.argv) < 2:
        json.dump({name: installed(name) for name in PEERS}, sys.stdout)
        return
    output = sys.stdout
    sys.stdout = sys.stderr  # whatever a peer prints stays out of the result
    json.dump(run(sys.argv[1], json.load(sys.stdin)["cases"]), output)


if __name__ == "__main__":
    main()
