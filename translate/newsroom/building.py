"""Offices and bodies that no list has, told by how they are built.

An office is a head before a body: ``nguyên Phó Trưởng`` + ``phòng Kỹ thuật hình sự Công an tỉnh``.
A body is one that the lexicon has, or a word for its kind before its field of work, with a level, a
number and the body that it belongs to behind it. ``building.toml`` has the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice, product

from songngu.corpora.vietnamese import is_syllable, without_marks
from songngu.translate.newsroom.building_words import Forms, building_words
from songngu.translate.newsroom.entry import Kind
from songngu.translate.newsroom.fields import Fields
from songngu.translate.newsroom.firms import firm_name_end
from songngu.translate.newsroom.lexicon import COUNTRIES, Term
from songngu.translate.newsroom.parts import ends_with, name_parts
from songngu.translate.newsroom.tokens import Token, all_capitals, begins_sentence

Known = Mapping[int, list[tuple[int, Term]]]

_MAX_FORMS = 16
_MAX_OWNERS = 3
_VICE = re.compile("chair|president|principal|rector|chancellor")
_NUMBER = re.compile(r"\d+|[IVXL]+")
_CODE = re.compile(r"[A-Z]{1,2}\d{1,3}")


@dataclass(frozen=True, slots=True)
class Built:
    """An office or body that was put together.

    Attributes:
        end: Index behind its last token.
        kind: Office or institution.
        targets: Its English, the preferred first.
    """

    end: int
    kind: Kind
    targets: Forms


class Builder:
    """Offices and bodies put together in one text.

    Args:
        tokens: Of the text.
        known: The terms of the lexicon in it, by the index of their first token.
    """

    def __init__(self, tokens: list[Token], known: Known) -> None:
        self._tokens = tokens
        self._keys = tuple(token.key for token in tokens)
        self._known = known
        self._tables = building_words().tables
        self._fields = Fields(tokens)
        self._capitals = all_capitals(tokens)

    def at(self, start: int) -> Built | None:
        """The longest that begins with a token, where it is more than one term of the lexicon."""
        office = self._office(start)
        body = None if self._in_list(start) else self._whole(self._body(start, _MAX_OWNERS))
        if office is not None and (body is None or office[0] >= body[0]):
            return Built(office[0], Kind.OFFICE, office[1])
        return Built(body[0], Kind.INSTITUTION, body[1]) if body is not None else None

    def _whole(self, body: tuple[int, Forms] | None) -> tuple[int, Forms] | None:
        """A body unless an abbreviation that is not read goes on with it: Phòng Kỹ thuật VTC."""
        end = body[0] if body is not None else len(self._tokens)
        if self._capitals or end >= len(self._tokens) or end in self._known:
            return body
        word = self._tokens[end].text
        letters = len(word) > 1 and word.isalpha() and word.isupper()
        return None if letters and not (_NUMBER.fullmatch(word) or is_syllable(word)) else body

    def _in_list(self, start: int) -> bool:
        """Whether several are named at once: các Sở Tài chính, Xây dựng và Nội vụ."""
        return start > 0 and self._keys[start - 1] in _SEVERAL

    def _office(self, start: int) -> tuple[int, Forms] | None:
        """A head with what stands before and behind it, and its body."""
        before = [(start, ("{}",)), *self._prefixes(start)]
        found = [
            (end, _filled(prefixes, forms))
            for at, prefixes in before
            for end, forms in self._held(at, prefixed=at > start)
        ]
        return max(found, key=lambda item: item[0], default=None)

    def _prefixes(self, start: int) -> Iterable[tuple[int, Forms]]:
        not_after = building_words().no_prefix_after.get(self._keys[start], ())
        if start and self._keys[start - 1] in not_after:
            return ()  # thẩm quyền Chủ tịch
        return self._tables["prefixes"].at(self._keys, start)

    def _held(self, start: int, *, prefixed: bool) -> Iterable[tuple[int, Forms]]:
        """An office without what goes before it, of a head or of one that the lexicon has."""
        bare = []
        for end, heads in self._heads(start):
            body = self._whole(self._body(end, _MAX_OWNERS, led=True) or self._workplace(end))
            if body is not None:
                yield body[0], _of_body(heads, body[1])
            elif end - start > 1 and (prefixed or self._is_capital(start)):
                bare.append((end, heads))
        listed = {end for end, term in self._known.get(start, ()) if term.kind is Kind.OFFICE}
        for end, forms in self._offices(start):
            body = self._whole(self._owner(end, _MAX_OWNERS))
            if body is not None:
                yield body[0], _of_body(forms[:4], body[1])
            elif prefixed or end not in listed:
                yield end, forms
        yield from bare

    def _workplace(self, start: int) -> tuple[int, Forms] | None:
        """What needs no field behind a head, with its level and owner: trung tâm, mỏ, bệnh viện."""
        place = next(iter(self._tables["alone"].at(self._keys, start)), None)
        if place is None:
            return None
        end, forms = self._placed(*place)
        owner = self._owner(end, 1)
        return (owner[0], _of_body(forms, owner[1])) if owner is not None else (end, forms)

    def _heads(self, start: int, *, second: bool = False) -> Iterable[tuple[int, Forms]]:
        """Heads, their deputies, with Thường trực and the like, at most two held at once."""
        keys, tables = self._keys, self._tables
        found = list(tables["heads"].at(keys, start))
        if keys[start : start + 1] == ("phó",):
            heads = tables["heads"].at(keys, start + 1)
            found += [(end, _deputies(forms)) for end, forms in heads]
        for end, forms in found:
            yield from self._further(end, forms, () if second else ("kiêm", "-"))

    def _offices(self, start: int, *, second: bool = False) -> Iterable[tuple[int, Forms]]:
        """Offices that are whole without a body: those of the lexicon, and Tùy viên Cảnh sát."""
        also = () if second else ("kiêm",)
        for end, term in self._known.get(start, ()):
            if term.kind is Kind.OFFICE:
                yield from self._further(end, term.targets, also)
        for at, patterns in self._tables["staff"].at(self._keys, start):
            field = self._fields.at(at)
            if field is not None:
                end, _, attribute = field
                said = attribute if self._is_capital(at) else _in_small_letters(attribute)
                yield from self._further(end, tuple(form.format(a=said) for form in patterns), also)

    def _further(
        self, end: int, forms: Forms, joints: tuple[str, ...]
    ) -> Iterable[tuple[int, Forms]]:
        """An office with what stands behind it, and with another held at the same time."""
        suffixes = next(iter(self._tables["suffixes"].at(self._keys, end)), None)
        if suffixes is not None:
            end, forms = suffixes[0], _filled(suffixes[1], forms)
        yield end, forms
        if end + 1 >= len(self._keys) or self._keys[end] not in joints or self._tokens[end].joined:
            return
        if self._keys[end] == "-" and not self._is_capital(end + 1):
            return
        others = (*self._heads(end + 1, second=True), *self._offices(end + 1, second=True))
        for last, other in others:
            both = (f"{one} and {another}" for one, another in product(forms, other))
            yield last, tuple(islice(both, _MAX_FORMS))

    def _body(self, start: int, owners: int, *, led: bool = False) -> tuple[int, Forms] | None:
        """The longest body that begins there, with its owner.

        None for a term of the lexicon alone where no head leads to it.
        """
        listed = [
            (end, term.targets)
            for end, term in self._known.get(start, ())
            if term.kind is Kind.INSTITUTION
        ]
        made = [self._placed(*body) for body in (*listed, *self._made(start, led=led))]
        best = max([*listed, *made], key=lambda body: body[0], default=None)
        if best is None:
            return None
        end, forms = best
        owner = self._owner(end, owners - 1) if owners > 1 else None
        if owner is not None:
            return owner[0], tuple(dict.fromkeys((*_of_body(forms[:3], owner[1]), *forms)))
        return best if led or best not in listed else None

    def _owner(self, start: int, owners: int) -> tuple[int, Forms] | None:
        """The body right behind an office or body that it belongs to."""
        if start < len(self._keys) and self._keys[start] in ("thuộc", "của"):
            start += 1
        if start >= len(self._tokens) or not self._tokens[start].is_capital:
            return None
        body = self._body(start, owners, led=True)
        letters = self._tokens[start].text.isupper() and not self._capitals  # ADB
        if body is not None and body[0] == start + 1 and self._is_capital(body[0]) and not letters:
            return None  # Đảng ủy xã Trường Hà
        return body

    def _is_capital(self, at: int) -> bool:
        return at < len(self._tokens) and self._tokens[at].is_capital

    def _made(self, start: int, *, led: bool) -> list[tuple[int, Forms]]:
        """Bodies put together of kind and field."""
        found: list[tuple[int, Forms]] = []
        places = [end for end, t in self._known.get(start, ()) if t.kind is Kind.PLACE]
        sorts = [*self._tables["kinds"].at(self._keys, start)]
        for at, kinds in sorts:
            if ends_with(self._tokens, at, name_parts().not_leads) > at - start:
                continue  # thị trường Chứng khoán
            field = self._fields.at(at)
            end, noun, attribute = field or (at, "", "")
            forms = tuple(
                kind.format(n=noun, a=attribute).strip()
                for kind in kinds
                if noun or "{n}" not in kind
            )
            if at == sorts[0][0] and (firm := self._firm(start, end, forms)) is not None:
                found.append(firm)
            elif not forms or not (led or self._is_titled(start, at)):
                continue
            elif field is not None:
                last, of = self._nations(end)
                found.append((last, _filled(of, forms)))
            elif self._has_code(at) and (led or self._is_named(start)):
                code = self._tokens[at].text
                found.append((at + 1, _filled((f"{{}} {code}", f"{code} {{}}"), forms)))
        return [body for body in found if body[0] > max(places, default=0)]  # Liên minh châu Âu

    def _nations(self, start: int) -> tuple[int, Forms]:
        """The country or part of it that a body is of, or two countries: Việt Nam - Lào."""
        first, second = self._country(start), None
        if first is not None and self._keys[first[0] : first[0] + 1] == ("-",):
            second = self._country(first[0] + 1)
        if first is not None and second is not None:
            return second[0], (f"{first[1]}-{second[1]} {{}}",)
        return next(iter(self._tables["national"].at(self._keys, start)), (start, ("{}",)))

    def _country(self, start: int) -> tuple[int, str] | None:
        """A country, which may be short for it: Việt - Nga."""
        if self._keys[start : start + 2] == ("việt", "-"):
            return start + 1, "Vietnam"
        known = self._known.get(start, ())
        return next(((end, t.targets[0]) for end, t in known if t.file == COUNTRIES), None)

    def _firm(self, start: int, end: int, forms: Forms) -> tuple[int, Forms] | None:
        """A firm with the name of its own behind it: Công ty TNHH Địa ốc Hoa Lư Xanh."""
        sort = next(iter(self._tables["firms"].at(self._keys, start)), None)
        if self._capitals or sort is None:
            return None
        last = firm_name_end(self._tokens, end)
        words = self._tokens[end:last]
        if not words or not (self._is_capital(start) or words[0].text.isupper()):
            return None
        known = next((term for at, term in self._known.get(end, ()) if at == last), None)
        if known is not None and (sort[0] != end or "own" not in sort[1]):
            return None  # Công ty Điện lực Hà Nội
        name = " ".join(without_marks(word.text) for word in words)
        name = known.targets[0] if known is not None else name
        said = name.split()[-1]  # Group of a group
        named = [name if form == said else f"{name} {form}" for form in forms]
        if "club" in sort[1]:
            named.insert(len(named) if is_syllable(words[0].text) else 0, name)
        return last, tuple(named)

    def _is_titled(self, kind: int, field: int) -> bool:
        """Whether a kind or its field has a capital that is not owed to the sentence."""
        return self._is_named(kind) or any(
            token.is_capital for token in self._tokens[kind + 1 : field + 1]
        )

    def _is_named(self, kind: int) -> bool:
        return self._is_capital(kind) and not begins_sentence(self._tokens, kind)

    def _has_code(self, at: int) -> bool:
        return at < len(self._tokens) and _CODE.fullmatch(self._tokens[at].text) is not None

    def _placed(self, end: int, forms: Forms) -> tuple[int, Forms]:
        """A body with the level or the number behind it."""
        for at, patterns in self._tables["numbers"].at(self._keys, end):
            number = self._number(at)
            if number is not None:
                return at + 1, _filled(tuple(p.replace("{n}", number) for p in patterns), forms)
        for at, levels in islice(self._tables["levels"].at(self._keys, end), 1):
            known = self._known.get(end, ())
            longer = any(last > at for last, term in known if term.kind in _NO_LEVELS)
            if longer or any(self._tables["fields"].at(self._keys, end)):
                break  # TP Hồ Chí Minh, Tỉnh ủy, xã hội
            return at, _filled(levels, forms)
        number = self._number(end)
        numbered = tuple(form for form in forms if form.split()[-1] in building_words().numbered)
        if number is not None and numbered:
            return end + 1, _filled((f"{{}} {number}",), numbered)
        return end, forms

    def _number(self, at: int) -> str | None:
        """The number there, in digits or Roman, unless it goes on or counts what follows."""
        if at >= len(self._tokens) or not _NUMBER.fullmatch(self._tokens[at].text):
            return None
        after = self._tokens[at + 1 : at + 3]
        goes_on = len(after) > 1 and all(token.joined for token in after)
        counts = bool(after) and after[0].key in name_parts().counted
        return None if goes_on or counts else self._tokens[at].text


_NO_LEVELS = (Kind.PLACE, Kind.INSTITUTION)
_SEVERAL = frozenset(["các", "những", "nhiều", "hai", "ba"])


def _in_small_letters(words: str) -> str:
    """As in running text, but for abbreviations."""
    return " ".join(word if word.isupper() else word.lower() for word in words.split())


def _filled(patterns: Forms, forms: Forms) -> Forms:
    """Each form in each pattern, the first pattern with all forms first."""
    filled = (pattern.replace("{}", form) for pattern, form in product(patterns, forms))
    return tuple(islice(dict.fromkeys(filled), _MAX_FORMS))


def _deputies(heads: Forms) -> Forms:
    """``vice chairman``, ``deputy director``, then with the other word."""
    usual = [f"{'vice' if _VICE.match(head) else 'deputy'} {head}" for head in heads]
    other = [f"{'deputy' if _VICE.match(head) else 'vice'} {head}" for head in heads[:1]]
    return (*usual, *other)


def _of_body(heads: Forms, bodies: Forms) -> Forms:
    """Heads with bodies, ``head of the body`` first; of the heads those usual with such a body."""
    named = frozenset(bodies[0].split())
    preferred = building_words().preferred

    def rank(head: str) -> int:
        marks = [words for word, words in preferred.items() if word in head.split()]
        return 1 if not marks else 0 if named & marks[0] else 2

    pairs = [*product(sorted(heads, key=rank), bodies[:4])]
    after = (_head_of(head, body) for head, body in pairs)
    before = (f"{body} {head}" for head, body in pairs if " of " not in head + body)
    return tuple(islice(dict.fromkeys((*islice(after, _MAX_FORMS - 4), *before)), _MAX_FORMS))


def _head_of(head: str, body: str) -> str:
    """``director of the Department of Health``, but ``minister of Health``."""
    whose, ministry, field = body.partition("Ministry of ")
    if ministry and head.casefold().endswith("minister"):
        return f"{whose}{head} of {field}"
    return f"{head} of {_article(body)}{body}"


def _article(body: str) -> str:
    """``the`` but before a name or what ends in its number: commander of Regiment 335."""
    numbered = body[-1].isdigit() and " of " not in body
    return "" if numbered or body in building_words().names else "the "
