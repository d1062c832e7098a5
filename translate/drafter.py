"""What drafts: the protocol that all engines keep and the pipeline that the model engines share."""

from __future__ import annotations

import math
import sys
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from songngu.corpora.errors import EngineError
from songngu.corpora.types import Draft, MemoryMatch, Term
from songngu.translate.batching import batches
from songngu.translate.checks import check_draft, repeats
from songngu.translate.clauses import cut_text, flatten
from songngu.translate.expectations import Expectation
from songngu.translate.faithful import Faithful, draft_faithfully
from songngu.translate.missing import check_missing, check_repaired, in_order
from songngu.translate.pipeline import PartlyDraftedError, Pipeline
from songngu.translate.short_names import ShortName, names_in
from songngu.translate.terms import terms_in

Progress = Callable[[int], None]
Matches = Sequence[Sequence[MemoryMatch]]


class Drafter(Protocol):
    """Drafts Vietnamese segments in English.

    Implementers subclass it and write :attr:`signature` and :meth:`draft_batch`; callers get the
    rest free.
    """

    @property
    @abstractmethod
    def signature(self) -> str:
        """The engine's settings: name, revision, decoding, versions."""
        ...

    @abstractmethod
    def draft_batch(
        self,
        texts: Sequence[str],
        *,
        terms: Sequence[Term] = (),
        matches: Matches | None = None,
        progress: Progress | None = None,
    ) -> list[Draft]:
        """One draft per text, in the same order.

        Args:
            texts: Segments; an empty one gives an empty draft with a check that says so.
            terms: Approved translations; those that occur in a segment reach the engine,
                where it can make use of them.
            matches: Similar translated segments for each text, the best first.
            progress: Called with the number of segments finished so far, after each batch.

        Raises:
            ValueError: ``matches`` are not as many as the texts.
            EngineError: The engine failed.
        """
        ...

    def draft_iter(
        self,
        texts: Sequence[str],
        *,
        terms: Sequence[Term] = (),
        matches: Matches | None = None,
    ) -> Iterator[tuple[int, Draft]]:
        """The same drafts as they get finished, each once, with the index of its text.

        The order is the engine's own. What has been yielded is finished for good, so that it can
        be saved before an interruption.
        """
        yield from enumerate(self.draft_batch(texts, terms=terms, matches=matches))

    def draft(self, text: str, *, terms: Sequence[Term] = ()) -> Draft:
        """The draft of one segment."""
        return self.draft_batch([text], terms=terms)[0]


def complete(drafts: Sequence[Draft | None], drafter: Drafter) -> list[Draft]:
    """The drafts, of which none is missing.

    Raises:
        EngineError: The drafter has left texts out.
    """
    found = [draft for draft in drafts if draft is not None]
    if len(found) != len(drafts):
        raise EngineError(
            f"{drafter.signature}: {len(drafts) - len(found)} of {len(drafts)} segments came "
            "back without a draft, expected one each; draft again, or use another engine"
        )
    return found


@dataclass(frozen=True, slots=True)
class Request:
    """A piece of text for a model: a segment, or a part of one that was too long.

    Attributes:
        text: One line, not empty.
        terms: Approved translations of terms that occur in it.
        examples: Similar translated segments, the best first.
        prefix: How the draft has to begin, up to the end of a word; engines that can
            continue a text take it up from there, the others do not look at it.
        context: The segments before it, for engines that ask for them.
        names: Short names of people that the article names in full and that may stand in it.
    """

    text: str
    terms: tuple[Term, ...] = ()
    examples: tuple[MemoryMatch, ...] = ()
    prefix: str = ""
    context: tuple[str, ...] = ()
    names: tuple[ShortName, ...] = ()

    def part(self, text: str) -> Request:
        """A request for a part of the text, with the terms and names that occur in it."""
        return replace(
            self,
            text=text,
            terms=terms_in(text, self.terms),
            examples=(),
            names=names_in(text, self.names),
        )


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a model wrote for a request.

    Attributes:
        text: The whole draft; begins with the request's prefix where the engine continued one.
        log_probability: Mean natural logarithm of the token probabilities, end mark included,
            those of a prefix left out.
        n_tokens: How many tokens that is the mean of.
        finished: False when the length limit cut it off.
        repaired: English forms that were put in where the model had something else.
        lost: What the source says and the draft does not, as far as it is known.
    """

    text: str
    log_probability: float
    n_tokens: int
    finished: bool
    repaired: tuple[str, ...] = ()
    lost: tuple[Expectation, ...] = ()


class ModelDrafter(Drafter):
    """The way of a segment through a model engine.

    Line breaks are flattened, texts that are too long cut at clause boundaries, equal requests
    drafted once, requests sorted by length and batched by a token budget, loops drafted again
    under repetition control, names, numbers and terms put right, parts joined and every draft
    checked. Engines write :attr:`engine_signature`, :meth:`generate` and :meth:`count_tokens`;
    those that can, :meth:`search_wider`, :meth:`places_for` and :meth:`probabilities` as well.
    """

    #: Longest text for one request, in the engine's tokens.
    max_source_tokens: int = 192
    #: Bound on requests times the tokens of the longest in a batch.
    batch_tokens: int = 512
    #: Whether drafts go on from :attr:`Request.prefix`.
    can_continue: bool = False
    #: How many of the segments before one it wants to know.
    context_before: int = 0
    #: By what means drafts are made to say what their sources say.
    faithful: Faithful = Faithful()

    @property
    @abstractmethod
    def engine_signature(self) -> str:
        """The engine's settings: name, revision, decoding, versions."""
        ...

    @property
    def signature(self) -> str:
        """The engine's settings and by what means its drafts are made faithful."""
        # Every draft carries it: one text for all of them.
        return sys.intern(f"{self.engine_signature}|{self.faithful.settings}")

    @abstractmethod
    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        """Hypotheses for each request, the best first, at least one and at most ``n_best``.

        Args:
            requests: One batch, of similar lengths.
            careful: Decode so that no phrase is repeated; for requests whose first
                hypothesis ran in a loop.
            n_best: How many different hypotheses are wanted of each; an engine that knows
                fewer, as with a narrow beam, gives those.
        """
        ...

    @abstractmethod
    def count_tokens(self, text: str) -> int:
        """Length of a text in the engine's tokens."""
        ...

    def search_wider(self, requests: Sequence[Request]) -> list[list[Hypothesis]]:
        """More hypotheses for each request, the best first, than the usual search looks at.

        Returns:
            For each some; none from an engine that cannot.
        """
        return [[] for _ in requests]

    def places_for(self, requests: Sequence[Request], forms: Sequence[str]) -> list[list[int]]:
        """Where in a draft a form would best stand, to the model: offsets, the likeliest first.

        Args:
            requests: With a draft as their prefix.
            forms: One for each: English that the draft lacks.

        Returns:
            For each a few offsets, all at the beginnings or ends of words; none from an engine
            that cannot tell.
        """
        return [[] for _ in requests]

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Mean log probabilities of given drafts, to compare those of one source with.

        Args:
            pairs: A source and a draft of it each.

        Returns:
            Zeros from an engine that cannot tell.
        """
        return [0.0] * len(pairs)

    def draft_batch(
        self,
        texts: Sequence[str],
        *,
        terms: Sequence[Term] = (),
        matches: Matches | None = None,
        progress: Progress | None = None,
    ) -> list[Draft]:
        """One draft per text, in the same order; see :meth:`Drafter.draft_batch`."""
        drafts: dict[int, Draft] = {}
        for finished in Pipeline(self, texts, terms, matches).run():
            drafts.update(finished)
            if progress is not None:
                progress(len(drafts))
        return [drafts[index] for index in range(len(texts))]

    def draft_iter(
        self,
        texts: Sequence[str],
        *,
        terms: Sequence[Term] = (),
        matches: Matches | None = None,
    ) -> Iterator[tuple[int, Draft]]:
        """Drafts as batches get finished: the first text's, then the shortest of many first.

        No more of the texts and drafts is held than one stretch of them.
        """
        for finished in Pipeline(self, texts, terms, matches).run(first_alone=True):
            yield from finished

    def begin(self) -> None:
        """Be told that texts which belong together are about to be drafted."""
        return

    def plan(self, sizes: Sequence[int]) -> Iterator[list[int]]:
        """In which batches requests go to the model: their indices, every one once.

        Args:
            sizes: Their lengths in the engine's tokens, in the order of the texts.
        """
        return batches(sizes, self.batch_tokens)

    def requests(
        self,
        text: str,
        terms: Sequence[Term] = (),
        examples: Sequence[MemoryMatch] = (),
        context: tuple[str, ...] = (),
        names: Sequence[ShortName] = (),
    ) -> tuple[Request, ...]:
        """What the model is asked for a segment; nothing where that needs no model."""
        flat = flatten(text)
        if not any(char.isalnum() for char in flat):
            return ()
        parts = cut_text(flat, self.count_tokens, self.max_source_tokens)
        return tuple(
            Request(
                part,
                terms_in(part, terms),
                tuple(examples) if len(parts) == 1 else (),
                context=context,
                names=names_in(part, names),
            )
            for part in parts
        )

    def write(self, requests: Sequence[Request]) -> list[Hypothesis]:
        """What stands in the drafts of a batch of requests."""
        return draft_faithfully(self, requests)

    def hypotheses(self, requests: Sequence[Request], *, n_best: int) -> list[list[Hypothesis]]:
        """What the model writes for each, the best first, led by a careful one after a loop."""
        pools = self.generate(requests, careful=False, n_best=n_best)
        for index, (request, pool) in enumerate(zip(requests, pools, strict=True)):
            if pool[0].finished and not repeats(request.text, pool[0].text):
                continue
            try:
                second = self.generate([request], careful=True)[0][0]
            except PartlyDraftedError:
                break  # the others have drafts, and the next batch will tell what is wrong
            if second.text and second.finished >= pool[0].finished:
                pools[index] = [second, *pool]
        return pools

    def assemble(self, source: str, hypotheses: Sequence[Hypothesis]) -> Draft:
        """The checked draft of a segment from what was written for its parts."""
        if not hypotheses:
            return self._untranslatable(source)
        text = " ".join(part.text for part in hypotheses if part.text)
        n_tokens = sum(part.n_tokens for part in hypotheses)
        total = sum(part.log_probability * part.n_tokens for part in hypotheses)
        score = min(1.0, math.exp(total / n_tokens)) if text and n_tokens else 0.0
        checks = check_draft(
            source,
            text,
            n_parts=len(hypotheses),
            unfinished=not all(part.finished for part in hypotheses),
        )
        lost = [item for part in hypotheses for item in part.lost]
        repaired = [form for part in hypotheses for form in part.repaired]
        checks = in_order((*checks, *check_missing(lost), *check_repaired(repaired)))
        return Draft(text=text, score=score, checks=checks, signature=self.signature)

    def _untranslatable(self, source: str) -> Draft:
        """The draft of a text without a letter or digit: nothing, or its signs as they are."""
        signs = flatten(source)
        checks = () if signs else check_draft(source, "")
        return Draft(signs, 1.0 if signs else 0.0, checks, self.signature)
