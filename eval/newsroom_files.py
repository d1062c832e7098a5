"""Reads the newsroom set: accepted forms and sentences, written in TOML."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from songngu.corpora.errors import EvaluationError
from songngu.corpora.values import ValueKind
from songngu.eval.newsroom import Expectation, ExpectationKind, TestSentence
from songngu.eval.said import check_key
from songngu.eval.wording import Wording

_LISTS = {
    "names": ExpectationKind.NAME,
    "ranks": ExpectationKind.RANK,
    "places": ExpectationKind.PLACE,
}
_TABLES = {
    "numbers": (ExpectationKind.NUMBER, ValueKind.NUMBER),
    "dates": (ExpectationKind.DATE, ValueKind.DATE),
    "times": (ExpectationKind.TIME, ValueKind.TIME),
}
_FIELDS = {"id", "source", "absent", "english", *_LISTS, *_TABLES}


@dataclass(frozen=True, slots=True)
class Forms:
    """Accepted English forms, by the Vietnamese words in lower case.

    Attributes:
        units: English words of administrative units: ``xã`` → ``commune``.
    """

    names: Mapping[str, Wording]
    places: Mapping[str, Wording]
    ranks: Mapping[str, Wording]
    units: Mapping[str, tuple[str, ...]]


def parse_forms(text: str) -> Forms:
    """The accepted forms from TOML.

    An entry is a list of forms, or a table with ``accept``, ``not_after`` and ``not_before``; see
    :class:`songngu.eval.wording.Wording`.

    Raises:
        EvaluationError: The text is not what is described here.
    """
    tables = _toml(text, "the accepted forms")
    unknown = sorted(tables.keys() - {"names", "places", "ranks", "units"})
    if unknown:
        raise EvaluationError(
            f"accepted forms: found the tables {unknown}, expected names, places, ranks and units"
        )
    wordings = {
        table: {_key(name): _wording(name, entry) for name, entry in tables.get(table, {}).items()}
        for table in ("names", "places", "ranks")
    }
    units = {_key(name): tuple(found) for name, found in tables.get("units", {}).items()}
    return Forms(**wordings, units=units)


def parse_sentences(text: str, forms: Forms) -> tuple[TestSentence, ...]:
    """The sentences of a part of the set from TOML, each with its expectations.

    Raises:
        EvaluationError: A sentence is not as docs/newsroom.md says; the message names it.
    """
    found = []
    seen: set[str] = set()
    for place, entry in enumerate(_toml(text, "the sentences").get("sentence", []), start=1):
        name = entry.get("id", f"sentence {place}")
        missing = {"id", "source"} - entry.keys()
        unknown = entry.keys() - _FIELDS
        if missing or unknown or name in seen:
            raise EvaluationError(
                f"{name}: missing fields {sorted(missing)}, unknown fields {sorted(unknown)}, id "
                f"{'repeated' if name in seen else 'new'}; expected an id of its own, source, and "
                f"of the rest only {', '.join(sorted(_FIELDS - {'id', 'source'}))}"
            )
        seen.add(name)
        try:
            expectations = tuple(_expectations(entry, forms))
        except ValueError as error:
            raise EvaluationError(f"{name}: {error}") from error
        if not expectations:
            raise EvaluationError(f"{name}: found no expectation, expected at least one")
        found.append(TestSentence(name, entry["source"], expectations, entry.get("english", "")))
    if not found:
        raise EvaluationError("found no [[sentence]], expected at least one")
    return tuple(found)


def _toml(text: str, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(unicodedata.normalize("NFC", text))
    except tomllib.TOMLDecodeError as error:
        raise EvaluationError(f"{what} are not TOML: {error}") from error


def _expectations(entry: Mapping[str, Any], forms: Forms) -> Iterator[Expectation]:
    """The expectations of a sentence, kind by kind.

    Raises:
        ValueError: One of them is not about the sentence, or cannot be one.
    """
    source = entry["source"]
    for field, kind in _LISTS.items():
        for words in entry.get(field, []):
            _must_occur(words, source)
            yield Expectation(kind, words, wording=_expected_wording(kind, words, forms))
    for field, (kind, value_kind) in _TABLES.items():
        for words, value in entry.get(field, {}).items():
            _must_occur(words, source)
            check_key(value_kind, value)
            yield Expectation(kind, words, value)
    for words in entry.get("absent", []):
        yield Expectation(ExpectationKind.ABSENT, words, wording=Wording((words,)))


def _must_occur(words: str, source: str) -> None:
    if words not in source:
        raise ValueError(f"{words!r} does not occur in the source {source!r}")


def _expected_wording(kind: ExpectationKind, words: str, forms: Forms) -> Wording:
    key = _key(words)
    if kind is ExpectationKind.RANK:
        if key not in forms.ranks:
            raise ValueError(f"{words!r} has no accepted forms; add it to [ranks] of the forms")
        return forms.ranks[key]
    if kind is ExpectationKind.NAME:
        return forms.names.get(key, Wording((key,)))
    if key in forms.places:
        return forms.places[key]
    for unit, english in forms.units.items():
        if key.startswith(f"{unit} "):
            return _with_unit(forms.places.get(key.removeprefix(f"{unit} ")), key, unit, english)
    return Wording((key,))


def _with_unit(place: Wording | None, key: str, unit: str, english: Sequence[str]) -> Wording:
    """``X commune``, ``the commune of X``, ``X and Y communes`` for every form X of a place."""
    bare = place or Wording((key.removeprefix(f"{unit} "),))
    accept = []
    for form in bare.accept:
        for word in english:
            if not word:
                accept.append(form)
                continue
            accept += [f"{form} {word}", f"{word} (of) {form}"]
            accept += [f"{form} … {word}s", f"{word}s of … {form}"]
    return Wording(tuple(accept), bare.not_after, bare.not_before if "" in english else frozenset())


def _wording(name: str, entry: object) -> Wording:
    """One entry of the accepted forms.

    Raises:
        EvaluationError: It is neither a list nor a table of lists, or a form cannot be read.
    """
    table = entry if isinstance(entry, dict) else {"accept": entry}
    lists = {key: value for key, value in table.items() if isinstance(value, list)}
    allowed = {"accept", "not_after", "not_before"}
    if len(lists) != len(table) or "accept" not in lists or lists.keys() - allowed:
        raise EvaluationError(
            f"accepted forms of {name!r}: found {entry!r}, expected a list of forms or a table "
            "with the lists accept, not_after and not_before"
        )
    try:
        return Wording(
            tuple(lists["accept"]),
            frozenset(word.casefold() for word in lists.get("not_after", [])),
            frozenset(word.casefold() for word in lists.get("not_before", [])),
        )
    except ValueError as error:
        raise EvaluationError(f"accepted forms of {name!r}: {error}") from error


def _key(words: str) -> str:
    return unicodedata.normalize("NFC", words).casefold()
