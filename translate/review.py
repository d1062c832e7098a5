"""Checks of a translation that a person has written: pure functions, tuned to stay silent.

What a draft is looked at for (:mod:`songngu.translate.checks`) holds here as well; beside it stand
names, terms, punctuation and spaces, which an editor is the one to put right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from songngu.corpora.types import Check, CheckName, Term
from songngu.translate.checks import check_draft
from songngu.translate.drafter import terms_in

# The commonest Vietnamese family names: some nine in ten people bear one of them.
_SURNAME_LIST = """
    Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Mai Đào Đoàn
    Lương Trương Tạ Tô Châu Cao Hà Thái Lâm Phùng Quách Vương Chu Triệu Kiều Nghiêm
"""
_SURNAMES = frozenset(_SURNAME_LIST.split())
_NOT_PEOPLE = frozenset(("Hồ Chí Minh", "Thái Bình Dương"))
# Named after people, and called otherwise in English, or not at all.
_PLACE_WORDS = frozenset(("tp", "phố", "đường", "quận", "huyện", "chợ", "cầu", "trường"))
_SPACE_BEFORE = re.compile(r"\w[ \u00a0]+([,;:!?])(?!\))|\w[ \u00a0]+\.(?!\d|\w|\.)")
_DOUBLED = re.compile(r"(?<![,.;:!?])(?:,{2,}|;{2,}|:{2,}|\.\.(?!\.))(?![.])|[,;:]\.")
_ENDS = {"?": "?", "!": "!"}
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))
_CLOSING = "\"'”’»)] \u00a0"


def check_post_edit(source: str, text: str, terms: Sequence[Term] = ()) -> tuple[Check, ...]:
    """What the checks find in a translation, in the order of :class:`CheckName`.

    Args:
        source: The Vietnamese segment.
        text: What an editor made of it in English.
        terms: The termbase, or those of its terms that may occur in the source.
    """
    found = list(check_draft(source, text))
    if not text.strip():
        return tuple(found)
    found += [
        check
        for check in (
            _name_missing(source, text),
            _term_missing(source, text, terms),
            _punctuation(source, text),
            _double_space(text),
        )
        if check is not None
    ]
    return tuple(found)


def fold(text: str) -> str:
    """Return a text in lower case without any marks, as English papers write Vietnamese names."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def person_names(text: str) -> list[str]:
    """The Vietnamese people's names in a text, in order: a family name and two or three more.

    Shorter ones cannot be told from a place or a word at the head of a sentence.
    """
    found: list[str] = []
    composed = unicodedata.normalize("NFC", text)
    for run in re.finditer(r"[^\W\d_]+(?: [^\W\d_]+)*", composed):
        words = run.group().split(" ")
        at = 0
        while at < len(words):
            size = _name_at(words, at)
            if size:
                found.append(" ".join(words[at : at + size]))
            at += max(1, size)
    return list(dict.fromkeys(found))


def _name_at(words: list[str], at: int) -> int:
    """How many words from here on are a person's name; 0 for none."""
    if words[at] not in _SURNAMES or (at and words[at - 1].casefold() in _PLACE_WORDS):
        return 0
    end = at
    while end < len(words) and words[end][:1].isupper() and not words[end].isupper():
        end += 1
    size = end - at
    # Longer runs are titles of bodies and headings in capitals.
    return size if 3 <= size <= 4 and " ".join(words[at : at + 3]) not in _NOT_PEOPLE else 0


def _name_missing(source: str, text: str) -> Check | None:
    written = set(re.findall(r"[^\W\d_]+", fold(text)))
    joined = "".join(re.findall(r"[^\W\d_]+", fold(text)))
    lost = []
    for name in person_names(source):
        given = fold(name.rsplit(" ", 1)[1])
        # English papers shorten a name to its last word, and write some as one: Ho Ngoc-Ha.
        if given not in written and fold(name).replace(" ", "") not in joined:
            lost.append(name)
    if not lost:
        return None
    found = tuple(lost[:5])
    return Check(CheckName.NAME_MISSING, f"Not found in the text: {', '.join(found)}.", found)


def _term_missing(source: str, text: str, terms: Sequence[Term]) -> Check | None:
    lost = [term for term in terms_in(source, terms) if not _has_term(text, term.target)]
    if not lost:
        return None
    found = tuple(f"{term.source} → {term.target}" for term in lost[:5])
    return Check(CheckName.TERM_MISSING, f"The termbase says: {', '.join(found)}.", found)


def _has_term(text: str, target: str) -> bool:
    """Whether a text holds a term, whatever ending its last word has."""
    wanted = " ".join(fold(target).split())
    stem = re.sub(r"(?:y|e|ies)$", "", wanted) if len(wanted) > 4 else wanted
    return bool(re.search(rf"(?<!\w){re.escape(stem)}", " ".join(fold(text).split())))


def _punctuation(source: str, text: str) -> Check | None:
    found = [match.group().strip() for match in _DOUBLED.finditer(text)]
    found += [match.group()[1:] for match in _SPACE_BEFORE.finditer(text)]
    # A speech of several sentences opens in one segment and closes in another, on both sides.
    for opening, closing in _PAIRS:
        if _is_even(text, opening, closing) < _is_even(source, opening, closing):
            found.append(opening + closing)
    if text.count('"') % 2 > _n_quotes(source) % 2 and not re.search(r'\d"', text):  # 15" is a size
        found.append('"')
    asked, said = (part.strip().rstrip(_CLOSING)[-1:] for part in (source, text))
    if asked in _ENDS and said not in ("?", "!"):
        found.append(asked)
    elif asked == "." and said.isalnum() and not text.rstrip().endswith(tuple(_CLOSING[:7])):
        found.append(".")
    elif said == "?" and asked in (".", ","):
        found.append("?")
    if not found:
        return None
    shown = tuple(dict.fromkeys(found))[:5]
    return Check(CheckName.PUNCTUATION, f"Look at the punctuation: {'  '.join(shown)}", shown)


def _is_even(text: str, opening: str, closing: str) -> bool:
    return text.count(opening) == text.count(closing)


def _n_quotes(text: str) -> int:
    return sum(text.count(mark) for mark in '"“”')


def _double_space(text: str) -> Check | None:
    if not re.search(r"\S[ \u00a0]{2,}\S", text):
        return None
    return Check(CheckName.DOUBLE_SPACE, "Two spaces stand together.")
