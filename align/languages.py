"""Whether the two sides are in two languages at all.

What compares words finds every sentence of a page in itself, so a page aligned with itself, or with
another one of its language, would look like the best of translations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from songngu.align import text as keys
from songngu.corpora.lexicon import Lexicon

_SAMPLE = 400  # segments looked at, evenly spread
_FEWEST = 4  # words that tell the language, without which it stays open
# In runs of five sentences of parallel prose, up to .39 of the words that tell a language are
# English on the Vietnamese side (names of firms, say) and at least .73 on the English one.
_HALF = 0.5


def english_share(texts: Sequence[str], lexicon: Lexicon) -> float | None:
    """Share of the words known in one of the two languages alone that are English, 0–1.

    Args:
        texts: Segments in either language.
        lexicon: Says what is known.

    Returns:
        None where too few words tell.
    """
    sample = texts[:: -(-len(texts) // _SAMPLE) or 1]
    words = Counter(word for text in sample for word in keys.written_words(text))
    english = vietnamese = 0
    for word, times in words.items():
        # Folded, most Vietnamese syllables would be an English stem by chance.
        in_english = word.isascii() and keys.stem(word.lower()) in lexicon.target_index
        in_vietnamese = word.lower() in lexicon.source_index
        english += times * (in_english and not in_vietnamese)
        vietnamese += times * (in_vietnamese and not in_english)
    telling = english + vietnamese
    return english / telling if telling >= _FEWEST else None


def in_one_language(source: Sequence[str], target: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether both texts are Vietnamese or both are English; False where it cannot be told."""
    ours, theirs = english_share(source, lexicon), english_share(target, lexicon)
    return ours is not None and theirs is not None and (ours > _HALF) == (theirs > _HALF)
