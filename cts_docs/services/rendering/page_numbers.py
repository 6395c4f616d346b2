"""The page numbers in a report's contents: those of LibreOffice's last layout, where there was one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from cts_docs.documents import RenderedDocument, render_documents
from cts_docs.documents.audit_file import Case
from cts_docs.documents.forms.report import KIND, bookmarks
from cts_docs.documents.pdf import pages_of_bookmarks


def laid_out(case: Case, printed: bytes) -> Case:
    """The case with the pages on which its report's headings stand in a PDF of the report."""
    pages = pages_of_bookmarks(printed, bookmarks(case.specification))
    return replace(case, report_pages=MappingProxyType({name: str(page) for name, page in pages.items()}))


def numbered_contents(
    case: Case, documents: Sequence[RenderedDocument], printed: Mapping[str, bytes], folder: Path | None
) -> tuple[RenderedDocument, ...]:
    """The documents, the report's contents with the page numbers of its PDF where it was printed.

    `printed` holds the PDFs by the Word document's file name. Printing again is not needed: the
    PDF's own contents were right already, because LibreOffice works the fields out.
    """
    if case.report_pages:
        return tuple(documents)
    return tuple(
        _numbered(case, printed[one.filename], folder)
        if one.name == KIND.name and one.filename in printed
        else one
        for one in documents
    )


def _numbered(case: Case, printed: bytes, folder: Path | None) -> RenderedDocument:
    return next(render_documents(laid_out(case, printed), (KIND.name,), folder))
