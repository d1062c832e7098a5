"""The store: one database that holds everything, every change kept."""

from __future__ import annotations

from pathlib import Path

from songngu.corpora.store.connection import explained, make_engine, parse_url
from songngu.corpora.store.migrate import migrate
from songngu.corpora.store.parts.accounts import Accounts
from songngu.corpora.store.parts.bitexts import Bitexts
from songngu.corpora.store.parts.derived import Derived
from songngu.corpora.store.parts.desk import Desk
from songngu.corpora.store.parts.documents import Documents
from songngu.corpora.store.parts.editing import Editing
from songngu.corpora.store.parts.journal import Journal
from songngu.corpora.store.parts.memory import Memory
from songngu.corpora.store.parts.settings import Settings
from songngu.corpora.store.parts.structure import Structure


def open_store(url_or_path: str | Path, *, timeout_s: float = 15.0) -> Store:
    """Return the store in a database, made or brought up to date first.

    Args:
        url_or_path: A file path or ``sqlite:///FILE`` for SQLite (made with its folder where it
            is missing; ``:memory:`` for one that is lost on closing), or
            ``postgresql://USER:PASSWORD@HOST/DATABASE``.
        timeout_s: How long a save waits for another program's, seconds.

    Raises:
        StoreTooNewError: Where a newer version of the workbench wrote the database.
        StoreError: Where it cannot be opened, is no database or another program's.
    """
    url = parse_url(url_or_path)
    engine = make_engine(url, timeout_s)
    try:
        with explained(url, timeout_s):
            migrate(engine, url)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, url, timeout_s)


class Store(
    Documents, Editing, Bitexts, Memory, Journal, Accounts, Derived, Structure, Desk, Settings
):
    """Documents and all that is made of them; may be shared between threads.

    Each method is one transaction: on return it is on disk, on an error nothing of it is. Every
    method may raise StoreError; what else is raised is said at each. Segment positions count
    the segments of kept blocks only. Open it with :func:`open_store`.

    The methods stand by subject in :mod:`songngu.corpora.store.parts`.
    """
