"""The rules engine: every stop and line break is a candidate, the language's rules decide.

One left-to-right pass. A decision looks at most :data:`_BACK` characters back, never past the
start of the sentence, and a few words ahead, so that the work grows with the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from songngu.corpora.split.rules import Rules, words

Span = tuple[int, int]

_BACK = 40  # longer than any abbreviation, longer than "Phụ lục XXVIII"
_MAX_BRACKET = 400  # a bracket left open longer than this is taken for a slip

_STOPS = ".!?…。！？"
_LINE = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_CLOSERS = "\"'”’»›)\\]}"
_OPENERS = "“\"‘'«‹(\\[{¿¡"
_BULLETS = "–—−‒•●▪*+-"
_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
# Those that head a line of a list or point to the next words: arrows, shapes, ticks, 👉, 📌, 📞.
_POINTERS = (
    "\u2190-\u21ff\u25a0-\u25ff\u260e\u260f\u2611\u261a-\u261f\u2705\u2709\u2713\u2714\u2794-\u27bf"
    "\u2b05-\u2b07\u2b1b\u2b1c\U0001f310\U0001f446-\U0001f449\U0001f4cc\U0001f4cd\U0001f4de-\U0001f4e0"
    "\U0001f4e7\U0001f4f1\U0001f517\U0001f534-\U0001f53d\U0001f7e0-\U0001f7eb"
)
_JOINED = "\ufe0f\u200d\u20e3\U000e0020-\U000e007f"  # what joins and colours emoji

_CANDIDATE = re.compile(
    rf"[{_LINE}]\s*+"
    r"|\.?/\s?\.(?![\w.])"  # ./. and /. close an official text
    rf"|[{_STOPS}]++(?:[ \u00a0][.…!?]++(?!\w))*+"
)
_TAIL = re.compile(
    rf"[{_CLOSERS}{_STOPS}]*+"
    rf"(?:[^\S{_LINE}]{{0,2}}(?:[”»“\"]++[.!?…]++(?=\s|\Z)|[”»“]++(?=\s|\Z)))?"
)
_PICTURES = re.compile(
    rf"(?:[^\S{_LINE}]{{0,2}}[{_EMOJI}][{_JOINED}]*+)*+(?=[^\S{_LINE}]*+(?:[{_LINE}]|\Z))"
    rf"|(?:[^\S{_LINE}]{{0,2}}(?![{_POINTERS}])[{_EMOJI}][{_JOINED}]*+)*+"
)
_NEXT = re.compile(
    rf"(?P<space>\s*+)(?P<opening>(?:[{_OPENERS}{_BULLETS}][^\S{_LINE}]{{0,2}}){{0,6}})"
    r"(?P<word>(?:[^\W_]|[\u0300-\u036f])*+)"
)
_SYMBOLS = re.compile(
    rf"[{_CLOSERS}{_STOPS}{_OPENERS}{_BULLETS}/{_EMOJI}{_JOINED}]*+(?=[{_LINE}]|\Z)"
)
_BREAKERS = frozenset(" \u00a0\t“\"‘'«‹([{,;:–—" + _LINE)
_WORD = re.compile(r"[^\W_]")
_LIST_MARK = re.compile(r"(?:[a-zđ]|\d{1,3})[).]\s|[ivx]{1,5}[).]\s")
_LETTERED_ITEM = re.compile(r"[a-zđ]\)\s")
_ENUMERATOR = re.compile(
    r"[\s“\"‘'«(\[–—•*+-]*(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLC]{1,6}|[ivx]{1,5}|[A-Za-zĐđ])"
)
_HEADING_NUMBER = re.compile(r"\d{1,4}[a-zđ]?|[IVXLC]{1,7}")
_INITIALS = re.compile(r"[^\W\d_](?:[.-][^\W\d_]{1,2})*")
# what follows a stop without a space in the names of files and hosts
_NOT_A_SENTENCE = words(
    "com net org vn edu gov info biz io js ts py html htm php asp aspx jpg jpeg png gif webp",
    "pdf doc docx xls xlsx ppt pptx txt mp3 mp4 avi mov zip rar exe csv xml json tv co uk us",
)


class _Next(NamedTuple):
    """What stands after a candidate."""

    start: int  # where its first character that is no space stands
    word_end: int
    spaced: bool
    opening: str
    word: str  # composed; may be empty: punctuation or the end of the text
    first: str  # first character of the word, or of what stands there instead

    @property
    def is_lower(self) -> bool:
        """Whether it goes on in lower case; ``iPhone`` does not."""
        return self.first.islower() and not any(c.isupper() for c in self.word[1:3])

    @property
    def is_capital(self) -> bool:
        return self.first.isalpha() and not self.is_lower


class Splitter:
    """Splits text of one language into sentences; values in, values out, no state."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def split(self, text: str) -> list[Span]:
        """Spans of the sentences of `text`, in order and without overlap, trimmed of space.

        Every character that is no space lies in exactly one span. A line break ends a sentence
        unless the next line goes on in lower case; blank lines always do. Text may be NFC or NFD.
        """
        spans: list[Span] = []
        start = 0
        for end in self._boundaries(text):
            _append_trimmed(spans, text, start, end)
            start = end
        _append_trimmed(spans, text, start, len(text))
        return spans

    def _boundaries(self, text: str) -> Iterator[int]:
        """Where sentences end, ascending."""
        brackets = _Brackets(text)
        quotes = _Quotes(text)
        start, first_word, position = 0, -1, 0
        while match := _CANDIDATE.search(text, position):
            if first_word < start:
                found = _WORD.search(text, start)
                if found is None:
                    return
                first_word = found.start()
            stop = match.start()
            if text[stop] in _LINE:
                end = match.end()
                is_boundary = stop > first_word and self._breaks_line(text, start, stop, end)
            else:
                closed = _tail_end(text, match.end(), quotes)
                end = _matched_end(_PICTURES, text, closed)
                is_boundary = stop > first_word and (
                    not brackets.enclose(closed, first_word)
                    and self._ends(text, start, match, text[match.end() : closed], end)
                )
            position = end
            if is_boundary:
                yield end
                start = end

    def _breaks_line(self, text: str, start: int, stop: int, end: int) -> bool:
        """Whether the line break at ``[stop, end)`` ends the sentence begun at `start`."""
        if end == len(text) or _SYMBOLS.match(text, end):
            return False  # a closing ./., quotation mark or emoji on a line of its own is ours
        if len(text[stop:end].replace("\r\n", "\n").strip(" \t\u00a0")) > 1:
            return True  # a blank line
        following = _look_ahead(text, end)
        if following.opening.strip(_BULLETS + " ") != following.opening.strip():
            return True
        if not following.is_lower or _LIST_MARK.match(text, following.start):
            return True
        return text[max(start, stop - 3) : stop].rstrip(" \t\u00a0”\"')")[-1:] in ".!?…;:"

    def _ends(self, text: str, start: int, found: re.Match[str], closers: str, end: int) -> bool:
        """Whether the stop `found`, what closes after it and emoji up to `end` end the sentence."""
        stop, mark = found.start(), found.group()
        following = _look_ahead(text, end)
        if not following.first or any(c in _LINE for c in text[end : following.start]):
            return False  # the end of the text or of the line decides
        if "/" in mark or mark[0] in "。！？":
            return True
        if not following.word and following.first in _STOPS:
            return False
        if following.first in ",;:)]}" or (not following.word and not following.spaced):
            return False
        if following.is_lower:
            return bool(_LETTERED_ITEM.match(text, following.start))
        if not following.spaced and not _glued(text, start, stop, following):
            return False
        token = _token_before(text, start, stop)
        if any(c in mark for c in "!?"):
            return self._exclamation_ends(text, token, closers, following)
        if "…" in mark or ".." in mark:
            return not following.first.isdigit()
        quoted = any(c in '”"»’' for c in closers)
        if quoted or text[stop - 1] in '”"»)]':
            return not following.first.isdigit() or following.spaced
        return self._full_stop_ends(text, start, stop, token, following)

    def _exclamation_ends(self, text: str, token: str, closers: str, following: _Next) -> bool:
        if token in self.rules.shouted_names and not closers:
            return following.word in self.rules.starters
        return not closers or not self._speech_follows(text, following)

    def _speech_follows(self, text: str, following: _Next) -> bool:
        """Whether a speaker and a speech verb follow: ``"Sao?" Ông Minh hỏi.``."""
        if following.opening and following.opening.strip(_BULLETS + " "):
            return False
        ahead = text[following.start : following.start + 80].lstrip(_BULLETS + " ")
        ahead = re.split(rf"[{_LINE}]", ahead, maxsplit=1)[0]
        for i, token in enumerate(ahead.split()[:7]):
            bare = unicodedata.normalize("NFC", token.strip(",:;"))
            if bare.rstrip(_STOPS) in self.rules.speech_verbs:
                return i > 0
            ended = any(c in _STOPS for c in bare) and not self.rules.is_title(bare.rstrip("."))
            if ended or (i > 0 and bare[:1].islower()):
                return False
        return False

    def _full_stop_ends(
        self, text: str, start: int, stop: int, token: str, following: _Next
    ) -> bool:
        rules, word = self.rules, following.word
        quote_opens = bool(following.opening.strip(_BULLETS + " "))
        if self._is_heading(text, start, stop, token):
            return False
        if "(" in following.opening and _is_initials(token):
            return False  # Nguyễn Thị H. (SN 1990) …
        if rules.is_title(token):
            return len(token) == 1 and quote_opens
        if token in rules.never_final:
            return False
        numbered = not following.spaced or following.first.isdigit() or _is_roman(word)
        if token in rules.numbered and numbered:
            return False
        if token in rules.often_final:
            return word not in rules.calendar
        if token in rules.seldom_final or _is_initials(token):
            if len(token) == 1 and self._is_lettered(text, start, stop):
                return True
            initial = len(word) == 1 and text[following.word_end : following.word_end + 1] == "."
            return (word in rules.starters and not initial) or quote_opens
        return True

    def _is_lettered(self, text: str, start: int, stop: int) -> bool:
        """Whether the capital before the stop names a kind of its noun (``vitamin C``)."""
        before = text[max(start, stop - _BACK) : stop - 1].split()
        return bool(before) and unicodedata.normalize("NFC", before[-1]) in self.rules.lettered

    def _is_heading(self, text: str, start: int, stop: int, token: str) -> bool:
        """Whether the stop belongs to a number that heads what follows (``1.``, ``Điều 5.``)."""
        if stop - start <= _BACK:
            opening = text[start:stop]
            if _ENUMERATOR.fullmatch(opening):
                return True
            *keyword, number = unicodedata.normalize("NFC", opening).split()
            if " ".join(keyword).lower() in self.rules.headings:
                return bool(_HEADING_NUMBER.fullmatch(number))
        before = text[max(start, stop - _BACK) : stop - len(token)].rstrip()
        return before[-1:] in (":", ";") and bool(_ENUMERATOR.fullmatch(token))


class _Brackets:
    """Pairs of round and square brackets on one line, asked for in ascending order."""

    def __init__(self, text: str) -> None:
        self._pairs = _outer_pairs(text)
        self._at = 0

    def enclose(self, position: int, first_word: int) -> bool:
        """Whether a pair opened inside the sentence, after `first_word`, holds `position`."""
        while self._at < len(self._pairs) and self._pairs[self._at][1] < position:
            self._at += 1
        if self._at == len(self._pairs):
            return False
        return first_word < self._pairs[self._at][0] < position


def _outer_pairs(text: str) -> list[Span]:
    """Outermost bracket pairs of at most :data:`_MAX_BRACKET` characters, ascending."""
    pairs: list[Span] = []
    stack: list[int] = []
    for match in re.finditer(rf"[(\[)\]{_LINE}]", text):
        mark, at = match.group(), match.start()
        if mark in "([":
            stack.append(at)
        elif mark not in ")]":
            stack.clear()
        elif stack:
            opened = stack.pop()
            if at - opened <= _MAX_BRACKET:
                while pairs and pairs[-1][0] > opened:
                    pairs.pop()
                pairs.append((opened, at))
    return pairs


class _Quotes:
    """Counts straight double quotation marks since the line began, asked in ascending order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._counted_to = 0
        self._odd = False

    def open_at(self, position: int) -> bool:
        """Whether a straight quotation mark opened before `position` is still open."""
        chunk = self._text[self._counted_to : position]
        newline = max(chunk.rfind("\n"), chunk.rfind("\r"))
        if newline >= 0:
            self._odd = False
        self._odd ^= chunk.count('"', newline + 1) % 2 == 1
        self._counted_to = position
        return self._odd


def _tail_end(text: str, end: int, quotes: _Quotes) -> int:
    """Where the closing marks after a stop end; a mark that opens the next word is not one."""
    tail_end = _matched_end(_TAIL, text, end)
    if tail_end < len(text) and text[tail_end - 1] == '"' and tail_end > end:
        opens = text[tail_end].isalnum() and not quotes.open_at(tail_end - 1)
        return tail_end - 1 if opens else tail_end
    gap = re.compile(r'[ \u00a0]"(?=\s|\Z)').match(text, tail_end)
    if gap and quotes.open_at(tail_end):
        return gap.end()
    return tail_end


def _matched_end(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Where a pattern that matches the empty string too ends at `start`."""
    match = pattern.match(text, start)
    return match.end() if match else start


def _look_ahead(text: str, end: int) -> _Next:
    match = _NEXT.match(text, end)
    assert match is not None  # it matches the empty string
    word = unicodedata.normalize("NFC", match["word"])
    start = match.start("opening")
    first = word[:1] or text[match.start("word") : match.start("word") + 1]
    return _Next(start, match.end(), bool(match["space"]), match["opening"], word, first)


def _glued(text: str, start: int, stop: int, following: _Next) -> bool:
    """Whether two sentences meet at a stop with the space forgotten (``phát triển.Ông Minh``)."""
    token = _token_before(text, start, stop)
    if "@" in token or "/" in token or not following.is_capital:
        return False
    word = following.word
    if following.opening.strip(_BULLETS + " ") != following.opening.strip():
        return False
    if word.lower() in _NOT_A_SENTENCE or text[following.word_end : following.word_end + 1] in (
        *"./@_",
    ):
        return False
    if text[stop] in "!?…" or text[stop : stop + 2] == "..":
        return True
    if token == "" or token.isdigit() or text[stop - 1] in '”"»)]%':
        return len(word) > 1
    letters = unicodedata.normalize("NFC", token)
    if "." in letters or len(letters) < 2 or letters.isupper():
        return False
    return len(word) > 1 or text[following.word_end : following.word_end + 1] == " "


def _token_before(text: str, start: int, stop: int) -> str:
    """The NFC word that ends at `stop`, inner stops included; empty after a space or bracket."""
    lowest = max(start, stop - _BACK)
    at = stop
    while at > lowest and text[at - 1] not in _BREAKERS:
        at -= 1
    return unicodedata.normalize("NFC", text[at:stop])


def _is_initials(token: str) -> bool:
    return token[:1].isupper() and bool(_INITIALS.fullmatch(token))


def _is_roman(word: str) -> bool:
    return bool(word) and all(c in "IVXLC" for c in word)


def _append_trimmed(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.lstrip()
    if stripped:
        start += len(piece) - len(stripped)
        spans.append((start, start + len(stripped.rstrip())))
