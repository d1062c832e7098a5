"""``songngu users``, and what its passwords and tokens are good for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from songngu.corpora.errors import StoreError
from songngu.corpora.store import Role, Store, TokenKind, open_store
from songngu.ui.actions import users

Run = Callable[..., SimpleNamespace]
PASSWORD = "ba con mèo đen"


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with open_store(tmp_path / "users.db") as opened:
        yield opened


def add(run: Run, name: str, *options: str) -> SimpleNamespace:
    return run("users", "add", name, "--password-stdin", *options, stdin=f"{PASSWORD}\n")


class TestCommand:
    def test_from_adding_to_disabling(self, run: Run, database: Path) -> None:
        assert add(run, "Lê  Thị Hà ", "--role", "reviewer").code == 0
        assert add(run, "Nam").code == 0
        assert run("users", "list").out == "Lê Thị Hà\treviewer\nNam\teditor\n"
        with open_store(database) as opened:
            assert users.sign_in(opened, "lê thị hà", PASSWORD)[0].role is Role.REVIEWER
            _, token = users.sign_in(opened, "Nam", PASSWORD)
        assert run("users", "role", "nam", "admin").code == 0
        assert run("users", "disable", "Nam").code == 0
        listed = run("users", "list", "--json").json()
        assert [user["role"] for user in listed] == ["reviewer", "admin"]
        assert listed[1]["disabled_at"] is not None
        with open_store(database) as opened:
            assert users.token_owner(opened, token, script=False) is None
            with pytest.raises(users.SignInError):
                users.sign_in(opened, "Nam", PASSWORD)
        assert run("users", "enable", "Nam").code == 0
        with open_store(database) as opened:
            users.sign_in(opened, "Nam", PASSWORD)

    def test_the_password_is_asked_for_twice(self, run: Run, database: Path) -> None:
        result = run("users", "add", "Hà", stdin=f"{PASSWORD}\nanother one\n")
        assert result.code == 2 or "do not match" in result.err
        assert run("users", "add", "Hà", stdin=f"{PASSWORD}\n{PASSWORD}\n").code == 0
        with open_store(database) as opened:
            users.sign_in(opened, "Hà", PASSWORD)

    def test_a_new_password_signs_out_everywhere(self, run: Run, database: Path) -> None:
        add(run, "Hà")
        with open_store(database) as opened:
            _, browser = users.sign_in(opened, "Hà", PASSWORD)
            script = users.make_script_token(opened, "Hà", "night").text
        changed = run("users", "passwd", "Hà", "--password-stdin", stdin="bốn con mèo trắng\n")
        assert changed.code == 0
        with open_store(database) as opened:
            assert users.token_owner(opened, browser, script=False) is None
            assert users.token_owner(opened, script, script=True) is not None
            with pytest.raises(users.SignInError):
                users.sign_in(opened, "Hà", PASSWORD)

    def test_tokens_are_made_listed_and_revoked(self, run: Run, database: Path) -> None:
        add(run, "Hà")
        made = run("users", "token", "Hà", "night script", "--days", "30", "--json").json()
        assert run("users", "token", "Hà", "for ever", "--days", "0").out.startswith("songngu_")
        listed = run("users", "tokens", "Hà", "--json").json()
        assert [token["label"] for token in listed] == ["night script", "for ever"]
        assert listed[1]["expires_at"] is None
        assert made["token"] not in str(listed)
        with open_store(database) as opened:
            owner = users.token_owner(opened, made["token"], script=True)
            assert owner is not None
            assert owner.name == "Hà"
        assert run("users", "revoke", "Hà", "night script").code == 0
        with open_store(database) as opened:
            assert users.token_owner(opened, made["token"], script=True) is None

    @pytest.mark.parametrize(
        ("arguments", "reason"),
        [
            (["add", "hà"], "there is a user 'Hà' already"),
            (["add", "x" * 81], "expected 1 to 80"),
            (["add", "a\u202eb"], "expected 1 to 80"),
            (["passwd", "Nam"], "found no user 'Nam'"),
            (["token", "Nam", "x"], "found no user 'Nam'"),
            (["revoke", "Hà", "x"], "found no token 'x' of Hà"),
        ],
    )
    def test_what_cannot_be_done_is_explained(
        self, run: Run, arguments: list[str], reason: str
    ) -> None:
        add(run, "Hà")
        options = ["--password-stdin"] if arguments[0] in ("add", "passwd") else []
        result = run("users", *arguments, *options, stdin=f"{PASSWORD}\n")
        assert result.code == 1
        assert reason in result.err

    def test_a_short_password_is_refused(self, run: Run) -> None:
        result = run("users", "add", "Hà", "--password-stdin", stdin="short\n")
        assert result.code == 1
        assert "found a password of 5 characters, expected 10" in result.err
        assert "no users" in run("users", "list").err


class TestTokens:
    def test_neither_password_nor_token_is_kept(self, store: Store, tmp_path: Path) -> None:
        users.add_user(store, "Hà", PASSWORD, Role.EDITOR)
        _, browser = users.sign_in(store, "Hà", PASSWORD)
        script = users.make_script_token(store, "Hà", "x").text
        found = store.credentials("Hà")
        assert found is not None
        assert found[1].startswith("$argon2id$")
        store.close()
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"$argon2id$" in kept
        for secret in (PASSWORD, browser, script):
            assert secret.encode() not in kept

    def test_each_kind_is_good_for_its_own_use_only(self, store: Store) -> None:
        users.add_user(store, "Hà", PASSWORD, Role.EDITOR)
        _, browser = users.sign_in(store, "Hà", PASSWORD)
        script = users.make_script_token(store, "Hà", "x").text
        assert users.token_owner(store, browser, script=True) is None
        assert users.token_owner(store, script, script=False) is None
        assert users.token_owner(store, "", script=False) is None

    def test_an_expired_token_stands_for_nobody(self, store: Store) -> None:
        account = users.add_user(store, "Hà", PASSWORD, Role.EDITOR)
        past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        store.add_token(account.id, "0" * 64, TokenKind.SCRIPT, label="x", expires_at=past)
        assert store.token_holder("0" * 64) is None
        assert len(store.tokens("Hà", TokenKind.SCRIPT)) == 1
        users.sign_in(store, "Hà", PASSWORD)  # whoever comes next sweeps up
        assert store.tokens("Hà", TokenKind.SCRIPT) == []

    def test_a_session_lives_longer_by_being_used_but_not_for_ever(self, store: Store) -> None:
        users.add_user(store, "Hà", PASSWORD, Role.EDITOR)
        _, token = users.sign_in(store, "Hà", PASSWORD)
        (record,) = store.tokens("Hà", TokenKind.BROWSER)
        nearly = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
        store.extend_token(record.id, nearly)
        assert users.token_owner(store, token, script=False) is not None
        (renewed,) = store.tokens("Hà", TokenKind.BROWSER)
        assert renewed.expires_at is not None
        assert renewed.expires_at - nearly > dt.timedelta(days=6)
        assert renewed.expires_at <= renewed.created_at + users.LONGEST_SESSION

    def test_a_longer_password_than_any_is_refused_before_it_is_hashed(self, store: Store) -> None:
        users.add_user(store, "Hà", PASSWORD, Role.EDITOR)
        with pytest.raises(users.SignInError):
            users.sign_in(store, "Hà", "x" * 1_000_000)
        with pytest.raises(StoreError, match="expected 10 to 1000"):
            users.change_password(store, "Hà", "x" * 1001)
