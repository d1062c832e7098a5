"""Long sentences drafted without the offices behind people's names, which are put back in English.

A small model loses its way in *Đại tá A, Phó Giám đốc, Thủ trưởng Cơ quan X Công an tỉnh Y, cho
biết …*: it leaves out an office, gives it to another person, or forgets what was to be said.
Drafted by itself each piece is short and easy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from songngu.translate.expectations import (
    Draftwork,
    Expectation,
    Expected,
    expectations,
    infixed,
    is_seat,
    met_at,
    read,
)
from songngu.translate.hints import as_written
from songngu.translate.newsroom import Entry, Kind, find
from songngu.translate.newsroom.parts import ADDRESS
from songngu.translate.offices import names_a_holder, other_titles
from songngu.translate.substitution import within_sentence

if TYPE_CHECKING:
    from songngu.translate.drafter import Hypothesis, Request

_MIN_WORDS = 20  # of a sentence that a small model may lose its way in
_MAX_WORDS = 24  # in one office with its body; more is no office alone
# What may stand before an office.
_BEFORE = re.compile(r"(?:(?:kiêm|đồng thời|hiện|là)\s)*", re.IGNORECASE)
_END = re.compile(r"[,;:!?()…–—\"“”]|\.(?=\s|\Z)|\s-\s|\Z")
# What somebody does, or when and where: no part of an office that is not known altogether.
_CLAUSE = re.compile(
    r"\b(?:đã|đang|sẽ|vừa|cho|nói|khẳng định|nhấn mạnh|bày tỏ|phát biểu|trả lời|yêu cầu|đề nghị"
    r"|kiến nghị|chủ trì|tham dự|dự|trao|tặng|thăm|kiểm tra|chỉ đạo|ký|tiếp|họp|làm|giữ chức|đến"
    r"|bị|được|là|có|không|chưa|cũng|rất|đều|mới|cùng|khi|để|vì|tại|từ|vào|theo)\b"
)
# What a clause begins with that a comma ends: Theo ông A, Giám đốc B, dịch đã được kiểm soát.
_LED = re.compile(
    r"(?:\A|[.,;:!?]\s)[“\"(]?(?:theo|cùng|với|sau|trước|trong|tại|ngoài|bên cạnh|nhờ|tiếp|gặp)"
    r"\s[^.,;:!?]*\Z",
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*(,|và|kiêm|cùng|với)?\s*")
_JOINT = re.compile(r", | - | tại ")
_LINK = re.compile(r"(?:kiêm|và|thuộc|của|chi nhánh|phụ trách)\b")
# Commas within the names of bodies.
_PAIRED = re.compile(
    r"\b(?:phòng, (?=chống)|tìm kiếm, (?=cứu)|tuần tra, (?=kiểm soát)|an ninh, (?=trật tự)"
    r"|trật tự, (?=an toàn)|cứu nạn, (?=cứu hộ)|cháy, (?=chữa cháy)|văn hóa, (?=thể thao|khoa học)"
    r"|thể thao, (?=du lịch))",
    re.IGNORECASE,
)
_PERSON = frozenset((Kind.NAME, Kind.RANK, Kind.OFFICE))
_OFFICIAL = frozenset((Kind.OFFICE, Kind.INSTITUTION, Kind.UNIT, Kind.PLACE))
_CLOSING = frozenset([",", ";", ".", ""])
_LONG = 4  # words of an office that goes behind the name in English
_TITLE = re.compile(rf"(?:các |những )?{ADDRESS}\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|an?)\s", re.IGNORECASE)
_SENTENCE = re.compile(r"\b(?:is|was|are|were|has|had|have|holds|held|said|says|did)\b")
_POSSESSIVE = re.compile(r"['’]|[-‐]?\w")


@dataclass(frozen=True, slots=True)
class Apposition:
    """The offices behind a person's name, or right before it.

    Attributes:
        name: The person.
        start: Where what is taken out begins in the source.
        end: Where it ends (exclusive); the comma behind it included where the sentence goes on.
        offices: Each by itself, as the source has them.
        parenthesised: Whether they stand in parentheses.
    """

    name: Expectation
    start: int
    end: int
    offices: tuple[str, ...]
    parenthesised: bool = False


@dataclass(frozen=True, slots=True)
class Lifted:
    """A request in pieces: without appositions, and their offices.

    Attributes:
        clauses: Requests for what is left of it, between its semicolons.
        known: The English of the offices that the lexicon has as a whole.
        offices: Requests for the others, in order.
    """

    clauses: tuple[Request, ...]
    appositions: tuple[Apposition, ...]
    known: dict[str, str]
    offices: tuple[Request, ...]

    @property
    def requests(self) -> tuple[Request, ...]:
        """All that the model is asked."""
        return (*self.clauses, *self.offices)


def lift(request: Request, *, cut: bool) -> Lifted | None:
    """A request in pieces; None where it is but one, or short enough for the model.

    Args:
        cut: Whether it is cut at its semicolons. That often helps, but a part of a list is no
            sentence, and makes a model write one.
    """
    if len(request.text.split()) < _MIN_WORDS or request.text.isupper():
        return None
    found = tuple(appositions(request.text))
    text = request.text
    for item in reversed(found):
        text = text[: item.start] + text[item.end :]
    clauses = _cut(text) if cut else [text]
    if len(clauses) == 1 and (cut or not found):
        return None
    offices = dict.fromkeys(office for item in found for office in item.offices)
    parts = [request.part(office) for office in offices]
    # A term of the termbase goes before the lexicon.
    english = {part.text: None if part.terms else _known(part.text) for part in parts}
    return Lifted(
        tuple(request.part(clause) for clause in clauses),
        found,
        {office: form for office, form in english.items() if form is not None},
        tuple(part for part in parts if english[part.text] is None),
    )


def _cut(text: str) -> list[str]:
    """A text between its semicolons; whole where one stands in parentheses or a quotation."""
    clauses = text.split("; ")
    whole = (each.count("(") == each.count(")") and not each.count('"') % 2 for each in clauses)
    quoted = (each.count("“") == each.count("”") and each.strip() for each in clauses)
    return clauses if all(whole) and all(quoted) else [text]


def appositions(text: str) -> Iterator[Apposition]:
    """The offices behind people's names, or right before them, in a text in NFC, in order."""
    entries = find(text)
    starts = {entry.start: entry for entry in entries}
    for index, entry in enumerate(entries):
        if entry.kind is not Kind.NAME or text.count(entry.source) > 1:
            continue  # whose office it is would not be known in English
        name = Expectation(Expected.NAME, entry.start, entry.end, entry.source, entry.targets)
        found = _before(text, name, entries[:index]) or _behind(text, name, starts)
        if found is not None:
            yield found


def _before(text: str, name: Expectation, entries: Sequence[Entry]) -> Apposition | None:
    """A long office right before a name, that the lexicon has as a whole."""
    start, before = name.start, list(entries)
    while before:
        entry = before.pop()
        if text[entry.end : start].strip() or entry.kind not in _OFFICIAL:
            return None
        start = entry.start
        if entry.kind is Kind.OFFICE:
            break
    if _is_listed(text, start, before[-1:]):
        return None
    office = text[start : name.start].rstrip()
    if len(office.split()) < _LONG or _known(office) is None:
        return None
    return Apposition(name, start, name.start, (office,))


def _is_listed(text: str, start: int, before: Sequence[Entry]) -> bool:
    """Whether an office is the last of several of one person, or stands behind somebody's name."""
    for entry in before:
        joint = _LIST.fullmatch(text, entry.end, start)
        if joint is not None:
            if joint[1] == ",":  # behind a place it may be the comma of where
                return entry.kind not in (Kind.PLACE, Kind.UNIT)
            return joint[1] is not None and entry.kind is not Kind.NAME
    return False


def _behind(text: str, name: Expectation, starts: dict[int, Entry]) -> Apposition | None:
    """The offices behind a name and a comma, or in parentheses."""
    opening = text[name.end : name.end + 2]
    spans = list(_offices(text, name.end + 2, starts)) if opening in (", ", " (") else []
    if not spans:
        return None
    offices = tuple(text[start:end] for start, end in spans)
    end = spans[-1][1]
    closing, behind = text[end : end + 1], text[end + 2 : end + 3]
    if opening == " (":
        return Apposition(name, name.end, end + 1, offices, True) if closing == ")" else None
    goes_on = closing == "," and not _begins_person(text, end + 2, starts)
    if goes_on and not _LED.search(text[: name.start]):
        # In capitals an office goes on in words that are not known.
        return Apposition(name, name.end, end + 1, offices) if behind.islower() else None
    return Apposition(name, name.end, end, offices) if closing in _CLOSING else None


def _offices(text: str, at: int, starts: dict[int, Entry]) -> Iterator[tuple[int, int]]:
    """From where to where the offices reach that begin there, one behind the other's comma."""
    while _begins_office(text, at, starts):
        end = _office_end(text, at, starts)
        if end is None or len(text[at:end].split()) > _MAX_WORDS:
            return
        yield at, end
        if text[end : end + 2] != ", ":
            return
        at = end + 2


def _begins_office(text: str, at: int, starts: dict[int, Entry]) -> bool:
    """Whether an office begins there: one that is known, or a title of unknown words."""
    begun = _BEFORE.match(text, at)
    head = begun.end() if begun else at
    entry = starts.get(head)
    if entry is not None:
        return entry.kind is Kind.OFFICE
    return text[head : head + 1].isupper() and not _begins_person(text, head, starts)


def _office_end(text: str, at: int, starts: dict[int, Entry]) -> int | None:
    """Where an office with its body and seat ends: at a mark that is part of neither.

    None where it may be the subject of a clause: what is not known of it is a small word behind
    what is, or something that somebody does.
    """
    unknown, known_until = "", -1
    while (joined := _joined_at(text, at, starts)) or not (found := _END.match(text, at)):
        entry = starts.get(at)
        if joined:
            at = joined
        elif entry is not None and entry.kind is Kind.NAME:
            return None
        elif entry is not None:
            at = known_until = entry.end
        elif at == known_until + 1 and text[at].islower() and not _LINK.match(text, at):
            return None
        else:
            unknown += text[at]
            at += 1
    return None if _CLAUSE.search(unknown) else found.start()


def _joined_at(text: str, at: int, starts: dict[int, Entry]) -> int | None:
    """Where a body's name or seat goes on behind a comma, a dash or *tại* there."""
    joint = _JOINT.match(text, at)
    behind = starts.get(joint.end()) if joint else None
    if joint and behind is not None and behind.kind in (Kind.UNIT, Kind.PLACE):
        return joint.end()
    paired = _PAIRED.finditer(text, max(0, at - 12), at + 20)
    return next((found.end() for found in paired if found.end() == at + 2), None)


def _begins_person(text: str, at: int, starts: dict[int, Entry]) -> bool:
    """Whether another person is spoken of there, so that a comma has to stay."""
    entry = starts.get(at)
    return bool(_TITLE.match(text, at)) or (entry is not None and entry.kind in _PERSON)


def _known(office: str) -> str | None:
    """The English of an office that the lexicon has as a whole, with its place; else None."""
    begun = _BEFORE.match(office)
    office = office[begun.end() :] if begun else office
    expected = [item for item in expectations(office) if item.kind is not Expected.UNIT]
    if not expected or expected[0].kind is not Expected.OFFICE or expected[0].start:
        return None
    form = as_written(expected[0], office)
    if len(expected) == 1 and expected[0].end == len(office):
        return form
    seated = len(expected) == 2 and is_seat(expected[1], expected[0], office)
    if seated and expected[1].end == len(office):
        return infixed(form, expected[1].forms[0])
    return None


def put_together(lifted: Lifted, written: Sequence[Hypothesis]) -> Hypothesis | None:
    """One draft of the drafts of the pieces.

    Args:
        written: For each of :attr:`Lifted.requests`.

    Returns:
        None where a name does not stand in the draft of the body as it should, or what was
        written for an office is none.
    """
    n_clauses = len(lifted.clauses)
    english = lifted.known | {
        request.text: _phrase(hypothesis.text)
        for request, hypothesis in zip(lifted.offices, written[n_clauses:], strict=True)
    }
    work = read("; ".join(_clauses(lifted, written[:n_clauses])))
    rest = expectations("; ".join(clause.text for clause in lifted.clauses))
    places: list[tuple[int, str]] = []
    for item in lifted.appositions:
        offices = [english[office] for office in item.offices]
        at = _name_end(item.name, work, rest)
        if at is None or not all(map(_is_office, offices)):
            return None
        places.append((at, _inserted(work.text, at, offices, item.parenthesised)))
    text = work.text
    for at, phrase in sorted(places, reverse=True):
        text = text[:at] + phrase + text[at:]
    return _joined(text, written)


def _clauses(lifted: Lifted, written: Sequence[Hypothesis]) -> Iterator[str]:
    """The drafts of clauses, the first with its capital, the last with its full stop."""
    for index, (clause, hypothesis) in enumerate(zip(lifted.clauses, written, strict=True)):
        text = hypothesis.text
        if index:
            text = within_sentence(clause.text, read(text)) or text
        yield text if index == len(written) - 1 else text.rstrip(" .,;")


def _name_end(name: Expectation, work: Draftwork, expected: Sequence[Expectation]) -> int | None:
    """Where a name ends in a draft, if it stands there, and with no other office beside it."""
    for start, end in met_at(name, work)[:1]:
        if not _POSSESSIVE.match(work.text, end):
            made_up = any(other_titles((start, end), expected, work))
            return None if made_up else end
    return None


def _inserted(text: str, at: int, offices: Sequence[str], parenthesised: bool) -> str:
    phrase = ", ".join(offices[:-1]) + " and " * (len(offices) > 1) + offices[-1]
    if parenthesised:
        return f" ({phrase})"
    return f", {phrase}" if text[at : at + 1] in (*",.;:)!?", "") else f", {phrase},"


def _is_office(phrase: str) -> bool:
    return names_a_holder(phrase) and not _SENTENCE.search(phrase)


def _phrase(text: str) -> str:
    """A draft of an office within a sentence: no article, no full stop, and a small letter."""
    article = _ARTICLE.match(text)
    text = text[article.end() if article else 0 :].rstrip(" .")
    head = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if names_a_holder(f"{head} ") else text


def _joined(text: str, written: Sequence[Hypothesis]) -> Hypothesis:
    n_tokens = sum(part.n_tokens for part in written)
    total = sum(part.log_probability * part.n_tokens for part in written)
    return replace(
        written[0],
        text=text,
        log_probability=total / max(1, n_tokens),
        n_tokens=n_tokens,
        finished=all(part.finished for part in written),
        lost=(),
    )
