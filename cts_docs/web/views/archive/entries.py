"""The list of entries, one entry, and what is done with it: verification, attachments, rendering again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cts_docs.services import EntryDetails, EntrySummary
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.web.jobs.archive import ArchiveAction
from cts_docs.web.jobs.runner import new_token
from cts_docs.web.views.archive.opening import (
    archive_request,
    faults_by_number,
    open_archive_view,
    safe_name,
)
from cts_docs.web.views.archive.stored_files import stored_files
from cts_docs.web.views.decision_page import entry_previews
from cts_docs.web.views.listing import make_listing
from cts_docs.web.views.uploads import save_upload, text, uploads

_SCANS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".docx", ".ofd")
_LONGEST_NOTE = 500
_LONGEST_SEARCH = 200
_MOST_OTHERS = 20

_FILTERS: Mapping[str, Callable[[EntrySummary], str]] = {
    "status": lambda one: one.status,
    "grade": lambda one: one.grade or "",
    "year": lambda one: (one.issued or "")[:4],
    "client": lambda one: one.client,
}
_COLUMNS: Mapping[str, Callable[[EntrySummary], Any]] = {
    "number": lambda one: one.number,
    "certificate": lambda one: one.certificate,
    "client": lambda one: one.client,
    "grade": lambda one: one.grade,
    "status": lambda one: one.status,
    "issued": lambda one: one.issued,
    "valid_until": lambda one: one.valid_until,
}


async def entries(request: Request) -> Response:
    """The entries, or those that contain all the searched words, in the entry or the text of its report."""
    ctx, service = await open_archive_view(request)
    words = " ".join(request.query_params.get("words", "")[:_LONGEST_SEARCH].split())
    found = await run_in_threadpool(service.entries)
    in_text: set[str] = set()
    if words:
        hits = await run_in_threadpool(service.search, words)
        in_text = {hit.entry.number for hit in hits if hit.where == "report"}
        found = tuple(hit.entry for hit in hits)
    listing = make_listing(found, request.query_params, _FILTERS, _COLUMNS, ("words",))
    faults = await run_in_threadpool(faults_by_number, service, listing.rows)
    values = {"listing": listing, "words": words, "in_text": in_text, "faults": faults}
    return ctx.page("archive.html", values)


async def entry(request: Request) -> Response:
    """One entry: its files, its history and that of its client."""
    ctx, service = await open_archive_view(request)
    shown = await run_in_threadpool(service.show, request.path_params["number"])
    number = str(shown.entry["number"])
    unsigned = await run_in_threadpool(service.signature_faults, [number])
    history = await run_in_threadpool(service.history, number)
    values = {
        "shown": shown,
        "attached": "attached" in request.query_params,
        "own_draft": shown.status == "draft" and _is_own(service, shown),
        "previews": list(entry_previews(shown)),
        "drawable": {file.sha256 for file in stored_files(shown) if file.drawable},
        "faults": (*shown.faults, *unsigned.get(number, ())),
        "own": next((one for one in history if one.summary.number == number), None),
        "others": [one for one in history if one.summary.number != number][::-1][:_MOST_OTHERS],
    }
    return ctx.page("entry.html", values)


async def verify(request: Request) -> Response:
    """Verify an entry, as a job."""
    return await _start(request, "verify_entry")


async def rerender(request: Request) -> Response:
    """Render the documents of an entry again from its package, and compare them, as a job."""
    return await _start(request, "rerender")


async def _start(request: Request, action: ArchiveAction) -> Response:
    ctx, service = await open_archive_view(request)
    number = (await run_in_threadpool(service.show, request.path_params["number"])).entry["number"]
    async with ctx.form():
        return ctx.start_job(archive_request(ctx, action, number, number=number))


async def attach(request: Request) -> Response:
    """Attach the scan of a signed or sealed original to an entry."""
    ctx, service = await open_archive_view(request)
    ctx.require("controller")
    number = request.path_params["number"]
    folder = ctx.state.folder / new_token()
    async with ctx.form() as form:
        note = text(form, "note")[:_LONGEST_NOTE]
        try:
            name, path = await save_upload(uploads(form, "scan"), folder, _SCANS, ctx.state.limits)
            named = path.rename(path.with_name(safe_name(name, path.suffix)))
            await run_in_threadpool(service.attach, number, named, note)
        finally:
            await run_in_threadpool(shutil.rmtree, folder, ignore_errors=True)
    return ctx.redirect(f"{request.url_for('entry', number=number).path}?attached=1")


def _is_own(service: ArchiveService, shown: EntryDetails) -> bool:
    """Whether the account of the archive service drafted an entry."""
    account = service.archive.actor.account
    return service.archive.policy.is_same(str(shown.entry["drafted_by"]), account)


_ENTRY = "/archive/entries/{number}"
ROUTES = (
    Route("/archive", entries),
    Route(_ENTRY, entry, name="entry"),
    Route(_ENTRY + "/verify", verify, methods=["POST"]),
    Route(_ENTRY + "/rerender", rerender, methods=["POST"]),
    Route(_ENTRY + "/attach", attach, methods=["POST"]),
)
