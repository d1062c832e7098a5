"""What may be asked about links that the aligner leaves open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from songngu.corpora.errors import InputError

if TYPE_CHECKING:
    from songngu.align.scorers import SegmentScorer
    from songngu.translate import Drafter

ENGINE = "engine"


def open_scorers(names: Sequence[str], engine: Callable[[], Drafter]) -> list[SegmentScorer]:
    """Return the scorers of the given names.

    Args:
        names: ``engine`` for how probable the drafting engine finds the English given the
            Vietnamese; ``sources:ENCODER`` for how near a multilingual sentence encoder (a folder,
            or a name on the hub) puts source and English, ``drafts:ENCODER`` likewise for an
            English encoder and the drafts.
        engine: Opens the drafting engine, where it is asked for.

    Raises:
        InputError: A name of another form.
        EngineError: The engine or encoder cannot be loaded, or cannot score.
    """
    return [_open(name, engine) for name in names]


def _open(name: str, engine: Callable[[], Drafter]) -> SegmentScorer:
    kind, _, model = name.partition(":")
    if name == ENGINE:
        from songngu.translate.scoring import TranslationScorer

        return TranslationScorer(engine())
    if kind in ("sources", "drafts") and model:
        from songngu.align.scorers import EmbeddingScorer

        return EmbeddingScorer(model, side="source" if kind == "sources" else "draft")
    raise InputError(
        f"{name!r} names nothing that links can be scored by, expected 'engine', "
        "'sources:ENCODER' or 'drafts:ENCODER', where ENCODER is the folder of a sentence encoder "
        "or its name on the hub"
    )
