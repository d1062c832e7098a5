"""Taking a segment apart into what a model translates and what stays as it is.

:func:`prepare` cuts off bullets, emoji, addresses and datelines, opens table rows into cells,
writes capitals small, takes markup out and leaves to the model only pieces of Vietnamese text;
:meth:`Prepared.restore` puts their drafts into the same places. Text that is English already, and
lines of numbers, do not reach the model at all.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from songngu.corpora.types import Check, CheckName
from songngu.corpora.values import Value, extract_values
from songngu.translate.capitals import in_capitals, out_of_capitals
from songngu.translate.cells import CELL_BORDER, Cells, is_row
from songngu.translate.clauses import cut_text, flatten
from songngu.translate.literals import (
    EMOJI,
    Literal,
    LiteralKind,
    keep_literals,
    literals,
)
from songngu.translate.style.render import render_value, write_digits
from songngu.translate.style.settings import HouseStyle
from songngu.translate.tongues import OTHER_SCRIPT, is_english, is_foreign

_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|div|em|figcaption|figure|font|h[1-6]|hr|i|img|"
    r"li|mark|ol|p|s|small|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#[0-9]{2,6}|#x[0-9A-Fa-f]{2,5});")
_BULLET = re.compile(
    r"[-–—•·‣⁃∙▪▫■□●○◦◆◇►▶▸➤➢➔✓✔✗»*+]+\s+|[•‣▪■●◦►▶➤➢✓✔]+(?=\w)"
    r"|\(?(?:[0-9]{1,2}|[ivx]{1,4}|[IVX]{1,4}|[a-zđA-ZĐ])[)]\s*(?=\S)"
    r"|(?:[0-9]{1,2}|[IVX]{1,4})\.\s+(?=[^\W\d_])"
    r"|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?\s+(?=[^\W\d_])(?!(?:nghìn|ngàn|triệu|tỷ|tỉ|đồng|%|km|m|kg|ha|tấn|USD)\b)"
)
_AGENCIES = (
    "TTXVN|Vietnam\\+|VietnamPlus|VNA|VOV|VOV\\.VN|VTV|VTC|VTC News|NDO|TTO|TNO|SGGP|SGGPO|PLO|"
    "PLVN|ANTD|ANTĐ|CAND|QĐND|QDND|HNM|HNMO|VHO|GD&TĐ|LĐO|KTĐT|Dân trí|Zing|VnExpress|VietNamNet|"
    "Tuổi Trẻ|Thanh Niên|Lao Động|Tiền Phong|Nhân Dân|Chinhphu\\.vn|Bnews|BNEWS|Reuters|AFP|AP|"
    "THX|Tân Hoa xã|Yonhap|Kyodo|BBC|CNN|Sputnik|TASS"
)
_DATELINE = re.compile(
    rf"(?:(?P<place>[^\W\d_][^()\n.;:]{{1,40}}?),?\s+)?(?P<agency>\((?:{_AGENCIES})\))\s*[-–—:.]*\s*"
    rf"|(?P<bare>{_AGENCIES})\s*[-–—]\s+"
)
_CREDIT = re.compile(
    rf"\s*(?P<open>\()(?P<by>(?:Theo|Nguồn|Ảnh)\s*:?\s+)?(?P<agency>(?:{_AGENCIES})(?:\s*[/,-]\s*"
    rf"(?:{_AGENCIES}))*)(?P<close>\))\s*[.]?$"
)
_ENGLISH_AGENCIES = {"TTXVN": "VNA", "Tân Hoa xã": "Xinhua", "THX": "Xinhua"}
_BY = {"theo": "Source: ", "nguồn": "Source: ", "ảnh": "Photo: "}
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)]*$")
_ALONE = (LiteralKind.HANDLE, LiteralKind.EMOJI)
_NEUTRAL = HouseStyle()
_USUAL_CELLS = Cells()
# A pasted page in one line: no model takes it, and its parts are to be seen as they get done.
_LONGEST = 2000
_PART_WORDS = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a segment that a model is to translate.

    Attributes:
        text: One line of Vietnamese.
        capitals: Whether it was in capitals before.
        literals: What its draft has to hold as it is.
    """

    text: str
    capitals: bool = False
    literals: tuple[Literal, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """A segment's draft put together again.

    Attributes:
        parts: Each piece's draft with what stood around it, in order; joined they are the text.
        repaired: Literals that drafts had lost or changed and that were put back.
    """

    parts: tuple[str, ...]
    repaired: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole draft."""
        return "".join(self.parts)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A segment taken apart.

    Attributes:
        layout: What stands in the draft, in order: text as it is, and pieces.
        checks: What was done to the source that an editor has to know.
    """

    layout: tuple[str | Piece, ...]
    checks: tuple[Check, ...] = ()

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What a model is to translate, in order."""
        return tuple(part for part in self.layout if isinstance(part, Piece))

    def restore(self, drafts: Sequence[str]) -> Restored:
        """The draft of the segment from those of its pieces.

        Raises:
            ValueError: There are not as many drafts as pieces.
        """
        if len(drafts) != len(self.pieces):
            raise ValueError(f"expected {len(self.pieces)} drafts, found {len(drafts)}")
        waiting = iter(drafts)
        parts: list[str] = []
        repaired: list[str] = []
        for part in self.layout:
            if isinstance(part, str):
                parts.append(part)
                continue
            kept = keep_literals(part.text, next(waiting), part.literals)
            parts.append(kept.text)
            repaired += kept.repaired
        return Restored(tuple(parts), tuple(repaired))


def prepare(text: str, cells: Cells = _USUAL_CELLS) -> Prepared:
    """A segment taken apart; one of plain running text is a single piece, flattened.

    Args:
        text: The segment.
        cells: Knows what goes into a table without a model.
    """
    text, markup = _clean(text)
    if any(map(is_row, text.splitlines())):
        rows = [_row(line, cells) for line in text.splitlines()]
        layout = [part for at, row in enumerate(rows) for part in (["\n"] if at else []) + row]
    else:
        layout = _line(flatten(text))
    checks = []
    if markup:
        shown = tuple(dict.fromkeys(markup))[:5]
        message = f"Markup was left out of the draft: {' '.join(shown)}"
        checks.append(Check(CheckName.MARKUP, message, shown))
    joined, flat = _joined(layout), flatten(text)
    if any(isinstance(part, str) and part in flat and _is_foreign_text(part) for part in layout):
        checks.append(
            Check(
                CheckName.NOT_VIETNAMESE,
                "Text that is not Vietnamese was taken over as it is.",
            )
        )
    if len(text) > _LONGEST and (n_parts := sum(isinstance(part, Piece) for part in joined)) > 1:
        message = (
            f"The segment is very long and was drafted in {n_parts} parts; look at the places "
            "where they join."
        )
        checks.append(Check(CheckName.CUT, message))
    return Prepared(joined, tuple(checks))


def _joined(layout: Sequence[str | Piece]) -> tuple[str | Piece, ...]:
    """The layout with neighbouring texts put together and empty ones left out."""
    out: list[str | Piece] = []
    for part in layout:
        last = out[-1] if out else None
        if isinstance(part, str) and isinstance(last, str):
            out[-1] = last + part
        elif part:
            out.append(part)
    return tuple(out)


def _is_foreign_text(text: str) -> bool:
    return is_english(text) or bool(OTHER_SCRIPT.search(text))


def _clean(text: str) -> tuple[str, list[str]]:
    """The text in NFC without markup and invisible characters, and the markup that was there."""
    markup = [match.group() for kind in (_TAG, _ENTITY) for match in kind.finditer(text)]
    if markup:
        text = _TAG.sub(lambda match: " " if _is_break(match.group()) else "", text)
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(_visible(text, at) for at in range(len(text)))
    return text, markup


def _is_break(tag: str) -> bool:
    return bool(re.match(r"</?(?:br|p|div|li|td|th|tr|h[1-6]|hr)\b", tag, re.IGNORECASE))


def _visible(text: str, at: int) -> str:
    """A character, or nothing where it cannot be seen."""
    char = text[at]
    kind = unicodedata.category(char)
    if kind == "Cf":
        # A joiner makes one picture of two, and spells Khmer, Lao and Indic words.
        joins = char in "\u200c\u200d" and 0 < at < len(text) - 1
        between = text[at - 1 : at] + text[at + 1 : at + 2]
        tag = "\U000e0020" <= char <= "\U000e007f"
        wanted = tag or (joins and (EMOJI.search(between) or OTHER_SCRIPT.search(between)))
        return char if wanted else ""
    if kind == "Cc" and char not in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85":
        return ""
    return char


def _row(line: str, cells: Cells) -> list[str | Piece]:
    """The cells of a table's row, with what separates them."""
    layout: list[str | Piece] = []
    at = 0
    for match in CELL_BORDER.finditer(line):
        layout += [*_cell(line[at : match.start()], cells), match.group()]
        at = match.end()
    return [*layout, *_cell(line[at:], cells)]


def _cell(text: str, cells: Cells) -> list[str | Piece]:
    flat = flatten(text)
    english = cells.english(flat)
    return _line(flat) if english is None else [english]


def _line(text: str) -> list[str | Piece]:
    """One line: what stands before and after its text, and the text."""
    head, text = _take_head(text)
    text, tail = _take_tail(text)
    return [*head, *_sentences(text), *tail]


def _take_head(text: str) -> tuple[list[str | Piece], str]:
    """Bullets, numbers, emoji, tags and a dateline at the beginning; and the rest."""
    head: list[str | Piece] = []
    while text:
        dateline = _DATELINE.match(text)
        match = _BULLET.match(text) or re.match(rf"(?:{EMOJI.pattern})\s*", text)
        if dateline and text[dateline.end() :]:
            head += _dateline(dateline)
            end = dateline.end()
        elif match and any(char.isalnum() for char in text[match.end() :]):
            head.append(match.group())
            end = match.end()
        elif found := _literal_at_start(text):
            head.append(found)
            end = len(found)
        else:
            break
        text = text[end:]
    return head, text


def _dateline(match: re.Match[str]) -> list[str | Piece]:
    place = match["place"]
    before: list[str | Piece] = []
    if place:
        before = [*_sentences(place), match.group()[len(place) : match.start("agency")]]
    name = (match["agency"] or match["bare"]).strip("()")
    english = _ENGLISH_AGENCIES.get(name, name)
    rest = match.group()[match.end("agency" if match["agency"] else "bare") - match.start() :]
    if match["agency"]:
        return [*before, f"({english})", rest]
    return [f"{english}{rest}"]


def _literal_at_start(text: str) -> str:
    """A tag, or an address that something else than a sentence begins with, with its blanks."""
    first = next(iter(literals(text)), None)
    if first is None or first.start or first.kind is LiteralKind.ENGLISH:
        return ""
    after = re.compile(r"\s*[|:–—-]?\s*").match(text, first.end)
    end = after.end() if after else first.end
    if first.kind in _ALONE or end == len(text) or text[first.end : end].strip():
        # Hashtags before a small letter belong to the sentence: #GiáVàng hôm nay tăng.
        if first.kind is LiteralKind.HANDLE and text[end : end + 1].islower():
            return ""
        return text[:end]
    return ""


def _take_tail(text: str) -> tuple[str, list[str | Piece]]:
    """The text without emoji, tags, addresses and a credit at its end; and these."""
    tail: list[str | Piece] = []
    while text:
        if credit := _CREDIT.search(text):
            tail.insert(0, _credit(credit))
            text = text[: credit.start()]
            continue
        last = next(reversed(literals(text)), None)
        if last is None or last.kind is LiteralKind.ENGLISH:
            break
        rest = text[last.end :]
        before = text[: last.start].rstrip()
        if rest.strip(" .,;"):
            break
        if last.kind not in _ALONE and before and not _SENTENCE_END.search(before):
            break
        if last.kind is LiteralKind.HANDLE and before and not _stands_apart(before, tail):
            break
        tail.insert(0, text[len(before) :])
        text = before
    return text, tail


def _stands_apart(before: str, tail: Sequence[str | Piece]) -> bool:
    """Whether a tag after this text is no word of it: after its end, or one of several."""
    several = re.search(r"[@#]\w+$", before) or (tail and re.match(r"\s*[@#]", str(tail[0])))
    return bool(_SENTENCE_END.search(before) or several)


def _credit(match: re.Match[str]) -> str:
    names = re.split(r"(\s*[/,-]\s*)", match["agency"])
    shown = "".join(_ENGLISH_AGENCIES.get(name, name) for name in names)
    by = (match["by"] or "").strip(" :").casefold()
    blank = " " if match.group()[:1].isspace() else ""
    stop = "." if match.group().rstrip().endswith(".") else ""
    return f"{blank}({_BY.get(by, '')}{shown}){stop}"


def _sentences(text: str) -> list[str | Piece]:
    """The text, cut at emoji that stand between its sentences."""
    layout: list[str | Piece] = []
    at = 0
    for match in EMOJI.finditer(text):
        before = text[at : match.start()].rstrip()
        if _SENTENCE_END.search(before):
            layout += _text(before)
            end = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
            layout.append(text[at + len(before) : end])
            at = end
    return [*layout, *_text(text[at:])]


def _text(text: str) -> list[str | Piece]:
    """A piece; or the text itself where nothing in it has to be translated."""
    if (numbers := _numbers(text)) is not None:
        return [numbers]
    if is_english(text) or is_foreign(text) or _all_literal(text):
        return [text]
    capitals = in_capitals(text)
    if capitals:
        text = out_of_capitals(text)
    parts = [text] if len(text) <= _LONGEST else cut_text(text, _n_words, _PART_WORDS)
    pieces = [Piece(part, capitals, literals(part)) for part in parts]
    return [each for piece in pieces for each in (" ", piece)][1:]


def _n_words(text: str) -> int:
    return len(text.split())


def _all_literal(text: str) -> bool:
    """Whether there is nothing but literals in a text."""
    rest = list(text)
    for literal in literals(text):
        rest[literal.start : literal.end] = " " * (literal.end - literal.start)
    return not any(char.isalnum() for char in rest)


def _numbers(text: str) -> str | None:
    """A line of nothing but numbers, dates, amounts and signs, as English writes it; else None."""
    out, at, last = "", 0, ""
    kept = literals(text)
    for value in extract_values(text, "vi", doubtful=True):
        if any(value.start < literal.end and literal.start < value.end for literal in kept):
            continue
        english = _with_english_marks(value) or render_value(value, _NEUTRAL)
        if english is None or not any(char.isdigit() for char in value.text):
            continue
        between = text[at : value.start]
        # 15h ngày 2/12: English puts a word between the two.
        worded = any(char.isalpha() for char in value.text + last)
        if any(char.isalpha() for char in between) or (last and worded and not between.strip()):
            return None
        out += between + english
        at, last = value.end, value.text
    rest = text[at:]
    return None if any(char.isalpha() for char in rest) else out + rest


def _with_english_marks(value: Value) -> str | None:
    """A number in digits with the marks of English, its last zeros kept: 13,0 → 13.0."""
    english = write_digits(value.text) or ""
    read = extract_values(english, "en", doubtful=True)
    return english if len(read) == 1 and read[0].key == value.key else None
