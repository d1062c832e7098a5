"""The page as Gradio lays it out: one component of our own for each screen, wired to its handlers.

Words, style sheets and the scripts that all screens share come as one style sheet and one script
(:func:`assets`); each screen's own scripts go with its component.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr
from gradio.context import Context

from songngu.ui.web import intake
from songngu.ui.web.answers import guarded
from songngu.ui.web.screens import SCREENS
from songngu.ui.web.session import signed_in
from songngu.ui.web.site import Answer, Handler, Request, Screen, Site

if TYPE_CHECKING:
    import starlette.applications

Built = TypeVar("Built")
ASSETS = "/songngu"
"""Where the server offers :func:`assets`."""
STATIC = Path(str(files("songngu.ui.web"))) / "static"
SHARED = ("common.js", "routes.js", "keys.js", "dialogs.js")
"""The scripts that every screen may use, in the order they run in."""


def _static(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _fonts() -> str:
    ranges = {
        "latin-ext": "U+0100-02BA, U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20C0",
        "vietnamese": "U+0102-0103, U+0110-0111, U+0128-0129, U+0168-0169, U+01A0-01A1, "
        "U+01AF-01B0, U+0300-0301, U+0303-0304, U+0308-0309, U+0323, U+0329, U+1EA0-1EF9, U+20AB",
        "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, "
        "U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215",
    }
    return "\n".join(
        '@font-face { font-family: "Be Vietnam Pro"; font-style: normal; font-display: swap; '
        f"font-weight: {weight}; src: url({ASSETS}/be-vietnam-pro-{subset}-{weight}-normal.woff2) "
        f'format("woff2"); unicode-range: {covered}; }}'
        for weight in (400, 600)
        for subset, covered in ranges.items()
    )


def _screen_files(suffix: str) -> Iterator[str]:
    for screen in SCREENS:
        if (STATIC / f"{screen.name}{suffix}").exists():
            yield f"{screen.name}{suffix}"


@cache
def style() -> str:
    """Return the style sheet of the page, as one text."""
    return "\n".join([_fonts(), _static("common.css"), *map(_static, _screen_files(".css"))])


@cache
def strings() -> dict[str, dict[str, str]]:
    """Return all words of the page, by language and key.

    Raises:
        ValueError: Two files of ``strings/`` word the same key.
    """
    said: dict[str, dict[str, str]] = {}
    for path in sorted((STATIC / "strings").glob("*.json")):
        for language, words in json.loads(path.read_text(encoding="utf-8")).items():
            known = said.setdefault(language, {})
            if twice := sorted(known.keys() & words.keys()):
                raise ValueError(f"{path.name} words again what another file words: {twice}")
            known.update(words)
    return said


@cache
def shared_script() -> str:
    """Return what all screens share: the settings, the words and ``window.songngu``."""
    screens = [
        {"name": screen.name, "of_article": screen.of_article}
        for screen in SCREENS
        if screen.in_navigation
    ]
    settings = {"strings": strings(), "max_bytes": intake.MAX_BYTES, "screens": screens}
    head = f"const songnguSettings = {json.dumps(settings, ensure_ascii=False)};"
    return "\n".join([head, *map(_static, SHARED)])


@cache
def _version(name: str) -> str:
    content = style() if name == "page.css" else shared_script()
    return sha256(content.encode()).hexdigest()[:16]


def style_link() -> str:
    """Return the element that brings the style sheet into the page's head."""
    return f'<link rel="stylesheet" href="{ASSETS}/page.css?v={_version("page.css")}">'


def _head() -> str:
    # Gradio waits for this script before it runs those of the component.
    script = f'<script src="{ASSETS}/page.js?v={_version("page.js")}"></script>'
    return style_link() + script


def assets() -> starlette.applications.Starlette:
    """Return the application that offers fonts, style sheet and shared script."""
    from starlette.applications import Starlette
    from starlette.requests import Request as HttpRequest
    from starlette.responses import Response
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    # The address changes with the content.
    forever = {"cache-control": "public, max-age=31536000, immutable"}

    async def css(request: HttpRequest) -> Response:
        return Response(style(), media_type="text/css", headers=forever)

    async def script(request: HttpRequest) -> Response:
        return Response(shared_script(), media_type="text/javascript", headers=forever)

    routes = [Route("/page.css", css), Route("/page.js", script)]
    return Starlette(routes=[*routes, Mount("/", StaticFiles(directory=STATIC))])


def _server_functions(site: Site, screen: Screen) -> list[Callable[[Request], Answer]]:
    """Return the handlers as Gradio wants them: with a name, taking one JSON object."""

    def named(name: str, handler: Handler) -> Callable[[Request], Answer]:
        answer = guarded(_for_somebody(partial(handler, site)))
        answer.__name__ = name
        return answer

    return [named(name, handler) for name, handler in screen.functions.items()]


def _for_somebody(handler: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """Return the handler made to work for nobody but those whom the server knows.

    Who asks is known by the context that Gradio calls from; were that lost, everybody would have
    the rights that code outside a request has.
    """

    def known(request: Request) -> Answer:
        if signed_in() is None:
            raise PermissionError("a handler was called past the gate; it works for nobody")
        return handler(request)

    return known


def in_event_loop(build: Callable[[], Built]) -> Built:
    """Return what ``build`` makes, called while an event loop is running.

    Gradio makes event loops where it finds none running, and never closes them.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        return build()

    async def built() -> Built:
        return build()

    return asyncio.run(built())


def build_page(site: Site) -> gr.Blocks:
    """Return the page of a site."""
    return in_event_loop(lambda: _blocks(site))


def _blocks(site: Site) -> gr.Blocks:
    # Numbered anew for each page, so that an open tab finds its components after a restart.
    Context.id = 0
    blocks: gr.Blocks = gr.Blocks(title="songngu", analytics_enabled=False, fill_width=True)
    with blocks:
        for screen in _shell_first(SCREENS):
            options: dict[str, Any] = {"apply_default_css": False, "head": _head()}
            gr.HTML(
                html_template=_static(f"{screen.name}.html"),
                js_on_load="\n".join(map(_static, ("prelude.js", *screen.files))),
                elem_id=f"songngu-{screen.name}",
                server_functions=_server_functions(site, screen),
                **options,
            )
    return blocks


def _shell_first(screens: tuple[Screen, ...]) -> list[Screen]:
    return sorted(screens, key=lambda screen: screen.in_navigation)
