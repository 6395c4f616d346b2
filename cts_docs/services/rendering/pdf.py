"""Documents as they will print: PDF files beside Word files that were already written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cts_docs.documents.pdf import Source, convert, find_soffice, page_count
from cts_docs.errors import Problem
from cts_docs.files.hashing import sha256
from cts_docs.files.writing import write_files
from cts_docs.services.results import PdfFile, WrittenDocument


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """The printed form of a document: its file and number of pages, or None and why not."""

    pdf: PdfFile | None
    pages: int
    problems: tuple[Problem, ...] = ()


def can_print() -> bool:
    """Whether this machine has the program that makes PDF files."""
    return find_soffice() is not None


def print_documents(documents: Sequence[WrittenDocument], client: str = "") -> tuple[PrintedDocument, ...]:
    """Write the PDF of each document beside it, in their order; all of one folder.

    `client` is a text that every PDF must hold. A document that fails does not stop the
    others. Raises CannotRunError where LibreOffice is missing or the folder can't be written.
    """
    if not documents:
        return ()
    paths = [Path(document.path) for document in documents]
    converted = convert([Source(path.name, path.read_bytes(), client) for path in paths])
    made = {
        path.with_suffix(".pdf").name: one.content
        for path, one in zip(paths, converted, strict=True)
        if one.content is not None
    }
    write_files(paths[0].parent, made)
    return tuple(
        _printed(path, one.content, one.problems) for path, one in zip(paths, converted, strict=True)
    )


def _printed(path: Path, content: bytes | None, problems: tuple[Problem, ...]) -> PrintedDocument:
    if content is None:
        return PrintedDocument(None, 0, problems)
    pdf = PdfFile(str(path.with_suffix(".pdf")), sha256(content))
    return PrintedDocument(pdf, page_count(content), problems)
