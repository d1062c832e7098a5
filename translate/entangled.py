"""Offices that a draft has with their holder's name inside: head of the Lo An Finance Division."""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.translate.expectations import Draftwork, Expectation, met_at
from songngu.translate.forms import Span, fold
from songngu.translate.misplaced import is_held
from songngu.translate.offices import goes_before, holder, is_left_out
from songngu.translate.substitution import comma_behind, put_in

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*['’]?")
_NEXT = re.compile(rf"\s({_WORD.pattern})")
_ARTICLE = re.compile(r"\bthe\s+\Z", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|the)\s\Z", re.IGNORECASE)
_GOES_ON = re.compile(r"\s(?:(?:of|for)\s)?[^\W\d_a-z]")
# Bodies that are named after people, whose directors they are not.
_NAMED_AFTER = re.compile(
    r"\b(?:trường|bảo tàng|nhà hát|học viện|trung tâm|quỹ|thư viện|bệnh viện|clb|câu lạc bộ"
    r"|nhà văn hóa|thpt|thcs|tiểu học|mầm non|chuyên|giải|làng|hợp tác xã|htx|công ty|hội|viện"
    r"|chùa|ngân hàng|báo|tạp chí|doanh nghiệp"
    r"|(?:đoàn|đội) (?:thiếu niên|thanh niên|du kích|nghệ thuật|văn công|bóng|ca))\b",
    re.IGNORECASE,
)
_APPOSED = re.compile(r"[^\W\d_a-z]\w*, \Z")
_SMALL = frozenset(["the", "of", "and", "for", "in", "at", "on"])


def name_taken_out(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft in which a person's name no longer stands within that person's office.

    Where a name follows an office with no comma between, drafts take it for the name of the body.
    Before the name an office has to begin as one of its forms does, and behind it to go on with at
    least half of what is left of that form and nothing else. A long office then stands behind the
    name, a short one before it. Not where the name may be that of a school or museum.
    """
    if not is_held(office) or _NAMED_AFTER.search(office.source):
        return None
    name = holder(office, expected, source)
    if name is None or name.start < office.start or _APPOSED.search(source, 0, office.start):
        return None
    for span in met_at(name, work):
        for form in office.forms:
            around = _around(form, span, work)
            if around is None:
                continue
            start, end = around
            called = work.text[span[0] : span[1]]
            if goes_before(form):
                return put_in(work.text, around, f"{form} {called}")
            if article := _ARTICLE.search(work.text, 0, start):
                start = article.start()
            comma = comma_behind(work.text, end)
            return f"{work.text[:start]}{called}, {form}{comma}{work.text[end:]}"
    return None


def body_taken_for_name(
    office: Expectation, expected: Sequence[Expectation], source: str, work: Draftwork
) -> str | None:
    """A draft in which a person is head of a body instead of the first part of its name.

    ``Han Quoc Viet National University`` for its director, of whom the draft says nothing else.
    """
    name = holder(office, expected, source) if is_held(office) else None
    if name is None or name.start < office.end or _NAMED_AFTER.search(office.source):
        return None
    if " " not in name.source or not is_left_out(office, expected, work):
        return None
    for start, at in met_at(name, work):
        if _OF.search(work.text, 0, start):
            return None  # the head of the Philippine Red Cross
        for form in office.forms:
            end, said = _rest(_WORD.findall(fold(form)), at, work)
            body = work.text[at:end]
            plural = (after := _NEXT.match(work.text, end)) and after[1].endswith("s")
            if said < 2 or not body.istitle() or _GOES_ON.match(work.text, end) or plural:
                continue
            comma = comma_behind(work.text, end)
            return f"{work.text[:at]}, {form}{comma}{work.text[end:]}"
    return None


def _around(form: str, name: Span, work: Draftwork) -> Span | None:
    """Where an office stands with a name inside: from its first word to its last."""
    words = _WORD.findall(fold(form))
    before = list(_WORD.finditer(work.folded, 0, name[0]))
    for n_before in range(len(words) - 1, 1, -1):
        head = before[-n_before:]
        if [word.group() for word in head] != words[:n_before]:
            continue
        if re.search(r"[,.;:()]", work.text[head[0].start() : name[0]]):
            continue
        left = [word for word in words[n_before:] if word not in _SMALL]
        end, said = _rest(left, name[1], work)
        if left and 2 * said >= len(left) and not _GOES_ON.match(work.text, end):
            return head[0].start(), end
    return None


def _rest(left: Sequence[str], end: int, work: Draftwork) -> tuple[int, int]:
    """Where the words left of an office end behind a name, and how many of them are there."""
    said, at = 0, end
    while word := _NEXT.match(work.folded, at):
        at = word.end()
        if word[1] in left:
            said, end = said + 1, at
        elif word[1] not in _SMALL:
            break
    return end, said
