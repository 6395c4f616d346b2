"""The page numbers in a report's contents: those of LibreOffice's last layout, where there was one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from cts_docs.documents import RenderedDocument, render_documents
from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.report.values import FORM, bookmarks
from cts_docs.documents.pdf import pages_of_bookmarks


def laid_out(audit_file: AuditFile, printed: bytes) -> AuditFile:
    """The case with the pages on which its report's headings stand in a PDF of the report."""
    pages = pages_of_bookmarks(printed, bookmarks(audit_file.specification))
    return replace(
        audit_file, report_pages=MappingProxyType({name: str(page) for name, page in pages.items()})
    )


def numbered_contents(
    audit_file: AuditFile,
    documents: Sequence[RenderedDocument],
    printed: Mapping[str, bytes],
    folder: Path | None,
) -> tuple[RenderedDocument, ...]:
    """The documents, the report's contents with the page numbers of its PDF where it was printed.

    `printed` holds the PDFs by the Word document's file name. Printing again is not needed: the
    PDF's own contents were right already, because LibreOffice works the fields out.
    """
    if audit_file.report_pages:
        return tuple(documents)
    return tuple(
        _numbered(audit_file, printed[one.filename], folder)
        if one.name == FORM.name and one.filename in printed
        else one
        for one in documents
    )


def _numbered(audit_file: AuditFile, printed: bytes, folder: Path | None) -> RenderedDocument:
    return next(render_documents(laid_out(audit_file, printed), (FORM.name,), folder))
