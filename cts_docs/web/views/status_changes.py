"""Pages of status changes of an entry, and of due dates."""

from __future__ import annotations

import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.messages import LANGUAGES, message
from cts_docs.web.views.archive import STATUS_CHANGES, StatusChange, open_archive_view, parse_date
from cts_docs.web.views.uploads import text

_WITHIN = (30, 60, 90, 180, 365)


async def change_status(request: Request) -> Response:
    """Record a status change of an entry, such as a suspension, after a preview was confirmed.

    The first submission is answered by the preview; the archive refuses what the current status
    forbids.
    """
    ctx, service = await open_archive_view(request)
    number = request.path_params["number"]
    async with ctx.form() as form:
        action = _status_change(text(form, "change"))
        reason, by = text(form, "reason"), text(form, "by")
        date: datetime.date | None = parse_date(text(form, "date"))
        confirmed = text(form, "confirmed") == "yes"
    _refuse_misplaced(action, by)
    if not confirmed:
        change = await run_in_threadpool(service.preview_status_change, number, action, reason, date, by)
        shown = await run_in_threadpool(service.show, change.number)
        successor = await run_in_threadpool(service.show, change.by) if change.by else None
        values = {"change": change, "shown": shown, "successor": successor, "reason": reason}
        return ctx.page("confirm.html", values)
    await run_in_threadpool(service.change_status, number, action, reason, date, by)
    return ctx.redirect(request.url_for("entry", number=number).path)


async def to_entry(request: Request) -> Response:
    """Redirect to the entry where the address is opened without a form, as after a change of language."""
    ctx, _ = await open_archive_view(request)
    return ctx.redirect(request.url_for("entry", number=request.path_params["number"]).path)


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


def _refuse_misplaced(action: StatusChange, by: str) -> None:
    """Raise RefusedError where `supersede` has no successor, or another change has one."""
    if action == "supersede" and not by.strip():
        raise RefusedError(Problem("FORM_SUCCESSOR_MISSING"))
    if action != "supersede" and by.strip():
        values = {f"deed_{one}": message(f"LIFE_{action.upper()}", one, {}) for one in LANGUAGES}
        raise RefusedError(Problem("FORM_SUCCESSOR_UNUSED", found=by[:40], values=values))


def _status_change(named: str) -> StatusChange:
    for action in STATUS_CHANGES:
        if action == named:
            return action
    raise RefusedError(Problem("FORM_DEED", found=named[:20]))


ROUTES = (
    Route("/archive/due", due),
    Route("/archive/entries/{number}/status", to_entry, methods=["GET"]),
    # The address of version 0.1.
    Route("/archive/entries/{number}/life", to_entry, methods=["GET"]),
    Route("/archive/entries/{number}/status", change_status, methods=["POST"]),
)
