"""Decision pages: issuing, approving and status changes are previewed, then carried out once."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cts_docs.errors import Problem, RefusedError
from cts_docs.messages import LANGUAGES, message
from cts_docs.services import Transition
from cts_docs.web.jobs.archive import ArchiveAction, ArchiveRequest, ChangeRequest
from cts_docs.web.jobs.runner import Job, new_token
from cts_docs.web.request import RequestContext, request_context
from cts_docs.web.security.authentication import Role
from cts_docs.web.views.archive.opening import archive_request, open_archive_view, parse_date, safe_name
from cts_docs.web.views.results import item_of, upload_of
from cts_docs.web.views.uploads import text

_NEEDED: Mapping[ArchiveAction, tuple[Role, ...]] = {
    "issue": ("drafter", "approver"),
    "draft": ("drafter",),
    "approve": ("approver",),
    "approve_change": ("approver",),
    "change": ("controller",),
}
"""The roles that an account needs for each action that writes to the archive."""
_TRANSITIONS: tuple[Transition, ...] = get_args(Transition)


async def issue(request: Request) -> Response:
    """Preview issuing a workbook of this session, or drafting it for approval by a second person."""
    ctx, _ = await open_archive_view(request)
    job, found = item_of(ctx)
    place: int = request.path_params["place"]
    async with ctx.form() as form:
        ctx.refuse_more_jobs()
        granted = parse_date(text(form, "granted"))
        action: ArchiveAction = "issue" if text(form, "action") == "issue" else "draft"
        _require_role(ctx, action)
        upload = upload_of(job, place)
        if upload is None:
            raise HTTPException(404)
        # Under a safe form of the user's file name, which the archive records.
        folder = ctx.state.folder / new_token()
        workbook = folder / safe_name(found.name, upload.path.suffix)
        await run_in_threadpool(_copy, upload.path, workbook)
    preview = archive_request(ctx, action, found.name, file=workbook, folder=folder)
    source_address = f"/results/{job.token}/{place}"
    return ctx.start_job(replace(preview, preview=True, granted=granted, source=source_address))


async def approve(request: Request) -> Response:
    """Preview approving a draft, or a proposed status change, of another account."""
    ctx, service = await open_archive_view(request)
    ctx.require("approver")
    shown = await run_in_threadpool(service.show, request.path_params["number"])
    number = str(shown.entry["number"])
    async with ctx.form():
        preview = archive_request(ctx, "approve", number, number=number)
    if shown.proposed is not None:
        change = shown.proposed.change
        asked = ChangeRequest(change.transition, change.reason, change.date, change.by)
        preview = replace(preview, action="approve_change", change=asked)
    return ctx.start_job(replace(preview, preview=True))


async def change_status(request: Request) -> Response:
    """Preview a status change of an entry, such as a suspension."""
    ctx, service = await open_archive_view(request)
    ctx.require("controller")
    async with ctx.form() as form:
        transition = _transition(text(form, "change"))
        date = parse_date(text(form, "date"))
        change = ChangeRequest(transition, text(form, "reason"), date, text(form, "by"))
    _refuse_misplaced_successor(change)
    number = request.path_params["number"]
    # What the archive refuses is shown at once, before any job is started.
    previewed = await run_in_threadpool(
        service.preview_status_change, number, transition, change.reason, change.date, change.by
    )
    preview = archive_request(ctx, "change", previewed.number, number=previewed.number)
    return ctx.start_job(replace(preview, preview=True, change=change))


async def decide(request: Request) -> Response:
    """Carry out what was previewed, once: a second click, or a second tab, leads to the same result."""
    ctx = await request_context(request)
    job = ctx.job()
    async with ctx.form() as form:
        returned, again = text(form, "answer") == "return", text(form, "again")
        comment = text(form, "comment")
    if job.decided:
        return ctx.redirect(f"/results/{job.decided}")
    request_of_job = _decided(job, again)
    _require_role(ctx, request_of_job.action)
    if returned:
        if not comment:
            raise RefusedError(Problem("FORM_COMMENT"))
        change = ChangeRequest("cancel", comment, request_of_job.today)
        request_of_job = replace(request_of_job, action="change", change=change)
    response = ctx.start_job(request_of_job)
    if not again:
        job.decided = response.headers["location"].rpartition("/")[2]
    return response


async def to_entry(request: Request) -> Response:
    """Redirect to the entry where the address is opened without a form, as after a change of language."""
    ctx, _ = await open_archive_view(request)
    return ctx.redirect(request.url_for("entry", number=request.path_params["number"]).path)


def _require_role(ctx: RequestContext, action: ArchiveAction) -> None:
    """Raise RefusedError where the account has not every role that an action needs."""
    for role in _NEEDED[action]:
        ctx.require(role)


def _decided(job: Job, again: str) -> ArchiveRequest:
    """The request of what was previewed; with a reason for issuing `again`, another preview."""
    request, result = job.request, job.archive
    if not isinstance(request, ArchiveRequest) or result is None or result.decision is None:
        raise HTTPException(404)
    if again:
        return replace(request, again=again)
    if not result.ok:
        raise RefusedError(result.problems)
    return replace(request, preview=False, head=result.decision.head)


def _refuse_misplaced_successor(change: ChangeRequest) -> None:
    """Raise RefusedError where `supersede` has no successor, or another change has one."""
    if change.transition == "supersede" and not change.by:
        raise RefusedError(Problem("FORM_SUCCESSOR_MISSING"))
    if change.transition != "supersede" and change.by:
        code = f"LIFE_{change.transition.upper()}"
        values = {f"deed_{language}": message(code, language, {}) for language in LANGUAGES}
        raise RefusedError(Problem("FORM_SUCCESSOR_UNUSED", found=change.by[:40], values=values))


def _transition(named: str) -> Transition:
    for transition in _TRANSITIONS:
        if transition == named:
            return transition
    raise RefusedError(Problem("FORM_DEED", found=named[:20]))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True)
    shutil.copyfile(source, target)


_ENTRY = "/archive/entries/{number}"
ROUTES = (
    Route("/results/{job}/{place:int}/issue", issue, methods=["POST"]),
    Route(_ENTRY + "/approve", approve, methods=["POST"]),
    Route(_ENTRY + "/status", change_status, methods=["POST"]),
    Route(_ENTRY + "/status", to_entry, methods=["GET"]),
    # The address of version 0.1.
    Route(_ENTRY + "/life", to_entry, methods=["GET"]),
    Route("/results/{job}/decide", decide, methods=["POST"]),
)
