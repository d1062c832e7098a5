"""Roads by their numbers: *quốc lộ 14E*, *QL.1*, *ĐT.606*."""

from __future__ import annotations

import re

from songngu.translate.newsroom.tokens import Token

_NATIONAL = frozenset([("quốc", "lộ"), ("ql",)])
_PROVINCIAL = frozenset([("tỉnh", "lộ"), ("đường", "tỉnh"), ("đt",), ("tl",)])
_JOINED = re.compile(r"(QL|ĐT|TL)(\d{1,3}[A-Z]?\d?)")
_NUMBER = re.compile(r"\d{1,3}[A-Z]?\d?")
_NATIONAL_FORMS = (
    "National Highway {n}", "Highway {n}", "National Road {n}", "Route {n}", "Road {n}", "QL{n}",
    "QL {n}", "QL.{n}", "NH{n}",
)  # fmt: skip
_PROVINCIAL_FORMS = (
    "Provincial Road {n}", "Provincial Highway {n}", "Road {n}", "Route {n}", "Highway {n}",
    "DT{n}", "DT {n}", "DT.{n}", "TL{n}",
)  # fmt: skip


def road_at(tokens: list[Token], at: int) -> tuple[int, tuple[str, ...]] | None:
    """The road that begins at a token: where it ends (exclusive), and how English calls it.

    Args:
        tokens: Of the whole text.
        at: Index of the first token.
    """
    if joined := _JOINED.fullmatch(tokens[at].text):
        return at + 1, _called(joined[1] == "QL", joined[2])
    for size in (1, 2):
        name = tuple(token.key for token in tokens[at : at + size])
        number = at + size
        if name not in _NATIONAL | _PROVINCIAL:
            continue
        if number < len(tokens) and tokens[number].text == ".":
            number += 1
        if number < len(tokens) and _NUMBER.fullmatch(tokens[number].text):
            return number + 1, _called(name in _NATIONAL, tokens[number].text)
    return None


def _called(national: bool, number: str) -> tuple[str, ...]:
    # Highway 1 has been 1A.
    numbers = (number, f"{number}A") if national and number == "1" else (number,)
    forms = _NATIONAL_FORMS if national else _PROVINCIAL_FORMS
    return tuple(form.format(n=n) for n in numbers for form in forms)
