"""The first page: a blank workbook to take along, filled ones to bring."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import get_args

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.actions import new_workbook
from cts_docs.actions.places import SUFFIXES
from cts_docs.errors import Problem, RefusedError
from cts_docs.web.intake import keep, shown_name, text, uploads
from cts_docs.web.jobs import Job, Workshop, new_token
from cts_docs.web.visits import Visit, begin
from cts_docs.web.worker import Input, Order, Paper, Stage

_MOST_FORMS = 500
_STAGES: tuple[Stage, ...] = get_args(Stage)


async def start(request: Request) -> Response:
    """The first page, with the results that this session still has."""
    visit = await begin(request)
    limits = visit.desk.limits
    values = {
        "specifications": visit.desk.office.specifications(),
        "most_forms": _MOST_FORMS,
        "stages": _STAGES[::-1] if visit.desk.archive else ("render", "score"),
        "jobs": tuple(visit.session.jobs.values())[::-1],
        "megabytes": limits.file // 2**20,
        "most_files": limits.files,
    }
    return visit.page("start.html", values)


async def blank(request: Request) -> Response:
    """A blank workbook of a specification, with as many form columns as asked for."""
    visit = await begin(request)
    asked = request.query_params
    forms = asked.get("forms", "5")
    if not (forms.isascii() and forms.isdigit() and 1 <= int(forms[:4]) <= _MOST_FORMS):
        problem = Problem("FORMS_RANGE", found=forms[:20], values={"expected": f"1–{_MOST_FORMS}"})
        return visit.refused((problem,))
    office = visit.desk.office
    specification = office.specification(asked.get("specification") or None)
    path = visit.desk.folder / f"{secrets.token_hex(16)}.xlsx"
    await run_in_threadpool(new_workbook, path, office, evaluators=int(forms), identifier=specification.id)
    name = f"{specification.control.number} 评分工作簿.xlsx"
    return FileResponse(path, filename=name, background=BackgroundTask(path.unlink))


async def bring(request: Request) -> Response:
    """Take uploaded workbooks in and start the work on them."""
    visit = await begin(request)
    async with visit.form() as form:
        waiting = sum(not job.is_over for job in visit.session.jobs.values())
        if waiting >= visit.desk.limits.jobs:
            raise RefusedError(Problem("TOO_MANY_JOBS", found=str(waiting)))
        files = uploads(form, "workbooks")
        stage = _stage(text(form, "stage"))
        token = new_token()
        folder = visit.desk.folder / token
        paths = await keep(files, folder / "in", SUFFIXES, visit.desk.limits)
        names = [shown_name(file.filename) for file in files]
    inputs = tuple(Input(name, path) for name, path in zip(names, paths, strict=True))
    job = _job(visit, token, Order(inputs, stage, visit.desk.office.settings.path, folder))
    visit.session.jobs[token] = job
    workshop: Workshop = request.app.state.workshop
    workshop.start(job)
    return visit.go(f"/results/{token}")


def _stage(named: str) -> Stage:
    return next((stage for stage in _STAGES if stage == named), "render")


def _job(visit: Visit, token: str, order: Order) -> Job:
    seconds = visit.desk.limits.keep
    until = datetime.now().astimezone() + timedelta(seconds=seconds)
    papers = [Paper(given.name) for given in order.inputs]
    return Job(token, order, visit.desk.clock() + seconds, f"{until:%H:%M}", papers=papers)


ROUTES = (
    Route("/", start),
    Route("/blank", blank),
    Route("/workbooks", bring, methods=["POST"]),
)
