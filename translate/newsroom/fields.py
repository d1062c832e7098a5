"""The fields of work that bodies are named after: Kinh tế, Hạ tầng và Đô thị; Quản lý đất đai."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from songngu.translate.newsroom.building_words import Forms, building_words
from songngu.translate.newsroom.parts import name_parts
from songngu.translate.newsroom.tokens import Token

_MAX_WORKS = 4
_MAX_TOGETHER = 3
_LAST_JOINS = frozenset(["và", "&"])
_JOINS = _LAST_JOINS | {",", "-"}


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of work.

    Attributes:
        end: Index behind its last token.
        noun: Its English; empty for one that only says how, where or by whom (*liên ngành*).
        attribute: Its English before a noun.
        work: What is done with it, as patterns of a noun and before one; empty for none.
    """

    end: int
    noun: str
    attribute: str
    work: Forms = ()


class Fields:
    """The fields of work named in one text.

    Args:
        tokens: Of the text.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._keys = tuple(token.key for token in tokens)
        self._tables = building_words().tables

    def at(self, start: int) -> tuple[int, str, str] | None:
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
            elif works == _MAX_WORKS and self._is_alone(start, at):
                name = work[-1].removeprefix("{a} ")
                found.append(_Field(at, name, name))
        best = max(found, key=lambda field: field.end, default=_Field(start, "", ""))
        manner = next(iter(self._tables["manners"].at(self._keys, best.end)), None)
        if best.work or manner is None:
            return best if best.end > start else None
        noun, attribute = (manner[1][0].replace("{}", said) for said in (best.noun, best.attribute))
        return _Field(manner[0], noun if best.noun else "", attribute.strip())

    def _works(
        self, start: int, done: Forms = (), *, last: bool = False
    ) -> Iterable[tuple[int, Forms]]:
        """What is done with a field; Cứu hộ, bảo tồn và phát triển are done together."""
        for end, work in self._tables["works"].at(self._keys, start):
            together = (*done, work[-1].removeprefix("{a} "))
            yield end, ("{a} " + _joined(list(together)),) if done else work
            joint = self._keys[end] if end < len(self._keys) else ""
            if joint in _JOINS and not last and len(together) < _MAX_TOGETHER:
                yield from self._works(end + 1, together, last=joint in _LAST_JOINS)

    def _is_alone(self, start: int, end: int) -> bool:
        """Whether what is done may be a field without more: Ban Cứu trợ, Tổ tuần tra cộng đồng."""
        if any(self._tables["works"].at(self._keys, end)):
            return False
        return self._tokens[start].is_capital or any(self._tables["manners"].at(self._keys, end))

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether a field of one syllable is but the beginning of a word: Dược liệu."""
        if end - start > 1 or end >= len(self._tokens):
            return False
        after = self._tokens[end]
        ends = after.key in _JOINS or after.key in name_parts().verbs
        return after.text.islower() and not (
            ends or any(self._tables["levels"].at(self._keys, end))
        )


def _said(fields: list[_Field]) -> tuple[str, str]:
    """Fields together as a noun and before one, with what is done with them."""
    noun, attribute = _joined([f.noun for f in fields]), _joined([f.attribute for f in fields])
    work = fields[0].work
    if not work:
        return noun, attribute
    return work[0].format(n=noun, a=attribute), work[-1].format(n=noun, a=attribute)


def _joined(parts: list[str]) -> str:
    parts = [part for part in parts if part] or [""]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
