"""The lines of a flattened page with the features that tell article from furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from songngu.corpora.ingest.dates import date_line
from songngu.corpora.ingest.vocabulary import Role, key_of, role_of
from songngu.corpora.normalise import NormalisedText, normalise_with_offsets
from songngu.corpora.types import BlockKind

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_IMAGE = re.compile(
    r"[^/\\<>|]{1,240}\.(?:jpe?g|png|gif|webp|bmp|tiff?|heic|svg|avif)", re.IGNORECASE
)
# An agency's name after the last full stop closes the article as ``./.`` does.
_SIGN_OFF = re.compile(r"[.!?”\"]\s*[—–-]\s*(?:VNS|VNA|TTXVN)$")
_TERMINAL = re.compile(
    rf"(?:[.!?…]|\./\.)[\"'”’»)\]*]*(?:\s*\(?(?:\d{{1,2}}|\[\d{{1,3}}\])\)?)?$|{_SIGN_OFF.pattern}"
)
_FULL_STOP = re.compile(
    rf"(?:[.…]|[.?!][\"”’»)]+|\./\.|[!?][\"'”’»)]+)[\"'”’»)\]*]*$|{_SIGN_OFF.pattern}"
)
_LIST = re.compile(r"^(?:[-–—•·●▪+*o]\s|\(?\d{1,3}[.)]\s|[a-zđ][.)]\s|[IVX]{1,4}[.)]\s)")
_NEAR = 2000  # characters in which the line above or below is looked for
MIN_PROSE_WORDS = 8
LONG_LINE_WORDS = 30


@dataclass(slots=True)
class Line:
    """One line that holds text, with what can be said of it alone.

    Attributes:
        start: Where its first non-space character is in the raw text.
        end: Where its last one ends.
        text: Of one line; a table's row keeps the tabs between its cells.
        gap: Whether an empty line, or the page's beginning, precedes it.
        key: For comparisons: lower case, no punctuation around.
        role: What its wording says; None for what an article may say.
        hint: The kind that a page's markup gives it; None for none.
        is_date: Whether it holds a date and nothing else.
        plain: Whether it may belong to the article by its wording and markup.
        prose: Whether it reads as a paragraph: sentences, or long.
        repeats: How often the key stands on the page.
    """

    start: int
    end: int
    text: str
    gap: bool
    hint: BlockKind | None
    key: str = field(init=False)
    words: int = field(init=False)
    role: Role | None = field(init=False)
    is_date: bool = field(init=False)
    is_image: bool = field(init=False)
    is_list: bool = field(init=False)
    terminal: bool = field(init=False)
    plain: bool = field(init=False)
    prose: bool = field(init=False)
    repeats: int = field(init=False, default=1)

    def __post_init__(self) -> None:
        self.key = key_of(self.text)
        self.words = len(self.text.split())
        self.role = role_of(self.text)
        self.is_date = date_line(self.text) is not None
        self.is_image = len(self.text) <= 260 and is_image_file(self.text)
        self.is_list = _LIST.match(self.text) is not None
        self.terminal = _TERMINAL.search(self.text[-12:]) is not None
        self.plain = self.role is None and self.hint != BlockKind.FURNITURE
        self.prose = (
            self.plain
            and not self.is_image
            and not self.is_date
            and (self.words >= LONG_LINE_WORDS or (self.words >= MIN_PROSE_WORDS and self.terminal))
        )

    @property
    def sentence(self) -> bool:
        """Whether it ends as a statement does, be it short."""
        return (
            self.plain
            and not self.is_image
            and not self.is_date
            and (
                self.words >= LONG_LINE_WORDS
                or (self.words >= 4 and _FULL_STOP.search(self.text[-12:]) is not None)
            )
        )

    @property
    def headline(self) -> bool:
        """Whether it could be a headline: some words, no full stop."""
        return (
            self.plain
            and not self.is_image
            and not self.is_date
            and not self.is_row
            and 3 <= self.words < LONG_LINE_WORDS
            and _FULL_STOP.search(self.text[-12:]) is None
            and not self.text.endswith((":", ";", ","))
        )

    @property
    def is_row(self) -> bool:
        """Whether it is one of the rows of a table."""
        return "\t" in self.text or self.text.startswith("| ")

    @property
    def closing(self) -> bool:
        """Whether it ends with the official full stop ``./.`` or an agency's sign-off."""
        text = self.text.rstrip("\"'”’)] ")
        return text.endswith(("./.", "/.")) or _SIGN_OFF.search(text[-12:]) is not None


def is_image_file(text: str) -> bool:
    """Whether the text is the name of an image file and nothing else."""
    return _IMAGE.fullmatch(text.strip()) is not None


def raw_lines(raw: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and gap of each line with a character that is no space."""
    previous_end = -1
    for match in _LINE.finditer(raw):
        text = match.group()
        stripped = text.strip()
        if not stripped:
            continue
        start = match.start() + len(text) - len(text.lstrip())
        gap = previous_end < 0 or len(_BREAK.findall(raw, previous_end, start)) > 1
        previous_end = start + len(stripped)
        yield start, previous_end, gap


def split_lines(raw: str, hints: Mapping[int, BlockKind] | None = None) -> list[Line]:
    """The page's lines in order; together they hold every character that is no space.

    Lines of invisible characters only are joined to a neighbour; lines that a text was wrapped
    into at a fixed width are joined to paragraphs.

    Args:
        raw: The page's text.
        hints: The kind that markup gives a line, by the offset of the line's first character.
    """
    spans: list[list[int]] = []
    gaps: list[bool] = []
    invisible_before: int | None = None
    texts: list[str] = []
    for start, end, gap in raw_lines(raw):
        tabs = is_row(raw, start, end) and _has_cells_beside(raw, start, end)
        text = normalise_with_offsets(raw[start:end], tabs=tabs).text
        if text:
            spans.append([start if invisible_before is None else invisible_before, end])
            gaps.append(gap)
            texts.append(text)
            invisible_before = None
        elif spans:
            spans[-1][1] = end
        elif invisible_before is None:
            invisible_before = start
    joined = _unwrap(texts, gaps) if not hints else [[index] for index in range(len(texts))]
    lines = []
    for group in joined:
        start, end = spans[group[0]][0], spans[group[-1]][1]
        text = texts[group[0]] if len(group) == 1 else " ".join(texts[i] for i in group)
        hint = hints.get(spans[group[0]][0]) if hints else None
        lines.append(Line(start, end, text, gaps[group[0]], hint))
    counts = Counter(line.key for line in lines)
    for line in lines:
        line.repeats = counts[line.key]
    for one, two in pairwise(lines):
        if one.key == two.key and not one.terminal:
            one.prose = two.prose = False  # a long headline printed twice
    return lines


def _unwrap(texts: list[str], gaps: list[bool]) -> list[list[int]]:
    """Groups of lines that are one paragraph wrapped at a fixed width; single lines else."""
    inner = [
        index
        for index in range(len(texts) - 1)
        if not gaps[index + 1] and 40 <= len(texts[index]) <= 110
    ]
    broken = sum(
        not _TERMINAL.search(texts[index][-12:]) and texts[index + 1][0].islower()
        for index in inner
    )
    if len(inner) < 2 or broken < 0.3 * len(inner) or max(map(len, texts)) > 130:
        return [[index] for index in range(len(texts))]
    width = max(len(texts[index]) for index in inner)
    groups: list[list[int]] = []
    for index in range(len(texts)):
        wrapped = (
            index > 0
            and not gaps[index]
            and len(texts[index - 1]) >= 0.7 * width
            and not _LIST.match(texts[index])
            and not is_image_file(texts[index])
        )
        if wrapped:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def block_text(raw: str, kind: BlockKind, start: int, end: int) -> NormalisedText:
    """The text of a block with the way back to ``raw``.

    A caption's image-file lines lie in its span but not in its text, unless there is no other.
    """
    if kind == BlockKind.CAPTION:
        parts = list(raw_lines(raw[start:end]))
        texts = [(start + a, start + b) for a, b, _ in parts]
        kept = [
            (a, b) for a, b in texts if not is_image_file(normalise_with_offsets(raw[a:b]).text)
        ]
        if kept and len(kept) < len(texts):
            return _joined(raw, kept)
    return normalise_with_offsets(raw[start:end], base=start, tabs=is_row(raw, start, end))


def is_row(raw: str, start: int, end: int) -> bool:
    """Whether a line is the row of a table, its cells parted by tabs.

    Three cells make a row; two do where the line above or below has cells too, since a tab may
    also have strayed into a sentence, or stand behind the number of a paragraph.

    Args:
        raw: The page's text.
        start: Where the line's first character is that is no space.
        end: Where its last one ends.
    """
    text = raw[start:end]
    if "\t" not in text or _BREAK.search(text):
        return False
    if _cells(text) > 2:
        return True
    return _LIST.match(text) is None and _has_cells_beside(raw, start, end)


def _has_cells_beside(raw: str, start: int, end: int) -> bool:
    """Whether the line above or below is parted by tabs."""
    above = reversed(_LINE.findall(raw[max(0, start - _NEAR) : start]))
    below = _LINE.findall(raw[end : end + _NEAR])
    near = (next(filter(str.strip, lines), "") for lines in (above, below))
    return any(_cells(line) > 1 for line in near)


def _cells(line: str) -> int:
    return sum(bool(cell.strip()) for cell in line.split("\t"))


def _joined(raw: str, spans: list[tuple[int, int]]) -> NormalisedText:
    pieces = [normalise_with_offsets(raw[a:b], base=a) for a, b in spans]
    text = ""
    starts: list[int] = []
    ends: list[int] = []
    for piece in pieces:
        if not piece.text:
            continue
        if text:
            text += " "
            starts.append(ends[-1])
            ends.append(piece.starts[0])
        text += piece.text
        starts.extend(piece.starts)
        ends.extend(piece.ends)
    return NormalisedText(text, tuple(starts), tuple(ends))
