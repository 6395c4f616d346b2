"""The page of due dates."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.web.views.archive import open_archive_view

_WITHIN = (30, 60, 90, 180, 365)


async def due(request: Request) -> Response:
    """What falls due within a number of days, overdue items first."""
    ctx, service = await open_archive_view(request)
    asked = request.query_params.get("within", "60")
    within = next((days for days in _WITHIN if str(days) == asked), None)
    if within is None:
        values = {"name": "within", "expected": " / ".join(map(str, _WITHIN))}
        raise RefusedError(Problem("PAGE_PARAMETER", found=asked[:20], values=values))
    found = await run_in_threadpool(service.due, within)
    return ctx.page("due.html", {"found": found, "within": within, "choices": _WITHIN})


ROUTES = (Route("/archive/due", due),)
