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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import httpx
import tenacity

from songngu.corpora.errors import EngineError
from songngu.translate.endpoint.limits import Budget, RateLimit
from songngu.translate.endpoint.prompt import SCHEMA, estimate_tokens
from songngu.translate.endpoint.settings import KEY_VARIABLE, EndpointSettings, Key

_LOG = logging.getLogger(__name__)
_CONNECT_S = 10.0
_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 60.0
# A server that asks for a longer pause than this is not going to answer in this run.
_LONGEST_RETRY_AFTER_S = 300.0
_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_USED_UP = ("insufficient_quota", "billing_hard_limit_reached")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model wrote.

    Attributes:
        content: The text; empty where the model refused.
        tokens: The tokens that it is made of, with the natural logarithm of their probability;
            empty where the endpoint does not give it.
    """

    content: str
    tokens: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which optional parts of a request a server understands.

    Attributes:
        form: How the form of the answer is asked for: ``json_schema``, ``json_object`` or not.
        limit: Name of the bound on the answer's length; empty for none.
        temperature: Whether the randomness may be set.
        logprobs: Whether the probabilities of the tokens may be asked for.
    """

    form: str = "json_schema"
    limit: str = "max_tokens"
    temperature: bool = True
    logprobs: bool = True

    def without(self, refusal: str) -> Dialect | None:
        """The next simpler dialect after a server's refusal; None where nothing is left to drop.

        What the refusal names is dropped first; one that names nothing may be about the form of
        the answer, which the fewest servers know.
        """
        text = refusal.lower()
        if "max_completion_tokens" in text and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "max_tokens" in text or "max_completion_tokens" in text:
            return replace(self, limit="") if self.limit else None
        if "temperature" in text:
            return replace(self, temperature=False) if self.temperature else None
        if "logprobs" in text:
            return replace(self, logprobs=False) if self.logprobs else None
        if self.form:
            return replace(self, form={"json_schema": "json_object"}.get(self.form, ""))
        return replace(self, logprobs=False) if self.logprobs else None

    def body(self, model: str, messages: list[dict[str, str]], ask: Ask) -> dict[str, Any]:
        """A request in this dialect."""
        body: dict[str, Any] = {"model": model, "messages": messages}
        if self.form == "json_schema":
            schema = {"name": "translations", "strict": True, "schema": SCHEMA}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form:
            body["response_format"] = {"type": self.form}
        if self.limit:
            body[self.limit] = ask.most_tokens
        if self.temperature:
            body["temperature"] = ask.temperature
        if self.logprobs:
            body["logprobs"] = True
        return body


@dataclass(frozen=True, slots=True)
class Ask:
    """How an answer is to be written.

    Attributes:
        most_tokens: Bound on its length.
        temperature: 0 takes the likeliest words.
    """

    most_tokens: int
    temperature: float = 0.0


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
        self._http = httpx.Client(
            headers={"Authorization": key.header} if key else {},
            timeout=httpx.Timeout(settings.timeout, connect=_CONNECT_S),
            # A proxy for the outside world is not to see what stays on this machine.
            trust_env=not settings.is_local,
            follow_redirects=False,
        )
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
            EngineError: It cannot be reached, or refuses the key.
        """
        try:
            response = self._http.get(f"{self._settings.url}/models", timeout=_CONNECT_S)
        except httpx.TransportError as error:
            raise EngineError(self._unreachable(error)) from None
        if response.status_code in (401, 403):
            self._raise_no_entry(response)

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
                simpler = dialect.without(str(error))
                if simpler is None:
                    raise EngineError(
                        f"The endpoint {self._settings.shown} refuses the request: {error} Check "
                        f"the model's name {self._model!r} and the endpoint's own log."
                    ) from None
                self._dialect = simpler

    def _attempt(self, dialect: Dialect, messages: list[dict[str, str]], ask: Ask) -> Answer:
        n_in = sum(estimate_tokens(message["content"]) for message in messages)
        reserved = self.budget.price(n_in, ask.most_tokens)
        self.budget.reserve(reserved)
        cost = 0.0
        try:
            sent = self._rate.enter(n_in + ask.most_tokens // 2)
            value = self._post(dialect.body(self._model, messages, ask))
            answer = _answer(value)
            usage = value.get("usage") or {}
            n_in = _count(usage, "prompt_tokens", n_in)
            n_out = _count(usage, "completion_tokens", estimate_tokens(answer.content))
            sent.tokens = n_in + n_out
            cost = self.budget.price(n_in, n_out)
            return answer
        except _TryAgainError as error:
            cost = reserved if error.charged else 0.0
            raise
        finally:
            self.budget.settle(reserved, cost)

    def _post(self, body: dict[str, Any]) -> dict[str, Any]:
        url = f"{self._settings.url}/chat/completions"
        try:
            response = self._http.post(url, json=body)
        except httpx.TimeoutException:
            raise _TryAgainError(
                f"no answer within {self._settings.timeout:g} s.", charged=True
            ) from None
        except httpx.TransportError as error:
            raise _TryAgainError(self._unreachable(error)) from None
        status = response.status_code
        if status in _AGAIN:
            self._raise_again(response)
        if status in (401, 403):
            self._raise_no_entry(response)
        if status in (400, 415, 422, 501):
            raise _RefusedError(f"{status} {self._reason(response)}")
        if status != 200:
            hint = (
                f"Check the model's name {self._model!r}, and that the address ends as the "
                "server's own documents say, mostly in /v1."
            )
            raise EngineError(
                f"The endpoint {self._settings.shown} answers {status} {self._reason(response)} "
                f"{hint}"
            )
        try:
            value = response.json()
        except ValueError:
            raise _TryAgainError("its answer is no JSON.", charged=True) from None
        if not isinstance(value, dict):
            raise _TryAgainError("its answer is no JSON object.", charged=True)
        return value

    def _raise_again(self, response: httpx.Response) -> NoReturn:
        reason = self._reason(response)
        if any(word in response.text for word in _USED_UP):
            raise EngineError(
                f"The endpoint {self._settings.shown} says that the account's credit is used up: "
                f"{reason} What is drafted is kept; top the account up and draft again."
            )
        wait = retry_after(response.headers)
        if wait is not None and wait > _LONGEST_RETRY_AFTER_S:
            raise EngineError(
                f"The endpoint {self._settings.shown} asks for a pause of {wait:,.0f} s "
                f"({response.status_code} {reason}). What is drafted is kept; draft again then."
            )
        raise _TryAgainError(f"{response.status_code} {reason}", wait)

    def _raise_no_entry(self, response: httpx.Response) -> NoReturn:
        given = (
            f"the key of {self._key.variable} was not accepted; check it"
            if self._key
            else f"it wants a key; set the variable {KEY_VARIABLE}"
        )
        raise EngineError(
            f"The endpoint {self._settings.shown} does not let songngu in "
            f"({response.status_code} {self._reason(response)}): {given}."
        )

    def _reason(self, response: httpx.Response) -> str:
        """The server's own words, on one line, cut short, and without the key."""
        try:
            value = response.json()
            error = value.get("error", value) if isinstance(value, dict) else value
            text = str(error.get("message", error) if isinstance(error, dict) else error)
        except ValueError:
            text = response.text if "html" not in response.headers.get("content-type", "") else ""
        text = " ".join(text.split()) or response.reason_phrase
        # Before it is cut: half a key is a key as well.
        text = (self._key.taken_out(text) if self._key else text)[:300]
        return text if text.endswith((".", "!", "?")) else f"{text}."

    def _unreachable(self, error: httpx.TransportError) -> str:
        return (
            f"The endpoint {self._settings.shown} cannot be reached ({type(error).__name__}: "
            f"{error}). Check the address and that the server runs."
        )


def _wait(state: tenacity.RetryCallState) -> float:
    """Seconds to pause: what the server asks for, else ever longer; never quite the same."""
    error = state.outcome.exception() if state.outcome else None
    jitter = random.random()
    if isinstance(error, _TryAgainError) and error.wait is not None:
        return error.wait + jitter
    pause = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** (state.attempt_number - 1))
    return float(pause * (0.5 + jitter / 2))


def retry_after(headers: httpx.Headers, now: dt.datetime | None = None) -> float | None:
    """The seconds of ``Retry-After``, a number or a date there; None where it says nothing."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        seconds = (moment - (now or dt.datetime.now(dt.UTC))).total_seconds()
    return max(0.0, seconds) if seconds < float("inf") else None


def _count(usage: Any, name: str, estimate: int) -> int:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and value >= 0 else estimate


def _answer(value: dict[str, Any]) -> Answer:
    """The first choice of an answer.

    Raises:
        _TryAgainError: There is none.
    """
    try:
        choice = value["choices"][0]
        content = choice["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise _TryAgainError("its answer holds no message.", charged=True) from None
    if not isinstance(content, str):  # null: the model refused
        return Answer("")
    return Answer(content, tuple(_tokens(choice)))


def _tokens(choice: dict[str, Any]) -> Sequence[tuple[str, float]]:
    try:
        return [
            (str(each["token"]), float(each["logprob"])) for each in choice["logprobs"]["content"]
        ]
    except (KeyError, TypeError, ValueError):
        return []
