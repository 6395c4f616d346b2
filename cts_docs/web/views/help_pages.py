"""Help: terms, what each status means, the guide to the workbook; and the settings in force, read-only."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cts_docs.services.configuration import settings_in_force
from cts_docs.services.workbooks.guide import workbook_guide
from cts_docs.web.request import request_context

_TERMS = (
    "EVALUATION_FORM",
    "COEFFICIENT",
    "SERVICE_SCORE",
    "MATURITY",
    "CONFORMITY",
    "GRADE",
    "READING",
    "ENTRY",
    "DRAFT",
    "PACKAGE",
    "EVENT_LOG",
)
_STATUSES = (
    "DRAFT",
    "NOT_YET_VALID",
    "VALID",
    "SUSPENDED",
    "WITHDRAWN",
    "CANCELLED",
    "SUPERSEDED",
    "EXPIRED",
    "NO_CERTIFICATE",
    "DISPOSED",
)


async def help_page(request: Request) -> Response:
    """Terms, statuses and the guide to the workbook."""
    ctx = await request_context(request)
    specifications = ctx.state.service_context.specifications()
    values = {"terms": _TERMS, "statuses": _STATUSES, "guide": workbook_guide()}
    return ctx.page("help.html", {**values, "specifications": specifications})


async def settings_page(request: Request) -> Response:
    """The settings in force, each with what it does, and the readings of each specification."""
    ctx = await request_context(request)
    context = ctx.state.service_context
    readings = [(one, context.readings(one)) for one in context.specifications()]
    values = {"settings": settings_in_force(context.settings), "readings": readings}
    return ctx.page("settings.html", {**values, "config": context.settings.path})


ROUTES = (
    Route("/help", help_page),
    Route("/settings", settings_page),
)
