"""How probable an English text is to a drafting model, given the Vietnamese."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from songngu.corpora.errors import EngineError
from songngu.translate.clauses import flatten
from songngu.translate.drafter import Drafter
from songngu.translate.house import HouseDrafter


class Scoring(Protocol):
    """A drafter that can also say how probable a given translation is."""

    @property
    @abstractmethod
    def signature(self) -> str:
        """The engine's settings."""
        ...

    @abstractmethod
    def log_probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Mean natural logarithm of the token probabilities of English texts, end mark included.

        Args:
            pairs: A Vietnamese and an English text each, on one line; with "" for the Vietnamese,
                the English is scored as a text of its own.

        Raises:
            EngineError: The engine failed.
        """
        ...


class TranslationScorer:
    """Scores pairs by how much more probable the source makes the English than it is by itself.

    That is the pointwise mutual information per token (Church & Hanks 1990). The bare probability
    would favour short and commonplace English whatever the source says.
    """

    def __init__(self, drafter: Drafter | Scoring) -> None:
        """Score with a drafter's model.

        Raises:
            EngineError: The engine cannot score given translations.
        """
        engine = drafter.engine if isinstance(drafter, HouseDrafter) else drafter
        if not hasattr(engine, "log_probabilities"):
            raise EngineError(
                f"The engine {engine.signature.partition('|')[0]} drafts but cannot score given "
                "translations, expected one that can; use the engine `embedded`."
            )
        self._drafter = engine

    @property
    def signature(self) -> str:
        """The engine's settings."""
        return f"probability:{self._drafter.signature}"

    def score(
        self, sources: Sequence[str], drafts: Sequence[str], targets: Sequence[str]
    ) -> NDArray[np.float64]:
        """Information of each pair, nats per token: float64, (n_pairs,); NaN for empty texts.

        Args:
            sources: Vietnamese texts.
            drafts: Not needed; as many, so that scorers can be exchanged.
            targets: English texts.

        Raises:
            ValueError: Unequal counts.
            EngineError: The engine failed.
        """
        if not len(sources) == len(drafts) == len(targets):
            raise ValueError(
                f"found {len(sources)} sources, {len(drafts)} drafts and {len(targets)} targets, "
                "expected as many of each"
            )
        pairs = [(flatten(s), flatten(t)) for s, t in zip(sources, targets, strict=True)]
        wanted = [pair for pair in dict.fromkeys(pairs) if all(pair)]
        wanted += list(dict.fromkeys(("", target) for _, target in wanted))
        known = dict(zip(wanted, self._drafter.log_probabilities(wanted), strict=True))
        scores = np.full(len(pairs), np.nan)
        for k, pair in enumerate(pairs):
            if pair in known:
                scores[k] = known[pair] - known["", pair[1]]
        return scores
