"""Users, and the tokens that stand for them: a browser's session, a script's key.

The store never sees a password or a token, only what was made of them: the hash that the password
was turned into elsewhere, and the SHA-256 of a token (a token is random, so a fast hash will do).
"""

from __future__ import annotations

import datetime as dt
import unicodedata

import sqlalchemy as sa
from sqlalchemy.orm import Session

from songngu.corpora.errors import NotFoundError, StoreError
from songngu.corpora.store.columns import now
from songngu.corpora.store.records import Account, Role, TokenKind, TokenRecord
from songngu.corpora.store.schema import TokenRow, UserRow

LONGEST_NAME = 80


def clean_name(name: str) -> str:
    """Return a user's name as it is stored: NFC, white space evened out.

    Raises:
        StoreError: An empty or too long name, or one with control characters.
    """
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    strange = [char for char in cleaned if unicodedata.category(char) in ("Cc", "Cf", "Cs")]
    if not cleaned or len(cleaned) > LONGEST_NAME or strange:
        raise StoreError(
            f"found {name[:100]!r} as a user's name, expected 1 to {LONGEST_NAME} letters, digits, "
            "spaces or punctuation"
        )
    return cleaned


def _key(name: str) -> str:
    # Two people must not be told apart by case or by how an accent is typed.
    return unicodedata.normalize("NFC", clean_name(name).casefold())


def _account(row: UserRow) -> Account:
    return Account(row.id, row.name, Role(row.role), row.created_at, row.disabled_at)


def add_user(session: Session, name: str, password_hash: str, role: Role) -> Account:
    """Store a user."""
    key = _key(name)
    same = session.scalar(sa.select(UserRow).where(UserRow.key == key))
    if same is not None:
        raise StoreError(
            f"there is a user {same.name!r} already, expected a new name; to change a password "
            f"use: songngu users passwd {same.name!r}"
        )
    row = UserRow(
        name=clean_name(name), key=key, password_hash=password_hash, role=Role(role).value
    )
    session.add(row)
    session.flush()
    return _account(row)


def users(session: Session) -> list[Account]:
    """Return all users by name, the disabled ones included."""
    return [_account(row) for row in session.scalars(sa.select(UserRow).order_by(UserRow.key))]


def has_users(session: Session) -> bool:
    """Return whether there is any user, disabled ones included."""
    return session.scalar(sa.select(sa.exists().select_from(UserRow))) is True


def _require(session: Session, name: str) -> UserRow:
    row = session.scalar(sa.select(UserRow).where(UserRow.key == _key(name)))
    if row is None:
        raise NotFoundError(
            f"found no user {name!r}; the command `songngu users list` shows who there is"
        )
    return row


def credentials(session: Session, name: str) -> tuple[Account, str] | None:
    """Return a user and the password's hash; None where there is no such user."""
    row = session.scalar(sa.select(UserRow).where(UserRow.key == _key(name)))
    return None if row is None else (_account(row), row.password_hash)


def change_user(
    session: Session,
    name: str,
    *,
    password_hash: str | None,
    role: Role | None,
    disabled: bool | None,
) -> Account:
    """Change what is given of a user; a new password or disabling ends all their sessions."""
    row = _require(session, name)
    if password_hash is not None:
        row.password_hash = password_hash
    if role is not None:
        row.role = Role(role).value
    if disabled is not None:
        row.disabled_at = (row.disabled_at or now()) if disabled else None
    if disabled or password_hash is not None:
        ended = sa.delete(TokenRow).where(TokenRow.user_id == row.id)
        if not disabled:
            ended = ended.where(TokenRow.kind == TokenKind.BROWSER.value)
        session.execute(ended)
    session.flush()
    return _account(row)


def rehash(session: Session, user_id: int, password_hash: str) -> None:
    """Put a stronger hash of the same password in the place of the old one."""
    changed = sa.update(UserRow).where(UserRow.id == user_id).values(password_hash=password_hash)
    session.execute(changed)


def add_token(
    session: Session,
    user_id: int,
    token_hash: str,
    kind: TokenKind,
    label: str,
    expires_at: dt.datetime | None,
) -> int:
    """Store a token's hash, and drop tokens that have expired; returns its id."""
    session.execute(sa.delete(TokenRow).where(TokenRow.expires_at <= now()))
    row = TokenRow(
        user_id=user_id,
        token_hash=token_hash,
        kind=kind.value,
        label=label,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return row.id


def token_holder(session: Session, token_hash: str) -> tuple[Account, TokenRecord] | None:
    """Return whom a token stands for; None for an unknown or expired one, or a disabled user."""
    found = session.execute(
        sa.select(UserRow, TokenRow)
        .join(TokenRow, TokenRow.user_id == UserRow.id)
        .where(TokenRow.token_hash == token_hash, UserRow.disabled_at.is_(None))
    ).first()
    if found is None:
        return None
    user, token = found
    if token.expires_at is not None and token.expires_at <= now():
        return None
    return _account(user), _token(token)


def _token(row: TokenRow) -> TokenRecord:
    return TokenRecord(row.id, TokenKind(row.kind), row.label, row.created_at, row.expires_at)


def extend_token(session: Session, token_id: int, expires_at: dt.datetime) -> None:
    """Let a token live longer; one that is gone meanwhile stays gone."""
    session.execute(
        sa.update(TokenRow).where(TokenRow.id == token_id).values(expires_at=expires_at)
    )


def tokens(session: Session, name: str, kind: TokenKind) -> list[TokenRecord]:
    """Return a user's tokens of a kind, oldest first."""
    user = _require(session, name)
    query = sa.select(TokenRow).where(TokenRow.user_id == user.id, TokenRow.kind == kind.value)
    return [_token(row) for row in session.scalars(query.order_by(TokenRow.id))]


def revoke_token(session: Session, token_hash: str) -> None:
    """Forget a token; one that is gone already stays gone."""
    session.execute(sa.delete(TokenRow).where(TokenRow.token_hash == token_hash))


def revoke_labelled(session: Session, name: str, label: str) -> None:
    """Forget a user's script tokens with a label."""
    user = _require(session, name)
    found = session.execute(
        sa.delete(TokenRow)
        .where(TokenRow.user_id == user.id, TokenRow.label == label)
        .where(TokenRow.kind == TokenKind.SCRIPT.value)
        .returning(TokenRow.id)
    )
    if not found.all():
        raise NotFoundError(
            f"found no token {label!r} of {user.name}; `songngu users tokens` lists them"
        )
