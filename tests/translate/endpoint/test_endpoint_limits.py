"""Bounds on rate and cost, with a clock that only moves when somebody waits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songngu.translate.endpoint import EndpointSettings
from songngu.translate.endpoint.limits import Budget, CostLimitError, RateLimit

URL = "http://127.0.0.1:1/v1"


class Clock:
    """Time that passes by waiting."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


def sent_at(tokens: list[int], requests_per_minute: float, tokens_per_minute: float) -> list[float]:
    clock = Clock()
    settings = EndpointSettings(
        URL, requests_per_minute=requests_per_minute, tokens_per_minute=tokens_per_minute
    )
    limit = RateLimit(settings, clock=clock, sleep=clock.sleep)
    times = []
    for count in tokens:
        limit.enter(count)
        times.append(clock.now)
    return times


@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=40),
    st.sampled_from([0, 1, 3, 10]),
    st.sampled_from([0, 100, 1000]),
)
def test_no_minute_has_more_than_is_allowed(
    tokens: list[int], requests: float, most_tokens: float
) -> None:
    times = sent_at(tokens, requests, most_tokens)
    assert times == sorted(times)
    for start in times:
        window = [i for i, at in enumerate(times) if start <= at < start + 60]
        if requests:
            assert len(window) <= requests
        if most_tokens and len(window) > 1:
            assert sum(tokens[i] for i in window) <= most_tokens


def test_without_bounds_nobody_waits() -> None:
    assert set(sent_at([1000] * 50, 0, 0)) == {1000.0}


def test_nobody_waits_longer_than_needed() -> None:
    assert sent_at([1] * 5, 2, 0) == [1000.0, 1000.0, 1060.0, 1060.0, 1120.0]


def test_a_request_above_the_bound_goes_when_nothing_else_does() -> None:
    assert sent_at([10, 5000, 10], 0, 100) == [1000.0, 1060.0, 1120.0]


def test_what_a_request_really_took_counts() -> None:
    clock = Clock()
    limit = RateLimit(EndpointSettings(URL, tokens_per_minute=100), clock=clock, sleep=clock.sleep)
    limit.enter(90).tokens = 10
    limit.enter(90)
    assert clock.now == 1000.0


def test_what_is_set_aside_counts_against_the_limit() -> None:
    budget = Budget(EndpointSettings(URL, price_in=2, price_out=10, cost_limit=1))
    assert budget.price(1_000_000, 0) == 2
    assert budget.price(0, 50_000) == 0.5
    budget.reserve(0.6)
    with pytest.raises(CostLimitError, match=r"up to 0\.5000"):
        budget.reserve(0.5)
    budget.settle(0.6, 0.1)
    budget.reserve(0.5)
    budget.settle(0.5, 0.5)
    assert budget.spent == pytest.approx(0.6)


def test_without_a_limit_costs_are_only_counted() -> None:
    budget = Budget(EndpointSettings(URL, price_in=2, price_out=10))
    budget.reserve(1e9)
    budget.settle(1e9, 3.5)
    assert budget.spent == 3.5
