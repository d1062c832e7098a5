"""Names, places, ranks, offices and set phrases found in Vietnamese text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from songngu.corpora.values.scan import nfc_offsets
from songngu.corpora.vietnamese import without_marks
from songngu.translate.newsroom.building import Builder
from songngu.translate.newsroom.entry import Entry, Kind
from songngu.translate.newsroom.lexicon import COUNTRIES, EXONYMS, PEOPLES, Term, longest_terms
from songngu.translate.newsroom.parts import ends_with, lead_before, name_parts, title_before
from songngu.translate.newsroom.people import NameFinder
from songngu.translate.newsroom.roads import road_at
from songngu.translate.newsroom.runs import is_foreign, word_run
from songngu.translate.newsroom.tokens import (
    all_capitals,
    tokenise,
)
from songngu.translate.newsroom.unlisted import LIST_MARKS, PlaceFinder


def find(text: str) -> tuple[Entry, ...]:
    """What the lexicon knows in a Vietnamese text, in order and without overlap.

    Longest match; a personal name before a place of the same length. Offsets are into the text
    as given, NFC or NFD. Time is linear in the length of the text.
    """
    if unicodedata.is_normalized("NFC", text):
        return tuple(_Finder(text).entries())
    composed, offsets = nfc_offsets(text)
    return tuple(
        Entry(
            entry.kind,
            offsets[entry.start],
            offsets[entry.end],
            text[offsets[entry.start] : offsets[entry.end]],
            entry.targets,
        )
        for entry in _Finder(composed).entries()
    )


def _of(kind: Kind, text: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in find(text) if entry.kind is kind)


def personal_names(text: str) -> tuple[Entry, ...]:
    """The personal names that :func:`find` finds."""
    return _of(Kind.NAME, text)


def places(text: str) -> tuple[Entry, ...]:
    """The places that :func:`find` finds, without the words for what they are (``tỉnh``)."""
    return _of(Kind.PLACE, text)


def ranks(text: str) -> tuple[Entry, ...]:
    """The military, police and academic ranks that :func:`find` finds."""
    return _of(Kind.RANK, text)


def offices(text: str) -> tuple[Entry, ...]:
    """The offices that :func:`find` finds."""
    return _of(Kind.OFFICE, text)


@dataclass(frozen=True, slots=True)
class _Match:
    """Tokens `start` to `end` and what they are."""

    kind: Kind
    start: int
    end: int
    targets: tuple[str, ...]


class _Finder:
    """One pass over one text in NFC."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenise(text)
        self.capitals = all_capitals(self.tokens)
        self.terms = {at: found for at in range(len(self.tokens)) if (found := self._terms_at(at))}
        self.terms |= self._built()
        self.names = NameFinder(self.tokens, self._known(), self._callers())
        self.places = PlaceFinder(self.names, self.terms)

    def entries(self) -> list[Entry]:
        """The matches from left to right."""
        found: list[Entry] = []
        at = last_name = last_led = last_place = 0
        while at < len(self.tokens):
            match = self._match_at(at, last_name) or self._listed_place(at, last_led)
            if match is None and (unled := self.places.unled(at, last_place)) is not None:
                match = self._copied_place(*unled)
            if match is None:
                at += 1
                continue
            found.append(self._entry(match))
            if match.kind is Kind.PLACE:
                self.names.known_ends.setdefault(match.end, match.start)
                led = lead_before(self.tokens, at) > 0 or self._follows(at, last_led)
                last_led = match.end if led else 0
                last_place = match.end
            at = match.end
            last_name = at if match.kind is Kind.NAME else last_name
        return found

    def _follows(self, at: int, last: int) -> bool:
        """Whether a comma, dash or *và* stands between the place that ends at `last` and this."""
        return 0 < last == at - 1 and self.tokens[last].key in LIST_MARKS

    def _listed_place(self, at: int, last_led: int) -> _Match | None:
        """A place that the lexicon does not have in a list (*các xã Tri Lễ, Nhôn Mai*)."""
        if self.capitals or not self._follows(at, last_led):
            return None
        end = word_run(self.tokens, at)
        return self._copied_place(at, end) if 2 <= end - at <= 3 else None

    def _copied_place(self, at: int, end: int) -> _Match:
        """The tokens as a place whose English is the Vietnamese without marks."""
        source = self._source(at, end)
        targets = tuple(dict.fromkeys((without_marks(source), source)))
        return self._numbered(_Match(Kind.PLACE, at, end, targets))

    def _entry(self, match: _Match) -> Entry:
        start, end = self.tokens[match.start].start, self.tokens[match.end - 1].end
        return Entry(match.kind, start, end, self.text[start:end], match.targets)

    def _terms_at(self, at: int) -> list[tuple[int, Term]]:
        return [
            (end, term)
            for end, term in longest_terms(self.tokens, at, capitals=self.capitals)
            if self._fits(term, at, end)
        ]

    def _built(self) -> dict[int, list[tuple[int, Term]]]:
        """Where an office or body that is put together goes further than any term."""
        builder = Builder(self.tokens, self.terms)
        found = {}
        for at in range(len(self.tokens)):
            built, terms = builder.at(at), self.terms.get(at, [])
            if built is not None and (not terms or built.end > terms[0][0]):
                term = Term(built.kind, "building.toml", "", (), built.targets)
                found[at] = [(built.end, term), *terms]
        return found

    def _known(self) -> dict[int, int]:
        """Where places and people of the lexicon begin and end."""
        return {
            at: max(ends)
            for at, found in self.terms.items()
            if (ends := [end for end, term in found if term.kind in (Kind.PLACE, Kind.NAME)])
        }

    def _callers(self) -> set[int]:
        """Where a name may follow a rank or office."""
        return {
            end
            for found in self.terms.values()
            for end, term in found
            if term.kind in (Kind.RANK, Kind.OFFICE)
        }

    def _match_at(self, at: int, last_name: int) -> _Match | None:
        if (road := road_at(self.tokens, at)) is not None:
            return _Match(Kind.PLACE, at, *road)
        terms = self.terms.get(at, [])
        best = terms[0] if terms else None
        if (country := self._country_of_person(at)) is not None:
            return country
        name_end = self.names.end_at(at, last_name)
        if name_end is not None and (best is None or not _is_likelier(best, name_end)):
            return self._name(at, name_end)
        if best is None or best[1].kind is Kind.UNIT:
            led = self.places.behind_lead(at)
            if led is not None:
                return self._copied_place(*led)
        if best is not None:
            end, term = best
            match = self._term(term, at, end)
            return self._numbered(match) if term.kind is Kind.PLACE else match
        alone = self.places.alone(at)
        return self._copied_place(*alone) if alone else None

    def _term(self, term: Term, at: int, end: int) -> _Match:
        """The term there; a doctor who is not called by name is no rank."""
        after = end + 1 if end < len(self.tokens) and self.tokens[end].text == "." else end
        named = after < len(self.tokens) and self.tokens[after].is_capital
        if term.file != _TITLES or named:
            return _Match(term.kind, at, end, term.targets)
        common = sorted(term.targets, key=lambda target: target[0].isupper())
        return _Match(Kind.OFFICE, at, end, tuple(common))

    def _name(self, at: int, end: int) -> _Match:
        source = self._source(at, end)
        plain = without_marks(source)
        # Only Vietnamese names lose their marks in English: Erkoç keeps its own.
        forms = [plain, source] if self.names.is_vietnamese(at, end) else [source, plain]
        if "-" in source:
            words = source.split()
            joined = " ".join(word[0] + word[1:].replace("-", "").lower() for word in words)
            forms += [without_marks(joined), joined]
        return _Match(Kind.NAME, at, end, tuple(dict.fromkeys(forms)))

    def _source(self, at: int, end: int) -> str:
        """The tokens as they stand; of a line in capitals with small letters."""
        if self.capitals:
            return " ".join(token.text.capitalize() for token in self.tokens[at:end])
        return self.text[self.tokens[at].start : self.tokens[end - 1].end]

    def _fits(self, term: Term, at: int, end: int) -> bool:
        if term.kind in (Kind.OFFICE, Kind.INSTITUTION) and term.words[-1] in _CITY:
            city = end - (1 if term.words[-1] == "TP" else 2)
            terms = longest_terms(self.tokens, city, capitals=self.capitals)
            return all(other.kind is not Kind.PLACE for _, other in terms)  # TP Hồ Chí Minh
        if term.kind is Kind.UNIT:
            return self._unit_fits(end) and not ends_with(self.tokens, end, name_parts().not_leads)
        if term.file in (COUNTRIES, EXONYMS) and ends_with(self.tokens, at, _COMMUNES):
            return False  # xã Mỹ Lý, phường Trung Sơn
        if term.kind is Kind.PLACE and len(term.words) == 1 and len(term.source) < 6:
            return self._lone_place_fits(at, end)
        if term.kind is Kind.PLACE and len(term.words) == 1 and term.source.isascii():
            return self._foreign_place_fits(at, end)
        return True

    def _foreign_place_fits(self, at: int, end: int) -> bool:
        """Whether a foreign word (Jordan, Georgia) is a place and not part of a longer name."""
        near = [self.tokens[i] for i in (at - 1, end) if 0 <= i < len(self.tokens)]
        parts = name_parts()
        if (
            self.capitals
            or lead_before(self.tokens, at)
            or title_before(self.tokens, at, parts.titles)
        ):
            return True
        return not any(token.is_capital and token.text.isascii() for token in near)

    def _country_of_person(self, at: int) -> _Match | None:
        """The country between an office or *người* and a name: Ngoại trưởng Peru Elmer Schialer.

        Not a syllable that a Vietnamese name may begin with (Đức, Mỹ) before one that may go on.
        """
        peoples = at > 0 and self.tokens[at - 1].key == "người"
        if self.capitals or not (peoples or at in self.names.callers):
            return None
        parts, run = name_parts(), word_run(self.tokens, at)
        key = self.tokens[at].key
        named = key in parts.given or key in parts.middle
        for end, term in longest_terms(self.tokens, at, capitals=False)[:1]:
            country = term.file == COUNTRIES and run - end > 1
            if country and (not named or is_foreign(self.tokens[end])):
                return _Match(Kind.PLACE, at, end, term.targets)
        return None

    def _unit_fits(self, end: int) -> bool:
        """Whether a name or number follows a word for an administrative unit."""
        after = self.tokens[end] if end < len(self.tokens) else None
        return after is not None and (after.is_capital or after.text.isdigit())

    def _lone_place_fits(self, at: int, end: int) -> bool:
        """Whether a place of one syllable (Mỹ, Đức, Huế) stands there and not part of a name."""
        parts = name_parts()
        before = self.tokens[at - 1] if at else None
        after = self.tokens[end] if end < len(self.tokens) else None
        if title_before(self.tokens, at, parts.single) and before is not None:
            called = (before.key,) in parts.single and before.key not in ("tướng", "thống")
            if called and not ends_with(self.tokens, at, _HEADS_OF_STATE):
                return False
        if before is not None and before.key in parts.measures:
            return False
        if self.capitals:
            return after is None or after.key not in parts.given
        if ends_with(self.tokens, at, _HEADS_OF_STATE):
            return True
        if before is not None and before.is_capital and before.is_word:
            unit = before.text.isupper() and len(before.text) > 1
            if not (unit or before.key in _BEFORE_PLACE):
                return False
        if after is not None and after.is_capital and self.text[after.start - 1] == " ":
            known = after.key in parts.given or after.key in parts.middle
            if after.key in parts.strong or (after.key,) in parts.ethnic:
                return word_run(self.tokens, end) - end > 1  # Huế Lê Văn An, not Mỹ Lý
            return after.text.isascii() and not known
        return True

    def _numbered(self, match: _Match) -> _Match:
        """With the number or direction of a commune of shared name (Móng Cái 1, An Nhơn Bắc)."""
        after = self.tokens[match.end] if match.end < len(self.tokens) else None
        if after is not None and ends_with(self.tokens, match.start, _COMMUNES):
            alone = word_run(self.tokens, match.end) == match.end + 1
            if after.key in _DIRECTIONS and after.text.istitle() and alone:
                targets = tuple(f"{each} {without_marks(after.text)}" for each in match.targets)
                return _Match(match.kind, match.start, match.end + 1, targets)
        if after is None or after.text not in _NUMBERS or after.joined:
            return match
        if not ends_with(self.tokens, match.start, _NUMBERED) or self._counts(match.end):
            return match
        targets = tuple(f"{target} {after.text}" for target in match.targets)
        return _Match(match.kind, match.start, match.end + 1, targets)

    def _counts(self, at: int) -> bool:
        """Whether the number there goes on (1,5; 2/9) or counts the next word."""
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if after is None:
            return False
        return (after.joined and after.text not in ".,;)") or after.key in name_parts().counted


def _is_likelier(found: tuple[int, Term], name_end: int) -> bool:
    """Whether a term is likelier than the name that may begin there too: bị can Hàn Quốc."""
    end, term = found
    peoples = term.file in (COUNTRIES, PEOPLES) and len(term.words) > 1
    known = term.kind is Kind.NAME or peoples
    return end > name_end or (end == name_end and known)


_HEADS_OF_STATE = frozenset([("tổng", "thống"), ("thủ", "tướng"), ("ngoại", "trưởng")])
_CITY = frozenset(["TP", "phố"])
_TITLES = "titles.tsv"
_NUMBERS = frozenset(str(number) for number in range(1, 10))
_COMMUNES = frozenset([("xã",), ("phường",)])
_DIRECTIONS = frozenset(["bắc", "nam", "đông", "tây", "trung"])
_SCHOOLS = frozenset([("tiểu", "học"), ("mầm", "non"), ("thcs",), ("thpt",)])
_NUMBERED = _COMMUNES | _SCHOOLS | {("thôn",), ("bản",), ("ấp",), ("kcn",), ("công", "nghiệp")}
_BEFORE_PLACE = frozenset(["tp", "tx", "nước", "người", "tiếng", "phố", "thị", "tỉnh"])

__all__ = ["find", "offices", "personal_names", "places", "ranks"]
