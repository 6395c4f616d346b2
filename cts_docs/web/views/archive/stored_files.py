"""Stored files of entries, by their hash, and their pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from cts_docs.services import EntryDetails
from cts_docs.services.workbook_paths import folder_name
from cts_docs.web.jobs.page_images import page_image, page_sizes
from cts_docs.web.views.archive.opening import open_archive_view

_LONGEST_CLIENT = 40


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored file of an entry; `is_made`: by this program, as packages and notices are."""

    path: Path
    sha256: str
    is_made: bool

    @property
    def drawable(self) -> bool:
        """Whether its pages are drawn: PDF files that this program made."""
        return self.path.suffix.lower() == ".pdf" and self.is_made


def stored_files(entry: EntryDetails) -> Iterator[StoredFile]:
    """The files of an entry as the register names them."""
    for bag in entry.bags:
        for file in bag.files:
            # What a person attached is no document of the program, a notice is.
            is_made = bag.kind != "attachment" or bool(file["document"])
            yield StoredFile(bag.folder / str(file["path"]), str(file["sha256"]), is_made)


def download_name(entry: EntryDetails, name: str) -> str:
    """The name under which a file of an entry is downloaded: client, number and the file's own name."""
    suffix = Path(name).suffix
    client, number = str(entry.entry["client"])[:_LONGEST_CLIENT], str(entry.entry["number"])
    words = dict.fromkeys((client, number, name.removesuffix(suffix)))
    return folder_name(Path(" ".join(words).replace("/", "_") + ".x")) + suffix


async def stored_file(request: Request) -> Response:
    """A stored file of an entry."""
    entry, file = await _found(request)
    return FileResponse(file.path, filename=download_name(entry, file.path.name))


async def stored_document(request: Request) -> Response:
    """A stored PDF, page by page."""
    ctx, _ = await open_archive_view(request)
    entry, file = await _found(request, drawn=True)
    (sizes,) = await run_in_threadpool(page_sizes, [file.path])
    values = {"sizes": sizes, "name": file.path.name, "number": entry.entry["number"]}
    return ctx.page("stored_document.html", values)


async def stored_page(request: Request) -> Response:
    """The image of one page of a stored PDF."""
    _, file = await _found(request, drawn=True)
    content = await run_in_threadpool(page_image, file.path, request.path_params["page"])
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type="image/png")


async def _found(request: Request, *, drawn: bool = False) -> tuple[EntryDetails, StoredFile]:
    """The entry and its file of the hash in the address; no path comes from the user.

    Addresses by position, as in version 0.1, are not found: they would name another file by now.
    """
    _, service = await open_archive_view(request)
    entry = await run_in_threadpool(service.show, request.path_params["number"])
    asked = request.path_params["sha256"]
    for file in stored_files(entry):
        if file.sha256 == asked and (file.drawable or not drawn) and file.path.is_file():
            return entry, file
    raise HTTPException(404)


_FILE = "/archive/entries/{number}/files/{sha256}"
ROUTES = (
    Route(_FILE, stored_file),
    Route(_FILE + "/view", stored_document),
    Route(_FILE + "/pages/{page:int}", stored_page),
)
