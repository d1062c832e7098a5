"""How far two texts are about the same things, whatever their sentences say of them."""

from __future__ import annotations

import numpy as np

from songngu.align.evidence import Floats, Ints, take_rows
from songngu.corpora.lexicon import KeyBag, Lexicon, Table

_EXPLAINED = 0.1  # translation probability from which a word counts as one for another
_LEAST_CHANCE = 1e-4


def _beyond_chance(table: Table, given: Ints, wanted: Ints, p: Floats) -> tuple[float, float]:
    """Rarity of the wanted words that a text explains beyond chance, and the most there could be.

    Args:
        table: Row: a word of the text; column: a word that may translate it.
        given: The text's words.
        wanted: The other text's words.
        p: Chance of each word among the words of news.
    """
    words = np.unique(wanted)
    entries, _ = take_rows(table.offsets, np.unique(given))
    entries = entries[table.values[entries] >= _EXPLAINED]
    found = np.isin(words, table.columns[entries])
    # A text of as many words would hold a word's translation so often anyway.
    chance = np.clip(-np.expm1(-len(given) * p[words]), _LEAST_CHANCE, 1 - _LEAST_CHANCE)
    rarity = -np.log(chance)
    return float(rarity @ (found - chance)), float(rarity @ (1 - chance))


def shared_topic(lexicon: Lexicon, source: KeyBag, target: KeyBag) -> float:
    """Share of the two texts' words, by rarity, that translate words of the other beyond chance.

    About 0 for texts that have nothing to do with each other, at most 1; the texts' sizes are
    allowed for.
    """
    there = _beyond_chance(lexicon.forward, source.ids, target.ids, lexicon.p_target)
    back = _beyond_chance(lexicon.backward, target.ids, source.ids, lexicon.p_source)
    return (there[0] + back[0]) / max(1.0, there[1] + back[1])
