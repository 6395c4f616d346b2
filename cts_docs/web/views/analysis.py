"""What would change in a result with other inputs, and how two workbooks differ."""

from __future__ import annotations

import shutil
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.web.jobs.analysis import AnalysisRequest
from cts_docs.web.jobs.runner import new_token
from cts_docs.web.request import RequestContext, request_context
from cts_docs.web.views.results import item_of, other_workbooks, upload_of
from cts_docs.web.views.uploads import text

_MOST_CHANGES = 50
_LONGEST_CHANGE = 500


async def what_if(request: Request) -> Response:
    """Work out what other inputs would change; the workbook stays as it is."""
    ctx = await request_context(request)
    async with ctx.form() as form:
        lines = [line.strip()[:_LONGEST_CHANGE] for line in text(form, "changes").splitlines()]
    changes = tuple(line for line in lines if line)[:_MOST_CHANGES]
    if not changes:
        raise RefusedError(Problem("WHAT_IF_NONE"))
    return await _started(ctx, changes)


async def compare(request: Request) -> Response:
    """Compare a workbook with another one of the session."""
    ctx = await request_context(request)
    job, _ = item_of(ctx)
    async with ctx.form() as form:
        named = text(form, "other")
    if named not in dict(other_workbooks(ctx, job, request.path_params["place"])):
        raise HTTPException(404)
    return await _started(ctx, (), named)


async def _started(ctx: RequestContext, changes: tuple[str, ...], other: str = "") -> RedirectResponse:
    """Start the analysis on copies, so that a result can be deleted meanwhile."""
    ctx.refuse_more_jobs()
    job, item = item_of(ctx)
    upload = upload_of(job, ctx.request.path_params["place"])
    if upload is None:
        raise HTTPException(404)
    folder = ctx.state.folder / new_token()
    workbook = folder / f"workbook{upload.path.suffix}"
    await run_in_threadpool(_copy, upload.path, workbook)
    other_path, other_name = None, ""
    if other:
        token, _, place = other.partition("/")
        second = upload_of(ctx.session.jobs[token], int(place))
        if second is None:
            raise HTTPException(404)
        other_path, other_name = folder / f"other{second.path.suffix}", second.name
        await run_in_threadpool(_copy, second.path, other_path)
    config = ctx.state.service_context.settings.path
    language = ctx.translator.language
    return ctx.start_job(
        AnalysisRequest(item.name, workbook, changes, other_name, other_path, language, config, folder)
    )


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


_ITEM = "/results/{job}/{place:int}"
ROUTES = (
    Route(_ITEM + "/what-if", what_if, methods=["POST"]),
    Route(_ITEM + "/compare", compare, methods=["POST"]),
)
