"""The page of due dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.services import DueDate
from cts_docs.web.views.archive.opening import faults_by_number, open_archive_view
from cts_docs.web.views.listing import make_listing

_WITHIN = (30, 60, 90, 180, 365)
_FILTERS: Mapping[str, Callable[[DueDate], str]] = {
    "what": lambda one: one.what,
    "status": lambda one: one.status,
    "client": lambda one: one.client,
}
_COLUMNS: Mapping[str, Callable[[DueDate], Any]] = {
    "date": lambda one: one.date,
    "what": lambda one: one.what,
    "number": lambda one: one.number,
    "client": lambda one: one.client,
    "status": lambda one: one.status,
}


async def due(request: Request) -> Response:
    """What falls due within a number of days, overdue items first."""
    ctx, service = await open_archive_view(request)
    asked = request.query_params.get("within", "60")
    within = next((days for days in _WITHIN if str(days) == asked), None)
    if within is None:
        values = {"name": "within", "expected": " / ".join(map(str, _WITHIN))}
        raise RefusedError(Problem("PAGE_PARAMETER", found=asked[:20], values=values))
    found = await run_in_threadpool(service.due, within)
    listing = make_listing(found, request.query_params, _FILTERS, _COLUMNS, ("within",))
    faults = await run_in_threadpool(faults_by_number, service, listing.rows)
    shown = {"listing": listing, "within": within, "choices": _WITHIN, "faults": faults}
    return ctx.page("due.html", shown)


ROUTES = (Route("/archive/due", due),)
