"""A bilingual lexicon: which English stems a Vietnamese word is translated by, and how often.

The numbers are learned from parallel text by ``benchmarks/train_lexicon.py`` and lie beside this
module in ``lexicon.npz``; ``docs/lexicon.md`` names the texts and their licences. Vietnamese is
written in syllables; the units here are the words of one to four syllables that the training found
to belong together, longest match first, and the syllables that are left.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from songngu.corpora.lexicon.words import nfc, words

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MAX_SYLLABLES = 4
#: Marks a single syllable with a capital inside a text: ``Pháp`` (France), not ``pháp`` (law).
CAPITAL = "^"
_WORD = re.compile(r"[^\W\d_]+")
# Probabilities are stored as bytes: 255 is 1, and each step down divides by exp(1 / _STEPS).
_STEPS = 36.0


@dataclass(frozen=True, slots=True)
class KeyBag:
    """The lexicon's keys of several texts.

    Attributes:
        ids: int64, (n_keys,), of all texts one after the other; unknown words are left out.
        offsets: int64, (n_texts + 1,), where each text's keys begin in ``ids``.
    """

    ids: Ints
    offsets: Ints


@dataclass(frozen=True)
class Table:
    """Translation probabilities in compressed sparse rows.

    Attributes:
        offsets: int64, (n_rows + 1,), where each row begins.
        columns: int64, (n_entries,), ascending within a row.
        values: float64, (n_entries,), probability of the column's word as a translation of the
            row's; a row sums to at most 1.
    """

    offsets: Ints
    columns: Ints
    values: Floats

    @cached_property
    def _places(self) -> tuple[Ints, int]:
        """Row and column of each entry as one ascending number, and what a row counts in it."""
        width = int(self.columns.max(initial=0)) + 1
        rows = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        return rows * width + self.columns, width

    def probabilities(self, rows: Ints, columns: Ints) -> Floats:
        """The values of every pair of a row and a column; 0 where there is no entry.

        Args:
            rows: int64, (n,), ids; -1 for a word that is unknown.
            columns: int64, (m,), likewise.

        Returns:
            float64, (n, m).
        """
        places, width = self._places
        if not len(places):
            return np.zeros((len(rows), len(columns)))
        wanted = rows[:, None] * width + columns[None, :]
        at = np.minimum(np.searchsorted(places, wanted), len(places) - 1)
        there = (places[at] == wanted) & (rows >= 0)[:, None]
        there &= ((columns >= 0) & (columns < width))[None, :]
        return np.where(there, self.values[at], 0.0)


def source_units(
    text: str, known: Callable[[str], bool], longest: Mapping[str, int] | None = None
) -> list[str]:
    """The Vietnamese text as units: the longest known words from the left, lower case.

    Args:
        text: Vietnamese text in any normal form; digits and signs are passed over.
        known: Whether words joined by spaces (lower case, NFC) form a unit. A syllable that
            begins with a capital inside the text is asked for with :data:`CAPITAL` in front first.
        longest: For the first two syllables of each known unit, the most syllables of those that
            begin so; saves asking for units that cannot be known.
    """
    return [unit for unit, _ in group(_WORD.findall(nfc(text)), known, longest)]


def group(
    tokens: Sequence[str], known: Callable[[str], bool], longest: Mapping[str, int] | None = None
) -> list[tuple[str, int]]:
    """The units of :func:`source_units` over syllables as written (NFC), and how many each takes.

    The numbers add up to the number of syllables.
    """
    lowered = [token.lower() for token in tokens]
    units, at, n = [], 0, len(tokens)
    sizes = [MAX_SYLLABLES] * n
    if longest is not None:
        sizes = [longest.get(f"{a} {b}", 1) for a, b in pairwise(lowered)] + [1]
    while at < n:
        for size in range(min(sizes[at], n - at), 1, -1):
            unit = " ".join(lowered[at : at + size])
            if known(unit):
                break
        else:
            size, unit = 1, lowered[at]
            if at and tokens[at][0].isupper() and known(CAPITAL + unit):
                unit = CAPITAL + unit
        units.append((unit, size))
        at += size
    return units


def _bag(texts: Sequence[str], extract: Callable[[str], list[int]]) -> KeyBag:
    seen: dict[str, list[int]] = {}
    for text in texts:
        if text not in seen:
            seen[text] = extract(text)
    found = [seen[text] for text in texts]
    offsets = np.cumsum([0, *map(len, found)], dtype=np.int64)
    return KeyBag(np.array([key for ids in found for key in ids], dtype=np.int64), offsets)


def _transposed(table: Table, values: Floats, n_columns: int) -> Table:
    """The table's pattern with rows and columns exchanged, and other values in its order."""
    rows = np.repeat(np.arange(len(table.offsets) - 1), np.diff(table.offsets))
    order = np.argsort(table.columns, kind="stable")
    counts = np.bincount(table.columns, minlength=n_columns)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Table(offsets, rows[order], values[order])


def encode(probabilities: Floats) -> NDArray[np.uint8]:
    """Probabilities as bytes, 0 below exp(−255 / 36) = .0008."""
    with np.errstate(divide="ignore"):
        steps = np.round(255 + _STEPS * np.log(probabilities))
    return np.clip(steps, 0, 255).astype(np.uint8)


def decode(codes: NDArray[np.uint8]) -> Floats:
    """The probabilities that the bytes stand for; 0 is 0."""
    values = np.exp((codes.astype(np.float64) - 255) / _STEPS)
    return np.where(codes > 0, values, 0.0)


@dataclass(frozen=True)
class Lexicon:
    """Words of two languages and how they translate each other.

    Attributes:
        source_index: Id of each Vietnamese unit.
        target_index: Id of each English stem (see :func:`songngu.corpora.lexicon.words.words`).
        forward: Row: Vietnamese unit, column: English stem, value: t(English | Vietnamese).
        backward: Row: English stem, column: Vietnamese unit, value: t(Vietnamese | English).
        p_source: float64, (n_source_units,), share of each unit among the units of news.
        p_target: float64, (n_target_stems,), likewise for the stems.
        digest: The first 8 hex digits of the file's SHA-256, for signatures.
    """

    source_index: Mapping[str, int]
    target_index: Mapping[str, int]
    forward: Table
    backward: Table
    p_source: Floats
    p_target: Floats
    digest: str

    @classmethod
    def parse(cls, content: bytes) -> Lexicon:
        """The lexicon in the bytes of an ``.npz`` file as :meth:`serialise` gives them."""
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            sides = {n: bytes(file[n]).decode("utf-8").split("\n") for n in ("source", "target")}
            offsets = np.concatenate([[0], np.cumsum(file["row_sizes"], dtype=np.int64)])
            gaps = file["column_gaps"].astype(np.int64)
            forward, backward = decode(file["forward"]), decode(file["backward"])
            p_source = file["p_source"].astype(np.float64)
            p_target = file["p_target"].astype(np.float64)
        running = np.cumsum(gaps)
        before = np.concatenate([[0], running])[offsets[:-1]]
        columns = running - np.repeat(before, np.diff(offsets))
        table = Table(offsets.astype(np.int64), columns, forward)
        return cls(
            {word: k for k, word in enumerate(sides["source"])},
            {word: k for k, word in enumerate(sides["target"])},
            table,
            _transposed(table, backward, len(sides["target"])),
            p_source,
            p_target,
            hashlib.sha256(content).hexdigest()[:8],
        )

    @cached_property
    def longest(self) -> Mapping[str, int]:
        """For the first two syllables of Vietnamese units, the most syllables of such a unit."""
        found: dict[str, int] = {}
        for unit in self.source_index:
            syllables = unit.split(" ")
            if len(syllables) > 1:
                start = " ".join(syllables[:2])
                found[start] = max(found.get(start, 1), len(syllables))
        return found

    def source_keys(self, texts: Sequence[str]) -> KeyBag:
        """The known Vietnamese units of each text, in order."""
        index = self.source_index

        def extract(text: str) -> list[int]:
            units = source_units(text, index.__contains__, self.longest)
            return [index[unit] for unit in units if unit in index]

        return _bag(texts, extract)

    def target_keys(self, texts: Sequence[str]) -> KeyBag:
        """The known English stems of each text, in order."""
        index = self.target_index
        return _bag(texts, lambda text: [index[w] for w in words(text) if w in index])


def serialise(
    source: Sequence[str],
    target: Sequence[str],
    rows: Ints,
    columns: Ints,
    forward: Floats,
    backward: Floats,
    p_source: Floats,
    p_target: Floats,
) -> bytes:
    """The bytes of a lexicon file; the same input gives the same bytes.

    Args:
        source, target: The units and stems; their ids are their places.
        rows, columns: int64, (n_entries,), ids of each entry, sorted by row, then column.
        forward, backward: float64, (n_entries,), t(target | source) and t(source | target).
        p_source, p_target: Shares of the units and stems in news.
    """
    sizes = np.bincount(rows, minlength=len(source))
    begins = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    gaps = np.diff(columns, prepend=0)
    gaps[begins[sizes > 0]] = columns[begins[sizes > 0]]
    file = io.BytesIO()
    np.savez_compressed(
        file,
        source=np.frombuffer("\n".join(source).encode(), dtype=np.uint8),
        target=np.frombuffer("\n".join(target).encode(), dtype=np.uint8),
        row_sizes=sizes.astype(np.uint16),
        column_gaps=gaps.astype(np.uint16),
        forward=encode(forward),
        backward=encode(backward),
        p_source=p_source.astype(np.float32),
        p_target=p_target.astype(np.float32),
    )
    return file.getvalue()


@cache
def default_lexicon() -> Lexicon:
    """The lexicon stored in the package."""
    return Lexicon.parse(
        resources.files("songngu.corpora.lexicon").joinpath("lexicon.npz").read_bytes()
    )
