"""Users and their tokens."""

from __future__ import annotations

import datetime as dt

from songngu.corpora.store import accounts
from songngu.corpora.store.parts.connected import Connected
from songngu.corpora.store.records import Account, Role, TokenKind, TokenRecord


class Accounts(Connected):
    """What the store does with users; passwords and tokens reach it only as hashes."""

    def add_user(self, name: str, password_hash: str, role: Role) -> Account:
        """Store a user; case and the way an accent is typed tell no two names apart.

        Raises:
            StoreError: A name that cannot be one, or that somebody has already.
        """
        with self._writing() as session:
            return accounts.add_user(session, name, password_hash, role)

    def users(self) -> list[Account]:
        """Return all users by name, the disabled ones included."""
        with self._reading() as session:
            return accounts.users(session)

    def has_users(self) -> bool:
        """Return whether there is any user, disabled ones included."""
        with self._reading() as session:
            return accounts.has_users(session)

    def credentials(self, name: str) -> tuple[Account, str] | None:
        """Return a user and the password's hash; None where there is no such user.

        Raises:
            StoreError: A name that nobody can have.
        """
        with self._reading() as session:
            return accounts.credentials(session, name)

    def change_user(
        self,
        name: str,
        *,
        password_hash: str | None = None,
        role: Role | None = None,
        disabled: bool | None = None,
    ) -> Account:
        """Change what is given of a user.

        A new password ends the user's sessions in browsers, disabling also the scripts' tokens.

        Raises:
            NotFoundError: No such user.
        """
        with self._writing() as session:
            return accounts.change_user(
                session, name, password_hash=password_hash, role=role, disabled=disabled
            )

    def rehash(self, user_id: int, password_hash: str) -> None:
        """Put a stronger hash of the same password in the place of the old one."""
        with self._writing() as session:
            accounts.rehash(session, user_id, password_hash)

    def add_token(
        self,
        user_id: int,
        token_hash: str,
        kind: TokenKind,
        *,
        label: str = "",
        expires_at: dt.datetime | None = None,
    ) -> int:
        """Store a token's hash and return its id; expired tokens of anybody are dropped.

        Args:
            user_id: Whom it stands for.
            token_hash: SHA-256, 64 hex digits.
            kind: What it is for.
            label: What its owner calls it.
            expires_at: None for one that holds until it is revoked.
        """
        with self._writing() as session:
            return accounts.add_token(session, user_id, token_hash, kind, label, expires_at)

    def token_holder(self, token_hash: str) -> tuple[Account, TokenRecord] | None:
        """Return whom a token stands for; None for an unknown or expired one or a disabled user."""
        with self._reading() as session:
            return accounts.token_holder(session, token_hash)

    def extend_token(self, token_id: int, expires_at: dt.datetime) -> None:
        """Let a token live longer; one that is gone meanwhile stays gone."""
        with self._writing() as session:
            accounts.extend_token(session, token_id, expires_at)

    def tokens(self, name: str, kind: TokenKind) -> list[TokenRecord]:
        """Return a user's tokens of a kind, oldest first.

        Raises:
            NotFoundError: No such user.
        """
        with self._reading() as session:
            return accounts.tokens(session, name, kind)

    def revoke_token(self, token_hash: str) -> None:
        """Forget a token; one that is gone already stays gone."""
        with self._writing() as session:
            accounts.revoke_token(session, token_hash)

    def revoke_labelled(self, name: str, label: str) -> None:
        """Forget a user's script tokens with a label.

        Raises:
            NotFoundError: No such user, or no such token.
        """
        with self._writing() as session:
            accounts.revoke_labelled(session, name, label)
