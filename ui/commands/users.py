"""``songngu users``: who may sign in to the page, and with what rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from songngu.corpora.errors import InputError
from songngu.ui.commands.base import Command, CommandGroup
from songngu.ui.commands.options import json_option, open_workbench, store_option
from songngu.ui.commands.streams import note, print_text, read_bytes, write_stdout
from songngu.ui.results import to_bytes

if TYPE_CHECKING:
    from songngu.corpora.store import Account, TokenRecord

ROLES = ("editor", "reviewer", "admin")

role_type = click.Choice(ROLES)
password_option = click.option(
    "--password-stdin",
    is_flag=True,
    help="Take the password from the first line of standard input instead of asking.",
)


@click.group(
    "users",
    cls=CommandGroup,
    short_help="Say who may sign in to the web page.",
    examples=(
        "songngu users add 'Lê Thị Hà' --role reviewer",
        "songngu users list",
        "songngu users token 'Lê Thị Hà' 'night script'",
    ),
)
def users_command() -> None:
    """Say who may sign in to the web page, and with what rights.

    An editor adds articles, drafts and edits; a reviewer also approves; an admin may do everything.
    As soon as there is one user, the page asks everybody to sign in.
    """


@users_command.command(
    "add",
    cls=Command,
    short_help="Add a user.",
    examples=("songngu users add 'Lê Thị Hà' --role reviewer",),
)
@click.argument("name")
@click.option("--role", type=role_type, default="editor", show_default=True, help="Their rights.")
@password_option
@store_option
@json_option
def add_command(
    name: str, role: str, password_stdin: bool, store: str | None, as_json: bool
) -> None:
    """Add a user, asking for a password twice."""
    from songngu.corpora.store import Role
    from songngu.ui import actions

    password = _password(password_stdin)
    with open_workbench(store) as opened:
        account = actions.add_user(opened, name, password, Role(role))
    _tell(account, as_json, f"{account.name} may sign in as {account.role.value}")


@users_command.command(
    "list", cls=Command, short_help="List the users.", examples=("songngu users list --json",)
)
@store_option
@json_option
def list_command(store: str | None, as_json: bool) -> None:
    """List the users: name, role, and since when one is disabled."""
    with open_workbench(store) as opened:
        found = opened.users()
    if as_json:
        write_stdout(to_bytes([_account(account) for account in found]))
        return
    for account in found:
        since = f"\tdisabled {account.disabled_at:%Y-%m-%d}" if account.disabled_at else ""
        print_text(f"{account.name}\t{account.role.value}{since}")
    if not found:
        note("songngu: no users; add one with: songngu users add NAME")


@users_command.command(
    "passwd",
    cls=Command,
    short_help="Give a user another password.",
    examples=("songngu users passwd 'Lê Thị Hà'",),
)
@click.argument("name")
@password_option
@store_option
@json_option
def passwd_command(name: str, password_stdin: bool, store: str | None, as_json: bool) -> None:
    """Give a user another password; wherever they are signed in, they have to do it again."""
    from songngu.ui import actions

    password = _password(password_stdin)
    with open_workbench(store) as opened:
        account = actions.change_password(opened, name, password)
    _tell(account, as_json, f"{account.name} has a new password and is signed out everywhere")


@users_command.command(
    "role",
    cls=Command,
    short_help="Change what a user may do.",
    examples=("songngu users role 'Lê Thị Hà' admin",),
)
@click.argument("name")
@click.argument("role", type=role_type)
@store_option
@json_option
def role_command(name: str, role: str, store: str | None, as_json: bool) -> None:
    """Change what a user may do."""
    from songngu.corpora.store import Role

    with open_workbench(store) as opened:
        account = opened.change_user(name, role=Role(role))
    _tell(account, as_json, f"{account.name} is {account.role.value} now")


@users_command.command(
    "disable",
    cls=Command,
    short_help="Let a user sign in no longer.",
    examples=("songngu users disable 'Lê Thị Hà'",),
)
@click.argument("name")
@store_option
@json_option
def disable_command(name: str, store: str | None, as_json: bool) -> None:
    """Let a user sign in no longer; sessions and tokens end, what they wrote keeps their name."""
    with open_workbench(store) as opened:
        account = opened.change_user(name, disabled=True)
    _tell(account, as_json, f"{account.name} may no longer sign in")


@users_command.command(
    "enable",
    cls=Command,
    short_help="Let a disabled user sign in again.",
    examples=("songngu users enable 'Lê Thị Hà'",),
)
@click.argument("name")
@store_option
@json_option
def enable_command(name: str, store: str | None, as_json: bool) -> None:
    """Let a disabled user sign in again, with the old password and new tokens."""
    with open_workbench(store) as opened:
        account = opened.change_user(name, disabled=False)
    _tell(account, as_json, f"{account.name} may sign in as {account.role.value}")


@users_command.command(
    "token",
    cls=Command,
    short_help="Make a token with which scripts act as a user.",
    examples=("songngu users token 'Lê Thị Hà' 'night script' --days 30",),
)
@click.argument("name")
@click.argument("label")
@click.option(
    "--days",
    type=click.IntRange(0, 36500),
    default=365,
    show_default=True,
    help="How long it holds; 0: until it is revoked.",
)
@store_option
@json_option
def token_command(name: str, label: str, days: int, store: str | None, as_json: bool) -> None:
    """Make a token with which scripts act as a user, and print it: it cannot be shown again.

    LABEL says what it is for. Scripts send it as "Authorization: Bearer TOKEN".
    """
    from songngu.ui import actions

    with open_workbench(store) as opened:
        token = actions.make_script_token(opened, name, label, days=days or None)
    if as_json:
        expires = token.expires_at.isoformat() if token.expires_at else None
        write_stdout(to_bytes({"token": token.text, "label": token.label, "expires_at": expires}))
        return
    print_text(token.text)
    note("songngu: keep this token like a password; it is not shown again")


@users_command.command(
    "tokens",
    cls=Command,
    short_help="List a user's tokens.",
    examples=("songngu users tokens 'Lê Thị Hà'",),
)
@click.argument("name")
@store_option
@json_option
def tokens_command(name: str, store: str | None, as_json: bool) -> None:
    """List a user's tokens: labels and dates, never the tokens themselves."""
    from songngu.ui import actions

    with open_workbench(store) as opened:
        found = actions.script_tokens(opened, name)
    if as_json:
        write_stdout(to_bytes([_token(record) for record in found]))
        return
    for record in found:
        until = f"until {record.expires_at:%Y-%m-%d}" if record.expires_at else "until revoked"
        print_text(f"{record.label}\t{until}")
    if not found:
        note(f"songngu: {name} has no tokens")


@users_command.command(
    "revoke",
    cls=Command,
    short_help="Make a token worthless.",
    examples=("songngu users revoke 'Lê Thị Hà' 'night script'",),
)
@click.argument("name")
@click.argument("label")
@store_option
@json_option
def revoke_command(name: str, label: str, store: str | None, as_json: bool) -> None:
    """Make the token with this label worthless."""
    with open_workbench(store) as opened:
        opened.revoke_labelled(name, label)
    if as_json:
        write_stdout(to_bytes({"revoked": label}))
        return
    note(f"songngu: the token {label!r} of {name} is worthless now")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        line = read_bytes("-").decode("utf-8", "replace").split("\n")[0].rstrip("\r")
        if not line:
            raise InputError("standard input: found nothing, expected a password in its first line")
        return line
    found: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return found


def _account(account: Account) -> dict[str, Any]:
    disabled = account.disabled_at.isoformat() if account.disabled_at else None
    return {"name": account.name, "role": account.role.value, "disabled_at": disabled}


def _token(record: TokenRecord) -> dict[str, Any]:
    expires = record.expires_at.isoformat() if record.expires_at else None
    created = record.created_at.isoformat()
    return {"label": record.label, "created_at": created, "expires_at": expires}


def _tell(account: Account, as_json: bool, words: str) -> None:
    if as_json:
        write_stdout(to_bytes(_account(account)))
    else:
        note(f"songngu: {words}")
