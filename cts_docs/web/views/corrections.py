"""Corrections on the page: cells with problems get an input, and the corrected workbook is a new result."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.services.workbooks.correction import CorrectableCell, Correction, correctable_cells
from cts_docs.web.jobs.results import JobItem
from cts_docs.web.jobs.runner import Job, new_token
from cts_docs.web.jobs.workbooks import Upload, WorkbooksRequest
from cts_docs.web.request import RequestContext, request_context
from cts_docs.web.views.results import item_of, upload_of
from cts_docs.web.views.uploads import text

MOST_CELLS = 200
"""How many cells are corrected at a time; the next ones follow on the corrected workbook's page."""
_FIELDS_EACH = 2
_OTHER_FIELDS = 5


async def correct(request: Request) -> Response:
    """Write the entered values into a copy of the workbook, and check that as a result of its own."""
    ctx = await request_context(request)
    ctx.require("drafter", "approver", "controller")
    job, found, upload = _corrected(ctx)
    cells = correctable_cells(found.problems)[:MOST_CELLS]
    async with ctx.form(_FIELDS_EACH * MOST_CELLS + _OTHER_FIELDS) as form:
        corrections = tuple(_entered(form, cells))
    for one in corrections:
        _ = one.value  # what is not of the cell's kind is refused before any job is started
    if not corrections:
        raise RefusedError(Problem("CORRECTION_NONE"))
    ctx.refuse_more_jobs()
    folder = ctx.state.folder / new_token()
    original = folder / "in" / f"original{upload.path.suffix}"
    await run_in_threadpool(_copy, upload.path, original)
    name = _corrected_name(found.name, ctx.translator("PAGE_CORRECTED_SUFFIX"))
    target = original.with_name(f"corrected{upload.path.suffix}")
    stage = job.request.stage if isinstance(job.request, WorkbooksRequest) else "score"
    config = ctx.state.service_context.settings.path
    corrected = Upload(name, target, 0, original, corrections)
    return ctx.start_job(
        WorkbooksRequest((corrected,), stage, ctx.translator.language, config, folder), [JobItem(name)]
    )


async def corrected_file(request: Request) -> Response:
    """The corrected workbook."""
    ctx = await request_context(request)
    _, found, upload = _corrected(ctx)
    if upload.original is None or not upload.path.is_file():
        raise HTTPException(404)
    return FileResponse(upload.path, filename=found.name)


async def original_file(request: Request) -> Response:
    """The workbook as it was before it was corrected."""
    ctx = await request_context(request)
    _, found, upload = _corrected(ctx)
    if upload.original is None:
        raise HTTPException(404)
    suffix = ctx.translator("PAGE_CORRECTED_SUFFIX")
    path = PurePath(found.name)
    return FileResponse(upload.original, filename=f"{path.stem.removesuffix(suffix)}{path.suffix}")


def _corrected(ctx: RequestContext) -> tuple[Job, JobItem, Upload]:
    job, found = item_of(ctx)
    upload = upload_of(job, ctx.request.path_params["place"])
    if upload is None or not job.is_over:
        raise HTTPException(404)
    return job, found, upload


def _entered(form: FormData, cells: Sequence[CorrectableCell]) -> Iterator[Correction]:
    """What was entered; a cell whose input was left empty stays as it is, unless it is to be emptied."""
    for number, cell in enumerate(cells, 1):
        entered = text(form, f"value-{number}").replace("\r\n", "\n")[: cell.limit]
        if form.get(f"empty-{number}"):
            yield Correction(cell.sheet, cell.cell, cell.kind, None)
        elif entered:
            yield Correction(cell.sheet, cell.cell, cell.kind, entered)


def _corrected_name(name: str, suffix: str) -> str:
    path = PurePath(name)
    return f"{path.stem.removesuffix(suffix)}{suffix}{path.suffix}"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True)
    shutil.copyfile(source, target)


_ITEM = "/results/{job}/{place:int}"
ROUTES = (
    Route(_ITEM + "/correct", correct, methods=["POST"]),
    Route(_ITEM + "/corrected", corrected_file),
    Route(_ITEM + "/original", original_file),
)
