"""What is answered at all: the routes that page and tools need, and requests of a decent size.

Gradio brings many routes along: uploads to the server's disk, files and web addresses handed on,
queues, an API of its own. Nothing here uses them, so that they are not there: what a later version
adds is closed until it is opened here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from songngu.ui.web.gate import refuse
from songngu.ui.web.intake import MAX_BYTES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

MOST_BYTES = 3 * MAX_BYTES
"""The biggest body of a request: two files of :data:`MAX_BYTES`, as base64, and what they need."""
_ALLOWED = re.compile(
    r"/|/theme\.css|/favicon\.ico|/(assets|static)/.+|/gradio_api/component_server/?"  # the page
    r"|/(session|login|logout)|/songngu/.+"
    r"|/api/v1(/.*)?"
    r"|/tools/gradio_api/mcp(/.*)?"
)


class Limits:
    """ASGI middleware: answers 404 for what nobody needs, 413 for what is too big.

    Args:
        app: What is behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is in order."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _ALLOWED.fullmatch(scope["path"]) is None:
            message = f"found nothing at {scope['path'][:200]}; start at /"
            await refuse(send, 404, "not-found", message)
            return
        lengths = [value for name, value in scope["headers"] if name == b"content-length"]
        if lengths and lengths[0].isdigit() and int(lengths[0]) > MOST_BYTES:
            await refuse(send, 413, "too-big", _too_big(int(lengths[0])))
            return
        await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on whose length is not known before it has been read."""
        taken, answered, over = 0, False, False

        async def counting() -> Any:
            nonlocal taken, over
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                over = True
                return {"type": "http.disconnect"}
            return message

        async def sending(message: Any) -> None:
            nonlocal answered
            if over and not answered:
                return  # it is told below what was wrong
            answered = True
            await send(message)

        try:
            await self._app(scope, counting, sending)
        except Exception:
            if not over:
                raise
        if over and not answered:
            await refuse(send, 413, "too-big", _too_big(taken))


def _too_big(size: int) -> str:
    mib = 1024 * 1024
    return (
        f"found a request of at least {size // mib} MiB, expected at most {MOST_BYTES // mib} MiB; "
        "send less at once"
    )
