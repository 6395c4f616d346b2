"""The page of the templates: their list, their check against the specification, the check of an upload."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.services import Template, check_templates, list_templates
from cts_docs.web.jobs.runner import new_token
from cts_docs.web.jobs.templates import LintRequest
from cts_docs.web.request import request_context
from cts_docs.web.views.uploads import save_upload, text, uploads


async def templates(request: Request) -> Response:
    """The delivered templates; on request compared with the specifications they were generated from."""
    ctx = await request_context(request)
    found = await run_in_threadpool(list_templates)
    asked = "check" in request.query_params
    problems = await run_in_threadpool(check_templates, ctx.state.service_context) if asked else ()
    rows = [(_short(Path(one.path)), one.sha256, one.entry) for one in found]
    values = {
        "rows": rows,
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
    number: int = request.path_params["number"]
    if not 1 <= number <= len(found):
        raise HTTPException(404)
    path = Path(found[number - 1].path)
    return FileResponse(path, filename=path.name)


def _short(path: Path) -> str:
    """The path of a template inside the folder of templates."""
    inside = path.parts[-3:] if path.suffix == ".docx" else path.parts[-2:]
    return "/".join(inside)


async def lint(request: Request) -> Response:
    """Check an uploaded template, as a job."""
    ctx = await request_context(request)
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
    Route("/templates/{number:int}", template),
)
