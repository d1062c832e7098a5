"""From texts to the channels of evidence: which keys, and how probable each is by chance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from songngu.align import text as keys
from songngu.align.evidence import Bag, Channel, Floats
from songngu.align.weights import Background

REPEAT_SHARE = 0.5  # how far a key's other occurrences in the document make it a key of chance
WORD_FLOOR = 1e-4  # chance of a word outside the background list
NAME_CHANCE = 1e-3
VALUE_CHANCE = 2e-3
# (match, match_coarse) of each channel: shares of keys expected to recur opposite.
MATCH = {"words": (0.45, 0.15), "names": (0.5, 0.0), "values": (0.7, 0.0)}
CHANNELS = ("words", "names", "values")

Keys = list[list[str]]


@dataclass(frozen=True, slots=True)
class Lengths:
    """Sizes of the segments: float64, (n_source,) and (n_target,).

    Attributes:
        source: Characters of the source segments.
        target: Characters of the target segments.
        draft: Characters of the drafts; 0 where there is none.
    """

    source: Floats
    target: Floats
    draft: Floats


@dataclass(frozen=True, slots=True)
class Bitext:
    """All that the later steps need to know of two texts.

    Attributes:
        channels: By name, those of :data:`CHANNELS` in order.
        blank_source: bool, (n_source,), segments without a letter or digit.
        blank_target: bool, (n_target,).
        names_found: Share of the English names that occur somewhere in the source, 0–1.
    """

    channels: dict[str, Channel]
    lengths: Lengths
    blank_source: np.ndarray[tuple[int], np.dtype[np.bool_]]
    blank_target: np.ndarray[tuple[int], np.dtype[np.bool_]]
    names_found: float

    @property
    def n_source(self) -> int:
        """Number of source segments."""
        return len(self.lengths.source)

    @property
    def n_target(self) -> int:
        """Number of target segments."""
        return len(self.lengths.target)


def _bag(segments: Keys, index: dict[str, int], coarse: dict[str, int], reliable: Floats) -> Bag:
    ids = np.array([index[key] for segment in segments for key in segment], dtype=np.int64)
    lookup = np.array([coarse[keys.prefix(key)] for key in index], dtype=np.int64)
    offsets = np.concatenate([[0], np.cumsum([len(s) for s in segments])]).astype(np.int64)
    return Bag(ids, lookup[ids] if len(ids) else ids, offsets, reliable)


def _chance(bag: Bag, ids: np.ndarray[tuple[int], np.dtype[np.int64]], floor: Floats) -> Floats:
    """Chance of a key: its background share, raised where the document itself repeats it."""
    counts = np.bincount(ids, minlength=len(floor))
    repeats = np.maximum(counts - 1, 0) / max(1, len(bag.ids))
    return np.asarray(np.minimum(floor + REPEAT_SHARE * repeats, 0.5), dtype=np.float64)


def _channel(
    name: str,
    source: Keys,
    target: Keys,
    chance: Callable[[str], float],
    coarse_chance: Callable[[str], float],
    reliable: Floats | None = None,
) -> Channel:
    index: dict[str, int] = {}
    coarse: dict[str, int] = {}
    for segment in (*source, *target):
        for key in segment:
            index.setdefault(key, len(index))
            coarse.setdefault(keys.prefix(key), len(coarse))
    if reliable is None:
        reliable = np.ones(len(source))
    a = _bag(source, index, coarse, reliable)
    b = _bag(target, index, coarse, np.ones(len(target)))
    floor = np.array([chance(key) for key in index], dtype=np.float64)
    floor_coarse = np.array([coarse_chance(key) for key in coarse], dtype=np.float64)
    match, match_coarse = MATCH[name]
    return Channel(
        a,
        b,
        _chance(a, a.ids, floor),
        _chance(b, b.ids, floor),
        _chance(a, a.coarse, floor_coarse),
        _chance(b, b.coarse, floor_coarse),
        match,
        match_coarse,
    )


def _all_keys(segments: Keys) -> set[str]:
    return {key for segment in segments for key in segment}


def _shared_only(source: Keys, target: Keys) -> tuple[Keys, Keys]:
    """Both sides' keys without those that the other document never has."""
    shared = _all_keys(source) & _all_keys(target)
    return (
        [[k for k in segment if k in shared] for segment in source],
        [[k for k in segment if k in shared] for segment in target],
    )


def _values(source: Sequence[str], target: Sequence[str], languages: tuple[str, str]) -> Channel:
    def extracted(texts: Sequence[str], language: str) -> Keys:
        return keys.keys_of(texts, lambda text: keys.values(text, language))

    a, b = extracted(source, languages[0]), extracted(target, languages[1])
    shared = _all_keys(a) & _all_keys(b)
    # A looser reading counts where it is found; only the value itself can be missing.
    a, b = ([[k for k in s if k[0] == "=" or k in shared] for s in side] for side in (a, b))
    return _channel("values", a, b, lambda _: VALUE_CHANCE, lambda _: VALUE_CHANCE)


def _names(source: Sequence[str], target: Sequence[str], background: Background) -> Channel:
    english = keys.keys_of(target, keys.names)
    english = [[k for k in s if not background.is_common(keys.stem(k))] for s in english]
    vietnamese = keys.keys_of(source, keys.names)
    # A Vietnamese text's capitalised words outnumber its names (headlines, offices), so a key the
    # English never has says nothing; one it has in another place does.
    vietnamese, english = _shared_only(vietnamese, english)
    return _channel("names", vietnamese, english, lambda _: NAME_CHANCE, lambda _: NAME_CHANCE)


def names_found(source: Sequence[str], target: Sequence[str]) -> float:
    """Share of the distinct capitalised words within English segments that the source has too."""
    wanted = {k for segment in keys.keys_of(target, keys.inner_capitals) for k in segment}
    present = {k for segment in keys.keys_of(source, keys.all_names) for k in segment}
    # One found and one missing are assumed, so that two names prove less than twenty.
    return (sum(k in present for k in wanted) + 1) / (len(wanted) + 2)


def _words(drafts: Sequence[str], target: Sequence[str], background: Background) -> Channel:
    a, b = keys.keys_of(drafts, keys.words), keys.keys_of(target, keys.words)
    reliable = np.array([float(keys.has_text(d)) for d in drafts])
    return _channel("words", a, b, background.word, background.prefix, reliable)


def _characters(texts: Sequence[str]) -> Floats:
    return np.array([len(keys.nfc(t).strip()) for t in texts], dtype=np.float64)


def read_bitext(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None,
    background: Background,
    languages: tuple[str, str] = ("vi", "en"),
) -> Bitext:
    """The channels of evidence between two texts; without drafts, the words channel is missing."""
    channels = {} if drafts is None else {"words": _words(drafts, target, background)}
    channels["names"] = _names(source, target, background)
    channels["values"] = _values(source, target, languages)
    none = np.zeros(len(source))
    lengths = Lengths(
        _characters(source), _characters(target), none if drafts is None else _characters(drafts)
    )
    return Bitext(
        channels,
        lengths,
        np.array([not keys.has_text(t) for t in source], dtype=np.bool_),
        np.array([not keys.has_text(t) for t in target], dtype=np.bool_),
        names_found(source, target),
    )
