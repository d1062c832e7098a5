"""Newsroom sentences in both languages from templates of our own.

A line of a template file is Vietnamese and English between a tab. ``{slot}`` is drawn from
`slots` and `amounts`; a digit after it asks for another draw (``{name2}``), a point for another
wording of the same draw (``{x.land}``). ``[a|b]`` is one of several wordings; where both sides
have as many, the same one is taken.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from songngu.corpora.vietnamese import without_marks
from songngu.translate.training import amounts, slots
from songngu.translate.training.pairs import TrainingPair
from songngu.translate.training.slots import Drawn

ORIGIN = "templates"
_FILES = (
    "police", "courts", "border", "administration", "economy", "weather_accidents", "society",
)  # fmt: skip
_SLOT = re.compile(r"\{([a-z]+)(\d?)(?:\.([a-z]+))?\}")
_CHOICE = re.compile(r"\[([^][]*)\]")


def _one_of(*pairs: str) -> Callable[[random.Random], Drawn]:
    """One of the given ``Vietnamese=English``."""
    halves = [pair.split("=") for pair in pairs]
    options = [Drawn(source, target, term=True) for source, target in halves]
    return lambda rng: rng.choice(options)


def _plain(low: int, high: int) -> Callable[[random.Random], Drawn]:
    def draw(rng: random.Random) -> Drawn:
        number = str(rng.randint(low, high))
        return Drawn(number, number)

    return draw


def _numbers(low: int, high: int) -> Callable[[random.Random], Drawn]:
    return lambda rng: amounts.whole(rng, low, high)


def _range(low: int, high: int) -> Callable[[random.Random], Drawn]:
    """Two rising numbers as parts ``low`` and ``high``."""

    def draw(rng: random.Random) -> Drawn:
        first = rng.randint(low, high - 1)
        second = rng.randint(first + 1, high)
        parts = (
            ("low", Drawn(str(first), str(first))),
            ("high", Drawn(str(second), str(second))),
        )
        return Drawn("", "", parts=parts)

    return draw


def _score(rng: random.Random) -> Drawn:
    goals = rng.randint(1, 5)
    score = f"{goals}-{rng.randint(0, goals - 1)}"
    return Drawn(score, score)


def _decision(rng: random.Random) -> Drawn:
    number = f"{rng.randint(12, 3900)}/{rng.choice(('QĐ-UBND', 'QĐ-TTg', 'NQ-HĐND', 'QĐ-BYT'))}"
    return Drawn(number, without_marks(number))


_CRIMES = _one_of(
    "mua bán trái phép chất ma túy=illegal drug trading",
    "tàng trữ trái phép chất ma túy=illegal possession of drugs",
    "vận chuyển trái phép chất ma túy=illegal transportation of drugs",
    "tổ chức sử dụng trái phép chất ma túy=organising illegal drug use",
    "lừa đảo chiếm đoạt tài sản=fraudulent appropriation of property",
    "lạm dụng tín nhiệm chiếm đoạt tài sản=abuse of trust to appropriate property",
    "trộm cắp tài sản=property theft",
    "cướp giật tài sản=snatching property",
    "cướp tài sản=robbery",
    "cưỡng đoạt tài sản=extortion of property",
    "cố ý gây thương tích=intentionally inflicting injury",
    "giết người=murder",
    "tham ô tài sản=embezzlement",
    "nhận hối lộ=taking bribes",
    "đưa hối lộ=giving bribes",
    "tổ chức đánh bạc=organising gambling",
    "đánh bạc=gambling",
    "buôn lậu=smuggling",
    "trốn thuế=tax evasion",
    "rửa tiền=money laundering",
    "gây rối trật tự công cộng=disturbing public order",
    "mua bán người=human trafficking",
    "chống người thi hành công vụ=resisting officers on duty",
    "sản xuất, buôn bán hàng giả=producing and trading counterfeit goods",
    "tổ chức cho người khác xuất cảnh trái phép=organising illegal exit for others",
    "làm giả con dấu, tài liệu=forging seals and documents",
    "vi phạm quy định về tham gia giao thông đường bộ=violating road traffic regulations",
)
_DEPARTMENTS = _one_of(
    "Sở Y tế=Department of Health",
    "Sở Tài chính=Department of Finance",
    "Sở Xây dựng=Department of Construction",
    "Sở Nội vụ=Department of Home Affairs",
    "Sở Tư pháp=Department of Justice",
    "Sở Công Thương=Department of Industry and Trade",
    "Sở Giáo dục và Đào tạo=Department of Education and Training",
    "Sở Nông nghiệp và Môi trường=Department of Agriculture and Environment",
    "Sở Khoa học và Công nghệ=Department of Science and Technology",
    "Sở Văn hóa, Thể thao và Du lịch=Department of Culture, Sports and Tourism",
)
_MINISTRIES = _one_of(
    "Tài chính=Finance",
    "Y tế=Health",
    "Xây dựng=Construction",
    "Nội vụ=Home Affairs",
    "Tư pháp=Justice",
    "Công Thương=Industry and Trade",
    "Quốc phòng=National Defence",
    "Công an=Public Security",
    "Ngoại giao=Foreign Affairs",
    "Giáo dục và Đào tạo=Education and Training",
    "Nông nghiệp và Môi trường=Agriculture and Environment",
    "Khoa học và Công nghệ=Science and Technology",
    "Văn hóa, Thể thao và Du lịch=Culture, Sports and Tourism",
)
_DRUGS = _one_of(
    "heroin=heroin",
    "ma túy đá=crystal meth",
    "ketamine=ketamine",
    "cần sa=cannabis",
    "thuốc phiện=opium",
    "ma túy tổng hợp=synthetic drugs",
)

SLOTS: Mapping[str, Callable[[random.Random], Drawn]] = {
    "name": slots.person,
    "man": lambda rng: slots.person(rng, female=False),
    "woman": lambda rng: slots.person(rng, female=True),
    "foreigner": slots.foreigner,
    "rank": slots.rank,
    "prov": slots.province,
    "city": slots.city,
    "commune": slots.local_place,
    "ward": slots.local_place,
    "village": slots.local_place,
    "street": lambda rng: slots.person(rng, female=False),
    "island": slots.island,
    "x": slots.neighbour,
    "country": slots.country,
    "worldcity": slots.world_city,
    "dm": amounts.date,
    "dmy": lambda rng: amounts.date(rng, year=True),
    "mo": amounts.month,
    "moy": amounts.month_year,
    "wd": amounts.weekday,
    "time": amounts.clock,
    "year": _plain(1995, 2027),
    "years": _range(2008, 2025),
    "born": _plain(1950, 2008),
    "age": _plain(18, 79),
    "child": _plain(5, 14),
    "teen": _plain(13, 17),
    "grade": _plain(1, 12),
    "few": _plain(2, 11),
    "n": _numbers(2, 98),
    "k": _numbers(100, 90000),
    "range": _range(3, 60),
    "dec": lambda rng: amounts.decimal(rng, 90),
    "third": lambda rng: amounts.decimal(rng, 4),
    "index": lambda rng: amounts.decimal(rng, 1900, 2),
    "pct": amounts.percent,
    "money": amounts.dong,
    "vnd": lambda rng: amounts.dong(rng, ("",)),
    "usd": amounts.dollars,
    "storm": _plain(1, 15),
    "mag": lambda rng: amounts.decimal(rng, 7),
    "road": _plain(1, 70),
    "round": _plain(2, 26),
    "temp": _plain(-3, 39),
    "score": _score,
    "docno": _decision,
    "crime": _CRIMES,
    "dept": _DEPARTMENTS,
    "ministry": _MINISTRIES,
    "drug": _DRUGS,
}


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with slots and choices in both languages."""

    source: str
    target: str

    def draws(self) -> tuple[str, ...]:
        """Its draws, such as ``name`` and ``name2``, in the order of the source.

        Raises:
            ValueError: There is no slot of that name, or the English asks for a draw that the
                Vietnamese does not show.
        """
        keys = [match[1] + match[2] for match in _SLOT.finditer(self.source)]
        for match in _SLOT.finditer(self.source + self.target):
            if match[1] not in SLOTS or match[1] + match[2] not in keys:
                raise ValueError(f"found {match[0]} in {self.target!r}, expected one of {keys}")
        return tuple(dict.fromkeys(keys))


@lru_cache(maxsize=1)
def load_templates() -> tuple[Template, ...]:
    """All templates.

    Raises:
        ValueError: A line is not two fields, or a slot is unknown.
    """
    found = []
    folder = resources.files(__package__) / "templates"
    for name in _FILES:
        for line in (folder / f"{name}.tsv").read_text("utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            fields = line.split("\t")
            if len(fields) != 2:
                raise ValueError(f"{name}.tsv: expected 2 fields, found {len(fields)}: {line}")
            template = Template(*fields)
            template.draws()
            found.append(template)
    return tuple(found)


def draw(template: Template, rng: random.Random) -> dict[str, Drawn]:
    """Something for each of its draws, no two alike."""
    drawn: dict[str, Drawn] = {}
    for key in template.draws():
        for _ in range(20):
            drawn[key] = SLOTS[key.rstrip("0123456789")](rng)
            others = [value for other, value in drawn.items() if other != key]
            if not drawn[key].source or all(drawn[key].source != o.source for o in others):
                break
    return drawn


def render(template: Template, drawn: Mapping[str, Drawn], rng: random.Random) -> TrainingPair:
    """The pair that the template gives with these draws."""
    source, target = _choose(template, rng)
    terms = tuple(
        (value.source, value.target)
        for key in template.draws()
        if (value := drawn[key]).term and f"{{{key}}}" in source and f"{{{key}}}" in target
    )

    def fill(text: str, *, english: bool) -> str:
        def written(match: re.Match[str]) -> str:
            part = drawn[match[1] + match[2]].part(match[3] or "")
            return part.target if english else part.source

        filled = _SLOT.sub(written, text)
        return filled[0].upper() + filled[1:]

    return TrainingPair(
        fill(source, english=False), fill(target, english=True), origin=ORIGIN, terms=terms
    )


def _choose(template: Template, rng: random.Random) -> tuple[str, str]:
    sizes = [match[1].count("|") for match in _CHOICE.finditer(template.source)]
    same = sizes == [match[1].count("|") for match in _CHOICE.finditer(template.target)]
    picks = [rng.random() for _ in sizes]

    def choose(text: str, numbers: list[float]) -> str:
        rest = iter(numbers)

        def pick(match: re.Match[str]) -> str:
            options = match[1].split("|")
            return options[int(next(rest, 0.0) * len(options))]

        return _CHOICE.sub(pick, text)

    others = picks if same else [rng.random() for _ in _CHOICE.findall(template.target)]
    return choose(template.source, picks), choose(template.target, others)


def template_pairs(n: int, rng: random.Random) -> list[TrainingPair]:
    """`n` pairs, each template as often as the others."""
    templates = list(load_templates())
    pairs: list[TrainingPair] = []
    while len(pairs) < n:
        rng.shuffle(templates)
        for template in templates[: n - len(pairs)]:
            pairs.append(render(template, draw(template, rng), rng))
    return pairs
