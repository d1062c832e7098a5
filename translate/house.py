"""What stands around every engine: difficult input is taken apart, the draft put in house style."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from songngu.corpora.types import Check, CheckName, Draft, MemoryMatch, Term
from songngu.translate.cells import Cells
from songngu.translate.drafter import Drafter, Matches, Progress, complete
from songngu.translate.passthrough import Prepared, Restored, prepare
from songngu.translate.style import UNSTYLED, HouseStyle
from songngu.translate.style.apply import apply_style

#: Raised when :mod:`songngu.translate.passthrough` comes to take segments apart otherwise.
PREPARATION = 2
#: Segments that are taken apart at a time.
STRETCH = 4096
Parts = Callable[[int, int], None]
_PREPARED, _STYLED = "|prep:", "|style:"
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
        return f"{self.engine.signature}{_PREPARED}{PREPARATION}" + (style and _STYLED + style)

    def draft_batch(
        self,
        texts: Sequence[str],
        *,
        terms: Sequence[Term] = (),
        matches: Matches | None = None,
        progress: Progress | None = None,
        headlines: Collection[int] = (),
        parts: Parts | None = None,
    ) -> list[Draft]:
        """One draft per text, in the same order; see :meth:`Drafter.draft_batch`.

        Args:
            headlines: The indices of texts that are headlines.
            parts: Called with the number of finished parts of a segment, and of all its parts,
                where it has more than one.

        Raises:
            EngineError: The engine failed or left texts out.
        """
        drafts: list[Draft | None] = [None] * len(texts)
        found = self.draft_iter(
            texts, terms=terms, matches=matches, headlines=headlines, parts=parts
        )
        for done, (index, draft) in enumerate(found, start=1):
            drafts[index] = draft
            if progress is not None:
                progress(done)
        return complete(drafts, self)

    def draft_iter(
        self,
        texts: Sequence[str],
        *,
        terms: Sequence[Term] = (),
        matches: Matches | None = None,
        headlines: Collection[int] = (),
        parts: Parts | None = None,
    ) -> Iterator[tuple[int, Draft]]:
        """The same drafts as they get finished, those without a model and the first text first.

        No more of the texts is taken apart at a time than one stretch of them.
        """
        if matches is not None and len(matches) != len(texts):
            raise ValueError(f"expected matches for {len(texts)} texts, found {len(matches)}")
        chosen, cells = frozenset(headlines), Cells(terms)
        for start in range(0, len(texts), STRETCH):
            jobs = [
                _Job(index, texts[index], cells, () if matches is None else matches[index])
                for index in range(start, min(start + STRETCH, len(texts)))
            ]
            for job in self._drafted(jobs, terms, matches is not None, parts):
                yield job.index, self._finish(job, terms, job.index in chosen)

    def _drafted(
        self, jobs: Sequence[_Job], terms: Sequence[Term], matched: bool, parts: Parts | None
    ) -> Iterator[_Job]:
        """The jobs as all their pieces have drafts."""
        yield from (job for job in jobs if not job.pieces)
        pieces = [(job, place) for job in jobs for place in range(len(job.pieces))]
        sent = [job.pieces[place] for job, place in pieces]
        # What is like a whole segment is an example for no part of it.
        examples = [job.matches if len(job.pieces) == 1 else () for job, _ in pieces]
        drafts = self.engine.draft_iter(sent, terms=terms, matches=examples if matched else None)
        for at, draft in drafts if sent else ():
            job, place = pieces[at]
            job.drafts[place] = draft
            if parts is not None and len(job.pieces) > 1:
                parts(len(job.drafts), len(job.pieces))
            if len(job.drafts) == len(job.pieces):
                yield job

    def _finish(self, job: _Job, terms: Sequence[Term], headline: bool) -> Draft:
        draft = job.draft(self.signature)
        text = apply_style(
            self.style, job.source, draft.text, terms=terms, headline=headline or job.capitals
        )
        return replace(draft, text=text)


def style_in(signature: str) -> str | None:
    """The house style that a draft's signature names, ``""`` for as drafted.

    None for what :class:`HouseDrafter` did not make.
    """
    _, prepared, after = signature.rpartition(_PREPARED)
    if not prepared:
        return None
    _, _, style = after.partition(_STYLED)
    return style.partition("|")[0]


class _Job:
    """A segment on its way: its pieces and their drafts."""

    def __init__(
        self, index: int, source: str, cells: Cells, matches: Sequence[MemoryMatch]
    ) -> None:
        self.index = index
        self.source = source
        self.matches = matches
        # The engine says of an empty segment what there is to say.
        self.prepared: Prepared | None = prepare(source, cells) if source.strip() else None
        found = self.prepared.pieces if self.prepared is not None else None
        self.pieces = [source] if found is None else [piece.text for piece in found]
        self.drafts: dict[int, Draft] = {}

    @property
    def capitals(self) -> bool:
        """Whether the segment is in capitals, as only headlines are."""
        pieces = self.prepared.pieces if self.prepared is not None else ()
        return bool(pieces) and all(piece.capitals for piece in pieces)

    def draft(self, signature: str) -> Draft:
        """The draft of the whole segment."""
        drafts = [self.drafts[place] for place in sorted(self.drafts)]
        if self.prepared is None:
            return Draft(drafts[0].text, drafts[0].score, drafts[0].checks, signature)
        restored = self.prepared.restore([draft.text for draft in drafts])
        if drafts and not any(draft.text for draft in drafts):
            # Bullets and addresses alone would look like a draft.
            restored = Restored((), ())
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
