"""Word documents: one builder per controlled form, the wording, and the rendering."""

from __future__ import annotations

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.embedded_data import read_embedded_data
from cts_docs.documents.forms.catalogue import document_names
from cts_docs.documents.production import RenderedDocument, render_documents

__all__ = [
    "AuditFile",
    "RenderedDocument",
    "document_names",
    "read_embedded_data",
    "render_documents",
]
