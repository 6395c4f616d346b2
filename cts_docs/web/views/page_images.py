"""Images of the pages of a PDF."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError

_SCALE = 1.6
"""Pixels for each point of the page: about 115 per inch."""
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class PageSize:
    """The size of a page image in pixels."""

    width: int
    height: int


def page_sizes(pdf: Path) -> tuple[PageSize, ...]:
    """The size of each page image, for the layout before it is loaded; none of a damaged file."""
    try:
        with _ONE_AT_A_TIME, PdfDocument(pdf) as document:
            sizes = [document.get_page_size(place) for place in range(len(document))]
    except PdfiumError:
        return ()
    return tuple(PageSize(round(width * _SCALE), round(height * _SCALE)) for width, height in sizes)


def page_image(pdf: Path, number: int) -> bytes | None:
    """A page, counted from 1, as PNG; None where there is no such page or the file is damaged."""
    # The library is not thread-safe.
    try:
        with _ONE_AT_A_TIME, PdfDocument(pdf) as document:
            if not 1 <= number <= len(document):
                return None
            image = document[number - 1].render(scale=_SCALE).to_pil()
    except PdfiumError:
        return None
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()
