"""Names, places, ranks, offices and set phrases found in Vietnamese text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from songngu.corpora.values.scan import nfc_offsets
from songngu.corpora.vietnamese import without_marks
from songngu.translate.newsroom.building import Builder
from songngu.translate.newsroom.entry import Entry, Kind
from songngu.translate.newsroom.lexicon import COUNTRIES, Term, longest_terms
from songngu.translate.newsroom.ordinary import foreign_from, is_ordinary
from songngu.translate.newsroom.parts import ends_with, lead_before, name_parts, title_before
from songngu.translate.newsroom.people import NameFinder
from songngu.translate.newsroom.runs import goes_on, is_foreign, word_run
from songngu.translate.newsroom.tokens import (
    all_capitals,
    begins_sentence,
    tokenise,
)


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

    def entries(self) -> list[Entry]:
        """The matches from left to right."""
        found: list[Entry] = []
        at = last_name = last_led = 0
        while at < len(self.tokens):
            match = self._match_at(at, last_name) or self._listed_place(at, last_led)
            if match is None:
                at += 1
                continue
            found.append(self._entry(match))
            if match.kind is Kind.PLACE:
                self.names.known_ends.setdefault(match.end, match.start)
                led = lead_before(self.tokens, at) > 0 or self._follows(at, last_led)
                last_led = match.end if led else 0
            at = match.end
            last_name = at if match.kind is Kind.NAME else last_name
        return found

    def _follows(self, at: int, last: int) -> bool:
        """Whether only a comma or *và* stands between the place that ends at `last` and this."""
        return 0 < last == at - 1 and self.tokens[last].key in (",", "và", ";")

    def _listed_place(self, at: int, last_led: int) -> _Match | None:
        """A place that the lexicon does not have in a list (*các xã Tri Lễ, Nhôn Mai*)."""
        if self.capitals or not self._follows(at, last_led):
            return None
        end = word_run(self.tokens, at)
        return self._copied_place(at, end) if 2 <= end - at <= 3 else None

    def _copied_place(self, at: int, end: int) -> _Match:
        """The tokens as a place whose English is the Vietnamese without marks."""
        source = self.text[self.tokens[at].start : self.tokens[end - 1].end]
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
        terms = self.terms.get(at, [])
        best = terms[0] if terms else None
        if (country := self._country_of_person(at)) is not None:
            return country
        name_end = self.names.end_at(at, last_name)
        if name_end is not None and (best is None or best[0] <= name_end):
            person = best is not None and best[1].kind is Kind.NAME and best[0] == name_end
            if not person:
                return self._name(at, name_end)
        if best is not None and best[1].kind is Kind.UNIT:
            led = self._led_place(at)
            if led is not None:
                return led
        if best is not None:
            end, term = best
            match = self._term(term, at, end)
            return self._numbered(match) if term.kind is Kind.PLACE else match
        return self._led_place(at) or self._copied_word(at)

    def _term(self, term: Term, at: int, end: int) -> _Match:
        """The term there; a doctor who is not called by name is no rank."""
        after = end + 1 if end < len(self.tokens) and self.tokens[end].text == "." else end
        named = after < len(self.tokens) and self.tokens[after].is_capital
        if term.file != _TITLES or named:
            return _Match(term.kind, at, end, term.targets)
        common = sorted(term.targets, key=lambda target: target[0].isupper())
        return _Match(Kind.OFFICE, at, end, tuple(common))

    def _name(self, at: int, end: int) -> _Match:
        first, last = self.tokens[at], self.tokens[end - 1]
        source = self.text[first.start : last.end]
        if self.capitals:
            source = " ".join(token.text.capitalize() for token in self.tokens[at:end])
        plain = without_marks(source)
        # Only Vietnamese names lose their marks in English: Erkoç keeps its own.
        forms = [plain, source] if self.names.is_vietnamese(at, end) else [source, plain]
        if "-" in source:
            words = source.split()
            joined = " ".join(word[0] + word[1:].replace("-", "").lower() for word in words)
            forms += [without_marks(joined), joined]
        return _Match(Kind.NAME, at, end, tuple(dict.fromkeys(forms)))

    def _fits(self, term: Term, at: int, end: int) -> bool:
        if term.kind in (Kind.OFFICE, Kind.INSTITUTION) and term.words[-1] in _CITY:
            city = end - (1 if term.words[-1] == "TP" else 2)
            terms = longest_terms(self.tokens, city, capitals=self.capitals)
            return all(other.kind is not Kind.PLACE for _, other in terms)  # TP Hồ Chí Minh
        if term.kind is Kind.UNIT:
            return self._unit_fits(end) and not ends_with(self.tokens, end, name_parts().not_leads)
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
        for end, term in longest_terms(self.tokens, at, capitals=False):
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

    def _led_place(self, at: int) -> _Match | None:
        """A place that the lexicon does not have, after a word for what it is (``xã Nậm Xe``)."""
        if self.capitals or not self.tokens[at].is_capital:
            return self._capital_place(at) if self.capitals else None
        size = lead_before(self.tokens, at)
        if not size or ends_with(self.tokens, at, name_parts().firms) == size:
            return None
        if ends_with(self.tokens, at + 1, name_parts().leads) > size:
            return None  # Kênh Đào
        end = self._place_end(at)
        if end == at or (end == at + 1 and self.tokens[at].key in name_parts().not_places):
            return None
        if not self._is_sure_lead(at, size):
            start = foreign_from(self.tokens, at, end)
            if start > at:
                # Cảng Auckland: the name alone, unless the lexicon has it.
                return None if start in self.terms else self._copied_place(start, end)
            titled = self._titled(at - size)
            if is_ordinary(self.tokens[at:end], alone=titled):
                return None
        return self._copied_place(at, end)

    def _capital_place(self, at: int) -> _Match | None:
        """A place of two words in a headline: XÃ TÀ NĂNG, MẦM NON BẢN LẦU."""
        parts, words = name_parts(), self.tokens[at : at + 3]
        size = ends_with(self.tokens, at, parts.capital_leads)
        if not size or len(words) < 2 or words[0].key not in parts.place_heads:
            return None
        hamlets = words[0].key == "bản" and self.tokens[at - 1].key in ("thôn", "bản", "làng")
        if hamlets or not words[1].text.isalpha() or words[1].key in parts.verbs:
            return None
        if is_ordinary(words, alone=False):
            return None
        source = " ".join(word.text.capitalize() for word in words[:2])
        return _Match(Kind.PLACE, at, at + 2, (without_marks(source), source))

    def _copied_word(self, at: int) -> _Match | None:
        """A place that the lexicon does not have: *đến Shymkent*, *Osh (Kyrgyzstan)*, *Ea Kao*."""
        end = word_run(self.tokens, at)
        words = self.tokens[at:end]
        if self.capitals or end == at or goes_on(self.tokens, end):
            return None
        if self.names.is_highland_place(at, end):
            return self._copied_place(at, end)
        bracketed = end + 1 < len(self.tokens) and self.tokens[end].text == "("
        within = self.terms.get(end + 1, ()) if bracketed else ()
        located = any(term.file == COUNTRIES for _, term in within)
        if not located and (at == 0 or self.tokens[at - 1].key not in name_parts().where):
            return None
        foreign = all(is_foreign(word) and word.text.isascii() for word in words)
        return (
            self._copied_place(at, end) if foreign and not is_ordinary(words, alone=True) else None
        )

    def _is_sure_lead(self, at: int, size: int) -> bool:
        """Whether an administrative word or the like in lower case or at the beginning leads."""
        return bool(ends_with(self.tokens, at, name_parts().sure_leads)) and not self._titled(
            at - size
        )

    def _titled(self, at: int) -> bool:
        """Whether a word has the capital that the titles of bodies and buildings have."""
        return self.tokens[at].is_capital and not begins_sentence(self.tokens, at)

    def _numbered(self, match: _Match) -> _Match:
        """With the number of a commune or ward that shares its name with others (Móng Cái 1)."""
        after = self.tokens[match.end] if match.end < len(self.tokens) else None
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

    def _place_end(self, at: int) -> int:
        """Where an unknown place ends: with its capitals, or before the name of a person."""
        run = word_run(self.tokens, at)
        first = self.tokens[at].text
        if run == at or (first.isupper() and (len(first) > 1 or run == at + 1)):
            return at
        after = self.tokens[run] if run < len(self.tokens) else None
        parts = name_parts()
        unsure = after is not None and after.text.islower()
        unsure = unsure and not ends_with(self.tokens, at, parts.sure_leads)
        if unsure and self.tokens[run - 1].key in parts.not_places:
            run -= 1  # Trung tâm Bão Quốc gia
        if unsure and run <= at + 1:
            return at
        headed = at - lead_before(self.tokens, at) in self.names.callers
        if headed and run - at == 3 and all(map(is_foreign, self.tokens[at:run])):
            return at + 1  # Hiệu trưởng Đại học Stanford Jonathan Levin
        for index in range(at + 1, run):
            key = self.tokens[index].key
            left = run - index
            family = key in parts.strong or (key,) in parts.ethnic
            # Chủ tịch UBND xã Huổi Tụ Hồ Văn An
            held = at in self.names.callers and index - at >= 2
            highland = self.tokens[index].text in ("A", "Y", "H", "K")
            if held and 2 <= left <= 4 and (family or highland or key in parts.weak):
                return index
            if index in self.names.known and left >= 2 and self.names.known[index] == run:
                return index
            sure = left >= 3 and self.tokens[index + 1].key in ("văn", "thị")
            if sure or (family and 3 <= left <= 4 and (index - at >= 2 or left == 4)):
                return index
        return run if run - at <= 5 else at


_HEADS_OF_STATE = frozenset([("tổng", "thống"), ("thủ", "tướng"), ("ngoại", "trưởng")])
_CITY = frozenset(["TP", "phố"])
_TITLES = "titles.tsv"
_NUMBERS = frozenset(str(number) for number in range(1, 10))
_NUMBERED = frozenset([("xã",), ("phường",)])
_BEFORE_PLACE = frozenset(["tp", "tx", "nước", "người", "tiếng", "phố", "thị", "tỉnh"])

__all__ = ["find", "offices", "personal_names", "places", "ranks"]
