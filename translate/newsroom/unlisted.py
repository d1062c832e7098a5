"""Places in Vietnamese text that the lexicon does not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from songngu.translate.newsroom.entry import Kind
from songngu.translate.newsroom.firms import firm_name_end, follows_firm
from songngu.translate.newsroom.lexicon import COUNTRIES, Term
from songngu.translate.newsroom.ordinary import foreign_from, is_ordinary
from songngu.translate.newsroom.parts import UNITS, ends_with, lead_before, name_parts
from songngu.translate.newsroom.people import SURE_MIDDLE, NameFinder
from songngu.translate.newsroom.runs import goes_on, is_foreign, word_run
from songngu.translate.newsroom.tokens import all_capitals, begins_sentence

#: Between the places of a list or route.
LIST_MARKS = (",", "và", ";", "-", "–")
# Short for a ward or district, and for the names of people.
_INITIALS = frozenset([("p", "."), ("q", ".")])
#: Token indices, the end exclusive.
Range = tuple[int, int]


class PlaceFinder:
    """Finds places that no list has, by the words before them and how they are written.

    Args:
        names: The names in the text, with its tokens.
        terms: What the lexicon has at each token, with where it ends.
    """

    def __init__(self, names: NameFinder, terms: Mapping[int, Sequence[tuple[int, Term]]]) -> None:
        self.names = names
        self.tokens = names.tokens
        self.terms = terms
        self.capitals = all_capitals(names.tokens)

    def behind_lead(self, at: int) -> Range | None:
        """A place that the lexicon does not have, after a word for what it is (``xã Nậm Xe``)."""
        if self.capitals or not self.tokens[at].is_capital:
            return self._in_capitals(at) if self.capitals else None
        size = lead_before(self.tokens, at)
        if not size or ends_with(self.tokens, at, name_parts().firms) == size:
            return None
        if ends_with(self.tokens, at + 1, name_parts().leads) > size:
            return None  # Kênh Đào
        end = self._place_end(at)
        if end == at or (end == at + 1 and self.tokens[at].key in name_parts().not_places):
            return None
        if end == at + 1 and ends_with(self.tokens, at, _INITIALS):
            return None  # Ảnh: P.Tuấn
        if not self._is_sure_lead(at, size):
            start = foreign_from(self.tokens, at, end)
            if start > at:
                # Cảng Auckland: the name alone, unless the lexicon has it.
                return None if start in self.terms else (start, end)
            titled = self._titled(at - size)
            if is_ordinary(self.tokens[at:end], alone=titled):
                return None
        return (at, end)

    def _in_capitals(self, at: int) -> Range | None:
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
        return at, at + 2

    def alone(self, at: int) -> Range | None:
        """A place or firm not in the lexicon: *đến Shymkent*, *Osh (Kyrgyzstan)*, *Ea Kao*."""
        end = word_run(self.tokens, at)
        words = self.tokens[at:end]
        if self.capitals or end == at or goes_on(self.tokens, end):
            return None
        if self.names.is_highland_place(at, end):
            return (at, end)
        if end - at > 1 and follows_firm(self.tokens, at):
            end = firm_name_end(self.tokens, at)
            return (at, end) if end > at else None
        bracketed = end + 1 < len(self.tokens) and self.tokens[end].text == "("
        within = self.terms.get(end + 1, ()) if bracketed else ()
        located = any(term.file == COUNTRIES for _, term in within)
        if not located and (at == 0 or self.tokens[at - 1].key not in name_parts().where):
            return None
        foreign = all(is_foreign(word) and word.text.isascii() for word in words)
        return (at, end) if foreign and not is_ordinary(words, alone=True) else None

    def unled(self, at: int, last: int) -> Range | None:
        """A place of two or three words told by what stands about it.

        Beside another place in a list or route (*Sa Huỳnh, Sa Kỳ*; *Hiệp Đức – Khâm Đức*), behind a
        word for where (*đoạn*, *hướng đi*), or before a province in parentheses. Where a word in
        small letters follows that may belong to it (*Luật Đất đai*), there is no telling.

        Args:
            at: Where it would begin.
            last: Where the place before it ends.
        """
        end = word_run(self.tokens, at)
        words = self.tokens[at:end]
        if self.capitals or len(words) not in (2, 3) or goes_on(self.tokens, end):
            return None
        if not all(word.text.istitle() and len(word.text) > 1 for word in words):
            return None
        if any(is_foreign(word) for word in words) or is_ordinary(words, alone=False):
            return None
        after = self.tokens[end] if end < len(self.tokens) else None
        parts = name_parts()
        if words[0].key in parts.not_places or (len(words) == 3 and self._is_strong(at)):
            return None
        if after is not None and after.is_word and after.key not in parts.behind_place:
            return None
        closed = 0 < last < len(self.tokens) and self.tokens[last].text == ")"
        beside = 0 < last == at - 1 - closed and self.tokens[at - 1].key in LIST_MARKS
        where = ends_with(self.tokens, at, parts.ways) > 0
        return (at, end) if beside or where or self._in_province(end) else None

    def _in_province(self, end: int) -> bool:
        """Whether a place of the lexicon stands in parentheses there, alone."""
        if end >= len(self.tokens) or self.tokens[end].text != "(":
            return False
        inside = [stop for stop, term in self.terms.get(end + 1, ()) if term.kind is Kind.PLACE]
        return any(stop < len(self.tokens) and self.tokens[stop].text == ")" for stop in inside)

    def _is_sure_lead(self, at: int, size: int) -> bool:
        """Whether an administrative word or the like in lower case or at the beginning leads."""
        return bool(ends_with(self.tokens, at, name_parts().sure_leads)) and not self._titled(
            at - size
        )

    def _titled(self, at: int) -> bool:
        """Whether a word has the capital that the titles of bodies and buildings have."""
        return self.tokens[at].is_capital and not begins_sentence(self.tokens, at)

    def _is_strong(self, at: int) -> bool:
        return self.tokens[at].key in name_parts().strong

    def _in_unit(self, at: int) -> bool:
        return ends_with(self.tokens, at, UNITS) > 0

    def _is_sure_family(self, at: int, run: int) -> bool:
        """Whether *Văn* or *Thị* makes the word there a family name."""
        return run - at >= 3 and self.tokens[at + 1].key in SURE_MIDDLE

    def _may_be_person(self, at: int, first: int, run: int) -> bool:
        """Whether the name of a person may begin within the capitals behind a lead."""
        parts, token = name_parts(), self.tokens[at]
        n_before, left = at - first, run - at
        family = self._is_strong(at) or (token.key,) in parts.ethnic
        named = family or token.text in ("A", "Y", "H", "K") or token.key in parts.weak
        # Chủ tịch UBND xã Huổi Tụ Hồ Văn An, phường Long Trường Quan Thế Hiển
        held = first in self.names.callers or (run - first >= 5 and left == 3)
        if held and named and n_before >= 2 and 2 <= left <= 4:
            return True
        if left >= 2 and self.names.known.get(at) == run:
            # Lý Văn Lâm is a ward, and Văn Lâm a district elsewhere
            return not (self._is_strong(first) and n_before == 1 and self._in_unit(first))
        return family and 3 <= left <= 4 and (n_before >= 2 or left == 4)

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
        sure = next((n for n in range(at + 1, run) if self._is_sure_family(n, run)), None)
        person = next((n for n in range(at + 1, run) if self._may_be_person(n, at, run)), sure)
        if sure is not None and person is not None:
            person = sure if sure - at <= 2 or not self._is_strong(person) else person
        if person is not None:
            return person
        return run if run - at <= 5 else at
