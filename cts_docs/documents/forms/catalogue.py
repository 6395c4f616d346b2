"""Every form, in the order in which documents are written."""

from __future__ import annotations

from cts_docs.documents.forms.appendix1 import values as appendix1
from cts_docs.documents.forms.appendix2 import values as appendix2
from cts_docs.documents.forms.appendix3 import values as appendix3
from cts_docs.documents.forms.case_file import decision_forms, site_forms
from cts_docs.documents.forms.case_file.case_form import CaseForm
from cts_docs.documents.forms.certificate import form as certificate
from cts_docs.documents.forms.form import DocumentForm
from cts_docs.documents.forms.notices.notice import NOTICES
from cts_docs.documents.forms.report import values as report
from cts_docs.documents.forms.report_internal import form as report_internal
from cts_docs.specification.model import Specification

SITE_FORMS: tuple[CaseForm, ...] = (
    site_forms.AUDIT_PLAN,
    site_forms.ATTENDANCE,
    site_forms.CHECKLIST,
    site_forms.NONCONFORMITY_REPORT,
)
"""The forms that are taken to the site and filled in by hand."""

FORMS: tuple[DocumentForm, ...] = (
    appendix1.FORM,
    appendix2.FORM,
    appendix3.FORM,
    report.FORM,
    report_internal.FORM,
    *(form.document_form() for form in SITE_FORMS),
    decision_forms.DECISION_RECORD,
    decision_forms.CERTIFICATE_ANNEX,
    certificate.FORM,
)

OF_CERTIFICATE = (decision_forms.CERTIFICATE_ANNEX.name, certificate.FORM.name)
"""The documents that are issued only together with a certificate."""

TEMPLATES: tuple[DocumentForm, ...] = (*FORMS, *NOTICES.values())
"""Every form that has a template: the documents of an audit, and the notices on its certificate."""

_BY_NAME = {form.name: form for form in TEMPLATES}


def form_named(name: str) -> DocumentForm:
    """The form of a document's name; KeyError for an unknown name."""
    return _BY_NAME[name]


def document_names(specification: Specification | None = None) -> tuple[str, ...]:
    """The names of all documents of an audit, in the order in which they are written.

    Under one specification, those that exist there.
    """
    return tuple(form.name for form in FORMS if specification is None or form.exists(specification))


def template_names(specification: Specification | None = None) -> tuple[str, ...]:
    """The names of all documents that have a template: those of an audit, and the notices.

    Under one specification, those that exist there.
    """
    return tuple(form.name for form in TEMPLATES if specification is None or form.exists(specification))
