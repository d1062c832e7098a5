"""Who a cookie or a token stands for, remembered for some seconds; how often somebody may guess."""

from __future__ import annotations

import ipaddress
import time
import unicodedata
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from songngu.ui.actions import users
from songngu.ui.web.session import User

if TYPE_CHECKING:
    from songngu.corpora.store import Account, Store

REMEMBERED_S = 5.0
"""So long a disabled user, a new role or a first user may take to be noticed, seconds."""
_MOST_REMEMBERED = 10_000
_LONGEST_TRIED = 200


class People:
    """The users of a store, as the server meets them; may be shared between threads.

    Args:
        store: Where users, sessions and tokens are.
        single_user: Whether to serve without signing in as long as the store has no users.
        clock: Seconds; only differences count.
    """

    def __init__(
        self, store: Store, *, single_user: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._single_user = single_user
        self._clock = clock
        self._known: dict[tuple[str, bool], tuple[float, User | None]] = {}
        self._asked_for_users = float("-inf")

    def known_single_user(self) -> bool | None:
        """Return :meth:`single_user`, as far as that is known without asking the store."""
        recent = self._clock() - self._asked_for_users <= REMEMBERED_S
        return self._single_user if recent or not self._single_user else None

    def single_user(self) -> bool:
        """Return whether there is nobody to sign in; once somebody is there, that stays so."""
        known = self.known_single_user()
        if known is None:
            known = self._single_user = not self._store.has_users()
            self._asked_for_users = self._clock()
        return known

    def remembered(self, token: str, *, script: bool) -> tuple[User | None] | None:
        """Return whom a token stands for, as far as that is known without asking the store."""
        found = self._known.get((token, script))
        if found is None or self._clock() - found[0] > REMEMBERED_S:
            return None
        return (found[1],)

    def holder(self, token: str, *, script: bool) -> User | None:
        """Return whom a token stands for; None where nobody.

        Args:
            token: As it was sent.
            script: Whether a script sent it, not a browser.
        """
        known = self.remembered(token, script=script)
        if known is not None:
            return known[0]
        account = users.token_owner(self._store, token, script=script)
        user = None if account is None else _user(account)
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        self._known[(token, script)] = (self._clock(), user)
        return user

    def sign_in(self, name: str, password: str) -> str:
        """Return the token of a new session.

        Raises:
            SignInError: Name and password do not belong together.
        """
        return users.sign_in(self._store, name, password)[1]

    def sign_out(self, token: str) -> None:
        """End a session at once."""
        users.sign_out(self._store, token)
        self._known.pop((token, False), None)


def _user(account: Account) -> User:
    return User(account.name, account.role, account.id)


def _person(name: str) -> str:
    """The name as the store compares it, however it is typed, so that each has one count."""
    composed = " ".join(unicodedata.normalize("NFC", name).split())
    return unicodedata.normalize("NFC", composed.casefold())[:_LONGEST_TRIED]


def _network(address: str) -> str:
    """The address, or the network of an IPv6 one: whoever has one of these has all of it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


class Attempts:
    """How often somebody has tried to sign in of late.

    Failures are counted by name and address together, by address, and by name: guessing one
    password, many names from one address, and one name from many addresses.

    Args:
        clock: Seconds; only differences count.
    """

    WINDOW_S = 15 * 60.0
    PAIR, ADDRESS, NAME = 5, 30, 50

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, ...], deque[float]] = {}
        self._lock = Lock()

    def begin(self, name: str, address: str) -> float:
        """Return 0 and count an attempt as failed until :meth:`succeeded`, or how long to wait.

        Counted beforehand, so that many attempts at the same moment gain nothing.

        Returns:
            Seconds until the next attempt is allowed; 0 for now.
        """
        with self._lock:
            self._forget_old()
            wait = max(self._wait(key, limit) for key, limit in self._keys(name, address))
            if wait <= 0:
                for key, _ in self._keys(name, address):
                    self._failures.setdefault(key, deque()).append(self._clock())
            return max(wait, 0.0)

    def succeeded(self, name: str, address: str) -> None:
        """Take back what :meth:`begin` counted, and what this person mistyped before."""
        with self._lock:
            pair, *others = (key for key, _ in self._keys(name, address))
            n_mine = len(self._failures.pop(pair, ()))
            for key in others:
                failures = self._failures.get(key, deque())
                for _ in range(min(n_mine, len(failures))):
                    failures.pop()

    def _keys(self, name: str, address: str) -> list[tuple[tuple[str, ...], int]]:
        name, address = _person(name), _network(address)
        return [
            (("pair", name, address), self.PAIR),
            (("address", address), self.ADDRESS),
            (("name", name), self.NAME),
        ]

    def _wait(self, key: tuple[str, ...], limit: int) -> float:
        failures = self._failures.get(key, deque())
        if len(failures) < limit:
            return 0.0
        return failures[-limit] + self.WINDOW_S - self._clock()

    def _forget_old(self) -> None:
        oldest = self._clock() - self.WINDOW_S
        for key in list(self._failures):
            failures = self._failures[key]
            while failures and failures[0] <= oldest:
                failures.popleft()
            if not failures:
                del self._failures[key]
