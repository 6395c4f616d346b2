"""The templates' page: which there are, and whether they agree with their specification."""

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
from cts_docs.web.jobs.templates import LintOrder
from cts_docs.web.request import begin
from cts_docs.web.views.uploads import keep, shown_name, text, uploads


async def templates(request: Request) -> Response:
    """The delivered templates; on demand compared with the specifications they were made from."""
    visit = await begin(request)
    found = await run_in_threadpool(list_templates)
    asked = "check" in request.query_params
    problems = await run_in_threadpool(check_templates, visit.desk.service_context) if asked else ()
    rows = [(_short(Path(one.path)), one.sha256, one.entry) for one in found]
    values = {
        "rows": rows,
        "checked": asked,
        "problems": problems,
        "documents": _documents(found),
        "specifications": visit.desk.service_context.specifications(),
    }
    return visit.page("templates.html", values)


async def template(request: Request) -> Response:
    """One template file."""
    await begin(request)
    found = await run_in_threadpool(list_templates)
    number: int = request.path_params["number"]
    if not 1 <= number <= len(found):
        raise HTTPException(404)
    path = Path(found[number - 1].path)
    return FileResponse(path, filename=path.name)


def _short(path: Path) -> str:
    """A template's place inside the folder of templates."""
    inside = path.parts[-3:] if path.suffix == ".docx" else path.parts[-2:]
    return "/".join(inside)


async def lint(request: Request) -> Response:
    """Look at a dropped template."""
    visit = await begin(request)
    visit.refuse_another()
    service_context = visit.desk.service_context
    async with visit.form() as form:
        files = uploads(form, "template")[:1]
        found = await run_in_threadpool(list_templates)
        document = next((name for name in _documents(found) if name == text(form, "for")), "")
        specification = service_context.specification(text(form, "specification") or None)
        folder = visit.desk.folder / new_token()
        (path,) = await keep(files, folder / "in", (".docx",), visit.desk.limits)
        name = shown_name(files[0].filename)
    named = f"{specification.id}@{specification.control.version}"
    language, config = visit.words.language, service_context.settings.path
    return visit.start(LintOrder(name, path, document, named, language, config, folder))


def _documents(found: Sequence[Template]) -> tuple[str, ...]:
    """The documents that have Word templates, by name."""
    paths = (Path(one.path) for one in found)
    return tuple(dict.fromkeys(path.stem for path in paths if path.suffix == ".docx"))


ROUTES = (
    Route("/templates/lint", lint, methods=["POST"]),
    Route("/templates", templates),
    Route("/templates/{number:int}", template),
)
