"""The pages of a result: progress, problems, figures and charts, printed pages, downloads."""

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
from cts_docs.web.jobs.archive import ArchiveOrder
from cts_docs.web.jobs.results import Paper, Sheet
from cts_docs.web.jobs.runner import Job
from cts_docs.web.jobs.templates import LintOrder
from cts_docs.web.request import Visit, begin
from cts_docs.web.views import charts
from cts_docs.web.views.page_images import page_picture, page_sizes
from cts_docs.web.views.zipping import write_zip

_CHART_TOOLS = {
    "radar": charts.radar,
    "spread_range": charts.spread_range,
    "percent": charts.percent,
    "bar": charts.bar,
}


async def result(request: Request) -> Response:
    """All workbooks of one upload; a single one has its own page at once."""
    visit = await begin(request)
    job = visit.job()
    if isinstance(job.order, ArchiveOrder):
        return visit.page("deed.html", _of_job(job))
    if isinstance(job.order, LintOrder):
        return visit.page("lint.html", _of_job(job))
    if len(job.papers) == 1 and job.papers[0].checked:
        return visit.go(f"/results/{job.token}/1")
    return visit.page("job.html", _of_job(job))


async def state(request: Request) -> Response:
    """How far a job is, for the script that asks for it."""
    visit = await begin(request)
    job = visit.job()
    doing = visit.words(job.doing, name=job.doing_name) if job.doing else ""
    return JSONResponse(
        {
            "state": job.state,
            "done": job.steps_done,
            "total": job.order.steps,
            "doing": doing,
            "progress": job.progress,
        }
    )


async def cancel(request: Request) -> Response:
    """Stop a job; what is finished stays."""
    visit = await begin(request)
    job = visit.job()
    async with visit.form():
        visit.workshop.cancel(job)
    return visit.go(f"/results/{job.token}")


async def discard(request: Request) -> Response:
    """Throw a result away before its time."""
    visit = await begin(request)
    job = visit.job()
    async with visit.form():
        del visit.session.jobs[job.token]
        await visit.workshop.discard(job)
    return visit.go("/")


async def paper(request: Request) -> Response:
    """One workbook: its problems, and what follows from it."""
    visit = await begin(request)
    job, found = paper_of(visit)
    values = {**_of_job(job), **_CHART_TOOLS, "paper": found, "place": request.path_params["place"]}
    issuing = visit.desk.service_context.settings.issuing
    return visit.page("paper.html", {**values, "can_print": can_print(), "second": issuing.second_person})


async def annotated(request: Request) -> Response:
    """The workbook with its problems marked in their cells."""
    visit = await begin(request)
    _, found = paper_of(visit)
    if found.annotated is None:
        raise HTTPException(404)
    return FileResponse(found.annotated, filename=found.name)


async def document(request: Request) -> Response:
    """One document page by page as it will print."""
    visit = await begin(request)
    job, found = paper_of(visit)
    sheet = _sheet(visit, found)
    pdf = _pdf(sheet)
    sizes = await run_in_threadpool(page_sizes, pdf) if pdf else ()
    values = {**_of_job(job), "paper": found, "place": request.path_params["place"], "sheet": sheet}
    number = request.path_params["sheet"]
    return visit.page("document.html", {**values, "number": number, "sizes": sizes, "can_print": can_print()})


async def picture(request: Request) -> Response:
    """The picture of one printed page."""
    visit = await begin(request)
    _, found = paper_of(visit)
    pdf = _pdf(_sheet(visit, found))
    content = await run_in_threadpool(page_picture, pdf, request.path_params["page"]) if pdf else None
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type="image/png", headers={"cache-control": "private, max-age=3600"})


async def word(request: Request) -> Response:
    """One document as Word file."""
    visit = await begin(request)
    _, found = paper_of(visit)
    path = Path(_sheet(visit, found).document.path)
    return FileResponse(path, filename=path.name)


async def printed(request: Request) -> Response:
    """One document as PDF."""
    visit = await begin(request)
    _, found = paper_of(visit)
    pdf = _pdf(_sheet(visit, found))
    if pdf is None:
        raise HTTPException(404)
    return FileResponse(pdf, filename=pdf.name)


async def linted(request: Request) -> Response:
    """The copy of a template that has its faults as comments."""
    job = (await begin(request)).job()
    copy = job.lint.annotated if job.lint else None
    if copy is None or not isinstance(job.order, LintOrder):
        raise HTTPException(404)
    return FileResponse(copy, filename=job.order.name)


async def everything(request: Request) -> Response:
    """All documents of one workbook, or of the whole upload, as a zip."""
    visit = await begin(request)
    job = visit.job()
    papers = [paper_of(visit)[1]] if "place" in request.path_params else job.papers
    done = [one for one in papers if one.sheets]
    if not done:
        raise HTTPException(404)
    return await _zipped(job, done)


def _of_job(job: Job) -> dict[str, object]:
    return {"job": job}


async def _zipped(job: Job, papers: Sequence[Paper]) -> Response:
    path = job.folder / f"{secrets.token_hex(16)}.zip"
    await run_in_threadpool(write_zip, path, papers)
    return FileResponse(path, filename="cts-docs.zip", background=BackgroundTask(path.unlink))


def paper_of(visit: Visit) -> tuple[Job, Paper]:
    """The workbook that the address names, once it was looked at."""
    job = visit.job()
    place: int = visit.request.path_params["place"]
    if not 1 <= place <= len(job.papers) or not job.papers[place - 1].checked:
        raise HTTPException(404)
    return job, job.papers[place - 1]


def _sheet(visit: Visit, found: Paper) -> Sheet:
    number: int = visit.request.path_params["sheet"]
    if not 1 <= number <= len(found.sheets):
        raise HTTPException(404)
    return found.sheets[number - 1]


def _pdf(sheet: Sheet) -> Path | None:
    pdf = sheet.printed.pdf if sheet.printed else None
    return Path(pdf.path) if pdf else None


_PAPER = "/results/{job}/{place:int}"
_SHEET = _PAPER + "/documents/{sheet:int}"
ROUTES = (
    Route("/results/{job}", result),
    Route("/results/{job}/state", state),
    Route("/results/{job}/cancel", cancel, methods=["POST"]),
    Route("/results/{job}/discard", discard, methods=["POST"]),
    Route("/results/{job}/documents.zip", everything),
    Route("/results/{job}/annotated", linted),
    Route(_PAPER, paper),
    Route(_PAPER + "/documents.zip", everything),
    Route(_PAPER + "/annotated", annotated),
    Route(_SHEET, document),
    Route(_SHEET + "/word", word),
    Route(_SHEET + "/pdf", printed),
    Route(_SHEET + "/pages/{page:int}", picture),
)
