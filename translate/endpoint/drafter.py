"""Drafting through an endpoint that speaks OpenAI's chat completions."""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import ClassVar

from songngu.corpora.errors import EngineError
from songngu.translate.drafter import Hypothesis, ModelDrafter, Request
from songngu.translate.endpoint.client import ChatClient
from songngu.translate.endpoint.dialect import Ask
from songngu.translate.endpoint.prompt import (
    SYSTEM,
    Written,
    estimate_tokens,
    read_answer,
    write_messages,
)
from songngu.translate.endpoint.settings import EndpointSettings, find_key
from songngu.translate.pipeline import PartlyDraftedError

_LOG = logging.getLogger(__name__)
_POLL_S = 0.05
# A model that repeats itself does so again where nothing is left to chance.
_CAREFUL_TEMPERATURE = 0.4
_SINGLE_ATTEMPTS = 2
# So many segments without a usable answer, one after another, are no bad luck.
_MOST_FAILURES = 5


class EndpointDrafter(ModelDrafter):
    """Drafts with whatever model stands behind an OpenAI-compatible endpoint.

    Several segments travel in a request, in the order of the article and with what stands before
    them; terms and memory matches go along. Answers whose numbers do not fit are asked for again,
    one segment at a time.
    """

    kind: ClassVar[str] = "openai"
    # Cut only what no sentence reaches; these models read whole articles.
    max_source_tokens = 1500

    def __init__(
        self, model: str, settings: EndpointSettings, *, client: ChatClient | None = None
    ) -> None:
        """Find the endpoint and see whether it lets us in.

        Args:
            model: The model's name there.
            settings: Where the endpoint is and how it is to be used.
            client: Asks in the stead of one made from the settings.

        Raises:
            EngineError: The endpoint cannot be reached or refuses the key, or the key would
                travel unencrypted.
        """
        self._settings = settings
        self.context_before = settings.context
        self._client = client or ChatClient(settings, model, find_key(settings))
        self._client.check()
        self._n_failures = 0
        self._was_cut = False
        prompt = hashlib.sha256(SYSTEM.encode("utf-8")).hexdigest()[:8]
        self._signature = (
            f"{self.kind}:{model}|at:{settings.shown}|prompt:{prompt}"
            f"|segments:{settings.segments}|context:{settings.context}"
        )

    @property
    def engine_signature(self) -> str:
        """Model, address and what is sent; what revision answers only the endpoint knows."""
        return self._signature

    @property
    def spent(self) -> float:
        """What the answers have cost so far, at the prices that were given."""
        return self._client.budget.spent

    def count_tokens(self, text: str) -> int:
        """About how many tokens a text has."""
        return estimate_tokens(text)

    def plan(self, sizes: Sequence[int]) -> Iterator[list[int]]:
        """Batches in the order of the article, as large as can be on their way at a time."""
        step = self._settings.segments * self._settings.concurrency
        for start in range(0, len(sizes), step):
            yield list(range(start, min(start + step, len(sizes))))

    def begin(self) -> None:
        """Count failures in a row from the first of these texts on."""
        self._n_failures = 0

    def generate(
        self, requests: Sequence[Request], *, careful: bool, n_best: int = 1
    ) -> list[list[Hypothesis]]:
        """One hypothesis for each request; see :meth:`ModelDrafter.generate`.

        Raises:
            PartlyDraftedError: The endpoint failed, or the cost limit is reached; holds what was
                answered before.
        """
        step = self._settings.segments
        groups = [list(requests[at : at + step]) for at in range(0, len(requests), step)]
        asked = _start(
            lambda group: self._draft_group(group, careful), groups, self._settings.concurrency
        )
        try:
            # Waiting in short steps lets Ctrl-C through.
            while not all(each.done() for each in asked):
                time.sleep(_POLL_S)
        except KeyboardInterrupt:
            self._client.stop()
            for each in asked:
                each.cancel()
            raise
        errors = [error for each in asked if (error := each.exception()) is not None]
        drafted = [
            pair
            for group, each in zip(groups, asked, strict=True)
            if each.exception() is None
            for pair in zip(group, each.result(), strict=True)
        ]
        if errors:
            if isinstance(errors[0], EngineError):
                raise PartlyDraftedError(str(errors[0]), drafted) from errors[0]
            raise errors[0]
        return [[hypothesis] for _, hypothesis in drafted]

    def _draft_group(self, group: list[Request], careful: bool) -> list[Hypothesis]:
        found = self._ask(group, careful, 0)
        for index, request in enumerate(group):
            for attempt in range(_SINGLE_ATTEMPTS):
                if index in found:
                    break
                single = self._ask([request], careful, attempt + 1)
                if 0 in single:
                    found[index] = single[0]
            if not careful:
                self._count_failure(index not in found)
        return [_hypothesis(found.get(index)) for index in range(len(group))]

    def _ask(self, group: Sequence[Request], careful: bool, attempt: int) -> dict[int, Written]:
        size = sum(estimate_tokens(request.text) for request in group)
        # English has fewer tokens than Vietnamese; the rest is for a model that thinks first.
        limit = (512 + 2 * size + 32 * len(group)) * (attempt + 1)
        careful = careful or attempt > 1
        answer = self._client.ask(
            write_messages(group), Ask(limit, _CAREFUL_TEMPERATURE if careful else 0.0)
        )
        self._was_cut = answer.is_cut
        return read_answer(answer.content, len(group), answer.tokens)

    def _count_failure(self, failed: bool) -> None:
        self._n_failures = self._n_failures + 1 if failed else 0
        if not failed:
            return
        engine = self._signature.partition("|")[0]
        advice = (
            "Its answer is cut off where the most tokens are reached: have it not think before it "
            "answers, or choose a model that does not."
            if self._was_cut
            else "Expected a JSON object with a translation for each segment's id; choose a model "
            "that follows instructions."
        )
        if self._n_failures == 1:
            _LOG.warning("%s did not translate a segment, which is left empty. %s", engine, advice)
        if self._n_failures >= _MOST_FAILURES:
            raise EngineError(
                f"The model of {engine} did not answer in the form asked for, {_MOST_FAILURES} "
                f"segments in a row. {advice}"
            )


def _start(
    work: Callable[[list[Request]], list[Hypothesis]], groups: Sequence[list[Request]], most: int
) -> list[Future[list[Hypothesis]]]:
    """Begin to work on the groups, so many at a time; what is to come of each.

    The threads are daemons: those of a pool would keep a process that was told to end until the
    last server has answered.
    """
    waiting: queue.SimpleQueue[tuple[Future[list[Hypothesis]], list[Request]]]
    waiting = queue.SimpleQueue()
    futures: list[Future[list[Hypothesis]]] = []
    for group in groups:
        futures.append(Future())
        waiting.put((futures[-1], group))

    def run() -> None:
        while True:
            try:
                future, group = waiting.get_nowait()
            except queue.Empty:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work(group))
            except BaseException as error:  # told where the result is asked for
                future.set_exception(error)

    for number in range(min(most, len(groups))):
        threading.Thread(target=run, name=f"endpoint-{number}", daemon=True).start()
    return futures


def _hypothesis(written: Written | None) -> Hypothesis:
    """What was written; nothing, and unfinished, where no answer could be used."""
    if written is None:
        return Hypothesis("", 0.0, 0, False)
    return Hypothesis(written.text, written.log_probability, written.n_tokens, True)
