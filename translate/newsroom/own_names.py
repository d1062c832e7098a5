"""The names that bodies have of their own: the Chợ Rẫy of a hospital, the Hoa Lư of a firm."""

from __future__ import annotations

import re

from songngu.corpora.vietnamese import without_marks
from songngu.translate.newsroom.entry import Entry, Kind
from songngu.translate.newsroom.finder import find

_PAPER = re.compile(r"(?:báo|tạp chí|đài|nhà xuất bản|NXB)\b", re.IGNORECASE)


def own_name(body: Entry) -> Entry | None:
    """The name that a body has of its own, as a place; None where English has other words for it.

    What English copies stands in the body's preferred English without marks. Papers and names with
    a known place in them (Honda Việt Nam, Việt Đức) are often put otherwise.

    Args:
        body: An institution or an office in one.
    """
    if body.kind not in (Kind.INSTITUTION, Kind.OFFICE):
        return None
    for word in list(re.finditer(r"\S+", body.source))[1:-1]:
        source = body.source[word.start() :]
        name = " ".join(source.split())
        copied = without_marks(name)
        if not name.istitle() or f" {copied} " not in f" {body.targets[0]} ":
            continue
        if _PAPER.match(body.source) or _is_renamed(name):
            return None
        targets = (copied, name, copied.replace(" ", ""))
        return Entry(Kind.PLACE, body.start + word.start(), body.end, source, targets)
    return None


def _is_renamed(name: str) -> bool:
    entries = find(name)
    renamed = any(e.kind is Kind.PLACE and e.targets[0] != without_marks(e.source) for e in entries)
    return renamed or "Việt" in name.split()
