"""The internal annex of the audit report, which the client does not get.

It shows the margin to the next grade and the spread between the evaluation forms, and is made where
the body sets `[report] internal_annex`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cts_docs.documents.audit_file import AuditFile
from cts_docs.documents.forms.form import DocumentForm, document_date, shown_values
from cts_docs.documents.forms.report.values import with_fields
from cts_docs.documents.forms.report_internal.values import ADDED, parts, values
from cts_docs.documents.forms.shared_values import file_name
from cts_docs.documents.ooxml.properties import Properties
from cts_docs.documents.wording import report as wording
from cts_docs.documents.wording.common import PENDING
from cts_docs.specification.model import Specification


def _items(audit_file: AuditFile) -> Sequence[int | None]:
    return (None,) if audit_file.settings.report.internal_annex else ()


def _properties(audit_file: AuditFile, _item: int | None) -> Properties:
    control = audit_file.specification.control
    body = audit_file.settings.body.name or control.body
    day = document_date(audit_file)
    if audit_file.is_first_edition:
        title = f"{control.title} {wording.INTERNAL_TITLE}"
        return Properties(title, audit_file.report_number, control.version, body, date=day)
    title = f"{wording.INTERNAL_TITLE} {audit_file.assessment.text('client_name') or PENDING}"
    version = wording.VERSION_DRAFT if audit_file.draft else wording.VERSION_ISSUED
    return Properties(title, audit_file.report_number or PENDING, version, body, date=day)


def _filename(_audit_file: AuditFile, _item: int | None) -> str:
    return file_name(wording.INTERNAL_TITLE)


def _template(specification: Specification) -> bytes:
    # Loaded here: filling a template needs nothing of what making it needs.
    from cts_docs.documents.forms.report_internal.template import template

    return template(specification)


FORM = DocumentForm(
    "report_internal",
    _template,
    _properties,
    values,
    _filename,
    _items,
    parts,
    partial(shown_values, added=ADDED),
    prepare=with_fields,
)
