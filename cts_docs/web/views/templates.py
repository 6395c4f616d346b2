"""The page of the templates: their list, their check against the specification, the check of an upload."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.services import Template, check_templates, list_templates
from cts_docs.web.jobs.runner import new_token
from cts_docs.web.jobs.templates import LintRequest
from cts_docs.web.request import request_context
from cts_docs.web.views.listing import make_listing
from cts_docs.web.views.uploads import save_upload, text, uploads


def _short(one: Template) -> str:
    """The path of a template inside the folder of templates."""
    path = Path(one.path)
    inside = path.parts[-3:] if path.suffix == ".docx" else path.parts[-2:]
    return "/".join(inside)


_FILTERS: Mapping[str, Callable[[Template], str]] = {
    "specification": lambda one: _short(one).partition("/")[0],
    "kind": lambda one: Path(one.path).suffix.lstrip("."),
}
_COLUMNS: Mapping[str, Callable[[Template], Any]] = {
    "file": lambda one: _short(one),
    "number": lambda one: one.entry and one.entry.number,
    "version": lambda one: one.entry and one.entry.version,
    "date": lambda one: one.entry and one.entry.date,
}


async def templates(request: Request) -> Response:
    """The delivered templates; on request compared with the specifications they were generated from."""
    ctx = await request_context(request)
    found = await run_in_threadpool(list_templates)
    asked = "check" in request.query_params
    problems = await run_in_threadpool(check_templates, ctx.state.service_context) if asked else ()
    listing = make_listing(found, request.query_params, _FILTERS, _COLUMNS)
    values = {
        "listing": listing,
        "short": _short,
        "checked": asked,
        "problems": problems,
        "documents": _documents(found),
        "specifications": ctx.state.service_context.specifications(),
    }
    return ctx.page("templates.html", values)


async def template(request: Request) -> Response:
    """One template file."""
    await request_context(request)
    found = await run_in_threadpool(list_templates)
    for one in found:
        if one.sha256 == request.path_params["sha256"]:
            path = Path(one.path)
            return FileResponse(path, filename=path.name)
    raise HTTPException(404)


async def lint(request: Request) -> Response:
    """Check an uploaded template, as a job."""
    ctx = await request_context(request)
    ctx.require("drafter", "approver", "controller")
    ctx.refuse_more_jobs()
    service_context = ctx.state.service_context
    async with ctx.form() as form:
        found = await run_in_threadpool(list_templates)
        document = next((name for name in _documents(found) if name == text(form, "for")), "")
        specification = service_context.specification(text(form, "specification") or None)
        folder = ctx.state.folder / new_token()
        files = uploads(form, "template")
        name, path = await save_upload(files, folder / "in", (".docx",), ctx.state.limits)
    named = f"{specification.id}@{specification.control.version}"
    language, config = ctx.translator.language, service_context.settings.path
    return ctx.start_job(LintRequest(name, path, document, named, language, config, folder))


def _documents(found: Sequence[Template]) -> tuple[str, ...]:
    """The documents that have Word templates, by name."""
    paths = (Path(one.path) for one in found)
    return tuple(dict.fromkeys(path.stem for path in paths if path.suffix == ".docx"))


ROUTES = (
    Route("/templates/lint", lint, methods=["POST"]),
    Route("/templates", templates),
    Route("/templates/{sha256}", template),
)
