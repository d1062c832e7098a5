"""The connection that all parts of the store share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

from sqlalchemy.engine import URL, Engine
from sqlalchemy.orm import Session

from songngu.corpora.store.connection import WRITE, explained, place


class Connected:
    """A database that is open; sessions to read from it and to write to it."""

    def __init__(self, engine: Engine, url: URL, timeout_s: float) -> None:
        self._engine = engine
        self._url = url
        self._timeout_s = timeout_s
        options: dict[str, Any] = {WRITE: True}
        self._writer = engine.execution_options(**options)
        self._reader = engine
        self._turn = threading.Lock()
        if engine.dialect.name == "postgresql":
            # A reading of several queries sees one state, as it does in SQLite anyway.
            self._reader = engine.execution_options(isolation_level="REPEATABLE READ")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({place(self._url)!r})"

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with explained(self._url, self._timeout_s), Session(self._reader) as session:
            yield session

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let the threads of this process write one after the other where the database does so.

        SQLite looks only now and then, up to a tenth of a second apart, whether it is somebody's
        turn; who queues up here is woken at once.
        """
        if self._engine.dialect.name != "sqlite":
            yield
            return
        # Who waits too long is told why by the database.
        mine = self._turn.acquire(timeout=self._timeout_s)
        try:
            yield
        finally:
            if mine:
                self._turn.release()

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with (
            explained(self._url, self._timeout_s),
            self._in_turn(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
