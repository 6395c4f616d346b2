"""Every form, in the order in which documents are written."""

from __future__ import annotations

from cts_docs.documents.forms.appendix1 import values as appendix1
from cts_docs.documents.forms.appendix2 import values as appendix2
from cts_docs.documents.forms.appendix3 import values as appendix3
from cts_docs.documents.forms.case_file.attendance import values as attendance
from cts_docs.documents.forms.case_file.audit_plan import values as audit_plan
from cts_docs.documents.forms.case_file.case_form import CaseForm
from cts_docs.documents.forms.case_file.certificate_annex import values as certificate_annex
from cts_docs.documents.forms.case_file.checklist import values as checklist
from cts_docs.documents.forms.case_file.decision_record import values as decision_record
from cts_docs.documents.forms.case_file.nonconformity_report import values as nonconformity_report
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
    audit_plan.FORM,
    attendance.FORM,
    checklist.FORM,
    nonconformity_report.FORM,
    decision_record.FORM,
    certificate_annex.FORM,
    certificate.FORM,
)

SITE_FORMS: tuple[CaseForm, ...] = (
    audit_plan.CASE_FORM,
    attendance.CASE_FORM,
    checklist.CASE_FORM,
    nonconformity_report.CASE_FORM,
)
"""The forms that are taken to the site and filled in by hand."""

OF_CERTIFICATE = (certificate_annex.FORM.name, certificate.FORM.name)
"""The documents that are issued only together with a certificate."""

_BY_NAME = {form.name: form for form in FORMS}


def form_named(name: str) -> DocumentForm:
    """The form of a document's name; KeyError for an unknown name."""
    return _BY_NAME[name]


def document_names() -> tuple[str, ...]:
    """The names of all documents, in the order in which they are written."""
    return tuple(_BY_NAME)
