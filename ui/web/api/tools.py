"""The same actions as tools for assistants, over the Model Context Protocol (MCP)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr
from gradio.events import api

from songngu.ui.web.api.app import OPERATIONS, problem
from songngu.ui.web.api.operations import Operation, perform, tool
from songngu.ui.web.gate import SCOPE_USER
from songngu.ui.web.session import User, acting_as
from songngu.ui.web.site import Site

PATH = "/tools"
"""Where the tools are mounted; MCP itself is at ``/tools/gradio_api/mcp/``."""


def build_tools(site: Site) -> gr.Blocks:
    """Return the tools on a site, as a page of Gradio without components."""
    blocks: gr.Blocks = gr.Blocks(title="songngu", analytics_enabled=False)
    with blocks:
        for operation in OPERATIONS:
            if operation.tool:
                # Not queued: a queue would call it from the context of another request.
                api(_tool(operation, site), api_name=operation.name, queue=False)
    return blocks


def _tool(operation: Operation, site: Site) -> Callable[..., Any]:
    def call(given: Mapping[str, Any]) -> str:
        arguments = dict(given)
        with acting_as(_user(arguments.pop("request"))):
            try:
                answer = {"ok": True, "result": perform(operation, site, arguments)}
            except Exception as error:
                answer = {"ok": False, **problem(error)}
        return json.dumps(answer, ensure_ascii=False)

    return tool(operation, call, request=gr.Request)


def _user(request: Any) -> User:
    # Gradio hands its own request or, called by MCP, the server's.
    plain = getattr(request, "request", request)
    user = getattr(plain, "scope", {}).get(SCOPE_USER)
    if not isinstance(user, User):
        raise PermissionError("a tool was called past the gate; it works for nobody")
    return user
