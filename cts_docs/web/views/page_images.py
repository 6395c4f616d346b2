"""Printed pages as pictures."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError

_SCALE = 1.6
"""Pixels for each point of the page: about 115 to the inch, legible at the page's own size."""
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True)
class PageSize:
    """The size of a page's picture in pixels."""

    width: int
    height: int


def page_sizes(pdf: Path) -> tuple[PageSize, ...]:
    """The size of each page's picture, for a browser to keep its room free; none of a damaged file."""
    try:
        with _ONE_AT_A_TIME, PdfDocument(pdf) as document:
            sizes = [document.get_page_size(place) for place in range(len(document))]
    except PdfiumError:
        return ()
    return tuple(PageSize(round(width * _SCALE), round(height * _SCALE)) for width, height in sizes)


def page_picture(pdf: Path, number: int) -> bytes | None:
    """A page from 1 as PNG, None where there is no such page or the file is damaged."""
    # The library that draws is not made for several threads.
    try:
        with _ONE_AT_A_TIME, PdfDocument(pdf) as document:
            if not 1 <= number <= len(document):
                return None
            picture = document[number - 1].render(scale=_SCALE).to_pil()
    except PdfiumError:
        return None
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()
