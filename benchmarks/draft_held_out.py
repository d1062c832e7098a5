"""Draft the news sentences kept from the lexicon: ``draft_held_out.py prose.tsv.gz --out FILE``.

Writes a line ``Vietnamese<TAB>draft`` for each sentence, those of the file again untouched, so that
it can be stopped and started. ``train_alignment.py --drafts FILE`` reads it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from alignment_pairs import held_out, read_drafts, read_pairs

from songngu.translate import load_drafter

_AT_ONCE = 60


def wanted(pairs: dict[str, list[tuple[str, str]]], done: dict[str, str]) -> Iterator[list[str]]:
    """Batches of Vietnamese sentences without a draft; those for testing first."""
    for part in ("test", "train"):
        waiting = [
            source
            for name, rows in pairs.items()
            for place, (source, _) in enumerate(rows)
            if held_out(name, place) == part and source not in done
        ]
        for at in range(0, len(waiting), _AT_ONCE):
            yield waiting[at : at + _AT_ONCE]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", type=Path, help="gzip TSV: source name, Vietnamese, English")
    parser.add_argument("--out", type=Path, required=True, help="the TSV file to go on with")
    parser.add_argument("--engine", default="embedded")
    parser.add_argument("--beam-size", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()
    done = read_drafts(options.out if options.out.exists() else None)
    drafter = load_drafter(options.engine, beam_size=options.beam_size, threads=options.threads)
    with open(options.out, "a", encoding="utf-8") as file:
        for batch in wanted(read_pairs(options.pairs), done):
            for source, draft in zip(batch, drafter.draft_batch(batch), strict=True):
                file.write(f"{source}\t{' '.join(draft.text.split())}\n")
            file.flush()


if __name__ == "__main__":
    main()
