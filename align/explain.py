"""Why a bead is believed or doubted: what each signal says for and against it.

The weights of a bead's reasons add up to its score, the log-odds of the link against leaving its
segments alone, in so far as the score is that of the bead by itself: what a link gains by crossing
its neighbour, and a link over a distance, are not counted in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from songngu.align import exhibits
from songngu.align import text as keys
from songngu.align.channels import Bitext, read_bitext
from songngu.align.evidence import Channel
from songngu.align.features import WORDY, bead_features
from songngu.align.weights import Weights, default_weights
from songngu.corpora.types import Bead, BlockKind

_LEAST = 0.05  # nats; what says less says nothing to a reader

Kinds = Sequence[BlockKind] | None


class Signal(StrEnum):
    """What was compared."""

    WORDS = "words"  # of the machine's draft and the English
    DICTIONARY = "dictionary"  # words and their usual translations
    NAMES = "names"
    VALUES = "values"  # numbers, dates, amounts
    MARKS = "marks"  # punctuation that translators keep
    LENGTH = "length"
    POSITION = "position"  # how far into the text
    SHAPE = "shape"  # how many segments on either side
    KIND = "kind"  # title with title, caption with caption
    FIXED = "fixed"  # an editor made the link


@dataclass(frozen=True, slots=True)
class Reason:
    """What one signal says of a bead.

    Attributes:
        weight: Nats; above 0 it speaks for the bead, below 0 against it; 0 for ``FIXED``.
        evidence: What it rests on, as the texts have it, the most telling first. Words, names,
            values and marks: what both sides share (``cầu = bridge``, ``Bò Kẹo = Bokeo``) where
            the weight is above 0, else what one side has and the other lacks. Length: characters
            of source and target. Shape: ``2-1``. Kind: the kinds of both sides. Otherwise empty.
    """

    signal: Signal
    weight: float
    evidence: tuple[str, ...] = ()


class Explainer:
    """The reasons for beads of one pair of texts, which are read once.

    Args:
        source: All source segments (as given to :func:`songngu.align.align`, like the rest).
        target: All target segments.
        drafts: Drafts of the Vietnamese segments, or None.
        source_language: ``vi`` or ``en``.
        target_language: ``en`` or ``vi``.
        source_kinds: Blocks of the source segments, where known.
        target_kinds: Blocks of the target segments.
        weights: Learned numbers to use instead of those in the package.
    """

    def __init__(
        self,
        source: Sequence[str],
        target: Sequence[str],
        drafts: Sequence[str] | None = None,
        *,
        source_language: str = "vi",
        target_language: str = "en",
        source_kinds: Kinds = None,
        target_kinds: Kinds = None,
        weights: Weights | None = None,
    ) -> None:
        self._turned = source_language.startswith("en") and target_language.startswith("vi")
        self._texts = (target, source) if self._turned else (source, target)
        self._kinds = (target_kinds, source_kinds) if self._turned else (source_kinds, target_kinds)
        self._languages = (
            (target_language, source_language)
            if self._turned
            else (source_language, target_language)
        )
        self._drafts = drafts
        self._weights = weights or default_weights()
        self._model = self._weights.without_drafts if drafts is None else self._weights.with_drafts

    @cached_property
    def _bitext(self) -> Bitext:
        return read_bitext(*self._texts, self._drafts, self._weights, self._languages, self._kinds)

    @cached_property
    def _names(self) -> frozenset[str]:
        """Keys of names that occur in both texts."""
        ours, theirs = ({k for text in side for k in keys.names(text)} for side in self._texts)
        return frozenset(ours & theirs)

    def reasons(self, bead: Bead) -> tuple[Reason, ...]:
        """The reasons for a bead, the strongest first; none for a null bead.

        Raises:
            ValueError: A segment that the texts do not have.
        """
        rows, columns = sorted(bead.source), sorted(bead.target)
        if self._turned:
            rows, columns = columns, rows
        for indices, texts in zip((rows, columns), self._texts, strict=True):
            if indices and not 0 <= indices[0] <= indices[-1] < len(texts):
                raise ValueError(
                    f"found a bead of segments {indices}, expected segments from 0 to "
                    f"{len(texts) - 1}; explain it with the texts that it links"
                )
        by_hand = [Reason(Signal.FIXED, 0.0)] if bead.fixed else []
        if not rows or not columns:
            return tuple(by_hand)
        reasons = [r for r in self._reasons(rows, columns) if abs(r.weight) >= _LEAST]
        return (*by_hand, *sorted(reasons, key=lambda r: (-abs(r.weight), r.signal)))

    def _reasons(self, rows: list[int], columns: list[int]) -> Iterator[Reason]:
        features = bead_features(self._bitext, rows, columns, self._weights)
        scored = {
            name: value * self._model.moves.get(name, 0.0) for name, value in features.items()
        }
        for name, channel in self._bitext.channels.items():
            part = channel.take(np.array(rows), np.array(columns))
            signal = Signal(name)
            shared, lacking = self._exhibits(signal, part, rows, columns)
            found, total = self._found(name, part, features), _total(scored, name)
            if lacking and found > 0 > total - found:
                yield Reason(signal, found, shared)
                yield Reason(signal, total - found, lacking)
            else:
                yield Reason(signal, total, shared if total > 0 else lacking)
        source, target = (
            [side[i] for i in chosen]
            for side, chosen in zip(self._texts, (rows, columns), strict=True)
        )
        sizes = tuple(str(sum(len(keys.nfc(t).strip()) for t in side)) for side in (source, target))
        shape = f"{len(rows)}-{len(columns)}"
        if self._turned:
            sizes, shape = sizes[::-1], f"{len(columns)}-{len(rows)}"
        length = scored["length"] + scored.get("draft_length", 0.0)
        yield Reason(Signal.LENGTH, length, sizes)
        yield Reason(Signal.POSITION, scored["position"])
        yield Reason(Signal.SHAPE, _total(scored, "kind_"), (shape,))
        yield Reason(
            Signal.KIND,
            _total(scored, "title_", "lead_", "caption_"),
            self._block_kinds(rows, columns),
        )

    def _found(self, name: str, part: Channel, features: Mapping[str, float]) -> float:
        """The part of a channel's weight that stems from keys with a counterpart opposite."""
        moves = self._model.moves
        forward, backward = (gains[gains > 0].sum() for gains in exhibits.key_gains(part))
        if name not in WORDY:
            return moves.get(name, 0.0) * float(forward + backward)
        ratios = features[f"{name}_forward"] + features[f"{name}_backward"]
        density = features[f"{name}_density"] / ratios if ratios else 0.0  # one per so many words
        density *= moves.get(f"{name}_density", 0.0)
        return float(
            forward * (moves.get(f"{name}_forward", 0.0) + density)
            + backward * (moves.get(f"{name}_backward", 0.0) + density)
        )

    def _exhibits(
        self, signal: Signal, part: Channel, rows: list[int], columns: list[int]
    ) -> exhibits.Exhibits:
        source = [self._texts[0][i] for i in rows]
        target = [self._texts[1][j] for j in columns]
        if signal is Signal.WORDS:
            drafts = [(self._drafts or ())[i] for i in rows]
            return exhibits.of_words(part, drafts, target, self._weights.background)
        if signal is Signal.DICTIONARY:
            return exhibits.of_dictionary(part, source, target, self._weights.lexicon)
        if signal is Signal.NAMES:
            joined = "\n".join(source), "\n".join(target)
            return exhibits.of_names(*joined, self._weights.background, self._names)
        if signal is Signal.VALUES:
            return exhibits.of_values("\n".join(source), "\n".join(target), self._languages)
        return exhibits.of_marks(source, target)

    def _block_kinds(self, rows: list[int], columns: list[int]) -> tuple[str, ...]:
        ours, theirs = self._kinds
        if ours is None or theirs is None:
            return ()
        sides = [
            "/".join(dict.fromkeys(kinds[i].value for i in chosen))
            for kinds, chosen in ((ours, rows), (theirs, columns))
        ]
        return tuple(sides[::-1] if self._turned else sides)


def _total(scored: Mapping[str, float], *beginnings: str) -> float:
    return sum(value for name, value in scored.items() if name.startswith(beginnings))


def explain(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None,
    bead: Bead,
    *,
    source_language: str = "vi",
    target_language: str = "en",
    source_kinds: Kinds = None,
    target_kinds: Kinds = None,
    weights: Weights | None = None,
) -> tuple[Reason, ...]:
    """The reasons for one bead, the strongest first; for several, :class:`Explainer` is quicker.

    Args:
        source: All source segments, not only those of the bead.
        target: All target segments.
        drafts: As given to :func:`songngu.align.align`, like the arguments that follow.
        bead: Any groups, hand-made ones too. A null bead has no reasons.
        source_language: ``vi`` or ``en``.
        target_language: ``en`` or ``vi``.
        source_kinds: Blocks of the source segments, where known.
        target_kinds: Blocks of the target segments.
        weights: Learned numbers to use instead of those in the package.

    Raises:
        ValueError: The bead has a segment that the texts do not have.
    """
    explainer = Explainer(
        source,
        target,
        drafts,
        source_language=source_language,
        target_language=target_language,
        source_kinds=source_kinds,
        target_kinds=target_kinds,
        weights=weights,
    )
    return explainer.reasons(bead)
