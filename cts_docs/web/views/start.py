"""The first page: a blank workbook to take along, filled ones to bring."""

from __future__ import annotations

import secrets
from typing import get_args

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.errors import Problem
from cts_docs.services import new_workbook
from cts_docs.services.workbook_paths import SUFFIXES
from cts_docs.web.jobs.results import Paper
from cts_docs.web.jobs.runner import new_token
from cts_docs.web.jobs.workbooks import Input, PaperOrder, Stage
from cts_docs.web.request import begin
from cts_docs.web.views.uploads import keep, shown_name, text, uploads

_MOST_FORMS = 500
_STAGES: tuple[Stage, ...] = get_args(Stage)


async def start(request: Request) -> Response:
    """The first page, with the results that this session still has."""
    visit = await begin(request)
    limits = visit.desk.limits
    values = {
        "specifications": visit.desk.service_context.specifications(),
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
    service_context = visit.desk.service_context
    specification = service_context.specification(asked.get("specification") or None)
    path = visit.desk.folder / f"{secrets.token_hex(16)}.xlsx"
    await run_in_threadpool(
        new_workbook,
        path,
        service_context,
        evaluators=int(forms),
        identifier=f"{specification.id}@{specification.control.version}",
    )
    name = f"{specification.control.number} 评分工作簿.xlsx"
    return FileResponse(path, filename=name, background=BackgroundTask(path.unlink))


async def bring(request: Request) -> Response:
    """Take uploaded workbooks in and start the work on them."""
    visit = await begin(request)
    async with visit.form() as form:
        visit.refuse_another()
        files = uploads(form, "workbooks")
        stage = _stage(text(form, "stage"))
        folder = visit.desk.folder / new_token()
        paths = await keep(files, folder / "in", SUFFIXES, visit.desk.limits)
        names = [shown_name(file.filename) for file in files]
    inputs = tuple(Input(name, path) for name, path in zip(names, paths, strict=True))
    order = PaperOrder(inputs, stage, visit.words.language, visit.desk.service_context.settings.path, folder)
    return visit.start(order, [Paper(name) for name in names])


def _stage(named: str) -> Stage:
    return next((stage for stage in _STAGES if stage == named), "render")


ROUTES = (
    Route("/", start),
    Route("/blank", blank),
    Route("/workbooks", bring, methods=["POST"]),
)
