"""The page's actions for programs: over HTTP, and as tools for assistants (MCP).

Each action is one function here, described once (:mod:`songngu.ui.web.api.operations`); the HTTP
API and the tools are two ways to call it.
"""
