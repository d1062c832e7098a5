"""The HTTP API: every action of the page, described by OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import fastapi
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request

from songngu.corpora.errors import WorkbenchError
from songngu.ui.web.answers import guarded
from songngu.ui.web.api import articles, language, links, segments, style, work
from songngu.ui.web.api.operations import Operation, endpoint
from songngu.ui.web.site import Site

PATH = "/api/v1"
OPERATIONS: tuple[Operation, ...] = (
    *articles.OPERATIONS,
    *segments.OPERATIONS,
    *links.OPERATIONS,
    *language.OPERATIONS,
    *style.OPERATIONS,
    *work.OPERATIONS,
)
STATUS = {
    "not-found": 404,
    "forbidden": 403,
    "conflict": 409,
    "changed": 409,
    "protected": 409,
    "undo-conflict": 409,
    "invalid": 422,
    "unreadable": 422,
    "store": 503,
    "failed": 503,
    "unexpected": 500,
}
"""HTTP statuses by the code of an error; what is not here is a page that was refused: 422."""

_ABOUT = """
Clean, draft, align, correct and approve Vietnamese–English news from scripts. Where the workbench
has users, send a token (`songngu users token NAME LABEL`) as `Authorization: Bearer TOKEN`; it may
do what the user's role allows. Without users, the header `Songngu-Editor` says who is working.

Positions and offsets count from 0, offsets in code points. An error is a JSON object with a `code`
for programs, a `message` for people, and what belongs to it.
"""


# Only described here: who is asking is found out before any request comes this far.
_TOKEN = HTTPBearer(
    scheme_name="token",
    description="Where the workbench has users: `songngu users token NAME LABEL` makes one.",
    auto_error=False,
)


class Problem(BaseModel):
    """Why something could not be done."""

    model_config = ConfigDict(extra="allow")

    code: str
    message: str


def build_api(site: Site, version: str) -> fastapi.FastAPI:
    """Return the API on a site, to be mounted at :data:`PATH`."""
    api = FastAPIOffline(
        title="songngu",
        version=version,
        description=_ABOUT,
        docs_url="/docs",
        redoc_url=None,
        favicon_url="data:,",
        dependencies=[fastapi.Security(_TOKEN)],
        responses={"4XX": {"model": Problem, "description": "See `code` and `message`."}},
    )
    for operation in OPERATIONS:
        summary, _, more = operation.words.partition("\n\n")
        api.add_api_route(
            operation.path,
            endpoint(operation, site),
            methods=[operation.method],
            status_code=operation.status,
            name=operation.name,
            operation_id=operation.name,
            summary=" ".join(summary.split()).rstrip("."),
            description=more,
            tags=[operation.group],
        )
    api.add_exception_handler(Exception, _failed)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _refused)
    for kind in (WorkbenchError, ValueError):
        api.add_exception_handler(kind, _failed)
    return api


def problem(error: Exception) -> dict[str, Any]:
    """Return an error as programs read it: ``code``, ``message`` and what belongs to it."""

    def fail(request: Mapping[str, Any]) -> dict[str, Any]:
        raise error

    if isinstance(error, ValueError):
        return {"code": "invalid", "message": str(error)}
    answer = guarded(fail)({})
    del answer["ok"]
    return answer


async def _failed(request: Request, error: Exception) -> JSONResponse:
    answer = problem(error)
    return JSONResponse(answer, STATUS.get(answer["code"], 422))


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = [{"where": list(each["loc"]), "what": each["msg"]} for each in error.errors()]
    said = "; ".join(f"{'.'.join(map(str, each['where']))}: {each['what']}" for each in found)
    return JSONResponse({"code": "invalid", "message": said, "details": found}, 422)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {404: "not-found", 405: "method"}.get(error.status_code, "http")
    message = (
        f"{error.detail}: {request.method} {request.url.path}; {PATH}/docs lists what there is"
    )
    return JSONResponse({"code": code, "message": message}, error.status_code)
