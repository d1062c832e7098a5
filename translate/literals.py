"""What a translation has to hold as the source writes it: addresses, handles, codes, other scripts.

Found in the source, looked for in the draft, and put back where the draft has lost or changed it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from songngu.corpora.lexicon.words import fold
from songngu.translate.newsroom import find
from songngu.translate.tongues import OTHER_SCRIPT, WORD, english_runs


class LiteralKind(StrEnum):
    """What a literal is."""

    ADDRESS = "address"
    EMAIL = "email"
    HANDLE = "handle"
    PHONE = "phone"
    CODE = "code"
    SCRIPT = "script"
    EMOJI = "emoji"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class Literal:
    """A span of a text that a translation takes over as it is."""

    start: int
    end: int
    text: str
    kind: LiteralKind


_DOMAIN_ENDS = "vn|com|org|net|gov|edu|info|eu|int|asia|la|kh|cn|uk|us|io|me|tv|news"
_EMOJI_CHARS = (
    "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff"
)
#: One or more pictographs with what joins and colours them.
EMOJI = re.compile(
    f"[{_EMOJI_CHARS}][{_EMOJI_CHARS}\ufe0f\u200d\u20e3\U000e0020-\U000e007f]*"
    rf"(?:\s*[{_EMOJI_CHARS}][{_EMOJI_CHARS}\ufe0f\u200d\u20e3]*)*"
)
_PATTERNS: tuple[tuple[LiteralKind, re.Pattern[str]], ...] = (
    (LiteralKind.EMAIL, re.compile(r"[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    (LiteralKind.ADDRESS, re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"“”«»|]+", re.IGNORECASE)),
    (
        LiteralKind.ADDRESS,
        re.compile(
            rf"(?<![\w@.])[A-Za-z0-9-]{{2,}}(?:\.[A-Za-z0-9-]+)*\.(?:{_DOMAIN_ENDS})(?![\w-])"
            r"(?:/[^\s<>\"“”«»|]*)?"
        ),
    ),
    (LiteralKind.HANDLE, re.compile(r"(?<![\w&/])[@#](?=\w*[^\W\d_])\w{2,}(?:\.\w+)*")),
    (
        LiteralKind.PHONE,
        re.compile(
            r"(?<![\w.,])(?![0-9]{2}[ .-][0-9]{2}[ .-][12][0-9]{3})"
            r"(?:\(?\+84\)?|\(?0[1-9][0-9]{0,2}\)?)(?:[\s.-]{0,2}[0-9]{2,4}){2,4}"
            r"(?![\w%]|[.,][0-9])"
            r"|(?<![\w.,])1[89]00(?:[ .-][0-9]{2,4}|[0-9]{2}){1,3}(?![\w%]|[.,][0-9])"
        ),
    ),
    (
        LiteralKind.CODE,
        re.compile(
            r"`[^`]+`"
            r"|(?<![\w@/.-])[\w-]+\.(?:pdf|docx?|xlsx?|jpe?g|png|gif|mp[34]|zip|html?|csv|txt|json|exe|apk)(?!\w)"
            r"|(?<![\w@/.-])[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+(?![\w@])"
            r"|(?<![\w@/.-])[0-9]{2}[A-Z]{1,2}[0-9]?-[0-9]{3,5}(?:\.[0-9]{2})?(?!\w)"
            r"|(?<![\w@/.-])(?=[A-Za-z0-9/-]*[0-9])[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+(?![\w/])"
        ),
    ),
    (LiteralKind.SCRIPT, OTHER_SCRIPT),
    (LiteralKind.EMOJI, EMOJI),
)
_PART = re.compile(r"[^\W_]+")
_TRAILING = ".,;:!?…'’)]}"
_LEAST_PHONE_DIGITS = 8
_LEAST_LIKENESS = 0.55
_EXACT = (LiteralKind.ADDRESS, LiteralKind.EMAIL)


@lru_cache(maxsize=256)
def literals(text: str) -> tuple[Literal, ...]:
    """The literals of a Vietnamese text, ascending and without overlap."""
    found: list[Literal] = []
    taken = [False] * len(text)

    def take(start: int, end: int, kind: LiteralKind) -> None:
        if start < end and not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            found.append(Literal(start, end, text[start:end], kind))

    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            end = match.end()
            if kind is LiteralKind.ADDRESS:
                end = _without_trailing(text, match.start(), end)
            elif kind is LiteralKind.PHONE:
                if sum(char.isdigit() for char in match.group()) < _LEAST_PHONE_DIGITS:
                    continue
            elif kind is LiteralKind.CODE and not any(c.isdigit() or c in "_`." for c in match[0]):
                continue
            take(match.start(), end, kind)
    for start, end in english_runs(text):
        take(start, end, LiteralKind.ENGLISH)
    return tuple(sorted(found, key=lambda literal: literal.start))


def _without_trailing(text: str, start: int, end: int) -> int:
    """Where an address ends, its sentence's punctuation left out; ``(x)`` inside it stays."""
    while end > start and text[end - 1] in _TRAILING:
        if text[end - 1] == ")" and text.count("(", start, end) >= text.count(")", start, end):
            break
        end -= 1
    return end


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that holds the literals of its source.

    Attributes:
        repaired: The literals that the draft had lost or changed, in order.
    """

    text: str
    repaired: tuple[str, ...]


def keep_literals(source: str, draft: str, wanted: Sequence[Literal] | None = None) -> Kept:
    """The draft with each literal of its source as the source writes it.

    One that the draft has changed is put right where it stands. One that is missing goes after the
    nearest word before it that both texts have, else to the end; English passages are left missing.

    Args:
        wanted: The source's :func:`literals` where they are known.
    """
    if not draft.strip():
        return Kept(draft, ())  # nothing was drafted, and it is not to look as if
    wanted = literals(source) if wanted is None else wanted
    taken: list[tuple[int, int]] = []
    open_ones: list[Literal] = []
    for literal in wanted:
        at = _find(draft, literal, taken)
        if at is None:
            open_ones.append(literal)
        else:
            taken.append(at)
    repaired = []
    for literal in open_ones:
        change = _damaged(source, draft, literal, taken)
        if change is None and literal.kind is LiteralKind.ENGLISH:
            continue  # said in other words, or names that stand in another order
        start, end, new = change or _place(source, draft, literal)
        draft = draft[:start] + new + draft[end:]
        grown = len(new) - (end - start)
        taken = [(a + grown, b + grown) if a >= end else (a, b) for a, b in taken]
        taken.append((start, start + len(new)))
        repaired.append(literal.text)
    return Kept(draft, tuple(repaired))


def _find(draft: str, literal: Literal, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Where a draft has a literal on ground that no other has taken."""
    # Servers tell capitals from small letters in addresses.
    flags = re.NOFLAG if literal.kind in _EXACT else re.IGNORECASE
    for match in re.finditer(_accepted(literal), draft, flags):
        span = match.span()
        if not any(a < span[1] and span[0] < b for a, b in taken):
            return span
    return None


def _accepted(literal: Literal) -> str:
    """What counts as the literal: codes and phone numbers with other marks between, any case."""
    if literal.kind in (LiteralKind.CODE, LiteralKind.PHONE):
        parts = re.findall(r"[^\W_]+", literal.text)
        if parts and literal.kind is LiteralKind.PHONE:
            parts = list("".join(parts))
        core = r"[\W_]{0,2}".join(re.escape(part) for part in parts)
        return rf"(?<!\w){core}s?(?!\w)"
    core = r"\s+".join(re.escape(part) for part in literal.text.split())
    # Other scripts may stand right after a letter.
    bounded = literal.kind is not LiteralKind.SCRIPT and literal.text[0].isalnum()
    head = r"(?<!\w)" if bounded else ""
    return f"{head}{core}"


def _damaged(
    source: str, draft: str, literal: Literal, taken: Sequence[tuple[int, int]]
) -> tuple[int, int, str] | None:
    """The copy of a literal that went wrong, and what to write in its stead."""
    best, found = _LEAST_LIKENESS if literal.kind is not LiteralKind.ENGLISH else 0.8, None
    for start, end in _candidates(draft, literal):
        if any(a < end and start < b for a, b in taken):
            continue
        likeness = SequenceMatcher(None, literal.text.lower(), draft[start:end].lower()).ratio()
        if likeness > best:
            best, found = likeness, (start, end, literal.text)
    if found is None and literal.kind in _EXACT:
        return _remains(source, draft, literal, taken)
    return found


def _remains(
    source: str, draft: str, literal: Literal, taken: Sequence[tuple[int, int]]
) -> tuple[int, int, str] | None:
    """What a model made of an address (``#12 & 3`` of ``?id=12&x=3``), and the address for it.

    At least two words, with a digit, of nothing but signs and what only the address has.
    """
    around = source[: literal.start] + " " + source[literal.end :]
    known = {part.casefold() for part in _PART.findall(around)}
    own = {part.casefold() for part in _PART.findall(literal.text)} - known
    run: list[tuple[int, int]] = []
    for span in [*(match.span() for match in re.finditer(r"\S+", draft)), (len(draft),) * 2]:
        start, end = span[0], _without_trailing(draft, *span)
        parts = {part.casefold() for part in _PART.findall(draft[start:end])}
        free = not any(a < end and start < b for a, b in taken)
        if free and start < end and parts <= own:
            run.append((start, end))
            continue
        while run and not _PART.search(draft[slice(*run[-1])]):
            run.pop()
        while run and not _PART.search(draft[slice(*run[0])]):
            run.pop(0)
        if len(run) > 1 and re.search(r"\d", draft[run[0][0] : run[-1][1]]):
            return run[0][0], run[-1][1], literal.text
        run = []
    return None


def _candidates(draft: str, literal: Literal) -> list[tuple[int, int]]:
    """The spans of a draft that may be a literal gone wrong."""
    if literal.kind is LiteralKind.ENGLISH:
        words = [match.span() for match in re.finditer(r"\S+", draft)]
        size = len(literal.text.split())
        return [
            (words[at][0], words[at + n - 1][1])
            for n in {max(1, size - 1), size, size + 1}
            for at in range(len(words) - n + 1)
        ]
    if literal.kind is LiteralKind.PHONE:
        return [m.span() for m in re.finditer(r"[+(]?[0-9](?:[0-9().\s-]*[0-9])", draft)]
    if literal.kind is LiteralKind.SCRIPT:
        return [match.span() for match in OTHER_SCRIPT.finditer(draft)]
    if literal.kind is LiteralKind.EMOJI:
        return [match.span() for match in EMOJI.finditer(draft)]
    spans = [match.span() for match in re.finditer(r"[^\s\"“”(),;]+", draft)]
    # A model may put blanks into an address.
    broken = literal.kind in (LiteralKind.ADDRESS, LiteralKind.EMAIL)
    runs = [spans[at : at + n] for n in range(1, 4 if broken else 2) for at in range(len(spans))]
    return [
        (run[0][0], _without_trailing(draft, run[0][0], run[-1][1]))
        for run in runs
        if all(re.search(r"[@#/_.\d-]", draft[start:end]) for start, end in run)
        and all(draft[a:b].isspace() for (_, a), (b, _) in itertools.pairwise(run))
    ]


def _place(source: str, draft: str, literal: Literal) -> tuple[int, int, str]:
    """Where to put a literal that a draft does not have: the span to replace, and the text."""
    bracketed = (
        source[literal.start - 1 : literal.start] == "(" and source[literal.end :][:1] == ")"
    )
    text = f"({literal.text})" if bracketed else literal.text
    for entry in reversed(find(source[: literal.start])):
        # Xi Jinping (习近平): the source has Tập Cận Bình before it.
        if source[entry.end : literal.start].strip(" ("):
            break
        for target in entry.targets:
            form = rf"(?<!\w){re.escape(target)}(?!\w)(?:['’]s)?"
            if match := re.search(form, draft, re.IGNORECASE):
                return _after(draft, match.end(), text)
    before = [match.group() for match in WORD.finditer(source[: literal.start])][-4:]
    for word in reversed(before):
        # Words that two languages share are names; short ones may be anything.
        places = [m for m in WORD.finditer(draft) if fold(m.group()) == fold(word)]
        if len(word) > 2 and word[0].isupper() and len(places) == 1:
            return _after(draft, places[0].end(), text)
    if not WORD.search(source[: literal.start]):
        return 0, 0, f"{text} "
    closing = re.search(r"[\s.!?…\"”’)]*$", draft)
    at = closing.start() if closing else len(draft)
    return at, at, f" {text}" if bracketed or literal.kind is LiteralKind.EMOJI else f" ({text})"


def _after(draft: str, at: int, text: str) -> tuple[int, int, str]:
    """The span to replace after a name: what a model wrote in brackets for that in brackets."""
    wrong = re.compile(r"\s?\([^()\d]{1,40}\)").match(draft, at) if text.startswith("(") else None
    return at, wrong.end() if wrong else at, f" {text}"
