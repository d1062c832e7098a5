"""The gate in front of the page: who may ask, and who is asking.

Pure ASGI, around everything that is served: other web sites that are open in the same browser are
told apart by ``Host`` and ``Origin``; where the store has users, nothing but the sign-in page is
answered to somebody who has not signed in; and the rest learns from
:func:`songngu.ui.web.session.current_user` who it works for.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from songngu.ui.web.session import NAMELESS, Role, User, acting_as

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from songngu.ui.web.people import People

SESSION_COOKIE = "songngu_session"
NAME_COOKIE = "songngu_name"
"""Holds the name that a single user gave, percent-encoded; the page sets it."""
NAME_HEADER = b"songngu-editor"
"""The same for scripts."""
SCOPE_USER = "songngu.user"
"""Where the ASGI scope holds the user, for code that runs outside the request's own context."""
OPEN = ("/login", "/session", "/favicon.ico", "/songngu/")
"""What is answered to anybody: signing in, and the page's own files, which hold no articles."""
_LONGEST_NAME = 80
_LONGEST_TOKEN = 200

_HEADERS = {
    # Gradio needs inline scripts and eval; everything else is held to this server.
    b"content-security-policy": b"default-src 'self'; script-src 'self' 'unsafe-inline' "
    b"'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    b"font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    b"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
    b"x-content-type-options": b"nosniff",
    # With "no-referrer" browsers send the sign-in form with "Origin: null".
    b"referrer-policy": b"same-origin",
}


@dataclass(frozen=True)
class Hosts:
    """The names under which the server may be asked for.

    A web site can have its own name point to this server's address; the name then gives it away,
    while an address as such cannot be made to point elsewhere.

    Attributes:
        loopback: Whether only this machine is served: then no address but a loopback one is right.
        allowed: Names that somebody has allowed, a proxy's for instance; lower case.
        own: The machine's own names, lower case.
    """

    loopback: bool
    allowed: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *, loopback: bool, allowed: Iterable[str], host: str = "") -> Hosts:
        """Return the names for a server that listens on a host, with the names allowed for it."""
        own = {host} if loopback else {host, socket.gethostname(), socket.getfqdn()}
        return cls(loopback, _names(allowed), _names(own))

    def include(self, host: str) -> bool:
        """Return whether a ``Host`` header names this server."""
        name = _name(host)
        if name == "localhost" or name in self.allowed | self.own:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self.loopback

    def trust(self, origin: str, host: str, *, secure: bool = False) -> bool:
        """Return whether a request whose ``Origin`` is this may come to this ``Host``.

        The same name and port will do, and so will a name that the server was told to answer to
        (a proxy may hand on another ``Host``). Another port is another site, on this machine too.

        Args:
            origin: As the browser says it.
            host: As the browser says it.
            secure: Whether the request came over HTTPS; a page that did not is another site then,
                for somebody on the way may have written it.
        """
        scheme, _, place = origin.lower().partition("://")
        if secure and scheme != "https":
            return False
        if place == host.lower():
            return self.include(host)
        return _name(place) in self.allowed


def _names(given: Iterable[str]) -> frozenset[str]:
    return frozenset({name.lower().rstrip(".") for name in given} - {"", "localhost"})


def _name(host: str) -> str:
    host = host.lower()
    if host.startswith("["):
        return host.partition("]")[0].lstrip("[")
    return host.partition(":")[0].rstrip(".")


class Gate:
    """ASGI middleware: refuses other sites' requests and strangers, and names the person.

    Args:
        app: What is behind the gate.
        people: The users.
        hosts: The names that the server answers to.
    """

    def __init__(self, app: ASGIApp, people: People, hosts: Hosts) -> None:
        self._app = app
        self._people = people
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 400, 401 or 403 to whom it keeps out, pass on the others."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks over web sockets
            await send({"type": "websocket.close", "code": 1008})
            return
        sender = _with_headers(send, scope["path"])
        headers = _headers(scope)
        if not self._from_here(headers, secure=scope.get("scheme") == "https"):
            await refuse(
                sender,
                403,
                "elsewhere",
                "songngu answers its own pages only: open it "
                "under the address that `songngu serve` shows, or allow another name "
                "with --allow-host",
            )
            return
        user = await self._user(headers)
        if user is None and not _is_open(scope["path"]):
            await _send_away(sender, scope, headers)
            return
        if user is None:
            await self._app(scope, receive, sender)
            return
        with acting_as(user):
            await self._app({**scope, SCOPE_USER: user}, receive, sender)

    def _from_here(self, headers: Mapping[bytes, bytes], *, secure: bool) -> bool:
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not self._hosts.include(host):
            return False
        return not origin or self._hosts.trust(origin, host, secure=secure)

    async def _user(self, headers: Mapping[bytes, bytes]) -> User | None:
        from anyio.to_thread import run_sync

        single_user = self._people.known_single_user()
        if single_user is None:
            single_user = await run_sync(self._people.single_user)
        if single_user:
            return User(_given_name(headers), Role.ADMIN)
        token, script = _token(headers)
        if not token or len(token) > _LONGEST_TOKEN:
            return None
        known = self._people.remembered(token, script=script)
        if known is not None:
            return known[0]
        return await run_sync(lambda: self._people.holder(token, script=script))


def _headers(scope: Scope) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        # Cookies may come in several headers (RFC 9113, 8.2.3); of the others the first counts.
        if name == b"cookie" and name in found:
            found[name] += b"; " + value
        else:
            found.setdefault(name, value)
    return found


def cookies(header: bytes) -> dict[str, str]:
    """Return the cookies of a ``Cookie`` header; those that cannot be read are left out."""
    found: dict[str, str] = {}
    for part in header.decode("latin-1").split(";"):
        try:
            found |= {name: morsel.value for name, morsel in SimpleCookie(part.strip()).items()}
        except CookieError:
            continue
    return found


def _token(headers: Mapping[bytes, bytes]) -> tuple[str, bool]:
    """Return the token sent along, and whether it is a script's."""
    kind, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if kind.lower() == "bearer":
        return token.strip(), True
    return cookies(headers.get(b"cookie", b"")).get(SESSION_COOKIE, ""), False


def _given_name(headers: Mapping[bytes, bytes]) -> str:
    given = headers.get(NAME_HEADER, b"").decode("latin-1")
    given = given or cookies(headers.get(b"cookie", b"")).get(NAME_COOKIE, "")
    name = unquote(given, errors="replace")
    cleaned = "".join(char if char.isprintable() else " " for char in name)
    return " ".join(cleaned.split())[:_LONGEST_NAME] or NAMELESS


def _is_open(path: str) -> bool:
    return any(path == known or (known[-1] == "/" and path.startswith(known)) for known in OPEN)


def _with_headers(send: Send, path: str) -> Send:
    async def send_with_headers(message: Any) -> None:
        if message["type"] == "http.response.start":
            given = [*message.get("headers", []), *_HEADERS.items()]
            if path.startswith("/api/") and b"cache-control" not in dict(given):
                # Articles are read by whoever may, and are others a moment later.
                given.append((b"cache-control", b"no-store"))
            message["headers"] = given
        await send(message)

    return send_with_headers


async def _send_away(send: Send, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
    wants_page = b"text/html" in headers.get(b"accept", b"")
    if scope["method"] != "GET" or not wants_page:
        await refuse(
            send,
            401,
            "signed-out",
            "sign in first, or send a token: "
            "Authorization: Bearer TOKEN (songngu users token makes one)",
        )
        return
    query = scope["query_string"].decode("latin-1")
    place = scope["path"] + (f"?{query}" if query else "")
    location = f"/login?next={quote(place, safe='')}".encode()
    start = [(b"location", location), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 303, "headers": start})
    await send({"type": "http.response.body", "body": b""})


async def refuse(send: Send, status: int, code: str, message: str) -> None:
    """Answer with an error as programs read it."""
    body = json.dumps({"ok": False, "code": code, "message": message}).encode()
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="songngu"'))
    if status == 413:
        headers.append((b"connection", b"close"))  # the rest of it is not read
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
