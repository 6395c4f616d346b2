"""The pages put together into one application, behind its guard."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from cts_docs.errors import CannotRunError, CtsDocsError, Problem
from cts_docs.web.app_state import Desk
from cts_docs.web.jobs.results import fault
from cts_docs.web.jobs.runner import Workshop
from cts_docs.web.request import begin
from cts_docs.web.security.middleware import Guard, TooLargeError
from cts_docs.web.views import archive, results, start, templates
from cts_docs.web.views import export as handing_out
from cts_docs.web.views import transitions as life

_STATIC = Path(__file__).resolve().parent / "static"
_TIDY_SECONDS = 60.0
_ROUTES = (
    *start.ROUTES,
    *results.ROUTES,
    *archive.ROUTES,
    *life.ROUTES,
    *handing_out.ROUTES,
    *templates.ROUTES,
)
_CODES = {403: "PAGE_FORBIDDEN", 404: "PAGE_NOT_FOUND", 405: "PAGE_NOT_FOUND", 413: "PAGE_TOO_LARGE"}


def create_app(desk: Desk) -> ASGIApp:
    """The application of one desk; closing it ends its jobs and removes everything of its visitors."""
    app = Starlette(
        routes=[*_ROUTES, Mount("/static", StaticFiles(directory=_STATIC))],
        exception_handlers={
            HTTPException: _refused,
            CtsDocsError: _faulty,
            TooLargeError: _too_large,
            Exception: _broken,
        },
        lifespan=_life,
    )
    app.state.desk = desk
    app.state.workshop = Workshop(desk.limits.running, desk.limits.job_seconds)
    return Guard(app, desk.doorkeeper, desk.limits.request)


@asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    tidying = asyncio.create_task(_tidy(desk, app.state.workshop))
    try:
        yield
    finally:
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying
        for session in desk.sessions:
            for job in session.jobs.values():
                await app.state.workshop.discard(job)
        await asyncio.to_thread(shutil.rmtree, desk.folder, ignore_errors=True)


async def _tidy(desk: Desk, workshop: Workshop) -> None:
    """Throw away what is past its time, once a minute."""
    while True:
        await asyncio.sleep(_TIDY_SECONDS)
        for job in desk.sessions.expire():
            await workshop.discard(job)


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return await _told(request, Problem(_CODES.get(status, "PAGE_WRONG"), found=str(status)), status=status)


async def _faulty(request: Request, error: Exception) -> Response:
    problems = error.problems if isinstance(error, CtsDocsError) else ()
    named = request.path_params.get("number")
    missing = any(problem.code == "ENTRY_UNKNOWN" and problem.found == named for problem in problems)
    status = 404 if missing else 500 if isinstance(error, CannotRunError) else 422
    return await _told(request, *problems, status=status)


async def _too_large(request: Request, _error: Exception) -> Response:
    return await _told(request, Problem("PAGE_TOO_LARGE", found="413"), status=413)


async def _broken(request: Request, error: Exception) -> Response:
    return await _told(request, fault(error), status=500)


async def _told(request: Request, *problems: Problem, status: int) -> Response:
    """A page that says what was wrong; plain words where even the person is not known."""
    try:
        visit = await begin(request)
    except HTTPException:
        return PlainTextResponse("nobody vouches for the person of this request", 403)
    return visit.refused(problems, status)
