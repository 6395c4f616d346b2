"""Every kind of document, in the order they are written."""

from __future__ import annotations

from cts_docs.documents.forms import certificate, report, report_internal
from cts_docs.documents.forms.appendix1 import values as appendix1
from cts_docs.documents.forms.appendix2 import values as appendix2
from cts_docs.documents.forms.appendix3 import values as appendix3
from cts_docs.documents.forms.form import Kind

KINDS: tuple[Kind, ...] = (
    appendix1.KIND,
    appendix2.KIND,
    appendix3.KIND,
    report.KIND,
    report_internal.KIND,
    certificate.KIND,
)

_BY_NAME = {kind.name: kind for kind in KINDS}


def named(name: str) -> Kind:
    """The kind of document of a name; KeyError for no such name."""
    return _BY_NAME[name]


def document_names() -> tuple[str, ...]:
    """The names of all kinds of documents, in the order they are written."""
    return tuple(_BY_NAME)
