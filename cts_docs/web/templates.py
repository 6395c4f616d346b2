"""The templates' page: which there are, and whether they agree with their specification."""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.actions import check_templates, list_templates
from cts_docs.web.visits import begin


async def templates(request: Request) -> Response:
    """The delivered templates; on demand compared with the specifications they were made from."""
    visit = await begin(request)
    found = await run_in_threadpool(list_templates)
    asked = "check" in request.query_params
    problems = await run_in_threadpool(check_templates, visit.desk.office) if asked else ()
    rows = [(_short(Path(one.path)), one.sha256) for one in found]
    return visit.page("templates.html", {"rows": rows, "checked": asked, "problems": problems})


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


ROUTES = (Route("/templates", templates), Route("/templates/{number:int}", template))
