"""What stands around every engine: difficult input is taken apart, the draft put in house style."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from songngu.corpora.types import Check, CheckName, Draft, MemoryMatch, Term
from songngu.translate.drafter import Drafter, Matches, Progress
from songngu.translate.passthrough import Prepared, prepare
from songngu.translate.style import UNSTYLED, HouseStyle
from songngu.translate.style.apply import apply_style

#: Raised when :mod:`songngu.translate.passthrough` comes to take segments apart otherwise.
PREPARATION = 1
_ORDER = {name: place for place, name in enumerate(CheckName)}


class HouseDrafter(Drafter):
    """An engine with :func:`~songngu.translate.passthrough.prepare` before and the style after it.

    Attributes:
        engine: What drafts the pieces of text.
        style: How the drafts are to be written.
    """

    def __init__(self, engine: Drafter, style: HouseStyle = UNSTYLED) -> None:
        """Stand around an engine, which loses nothing of its own."""
        self.engine = engine
        self.style = style

    @property
    def signature(self) -> str:
        """The engine's, the version of the preparation, and the house style where there is one."""
        style = self.style.signature
        return f"{self.engine.signature}|prep:{PREPARATION}" + (f"|style:{style}" if style else "")

    def draft_batch(
        self,
        texts: Sequence[str],
        *,
        terms: Sequence[Term] = (),
        matches: Matches | None = None,
        progress: Progress | None = None,
        headlines: Collection[int] = (),
    ) -> list[Draft]:
        """One draft per text, in the same order; see :meth:`Drafter.draft_batch`.

        Args:
            headlines: The indices of texts that are headlines.
        """
        drafts: list[Draft | None] = [None] * len(texts)
        found = self.draft_iter(texts, terms=terms, matches=matches, headlines=headlines)
        for done, (index, draft) in enumerate(found, start=1):
            drafts[index] = draft
            if progress is not None:
                progress(done)
        return [draft for draft in drafts if draft is not None]

    def draft_iter(
        self,
        texts: Sequence[str],
        *,
        terms: Sequence[Term] = (),
        matches: Matches | None = None,
        headlines: Collection[int] = (),
    ) -> Iterator[tuple[int, Draft]]:
        """The same drafts as they get finished, in the engine's order."""
        if matches is not None and len(matches) != len(texts):
            raise ValueError(f"expected matches for {len(texts)} texts, found {len(matches)}")
        jobs: dict[int, _Job] = {}
        pieces: list[tuple[int, int]] = []
        sent: list[str] = []
        examples: list[Sequence[MemoryMatch]] = []
        for index, text in enumerate(texts):
            known = matches[index] if matches is not None else ()
            job = _Job(text)
            if not job.n_pieces:
                yield index, self._finish(job, terms, index in headlines)
                continue
            jobs[index] = job
            for place, piece in enumerate(job.pieces):
                pieces.append((index, place))
                sent.append(piece)
                examples.append(known if job.n_pieces == 1 else ())
        given = examples if matches is not None else None
        for at, draft in self.engine.draft_iter(sent, terms=terms, matches=given):
            index, place = pieces[at]
            job = jobs[index]
            job.drafts[place] = draft
            if len(job.drafts) == job.n_pieces:
                yield index, self._finish(jobs.pop(index), terms, index in headlines)

    def _finish(self, job: _Job, terms: Sequence[Term], headline: bool) -> Draft:
        draft = job.draft(self.signature)
        text = apply_style(
            self.style, job.source, draft.text, terms=terms, headline=headline or job.capitals
        )
        return replace(draft, text=text)


class _Job:
    """A segment on its way: its pieces and their drafts."""

    def __init__(self, source: str) -> None:
        self.source = source
        # The engine says of an empty segment what there is to say.
        self.prepared: Prepared | None = prepare(source) if source.strip() else None
        self.drafts: dict[int, Draft] = {}

    @property
    def capitals(self) -> bool:
        """Whether the segment is in capitals, as only headlines are."""
        pieces = self.prepared.pieces if self.prepared is not None else ()
        return bool(pieces) and all(piece.capitals for piece in pieces)

    @property
    def pieces(self) -> list[str]:
        """What the engine gets."""
        if self.prepared is None:
            return [self.source]
        return [piece.text for piece in self.prepared.pieces]

    @property
    def n_pieces(self) -> int:
        return len(self.pieces)

    def draft(self, signature: str) -> Draft:
        """The draft of the whole segment."""
        drafts = [self.drafts[place] for place in sorted(self.drafts)]
        if self.prepared is None:
            return Draft(drafts[0].text, drafts[0].score, drafts[0].checks, signature)
        restored = self.prepared.restore([draft.text for draft in drafts])
        checks = [check for draft in drafts for check in draft.checks]
        checks += self.prepared.checks
        if restored.repaired:
            message = f"Put back as the source has it: {', '.join(restored.repaired)}."
            checks.append(Check(CheckName.REPAIRED, message, restored.repaired))
        return Draft(restored.text, _score(drafts), _merged(checks), signature)


def _score(drafts: Sequence[Draft]) -> float:
    """The geometric mean of the scores, each weighing as much as its draft is long."""
    weights = [max(1, len(draft.text)) for draft in drafts]
    if not drafts:
        return 1.0
    if any(draft.score <= 0 for draft in drafts):
        return 0.0
    logs = sum(w * math.log(draft.score) for w, draft in zip(weights, drafts, strict=True))
    return min(1.0, math.exp(logs / sum(weights)))


def _merged(checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks in their order, those of one name put together."""
    by_name: dict[CheckName, list[Check]] = {}
    for check in checks:
        by_name.setdefault(check.name, []).append(check)
    merged = []
    for name in sorted(by_name, key=_ORDER.__getitem__):
        found = by_name[name]
        messages = " ".join(dict.fromkeys(check.message for check in found))
        parts = tuple(dict.fromkeys(part for check in found for part in check.found))
        merged.append(Check(name, messages, parts))
    return tuple(merged)
