"""Asking an endpoint that speaks OpenAI's chat completions: one question, one answer.

The package httpx is used rather than openai's own: one kind of request is needed, the bounds on
rate and cost have to count every attempt of it, and openai's client sends along what it finds in
its own environment variables. The attempts are tenacity's.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import logging
import random
import threading
import weakref
from collections.abc import Callable
from typing import Any, NoReturn

import httpx
import tenacity

from songngu.corpora.errors import EngineError
from songngu.translate.endpoint.dialect import Answer, Ask, Dialect, read_completion
from songngu.translate.endpoint.limits import Budget, RateLimit
from songngu.translate.endpoint.prompt import estimate_tokens
from songngu.translate.endpoint.settings import (
    KEY_VARIABLE,
    EndpointSettings,
    Key,
    without_secrets,
)
from songngu.translate.endpoint.transport import (
    CONNECT_S,
    LARGEST_BYTES,
    Reply,
    TooLargeError,
    names_proxy,
    open_http,
    send,
)

_LOG = logging.getLogger(__name__)
_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 60.0
# A server that asks for a longer pause than this is not going to answer in this run.
_LONGEST_RETRY_AFTER_S = 300.0
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_USED_UP = ("insufficient_quota", "billing_hard_limit_reached")


class _TryAgainError(Exception):
    """A failure that may pass.

    Attributes:
        wait: Seconds after which the server wants to be asked again; None if it does not say.
        charged: Whether the attempt may have cost something all the same.
    """

    def __init__(self, reason: str, wait: float | None = None, *, charged: bool = False) -> None:
        super().__init__(reason)
        self.wait = wait
        self.charged = charged


class _RefusedError(Exception):
    """The server does not understand the request."""


class ChatClient:
    """Asks one model of one endpoint; can be used from several threads."""

    def __init__(
        self,
        settings: EndpointSettings,
        model: str,
        key: Key | None,
        *,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """Set up the connection; nothing is sent.

        Args:
            settings: Where to, and within which bounds.
            model: The model's name there.
            key: Sent with every request, if any.
            sleep: Waits so many seconds; can be given up by :meth:`stop` unless replaced.
        """
        self._settings = settings
        self._model = model
        self._key = key
        self._stopped = threading.Event()
        self._sleep = self._pause if sleep is None else sleep
        self._rate = RateLimit(settings, sleep=self._sleep)
        self.budget = Budget(settings)
        self._dialect = Dialect()
        self._http = open_http(settings, key)
        weakref.finalize(self, self._http.close)

    def stop(self) -> None:
        """Give up waiting: whoever waits in another thread gets an error."""
        self._stopped.set()

    def _pause(self, seconds: float) -> None:
        if self._stopped.wait(seconds):
            raise EngineError("Drafting was stopped.")

    def check(self) -> None:
        """Do nothing where the endpoint is there and lets us in.

        Raises:
            EngineError: It cannot be reached, sends us elsewhere, or refuses the key.
        """
        url = f"{self._settings.url}/models"
        try:
            reply = send(self._http, "GET", url, timeout=CONNECT_S)
        except TooLargeError:
            return  # a very long list of models
        except httpx.RequestError as error:
            raise EngineError(self._unreachable(error)) from None
        self._check_entry(reply)

    def ask(self, messages: list[dict[str, str]], ask: Ask) -> Answer:
        """The model's answer.

        Failures that may pass are tried again after growing pauses, or the pause that the server
        asks for.

        Raises:
            CostLimitError: It might cost more than may be spent.
            EngineError: The endpoint cannot be reached, refuses the request or the key, or goes
                on failing.
        """
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self._settings.attempts),
            wait=_wait,
            retry=tenacity.retry_if_exception_type(_TryAgainError),
            sleep=self._sleep,
            before_sleep=self._tell,
            reraise=True,
        )
        try:
            return retrying(self._understood, messages, ask)
        except _TryAgainError as error:
            raise EngineError(
                f"The endpoint {self._settings.shown} failed {self._settings.attempts} times, "
                f"the last time: {error} What is drafted is kept; try again later."
            ) from None

    def _tell(self, state: tenacity.RetryCallState) -> None:
        reason = state.outcome.exception() if state.outcome else None
        pause = state.next_action.sleep if state.next_action else 0.0
        _LOG.info("%s: %s Asking again in %.1f s", self._settings.shown, reason, pause)

    def _understood(self, messages: list[dict[str, str]], ask: Ask) -> Answer:
        """The answer to one attempt, in the richest dialect that the server takes."""
        while True:
            dialect = self._dialect
            try:
                return self._attempt(dialect, messages, ask)
            except _RefusedError as error:
                self._dialect = self._simpler(dialect, str(error))

    def _simpler(self, dialect: Dialect, refusal: str) -> Dialect:
        simpler = dialect.without(refusal)
        if simpler is None:
            advice = (
                f"Check the model's name {self._model!r} and the endpoint's own log; with smaller "
                "values of segments and context requests are shorter."
            )
        elif self._settings.cost_limit and not simpler.limit:
            advice = (
                "Where the length of an answer cannot be bounded, no cost-limit can hold; draft "
                "without one, or with another model."
            )
        else:
            return simpler
        shown = self._settings.shown
        raise EngineError(f"The endpoint {shown} refuses the request: {refusal} {advice}") from None

    def _attempt(self, dialect: Dialect, messages: list[dict[str, str]], ask: Ask) -> Answer:
        n_in = sum(estimate_tokens(message["content"]) for message in messages)
        reserved = self.budget.price(n_in, ask.most_tokens)
        self.budget.reserve(reserved)
        cost = 0.0
        try:
            sent = self._rate.enter(n_in + ask.most_tokens // 2)
            answer = self._post(dialect.body(self._model, messages, ask))
            n_in = n_in if answer.n_in is None else answer.n_in
            n_out = estimate_tokens(answer.content) if answer.n_out is None else answer.n_out
            sent.tokens = n_in + n_out
            cost = self.budget.price(n_in, n_out)
            return answer
        except _TryAgainError as error:
            cost = reserved if error.charged else 0.0
            raise
        finally:
            self.budget.settle(reserved, cost)

    def _post(self, body: dict[str, Any]) -> Answer:
        reply = self._sent(body)
        if reply.status in _AGAIN:
            self._raise_again(reply)
        self._check_entry(reply)
        if reply.status in (400, 415, 422, 501):
            raise _RefusedError(f"{reply.status} {reply.words(self._key)}")
        if reply.status != 200:
            raise EngineError(
                f"The endpoint {self._settings.shown} answers {reply.status} "
                f"{reply.words(self._key)} Check the model's name {self._model!r}, and that the "
                f"address ends as the server's own documents say{self._address_hint()}."
            )
        try:
            answer = read_completion(reply.value())
        except ValueError:
            raise _TryAgainError("its answer is no JSON.", charged=True) from None
        if answer is None:
            words = reply.words(self._key)
            raise _TryAgainError(f"its answer holds no message: {words}", charged=True)
        return answer

    def _sent(self, body: dict[str, Any]) -> Reply:
        """The reply to a request, whatever it says."""
        url, timeout = f"{self._settings.url}/chat/completions", self._settings.timeout
        try:
            return send(self._http, "POST", url, timeout=timeout, body=body)
        except httpx.TimeoutException:
            reason = f"no answer within {timeout:g} s."
            raise _TryAgainError(reason, charged=True) from None
        except TooLargeError:
            reason = f"its answer is larger than {LARGEST_BYTES >> 20} MB."
            raise _TryAgainError(reason, charged=True) from None
        except httpx.RequestError as error:
            raise _TryAgainError(self._unreachable(error)) from None

    def _address_hint(self) -> str:
        if self._settings.url.endswith("/v1"):
            return ""
        return f", mostly in /v1: --endpoint {self._settings.url}/v1"

    def _raise_again(self, reply: Reply) -> NoReturn:
        reason = reply.words(self._key)
        if any(word in reply.text for word in _USED_UP):
            raise EngineError(
                f"The endpoint {self._settings.shown} says that the account's credit is used up: "
                f"{reason} What is drafted is kept; top the account up and draft again."
            )
        wait = retry_after(reply.headers)
        if wait is not None and wait > _LONGEST_RETRY_AFTER_S:
            raise EngineError(
                f"The endpoint {self._settings.shown} asks for a pause {_until(wait)} "
                f"({reply.status} {reason}). What is drafted is kept; draft again then."
            )
        raise _TryAgainError(f"{reply.status} {reason}", wait)

    def _check_entry(self, reply: Reply) -> None:
        """Do nothing where the endpoint neither refuses the key nor sends us elsewhere."""
        shown = self._settings.shown
        if 300 <= reply.status < 400:
            there = without_secrets(reply.headers.get("location", "(nowhere)"))
            there = self._key.taken_out(there) if self._key else there
            raise EngineError(
                f"The endpoint {shown} answers {reply.status}: it sends songngu on to {there!r}. "
                "That is not followed, since texts and key would go where nobody has sent them. "
                "Give the endpoint's final address."
            )
        if reply.status not in (401, 403):
            return
        given = (
            f"the key of {self._key.variable} was not accepted; check it"
            if self._key
            else f"it wants a key; set the variable {KEY_VARIABLE}"
        )
        said = reply.words(self._key).rstrip(".")
        raise EngineError(
            f"The endpoint {shown} does not let songngu in ({reply.status} {said}): {given}."
        )

    def _unreachable(self, error: httpx.RequestError) -> str:
        proxy = " A proxy is set in the environment; check it too." * names_proxy(self._settings)
        return (
            f"The endpoint {self._settings.shown} cannot be reached ({type(error).__name__}: "
            f"{error}). Check the address and that the server runs.{proxy}"
        )


def _wait(state: tenacity.RetryCallState) -> float:
    """Seconds to pause: what the server asks for, else ever longer; never quite the same."""
    error = state.outcome.exception() if state.outcome else None
    jitter = random.random()
    if isinstance(error, _TryAgainError) and error.wait is not None:
        return error.wait + jitter
    pause = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** (state.attempt_number - 1))
    return float(pause * (0.5 + jitter / 2))


def _until(wait: float) -> str:
    """When a pause of so many seconds from now is over."""
    try:
        return f"until {dt.datetime.now(dt.UTC) + dt.timedelta(seconds=wait):%Y-%m-%d %H:%M} UTC"
    except OverflowError:
        return "without end"


def retry_after(headers: httpx.Headers, now: dt.datetime | None = None) -> float | None:
    """The seconds of ``Retry-After``, a number or a date there; None where it says nothing."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        seconds = (moment - (now or dt.datetime.now(dt.UTC))).total_seconds()
    return max(0.0, seconds) if seconds < float("inf") else None
