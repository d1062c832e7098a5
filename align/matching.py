"""Which of thousands of English articles may be the version of a Vietnamese one: the short list.

An article is a bag of keys: stems of its words, names, numbers and dates by value (see ``text``).
The index holds, for each key, the articles that have it; a query weighs what it shares with an
article by rarity and by the article's own size (the vector space model of Salton & Buckley 1988).
Whether one of the short list is the version is settled in ``versions``, by aligning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from songngu.align import text as keys
from songngu.align.evidence import Floats, Ints
from songngu.align.match_model import KINDS, MatchModel, match_model
from songngu.align.weights import Weights, default_weights
from songngu.corpora.lexicon import Lexicon, default_lexicon

INDEX_VERSION = 1  # changes whenever the same text would give other keys
_WORDS, _NAMES, _VALUES = range(3)
_KIND_MASK = 3  # the two lowest bits of a hash say which kind of key it is of
_LEAST_TRANSLATION = 0.02  # rarer translations of a word are not looked for
_NEWS = 1000  # articles that stand for news at large
_ARTICLE_WORDS = 200  # words of such an article
_RARE_WORD = 2e-5  # share of a word that is not in the background list
_RARE_KEY = 2e-3  # chance that such an article has a given name or value
_BESIDE_DRAFTS = 0.5  # weight of the lexicon's guesses where there are drafts

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class ArticleKeys:
    """The keys of one article, as numbers.

    Attributes:
        hashes: uint64, (n_keys,), ascending, each key once.
        n_characters: Of its segments altogether.
    """

    hashes: Hashes
    n_characters: int

    def to_bytes(self) -> bytes:
        """The keys in a form to be stored: little-endian numbers of 8 bytes, characters first."""
        size = np.array([self.n_characters], dtype="<u8")
        return size.tobytes() + self.hashes.astype("<u8").tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> ArticleKeys:
        """The keys that :meth:`to_bytes` wrote.

        Raises:
            ValueError: The data are not a whole number of keys.
        """
        if not data or len(data) % 8:
            raise ValueError(
                f"found {len(data)} bytes of stored keys, expected a multiple of 8; "
                "make them anew from the article's text"
            )
        numbers = np.frombuffer(data, dtype="<u8")
        return cls(numbers[1:], int(numbers[0]))


@lru_cache(maxsize=1 << 18)
def _hash(kind: int, key: str) -> int:
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest, "little") & ~_KIND_MASK) | kind


def _names(segments: Sequence[str], weights: Weights) -> Iterable[str]:
    common = weights.background.is_common
    return (k for s in segments for k in keys.names(s) if not common(keys.stem(k)))


def index_signature() -> str:
    """The settings string of keys read now; keys of another one are no use beside them."""
    return f"songngu-index|v:{INDEX_VERSION}|weights:{default_weights().digest}"


def _characters(segments: Sequence[str]) -> int:
    return sum(len(keys.nfc(segment).strip()) for segment in segments)


def article_keys(segments: Sequence[str], weights: Weights | None = None) -> ArticleKeys:
    """The keys of an English article, given as its segments."""
    weights = weights or default_weights()
    found = {_hash(_WORDS, k) for s in segments for k in keys.words(s)}
    found |= {_hash(_NAMES, k) for k in _names(segments, weights)}
    found |= {_hash(_VALUES, k) for s in segments for k in keys.values(s, "en")}
    return ArticleKeys(np.array(sorted(found), dtype=np.uint64), _characters(segments))


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: keys with weights.

    Attributes:
        hashes: uint64, (n_keys,), ascending, each key once.
        weights: float64, (n_keys,), how surely the English version has the key, 0–1.
        n_characters: Of the Vietnamese segments altogether.
        drafts: Whether drafts told the words; otherwise they are the lexicon's guesses.
    """

    hashes: Hashes
    weights: Floats
    n_characters: int
    drafts: bool


def expected_words(source: Sequence[str], lexicon: Lexicon) -> dict[str, float]:
    """English stems that a translation is likely to have, with the chance of each, 0–1."""
    units, times = np.unique(lexicon.source_keys(source).ids, return_counts=True)
    missing: dict[int, float] = {}
    table = lexicon.forward
    for unit, n in zip(units, times, strict=True):
        row = slice(int(table.offsets[unit]), int(table.offsets[unit + 1]))
        for stem, p in zip(table.columns[row].tolist(), table.values[row].tolist(), strict=True):
            if p >= _LEAST_TRANSLATION:
                missing[stem] = missing.get(stem, 1.0) * (1 - p) ** int(n)
    stems = list(lexicon.target_index)
    return {stems[stem]: 1 - chance for stem, chance in missing.items()}


def read_query(
    source: Sequence[str],
    drafts: Sequence[str] | None = None,
    weights: Weights | None = None,
    lexicon: Lexicon | None = None,
) -> Query:
    """The query for the English version of a Vietnamese article.

    Args:
        source: The article's segments.
        drafts: English drafts of them; empty strings where there is none.
        weights: Learned numbers to use instead of those in the package.
        lexicon: To use instead of the one in the package.
    """
    weights = weights or default_weights()
    drafted = any(map(keys.has_text, drafts or ()))
    wanted = {
        _hash(_WORDS, stem): chance
        for stem, chance in expected_words(source, lexicon or default_lexicon()).items()
    }
    if drafted:
        wanted = {key: _BESIDE_DRAFTS * chance for key, chance in wanted.items()}
        wanted |= {_hash(_WORDS, k): 1.0 for draft in drafts or () for k in keys.words(draft)}
    wanted |= {_hash(_NAMES, k): 1.0 for k in _names(source, weights)}
    wanted |= {_hash(_VALUES, k): 1.0 for s in source for k in keys.values(s, "vi")}
    found = sorted(wanted)
    return Query(
        np.array(found, dtype=np.uint64),
        np.array([wanted[k] for k in found], dtype=np.float64),
        _characters(source),
        drafted,
    )


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The articles that are most like a query, best first.

    Attributes:
        ids: The articles' numbers.
        cosines: float64, (n_articles, n_kinds), of the keys of each kind, 0–1.
        length: float64, (n_articles,), log of how much longer the English is than expected.
    """

    ids: tuple[int, ...]
    cosines: Floats
    length: Floats

    def likeness(self, model: MatchModel) -> Floats:
        """Log-odds of the articles against each other, by what is known here: nats."""
        weights = np.array([model.likeness[kind] for kind in KINDS])
        found = self.cosines @ weights + model.likeness["length"] * np.abs(self.length)
        return np.asarray(found, dtype=np.float64)

    def of(self, rows: Sequence[int] | Ints) -> Shortlist:
        """The articles of these rows, in that order."""
        chosen = np.asarray(rows, dtype=np.int64)
        ids = tuple(self.ids[row] for row in chosen.tolist())
        return Shortlist(ids, self.cosines[chosen], self.length[chosen])


class Index:
    """English articles by their keys, for looking up.

    Attributes:
        ids: The articles' own numbers, int64.
    """

    def __init__(self, articles: Mapping[int, ArticleKeys]) -> None:
        bags = list(articles.values())
        sizes = [len(bag.hashes) for bag in bags]
        hashes = np.concatenate([np.zeros(0, dtype=np.uint64), *(bag.hashes for bag in bags)])
        order = np.argsort(hashes, kind="stable")
        self.ids = np.array(list(articles), dtype=np.int64)
        self._keys, starts = np.unique(hashes[order], return_index=True)
        self._offsets = np.append(starts, len(hashes)).astype(np.int64)
        self._rows = np.repeat(np.arange(len(bags), dtype=np.int32), sizes)[order]
        self._n_characters = np.array([bag.n_characters for bag in bags], dtype=np.float64)
        frequency = np.diff(self._offsets)
        self._rarity = self._rare(self._keys, frequency)
        self._norms = self._sizes(np.repeat(self._rarity**2, frequency))

    def __len__(self) -> int:
        """The number of articles."""
        return len(self.ids)

    def _rare(self, hashes: Hashes, frequency: Ints) -> Floats:
        """Inverse document frequency (Salton & Buckley 1988) of keys, nats.

        News at large counts as so many further articles, so that a store of five tells common
        words from rare ones as well.
        """
        n_articles = len(self.ids) + _NEWS
        return np.log(n_articles / (frequency + 0.5 + _NEWS * _commonness(hashes)))

    def _sizes(self, squares: Floats) -> Floats:
        """Norms of the articles' keys: (n_kinds, n_articles)."""
        kinds = np.repeat(_kinds(self._keys), np.diff(self._offsets))
        place = kinds * len(self) + self._rows
        sums = np.bincount(place, squares, minlength=len(KINDS) * len(self))
        return np.sqrt(sums.reshape(len(KINDS), len(self)))

    def cosines(self, query: Query) -> Floats:
        """Likeness of query and articles for each kind of key: (n_kinds, n_articles), 0–1."""
        if not len(self._keys):
            return np.zeros((len(KINDS), len(self)))
        place = np.minimum(np.searchsorted(self._keys, query.hashes), len(self._keys) - 1)
        held = self._keys[place] == query.hashes
        none = self._rare(query.hashes, np.zeros(len(query.hashes), dtype=np.int64))
        rarity = np.where(held, self._rarity[place], none)
        kinds = _kinds(query.hashes)
        norms = np.sqrt(np.bincount(kinds, (query.weights * rarity) ** 2, minlength=len(KINDS)))
        used = np.flatnonzero(held)
        starts, stops = self._offsets[place[used]], self._offsets[place[used] + 1]
        postings = _ranges(starts, stops)
        times = stops - starts
        flat = np.repeat(kinds[used], times) * len(self) + self._rows[postings]
        gains = np.repeat((query.weights * rarity**2)[used], times)
        sums = np.bincount(flat, gains, minlength=len(KINDS) * len(self))
        shape = sums.reshape(len(KINDS), len(self))
        return np.asarray(shape / np.maximum(self._norms * norms[:, None], 1e-9))

    def shortlist(
        self,
        query: Query,
        limit: int,
        model: MatchModel | None = None,
        ratio: float | None = None,
    ) -> Shortlist:
        """The articles most like the query, best first; ties go to the smaller number.

        Args:
            query: What is looked for.
            limit: Articles at most.
            model: The weights of the likenesses; those of the package where None.
            ratio: English characters for each Vietnamese one; that of the package where None.
        """
        model = model or match_model(drafts=query.drafts)
        ratio = ratio or default_weights().source_length.ratio
        cosines = self.cosines(query)
        length = np.log((self._n_characters + 1) / (ratio * query.n_characters + 1))
        every = Shortlist(tuple(self.ids.tolist()), cosines.T, length)
        best = np.lexsort((self.ids, -every.likeness(model)))[:limit]
        return every.of(best)


@cache
def _common_words() -> tuple[Hashes, Floats]:
    """Hashes of the words of the background list, ascending, and their shares among words."""
    background = default_weights().background
    shares = {_hash(_WORDS, word): background.word(word) for word in background.words}
    found = sorted(shares)
    return np.array(found, dtype=np.uint64), np.array([shares[k] for k in found])


def _commonness(hashes: Hashes) -> Floats:
    """Chance that an article of news has each key, 0–1."""
    words, shares = _common_words()
    place = np.minimum(np.searchsorted(words, hashes), len(words) - 1)
    share = np.where(words[place] == hashes, shares[place], _RARE_WORD)
    chance = 1 - np.exp(-_ARTICLE_WORDS * share)
    return np.where(_kinds(hashes) == _WORDS, chance, _RARE_KEY)


def _kinds(hashes: Hashes) -> Ints:
    return np.asarray(hashes & np.uint64(_KIND_MASK), dtype=np.int64)


def _ranges(starts: Ints, stops: Ints) -> Ints:
    """The numbers ``start … stop − 1`` of each pair, one after the other."""
    sizes = stops - starts
    before = np.cumsum(sizes) - sizes
    steps = np.arange(int(sizes.sum()), dtype=np.int64)
    return np.asarray(steps + np.repeat(starts - before, sizes), dtype=np.int64)
