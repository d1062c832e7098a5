"""Finding the similar among many texts, without comparing with each of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

_N_BUCKETS = 64
_CHUNK = 10_000


def comparable(text: str) -> str:
    """Return what of a text counts when it is compared: NFC, white space evened out."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Texts by ascending length.

    Attributes:
        lengths: int64, (n,): characters of each text.
        counts: uint32, (n, 64): how many of its characters have each code point modulo 64.
        texts: The texts, comparable.
        ids: What to call each.
    """

    lengths: NDArray[np.int64]
    counts: NDArray[np.uint32]
    texts: tuple[str, ...]
    ids: tuple[int, ...]


def index_texts(texts: Iterable[tuple[int, str]]) -> TextIndex:
    """Return the index of texts given with their ids."""
    entries = sorted((len(text), id_, text) for id_, text in texts)
    ordered = tuple(text for _length, _id, text in entries)
    counts = [_counts(ordered[at : at + _CHUNK]) for at in range(0, len(ordered), _CHUNK)]
    return TextIndex(
        np.array([length for length, _id, _text in entries], dtype=np.int64),
        np.concatenate(counts) if counts else np.zeros((0, _N_BUCKETS), dtype=np.uint32),
        ordered,
        tuple(id_ for _length, id_, _text in entries),
    )


def _counts(texts: Sequence[str]) -> NDArray[np.uint32]:
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    buckets = np.frombuffer(joined, dtype=np.uint32) % _N_BUCKETS
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    flat = np.bincount(rows * _N_BUCKETS + buckets, minlength=len(texts) * _N_BUCKETS)
    return flat.reshape(len(texts), _N_BUCKETS).astype(np.uint32)


def similar(index: TextIndex, wanted: str, threshold: float) -> dict[int, float]:
    """Return the similarity of each text at or above the threshold, by id.

    It is that of the longest common subsequence of characters (Indel similarity), 2·LCS ÷
    (length + length), 0–1. A text is compared only where the characters that it has in common
    with the one wanted, in whatever order, could reach the threshold: they bound the LCS.
    """
    if not wanted:
        return {}
    threshold -= 1e-9  # what is exactly at the threshold must not be lost to rounding
    # LCS ≤ min(a, b) alone bounds the other length by a·t/(2−t) and a·(2−t)/t.
    length, bound = len(wanted), threshold / (2 - threshold)
    first = int(np.searchsorted(index.lengths, np.floor(length * bound), "left"))
    last = int(np.searchsorted(index.lengths, np.ceil(length / bound), "right"))
    common = np.minimum(index.counts[first:last], _counts([wanted])).sum(axis=1)
    possible = 2 * common >= threshold * (length + index.lengths[first:last])
    candidates = (first + np.flatnonzero(possible)).tolist()
    found = process.extract(
        wanted,
        [index.texts[at] for at in candidates],
        scorer=Indel.normalized_similarity,
        processor=None,
        # rapidfuzz loses what lies within some 1e-5 above its cut-off.
        score_cutoff=max(0.0, threshold - 1e-4),
        limit=None,
    )
    return {index.ids[candidates[at]]: score for _text, score, at in found if score >= threshold}
