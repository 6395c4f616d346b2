"""Verification for outsiders: a document, an exported package, a number, or the content of a QR code."""

from __future__ import annotations

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.inquiry import InquiryAnswer, inquire
from cts_docs.web.jobs.runner import new_token
from cts_docs.web.views.archive.opening import archive_request, open_archive_view, parse_date
from cts_docs.web.views.uploads import save_upload, uploads

ADDRESS = "/archive/verify"
_DOCUMENTS = (".pdf", ".docx", ".zip")
_LONGEST_CODE = 4000


async def verify(request: Request) -> Response:
    """The forms of verification, and what stands behind a number or the content of a QR code on a day."""
    ctx, service = await open_archive_view(request)
    code = request.query_params.get("code", "")[:_LONGEST_CODE].strip()
    day = parse_date(request.query_params.get("day", "")) or service.as_of
    answer = then = None
    if code:
        answer = await run_in_threadpool(inquire, service, code)
        then = await run_in_threadpool(_status, replace(service, as_of=day), answer)
    values = {
        "code": code,
        "day": day,
        "today": service.as_of,
        "answer": answer,
        "then": then,
        "megabytes": ctx.state.limits.package // 2**20,
    }
    return ctx.page("verification.html", values)


async def verify_file(request: Request) -> Response:
    """Verify an uploaded document or package, as a job: issued here, unchanged, status."""
    ctx, _ = await open_archive_view(request)
    limits = replace(ctx.state.limits, file=ctx.state.limits.package)
    async with ctx.form() as form:
        ctx.refuse_more_jobs()
        folder = ctx.state.folder / new_token()
        files = uploads(form, "document")
        name, path = await save_upload(files, folder / "in", _DOCUMENTS, limits)
    return ctx.start_job(archive_request(ctx, "verify_file", name, file=path, folder=folder))


async def verify_all(request: Request) -> Response:
    """Verify the whole archive, as a job."""
    ctx, _ = await open_archive_view(request)
    async with ctx.form():
        return ctx.start_job(archive_request(ctx, "verify", ""))


def _status(service: ArchiveService, answer: InquiryAnswer) -> str:
    """The status of the entry of an answer on the day of a service; empty where it was not issued by then."""
    if answer.entry is None:
        return ""
    entry = answer.entry.entry
    days = [str(day) for day in (entry["issued"], entry["granted"]) if day]
    is_issued = bool(days) and min(days) <= service.as_of.isoformat()
    return service.show(str(entry["number"])).status if is_issued else ""


ROUTES = (
    Route(ADDRESS, verify, methods=["GET"]),
    Route(ADDRESS, verify_file, methods=["POST"]),
    Route("/archive/verify-all", verify_all, methods=["POST"]),
)
