"""Images of the pages of PDF files, drawn in a process of their own: the server itself opens none."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from cts_docs.web.jobs.runner import PROCESSES, end_process

T = TypeVar("T")
_SCALE = 1.6
"""Pixels for each point of the page: about 115 per inch."""
_MOST_PIXELS = 40_000_000
_SECONDS = 60.0

for _package in ("PIL", "pypdfium2"):  # loaded by the processes that draw, and missed at once
    if find_spec(_package) is None:
        raise ModuleNotFoundError(name=_package)


@dataclass(frozen=True, slots=True)
class PageSize:
    """The size of a page image in pixels."""

    width: int
    height: int


def page_sizes(pdfs: Sequence[Path]) -> tuple[tuple[PageSize, ...], ...]:
    """The size of each page image of some files, for the layout; none of a damaged file."""
    return _in_process(_sizes_of_all, tuple(pdfs)) or tuple(() for _ in pdfs)


def page_image(pdf: Path, number: int) -> bytes | None:
    """A page, counted from 1, as PNG; None where there is no such page or the file is damaged."""
    return _in_process(_image, pdf, number)


def _in_process(work: Callable[..., T], *arguments: object) -> T | None:
    """The result of work in another process; None where that process ends without one."""
    reader, writer = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_send, args=(writer, work, arguments), daemon=True)
    process.start()
    writer.close()
    result: T | None = None
    with suppress(EOFError, OSError):
        if reader.poll(_SECONDS):
            result = reader.recv()
        else:
            process.terminate()
    end_process(process)
    reader.close()
    return result


def _send(writer: Connection, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
    writer.send(work(*arguments))


def _sizes_of_all(pdfs: tuple[Path, ...]) -> tuple[tuple[PageSize, ...], ...]:
    return tuple(map(_sizes, pdfs))


def _sizes(pdf: Path) -> tuple[PageSize, ...]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        with PdfDocument(pdf) as document:
            sizes = [document.get_page_size(place) for place in range(len(document))]
    except PdfiumError:
        return ()
    return tuple(PageSize(round(width * _SCALE), round(height * _SCALE)) for width, height in sizes)


def _image(pdf: Path, number: int) -> bytes | None:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        with PdfDocument(pdf) as document:
            if not 1 <= number <= len(document):
                return None
            page = document[number - 1]
            if page.get_width() * page.get_height() * _SCALE**2 > _MOST_PIXELS:
                return None
            image = page.render(scale=_SCALE).to_pil()
    except PdfiumError:
        return None
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()
