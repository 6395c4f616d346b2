"""Pages of a job: progress, problems, figures and charts, page images, downloads."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from cts_docs.services.rendering.pdf import can_print
from cts_docs.services.workbooks.correction import correctable_cells
from cts_docs.web.jobs.analysis import AnalysisRequest
from cts_docs.web.jobs.archive import ArchiveRequest
from cts_docs.web.jobs.page_images import page_image, page_sizes
from cts_docs.web.jobs.results import ItemDocument, JobItem
from cts_docs.web.jobs.runner import Job
from cts_docs.web.jobs.templates import LintRequest
from cts_docs.web.jobs.workbooks import Upload
from cts_docs.web.request import RequestContext, request_context
from cts_docs.web.views import charts
from cts_docs.web.views.decision_page import decision_values, grade_texts
from cts_docs.web.views.zipping import write_zip

_CHART_FUNCTIONS = {
    "radar": charts.radar,
    "spread_range": charts.spread_range,
    "percent": charts.percent,
    "bar": charts.bar,
}


async def result(request: Request) -> Response:
    """All workbooks of one upload; a single workbook is shown at once."""
    ctx = await request_context(request)
    job = ctx.job()
    if isinstance(job.request, ArchiveRequest):
        decision = decision_values(ctx, job)
        page = "decision.html" if decision else "archive_result.html"
        return ctx.page(page, {**_of_job(ctx, job), **decision})
    if isinstance(job.request, LintRequest):
        return ctx.page("lint.html", _of_job(ctx, job))
    if isinstance(job.request, AnalysisRequest):
        return ctx.page("analysis.html", _of_job(ctx, job))
    if len(job.items) == 1 and job.items[0].checked:
        return ctx.redirect(f"/results/{job.token}/1")
    return ctx.page("job.html", _of_job(ctx, job))


async def state(request: Request) -> Response:
    """The progress of a job, polled by the script of the page."""
    ctx = await request_context(request)
    job = ctx.job()
    doing = ctx.translator(job.doing, name=job.doing_name) if job.doing else ""
    if position := ctx.job_runner.position(job):
        doing = ctx.translator("PAGE_POSITION", position=position)
    return JSONResponse(
        {
            "state": job.state,
            "done": job.steps_done,
            "total": job.request.steps,
            "doing": doing,
            "revision": job.revision,
        }
    )


async def cancel(request: Request) -> Response:
    """Stop a job; finished results stay."""
    ctx = await request_context(request)
    job = ctx.job()
    async with ctx.form():
        ctx.job_runner.cancel(job)
    return ctx.redirect(f"/results/{job.token}")


async def discard(request: Request) -> Response:
    """Delete a result before its time."""
    ctx = await request_context(request)
    job = ctx.job()
    async with ctx.form():
        del ctx.session.jobs[job.token]
        await ctx.job_runner.discard(job)
    return ctx.redirect("/")


async def item(request: Request) -> Response:
    """One workbook: its result, problems and documents."""
    ctx = await request_context(request)
    job, found = item_of(ctx)
    values = {**_of_job(ctx, job), **_CHART_FUNCTIONS, "item": found, "place": request.path_params["place"]}
    values |= grade_texts(ctx, found.overview)
    upload = upload_of(job, request.path_params["place"])
    values |= {"upload": upload, "correctable": correctable_cells(found.problems) if upload else ()}
    values["others"] = other_workbooks(ctx, job, request.path_params["place"])
    issuing = ctx.state.service_context.settings.issuing
    return ctx.page("item.html", {**values, "can_print": can_print(), "second": issuing.second_person})


async def annotated(request: Request) -> Response:
    """The workbook with its problems marked in their cells."""
    ctx = await request_context(request)
    _, found = item_of(ctx)
    if found.annotated is None:
        raise HTTPException(404)
    return FileResponse(found.annotated, filename=found.name)


async def document(request: Request) -> Response:
    """One document as page images."""
    ctx = await request_context(request)
    job, found = item_of(ctx)
    shown = _document(ctx, found)
    pdf = _pdf(shown)
    sizes = (await run_in_threadpool(page_sizes, [pdf]))[0] if pdf else ()
    values = {**_of_job(ctx, job), "item": found, "place": request.path_params["place"], "document": shown}
    number = request.path_params["document"]
    return ctx.page("document.html", {**values, "number": number, "sizes": sizes, "can_print": can_print()})


async def picture(request: Request) -> Response:
    """The image of one page."""
    ctx = await request_context(request)
    _, found = item_of(ctx)
    pdf = _pdf(_document(ctx, found))
    content = await run_in_threadpool(page_image, pdf, request.path_params["page"]) if pdf else None
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type="image/png", headers={"cache-control": "private, max-age=3600"})


async def word(request: Request) -> Response:
    """One document as Word file."""
    ctx = await request_context(request)
    _, found = item_of(ctx)
    path = Path(_document(ctx, found).written.path)
    return FileResponse(path, filename=path.name)


async def printed(request: Request) -> Response:
    """One document as PDF."""
    ctx = await request_context(request)
    _, found = item_of(ctx)
    pdf = _pdf(_document(ctx, found))
    if pdf is None:
        raise HTTPException(404)
    return FileResponse(pdf, filename=pdf.name)


async def linted(request: Request) -> Response:
    """The copy of a template with its problems as comments."""
    job = (await request_context(request)).job()
    copy = job.lint.annotated if job.lint else None
    if copy is None or not isinstance(job.request, LintRequest):
        raise HTTPException(404)
    return FileResponse(copy, filename=job.request.name)


async def everything(request: Request) -> Response:
    """All documents of one workbook, or of the whole upload, as a zip."""
    ctx = await request_context(request)
    job = ctx.job()
    items = [item_of(ctx)[1]] if "place" in request.path_params else job.items
    done = [one for one in items if one.documents]
    if not done:
        raise HTTPException(404)
    return await _zipped(job, done)


def _of_job(ctx: RequestContext, job: Job) -> dict[str, object]:
    return {
        "job": job,
        "position": ctx.job_runner.position(job),
        "to_approve": ctx.session.to_approve,
    }


async def _zipped(job: Job, items: Sequence[JobItem]) -> Response:
    path = job.folder / f"{secrets.token_hex(16)}.zip"
    await run_in_threadpool(write_zip, path, items)
    return FileResponse(path, filename="cts-docs.zip", background=BackgroundTask(path.unlink))


def item_of(ctx: RequestContext) -> tuple[Job, JobItem]:
    """The job and the workbook that the address names, once it was checked."""
    job = ctx.job()
    place: int = ctx.request.path_params["place"]
    if not 1 <= place <= len(job.items) or not job.items[place - 1].checked:
        raise HTTPException(404)
    return job, job.items[place - 1]


def other_workbooks(ctx: RequestContext, job: Job, place: int) -> tuple[tuple[str, str], ...]:
    """The other checked workbooks of the session, as the path of their result and their name."""
    return tuple(
        (f"{one.token}/{upload.position + 1}", one.items[upload.position].name)
        for one in ctx.session.jobs.values()
        for upload in one.uploads
        if one.items[upload.position].checked and (one.token, upload.position + 1) != (job.token, place)
    )


def upload_of(job: Job, place: int) -> Upload | None:
    """The uploaded file of a workbook by its place in the list; None of a refused one."""
    return next((one for one in job.uploads if one.position == place - 1), None)


def _document(ctx: RequestContext, found: JobItem) -> ItemDocument:
    number: int = ctx.request.path_params["document"]
    if not 1 <= number <= len(found.documents):
        raise HTTPException(404)
    return found.documents[number - 1]


def _pdf(document: ItemDocument) -> Path | None:
    pdf = document.printed.pdf if document.printed else None
    return Path(pdf.path) if pdf else None


_ITEM = "/results/{job}/{place:int}"
_DOCUMENT = _ITEM + "/documents/{document:int}"
ROUTES = (
    Route("/results/{job}", result),
    Route("/results/{job}/state", state),
    Route("/results/{job}/cancel", cancel, methods=["POST"]),
    Route("/results/{job}/discard", discard, methods=["POST"]),
    Route("/results/{job}/documents.zip", everything),
    Route("/results/{job}/annotated", linted),
    Route(_ITEM, item),
    Route(_ITEM + "/documents.zip", everything),
    Route(_ITEM + "/annotated", annotated),
    Route(_DOCUMENT, document),
    Route(_DOCUMENT + "/word", word),
    Route(_DOCUMENT + "/pdf", printed),
    Route(_DOCUMENT + "/pages/{page:int}", picture),
)
