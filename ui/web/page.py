"""The page as Gradio lays it out: two components of our own, wired to the handlers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr
from gradio.context import Context

from songngu.ui.web import handlers, intake

if TYPE_CHECKING:
    from songngu.corpora.store import Store
    from songngu.ui.web.jobs import Worker

Built = TypeVar("Built")
ASSETS = "/songngu"
"""Where the server offers ``static/``; the page works without it, in the system's own fonts."""


def _static(name: str) -> str:
    return (files("songngu.ui.web") / "static" / name).read_text(encoding="utf-8")


@cache
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


def style() -> str:
    """Return the style sheet of the page, as one text."""
    return f"{_fonts()}\n{_static('songngu.css')}"


def _script(*names: str) -> str:
    settings = {
        "strings": json.loads(_static("strings.json")),
        "max_bytes": intake.MAX_BYTES,
    }
    head = f"const songnguSettings = {json.dumps(settings, ensure_ascii=False)};"
    return "\n".join([head, *(_static(name) for name in names)])


def _server_functions(**functions: Callable[..., Any]) -> list[Callable[..., Any]]:
    """Return the handlers as Gradio wants them: with a name, taking one JSON object."""
    named = []
    for name, function in functions.items():
        guarded = handlers.guarded(function)
        guarded.__name__ = name
        named.append(guarded)
    return named


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


def build_page(store: Store, worker: Worker) -> gr.Blocks:
    """Return the page on an open store."""
    return in_event_loop(lambda: _blocks(store, worker))


def _blocks(store: Store, worker: Worker) -> gr.Blocks:
    # Numbered anew for each page, so that an open tab finds its components after a restart.
    Context.id = 0
    blocks: gr.Blocks = gr.Blocks(title="songngu", analytics_enabled=False, fill_width=True)
    with blocks:
        gr.HTML(
            html_template=f"<style>{style()}</style>\n{_static('articles.html')}",
            js_on_load=_script("common.js", "intake.js", "articles.js"),
            apply_default_css=False,
            elem_id="songngu-articles",
            server_functions=_server_functions(
                articles=partial(handlers.articles, store, worker),
                add=partial(handlers.add, store, worker),
            ),
        )
        gr.HTML(
            html_template=_static("desk.html"),
            js_on_load=_script("common.js", "intake.js", "row.js", "desk.js"),
            apply_default_css=False,
            elem_id="songngu-desk",
            server_functions=_server_functions(
                article=partial(handlers.article, store, worker),
                pulse=partial(handlers.pulse, store, worker),
                draft=partial(handlers.draft, store, worker),
                pair=partial(handlers.pair, store, worker),
                keep=partial(handlers.keep, store, worker),
                save=partial(handlers.save, store),
            ),
        )
    return blocks
