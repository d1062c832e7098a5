"""Checks of a translation that a person has written: pure functions, tuned to stay silent.

What a draft is looked at for (:mod:`songngu.translate.checks`) holds here as well; beside it stand
names, terms, punctuation and spaces, which an editor is the one to put right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from songngu.corpora.types import Check, CheckName, Term
from songngu.translate.checks import check_draft
from songngu.translate.expectations import Expected, expectations, unmet
from songngu.translate.missing import check_missing, in_order

_SPACE_BEFORE = re.compile(r"\w[ \u00a0]+([,;:!?])(?!\))|\w[ \u00a0]+\.(?!\d|\w|\.)")
_DOUBLED = re.compile(r"(?<![,.;:!?])(?:,{2,}|;{2,}|:{2,}|\.\.(?!\.))(?![.])|[,;:]\.")
_ENDS = {"?": "?", "!": "!"}
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))
# The first of several sentences of a speech, or the last.
_PART_OF_SPEECH = re.compile(r"[\"“][^\"“”]*|[^\"“”]*[,.!?…][\"”][^\"“”]*")
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
    lost = [
        item for item in unmet(expectations(source, terms), text, lenient=True) if item.required
    ]
    # Good English often says a country by its people or not at all.
    found += check_missing([item for item in lost if item.kind is not Expected.PLACE])
    own = (_punctuation(source, text), _double_space(text))
    found += [check for check in own if check is not None]
    return in_order(found)


def _punctuation(source: str, text: str) -> Check | None:
    found = [match.group().strip() for match in _DOUBLED.finditer(text)]
    found += [match.group()[1:] for match in _SPACE_BEFORE.finditer(text)]
    found += _unpaired(source, text)
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


def _unpaired(source: str, text: str) -> list[str]:
    """The brackets and quotation marks that want another one, and do not in the source."""
    # A speech of several sentences opens in one segment and closes in another, on both sides or,
    # where Vietnamese does without marks, in English alone.
    speech = not _n_quotes(source) and bool(_PART_OF_SPEECH.fullmatch(text.strip()))
    found = []
    for opening, closing in _PAIRS[: -1 if speech else None]:
        if _is_even(text, opening, closing) < _is_even(source, opening, closing):
            found.append(opening + closing)
    odd = text.count('"') % 2 > _n_quotes(source) % 2
    if odd and not speech and not re.search(r'\d"', text):  # 15" is a size
        found.append('"')
    return found


def _is_even(text: str, opening: str, closing: str) -> bool:
    return text.count(opening) == text.count(closing)


def _n_quotes(text: str) -> int:
    return sum(text.count(mark) for mark in '"“”')


def _double_space(text: str) -> Check | None:
    if not re.search(r"\S[ \u00a0]{2,}\S", text):
        return None
    return Check(CheckName.DOUBLE_SPACE, "Two spaces stand together.")
