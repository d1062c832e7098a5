"""Outside opinions on whether segments are translations: the protocol, and sentence encoders."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from songngu.align.evidence import Floats
from songngu.corpora.errors import EngineError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Side = Literal["source", "draft"]


class SegmentScorer(Protocol):
    """Scores pairs of texts; the scale is its own, as :mod:`rescoring` learns what it means."""

    @property
    @abstractmethod
    def signature(self) -> str:
        """The scorer's settings: model, revision, what it compares."""
        ...

    @abstractmethod
    def score(
        self, sources: Sequence[str], drafts: Sequence[str], targets: Sequence[str]
    ) -> Floats:
        """How likely each target is a translation of its source; higher is likelier.

        Args:
            sources: Vietnamese texts, a segment or neighbouring ones joined by spaces.
            drafts: English drafts of them, "" where there is none.
            targets: English texts, as many.

        Returns:
            float64, (n_pairs,); NaN where the scorer has no opinion.

        Raises:
            ValueError: Unequal counts.
            EngineError: The scorer failed.
        """
        ...


def check_counts(sources: Sequence[str], drafts: Sequence[str], targets: Sequence[str]) -> None:
    """Do nothing where there are as many of each.

    Raises:
        ValueError: There are not.
    """
    if not len(sources) == len(drafts) == len(targets):
        raise ValueError(
            f"found {len(sources)} sources, {len(drafts)} drafts and {len(targets)} targets, "
            "expected as many of each"
        )


def _load(model: str) -> SentenceTransformer:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EngineError(
            f"The encoder {model} needs sentence-transformers, which songngu does not install by "
            f"itself ({error}). Install it with `pip install 'songngu[embeddings]'`, or align "
            "without it."
        ) from error
    folder = Path(model).expanduser()
    local = folder.is_dir()
    if not local and (model.startswith((".", "/", "~")) or model.count("/") > 1):
        raise EngineError(
            f"There is no folder {folder}. Expected the folder of an encoder, or the name of one "
            "on the hub as ORG/MODEL."
        )
    try:
        return SentenceTransformer(
            str(folder) if local else model,
            device="cpu",
            local_files_only=local,
            trust_remote_code=False,
        )
    except Exception as error:  # a broken model or network makes the libraries raise anything
        first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
        raise EngineError(
            f"The encoder {model} cannot be loaded: {type(error).__name__}: {first[:300]} Check "
            "the name and the network; where there is none, copy the model's folder here and give "
            "its path."
        ) from error


class EmbeddingScorer(SegmentScorer):
    """Cosine of sentence embeddings (Feng et al. 2022, LaBSE, for one).

    A multilingual encoder compares the sources with the targets; an English one, often the better,
    the drafts.
    """

    def __init__(self, model: str, *, side: Side = "source", batch_size: int = 32) -> None:
        """Load an encoder.

        Args:
            model: Folder of a sentence-transformers model, or its name on the hub, such as
                ``sentence-transformers/LaBSE``; no code of its own is run.
            side: What is compared with the targets: the sources, or their drafts.
            batch_size: Texts encoded at once.

        Raises:
            ValueError: Another ``side``.
            EngineError: The package or the model is missing, or cannot be loaded.
        """
        if side not in ("source", "draft"):
            raise ValueError(f"side is {side!r}, expected 'source' or 'draft'")
        self._encoder = _load(model)
        self._side, self._batch_size = side, batch_size
        name = Path(model).name if Path(model).expanduser().is_dir() else model
        revision = getattr(self._encoder.model_card_data, "base_model_revision", None) or "local"
        self._signature = f"embedding:{name}@{revision[:8]}:{side}"

    @property
    def signature(self) -> str:
        """Model, revision, and which side is compared with the targets."""
        return self._signature

    def score(
        self, sources: Sequence[str], drafts: Sequence[str], targets: Sequence[str]
    ) -> Floats:
        """Cosines, −1 to 1; see :meth:`SegmentScorer.score`. NaN where one text is empty."""
        check_counts(sources, drafts, targets)
        ours = sources if self._side == "source" else drafts
        scores = np.full(len(targets), np.nan)
        usable = [k for k, (a, b) in enumerate(zip(ours, targets, strict=True)) if a and b]
        if not usable:
            return scores
        texts = list(dict.fromkeys(text for k in usable for text in (ours[k], targets[k])))
        place = {text: row for row, text in enumerate(texts)}
        vectors = self._vectors(texts)
        one = vectors[[place[ours[k]] for k in usable]]
        other = vectors[[place[targets[k]] for k in usable]]
        scores[usable] = np.einsum("nd,nd->n", one, other)
        return scores

    def _vectors(self, texts: list[str]) -> Floats:
        """Unit rows, float64, (n_texts, dim)."""
        found: Any = self._encoder.encode(
            texts,
            batch_size=self._batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(found, dtype=np.float64)
