"""Signing in and out: a page of its own that needs neither Gradio nor scripts."""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from songngu.ui.actions.users import LONGEST_SESSION, SignInError
from songngu.ui.web.gate import SESSION_COOKIE, cookies
from songngu.ui.web.people import Attempts
from songngu.ui.web.session import signed_in

if TYPE_CHECKING:
    import jinja2

    from songngu.ui.web.people import People

LANGUAGES = ("en", "vi")
_LONGEST_FORM = 20_000
# Checking a password takes much memory on purpose; many at once would take all there is.
_CHECKED_AT_ONCE = 2


def routes(people: People, style_link: str, attempts: Attempts | None = None) -> APIRouter:
    """Return the routes ``/login``, ``/logout`` and ``/session``.

    Args:
        people: Who may sign in.
        style_link: The element that brings the style sheet.
        attempts: Counts the failures; None for a count that starts here.
    """
    door = _Door(people, style_link, attempts or Attempts())
    router = APIRouter()
    options: dict[str, Any] = {"include_in_schema": False, "response_model": None}
    router.add_api_route("/login", door.page, methods=["GET"], **options)
    router.add_api_route("/login", door.sign_in, methods=["POST"], **options)
    router.add_api_route("/logout", door.sign_out, methods=["POST"], **options)
    router.add_api_route("/session", door.session, methods=["GET"], **options)
    return router


class _Door:
    def __init__(self, people: People, style_link: str, attempts: Attempts) -> None:
        self._people = people
        self._style = style_link
        self._attempts = attempts
        # Those who wait hold no thread: others go on being served.
        self._checking = CapacityLimiter(_CHECKED_AT_ONCE)

    def page(self, request: Request) -> Response:
        """Show the form; somebody who needs none goes on at once."""
        place = safe_place(request.query_params.get("next", ""))
        if signed_in() is not None:
            return _see_other(place)
        return self._form(request, place)

    async def sign_in(self, request: Request) -> Response:
        """Take the form; a wrong one is shown again with the reason."""
        given = await _form_fields(request)
        return await run_sync(lambda: self._check(request, given), limiter=self._checking)

    def _check(self, request: Request, given: dict[str, str]) -> Response:
        place = safe_place(given.get("next", ""))
        name, password = given.get("name", ""), given.get("password", "")
        if self._people.single_user():
            return _see_other(place)
        if not name.strip() or not password:
            return self._form(request, place, 400, "login.incomplete", name=name)
        address = request.client.host if request.client else ""
        wait = self._attempts.begin(name, address)
        if wait > 0:
            minutes = {"minutes": math.ceil(wait / 60)}
            answer = self._form(request, place, 429, "login.too-often", minutes, name=name)
            answer.headers["retry-after"] = str(math.ceil(wait))
            return answer
        try:
            token = self._people.sign_in(name, password)
        except SignInError:
            return self._form(request, place, 401, "login.wrong", name=name)
        self._attempts.succeeded(name, address)
        answer = _see_other(place)
        answer.set_cookie(
            SESSION_COOKIE,
            token,
            max_age=round(LONGEST_SESSION.total_seconds()),
            path="/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",  # a link to an article in a message must find the session
        )
        return answer

    def sign_out(self, request: Request) -> Response:
        """End the browser's session."""
        token = cookies(request.headers.get("cookie", "").encode("latin-1")).get(SESSION_COOKIE)
        if token:
            self._people.sign_out(token)
        answer = Response(status_code=204, headers={"cache-control": "no-store"})
        answer.delete_cookie(SESSION_COOKIE, path="/")
        return answer

    def session(self) -> Response:
        """Say who is signed in."""
        user = signed_in()
        body = {
            "mode": "single" if self._people.single_user() else "users",
            "user": None if user is None else {"name": user.name, "role": user.role.value},
        }
        status = 401 if user is None else 200
        return JSONResponse(body, status, headers={"cache-control": "no-store"})

    def _form(
        self,
        request: Request,
        place: str,
        status: int = 200,
        problem: str = "",
        details: dict[str, int] | None = None,
        name: str = "",
    ) -> Response:
        language = _language(request)
        words = _words()[language]
        shown = _template().render(
            language=language,
            languages=[(code, _words()[code]["login.language"]) for code in LANGUAGES],
            words={key.removeprefix("login."): text for key, text in words.items()},
            style=self._style,
            place=place,
            link=f"/login?next={quote(place, safe='')}",
            problem=words[problem].format(**details or {}) if problem else "",
            name=name[:200],
        )
        return HTMLResponse(shown, status, headers={"cache-control": "no-store"})


def safe_place(given: str) -> str:
    """Return where to go after signing in: a place of this site, or the start page.

    Browsers read two slashes, or a slash and a backslash, as another site, and pass over control
    characters.
    """
    plain = given.isprintable() and given.startswith("/") and "\\" not in given
    if not plain or given.startswith("//") or len(given) > 2000:
        return "/"
    return given


def _see_other(place: str) -> Response:
    location = quote(place, safe="/?&=%+;:@,~$!*'()#-._")
    return Response(status_code=303, headers={"location": location, "cache-control": "no-store"})


async def _form_fields(request: Request) -> dict[str, str]:
    taken = b""
    async for part in request.stream():
        taken += part
        if len(taken) > _LONGEST_FORM:
            return {}
    try:
        return dict(parse_qsl(taken.decode("utf-8", "replace"), max_num_fields=20))
    except ValueError:  # more fields than the form has
        return {}


def _language(request: Request) -> str:
    """The language asked for, else the browser's first that is spoken here."""
    asked = [request.query_params.get("lang", "")]
    asked += [
        part.partition(";")[0] for part in request.headers.get("accept-language", "").split(",")
    ]
    primary = [tag.strip().lower().partition("-")[0] for tag in asked]
    return next((tag for tag in primary if tag in LANGUAGES), "en")


@cache
def _words() -> dict[str, dict[str, str]]:
    path = files("songngu.ui.web") / "static" / "strings" / "login.json"
    words: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return words


@cache
def _template() -> jinja2.Template:
    import jinja2

    source = (files("songngu.ui") / "templates" / "login.html.jinja").read_text(encoding="utf-8")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(source)
