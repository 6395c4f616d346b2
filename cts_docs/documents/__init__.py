"""Word paperwork: one builder per controlled form, the wording, and the rendering."""

from __future__ import annotations

from cts_docs.documents.audit_file import Case
from cts_docs.documents.embedded_data import read_twin
from cts_docs.documents.forms.catalogue import document_names
from cts_docs.documents.production import RenderedDocument, render_documents
from cts_docs.documents.templates import templates_hash

__all__ = [
    "Case",
    "RenderedDocument",
    "document_names",
    "read_twin",
    "render_documents",
    "templates_hash",
]
