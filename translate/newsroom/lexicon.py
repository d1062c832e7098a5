"""The lexicon's files, and longest-match look-up in a text's tokens."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from itertools import chain

from songngu.translate.newsroom.composed import compose
from songngu.translate.newsroom.entry import Kind
from songngu.translate.newsroom.tokens import Token, begins_sentence, fold, tokenise

_FILES = {
    "people.tsv": Kind.NAME,
    "provinces.tsv": Kind.PLACE,
    "viet_places.tsv": Kind.PLACE,
    "countries.tsv": Kind.PLACE,
    "exonyms.tsv": Kind.PLACE,
    "peoples.tsv": Kind.PLACE,  # who live there, and are looked for in the same way
    "ranks.tsv": Kind.RANK,
    "titles.tsv": Kind.RANK,
    "offices.tsv": Kind.OFFICE,
    "institutions.tsv": Kind.INSTITUTION,
    "legal.tsv": Kind.LEGAL,
    "formulas.tsv": Kind.FORMULA,
    "units.tsv": Kind.UNIT,
}
#: The file of countries, continents and seas.
COUNTRIES = "countries.tsv"
#: The file of foreign places other than countries.
EXONYMS = "exonyms.tsv"
#: The file of the peoples of Vietnam.
PEOPLES = "peoples.tsv"
_SOUND_SPELT = (EXONYMS, COUNTRIES)
_CASED = (Kind.PLACE, Kind.NAME)
_CONDITIONS = ("mid", "people")
_CALL_PEOPLES = ("người", "tộc", "bào")  # dân tộc, đồng bào
_LIST_MARKS = (",", "và")


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the lexicon.

    Attributes:
        kind: From the file.
        file: The file's name.
        source: As the file has it.
        words: Its words and marks; capital letters have to be met where the kind is a place or
            a person, or the word is an abbreviation.
        targets: Preferred first.
        not_before: Folded words that, coming next, make it something else.
        only_mid: Whether it is passed over at the beginning of a sentence and in capitals.
        only_people: Whether it counts only where a people is called so (*người Mông*, *dân tộc
            Dao*) and no longer name begins there (*người Mông Cổ*).
    """

    kind: Kind
    file: str
    source: str
    words: tuple[str, ...]
    targets: tuple[str, ...]
    not_before: frozenset[str] = frozenset()
    only_mid: bool = False
    only_people: bool = False


@dataclass(slots=True)
class _Node:
    """A place in the word trie."""

    next: dict[str, _Node] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)


@lru_cache(maxsize=1)
def load_terms() -> tuple[Term, ...]:
    """All terms of the lexicon, the lines of the files in their order, then what is put together.

    Of several with the same source and kind the first counts: a line of a file goes before the
    same thing put together.

    Raises:
        ValueError: A line does not have the fields that it should have.
    """
    terms: dict[tuple[Kind, str], Term] = {}
    for term in chain(_written(), _composed()):
        key = term.source if term.kind in _CASED else fold_words(term.source)
        terms.setdefault((term.kind, key), term)
    return tuple(terms.values())


def _written() -> Iterator[Term]:
    """The lines of the files, foreign places in all their spellings."""
    for name, kind in _FILES.items():
        lines = (resources.files(__package__) / "data" / name).read_text("utf-8").splitlines()
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, row in enumerate(rows, start=1):
            if not row or row[0].startswith("#"):
                continue
            if len(row) not in (2, 3) or not row[1].strip():
                raise ValueError(
                    f"{name}:{number}: expected source, targets and optional conditions between "
                    f"tabs, found {row!r}"
                )
            for source in _spellings(row[0]) if name in _SOUND_SPELT else (row[0],):
                yield _term(kind, name, [source, *row[1:]])


def _composed() -> Iterator[Term]:
    """Offices and institutions put together."""
    for office, source, targets in compose():
        yield Term(
            Kind.OFFICE if office else Kind.INSTITUTION,
            "composed.toml",
            source,
            tuple(token.text for token in tokenise(source)),
            targets,
            # UBND TP.HCM: what follows belongs to the city's name
            frozenset(["."]) if source.endswith("TP") else frozenset(),
        )


def fold_words(text: str) -> str:
    """A phrase in the form that spellings of it share."""
    return " ".join(fold(word) for word in text.split())


def _spellings(source: str) -> tuple[str, ...]:
    """A foreign place as written, and with its syllables joined otherwise.

    Papers write Mát-xcơ-va, Mátxcơva and Mát Xcơ Va; Xiêng Khoảng and Xiêng-khoảng.
    """
    if " - " in source:
        return (source,)
    if "-" in source:
        syllables = [word.split("-") for word in source.split()]
        spaced = " ".join(part[0].upper() + part[1:] for word in syllables for part in word)
        joined = " ".join(word[0] + "".join(word[1:]).lower() for word in syllables)
        return source, spaced, joined
    words = source.split()
    if len(words) < 2 or source.isascii() or any(not word[0].isupper() for word in words):
        return (source,)
    return source, "-".join([words[0], *(word.lower() for word in words[1:])])


def _term(kind: Kind, file: str, row: list[str]) -> Term:
    conditions = row[2].split() if len(row) == 3 else []
    return Term(
        kind,
        file,
        row[0],
        tuple(token.text for token in tokenise(row[0])),
        tuple(dict.fromkeys(part.strip() for part in row[1].split("|"))),
        frozenset(fold(word) for word in conditions if word not in _CONDITIONS),
        "mid" in conditions,
        "people" in conditions,
    )


@lru_cache(maxsize=len(Kind))
def target_forms(kind: Kind) -> frozenset[str]:
    """Every English form that the lexicon's files have for a kind, as written there."""
    return frozenset(form for term in load_terms() if term.kind is kind for form in term.targets)


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """Vietnamese names of countries, continents and seas; of most English has adjectives too."""
    return frozenset(term.source for term in load_terms() if term.file == COUNTRIES)


@lru_cache(maxsize=1)
def _trie() -> _Node:
    root = _Node()
    for term in load_terms():
        node = root
        for word in term.words:
            node = node.next.setdefault(fold(word), _Node())
        node.terms.append(term)
    return root


def longest_terms(tokens: list[Token], at: int, *, capitals: bool) -> list[tuple[int, Term]]:
    """The terms that begin at a token, longest first.

    Args:
        tokens: Of the whole text.
        at: Index of the first token.
        capitals: Whether the text is set in capitals.

    Returns:
        The index after the term's last token, and the term.
    """
    found: list[tuple[int, Term]] = []
    node, index = _trie(), at
    while index < len(tokens) and (step := node.next.get(tokens[index].key)) is not None:
        node, index = step, index + 1
        found += [
            (index, term) for term in node.terms if _allowed(term, tokens, at, index, capitals)
        ]
    found.reverse()
    return found


def _allowed(term: Term, tokens: list[Token], start: int, end: int, capitals: bool) -> bool:
    """Whether a term's conditions on case and neighbours hold there."""
    for word, token in zip(term.words, tokens[start:end], strict=True):
        abbreviation = len(word) > 1 and word.isupper()
        if abbreviation and not token.text.isupper():
            return False
        if term.kind in _CASED and word[0].isupper() and not token.is_capital:
            return False
    if term.only_mid and (capitals or begins_sentence(tokens, start)):
        return False
    after = tokens[end] if end < len(tokens) else None
    if term.only_people and (capitals or not _is_people(tokens, start, after)):
        return False
    return after is None or after.key not in term.not_before


def _is_people(tokens: list[Token], start: int, after: Token | None) -> bool:
    """Whether a word for a people stands before, or before a list (*dân tộc Thái, Mông, Dao*)."""
    if after is not None and after.is_capital:
        return False
    at = start - 1
    while at > 1 and tokens[at].key in _LIST_MARKS and tokens[at - 1].is_capital:
        at -= 3 if tokens[at - 2].is_capital else 2  # Khơ Mú
    return at >= 0 and tokens[at].key in _CALL_PEOPLES
