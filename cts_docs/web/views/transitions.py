"""What happens to an entry after it was issued, and what falls due."""

from __future__ import annotations

import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.messages import LANGUAGES, message
from cts_docs.web.views.archive import LIFE_DEEDS, LifeDeed, date_said, open_archive_of
from cts_docs.web.views.uploads import text

_WITHIN = (30, 60, 90, 180, 365)


async def live(request: Request) -> Response:
    """Record a deed on an entry, such as a suspension, once the person has seen what it does.

    The first time the form comes, it is answered by what would follow; the archive refuses what
    the entry's state forbids.
    """
    visit, service = await open_archive_of(request)
    number = request.path_params["number"]
    async with visit.form() as form:
        deed = _deed(text(form, "deed"))
        reason, by = text(form, "reason"), text(form, "by")
        date: datetime.date | None = date_said(text(form, "date"))
        confirmed = text(form, "confirmed") == "yes"
    _refuse_misplaced(deed, by)
    if not confirmed:
        lived = await run_in_threadpool(service.preview_status_change, number, deed, reason, date, by)
        shown = await run_in_threadpool(service.show, lived.number)
        successor = await run_in_threadpool(service.show, lived.by) if lived.by else None
        values = {"lived": lived, "shown": shown, "successor": successor, "reason": reason}
        return visit.page("confirm.html", values)
    await run_in_threadpool(service.change_status, number, deed, reason, date, by)
    return visit.go(request.url_for("entry", number=number).path)


async def to_entry(request: Request) -> Response:
    """Whoever asks for this address without a form, as after a change of language, is led to the entry."""
    visit, _ = await open_archive_of(request)
    return visit.go(request.url_for("entry", number=request.path_params["number"]).path)


async def due(request: Request) -> Response:
    """What falls due within so many days, overdue things first."""
    visit, service = await open_archive_of(request)
    asked = request.query_params.get("within", "60")
    within = next((days for days in _WITHIN if str(days) == asked), 60)
    found = await run_in_threadpool(service.due, within)
    return visit.page("due.html", {"found": found, "within": within, "choices": _WITHIN})


def _refuse_misplaced(deed: LifeDeed, by: str) -> None:
    """A successor belongs to a replacement, and to nothing else: it is never dropped unsaid."""
    if deed == "supersede" and not by.strip():
        raise RefusedError(Problem("FORM_SUCCESSOR_MISSING"))
    if deed != "supersede" and by.strip():
        values = {f"deed_{one}": message(f"LIFE_{deed.upper()}", one, {}) for one in LANGUAGES}
        raise RefusedError(Problem("FORM_SUCCESSOR_UNUSED", found=by[:40], values=values))


def _deed(named: str) -> LifeDeed:
    for deed in LIFE_DEEDS:
        if deed == named:
            return deed
    raise RefusedError(Problem("FORM_DEED", found=named[:20]))


ROUTES = (
    Route("/archive/due", due),
    Route("/archive/entries/{number}/life", to_entry, methods=["GET"]),
    Route("/archive/entries/{number}/life", live, methods=["POST"]),
)
