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

from songngu.corpora.vietnamese import without_marks
from songngu.translate.newsroom.building_words import Forms, building_words
from songngu.translate.newsroom.entry import Kind
from songngu.translate.newsroom.firms import firm_name_end
from songngu.translate.newsroom.lexicon import Term
from songngu.translate.newsroom.parts import ends_with, name_parts
from songngu.translate.newsroom.tokens import Token, all_capitals, begins_sentence

Known = Mapping[int, list[tuple[int, Term]]]

_MAX_FORMS = 16
_MAX_OWNERS = 3
_MAX_WORKS = 4
_VICE = re.compile("chair|president|principal|rector|chancellor")
_NUMBER = re.compile(r"\d+|[IVXL]+")


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


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of work.

    Attributes:
        end: Index behind its last token.
        noun: Its English.
        attribute: Its English before a noun.
        work: What is done with it, as patterns of a noun and before one; empty for none.
    """

    end: int
    noun: str
    attribute: str
    work: Forms = ()


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
        self._capitals = all_capitals(tokens)

    def at(self, start: int) -> Built | None:
        """The longest that begins with a token, where it is more than one term of the lexicon."""
        office = self._office(start)
        body = None if self._in_list(start) else self._body(start, _MAX_OWNERS)
        if office is not None and (body is None or office[0] >= body[0]):
            return Built(office[0], Kind.OFFICE, office[1])
        return Built(body[0], Kind.INSTITUTION, body[1]) if body is not None else None

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
            alone = self._tables["alone"].at(self._keys, end)
            body = self._body(end, _MAX_OWNERS, led=True) or next(iter(alone), None)
            if body is not None:
                yield body[0], _of_body(heads, body[1])
            elif end - start > 1 and (prefixed or self._is_capital(start)):
                bare.append((end, heads))
        for end, term in self._known.get(start, ()):
            if term.kind is not Kind.OFFICE:
                continue
            body = self._owner(end, _MAX_OWNERS)
            if body is not None:
                yield body[0], _of_body(term.targets[:4], body[1])
            elif prefixed:
                yield end, term.targets
        yield from bare

    def _heads(self, start: int, *, second: bool = False) -> Iterable[tuple[int, Forms]]:
        """Heads, their deputies, with Thường trực and the like, at most two held at once."""
        keys, tables = self._keys, self._tables
        found = list(tables["heads"].at(keys, start))
        if keys[start : start + 1] == ("phó",):
            heads = tables["heads"].at(keys, start + 1)
            found += [(end, _deputies(forms)) for end, forms in heads]
        for end, forms in found:
            end, suffixes = next(iter(tables["suffixes"].at(keys, end)), (end, ("{}",)))
            forms = _filled(suffixes, forms)
            if not second and keys[end : end + 1] == ("kiêm",):
                for last, others in islice(self._heads(end + 1, second=True), 1):
                    both = (f"{a} and {b}" for a, b in product(forms, others))
                    end, forms = last, tuple(islice(both, _MAX_FORMS))
            yield end, forms

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
        if body is not None and body[0] == start + 1 and self._is_capital(body[0]):
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
            field = self._fields(at)
            end, noun, attribute = field or (at, "", "")
            forms = tuple(kind.format(n=noun, a=attribute).strip() for kind in kinds)
            if at == sorts[0][0] and (firm := self._firm(start, end, forms)) is not None:
                found.append(firm)
            elif field is not None and (led or self._is_titled(start, at)):
                national = next(iter(self._tables["national"].at(self._keys, end)), (end, ("{}",)))
                found.append((national[0], _filled(national[1], forms)))
        return [body for body in found if body[0] > max(places, default=0)]  # Liên minh châu Âu

    def _firm(self, start: int, end: int, forms: Forms) -> tuple[int, Forms] | None:
        """A firm with the name of its own behind it: Công ty TNHH Địa ốc Hoa Lư Xanh."""
        if self._capitals or not any(self._tables["firms"].at(self._keys, start)):
            return None
        last = firm_name_end(self._tokens, end)
        words = self._tokens[end:last]
        known = any(at == last for at, _ in self._known.get(end, ()))
        if not words or known or not (self._is_capital(start) or words[0].text.isupper()):
            return None
        name = " ".join(without_marks(word.text) for word in words)
        said = name.split()[-1]  # Group of a group
        return last, tuple(name if form == said else f"{name} {form}" for form in forms)

    def _is_titled(self, kind: int, field: int) -> bool:
        """Whether a kind or its field has a capital that is not owed to the sentence."""
        named = self._is_capital(kind) and not begins_sentence(self._tokens, kind)
        return named or self._is_capital(field)

    def _placed(self, end: int, forms: Forms) -> tuple[int, Forms]:
        """A body with the level or the number behind it."""
        for at, patterns in self._tables["numbers"].at(self._keys, end):
            number = self._number(at)
            if number is not None:
                return at + 1, _filled(tuple(p.replace("{n}", number) for p in patterns), forms)
        for at, levels in islice(self._tables["levels"].at(self._keys, end), 1):
            known = any(term.kind in _NO_LEVELS for _, term in self._known.get(end, ()))
            if known or any(self._tables["fields"].at(self._keys, end)):
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

    def _fields(self, start: int) -> tuple[int, str, str] | None:
        """Fields of work joined by commas, dashes, *và*: index behind, as noun and before one.

        What is done is done with all fields behind it: Xúc tiến Đầu tư, Thương mại và Du lịch.
        """
        first = self._field(start)
        if first is None:
            return None
        found = [first]
        while (end := found[-1].end) < len(self._keys) and self._keys[end] in _JOINS:
            further = self._field(end + 1)
            if further is None:
                break
            found.append(further)
        while len(found) > 1 and self._keys[found[-2].end] == ",":
            found.pop()  # Sở Y tế, Nội vụ are two
        works: list[list[_Field]] = []
        for field in found:
            if works and works[-1][0].work and not field.work:
                works[-1].append(field)
            else:
                works.append([field])
        said = [_said(fields) for fields in works]
        return found[-1].end, _joined([noun for noun, _ in said]), _joined([a for _, a in said])

    def _field(self, start: int, works: int = _MAX_WORKS) -> _Field | None:
        """One field of work: a listed one, or what is done (Quản lý, Phòng, chống) with one."""
        fields = self._tables["fields"].at(self._keys, start)
        found = [
            _Field(end, forms[0], forms[-1])
            for end, forms in fields
            if not self._goes_on(start, end)
        ]
        for at, work in self._works(start) if works else ():
            field = self._field(at, works - 1)
            if field is not None:
                found.append(_Field(field.end, *_said([field]), work))
        return max(found, key=lambda field: field.end, default=None)

    def _works(self, start: int) -> Iterable[tuple[int, Forms]]:
        """What is done with a field; Quản lý và Phát triển are done together."""
        for end, work in self._tables["works"].at(self._keys, start):
            yield end, work
            if end < len(self._keys) and self._keys[end] in _JOINS:
                for last, other in self._tables["works"].at(self._keys, end + 1):
                    yield last, (f"{work[-1]} and {other[-1].removeprefix('{a} ')}",)

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether a field of one syllable is but the beginning of a word: Dược liệu."""
        if end - start > 1 or end >= len(self._tokens):
            return False
        after = self._tokens[end]
        ends = after.key in _JOINS or after.key in name_parts().verbs
        return after.text.islower() and not (
            ends or any(self._tables["levels"].at(self._keys, end))
        )


_NO_LEVELS = (Kind.PLACE, Kind.INSTITUTION)
_SEVERAL = frozenset(["các", "những", "nhiều", "hai", "ba"])
_JOINS = frozenset([",", "và", "-", "&"])


def _said(fields: list[_Field]) -> tuple[str, str]:
    """Fields together as a noun and before one, with what is done with them."""
    noun, attribute = _joined([f.noun for f in fields]), _joined([f.attribute for f in fields])
    work = fields[0].work
    if not work:
        return noun, attribute
    return work[0].format(n=noun, a=attribute), work[-1].format(n=noun, a=attribute)


def _joined(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


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
