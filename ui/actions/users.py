"""Users: passwords, signing in, tokens for scripts."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from songngu.corpora.errors import StoreError, WorkbenchError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from songngu.corpora.store import Account, Role, Store, TokenRecord

SHORTEST_PASSWORD = 10
"""Characters. Length counts for more than kinds of characters (NIST SP 800-63B, 3.1.1)."""
LONGEST_PASSWORD = 1000
"""Characters; hashing takes longer the longer it is."""
IDLE = dt.timedelta(days=7)
"""So long after it was last used a browser's session ends."""
LONGEST_SESSION = dt.timedelta(days=30)
"""So long after signing in it ends in any case."""
_RENEWED_EVERY = dt.timedelta(hours=1)
SCRIPT_PREFIX = "songngu_"
"""So that a token that got into a file or a log can be recognised."""


class SignInError(WorkbenchError):
    """A name and password that do not belong together; it does not say which is wrong."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made; the only moment at which its text can be seen.

    Attributes:
        text: What the script sends.
        expires_at: None for one that holds until it is revoked.
    """

    text: str
    label: str
    expires_at: dt.datetime | None


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # argon2id, RFC 9106's choice for little memory


def hash_password(password: str) -> str:
    """Return the argon2 hash of a new password.

    Raises:
        StoreError: It is too short or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise StoreError(
            f"found a password of {len(password)} characters, expected {SHORTEST_PASSWORD} to "
            f"{LONGEST_PASSWORD}; three or four words in a row are easy to remember"
        )
    return _hasher().hash(_composed(password))


def _composed(password: str) -> str:
    # The same letters, whichever way the keyboard composes them (RFC 8265, 4.2).
    return unicodedata.normalize("NFC", password)


def add_user(store: Store, name: str, password: str, role: Role) -> Account:
    """Return the new user.

    Raises:
        StoreError: A name that is taken or cannot be one, or a password too short.
    """
    return store.add_user(name, hash_password(password), role)


def change_password(store: Store, name: str, password: str) -> Account:
    """Return the user with a new password; their sessions in browsers end.

    Raises:
        NotFoundError: No such user.
        StoreError: A password too short.
    """
    return store.change_user(name, password_hash=hash_password(password))


def sign_in(store: Store, name: str, password: str) -> tuple[Account, str]:
    """Return the user and the token of a new browser session.

    Raises:
        SignInError: No such user, another password, or a user who was disabled.
    """
    account = _verified(store, name, password)
    token = secrets.token_urlsafe(32)
    _add_browser_token(store, account, token)
    return account, token


def _verified(store: Store, name: str, password: str) -> Account:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        found = store.credentials(name)
    except StoreError:  # a name that nobody can have
        found = None
    hashed = found[1] if found is not None else _decoy()
    try:
        matches = len(password) <= LONGEST_PASSWORD and _hasher().verify(
            hashed, _composed(password)
        )
    except (VerificationError, InvalidHashError):
        matches = False
    if found is None or not matches or found[0].disabled_at is not None:
        raise SignInError("found no user with this name and password; check both, capitals too")
    if _hasher().check_needs_rehash(hashed):
        store.rehash(found[0].id, _hasher().hash(_composed(password)))
    return found[0]


@cache
def _decoy() -> str:
    # An unknown name must take as long to refuse as a wrong password.
    return _hasher().hash(secrets.token_urlsafe(16))


def _add_browser_token(store: Store, account: Account, token: str) -> None:
    from songngu.corpora.store import TokenKind

    expires_at = dt.datetime.now(dt.UTC) + IDLE
    store.add_token(account.id, _digest(token), TokenKind.BROWSER, expires_at=expires_at)


def sign_out(store: Store, token: str) -> None:
    """End a browser's session."""
    store.revoke_token(_digest(token))


def token_owner(store: Store, token: str, *, script: bool) -> Account | None:
    """Return whom a token stands for; None where it does not, or no longer.

    A browser's session lives longer by being used.

    Args:
        store: Where the users are.
        token: As the browser or the script sent it.
        script: Whether it came from a script; neither kind is good for the other.
    """
    from songngu.corpora.store import TokenKind

    found = store.token_holder(_digest(token))
    if found is None:
        return None
    account, record = found
    if record.kind is not (TokenKind.SCRIPT if script else TokenKind.BROWSER):
        return None
    if record.kind is TokenKind.BROWSER and record.expires_at is not None:
        now = dt.datetime.now(dt.UTC)
        renewed = min(now + IDLE, record.created_at + LONGEST_SESSION)
        if renewed - record.expires_at > _RENEWED_EVERY:
            store.extend_token(record.id, renewed)
    return account


def make_script_token(store: Store, name: str, label: str, *, days: int | None = 365) -> NewToken:
    """Return a new token with which scripts act as a user.

    Args:
        store: Where the users are.
        name: The user's.
        label: What to call it, to revoke it by.
        days: So long it holds; None for as long as it is not revoked.

    Raises:
        StoreError: No such user, a disabled one, or a label that is empty or in use.
    """
    from songngu.corpora.store import TokenKind

    label = " ".join(label.split())
    if not label:
        raise StoreError("found an empty label, expected one that says what the token is for")
    taken = [record.label for record in store.tokens(name, TokenKind.SCRIPT)]
    if label in taken:
        raise StoreError(
            f"{name} has a token {label!r} already; choose another label, or revoke that one with: "
            f"songngu users revoke {name!r} {label!r}"
        )
    found = store.credentials(name)
    if found is None or found[0].disabled_at is not None:
        raise StoreError(f"{name} is disabled; first use: songngu users enable {name!r}")
    text = SCRIPT_PREFIX + secrets.token_urlsafe(32)
    expires_at = None if days is None else dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    store.add_token(
        found[0].id, _digest(text), TokenKind.SCRIPT, label=label, expires_at=expires_at
    )
    return NewToken(text, label, expires_at)


def script_tokens(store: Store, name: str) -> list[TokenRecord]:
    """Return a user's script tokens, oldest first.

    Raises:
        NotFoundError: No such user.
    """
    from songngu.corpora.store import TokenKind

    return store.tokens(name, TokenKind.SCRIPT)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
