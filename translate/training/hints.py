"""Hints for training pairs: names and terms of the source with the form that the target has."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping

from songngu.corpora.vietnamese import without_marks
from songngu.translate.training.pairs import TrainingPair

Hint = tuple[str, str]
#: What a text names: the form in the text and the forms that a translation may have.
Lexicon = Callable[[str], Iterable[tuple[str, tuple[str, ...]]]]

_WORD = re.compile(r"\w+")
_LONGEST_TERM = 5
# A hint of a common word teaches little, and a dictionary finds one in every other sentence.
_MOST_TERMS = 3
_MIN_LETTERS = 3


def _occurs(form: str, text: str) -> str | None:
    """The form as it stands in a text, as whole words in any case; None where it does not."""
    found = re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE)
    return found.group() if found else None


def _spans(text: str) -> Iterator[tuple[int, list[re.Match[str]]]]:
    """Runs of neighbouring words divided by single spaces, with the place of the first."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if run and text[run[-1].end() : word.start()] != " ":
            yield run[0].start(), run
            run = []
        run.append(word)
    if run:
        yield run[0].start(), run


def copied_names(source: str, target: str) -> list[Hint]:
    """Names of two and more capitalised words that the target has without their marks.

    Names without marks are left out: there is nothing to learn from ``Hanoi = Hanoi``.
    """
    found: list[Hint] = []
    for _, words in _spans(source):
        first = 0
        while first < len(words):
            last = first
            while last < len(words) and words[last].group()[0].isupper():
                last += 1
            for start, end in _parts(first, last):
                name = source[words[start].start() : words[end - 1].end()]
                plain = without_marks(name)
                if plain != name and plain in target:
                    found.append((name, plain))
                    break
            first = max(last, first + 1)
    return list(dict.fromkeys(found))


def _parts(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Parts of two and more of a run of words, the longest first."""
    for size in range(last - first, 1, -1):
        for start in range(first, last - size + 1):
            yield start, start + size


class HintFinder:
    """Finds what a pair could be hinted at.

    In the order of their worth: what the pair itself brings, what a lexicon of names, places and
    ranks finds in it, names that only lose their marks, entries of term lists.
    """

    def __init__(
        self,
        glossary: Mapping[str, tuple[str, ...]] | None = None,
        *,
        lexicon: Lexicon | None = None,
        most: int = 8,
    ) -> None:
        """Take what to look up.

        Args:
            glossary: Lower-case source forms with their translations.
            lexicon: Names, places and ranks in a text.
            most: Hints of one pair.
        """
        self._glossary = glossary or {}
        self._lexicon = lexicon
        self._most = most

    def __call__(self, pair: TrainingPair, rng: random.Random) -> tuple[Hint, ...]:
        """Hints for a pair, at random how many of its terms, in random order."""
        names = [*pair.terms, *self._named(pair), *copied_names(pair.source, pair.target)]
        hints = list(dict(reversed(names)).items())[::-1]
        terms = [hint for hint in self._terms(pair) if hint[0] not in dict(hints)]
        hints = hints[: self._most]
        rng.shuffle(terms)
        n_terms = rng.randint(0 if hints else 1, _MOST_TERMS)
        hints += terms[: min(n_terms, self._most - len(hints))]
        rng.shuffle(hints)
        return tuple(hints)

    def _named(self, pair: TrainingPair) -> Iterator[Hint]:
        if self._lexicon is None:
            return
        for form, translations in self._lexicon(pair.source):
            for translation in translations:
                found = _occurs(translation, pair.target)
                if found is not None and found != form:
                    yield form, found
                    break

    def _terms(self, pair: TrainingPair) -> list[Hint]:
        if not self._glossary:
            return []
        found = []
        for _, words in _spans(pair.source):
            for size in range(_LONGEST_TERM, 0, -1):
                for start in range(len(words) - size + 1):
                    form = pair.source[words[start].start() : words[start + size - 1].end()]
                    for translation in self._glossary.get(form.lower(), ()):
                        there = _occurs(translation, pair.target)
                        if there is not None and there.lower() != form.lower():
                            found.append((form, there))
                            break
        return list(dict.fromkeys(found))


def glossary_of(entries: Iterable[Hint]) -> dict[str, tuple[str, ...]]:
    """A look-up table of entries; such as are too short or no translation are left out."""
    table: dict[str, list[str]] = {}
    for source, target in entries:
        key = " ".join(unicodedata.normalize("NFC", source).lower().split())
        form = " ".join(unicodedata.normalize("NFC", target).split())
        if len(key) < 2 or len(form) < _MIN_LETTERS or key == form.lower():
            continue
        known = table.setdefault(key, [])
        if form not in known:
            known.append(form)
    return {key: tuple(forms) for key, forms in table.items()}
