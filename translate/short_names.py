"""People whom an article names in full and elsewhere calls by the last words of their names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from songngu.corpora.types import Term
from songngu.translate.expectations import Expectation, Expected, expectations
from songngu.translate.newsroom import personal_names
from songngu.translate.newsroom.parts import lead_before, name_parts
from songngu.translate.newsroom.tokens import Token, begins_sentence, tokenise

_JOINING = frozenset((",", "và", "cùng", "với"))
# Behind these a word is the name of a people, a language or a party.
_NO_PERSON_BEHIND = frozenset(("tộc", "người", "tiếng", "đồng", "bào", "nước", "chữ"))

#: The Vietnamese of a short name and its English, the preferred first.
ShortName = tuple[str, tuple[str, ...]]


def short_names(texts: Iterable[str]) -> tuple[ShortName, ...]:
    """The short forms of the people that texts name in full, the longer first.

    Of *Đỗ Ngọc Minh* these are *Ngọc Minh* and *Minh*.

    Args:
        texts: Segments of one article.
    """
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for entry in personal_names(unicodedata.normalize("NFC", text)):
            words = entry.source.split()
            for size in range(min(2, len(words) - 1), 0, -1):
                forms = (" ".join(form.split()[-size:]) for form in entry.targets)
                found.setdefault(" ".join(words[-size:]), tuple(dict.fromkeys(forms)))
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


def names_in(text: str, names: Sequence[ShortName]) -> tuple[ShortName, ...]:
    """Those of the names whose words stand in a text (NFC): a quick choice."""
    return tuple(name for name in names if name[0] in text)


def expected_of(
    text: str, terms: Sequence[Term], names: Sequence[ShortName]
) -> tuple[Expectation, ...]:
    """What a translation has to contain, with the people that the article calls by short names.

    Args:
        text: A segment, NFC.
        terms: See :func:`~songngu.translate.expectations.expectations`.
        names: From :func:`short_names` of its article.
    """
    expected = expectations(text, terms)
    found = {
        item.source: item
        for item in reversed(list(_called(text, names) if names else ()))
        if not any(item.start < other.end and other.start < item.end for other in expected)
    }
    return tuple(sorted((*expected, *found.values()), key=lambda item: item.start))


def _called(text: str, names: Sequence[ShortName]) -> Iterator[Expectation]:
    """Where a short name stands and is nothing else, in order."""
    tokens = tokenise(text)
    known = dict(names)
    at = 0
    while at < len(tokens):
        sizes = (n for n in (2, 1) if at + n <= len(tokens))
        size = next((n for n in sizes if _words(tokens, at, n) in known), 0)
        if size and _is_person(tokens, at, at + size, known):
            start, end = tokens[at].start, tokens[at + size - 1].end
            forms = known[_words(tokens, at, size)]
            yield Expectation(Expected.NAME, start, end, text[start:end], forms)
        at += max(1, size)


def _words(tokens: Sequence[Token], at: int, size: int) -> str:
    return " ".join(token.text for token in tokens[at : at + size])


def _is_person(tokens: list[Token], at: int, end: int, known: dict[str, tuple[str, ...]]) -> bool:
    """Whether capitalised words are a person: alone, not a place's, and no other word's capital."""
    before, after = tokens[:at][-1:], tokens[end : end + 1]
    sides = [*before, *after]
    if any(token.is_capital or token.text == "-" for token in sides) or lead_before(tokens, at):
        return False
    if any(token.key in _NO_PERSON_BEHIND for token in before):
        return False
    if end - at > 1 or not begins_sentence(tokens, at):
        return True
    if any(token.key in name_parts().verbs for token in after):
        return True
    joined = any(token.key in _JOINING for token in after)
    return joined and _words(tokens, end + 1, 1) in known
