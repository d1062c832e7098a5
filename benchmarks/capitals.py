"""What writing capitals small before drafting is worth: scores of the same texts in three forms.

    python benchmarks/capitals.py --source test.vi --reference test.en --most 60

The texts are drafted as they are, in capitals, and in capitals through the preparation that every
engine gets (songngu.translate.passthrough); references are compared without regard to case.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import sacrebleu

from songngu.translate import HouseDrafter, load_engine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--engine", default="embedded")
    parser.add_argument("--most", type=int, default=60, help="this many of the shortest texts")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    pairs = zip(
        options.source.read_text("utf-8").splitlines(),
        options.reference.read_text("utf-8").splitlines(),
        strict=True,
    )
    chosen = sorted(pairs, key=lambda pair: len(pair[0]))[: options.most]
    texts, references = [source for source, _ in chosen], [english for _, english in chosen]
    capitals = [text.upper() for text in texts]
    engine = load_engine(options.engine, threads=options.threads)
    forms = {
        "as they are": engine.draft_batch(texts),
        "in capitals": engine.draft_batch(capitals),
        "prepared": HouseDrafter(engine).draft_batch(capitals),
    }
    for name, drafts in forms.items():
        hypotheses = [draft.text for draft in drafts]
        bleu = sacrebleu.corpus_bleu(hypotheses, [references], lowercase=True)
        chrf = sacrebleu.corpus_chrf(
            [h.lower() for h in hypotheses], [[r.lower() for r in references]]
        )
        print(f"{name:12} BLEU {bleu.score:5.1f}  chrF2 {chrf.score:5.1f}  {hypotheses[0]!r}")


if __name__ == "__main__":
    main()
