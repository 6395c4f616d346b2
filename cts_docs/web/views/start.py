"""The first page: download a blank workbook, upload filled ones."""

from __future__ import annotations

import secrets
from typing import get_args

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.errors import CtsDocsError, Problem, RefusedError
from cts_docs.services import new_workbook
from cts_docs.services.archive.waiting import WaitingItem, waiting_items
from cts_docs.services.workbook_paths import SUFFIXES
from cts_docs.web.jobs.results import JobItem
from cts_docs.web.jobs.runner import new_token
from cts_docs.web.jobs.workbooks import Stage, Upload, WorkbooksRequest
from cts_docs.web.request import request_context
from cts_docs.web.views.archive.opening import open_archive_view
from cts_docs.web.views.uploads import save_uploads, text, uploads

_MOST_FORMS = 500
_STAGES: tuple[Stage, ...] = get_args(Stage)


async def start(request: Request) -> Response:
    """The first page, with the current results of the session."""
    ctx = await request_context(request)
    limits = ctx.state.limits
    values = {
        "waiting": await _waiting(request) if ctx.state.archive else (),
        "specifications": ctx.state.service_context.specifications(),
        "most_forms": _MOST_FORMS,
        "stages": _STAGES[::-1] if ctx.state.archive else ("render", "score"),
        "jobs": tuple(ctx.session.jobs.values())[::-1],
        "megabytes": limits.file // 2**20,
        "most_files": limits.files,
    }
    return ctx.page("start.html", values)


async def blank(request: Request) -> Response:
    """A blank workbook of a specification, with as many form columns as asked for."""
    ctx = await request_context(request)
    asked = request.query_params
    forms = asked.get("forms", "5")
    if not (forms.isascii() and forms.isdigit() and 1 <= int(forms[:9]) <= _MOST_FORMS):
        problem = Problem("FORMS_RANGE", found=forms[:20], values={"expected": f"1–{_MOST_FORMS}"})
        raise RefusedError(problem)
    service_context = ctx.state.service_context
    specification = service_context.specification(asked.get("specification") or None)
    path = ctx.state.folder / f"{secrets.token_hex(16)}.xlsx"
    await run_in_threadpool(
        new_workbook,
        path,
        service_context,
        evaluators=int(forms),
        identifier=f"{specification.id}@{specification.control.version}",
    )
    name = f"{specification.control.number} 评分工作簿.xlsx"
    return FileResponse(path, filename=name, background=BackgroundTask(path.unlink))


async def upload_workbooks(request: Request) -> Response:
    """Save uploaded workbooks and start a job for them."""
    ctx = await request_context(request)
    ctx.require("drafter", "approver", "controller")
    async with ctx.form() as form:
        ctx.refuse_more_jobs()
        files = uploads(form, "workbooks")
        stage = _stage(text(form, "stage"))
        folder = ctx.state.folder / new_token()
        saved = await save_uploads(files, folder / "in", SUFFIXES, ctx.state.limits)
    accepted = tuple(
        Upload(one.name, one.path, position) for position, one in enumerate(saved) if one.path is not None
    )
    config = ctx.state.service_context.settings.path
    job_request = WorkbooksRequest(accepted, stage, ctx.translator.language, config, folder)
    items = [JobItem(one.name, checked=bool(one.problems), problems=one.problems) for one in saved]
    return ctx.start_job(job_request, items)


async def refused(request: Request) -> Response:
    """The problems of a form that was refused."""
    ctx = await request_context(request)
    refusal = ctx.session.refusals.get(request.path_params["token"])
    if refusal is None:
        raise HTTPException(404)
    return ctx.refusal_page(refusal)


async def _waiting(request: Request) -> tuple[WaitingItem, ...]:
    """What waits for the account in the archive; nothing where the register cannot be read."""
    _, service = await open_archive_view(request)
    try:
        return await run_in_threadpool(waiting_items, service)
    except CtsDocsError:
        return ()  # the page of the archive reports why


def _stage(named: str) -> Stage:
    return next((stage for stage in _STAGES if stage == named), "render")


ROUTES = (
    Route("/", start),
    Route("/blank", blank),
    Route("/workbooks", upload_workbooks, methods=["POST"]),
    Route("/refused/{token}", refused),
)
