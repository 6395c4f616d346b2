"""Exports as zip files: the register with the directory of certified clients, and whole packages."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.services.archive.archive import ArchiveService
from cts_docs.services.archive.export import ExportedFile, export_packages, export_register
from cts_docs.web.request import RequestContext
from cts_docs.web.views.archive.opening import open_archive_view
from cts_docs.web.views.archive.stored_files import download_name
from cts_docs.web.views.zipping import write_plain_zip


async def register(request: Request) -> Response:
    """The register as xlsx and CSV, and the directory of certified clients."""
    ctx, service = await open_archive_view(request)
    folder = _folder(ctx)
    files = await run_in_threadpool(export_register, service, folder)
    return await _zipped(folder, files, "register.zip")


async def packages(request: Request) -> Response:
    """All packages of one entry, unchanged; a damaged one is refused."""
    ctx, service = await open_archive_view(request)
    entry = await run_in_threadpool(service.show, request.path_params["number"])
    number = str(entry.entry["number"])
    return await zipped_packages(ctx, service, [number], download_name(entry, f"{number}.zip"))


async def zipped_packages(
    ctx: RequestContext, service: ArchiveService, numbers: Iterable[str], name: str
) -> Response:
    """The packages of some entries as one zip; a damaged one is refused."""
    folder = _folder(ctx)
    files = await run_in_threadpool(export_packages, service, numbers, folder)
    return await _zipped(folder, files, name)


def _folder(ctx: RequestContext) -> Path:
    return ctx.state.folder / secrets.token_hex(16)


async def _zipped(folder: Path, files: tuple[ExportedFile, ...], name: str) -> Response:
    target = folder / "all.zip"
    await run_in_threadpool(write_plain_zip, target, [Path(file.path) for file in files])
    removing = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(target, filename=name, background=removing)


ROUTES = (
    Route("/archive/register.zip", register),
    Route("/archive/entries/{number}/package.zip", packages),
)
