"""Personal names in Vietnamese text."""

from __future__ import annotations

from songngu.corpora.vietnamese import is_syllable, may_be_name
from songngu.translate.newsroom.bylines import credited
from songngu.translate.newsroom.parts import (
    UNITS,
    ends_with,
    lead_before,
    name_parts,
    title_before,
)
from songngu.translate.newsroom.runs import (
    APOSTROPHES,
    PARTICLES,
    goes_on,
    hyphenated,
    is_foreign,
    is_name_like,
    word_run,
)
from songngu.translate.newsroom.tokens import Token, all_capitals, begins_sentence

_MOST_WORDS = 5
_MOST_LAO_WORDS = 3
_MOST_LAO_SYLLABLES = 7
_MOST_CALLED_WORDS = 4
# Where one syllable of a Lao or Khmer name is enough.
_LAO_WORDS = frozenset(["lào", "campuchia", "khmer", "viêng", "vientiane"])
#: Middle names of men and of women, which show that the word before is a family name.
SURE_MIDDLE = frozenset(["văn", "thị"])
_SURE_SECOND = SURE_MIDDLE | {"a", "seo"}


class NameFinder:
    """Finds names in the tokens of one text.

    Args:
        tokens: Of the text.
        known: For each token index at which a place or person of the lexicon begins, the index
            after its end.
        callers: Token indices right after a rank or office.
    """

    def __init__(self, tokens: list[Token], known: dict[int, int], callers: set[int]) -> None:
        self.tokens = tokens
        self.known = known
        self.known_ends = {end: start for start, end in known.items()}
        self.callers = callers
        self.parts = name_parts()
        self.capitals = all_capitals(tokens)
        self.credited = credited(tokens)

    def end_at(self, at: int, last: int = 0) -> int | None:
        """Where the name that begins at a token ends (exclusive); None where none begins.

        Args:
            at: Index of the token.
            last: Where the last name before it ends; a name after a comma is a name more easily.
        """
        token = self.tokens[at]
        if not token.is_capital or not is_name_like(token):
            return None
        if (token.key,) in self.parts.single and begins_sentence(self.tokens, at):
            return None  # Ông K'Brểu
        if at in self.credited and self.known.get(at) != self.credited[at]:
            return self.credited[at]
        if (end := self._initials(at) or self._lao_name(at)) is not None:
            return end
        run = word_run(self.tokens, at)
        if run == at:
            return None
        lead = lead_before(self.tokens, at)
        if lead and not self._person_after_lead(at, run):
            return None
        called = self._called(at) or bool(lead) or self._listed(at, last)
        end = self._full_name(at, run, called) or self._highland_name(at, run, called)
        if end is None and called:
            end = self._called_name(at, run)
        return end or self._foreign_name(at, run)

    def is_vietnamese(self, at: int, end: int) -> bool:
        """Whether the name there is one of Vietnam's peoples: ``K'Lúi``, but not ``Erkoç``.

        The words of highland names need not be syllables of Vietnamese, but the names begin as
        only they do, or one of the words is a highland family name.
        """
        tokens, parts = self.tokens[at:end], self.parts
        words = [token.text for token in tokens if token.is_word]
        if may_be_name(words) or words[0] in ("Y", "A"):
            return True
        if words[0] in ("H", "K") and len(words) > 1 and tokens[1].text in APOSTROPHES:
            return True
        keys = tuple(token.key for token in tokens)
        if keys[0] in parts.strong or any(keys[:size] in parts.ethnic for size in (2, 3)):
            return True
        if (keys[0],) in parts.ethnic and keys[0] not in parts.weak:
            return True  # Siu Hlá, but not Kim Clément
        return any((key,) in parts.ethnic and not is_syllable(key) for key in keys)

    def _initials(self, at: int) -> int | None:
        """``N.V.T``: three letters or more for somebody whom a paper does not name."""
        end = at
        while end + 2 < len(self.tokens) and self.tokens[end + 1].text == ".":
            letter, point, following = self.tokens[end : end + 3]
            if len(letter.text) > 1 or not (
                point.joined and following.joined and following.is_word
            ):
                break
            end += 2
        last = self.tokens[end].text
        return end + 1 if end - at > 3 and len(last) == 1 and last.isupper() else None

    def _lao_name(self, at: int) -> int | None:
        """``Khăm-phết Xỉ-đa-lay``: words of hyphenated syllables, some of a Lao or Khmer name."""
        if at in self.known or lead_before(self.tokens, at):
            return None
        syllables: list[str] = []
        n_words, end = 0, at
        while n_words < _MOST_LAO_WORDS and end not in self.known:
            following = hyphenated(self.tokens, end)
            if following == end:
                break
            syllables += [token.key for token in self.tokens[end:following:2]]
            n_words, end = n_words + 1, following
        if n_words < 2 or not all(map(is_syllable, syllables)):
            return None
        n_lao = sum(syllable in self.parts.lao for syllable in syllables)
        named = any(token.key in _LAO_WORDS and token.is_capital for token in self.tokens)
        return end if n_lao > (0 if named else 1) else None

    def _person_after_lead(self, at: int, run: int) -> bool:
        """Whether a name after ``UBND tỉnh`` is that of an official rather than of the place."""
        if at in self.known or run - at < 3:
            return False
        if self._named_like_place(at, run):
            return True
        sure = self.tokens[at + 1].key in SURE_MIDDLE and bool(self._known_family(at))
        if ends_with(self.tokens, at, self.parts.known_leads):
            called = at in self.callers
            return sure or (
                called and bool(self._family(at) or self._highland_name(at, run, called))
            )
        return sure and at in self.callers

    def _named_like_place(self, at: int, run: int) -> bool:
        """Whether an official's name is a family name before what is a place's name too.

        Chủ tịch tỉnh Lê Thành Đô, but Tỉnh Đoàn Hà Nam is a youth union.
        """
        lead = ends_with(self.tokens, at, UNITS)
        held = at in self.callers or at - lead in self.callers
        if not (lead and held) or self.known.get(at + 1) != run:
            return False
        return self._known_family(at) == 1 and self.tokens[at].key != "đoàn"

    def _listed(self, at: int, last: int) -> bool:
        """Whether only a comma or *và* stands between the name before and this place."""
        return 0 < last == at - 1 and self.tokens[last].key in (",", "và", "cùng", ";", "-")

    def _called(self, at: int) -> bool:
        """Whether a title, rank or office stands before, right there or with its place between."""
        if at > 1 and self.tokens[at - 1].text == "." and self.tokens[at - 1].joined:
            at -= 1  # TS. Nguyễn …
        if title_before(self.tokens, at, self.parts.titles):
            return True
        while at not in self.callers:
            place = self.known_ends.get(at)
            if place is None:
                return False
            if place and self.tokens[place - 1].key == "người":
                return True  # tiền vệ người Brazil Rafael Souza
            # Chủ tịch UBND tỉnh Lai Châu …, Thống đốc tỉnh Hủa Phăn …
            at = place if place in self.callers else place - lead_before(self.tokens, place)
        return True

    def _limit(self, at: int, run: int) -> int:
        """Where a name within a run must end: before a known place that is not part of it."""
        for index in range(at + 1, run):
            end = self.known.get(index)
            if end is not None and index - at >= 3 and end - index >= 2:
                return index
        return run

    def _full_name(self, at: int, run: int, called: bool) -> int | None:
        size = self._family(at)
        key = self.tokens[at].key
        if not size or (((key,) in self.parts.titles or key == "đường") and not called):
            return None
        end = self._limit(at, run)
        if self.capitals:
            if not self._sure_in_capitals(at, size):
                return None
            end = self._capitals_end(at + size, end)
        n_words = end - at
        if n_words < size + 1 or n_words > _MOST_WORDS + size - 1:
            return None
        # ông Nghiêm Bạch Đằng
        sure = called and end - at > 2 and self.tokens[at].key in self.parts.strong
        if self._is_known(at, end, called) or (self._never(at, end) and not sure):
            return None
        surely = self.tokens[at + size].key in _SURE_SECOND
        needed = 3 + (1 if self.capitals and not surely else 0)
        return end if self._evidence(at, size, end, called) >= needed else None

    def _family(self, at: int) -> int:
        """How many tokens a family name takes there, a known one or one before *Văn* or *Thị*."""
        if known := self._known_family(at):
            return known
        following = self.tokens[at + 1 : at + 3]
        middle = len(following) == 2 and following[0].is_capital and not self.capitals
        return 1 if middle and following[0].key in SURE_MIDDLE else 0

    def _known_family(self, at: int) -> int:
        keys = [token.key for token in self.tokens[at : at + 3]]
        for size in (3, 2):
            if tuple(keys[:size]) in self.parts.ethnic:
                return size
        parts, key = self.parts, keys[0]
        return int(key in parts.strong or key in parts.weak or (key,) in parts.ethnic)

    def _sure_in_capitals(self, at: int, size: int) -> bool:
        second = self.tokens[at + size].key if at + size < len(self.tokens) else ""
        arrested = at > 0 and self.tokens[at - 1].key in self.parts.before_capitals
        return arrested or self.tokens[at].key in self.parts.strong or second in _SURE_SECOND

    def _capitals_end(self, start: int, end: int) -> int:
        """Where a name in a line of capitals ends: at the last word that can be a given name."""
        index, following = start, self.parts.after_capitals
        if start + 1 < end and self.tokens[start].key in _SURE_SECOND:
            given = {token.key for token in self.tokens[start + 1 : end][:2]} & self.parts.given
            if not given:
                return start + 2
        while index < min(end, start + 3):
            key = self.tokens[index].key
            if key not in self.parts.given and key not in self.parts.middle:
                break
            if tuple(token.key for token in self.tokens[index : index + 2]) in following:
                break
            index += 1
        while index > start and self.tokens[index - 1].key not in self.parts.given:
            index -= 1
        return index

    def _is_known(self, at: int, end: int, called: bool) -> bool:
        """Whether a known place begins there and a name is the less likely reading."""
        place = self.known.get(at)
        key = self.tokens[at].key
        if self.known.get(at + 1) == end and (key == "đoàn" or (key,) in self.parts.leads):
            return not called  # Đường Trường Sa, Đoàn Phú Thọ
        if place is None:
            return False
        titled = title_before(self.tokens, at, self.parts.single) > 0
        if place >= end:
            return not titled
        following = self.tokens[place]
        foreign = following.text.isascii() and following.key not in self.parts.given
        return self._family(place) > 0 or foreign or not called

    def _never(self, at: int, end: int) -> bool:
        keys = tuple(token.key for token in self.tokens[at:end])
        return any(
            keys[start : start + size] in self.parts.never
            for start in range(len(keys))
            for size in (2, 3, 4)
        )

    def _evidence(self, at: int, size: int, end: int, called: bool) -> int:
        keys = [token.key for token in self.tokens[at:end]]
        parts = self.parts
        strong = keys[0] in parts.strong
        ethnic = tuple(keys[:size]) in parts.ethnic
        points = 2 * called + 2 * self._age_follows(end) + self._behind_place(at)
        points += strong
        points += 3 * (size > 1 or not is_syllable(keys[0]))  # Rơ Lan, Zơrâm mean nothing else
        points += keys[-1] in parts.given or len(self.tokens[end - 1].text) == 1
        if len(keys) > size + 1:
            second = keys[size]
            points += 1 + (second in parts.middle)
            points += second in SURE_MIDDLE
            points += 2 * (ethnic and second in parts.ethnic_middle)
        elif strong and keys[0] in parts.commonest:
            points += 1
        return points

    def _behind_place(self, at: int) -> bool:
        """Whether a place with the word for what it is stands right before: tỉnh Lai Châu …"""
        place = self.known_ends.get(at)
        return place is not None and lead_before(self.tokens, place) > 0

    def _age_follows(self, end: int) -> bool:
        """Whether ``(SN 1985``, ``, sinh năm``, ``(40 tuổi`` follows."""
        keys = [token.key for token in self.tokens[end : end + 4]]
        if not keys or keys[0] not in ("(", ","):
            return False
        rest = keys[1:]
        return bool(rest) and (
            rest[0] in ("sn", "sinh") or (rest[0].isdigit() and "tuổi" in rest[1:2])
        )

    def _highland_name(self, at: int, run: int, called: bool) -> int | None:
        """``Y Blŭk Êban``, ``H'Hen Niê``, ``K'Brể``, ``A Thút``."""
        size = self._family(at)
        if size and run - at > size + 1 and self.tokens[at + size].text in ("H", "K"):
            apostrophe = self.tokens[at + size + 1].text in APOSTROPHES
            return run if apostrophe and run - at <= size + 4 else None
        first = self.tokens[at].text
        if first not in ("Y", "H", "K", "A") or run - at < 2 or self.capitals:
            return None
        apostrophe = self.tokens[at + 1].text in APOSTROPHES
        n_words = run - at - 2 * apostrophe
        if apostrophe:
            return run if first in "HK" and n_words <= 3 else None
        if first == "K" or n_words > 4 or self.known.get(at + 1) is not None:
            return None
        if first == "Y" and self.tokens[at + 1].key in ("dược", "khoa", "học", "tế"):
            return None
        ethnic = any((token.key,) in self.parts.ethnic for token in self.tokens[at + 1 : run])
        return run if called or (first in "YH" and ethnic) or self._age_follows(run) else None

    def _called_name(self, at: int, run: int) -> int | None:
        """A name of any kind after a title: ``ông Minh``, ``Tổng thống Donald Trump``."""
        if self.known.get(at) is not None or self.capitals or self._never(at, run):
            return None
        end = self._limit(at, run)
        if self._n_words(at, end) > self._most_words(at, end) or any(
            len(t.text) > 1 and t.text.isupper() for t in self.tokens[at:end]
        ):
            return None
        if goes_on(self.tokens, end) or ends_with(self.tokens, end + 1, self.parts.leads):
            return None  # Trưởng phòng Marketing Công ty
        if self.tokens[at].key in self.parts.not_places and not self._family(at):
            return None
        if (self.tokens[at].key,) in self.parts.titles:
            return None
        if end - at > 1:
            return end
        if self.tokens[at].key == "đoàn":
            return None  # Cử tri Đoàn
        if at in self.callers or title_before(self.tokens, at, self.parts.single):
            return end if self._single_fits(at) else None
        return None

    def _foreign_name(self, at: int, run: int) -> int | None:
        """``Lionel Messi``, ``Goldman Sachs``: two words or more that are copied, titled or not."""
        tokens = self.tokens
        words = [token for token in tokens[at:run] if token.text not in PARTICLES]
        known = any(index in self.known for index in range(at, run))
        if len(words) < 2 or self.capitals or known or goes_on(tokens, run):
            return None
        if self.is_highland_place(at, run):
            return None
        foreign = [is_foreign(word) for word in words]
        others = all(word.text.isascii() or is_foreign(word) for word in words)
        first = foreign[0] or self._may_be_foreign(at)
        if self._inside_capitals(at) or not first or not others:
            return None
        return run if 2 * sum(foreign) >= len(words) else None

    def is_highland_place(self, at: int, run: int) -> bool:
        """Whether words that Vietnamese does not spell begin as places do: *Ea Kao*, *Krông Nô*."""
        heads = self.parts.place_heads
        return 2 <= run - at <= 3 and self.tokens[at].key in heads and is_foreign(self.tokens[at])

    def _inside_capitals(self, at: int) -> bool:
        """Whether a capitalised word stands before that is no place and begins no sentence.

        An abbreviation may be a body (*đại diện UNDP Patricia Lindqvist*).
        """
        before = self.tokens[at - 1]
        if begins_sentence(self.tokens, at) or at in self.known_ends or not before.is_capital:
            return False
        abbreviation = before.text.isupper() and len(before.text) > 2
        return not abbreviation and not begins_sentence(self.tokens, at - 1)

    def _may_be_foreign(self, at: int) -> bool:
        """Whether a syllable may be the first of a foreign name: no title, kind of body …"""
        token, parts = self.tokens[at], self.parts
        before = self.tokens[at - 1]
        if begins_sentence(self.tokens, at) or before.is_capital or before.key == "gốc":
            return False  # người Mỹ gốc Phi Nicole Hunt
        phrase = (token.key,)
        known = phrase in parts.leads or phrase in parts.titles or token.key in parts.not_places
        return token.text.isascii() and not token.text.isupper() and not known

    def _n_words(self, at: int, end: int) -> int:
        return sum(token.is_capital for token in self.tokens[at:end])

    def _most_words(self, at: int, end: int) -> int:
        """Of how many words a name may be: of more where they are those of Lao names."""
        n_lao = sum(token.key in self.parts.lao for token in self.tokens[at:end])
        return _MOST_LAO_SYLLABLES if n_lao > 1 else _MOST_CALLED_WORDS

    def _single_fits(self, at: int) -> bool:
        """Whether one word after a title is a name rather than the beginning of a body's."""
        token = self.tokens[at]
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if title_before(self.tokens, at, self.parts.single) or following is None:
            return len(token.text) > 1
        if following.text.islower() and following.key not in self.parts.verbs:
            return False
        key = token.key
        given = key in self.parts.given or key in self.parts.strong or (key,) in self.parts.ethnic
        return given or (token.text.isascii() and len(token.text) > 3)
