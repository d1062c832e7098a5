"""Bounds on how fast an endpoint is asked, and on what that may cost."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from songngu.corpora.errors import EngineError
from songngu.translate.endpoint.settings import EndpointSettings

_WINDOW_S = 60.0
_MILLION = 1_000_000


class CostLimitError(EngineError):
    """The next request might cost more than may be spent."""


@dataclass(slots=True)
class _Sent:
    time: float
    tokens: int


class RateLimit:
    """Keeps the requests, and their tokens, of any 60 seconds within bounds.

    A window that slides rather than a bucket that fills: the bound then holds wherever the
    server's own minute begins.
    """

    def __init__(
        self,
        settings: EndpointSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._requests = settings.requests_per_minute
        self._tokens = settings.tokens_per_minute
        self._clock = clock
        self._sleep = sleep
        self._sent: deque[_Sent] = deque()
        self._lock = threading.Lock()

    def enter(self, tokens: int) -> _Sent:
        """Wait until a request of so many tokens may be made, and count it.

        One that is above the bound by itself is made when nothing else was for a minute.
        """
        while True:
            with self._lock:
                wait = self._wait(tokens)
                if wait <= 0:
                    sent = _Sent(self._clock(), tokens)
                    self._sent.append(sent)
                    return sent
            self._sleep(wait)

    def _wait(self, tokens: int) -> float:
        now = self._clock()
        while self._sent and self._sent[0].time <= now - _WINDOW_S:
            self._sent.popleft()
        if not self._sent or not (self._requests or self._tokens):
            return 0.0
        many = self._requests and len(self._sent) + 1 > self._requests
        heavy = self._tokens and sum(sent.tokens for sent in self._sent) + tokens > self._tokens
        return self._sent[0].time + _WINDOW_S - now if many or heavy else 0.0


class Budget:
    """Counts what is spent, and refuses what might go beyond the limit."""

    def __init__(self, settings: EndpointSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._reserved = 0.0
        self.spent = 0.0

    def price(self, n_in: int, n_out: int) -> float:
        """What so many tokens of prompt and answer cost."""
        settings = self._settings
        return (n_in * settings.price_in + n_out * settings.price_out) / _MILLION

    def reserve(self, amount: float) -> None:
        """Set aside what a request may cost at most.

        Raises:
            CostLimitError: With what is spent and set aside it might be more than the limit.
        """
        limit = self._settings.cost_limit
        with self._lock:
            if limit and self.spent + self._reserved + amount > limit:
                raise CostLimitError(
                    f"Drafting stopped before the cost limit of {limit:g}: {self.spent:.4f} is "
                    f"spent, and the next request may cost up to {amount:.4f}. What is drafted is "
                    "kept; go on with a higher cost-limit."
                )
            self._reserved += amount

    def settle(self, reserved: float, cost: float) -> None:
        """Put down what a request really cost, and free what was set aside for it."""
        with self._lock:
            self._reserved -= reserved
            self.spent += cost
