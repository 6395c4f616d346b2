"""A PDF opened, its pages counted, its text searched: LibreOffice's exit code does not report failures."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import IO, TYPE_CHECKING

from cts_docs.documents.pdf.archival import archival_problems
from cts_docs.errors import Problem
from cts_docs.text import folded

if TYPE_CHECKING:
    from pypdf import PdfReader

# A damaged PDF is reported as a problem. Without a handler of its own, Python would print pypdf's log
# lines on stderr, in the midst of the messages.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_ENDING = b"%%EOF"
_TAIL = 1024
_SHOWN = 40
# What pypdf raises, besides its own errors, on objects that are not what they should be.
_MALFORMED = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OSError)


def open_pdf(content: bytes | IO[bytes]) -> PdfReader:
    """A reader of a PDF, given as bytes or an open file; raises pypdf's own errors where it can't be."""
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(content) if isinstance(content, bytes) else content)


def pdf_problems(content: bytes, expected: str) -> tuple[Problem, ...]:
    """Every fault of a PDF: unreadable, without pages, without the text `expected`, not PDF/A-2b.

    `expected` is compared folded: line breaks are the layout's, and a PDF may hold a character that
    looks like another one as that other one.
    """
    from pypdf.errors import PyPdfError

    try:
        reader = _opened(content)
        if reader.is_encrypted:
            return archival_problems(reader)
        if not reader.pages:
            return (Problem("PDF_WITHOUT_PAGES"),)
        absent = Problem("PDF_TEXT_MISSING", values={"expected": _shortened(expected)})
        missing = () if _holds(reader, expected) else (absent,)
        return missing + archival_problems(reader)
    except (PyPdfError, *_MALFORMED):
        return (Problem("PDF_UNREADABLE"),)


def page_count(content: bytes) -> int:
    """How many pages a PDF has; 0 where it cannot be opened."""
    from pypdf.errors import PyPdfError

    try:
        return len(_opened(content).pages)
    except (PyPdfError, *_MALFORMED):
        return 0


def first_text(content: bytes, pages: int) -> str:
    """The text of the first pages of a PDF; empty where it cannot be opened."""
    from pypdf.errors import PyPdfError

    try:
        reader = open_pdf(content)
        most = min(pages, len(reader.pages))
        return "\n".join(reader.pages[number].extract_text() for number in range(most))
    except (PyPdfError, *_MALFORMED):
        return ""


def pages_of_bookmarks(content: bytes, names: Iterable[str]) -> Mapping[str, int]:
    """The page, from 1, on which each of the Word document's bookmarks `names` stands.

    Bookmarks that the PDF does not know are left out. ValueError where it cannot be opened.
    """
    reader = _opened(content)
    destinations = reader.named_destinations
    pages = {}
    for name in names:
        destination = destinations.get("/" + _destination_name(name))
        number = None if destination is None else reader.get_destination_page_number(destination)
        if number is not None and number >= 0:
            pages[name] = number + 1
    return MappingProxyType(pages)


def _destination_name(bookmark: str) -> str:
    """The name LibreOffice gives a bookmark's destination: `_Toc1` is `5FToc1`, without any escape sign."""
    return "".join(
        character if character.isascii() and character.isalnum() else f"{ord(character):02X}"
        for character in bookmark
    )


def _opened(content: bytes) -> PdfReader:
    from pypdf.errors import PyPdfError

    if _ENDING not in content[-_TAIL:]:
        raise ValueError("no PDF, or one that is cut off")
    try:
        return open_pdf(content)
    except (PyPdfError, *_MALFORMED) as error:
        raise ValueError("no readable PDF") from error


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _holds(reader: PdfReader, expected: str) -> bool:
    wanted = folded(expected)
    return any(wanted in folded(page.extract_text()) for page in reader.pages)
