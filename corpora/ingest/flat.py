"""A page as lines of text, whatever it was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from songngu.corpora.legacy import convert_as, detect_legacy
from songngu.corpora.types import BlockKind


@dataclass(frozen=True, slots=True)
class FlatPage:
    """The visible text of a page, one block a line, with what its markup says.

    Attributes:
        hints: Kinds by the offset of a line's first character in ``raw``.
        title: The title in the page's metadata; used where no line is one. Likewise the others.
    """

    raw: str
    hints: dict[int, BlockKind] = field(default_factory=dict)
    title: str | None = None
    author: str | None = None
    published: dt.date | None = None
    url: str | None = None

    def converted(self) -> tuple[str, dict[int, BlockKind]]:
        """Text and hints with a legacy Vietnamese code converted line by line."""
        name = detect_legacy(self.raw)
        if name is None:
            return self.raw, self.hints
        lines = [
            (convert_as(line, name), hint)
            for line, hint in zip(self.raw.split("\n"), self._hints_by_line(), strict=True)
        ]
        return join_lines(lines)

    def _hints_by_line(self) -> list[BlockKind | None]:
        hints: list[BlockKind | None] = []
        offset = 0
        for line in self.raw.split("\n"):
            hints.append(self.hints.get(offset))
            offset += len(line) + 1
        return hints


def join_lines(
    lines: Sequence[tuple[str, BlockKind | None]],
) -> tuple[str, dict[int, BlockKind]]:
    """One text of the lines, and the hints by offset."""
    hints: dict[int, BlockKind] = {}
    offset = 0
    for text, hint in lines:
        if hint is not None:
            hints[offset] = hint
        offset += len(text) + 1
    return "\n".join(text for text, _ in lines), hints
