"""A newsroom's house style as a value: what may be chosen, and how it is read from a file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from songngu.corpora.errors import InputError


class Names(StrEnum):
    """Whether Vietnamese names keep their marks: Đỗ Ngọc Minh or Do Ngoc Minh."""

    AS_DRAFTED = "as-drafted"
    KEEP = "keep"
    DROP = "drop"


class Dates(StrEnum):
    """How dates are written."""

    AS_DRAFTED = "as-drafted"
    MONTH_FIRST = "month-first"
    DAY_FIRST = "day-first"
    MONTH_FIRST_SHORT = "month-first-short"
    DAY_FIRST_SHORT = "day-first-short"


class Money(StrEnum):
    """Where the currency stands."""

    AS_DRAFTED = "as-drafted"
    AMOUNT_FIRST = "amount-first"
    CODE_FIRST = "code-first"
    CODE_JOINED = "code-joined"


class Percent(StrEnum):
    """How a percentage is written."""

    AS_DRAFTED = "as-drafted"
    SIGN = "sign"
    PERCENT = "percent"
    PER_CENT = "per-cent"


class Spelling(StrEnum):
    """Which English spelling is used."""

    AS_DRAFTED = "as-drafted"
    BRITISH = "en-GB"
    AMERICAN = "en-US"


class Headlines(StrEnum):
    """How headlines are capitalised."""

    AS_DRAFTED = "as-drafted"
    TITLE = "title"
    SENTENCE = "sentence"


#: An example of what each choice gives, for help texts; the same for all options is left out.
EXAMPLES: dict[StrEnum, str] = {
    Names.KEEP: "Đỗ Ngọc Minh",
    Names.DROP: "Do Ngoc Minh",
    Dates.MONTH_FIRST: "December 2, 2025",
    Dates.DAY_FIRST: "2 December 2025",
    Dates.MONTH_FIRST_SHORT: "Dec. 2, 2025",
    Dates.DAY_FIRST_SHORT: "2 Dec 2025",
    Money.AMOUNT_FIRST: "12.5 billion VND",
    Money.CODE_FIRST: "VND 12.5 billion",
    Money.CODE_JOINED: "VND12.5 billion",
    Percent.SIGN: "5%",
    Percent.PERCENT: "5 percent",
    Percent.PER_CENT: "5 per cent",
    Spelling.BRITISH: "labour, organise",
    Spelling.AMERICAN: "labor, organize",
    Headlines.TITLE: "Rice Prices Rise in Can Tho",
    Headlines.SENTENCE: "Rice prices rise in Can Tho",
}


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """How a newsroom writes English; each choice holds for every draft.

    ``as-drafted`` leaves what the engine wrote.

    Attributes:
        headlines: Of segments that are a page's title, and of those whose source is in capitals.
    """

    names: Names = Names.AS_DRAFTED
    dates: Dates = Dates.AS_DRAFTED
    money: Money = Money.AS_DRAFTED
    percent: Percent = Percent.AS_DRAFTED
    spelling: Spelling = Spelling.AS_DRAFTED
    headlines: Headlines = Headlines.TITLE

    @property
    def signature(self) -> str:
        """What is chosen, ``names:drop+headlines:title``; empty where nothing is."""
        chosen = (
            f"{field.name}:{getattr(self, field.name)}"
            for field in fields(self)
            if getattr(self, field.name) != "as-drafted"
        )
        return "+".join(chosen)


#: What each option of a :class:`HouseStyle` may be.
OPTIONS: dict[str, type[StrEnum]] = {
    field.name: type(getattr(HouseStyle(), field.name)) for field in fields(HouseStyle)
}
#: Leaves every draft as the engine wrote it.
UNSTYLED = HouseStyle(headlines=Headlines.AS_DRAFTED)


def change_style(
    style: HouseStyle, choices: Mapping[str, object], where: str = "the house style"
) -> HouseStyle:
    """The house style with other choices, by name; what is not named stays.

    Raises:
        InputError: An unknown option or choice.
    """
    found: dict[str, StrEnum] = {}
    for name, value in choices.items():
        kind = OPTIONS.get(name)
        if kind is None:
            raise InputError(
                f"{where}: found the option {name!r}, expected one of {', '.join(OPTIONS)}; "
                "take it out or correct it"
            )
        allowed = [str(each) for each in kind]
        if value not in allowed:
            raise InputError(
                f"{where}: found {name} = {value!r}, expected one of {', '.join(allowed)}"
            )
        found[name] = kind(str(value))
    return replace(style, **found)  # type: ignore[arg-type]


def parse_style(
    text: str, name: str = "the house style", style: HouseStyle | None = None
) -> HouseStyle:
    """The house style that a TOML text describes, one ``option = "choice"`` a line.

    Args:
        text: TOML.
        name: What it is called in messages.
        style: What holds where the text is silent; the default choices unless given.

    Raises:
        InputError: No TOML, an unknown option or choice.
    """
    try:
        choices = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f'{name}: {error}; expected lines like dates = "month-first"') from error
    return change_style(style or HouseStyle(), choices, name)


def load_style(path: Path, style: HouseStyle | None = None) -> HouseStyle:
    """The house style of a TOML file; see :func:`parse_style`.

    Raises:
        InputError: The file cannot be read or holds no house style.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(
            f"{path}: {reason}, expected a TOML file with a house style; see docs/style.md"
        ) from error
    return parse_style(text, str(path), style)
