"""The archive of a request: opened in the name of its account, and the requests of jobs in it."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Collection, Mapping
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from cts_docs.errors import Problem, RefusedError
from cts_docs.services import DueDate, EntrySummary
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.workbook_paths import folder_name
from cts_docs.web.jobs.archive import ArchiveAction, ArchiveRequest, open_place
from cts_docs.web.request import RequestContext, request_context

_LONGEST_STEM = 50


async def open_archive_view(request: Request) -> tuple[RequestContext, ArchiveService]:
    """The request context, and the archive in the name of its account; HTTPException 404 without one."""
    ctx = await request_context(request)
    state = ctx.state
    if state.archive is None:
        raise HTTPException(404)
    config = state.service_context.settings.path
    return ctx, await run_in_threadpool(open_place, state.archive, config, ctx.account, state.today())


def faults_by_number(
    service: ArchiveService, rows: Collection[EntrySummary | DueDate]
) -> Mapping[str, tuple[Problem, ...]]:
    """The faults of the shown rows and of the signatures of their events, by number."""
    unsigned = service.signature_faults({one.number for one in rows})
    found = {one.number: (*one.faults, *unsigned.get(one.number, ())) for one in rows}
    return {number: faults for number, faults in found.items() if faults}


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


def safe_name(name: str, suffix: str) -> str:
    """A safe form of the name of a user's file."""
    return folder_name(Path(Path(name).stem[:_LONGEST_STEM] or "_")) + suffix


def parse_date(value: str) -> datetime.date | None:
    """A date as browsers send it; raises RefusedError for anything else."""
    try:
        return datetime.date.fromisoformat(value) if value else None
    except ValueError as error:
        raise RefusedError(Problem("FORM_DATE", found=value[:20])) from error
