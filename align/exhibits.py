"""What in the texts a signal stands on, as it is written there: what matches, and what lacks.

Only for showing: the weights of reasons are those of the features. At most :data:`LIMIT` items are
given, the most telling first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np

from songngu.align import text as keys
from songngu.align.evidence import Bag, Channel, Floats, Hints
from songngu.align.weights import Background
from songngu.corpora.lexicon import Lexicon, source_units
from songngu.corpora.values import Value, extract_values, unmatched

LIMIT = 8
_NAME = 3  # words of a name looked at together
_RUN = re.compile(r"[^\W\d_]+(?:[ \-’'][^\W\d_]+)*")  # words that nothing but a space parts
_WORD = re.compile(r"[^\W\d_]+")

Exhibits = tuple[tuple[str, ...], tuple[str, ...]]
"""What both sides share, and what one side has and the other lacks."""


def paired(source: str, target: str) -> str:
    """Two matching strings as one item; one alone where they are the same."""
    return target if source.lower() == target.lower() else f"{source} = {target}"


def _few(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))[:LIMIT]


def key_gains(channel: Channel) -> tuple[Floats, Floats]:
    """What each key of a bead adds to the bead's log-likelihood ratios, nats.

    Args:
        channel: Of the segments of the bead alone.

    Returns:
        float64, (n_target_keys,) and (n_source_keys,), in the order of the bags.
    """
    forward = _gains(channel.source, channel.to_target, channel.target, channel.match)
    backward = _gains(channel.target, channel.to_source, channel.source, channel.match)
    return forward, backward


def _gains(group: Bag, hints: Hints, explained: Bag, match: float) -> Floats:
    known = group.sizes * group.reliable
    # A failed draft counts as a segment of middling length, as in the features.
    dark = float((group.reliable == 0).sum()) * max(1.0, float(known.mean()))
    every = float(known.sum()) + dark
    share = float(known.sum()) / every if every else 1.0
    top = 1 + max(int(explained.ids.max(initial=-1)), int(hints.ids.max(initial=-1)))
    told = np.bincount(hints.ids, hints.weights, minlength=top)[explained.ids]
    gains = np.log(1 - match * share + told / max(every, 1.0))
    return np.asarray(gains * np.repeat(explained.reliable, explained.sizes), dtype=np.float64)


def _ranked(words: Sequence[str], ranks: Floats, wanted: Sequence[bool]) -> list[str]:
    """The wanted words by descending rank, the earlier first among equals."""
    order = np.argsort(-ranks, kind="stable")
    return [words[k] for k in order if wanted[k]]


def _rare(channel: Channel) -> tuple[Floats, Floats]:
    return -np.log(channel.p_target[channel.target.ids]), -np.log(
        channel.p_source[channel.source.ids]
    )


def of_words(
    channel: Channel, drafts: Sequence[str], target: Sequence[str], background: Background
) -> Exhibits:
    """English words that the drafts have as well; rarer words that only one of the two has."""
    english = [word for text in target for word in keys.written_words(text)]
    drafted = [word for text in drafts for word in keys.written_words(text)]
    forward, backward = key_gains(channel)
    rare_english, rare_drafted = _rare(channel)

    def telling(words: Sequence[str], gains: Floats, sign: int) -> list[bool]:
        return [
            sign * gain > 0 and not background.is_common(keys.stem(keys.fold(word)))
            for word, gain in zip(words, gains, strict=True)
        ]

    shared = _ranked(english, forward, telling(english, forward, 1))
    lacking = _ranked(english, rare_english, telling(english, forward, -1))
    unheard = _ranked(drafted, rare_drafted, telling(drafted, backward, -1))
    half = LIMIT // 2
    return _few(shared), (*_few(lacking)[:half], *_few(unheard)[:half])


def of_dictionary(
    channel: Channel, source: Sequence[str], target: Sequence[str], lexicon: Lexicon
) -> Exhibits:
    """Vietnamese words with the English they are translated by; English words without any."""
    english = [
        word
        for text in target
        for word in keys.written_words(text)
        if keys.stem(keys.fold(word)) in lexicon.target_index
    ]
    index = lexicon.source_index
    units = [
        unit for text in source for unit in source_units(text, index.__contains__) if unit in index
    ]
    forward, _ = key_gains(channel)
    rare, _ = _rare(channel)
    # Words as frequent as articles and pronouns match everywhere and lack nowhere.
    worth = channel.p_target[channel.target.ids] < 1e-3
    pairs = []
    for k in np.argsort(-forward, kind="stable"):
        unit = _translated(int(channel.target.ids[k]), units, lexicon) if worth[k] else None
        if forward[k] > 0 and unit is not None:
            pairs.append(paired(unit.lstrip("^"), english[k]))
    lacking = _ranked(
        english, rare, [bool(w and g < 0) for w, g in zip(worth, forward, strict=True)]
    )
    return _few(pairs), _few(lacking)


def _translated(key: int, units: Sequence[str], lexicon: Lexicon) -> str | None:
    """The unit that is most often translated by an English key; None where none is."""
    table = lexicon.forward
    best, chosen = 0.0, None
    for unit in dict.fromkeys(units):
        row = lexicon.source_index[unit]
        start, stop = table.offsets[row], table.offsets[row + 1]
        place = start + int(np.searchsorted(table.columns[start:stop], key))
        if place < stop and table.columns[place] == key and table.values[place] > best:
            best, chosen = float(table.values[place]), unit
    return chosen


def _spans(text: str) -> list[tuple[int, int, str, frozenset[str]]]:
    """Possible names of a text: start and end, as written, and the keys of the whole."""
    composed = keys.nfc(text)
    spans = []
    for run in _RUN.finditer(composed):
        tokens = list(_WORD.finditer(composed, run.start(), run.end()))
        for size in range(_NAME, 0, -1):
            for group in (tokens[k : k + size] for k in range(len(tokens) - size + 1)):
                words = [token.group() for token in group]
                if size == 1 or all(word[0].isupper() for word in words):
                    start, end = group[0].start(), group[-1].end()
                    whole = frozenset(keys.names("".join(words)))
                    spans.append((start, end, composed[start:end], whole))
    return sorted((span for span in spans if span[3]), key=lambda span: span[0] - span[1])


def of_names(source: str, target: str, background: Background, known: frozenset[str]) -> Exhibits:
    """Names on both sides; names that the other side has in another segment only.

    Args:
        source: The Vietnamese of the bead.
        target: Its English.
        background: Frequent English words are no names.
        known: Keys of names that occur in both texts somewhere.
    """
    ours = _spans(source)
    shared, lacking, taken = [], [], [False] * len(keys.nfc(target))
    for start, end, written, wanted in _spans(target):
        if any(taken[start:end]) or background.is_common(keys.stem(keys.fold(written))):
            continue
        match = next((span[2] for span in ours if span[3] & wanted), None)
        if match is not None:
            shared.append((start, paired(match, written)))
        elif wanted & known and written[0].isupper():
            lacking.append((start, written))
        else:
            continue
        taken[start:end] = [True] * (end - start)
    return _few(item for _, item in sorted(shared)), _few(item for _, item in sorted(lacking))


def of_values(source: str, target: str, languages: tuple[str, str]) -> Exhibits:
    """Numbers, dates and amounts equal on both sides; those without an equal opposite."""
    ours, theirs = extract_values(source, languages[0]), extract_values(target, languages[1])
    shared = []
    for value in theirs:
        match = next((one for one in ours if _equal(one, value)), None)
        if match is not None:
            shared.append(paired(match.text, value.text))
    loose = [
        extract_values(t, lang, doubtful=True)
        for t, lang in zip((source, target), languages, strict=True)
    ]
    lacking = (*unmatched(ours, loose[1]), *unmatched(theirs, loose[0]))
    return _few(shared), _few(value.text for value in lacking)


def _equal(one: Value, other: Value) -> bool:
    """Whether each is found in the other: the 12 of ``12/9/2025`` is no reading of 12,000."""
    return not unmatched((one,), (other,)) and not unmatched((other,), (one,))


def of_marks(source: Sequence[str], target: Sequence[str]) -> Exhibits:
    """Punctuation of both sides; punctuation of one."""
    ours, theirs = (
        {mark for text in side for mark in keys.marks(text)} for side in (source, target)
    )
    return _few(sorted(ours & theirs)), _few(sorted(ours ^ theirs))
