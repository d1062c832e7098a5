"""Progress bars with rate and remaining time, always on standard error."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

NOT_A_TERMINAL_INTERVAL_S = 10.0
"""In a log file every refresh is a line of its own, so there are few of them."""


class ProgressBar:
    """A bar on standard error that is told how much is done, not how much was added.

    It can be handed over as the ``progress`` callback of an action.
    """

    def __init__(self, label: str, total: int, *, unit: str = "segment") -> None:
        from tqdm import tqdm

        interval = 0.2 if sys.stderr.isatty() else NOT_A_TERMINAL_INTERVAL_S
        self._bar: Any = tqdm(
            total=total,
            desc=label,
            unit=f" {unit}",
            file=sys.stderr,
            mininterval=interval,
            maxinterval=interval,
            dynamic_ncols=True,
            smoothing=0,  # drafts come in bursts: the mean since the start predicts better
        )

    def __call__(self, done: int) -> None:
        """Show that ``done`` of the total are finished."""
        self._bar.update(done - self._bar.n)

    def skip(self, done: int) -> None:
        """Count ``done`` as finished by an earlier run, so that they do not flatter the rate."""
        self._bar.initial = done
        self._bar.n = max(self._bar.n, done)

    def note(self, text: str) -> None:
        """Show a short text behind the bar."""
        self._bar.set_postfix_str(text, refresh=False)

    def part(self, done: int, total: int) -> None:
        """Show how far a segment of several parts has come; nothing once it is done."""
        self._bar.set_postfix_str("" if done == total else f"part {done} of {total}")

    def line(self, text: str) -> None:
        """Print a line above the bar, on standard error."""
        self._bar.write(text, file=sys.stderr)

    def close(self) -> None:
        """Leave the bar as it stands."""
        self._bar.close()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
