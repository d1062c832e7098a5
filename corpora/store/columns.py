"""Column types that behave the same on every backend."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from songngu.corpora.errors import StoreError


class UtcTime(sa.TypeDecorator[dt.datetime]):
    """Aware datetimes in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Return the time in UTC.

        Raises:
            ValueError: For a time without a zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a time with a zone, found {value!r}; give it tzinfo=UTC")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        """Return the aware time."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=dt.UTC)
        return value.astimezone(dt.UTC)


class PlainText(sa.TypeDecorator[str]):
    """Text of any length, refused alike on every backend where one of them could not hold it."""

    impl = sa.Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Return the text unchanged.

        Raises:
            StoreError: For U+0000 (PostgreSQL has no such text) and lone surrogates.
        """
        if value is None:
            return None
        nul = value.find("\0")
        if nul >= 0:
            raise StoreError(
                f"the text to be stored holds a NUL character (U+0000) at offset {nul}, which a "
                "database cannot keep in text; remove it and save again"
            )
        if not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise StoreError(
                    "the text to be stored holds half of a surrogate pair "
                    f"(U+{ord(value[error.start]):04X}) at offset {error.start}; "
                    "remove it and save again"
                ) from error
        return value


def now() -> dt.datetime:
    """Return the present time, UTC, aware."""
    return dt.datetime.now(dt.UTC)
