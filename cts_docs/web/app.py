"""The web application: routes, error pages, security middleware, and the expiry of sessions and jobs."""

from __future__ import annotations

import asyncio
import os
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

from cts_docs.errors import CannotRunError, CtsDocsError, Problem, internal_fault
from cts_docs.web.app_state import AppState
from cts_docs.web.jobs.runner import JobRunner
from cts_docs.web.request import request_context
from cts_docs.web.security.middleware import SecurityMiddleware, TooLargeError, TooSlowError
from cts_docs.web.sessions import Refusal
from cts_docs.web.views import analysis, corrections, help_pages, results, start, templates
from cts_docs.web.views.archive import (
    decisions,
    due_dates,
    entries,
    export,
    selection,
    stored_files,
    verification,
)

_STATIC = Path(__file__).resolve().parent / "static"
_EXPIRY_SECONDS = 60.0
_ROUTES = (
    *start.ROUTES,
    *results.ROUTES,
    *corrections.ROUTES,
    *analysis.ROUTES,
    *help_pages.ROUTES,
    *entries.ROUTES,
    *verification.ROUTES,
    *selection.ROUTES,
    *stored_files.ROUTES,
    *decisions.ROUTES,
    *due_dates.ROUTES,
    *export.ROUTES,
    *templates.ROUTES,
)
_CODES = {403: "PAGE_FORBIDDEN", 404: "PAGE_NOT_FOUND", 405: "PAGE_NOT_FOUND", 413: "PAGE_TOO_LARGE"}


def create_app(state: AppState) -> ASGIApp:
    """The application of a server; its shutdown ends all jobs and deletes all files of its users."""
    app = Starlette(
        routes=[*_ROUTES, Mount("/static", StaticFiles(directory=_STATIC))],
        exception_handlers={
            HTTPException: _http_error,
            CtsDocsError: _problem_error,
            TooLargeError: _too_large,
            TooSlowError: _too_slow,
            Exception: _internal_error,
        },
        lifespan=_lifespan,
    )
    app.state.app_state = state
    app.state.job_runner = JobRunner(state.limits.running, state.limits.job_seconds)
    return SecurityMiddleware(
        app,
        state.access_control,
        state.limits.request,
        state.limits.pause_seconds,
        state.limits.body_seconds,
        {verification.ADDRESS: state.limits.package},
    )


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    state: AppState = app.state.app_state
    expiry = asyncio.create_task(_expire(state, app.state.job_runner))
    try:
        yield
    finally:
        expiry.cancel()
        with suppress(asyncio.CancelledError):
            await expiry
        for session in state.sessions:
            for job in session.jobs.values():
                await app.state.job_runner.discard(job)
        await asyncio.to_thread(shutil.rmtree, state.folder, ignore_errors=True)


async def _expire(state: AppState, job_runner: JobRunner) -> None:
    """Delete expired sessions and jobs, once a minute, and mark the folder of the server as in use."""
    while True:
        await asyncio.sleep(_EXPIRY_SECONDS)
        os.utime(state.folder)
        for job in state.sessions.expire():
            await job_runner.discard(job)


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    problem = Problem(_CODES.get(status, "PAGE_WRONG"), found=str(status))
    return await _error_page(request, problem, status=status)


async def _problem_error(request: Request, error: Exception) -> Response:
    problems = error.problems if isinstance(error, CtsDocsError) else ()
    named = request.path_params.get("number")
    missing = any(problem.code == "ENTRY_UNKNOWN" and problem.found == named for problem in problems)
    wrong = any(problem.code == "SPEC_ID_UNKNOWN" for problem in problems)
    status = 404 if missing else 500 if isinstance(error, CannotRunError) and not wrong else 422
    if any(problem.code == "ROLE_MISSING" for problem in problems):
        status = 403
    return (await request_context(request)).refuse(problems, status)


async def _too_large(request: Request, _error: Exception) -> Response:
    return await _error_page(request, Problem("PAGE_TOO_LARGE", found="413"), status=413)


async def _too_slow(request: Request, _error: Exception) -> Response:
    response = await _error_page(request, Problem("PAGE_TOO_SLOW", found="408"), status=408)
    response.headers["connection"] = "close"
    return response


async def _internal_error(request: Request, error: Exception) -> Response:
    return await _error_page(request, internal_fault(error), status=500)


async def _error_page(request: Request, *problems: Problem, status: int) -> Response:
    """A page that shows problems; plain text where the account is unknown."""
    try:
        ctx = await request_context(request)
    except HTTPException as refusal:
        return PlainTextResponse(refusal.detail, refusal.status_code)
    return ctx.refusal_page(Refusal(problems, status))
