"""Who is asking: set once for each request by the server, asked for by handlers.

Where the store has users, it is the person who signed in; in single-user mode (a loopback address
and no users) it is whoever sits at this machine, under the name that the browser gives, with all
rights. Handlers take the name from here and never from a field of the request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from songngu.corpora.errors import WorkbenchError
from songngu.corpora.store import Role

__all__ = [
    "NAMELESS",
    "ForbiddenError",
    "Role",
    "User",
    "acting_as",
    "current_user",
    "require",
    "signed_in",
]

NAMELESS = "editor"
"""The editor's name where a single user gave none."""


class ForbiddenError(WorkbenchError):
    """Something that the person's role does not allow.

    Attributes:
        needed: The role that may do it.
    """

    def __init__(self, message: str, needed: Role) -> None:
        super().__init__(message)
        self.needed = needed


@dataclass(frozen=True, slots=True)
class User:
    """The person behind a request.

    Attributes:
        name: What revisions are signed with.
        role: What they may do; a single user may do everything.
        id: In the store; None in single-user mode.
    """

    name: str
    role: Role
    id: int | None = None

    def may(self, role: Role) -> bool:
        """Return whether this person has a role, or a higher one."""
        return self.role.rank >= role.rank


_user: ContextVar[User] = ContextVar("songngu_user")


def current_user() -> User:
    """Return who is asking.

    Outside a request (a test, a background job) it is a nameless single user with all rights;
    the server sets the person for every request before any handler runs.
    """
    return _user.get(User(NAMELESS, Role.ADMIN))


def signed_in() -> User | None:
    """Return who is asking as the server knows it; None for a stranger, or outside a request."""
    return _user.get(None)


def require(role: Role) -> User:
    """Return who is asking, if they have a role or a higher one.

    Raises:
        ForbiddenError: They have not.
    """
    user = current_user()
    if not user.may(role):
        raise ForbiddenError(
            f"{user.name} is {user.role.value}, and this needs the role {role.value}; ask somebody "
            "who has it, or the person who looks after the users",
            role,
        )
    return user


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """Make somebody the current user inside a ``with`` block, in this context only."""
    token = _user.set(user)
    try:
        yield
    finally:
        _user.reset(token)
