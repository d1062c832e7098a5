"""Real pairs with names, places, ranks and values exchanged on both sides for others.

Only what stands once in each language, and unmistakably for the same thing, is exchanged.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from songngu.corpora.vietnamese import without_marks
from songngu.translate.newsroom import Entry, Kind, find, is_foreign_name
from songngu.translate.newsroom.parts import name_parts, title_before
from songngu.translate.newsroom.tokens import tokenise
from songngu.translate.training import slots
from songngu.translate.training.pairs import TrainingPair
from songngu.translate.training.value_edits import value_edits

_MOST_EDITS = 6


@dataclass(frozen=True, slots=True)
class Edit:
    """What to put where on each side.

    Attributes:
        source: Half-open span in the source.
        target: Half-open span in the target.
        new_source: Vietnamese to put there.
        new_target: English to put there.
        term: Whether a hint may tell it.
    """

    source: tuple[int, int]
    target: tuple[int, int]
    new_source: str
    new_target: str
    term: bool = False


def augment(pair: TrainingPair, rng: random.Random) -> TrainingPair | None:
    """The pair with other names, places, ranks, numbers and dates; None where none can be told.

    Returns:
        The changed pair; its `terms` are the names and places put in, and those terms of the
        given pair that still stand in both texts.
    """
    source = unicodedata.normalize("NFC", pair.source)
    target = unicodedata.normalize("NFC", pair.target)
    edits = _chosen(list(_edits(source, target, rng)), rng)
    if not edits:
        return None
    new_source = _apply(source, [(edit.source, edit.new_source) for edit in edits])
    new_target = _apply(target, [(edit.target, edit.new_target) for edit in edits])
    kept = [(a, b) for a, b in pair.terms if a in new_source and b in new_target]
    put_in = [(edit.new_source, edit.new_target) for edit in edits if edit.term]
    return replace(
        pair,
        source=new_source,
        target=_mend_articles(new_target, [edit.new_target for edit in edits]),
        terms=tuple(dict.fromkeys([*put_in, *kept])),
    )


def _edits(source: str, target: str, rng: random.Random) -> Iterator[Edit]:
    """All edits that are possible, names first; they may overlap."""
    entries = find(source)
    yield from _name_edits(source, target, entries, rng)
    yield from _foreign_name_edits(source, target, rng)
    yield from _entry_edits(source, target, entries, rng)
    for source_span, target_span, new_source, new_target in value_edits(source, target, rng):
        yield Edit(source_span, target_span, new_source, new_target)


def _chosen(edits: list[Edit], rng: random.Random) -> list[Edit]:
    """Edits that do not overlap on either side."""
    chosen: list[Edit] = []
    for edit in edits:
        apart = all(
            _apart(edit.source, other.source) and _apart(edit.target, other.target)
            for other in chosen
        )
        if apart and (edit.term or rng.random() < 0.85):
            chosen.append(edit)
    return chosen[:_MOST_EDITS]


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def _apply(text: str, changes: list[tuple[tuple[int, int], str]]) -> str:
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _once(text: str, words: str) -> tuple[int, int] | None:
    """Where words stand in a text as whole words, if exactly once."""
    found = [m.span() for m in re.finditer(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text)]
    return found[0] if len(found) == 1 else None


def _name_edits(
    source: str, target: str, entries: tuple[Entry, ...], rng: random.Random
) -> Iterator[Edit]:
    """Vietnamese names that English has without their marks (or with them)."""
    for entry in entries:
        if entry.kind is not Kind.NAME or " " not in entry.source or entry.source.isupper():
            continue
        if is_foreign_name(entry.source, entry.targets):
            tokens = tokenise(source[: entry.start])
            if not title_before(tokens, len(tokens), name_parts().titles):
                continue  # maybe a firm's or a town's
        where, here = _once(target, entry.targets[0]), _once(source, entry.source)
        if where is None and entry.targets[-1] == entry.source:
            where = _once(target, entry.source)
        last = entry.targets[0].split()[-1]
        if where is None or here is None or _once(target, last) is None:
            continue
        if without_marks(source).count(last) == 1:
            before = source[: entry.start].lower().split()[-1:]
            female = " Thị " in entry.source or bool(before and before[0] in _FEMALE_TITLES)
            new = slots.person(rng, female=female)
            yield Edit(here, where, new.source, new.target, term=True)


_FEMALE_TITLES = frozenset(["bà", "chị", "cô"])
_FOREIGN_NAME = re.compile(r"(?<![\w-])([A-Z][a-z]+) (?:[A-Z]\. )?([A-Z][a-zA-Z'-]+[a-z])(?![\w-])")


def _foreign_name_edits(source: str, target: str, rng: random.Random) -> Iterator[Edit]:
    """Foreign names that both sides write alike, for Vietnamese ones."""
    lists = slots.word_lists()
    for match in _FOREIGN_NAME.finditer(source):
        female = match[1] in lists["female_first"]
        if not female and match[1] not in lists["male_first"]:
            continue
        here, where = _once(source, match[0]), _once(target, match[0])
        alone = _once(source, match[2]) and _once(target, match[2]) and _once(target, match[1])
        before = source[: match.start()].split()[-1:]
        if here is None or where is None or not alone:
            continue
        if before and (before[0][0].isupper() or before[0] in _BEFORE_OTHERS):
            continue
        if source[here[1] : here[1] + 2].strip()[:1].isupper() or _title_goes_on(target, where[1]):
            continue
        new = slots.person(rng, female=female)
        yield Edit(here, where, new.source, new.target, term=True)


# What a foreign name is the name of when it follows: a place or a firm.
_BEFORE_OTHERS = frozenset(
    ["ở", "tại", "từ", "đến", "tới", "hãng", "ty", "hàng", "bang", "phố", "quận", "hạt", "trường",
     "đoàn", "vào", "viện", "đảo", "sông", "đường", "học"]
)  # fmt: skip


def _title_goes_on(text: str, at: int) -> bool:
    """Whether another capitalised word follows: a longer name or a firm's."""
    return bool(re.match(r" [A-Z]|['’]s [A-Z]", text[at : at + 4]))


def _entry_edits(
    source: str, target: str, entries: tuple[Entry, ...], rng: random.Random
) -> Iterator[Edit]:
    """Places for places and ranks for ranks."""
    for entry in entries:
        draw = _EXCHANGE.get(entry.kind)
        if draw is None or source.count(entry.source) != 1 or entry.source.isupper():
            continue
        found = [(form, span) for form in entry.targets if (span := _once(target, form))]
        if not found:
            continue
        form, where = max(found, key=lambda item: item[1][1] - item[1][0])
        new = draw(entry, form, rng)
        if new is None or target[: where[0]].lower().endswith("the "):
            continue
        if target[where[1] : where[1] + 2] in ("'s", "’s") and new.target.endswith("s"):
            continue
        yield Edit((entry.start, entry.end), where, new.source, new.target, term=new.term)


def _other_place(entry: Entry, form: str, rng: random.Random) -> slots.Drawn | None:
    """Another place of the same sort, in the same form (Laos → Japan, Lao → Japanese)."""
    sort = slots.sort_of_place(entry.source)
    if sort == "province":
        return slots.province(rng)
    if sort == "exonyms.tsv" and form == entry.targets[0]:
        return slots.world_city(rng) if rng.random() < 0.7 else slots.neighbour(rng)
    if sort == "country":
        old = slots.country_of(entry.source)
        new = slots.country(rng)
        if old is None or "the " in new.target or len(entry.source) < 4:
            return None
        if form == old.target:
            return new
        return new.part("adj") if form == old.part("adj").target else None
    return None


def _other_rank(entry: Entry, form: str, rng: random.Random) -> slots.Drawn | None:
    """Another rank, where English has the preferred word for the old one."""
    if form != entry.targets[0] or not slots.is_military(entry.source):
        return None
    new = slots.rank(rng)
    return replace(new, source=new.source if entry.source[0].isupper() else new.source.lower())


_EXCHANGE: dict[Kind, Callable[[Entry, str, random.Random], slots.Drawn | None]] = {
    Kind.PLACE: _other_place,
    Kind.RANK: _other_rank,
}


def _mend_articles(text: str, new: list[str]) -> str:
    """`a` and `an` as the words put in ask for."""
    for words in new:
        if not words[:1].isalpha():
            continue
        vowel = words[0] in "AEIO" or words.startswith(("Ukr", "Ul"))
        right = "an" if vowel else "a"
        text = re.sub(
            rf"\b([Aa])n? (?={re.escape(words)}(?!\w))",
            lambda match: ("A" if match[1] == "A" else "a") + right[1:] + " ",  # noqa: B023
            text,
        )
    return text
