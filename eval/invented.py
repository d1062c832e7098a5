"""What an English draft says that its Vietnamese source does not: people, amounts, countries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from songngu.corpora.values import Value, ValueKind, extract_values, unmatched
from songngu.corpora.vietnamese import without_marks
from songngu.eval.wording import words

# Family names of which no English word is one, and that no province begins with.
_FAMILY_NAME_LIST = """
    nguyen tran pham hoang huynh phan vo dang bui ngo duong dinh trinh truong doan phung quach
    vuong trieu nghiem thach sung
"""
_FAMILY_NAMES = frozenset(_FAMILY_NAME_LIST.split())
_CAPITALISED = re.compile(r"[^\W\d_]+(?:[ \u00a0][^\W\d_]+)*")
# Beside these a name is that of a place or building.
_FACILITY_LIST = """
    stadium street road avenue boulevard bridge school university college academy hospital market
    park airport port station pagoda temple church theatre theater museum square tunnel lake river
    canal reservoir dam ward commune district quarter hotel
"""
_FACILITIES = frozenset(_FACILITY_LIST.split())
_BEHIND = 3
_COUNTRIES = {
    "Vietnam": (r"viet ?nam\w*", r"việt|ttxvn|nước ta|trong nước|cả nước|toàn quốc|quốc gia"),
    "Laos": (r"laos|laotians?|lao(?! (?:cai|bao))", r"lào(?! cai)"),
    "China": (r"china|chinese", r"trung quốc|hoa\b|tàu"),
    "Cambodia": (r"cambodians?|cambodia", r"campuchia|cam-pu-chia|khmer"),
    "Thailand": (r"thailand", r"thái lan"),
    "Russia": (r"russians?|russia", r"nga\b"),
    "Japan": (r"japan|japanese", r"nhật"),
}


def invented_names(source: str, draft: str) -> tuple[str, ...]:
    """People in a draft whose family name or the word behind it is not in the source, in order.

    Only names that begin with a common Vietnamese family name are seen; headlines in capitals are
    passed over, since there every word could be one.
    """
    if draft.isupper():
        return ()
    known = {without_marks(word) for word in words(source)}
    return tuple(
        name for name in _names(draft) if not {without_marks(w) for w in words(name)} <= known
    )


def _names(draft: str) -> Iterator[str]:
    """A family name and the capitalised word behind it, but for those of places and buildings."""
    for run in _CAPITALISED.finditer(unicodedata.normalize("NFC", draft)):
        found = run.group().split()
        for at, (word, following) in enumerate(pairwise(found)):
            is_name = without_marks(word.casefold()) in _FAMILY_NAMES
            if not (is_name and word[0].isupper() and following[0].isupper()):
                continue
            if not _is_facility(found, at):
                yield f"{word} {following}"


def _is_facility(words: Sequence[str], at: int) -> bool:
    """Whether a word for a building or place stands before a name or right behind its capitals."""
    if at and words[at - 1].casefold() in _FACILITIES:
        return True
    for word in words[at + 1 : at + 2 + _BEHIND]:
        if word.casefold() in _FACILITIES:
            return True
        if not word[0].isupper():
            break
    return False


def invented_values(source: str, values: Sequence[Value]) -> tuple[str, ...]:
    """Numbers, dates and amounts of a draft that equal nothing in the source, as written.

    Args:
        source: Vietnamese.
        values: Those of the draft, from :func:`songngu.corpora.values.extract_values`.
    """
    known = extract_values(source, "vi", doubtful=True)
    # "The first to", "two of them": words of small numbers that no source has to spell out.
    stated = [value for value in values if any(char.isdigit() for char in value.text)]
    stated += [value for value in values if value.kind in (ValueKind.WEEKDAY, ValueKind.DATE)]
    stated = [value for value in dict.fromkeys(stated) if not value.doubtful]
    strange = unmatched(stated, known)
    years = {part for value in known for part in (value.key[:4], *value.readings)}
    return tuple(value.text for value in stated if value in strange or not _year(value) <= years)


def _year(value: Value) -> set[str]:
    """The year that a date states, if any."""
    dated = value.kind is ValueKind.DATE and value.key[:4].isdigit()
    return {value.key[:4]} if dated else set()


def invented(source: str, draft: str, values: Sequence[Value]) -> tuple[str, ...]:
    """All that a draft makes up: names, then values, then countries.

    Args:
        source: Vietnamese.
        draft: English.
        values: Those of the draft, from :func:`songngu.corpora.values.extract_values`.
    """
    return (
        *invented_names(source, draft),
        *invented_values(source, values),
        *invented_countries(source, draft),
    )


def invented_countries(source: str, draft: str) -> tuple[str, ...]:
    """Neighbouring and other often confused countries that a draft names and the source does not.

    Only drafts of sources that name a country themselves are looked at: to a border alone,
    English may add whose it is.
    """
    said, told = (" ".join(words(text)) for text in (source, draft))
    stated = {name for name, (_, vi) in _COUNTRIES.items() if re.search(rf"\b(?:{vi})", said)}
    if not stated:
        return ()
    return tuple(
        name
        for name, (english, _) in _COUNTRIES.items()
        if name not in stated and re.search(rf"\b(?:{english})\b", told)
    )
