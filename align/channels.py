"""From texts to the channels of evidence: which keys, and how probable each is by chance."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from songngu.align import text as keys
from songngu.align.evidence import (
    Bag,
    Channel,
    Floats,
    Hints,
    Ints,
    csr_rows,
    expand,
    take_rows,
)
from songngu.align.languages import in_one_language
from songngu.align.topic import shared_topic
from songngu.align.weights import Background, Weights
from songngu.corpora.lexicon import KeyBag, Lexicon, Table
from songngu.corpora.types import BlockKind

REPEAT_SHARE = 0.5  # how far a key's other occurrences in the document make it a key of chance
NAME_CHANCE = 1e-3
VALUE_CHANCE = 2e-3
MARK_CHANCE = 0.05
# (match, match_coarse) of each channel: shares of keys expected to recur opposite.
MATCH = {
    "words": (0.45, 0.15),
    "dictionary": (0.8, 0.0),
    "names": (0.5, 0.0),
    "values": (0.7, 0.0),
    "marks": (0.6, 0.0),
}
CHANNELS = tuple(MATCH)
KINDS = (
    BlockKind.TITLE,
    BlockKind.LEAD,
    BlockKind.CAPTION,
)  # blocks that meet their like

Keys = list[list[str]]
Flags = NDArray[np.bool_]


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
        kinds: For both sides float64, (n, 3), whether a segment is of each of :data:`KINDS`;
            None where the blocks are not known.
        topic: How far the texts are about the same things, see :mod:`songngu.align.topic`.
        one_language: Whether the two are in the same language, see :mod:`songngu.align.languages`.
    """

    channels: dict[str, Channel]
    lengths: Lengths
    blank_source: Flags
    blank_target: Flags
    names_found: float
    kinds: tuple[Floats, Floats] | None
    topic: float
    one_language: bool

    @property
    def n_source(self) -> int:
        """Number of source segments."""
        return len(self.lengths.source)

    @property
    def n_target(self) -> int:
        """Number of target segments."""
        return len(self.lengths.target)


def _bag(segments: Keys, index: Mapping[str, int], reliable: Floats | None = None) -> Bag:
    ids = np.array([index[key] for segment in segments for key in segment], dtype=np.int64)
    offsets = np.cumsum([0, *map(len, segments)], dtype=np.int64)
    return Bag(ids, offsets, np.ones(len(segments)) if reliable is None else reliable)


def _chance(ids: Ints, offsets: Ints, floor: Floats) -> Floats:
    """Chance of a key: its background share, raised where other segments have it too.

    Args:
        ids: int64, (n_keys,), keys of the segments that ``offsets`` part.
        offsets: int64, (n_segments + 1,).
        floor: float64, (n_ids,), shares in news.
    """
    once = np.unique(csr_rows(offsets) * len(floor) + ids) % max(1, len(floor))
    repeats = np.maximum(np.bincount(once, minlength=len(floor)) - 1, 0) / max(1, len(ids))
    return np.asarray(np.minimum(floor + REPEAT_SHARE * repeats, 0.5), dtype=np.float64)


def _numbered(segments: Keys) -> dict[str, int]:
    """The distinct keys in the order in which they first occur, with their places."""
    return {key: k for k, key in enumerate(dict.fromkeys(itertools.chain.from_iterable(segments)))}


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """The keys of both sides in one numbering, and the class that each belongs to.

    Attributes:
        coarse: int64, (n_keys,), class of each key; without classes each key is its own.
        floor: float64, (n_keys,), chance of each key in news.
        floor_coarse: float64, (n_classes,), likewise.
    """

    index: Mapping[str, int]
    coarse: Ints
    floor: Floats
    floor_coarse: Floats

    @classmethod
    def alike(cls, segments: Keys, chance: float) -> _Vocabulary:
        """Keys that are all equally probable and stand for themselves alone."""
        index = _numbered(segments)
        floor = np.full(len(index), chance)
        return cls(index, np.arange(len(index)), floor, floor)

    @classmethod
    def of_words(cls, segments: Keys, background: Background) -> _Vocabulary:
        """Stems as frequent as in the background, in classes by their beginnings."""
        index = _numbered(segments)
        classes: dict[str, int] = {}
        coarse = [classes.setdefault(keys.prefix(key), len(classes)) for key in index]
        return cls(
            index,
            np.array(coarse, dtype=np.int64),
            np.array([background.word(key) for key in index], dtype=np.float64),
            np.array([background.prefix(key) for key in classes], dtype=np.float64),
        )


def _hints(name: str, vocabulary: _Vocabulary, group: Bag, explained: Bag) -> tuple[Hints, Floats]:
    """What a side's keys say about the same and related keys of the other, and their chances."""
    match, match_coarse = MATCH[name]
    coarse = vocabulary.coarse
    p = _chance(explained.ids, explained.offsets, vocabulary.floor)
    p_coarse = _chance(coarse[explained.ids], explained.offsets, vocabulary.floor_coarse)
    present = np.unique(explained.ids)
    members = present[np.argsort(coarse[present], kind="stable")]
    bounds = np.searchsorted(coarse[members], np.arange(len(vocabulary.floor_coarse) + 1))
    entries, offsets = take_rows(bounds.astype(np.int64), coarse)
    ids = members[entries]
    same = ids == csr_rows(offsets)
    weights = match_coarse / p_coarse[coarse[ids]] + np.where(same, match / p[ids], 0.0)
    return expand(group, offsets, ids, weights.astype(np.float32)), p


def _channel(
    name: str,
    source: Keys,
    target: Keys,
    vocabulary: _Vocabulary,
    reliable: Floats | None = None,
) -> Channel:
    a, b = _bag(source, vocabulary.index, reliable), _bag(target, vocabulary.index)
    to_target, p_target = _hints(name, vocabulary, a, b)
    to_source, p_source = _hints(name, vocabulary, b, a)
    return Channel(a, b, to_target, to_source, p_source, p_target, sum(MATCH[name]))


def _all_keys(segments: Keys) -> set[str]:
    return set(itertools.chain.from_iterable(segments))


def _values(source: Sequence[str], target: Sequence[str], languages: tuple[str, str]) -> Channel:
    def extracted(texts: Sequence[str], language: str) -> Keys:
        return keys.keys_of(texts, lambda text: keys.values(text, language))

    a, b = extracted(source, languages[0]), extracted(target, languages[1])
    shared = _all_keys(a) & _all_keys(b)
    # A looser reading counts where it is found; only the value itself can be missing.
    a, b = ([[k for k in s if k[0] == "=" or k in shared] for s in side] for side in (a, b))
    return _channel("values", a, b, _Vocabulary.alike([*a, *b], VALUE_CHANCE))


def _names(
    source: Sequence[str], target: Sequence[str], background: Background
) -> tuple[Channel, float]:
    """The channel of names, and the share of the English names that the source has."""
    vietnamese, english = keys.keys_of(source, keys.names), keys.keys_of(target, keys.names)
    ours, theirs = _all_keys(vietnamese), _all_keys(english)
    # A Vietnamese text's capitalised words outnumber its names (headlines, offices), so a key the
    # English never has says nothing; one it has in another place does.
    shared = {k for k in ours & theirs if not background.is_common(keys.stem(k))}
    vietnamese, english = (
        [[k for k in segment if k in shared] for segment in side] for side in (vietnamese, english)
    )
    vocabulary = _Vocabulary.alike([*vietnamese, *english], NAME_CHANCE)
    found = names_found(ours | keys.folded(source), keys.inner_capitals(target))
    return _channel("names", vietnamese, english, vocabulary), found


def names_found(present: Set[str], wanted: Set[str]) -> float:
    """Share of names that are among the words present.

    Args:
        present: Words and keys of names of the source.
        wanted: The distinct capitalised words within the English segments.
    """
    # One found and one missing are assumed, so that two names prove less than twenty.
    return (len(wanted & present) + 1) / (len(wanted) + 2)


def _marks(source: Sequence[str], target: Sequence[str]) -> Channel:
    a, b = keys.keys_of(source, keys.marks), keys.keys_of(target, keys.marks)
    return _channel("marks", a, b, _Vocabulary.alike([*a, *b], MARK_CHANCE))


def _words(drafts: Sequence[str], target: Sequence[str], background: Background) -> Channel:
    a, b = keys.keys_of(drafts, keys.words), keys.keys_of(target, keys.words)
    reliable = np.array([float(keys.has_text(d)) for d in drafts])
    return _channel("words", a, b, _Vocabulary.of_words([*a, *b], background), reliable)


def _translations(table: Table, group: Bag, explained: Bag, floor: Floats) -> tuple[Hints, Floats]:
    """What a side's words say about those of the other by a lexicon, and the chances of these."""
    p = _chance(explained.ids, explained.offsets, floor)
    present = np.zeros(len(floor), dtype=np.bool_)
    present[explained.ids] = True
    asked, inverse = np.unique(group.ids, return_inverse=True)
    entries, offsets = take_rows(table.offsets, asked)
    # Only words that the other text has can be explained; the rest need not be looked through.
    kept = present[table.columns[entries]]
    offsets = np.concatenate([[0], np.cumsum(kept)])[offsets].astype(np.int64)
    entries = entries[kept]
    ids = table.columns[entries]
    weights = (MATCH["dictionary"][0] * table.values[entries] / p[ids]).astype(np.float32)
    rows = Bag(inverse.astype(np.int64), group.offsets, group.reliable)
    return expand(rows, offsets, ids, weights), p


def _dictionary(source: KeyBag, target: KeyBag, lexicon: Lexicon) -> Channel:
    a = Bag(source.ids, source.offsets, np.ones(len(source.offsets) - 1))
    b = Bag(target.ids, target.offsets, np.ones(len(target.offsets) - 1))
    to_target, p_target = _translations(lexicon.forward, a, b, lexicon.p_target)
    to_source, p_source = _translations(lexicon.backward, b, a, lexicon.p_source)
    return Channel(a, b, to_target, to_source, p_source, p_target, MATCH["dictionary"][0])


def _characters(texts: Sequence[str]) -> Floats:
    return np.array([len(keys.nfc(t).strip()) for t in texts], dtype=np.float64)


def _kind_shares(kinds: Sequence[BlockKind]) -> Floats:
    """Which of :data:`KINDS` each segment is: float64, (n, 3), one or no 1 in a row."""
    return np.array([[float(kind is k) for k in KINDS] for kind in kinds]).reshape(-1, len(KINDS))


def _blank(texts: Sequence[str]) -> Flags:
    return np.array([not keys.has_text(t) for t in texts], dtype=np.bool_)


def read_bitext(
    source: Sequence[str],
    target: Sequence[str],
    drafts: Sequence[str] | None,
    weights: Weights,
    languages: tuple[str, str] = ("vi", "en"),
    kinds: tuple[Sequence[BlockKind] | None, Sequence[BlockKind] | None] = (None, None),
) -> Bitext:
    """The channels of evidence between two texts; without drafts, the words channel is missing.

    Args:
        source: Vietnamese segments.
        target: English segments.
        drafts: English drafts of the source segments, an empty string where one failed.
        weights: Only its word frequencies and its lexicon are used.
        languages: What the numbers and dates of the two sides are read as.
        kinds: What blocks the segments come from; both sides must be known to be compared.
    """
    background = weights.background
    channels = {} if drafts is None else {"words": _words(drafts, target, background)}
    lexicon = weights.lexicon
    ours_known, theirs_known = lexicon.source_keys(source), lexicon.target_keys(target)
    channels["dictionary"] = _dictionary(ours_known, theirs_known, lexicon)
    channels["names"], found = _names(source, target, background)
    channels["values"] = _values(source, target, languages)
    channels["marks"] = _marks(source, target)
    none = np.zeros(len(source))
    lengths = Lengths(
        _characters(source),
        _characters(target),
        none if drafts is None else _characters(drafts),
    )
    ours, theirs = kinds
    known = ours is not None and theirs is not None
    return Bitext(
        channels,
        lengths,
        _blank(source),
        _blank(target),
        found,
        (_kind_shares(ours or ()), _kind_shares(theirs or ())) if known else None,
        shared_topic(lexicon, ours_known, theirs_known),
        in_one_language(source, target, lexicon),
    )
