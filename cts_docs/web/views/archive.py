"""The archive's pages: list and search, one entry, approval, verification, attachments, issuing."""

from __future__ import annotations

import datetime
import secrets
import shutil
from pathlib import Path
from typing import Literal, get_args

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.workbook_paths import folder_name
from cts_docs.web.jobs.archive import ArchiveOrder, Deed, open_place, seen
from cts_docs.web.jobs.runner import new_token
from cts_docs.web.request import Visit, begin
from cts_docs.web.views.page_images import page_picture, page_sizes
from cts_docs.web.views.results import paper_of
from cts_docs.web.views.uploads import keep, shown_name, text, uploads

LifeDeed = Literal["surveillance", "suspend", "restore", "renew", "withdraw", "cancel", "supersede"]
_DOCUMENTS = (".pdf", ".docx")
_SCANS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".docx", ".ofd")
LIFE_DEEDS: tuple[LifeDeed, ...] = get_args(LifeDeed)
_LONGEST_NOTE = 500
_LONGEST_STEM = 50
_LONGEST_SEARCH = 200


async def entries(request: Request) -> Response:
    """Every entry, or those that hold all the words asked for, also in their report's text."""
    visit, service = await open_archive_of(request)
    words = " ".join(request.query_params.get("words", "")[:_LONGEST_SEARCH].split())
    found = await run_in_threadpool(service.entries)
    in_text: set[str] = set()
    shown = found
    if words:
        hits = await run_in_threadpool(service.search, words)
        shown = tuple(hit.entry for hit in hits)
        in_text = {hit.entry.number for hit in hits if hit.where == "report"}
    values = {"entries": shown, "count": len(found), "words": words, "in_text": in_text}
    return visit.page("archive.html", values)


async def entry(request: Request) -> Response:
    """One entry: what is kept of it, what happened to it, and on demand what it is worth."""
    visit, service = await open_archive_of(request)
    number = request.path_params["number"]
    shown = await run_in_threadpool(service.show, number)
    verified = await run_in_threadpool(seen, service, number) if "verify" in request.query_params else None
    own_draft = shown.status == "draft" and shown.entry["drafted_by"] == visit.person
    return visit.page("entry.html", {"shown": shown, "verified": verified, "own_draft": own_draft})


async def verify_file(request: Request) -> Response:
    """Whether a dropped document is ours, unchanged and still valid."""
    visit, service = await open_archive_of(request)
    folder = visit.desk.folder / new_token()
    async with visit.form() as form:
        files = uploads(form, "document")[:1]
        try:
            (path,) = await keep(files, folder, _DOCUMENTS, visit.desk.limits)
            verified = await run_in_threadpool(seen, service, str(path))
        finally:
            await run_in_threadpool(shutil.rmtree, folder, ignore_errors=True)
    return visit.page("verified.html", {"verified": verified, "name": shown_name(files[0].filename)})


async def verify_all(request: Request) -> Response:
    """Verify the whole archive, which takes as long as it is large."""
    visit, _ = await open_archive_of(request)
    async with visit.form():
        return visit.start(_order(visit, "verify", ""))


async def approve(request: Request) -> Response:
    """Approve what somebody else drafted, and issue it."""
    visit, service = await open_archive_of(request)
    number = (await run_in_threadpool(service.show, request.path_params["number"])).entry["number"]
    async with visit.form():
        return visit.start(_order(visit, "approve", number, number=number))


async def rerender(request: Request) -> Response:
    """Make the documents of an entry again from its package alone, and compare them."""
    visit, service = await open_archive_of(request)
    number = (await run_in_threadpool(service.show, request.path_params["number"])).entry["number"]
    async with visit.form():
        return visit.start(_order(visit, "rerender", number, number=number))


async def attach(request: Request) -> Response:
    """Add the scan of a signed or sealed original to an entry."""
    visit, service = await open_archive_of(request)
    number = request.path_params["number"]
    folder = visit.desk.folder / new_token()
    async with visit.form() as form:
        files = uploads(form, "scan")[:1]
        note = text(form, "note")[:_LONGEST_NOTE]
        try:
            (path,) = await keep(files, folder, _SCANS, visit.desk.limits)
            named = path.rename(path.with_name(_safe_name(shown_name(files[0].filename), path.suffix)))
            await run_in_threadpool(service.attach, number, named, note)
        finally:
            await run_in_threadpool(shutil.rmtree, folder, ignore_errors=True)
    return visit.go(request.url_for("entry", number=number).path)


async def issue(request: Request) -> Response:
    """Issue a workbook of this session, or draft it for a second person's approval."""
    visit, _ = await open_archive_of(request)
    job, found = paper_of(visit)
    async with visit.form() as form:
        visit.refuse_another()
        granted = date_said(text(form, "granted"))
        deed: Deed = "issue" if text(form, "deed") == "issue" else "draft"
        source = job.inputs[request.path_params["place"] - 1].path
        # Under the visitor's own name, made safe, for the archive records what a workbook was called.
        folder = visit.desk.folder / new_token()
        workbook = folder / _safe_name(found.name, source.suffix)
        await run_in_threadpool(_copy, source, workbook)
        return visit.start(_order(visit, deed, found.name, workbook=workbook, granted=granted, folder=folder))


async def kept_file(request: Request) -> Response:
    """A file that is kept of an entry."""
    path = await _kept(request)
    return FileResponse(path, filename=path.name)


async def kept_document(request: Request) -> Response:
    """A kept PDF page by page."""
    visit, _ = await open_archive_of(request)
    path = await _kept(request, drawn=True)
    sizes = await run_in_threadpool(page_sizes, path)
    values = {"sizes": sizes, "name": path.name, "number": request.path_params["number"]}
    return visit.page("kept.html", values)


async def kept_picture(request: Request) -> Response:
    """The picture of one page of a kept PDF."""
    path = await _kept(request, drawn=True)
    content = await run_in_threadpool(page_picture, path, request.path_params["page"])
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type="image/png")


async def open_archive_of(request: Request) -> tuple[Visit, ArchiveService]:
    """The visit and the archive in the person's name; raises HTTPException 404 where there is none."""
    visit = await begin(request)
    desk = visit.desk
    if desk.archive is None:
        raise HTTPException(404)
    config = desk.service_context.settings.path
    return visit, await run_in_threadpool(open_place, desk.archive, config, visit.person, desk.today())


async def _kept(request: Request, *, drawn: bool = False) -> Path:
    """The file that the address names by its place in the register; no path comes from the visitor.

    Only PDF files that this program made are `drawn`: attached ones are for the reader's own program.
    """
    _, service = await open_archive_of(request)
    shown = await run_in_threadpool(service.show, request.path_params["number"])
    bag, place = request.path_params["bag"], request.path_params["file"]
    if bag >= len(shown.bags) or place >= len(shown.bags[bag].files):
        raise HTTPException(404)
    path: Path = shown.bags[bag].folder / str(shown.bags[bag].files[place]["path"])
    drawable = path.suffix.lower() == ".pdf" and shown.bags[bag].kind != "attachment"
    if not path.is_file() or (drawn and not drawable):
        raise HTTPException(404)
    return path


def _order(
    visit: Visit,
    deed: Deed,
    name: str,
    *,
    number: str = "",
    workbook: Path | None = None,
    granted: datetime.date | None = None,
    folder: Path | None = None,
) -> ArchiveOrder:
    desk = visit.desk
    if desk.archive is None:
        raise HTTPException(404)
    return ArchiveOrder(
        deed,
        name,
        desk.archive,
        desk.service_context.settings.path,
        visit.person,
        desk.today(),
        folder or desk.folder / secrets.token_hex(16),
        workbook,
        granted,
        number,
    )


def _safe_name(name: str, suffix: str) -> str:
    """A visitor's name of a file as a file may be called here."""
    return folder_name(Path(Path(name).stem[:_LONGEST_STEM] or "_")) + suffix


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True)
    shutil.copyfile(source, target)


def date_said(said: str) -> datetime.date | None:
    """A date as browsers send it; raises RefusedError for anything else."""
    try:
        return datetime.date.fromisoformat(said) if said else None
    except ValueError as error:
        raise RefusedError(Problem("FORM_DATE", found=said[:20])) from error


_ENTRY = "/archive/entries/{number}"
_KEPT = _ENTRY + "/files/{bag:int}/{file:int}"
ROUTES = (
    Route("/archive", entries),
    Route("/archive/verify", verify_file, methods=["POST"]),
    Route("/archive/verify-all", verify_all, methods=["POST"]),
    Route(_ENTRY, entry, name="entry"),
    Route(_ENTRY + "/approve", approve, methods=["POST"]),
    Route(_ENTRY + "/rerender", rerender, methods=["POST"]),
    Route(_ENTRY + "/attach", attach, methods=["POST"]),
    Route(_KEPT, kept_file),
    Route(_KEPT + "/view", kept_document),
    Route(_KEPT + "/pages/{page:int}", kept_picture),
    Route("/results/{job}/{place:int}/issue", issue, methods=["POST"]),
)
