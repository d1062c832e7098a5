"""Waiting for CTranslate2."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from songngu.corpora.errors import EngineError
from songngu.translate import ct2


class _Clock:
    """Time that passes by sleeping only."""

    def __init__(self) -> None:
        self.now = 0.0
        self.looks = 0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.looks += 1
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    clock = _Clock()
    monkeypatch.setattr(ct2, "time", clock)
    return clock


def _due(clock: _Clock, at: float, value: str) -> SimpleNamespace:
    return SimpleNamespace(done=lambda: clock.now >= at, result=lambda: value)


@pytest.mark.parametrize(
    ("seconds", "latest", "most_looks"),
    [(0.0, 0.0, 0), (0.005, 0.01, 5), (1.0, 1.02, 60), (100.0, 101.0, 600)],
)
def test_long_waits_are_looked_at_seldom_and_noticed_soon(
    clock: _Clock, seconds: float, latest: float, most_looks: int
) -> None:
    found = ct2.results([_due(clock, seconds, "first"), _due(clock, seconds / 2, "second")])
    assert found == ["first", "second"]
    assert seconds <= clock.now <= latest
    assert clock.looks <= most_looks


def test_a_failure_of_the_library_says_what_to_do(clock: _Clock) -> None:
    def fail() -> str:
        raise RuntimeError("out of memory")

    with pytest.raises(EngineError, match=r"out of memory.*--device cpu"):
        ct2.results([SimpleNamespace(done=lambda: True, result=fail)])
