"""Sentences drafted clause by clause, each draft going on from that of the clauses before.

A small model leaves out a clause of a long sentence, or puts together one of two. Asked for its
beginning alone it says all of that; asked for more it has to go on from what it has said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from songngu.corpora.errors import EngineError
from songngu.translate.checks import repeats
from songngu.translate.continuing import generated
from songngu.translate.hints import hints_for
from songngu.translate.newsroom import find
from songngu.translate.short_names import expected_of
from songngu.translate.weighing import Candidate, best_of

if TYPE_CHECKING:
    from songngu.translate.drafter import ModelDrafter, Request
    from songngu.translate.expectations import Expectation

_MIN_WORDS = 5  # that are asked for more at a time
# Behind a mark, or before a word that begins what may be said by itself.
_CUT = re.compile(
    r"(?<=[,;:])\s|(?<=\s)(?=(?:và|nhưng|trong|đồng thời|nhân|nhằm|để|vì|do|sau|khi|với|tại|từ"
    r"|theo|cho biết|ngày|sáng|chiều|tối)\s)"
)
_MARKS = " ,;:.–—-"


def stretches(text: str) -> list[str]:
    """The beginnings of a text, each a few words longer than the one before, the last all of it.

    A cut falls behind a comma, semicolon or colon, or before a word that may begin a clause or
    say when, where or why, never within a name, a rank, an office or a body.
    """
    entries = find(text)
    ends, last = [], 0
    for found in _CUT.finditer(text):
        at = found.start()
        if any(entry.start < at < entry.end for entry in entries):
            continue
        if min(len(text[last:at].split()), len(text[at:].split())) >= _MIN_WORDS:
            ends.append(at)
            last = at
    return [*(f"{text[:end].rstrip(_MARKS)}." for end in ends), text]


def grow(engine: ModelDrafter, requests: Sequence[Request]) -> list[Candidate | None]:
    """Draft sentences clause by clause.

    Args:
        engine: What drafts.
        requests: For whole sentences.

    Returns:
        For each its draft; None where there is but one clause, where a draft runs in a loop, and
        where the engine cannot go on from a beginning or fails: there are drafts, and the next
        batch will tell what is wrong.
    """
    grown: list[Candidate | None] = [None] * len(requests)
    parts = [[request.part(text) for text in stretches(request.text)] for request in requests]
    going = {index for index, part in enumerate(parts) if len(part) > 1}
    for step in range(max(map(len, parts), default=0) if engine.can_continue else 0):
        chosen = [index for index in sorted(going) if len(parts[index]) > step]
        expected = [
            expected_of(part.text, part.terms, part.names)
            for part in (parts[index][step] for index in chosen)
        ]
        asked = [
            _asked(engine, parts[index][step], known, grown[index])
            for index, known in zip(chosen, expected, strict=True)
        ]
        try:
            pools = generated(engine, asked, engine.faithful.n_best)
        except EngineError:
            return [None] * len(requests)
        for index, request, known, pool in zip(chosen, asked, expected, pools, strict=True):
            best = best_of(request, known, pool)
            # Whoever goes on from a loop goes on with it.
            loops = not best.hypothesis.finished or bool(repeats(request.text, best.work.text))
            grown[index] = None if loops else best
            going -= {index} if loops else set()
    return grown


def _asked(
    engine: ModelDrafter,
    part: Request,
    expected: Sequence[Expectation],
    before: Candidate | None,
) -> Request:
    """A request told all that is known, to go on from the draft of the clauses before."""
    terms = hints_for(part.text, expected, engine.faithful.hints, all_known=True)
    prefix = before.work.text.rstrip(_MARKS) if before else ""
    return replace(part, terms=terms, prefix=prefix)
