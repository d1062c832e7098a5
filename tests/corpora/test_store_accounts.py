"""Users and tokens, on each database."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from songngu.corpora.errors import NotFoundError, StoreError
from songngu.corpora.store import Role, Store, TokenKind


def test_users_are_told_apart_by_letters_only(store: Store) -> None:
    assert not store.has_users()
    added = store.add_user(" Lê  Thị Hà ", "hash", Role.EDITOR)
    assert (added.name, added.role, added.disabled_at) == ("Lê Thị Hà", Role.EDITOR, None)
    for same in ("LÊ THỊ HÀ", unicodedata.normalize("NFD", "lê thị hà")):
        with pytest.raises(StoreError, match="there is a user 'Lê Thị Hà' already"):
            store.add_user(same, "hash", Role.ADMIN)
        found = store.credentials(same)
        assert found == (added, "hash")
    store.add_user("Le Thi Ha", "hash", Role.ADMIN)  # without accents it is another name
    assert [user.name for user in store.users()] == ["Le Thi Ha", "Lê Thị Hà"]
    assert store.has_users()
    assert store.credentials("Nam") is None


@pytest.mark.parametrize("name", ["", " ", "a\0b", "x" * 81, "a\u202eb", "a\ud800"])
def test_a_name_that_cannot_be_one_is_refused(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="expected 1 to 80"):
        store.add_user(name, "hash", Role.EDITOR)


def test_tokens_stand_for_their_user_while_they_hold(store: Store) -> None:
    account = store.add_user("Hà", "hash", Role.EDITOR)
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    store.add_token(account.id, "b" * 64, TokenKind.BROWSER, expires_at=soon)
    store.add_token(account.id, "s" * 64, TokenKind.SCRIPT, label="night")
    holder = store.token_holder("b" * 64)
    assert holder is not None
    assert (holder[0], holder[1].kind, holder[1].expires_at) == (account, TokenKind.BROWSER, soon)
    store.change_user("hà", role=Role.REVIEWER)
    changed = store.token_holder("s" * 64)
    assert changed is not None
    assert changed[0].role is Role.REVIEWER
    store.change_user("Hà", password_hash="other")
    assert store.token_holder("b" * 64) is None
    assert store.token_holder("s" * 64) is not None
    store.change_user("Hà", disabled=True)
    assert store.token_holder("s" * 64) is None
    store.change_user("Hà", disabled=False)
    assert store.token_holder("s" * 64) is None
    with pytest.raises(NotFoundError, match="found no token 'night'"):
        store.revoke_labelled("Hà", "night")
    with pytest.raises(NotFoundError, match="found no user 'Nam'"):
        store.change_user("Nam", disabled=True)
