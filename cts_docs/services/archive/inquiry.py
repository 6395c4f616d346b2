"""Questions of outsiders: what stands behind a number, the content of a QR code, or an altered document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cts_docs.archive.lifecycle.listing import EntryDetails
from cts_docs.documents.pdf import first_text
from cts_docs.errors import RefusedError
from cts_docs.services.archive.archive import ArchiveService
from cts_docs.text import folded

_CODE_LINES = 4
"""From so many lines on, a text is the content of a QR code, and not a number."""
_COMPARED = ("client", "grade_name", "content_hash")
_PAGES = 3
_LARGEST_PDF = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class InquiryAnswer:
    """The entry that a text names, as it stands on a day; None where the archive has none of its numbers.

    `different` are the facts of the entry that the content of a QR code states otherwise.
    """

    entry: EntryDetails | None
    different: tuple[str, ...] = ()


def inquire(service: ArchiveService, text: str) -> InquiryAnswer:
    """What stands behind a number of a report or certificate, or behind the content of a QR code."""
    number = text.strip() if _has_number(service, text.strip()) else named_number(service, text)
    if not number:
        return InquiryAnswer(None)
    entry = service.show(number)
    lines = [line for line in text.splitlines() if line.strip()]
    return InquiryAnswer(entry, tuple(_different(entry, text)) if len(lines) >= _CODE_LINES else ())


def named_number(service: ArchiveService, text: str) -> str:
    """The number of the entry that is named in a text by its own or its certificate's number; or empty."""
    searched = folded(text)
    numbers = {one: entry.number for entry in service.entries() for one in (entry.number, entry.certificate)}
    found = [one for one in numbers if one and folded(one) in searched]
    # The longest: a number may be the beginning of another one.
    return numbers[max(found, key=len)] if found else ""


def number_named_in_pdf(service: ArchiveService, file: Path) -> str:
    """The number of the entry that the first pages of a PDF name; empty for any other file."""
    if file.suffix.lower() != ".pdf" or file.stat().st_size > _LARGEST_PDF:
        return ""
    return named_number(service, first_text(file.read_bytes(), _PAGES))


def _has_number(service: ArchiveService, text: str) -> bool:
    try:
        service.show(text)
    except RefusedError:
        return False
    return True


def _different(entry: EntryDetails, text: str) -> Iterator[str]:
    searched = folded(text)
    for key in _COMPARED:
        value = entry.entry[key]
        if value and folded(str(value)) not in searched:
            yield key
