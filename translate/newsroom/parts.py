"""The words that Vietnamese names are made of and stand behind."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from songngu.translate.newsroom.tokens import Token, begins_sentence, fold

#: What people are called before their names, as a pattern.
ADDRESS = "(?:ông|bà|anh|chị|em|cụ|cô|chú|bác|đồng chí)"
_UNIT_LIST = "tỉnh,thành phố,tp,huyện,quận,thị xã,thị trấn,xã,phường,đặc khu"
#: What officials are of.
UNITS = frozenset(tuple(unit.split()) for unit in _UNIT_LIST.split(","))


@dataclass(frozen=True, slots=True)
class NameParts:
    """The words that names are made of, folded; multi-word ones as tuples.

    Attributes:
        strong: Family names that hardly mean anything else.
        commonest: The family names that a single given name suffices for.
        weak: Family names that are also other words.
        ethnic: Family names of minorities, as tuples of words.
        ethnic_middle: Their second parts.
        middle: Second and third parts.
        given: Given names.
        titles: What calls a person, as tuples of words.
        not_titles: Compounds that only end like one.
        single: Titles after which one word is a name.
        leads: What makes a personal name a street's, a school's or a firm's.
        firms: The leads to firms and prizes, which are no places.
        before_capitals: What a name follows in headlines set in capitals.
        after_capitals: Words of two syllables that follow a name there.
        sure_leads: Leads after which a single capitalised word is a place.
        known_leads: Leads whose places the lexicon has.
        verbs: What a person called by one word does next.
        counted: Words that a number before them counts.
        measures: Words that make a country's syllable after them a currency or measure.
        not_leads: Compounds that only end like a lead.
        not_places: Words that, capitalised alone after a lead, begin no place.
        never: What only looks like a name.
        lao: Syllables of Lao and Khmer names as Vietnamese papers spell them.
        credits: Words before the colon of a credit.
        publishers: First words of bodies that are credited.
        no_authors: What is credited and no name.
        where: What stands before the name of a place.
        ways: What stands before a place that no list has.
        behind_place: What may follow such a place and is no part of its name.
        capital_leads: The leads to places in headlines set in capitals.
        place_heads: First words that places have there.
    """

    strong: frozenset[str]
    commonest: frozenset[str]
    weak: frozenset[str]
    ethnic: frozenset[tuple[str, ...]]
    ethnic_middle: frozenset[str]
    middle: frozenset[str]
    given: frozenset[str]
    titles: frozenset[tuple[str, ...]]
    not_titles: frozenset[tuple[str, ...]]
    single: frozenset[tuple[str, ...]]
    leads: frozenset[tuple[str, ...]]
    firms: frozenset[tuple[str, ...]]
    before_capitals: frozenset[str]
    after_capitals: frozenset[tuple[str, ...]]
    sure_leads: frozenset[tuple[str, ...]]
    known_leads: frozenset[tuple[str, ...]]
    verbs: frozenset[str]
    counted: frozenset[str]
    measures: frozenset[str]
    not_leads: frozenset[tuple[str, ...]]
    not_places: frozenset[str]
    never: frozenset[tuple[str, ...]]
    lao: frozenset[str]
    credits: frozenset[str]
    publishers: frozenset[str]
    no_authors: frozenset[tuple[str, ...]]
    where: frozenset[str]
    ways: frozenset[tuple[str, ...]]
    behind_place: frozenset[str]
    capital_leads: frozenset[tuple[str, ...]]
    place_heads: frozenset[str]


def raw_name_parts() -> dict[str, list[str]]:
    """The lists of ``names.toml`` as written there, ``_`` turned into spaces."""
    path = resources.files(__package__) / "data" / "names.toml"
    data: dict[str, str] = tomllib.loads(path.read_text("utf-8"))
    return {
        key: list(dict.fromkeys(word.replace("_", " ") for word in words.split()))
        for key, words in data.items()
    }


@lru_cache(maxsize=1)
def name_parts() -> NameParts:
    """The lists, folded for look-up."""
    raw = raw_name_parts()

    def words(key: str) -> frozenset[str]:
        return frozenset(fold(word) for word in raw[key])

    def phrases(key: str) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(fold(part) for part in _parts(word)) for word in raw[key])

    return NameParts(
        strong=words("strong"),
        commonest=words("commonest"),
        weak=words("weak"),
        ethnic=phrases("ethnic"),
        ethnic_middle=words("ethnic_middle"),
        middle=words("middle"),
        given=words("given"),
        titles=phrases("titles"),
        not_titles=phrases("not_titles"),
        single=phrases("single"),
        leads=phrases("leads"),
        firms=phrases("firms"),
        before_capitals=words("before_capitals"),
        after_capitals=phrases("after_capitals"),
        sure_leads=phrases("sure_leads"),
        known_leads=phrases("known_leads"),
        verbs=words("verbs"),
        counted=words("counted"),
        measures=words("measures"),
        not_leads=phrases("not_leads"),
        not_places=words("not_places"),
        never=phrases("never"),
        lao=words("lao"),
        credits=words("credits"),
        publishers=words("publishers"),
        no_authors=phrases("no_authors"),
        where=words("where"),
        ways=phrases("ways"),
        behind_place=words("behind_place"),
        capital_leads=phrases("capital_leads"),
        place_heads=words("place_heads"),
    )


def _parts(word: str) -> list[str]:
    return word.replace("'", " ' ").replace(".", " . ").split()


def ends_with(tokens: list[Token], end: int, phrases: frozenset[tuple[str, ...]]) -> int:
    """How many tokens the longest of the phrases takes that ends right before `end`; 0 for none."""
    for size in (4, 3, 2, 1):
        if size <= end and tuple(token.key for token in tokens[end - size : end]) in phrases:
            return size
    return 0


def title_before(tokens: list[Token], end: int, phrases: frozenset[tuple[str, ...]]) -> int:
    """How many tokens the longest of the titles takes right before `end`; 0 for none."""
    size = ends_with(tokens, end, phrases)
    return 0 if ends_with(tokens, end, name_parts().not_titles) > size else size  # trẻ em Mỹ


def lead_before(tokens: list[Token], end: int) -> int:
    """How many tokens a word for a place or body takes right before `end`; 0 for none."""
    parts = name_parts()
    size = ends_with(tokens, end, parts.leads)
    if ends_with(tokens, end, parts.not_leads) >= size:
        return 0  # vận động, but sân vận động is one
    return 0 if size == 1 and _within_name(tokens, end - 1) else size


def _within_name(tokens: list[Token], at: int) -> bool:
    """Whether a word is part of a name before it: the Đồn of Vân Đồn, the Hồ of Phình Hồ."""
    if at == 0 or not tokens[at].text.istitle() or not tokens[at - 1].text.istitle():
        return False
    return not begins_sentence(tokens, at - 1)
