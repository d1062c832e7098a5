"""Invented names, places, dates and amounts in both languages, drawn at random."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from songngu.corpora.vietnamese import without_marks
from songngu.translate.newsroom.lexicon import load_terms


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something in both languages.

    Attributes:
        source: In Vietnamese.
        target: In English.
        term: Whether a hint may tell it.
        parts: Other wordings of the same thing by name, such as ``given`` for the last word of
            a personal name.
    """

    source: str
    target: str
    term: bool = False
    parts: tuple[tuple[str, Drawn], ...] = ()

    def part(self, name: str) -> Drawn:
        """The wording of that name; itself for the empty name.

        Raises:
            ValueError: There is none.
        """
        if not name:
            return self
        for key, value in self.parts:
            if key == name:
                return value
        raise ValueError(f"found no part {name!r} of {self.source!r}, it has {self.parts!r}")


@lru_cache(maxsize=1)
def word_lists() -> dict[str, list[str]]:
    """The lists of ``invented.toml``, a word as often as it stands there."""
    path = resources.files("songngu.translate.newsroom") / "data" / "invented.toml"
    data: dict[str, str] = tomllib.loads(path.read_text("utf-8"))
    return {key: [w.replace("_", " ") for w in text.split()] for key, text in data.items()}


@lru_cache(maxsize=1)
def _peoples() -> list[list[list[str]]]:
    path = resources.files("songngu.translate.newsroom") / "data" / "invented.toml"
    text: str = tomllib.loads(path.read_text("utf-8"))["peoples"]
    return [
        [[word.replace("_", " ") for word in part.split()] for part in line.split("|")]
        for line in text.strip().splitlines()
    ]


def copied(source: str) -> Drawn:
    """A Vietnamese name and its English: without marks."""
    last = source.split()[-1]
    return Drawn(
        source,
        without_marks(source),
        term=True,
        parts=(("given", Drawn(last, without_marks(last), term=True)),),
    )


def person(rng: random.Random, *, female: bool | None = None) -> Drawn:
    """A name, of the majority four times out of five."""
    if rng.random() < 0.2:
        return copied(_minority_name(rng))
    if female is None:
        female = rng.random() < 0.4
    lists = word_lists()
    sex = "female" if female else "male"
    family, middle = rng.choice(lists["family"]), rng.choice(lists[f"{sex}_middle"])
    words = [family, middle, rng.choice(lists[sex])]
    if not female and rng.random() < 0.15:
        words.insert(2, rng.choice(lists["male_middle"][5:]))
    return copied(" ".join(words) if words[-2] != words[-1] else f"{family} {words[-1]}")


def _minority_name(rng: random.Random) -> str:
    lists = word_lists()
    if rng.random() < 0.12:
        first = rng.choice(lists["highland_first"])
        given, clan = rng.choice(lists["highland_given"]), rng.choice(lists["highland_clan"])
        return f"{first}{given} {clan}" if first.endswith("'") else f"{first} {given} {clan}"
    family, middle, given = (rng.choice(part) for part in rng.choice(_peoples()))
    return f"{family} {middle}{given}" if middle.endswith("'") else f"{family} {middle} {given}"


def foreigner(rng: random.Random) -> Drawn:
    """A foreign name, the same in both languages."""
    name = f"{rng.choice(word_lists()['foreign_first'])} {rng.choice(word_lists()['foreign_last'])}"
    return Drawn(name, name, term=True)


def local_place(rng: random.Random) -> Drawn:
    """An invented commune, ward or village."""
    lists = word_lists()
    if rng.random() < 0.15:
        return copied(_minor_city(rng))
    first, second = rng.choice(lists["place_first"]), rng.choice(lists["place_second"])
    return copied(f"{first} {second}" if first != second else f"{first} Sơn")


@lru_cache(maxsize=16)
def lexicon_lines(file: str) -> list[Drawn]:
    """The lines of a file of the lexicon with their preferred English."""
    return [Drawn(t.source, t.targets[0], term=True) for t in load_terms() if t.file == file]


def _minor_city(rng: random.Random) -> str:
    lines = [line for line in lexicon_lines("viet_places.tsv") if len(line.source.split()) == 2]
    names = [line.source for line in lines if without_marks(line.source) == line.target]
    return rng.choice(names)


@lru_cache(maxsize=1)
def _provinces() -> list[Drawn]:
    return [
        copied(line.source) if line.target == without_marks(line.source) else line
        for line in lexicon_lines("provinces.tsv")
        if "HCM" not in line.source and "ành phố" not in line.source and "TP" not in line.source
    ]


def province(rng: random.Random) -> Drawn:
    """A province of Việt Nam."""
    return rng.choice([p for p in _provinces() if p.source not in ("Hà Nội", "Sài Gòn")])


def city(rng: random.Random) -> Drawn:
    """A city of Việt Nam."""
    name = rng.choice(word_lists()["cities"])
    return Drawn(name, "Hanoi" if name == "Hà Nội" else without_marks(name), term=True)


def island(rng: random.Random) -> Drawn:
    """An island that is a special zone."""
    return copied(rng.choice(word_lists()["islands"]))


_LANDS = {
    "Lào": ("Laos", "Lao", "Viêng Chăn|Luông Pha Băng|Pắc Xế|Xa Vẳn Na Khệt"),
    "Campuchia": ("Cambodia", "Cambodian", "Phnôm Pênh|Xiêm Riệp|Bát-tam-bang|Phnôm Pênh"),
    "Trung Quốc": ("China", "Chinese", "Bắc Kinh|Nam Ninh|Côn Minh|Quảng Châu|Đông Hưng"),
    "Thái Lan": ("Thailand", "Thai", "Băng Cốc|Chiềng Mai|Noọng Khai"),
}  # fmt: skip
_REGIONS = {
    "Lào": "Bò Kẹo|Bò Kẹo|Hủa Phăn|Xiêng Khoảng|Luông Pha Băng|Phông Xa Ly|U Đôm Xay|Luông Nậm Thà|"
    "Xay Nha Bu Ly|Xay Xổm Bun|Bo Ly Khăm Xay|Khăm Muộn|Xa Vẳn Na Khệt|Sa La Van|Xê Kông|"
    "Chăm Pa Sắc|Át Ta Pư|Hủa Phan|Phông-sa-lỳ|Chăm-pa-sắc|Át-ta-pư|Xa-vẳn-na-khệt|Khăm-muộn",
    "Campuchia": "Xiêm Riệp|Bát-tam-bang|Công-pông Chàm|Công-pông Thom|Kam-pốt|Tà Keo|Can-đan|"
    "Xvây Riêng|Prây Veng|Cra-chê|Xtung Treng|Ra-ta-na-ki-ri|Môn-đun-ki-ri|Pua-sát|Cô Công|"
    "Bàn-tia Miên-chây",
    "Trung Quốc": "Quảng Tây|Vân Nam|Quảng Đông|Hải Nam|Tứ Xuyên|Hồ Nam|Phúc Kiến|Chiết Giang|"
    "Quý Châu|Giang Tây|Tân Cương|Cát Lâm|Sơn Đông|Giang Tô",
    "Thái Lan": "Chiềng Rai|Chiềng Mai|Na-khon Pha-nôm|U-đon Tha-ni|Noọng Khai",
}


@lru_cache(maxsize=1)
def _exonyms() -> dict[str, str]:
    return {t.source: t.targets[0] for t in load_terms() if t.kind == "place"}


def neighbour(rng: random.Random) -> Drawn:
    """A province across the border; ``land``, ``adj`` and ``city`` say more of its country."""
    land = rng.choices(list(_LANDS), weights=(6, 3, 3, 1))[0]
    region = rng.choice(_REGIONS[land].split("|"))
    name, adjective, cities = _LANDS[land]
    town = rng.choice(cities.split("|"))
    return Drawn(
        region,
        _exonyms()[region],
        term=True,
        parts=(
            ("land", Drawn(land, name)),
            ("adj", Drawn(land, adjective)),
            ("city", Drawn(town, _exonyms()[town], term=True)),
        ),
    )


_NO_STATES = frozenset(
    [
        "châu Á",
        "Châu Á",
        "Châu Âu",
        "châu Âu",
        "Châu Phi",
        "châu Phi",
        "châu Mỹ",
        "châu Đại Dương",
        "Nhật",
        "Séc",
        "Áo",
        "Bỉ",
        "Anh",
    ]
)


@lru_cache(maxsize=1)
def _countries() -> list[Drawn]:
    """Countries with their adjectives, from the lines that have both."""
    found = []
    for term in load_terms():
        if term.file != "countries.tsv" or term.source in _NO_STATES or len(term.targets) < 2:
            continue
        adjective = _adjective(term.targets)
        if adjective and term.source[0].isupper() and " - " not in term.source:
            name = "the " * (term.targets[0] in _WITH_ARTICLE)
            found.append(
                Drawn(
                    term.source,
                    name + term.targets[0],
                    parts=(("adj", Drawn(term.source, adjective)),),
                )
            )
    return found


_WITH_ARTICLE = frozenset(["US", "UK", "Philippines", "Netherlands", "United States"])


def _adjective(targets: tuple[str, ...]) -> str:
    if targets[0] == "US":
        return "US"
    endings = ("an", "ese", "ish", "ch", "i", "ss", "sh", "Lao", "Thai", "Swiss", "Greek", "Czech")
    for form in targets[1:]:
        if form.endswith(endings) and " " not in form and form not in ("RoK", "Holland"):
            return form
    return "South Korean" if "South Korean" in targets and "Korea" in targets else ""


def country(rng: random.Random) -> Drawn:
    """A country; ``adj`` is its adjective."""
    return rng.choice(_countries())


@lru_cache(maxsize=1)
def _world_cities() -> list[Drawn]:
    return [
        line
        for line in lexicon_lines("exonyms.tsv")
        if "," not in line.source and line.target not in _NO_CITIES
    ]


_NO_CITIES = frozenset(
    ["Golden Triangle", "Golden Triangle Special Economic Zone", "Plain of Jars", "Yellow River",
     "Yangtze", "White House", "Pentagon", "West Bank", "Gaza", "Gaza Strip", "Tonle Sap", "Tibet",
     "Zhongnanhai", "Tiananmen", "Crimea", "Donbas", "Angkor", "Angkor Wat", "Vatican"]
)  # fmt: skip


def world_city(rng: random.Random) -> Drawn:
    """A foreign city or province in Vietnamese spelling."""
    return rng.choice(_world_cities())


def rank(rng: random.Random) -> Drawn:
    """A rank of army or police; those of officers in the field more often."""
    lines = {line.source: line for line in lexicon_lines("ranks.tsv")}
    often = "Đại tá|Đại tá|Thượng tá|Thượng tá|Trung tá|Thiếu tá|Đại úy|Thượng úy|Trung úy|Thiếu úy"
    if rng.random() < 0.8:
        return lines[rng.choice([*often.split("|"), "Thiếu tướng", "Trung tướng"])]
    names = [name for name in lines if name[0].isupper() and "sĩ quan" not in name]
    return lines[rng.choice(names)]


def is_military(source: str) -> bool:
    """Whether a Vietnamese rank is one of army or police."""
    lines = lexicon_lines("ranks.tsv")
    return source.lower() in {line.source.lower() for line in lines}


@lru_cache(maxsize=1)
def _sorts() -> dict[str, str]:
    sorts = {term.source: term.file for term in load_terms()}
    sorts.update({line.source: "country" for line in _countries()})
    sorts.update({line.source: "province" for line in _provinces()})
    return sorts


def sort_of_place(source: str) -> str:
    """``province``, ``country``, or the file of the lexicon that has it; empty for none."""
    return _sorts().get(source, "")


def country_of(source: str) -> Drawn | None:
    """A country by its Vietnamese name."""
    return next((line for line in _countries() if line.source == source), None)
