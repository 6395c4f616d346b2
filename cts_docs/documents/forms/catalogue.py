"""Every form, in the order in which documents are written."""

from __future__ import annotations

from cts_docs.documents.forms.appendix1 import values as appendix1
from cts_docs.documents.forms.appendix2 import values as appendix2
from cts_docs.documents.forms.appendix3 import values as appendix3
from cts_docs.documents.forms.certificate import form as certificate
from cts_docs.documents.forms.form import DocumentForm
from cts_docs.documents.forms.report import values as report
from cts_docs.documents.forms.report_internal import form as report_internal

FORMS: tuple[DocumentForm, ...] = (
    appendix1.FORM,
    appendix2.FORM,
    appendix3.FORM,
    report.FORM,
    report_internal.FORM,
    certificate.FORM,
)

_BY_NAME = {form.name: form for form in FORMS}


def form_named(name: str) -> DocumentForm:
    """The form of a document's name; KeyError for an unknown name."""
    return _BY_NAME[name]


def document_names() -> tuple[str, ...]:
    """The names of all documents, in the order in which they are written."""
    return tuple(_BY_NAME)
