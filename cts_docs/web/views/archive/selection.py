"""What is done with several chosen entries: their packages as a zip, their documents to print, approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.services import EntryDetails
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.web.jobs.page_images import PageSize, page_sizes
from cts_docs.web.views.archive.export import zipped_packages
from cts_docs.web.views.archive.opening import open_archive_view
from cts_docs.web.views.archive.stored_files import stored_files
from cts_docs.web.views.decision_page import DocumentPreview, entry_previews
from cts_docs.web.views.listing import PAGE_ROWS

_ACTIONS = ("export", "print", "approve")
PrintedDocument = tuple[DocumentPreview, tuple[PageSize, ...]]


async def selected(request: Request) -> Response:
    """Export or print the chosen entries, or approve the drafts among them one by one."""
    ctx, service = await open_archive_view(request)
    numbers = tuple(dict.fromkeys(request.query_params.getlist("number")))[:PAGE_ROWS]
    action = request.query_params.get("action", "")
    if action not in _ACTIONS:
        values = {"name": "action", "expected": " / ".join(_ACTIONS)}
        raise RefusedError(Problem("PAGE_PARAMETER", found=action[:20], values=values))
    if not numbers:
        raise RefusedError(Problem("FORM_NOTHING_CHOSEN"))
    if action == "export":
        return await zipped_packages(ctx, service, numbers, "packages.zip")
    chosen = await run_in_threadpool(_shown, service, numbers)
    if action == "print":
        documents = await run_in_threadpool(_printed, chosen)
        return ctx.page("print.html", {"documents": documents, "chosen": chosen})
    ctx.session.to_approve = tuple(str(one.entry["number"]) for one in chosen)
    return ctx.redirect("/archive/approval")


async def approval(request: Request) -> Response:
    """The chosen drafts that still wait, one to be approved after the other."""
    ctx, service = await open_archive_view(request)
    chosen = await run_in_threadpool(_shown, service, ctx.session.to_approve)
    waiting = [one for one in chosen if one.status == "draft" or one.proposed is not None]
    return ctx.page("approval.html", {"waiting": waiting, "count": len(chosen)})


def _shown(service: ArchiveService, numbers: Iterable[str]) -> list[EntryDetails]:
    return [service.show(number) for number in numbers]


def _printed(entries: Sequence[EntryDetails]) -> list[tuple[EntryDetails, list[PrintedDocument]]]:
    """The certificate and the report of each entry, with the sizes of their pages."""
    found = [(entry, one) for entry in entries for one in entry_previews(entry)]
    files = {file.sha256: file.path for entry in entries for file in stored_files(entry) if file.drawable}
    sizes = page_sizes([files[one.sha256] for _, one in found])
    drawn = [(entry, (one, own)) for (entry, one), own in zip(found, sizes, strict=True)]
    return [(entry, [document for its, document in drawn if its is entry]) for entry in entries]


ROUTES = (
    Route("/archive/selected", selected),
    Route("/archive/approval", approval),
)
