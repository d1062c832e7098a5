"""Full stops, commas and spaces that a model leaves out or writes too many of."""

from __future__ import annotations

import re

_NO_END = re.compile(r"[\w%)°²³]\Z")
_NO_SPACE = re.compile(r"(?<=[^\W\d_]{2}),(?=[^\W\d_]{2})")
_QUOTE_AND_SPACE = re.compile(r"""(?<![^\s(])(["“]) (?=\w)""")
# Taken out but where the source writes so: 29- seater (not 2- and 3-storey), Marie- Claire,
# ( Myanmar), (EVN) ,
_SPACES = (
    re.compile(r"(\d-) (?!(?:and|or|to|by|x|through|versus|cum)\b)(?=[a-z])"),
    re.compile(r"(\b[^\W\d_a-z]\w*-) (?=[^\W\d_a-z])"),
    re.compile(r"(\() (?=\w)"),
    re.compile(r"([\w)\"”’]) (?=[,;:.](?:\s|\Z))"),
    re.compile(r"(\w) (?=\))"),
)


def tidied(source: str, text: str) -> str:
    """A draft with the full stop and spaces that the model left out, and without one too many."""
    text = _NO_SPACE.sub(", ", text)
    for space in _SPACES:
        text = text if space.search(source) else space.sub(r"\1", text)
    if source.endswith(".") and text.rstrip().endswith((",", ";")):
        text = text.rstrip()[:-1].rstrip()
    text = _QUOTE_AND_SPACE.sub(lambda mark: _opened(mark, text), text)
    return f"{text}." if source.endswith(".") and _NO_END.search(text) else text


def _opened(mark: re.Match[str], text: str) -> str:
    """A quotation mark without the space behind it, if it opens: a straight one may close."""
    closes = mark[1] == '"' and text.count('"', 0, mark.start()) % 2
    return mark[0] if closes else mark[1]
