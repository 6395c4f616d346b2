"""Pages of the archive: list and search, entry, approval, verification, attachments, issuing."""

from __future__ import annotations

import datetime
import secrets
import shutil
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.workbook_paths import folder_name
from cts_docs.web.jobs.archive import ArchiveAction, ArchiveRequest, open_place, verify
from cts_docs.web.jobs.runner import new_token
from cts_docs.web.request import RequestContext, request_context
from cts_docs.web.views.decision_page import entry_previews
from cts_docs.web.views.page_images import page_image, page_sizes
from cts_docs.web.views.uploads import save_upload, text, uploads

_DOCUMENTS = (".pdf", ".docx")
_SCANS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".docx", ".ofd")
_LONGEST_NOTE = 500
_LONGEST_STEM = 50
_LONGEST_SEARCH = 200


async def entries(request: Request) -> Response:
    """All entries, or those that contain all the searched words, in the entry or the text of its report."""
    ctx, service = await open_archive_view(request)
    words = " ".join(request.query_params.get("words", "")[:_LONGEST_SEARCH].split())
    found = await run_in_threadpool(service.entries)
    in_text: set[str] = set()
    shown = found
    if words:
        hits = await run_in_threadpool(service.search, words)
        shown = tuple(hit.entry for hit in hits)
        in_text = {hit.entry.number for hit in hits if hit.where == "report"}
    values = {"entries": shown, "count": len(found), "words": words, "in_text": in_text}
    return ctx.page("archive.html", values)


async def entry(request: Request) -> Response:
    """One entry: its files, its history, and on request its verification."""
    ctx, service = await open_archive_view(request)
    number = request.path_params["number"]
    shown = await run_in_threadpool(service.show, number)
    verified = await run_in_threadpool(verify, service, number) if "verify" in request.query_params else None
    own_draft = shown.status == "draft" and shown.entry["drafted_by"] == ctx.account
    previews = list(entry_previews(shown))
    values = {"shown": shown, "verified": verified, "own_draft": own_draft, "previews": previews}
    return ctx.page("entry.html", values)


async def verify_file(request: Request) -> Response:
    """Verify an uploaded document, as a job: issued here, unchanged, status."""
    ctx, _ = await open_archive_view(request)
    async with ctx.form() as form:
        ctx.refuse_more_jobs()
        folder = ctx.state.folder / new_token()
        files = uploads(form, "document")
        name, path = await save_upload(files, folder / "in", _DOCUMENTS, ctx.state.limits)
    return ctx.start_job(archive_request(ctx, "verify_file", name, file=path, folder=folder))


async def verify_all(request: Request) -> Response:
    """Verify the whole archive, as a job."""
    ctx, _ = await open_archive_view(request)
    async with ctx.form():
        return ctx.start_job(archive_request(ctx, "verify", ""))


async def rerender(request: Request) -> Response:
    """Render the documents of an entry again from its package, and compare them."""
    ctx, service = await open_archive_view(request)
    number = (await run_in_threadpool(service.show, request.path_params["number"])).entry["number"]
    async with ctx.form():
        return ctx.start_job(archive_request(ctx, "rerender", number, number=number))


async def attach(request: Request) -> Response:
    """Attach the scan of a signed or sealed original to an entry."""
    ctx, service = await open_archive_view(request)
    number = request.path_params["number"]
    folder = ctx.state.folder / new_token()
    async with ctx.form() as form:
        note = text(form, "note")[:_LONGEST_NOTE]
        try:
            name, path = await save_upload(uploads(form, "scan"), folder, _SCANS, ctx.state.limits)
            named = path.rename(path.with_name(_safe_name(name, path.suffix)))
            await run_in_threadpool(service.attach, number, named, note)
        finally:
            await run_in_threadpool(shutil.rmtree, folder, ignore_errors=True)
    return ctx.redirect(request.url_for("entry", number=number).path)


async def stored_file(request: Request) -> Response:
    """A stored file of an entry."""
    path = await _stored_file(request)
    return FileResponse(path, filename=path.name)


async def stored_document(request: Request) -> Response:
    """A stored PDF, page by page."""
    ctx, _ = await open_archive_view(request)
    path = await _stored_file(request, drawn=True)
    sizes = await run_in_threadpool(page_sizes, path)
    values = {"sizes": sizes, "name": path.name, "number": request.path_params["number"]}
    return ctx.page("stored_document.html", values)


async def stored_page(request: Request) -> Response:
    """The image of one page of a stored PDF."""
    path = await _stored_file(request, drawn=True)
    content = await run_in_threadpool(page_image, path, request.path_params["page"])
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type="image/png")


async def open_archive_view(request: Request) -> tuple[RequestContext, ArchiveService]:
    """The request context, and the archive in the name of its account; HTTPException 404 without one."""
    ctx = await request_context(request)
    state = ctx.state
    if state.archive is None:
        raise HTTPException(404)
    config = state.service_context.settings.path
    return ctx, await run_in_threadpool(open_place, state.archive, config, ctx.account, state.today())


async def _stored_file(request: Request, *, drawn: bool = False) -> Path:
    """The file that the address names by its position in the register; no path comes from the user.

    Only PDF files of this program are `drawn`: attachments are opened in the user's own program.
    """
    _, service = await open_archive_view(request)
    shown = await run_in_threadpool(service.show, request.path_params["number"])
    bag, place = request.path_params["bag"], request.path_params["file"]
    if bag >= len(shown.bags) or place >= len(shown.bags[bag].files):
        raise HTTPException(404)
    path: Path = shown.bags[bag].folder / str(shown.bags[bag].files[place]["path"])
    drawable = path.suffix.lower() == ".pdf" and shown.bags[bag].kind != "attachment"
    if not path.is_file() or (drawn and not drawable):
        raise HTTPException(404)
    return path


def archive_request(
    ctx: RequestContext,
    action: ArchiveAction,
    name: str,
    *,
    number: str = "",
    file: Path | None = None,
    folder: Path | None = None,
) -> ArchiveRequest:
    """The request of an action by the account of this request; raises HTTPException 404 without archive."""
    state = ctx.state
    if state.archive is None:
        raise HTTPException(404)
    return ArchiveRequest(
        action,
        name,
        state.archive,
        state.service_context.settings.path,
        ctx.account,
        state.today(),
        folder or state.folder / secrets.token_hex(16),
        file,
        number=number,
    )


def _safe_name(name: str, suffix: str) -> str:
    """A safe form of the name of a user's file."""
    return folder_name(Path(Path(name).stem[:_LONGEST_STEM] or "_")) + suffix


def parse_date(value: str) -> datetime.date | None:
    """A date as browsers send it; raises RefusedError for anything else."""
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise RefusedError(Problem("FORM_DATE", found=value[:20])) from error


_ENTRY = "/archive/entries/{number}"
_KEPT = _ENTRY + "/files/{bag:int}/{file:int}"
ROUTES = (
    Route("/archive", entries),
    Route("/archive/verify", verify_file, methods=["POST"]),
    Route("/archive/verify-all", verify_all, methods=["POST"]),
    Route(_ENTRY, entry, name="entry"),
    Route(_ENTRY + "/rerender", rerender, methods=["POST"]),
    Route(_ENTRY + "/attach", attach, methods=["POST"]),
    Route(_KEPT, stored_file),
    Route(_KEPT + "/view", stored_document),
    Route(_KEPT + "/pages/{page:int}", stored_page),
)
